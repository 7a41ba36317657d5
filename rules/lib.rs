//! The rules of jinyu: every YAML file of this folder, embedded. Data only; the package `jinyu` reads it.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The shop profile with its defaults: names every fact.
pub const PROFILE: &str = include_str!("profile.yaml");

/// The text of the preset of that name.
#[must_use]
pub fn preset(name: &str) -> Option<&'static str> {
    PRESETS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
