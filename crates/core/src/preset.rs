//! A preset: how severe each rule is for those who choose it.

use crate::Severity;
use crate::document::Node;
use crate::fault::FaultKind;
use crate::fields::{Fields, Report, Text};
use std::collections::HashMap;

/// Severities by rule id, clause or family, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Preset {
    levels: Vec<(Text, Level)>,
    index: HashMap<String, usize>,
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
        let Some(fields) = Fields::read(document, "preset", &["name", "title", "severity"], report) else {
            return Preset::default();
        };
        fields.require_text("name", report);
        let read = |name: &str| if name == "off" { Some(Level::Off) } else { Severity::from_name(name).map(Level::On) };
        let mut preset = Preset::default();
        for (key, node) in fields.get("severity").and_then(|node| report.map(node, "levels")).unwrap_or_default() {
            if let Some(level) = report.choice(node, read, &["critical", "error", "warning", "info", "off"]) {
                preset.index.insert(key.name.clone(), preset.levels.len());
                preset.levels.push((Text { value: key.name.clone(), place: key.place }, level));
            }
        }
        preset
    }

    /// What the preset says of a rule: its own entry before that of its clauses (the first in the preset), that before its family's.
    pub fn level(&self, id: &str, clauses: &[String], family: &str) -> Option<Level> {
        let at = |name: &str| self.index.get(name).copied();
        let at = at(id).or_else(|| clauses.iter().filter_map(|clause| at(clause)).min()).or_else(|| at(family))?;
        Some(self.levels[at].1)
    }

    /// Reports entries that name no rule, clause or family.
    pub fn check(&self, known: impl Fn(&str) -> bool, report: &mut Report<'_>) {
        for (key, _) in self.levels.iter().filter(|(key, _)| !known(&key.value)) {
            report.fault(key.place, FaultKind::UnknownRule { name: key.value.clone(), option: None, nearest: None });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::RuleSet;

    const RULES: &str = "
family: promise
clauses: {C-1: {title: 标题, source: 出处}, C-2: {title: 标题, source: 出处}}
rules:
  - {id: day, clauses: [C-1, C-2], severity: error, message: 说明, phrases: [明天], examples: {flag: [明天], pass: [好]}}
";

    #[test]
    fn the_nearer_name_decides() {
        for (levels, expected) in [
            ("{}", "error true"),
            ("{promise: info}", "info true"),
            ("{promise: info, C-2: warning}", "warning true"),
            ("{C-2: warning, C-1: critical}", "warning true"),
            ("{C-2: off, promise: info}", "error false"),
            ("{C-1: off, promise/day: critical}", "critical true"),
        ] {
            let preset = format!("name: own\nseverity: {levels}");
            let set = RuleSet::builder().rules([("rules.yaml", RULES)]).preset("preset.yaml", &preset).build();
            let rule = &set.expect("rules").rules[0];
            assert_eq!(format!("{} {}", rule.severity(), rule.is_active()), expected, "{levels}");
        }
    }
}
