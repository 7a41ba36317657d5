//! A preset: how severe each rule is for those who choose it.

use crate::Severity;
use crate::document::Node;
use crate::fault::FaultKind;
use crate::fields::{Fields, Report, Text};

/// Severities by rule id or family, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Preset {
    pub levels: Vec<(Text, Level)>,
}

/// What a preset makes of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Off,
    On(Severity),
}

impl Preset {
    /// Reads a preset file.
    pub fn read(document: &Node, report: &mut Report<'_>) -> Preset {
        let Some(fields) = Fields::read(document, &["name", "title", "severity"], report) else {
            return Preset::default();
        };
        fields.require_text("name", report);
        let mut levels = Vec::new();
        for (key, node) in fields.get("severity").and_then(|node| report.map(node)).unwrap_or_default() {
            let read = |name: &str| {
                if name == "off" { Some(Level::Off) } else { Severity::from_name(name).map(Level::On) }
            };
            if let Some(level) = report.choice(node, read, &["critical", "error", "warning", "info", "off"]) {
                levels.push((Text { value: key.name.clone(), place: key.place }, level));
            }
        }
        Preset { levels }
    }

    /// What the preset says of a rule: its own entry before its family's.
    pub fn level(&self, id: &str, family: &str) -> Option<Level> {
        let of = |name: &str| self.levels.iter().find(|(key, _)| key.value == name).map(|(_, level)| *level);
        of(id).or_else(|| of(family))
    }

    /// Reports entries that name no rule, family or clause.
    pub fn check<'a>(&self, known: impl Fn(&str) -> bool, names: impl Iterator<Item = &'a str> + Clone, report: &mut Report<'_>) {
        for (key, _) in &self.levels {
            if !known(&key.value) {
                let nearest = crate::fault::nearest(&key.value, names.clone());
                report.fault(key.place, FaultKind::UnknownRule { name: key.value.clone(), nearest });
            }
        }
    }
}
