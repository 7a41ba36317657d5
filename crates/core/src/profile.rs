//! The shop's facts and settings.

mod agents;
mod calendar;
mod clock;
mod ledgers;
mod shifts;

pub use agents::{Agent, Agents};
pub use ledgers::{Band, ENTRY_KEYS, EntryRule, Ledgers, Repeat, Streak, Target};
pub use shifts::{Shift, Shifts};

use crate::document::{Key, Node, Value};
use crate::fault::FaultKind;
use crate::fields::{Report, Text};
use crate::fold::fold_text;
use crate::moment::read_duration;
use crate::rule::{Bound, FactEntry};
pub use calendar::CALENDAR_KEYS;
pub(crate) use calendar::{Calendar, read_minute, read_shift};
use std::collections::{BTreeMap, BTreeSet};

/// What a shop says about itself. Read from YAML files, later ones over earlier ones; the first one names all facts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profile {
    facts: BTreeMap<String, Fact>,
    /// When the shop works.
    pub calendar: Calendar,
    /// Facts that were named with a value that none can have.
    unread: BTreeSet<String>,
    pub(crate) agents: Agents,
    pub(crate) shifts: Shifts,
    pub(crate) ledgers: Ledgers,
}

#[derive(Clone, Debug, PartialEq)]
enum Fact {
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Item>),
}

#[derive(Clone, Debug, PartialEq)]
enum Item {
    Number(f64),
    Text(String),
}

impl Fact {
    fn kind(&self) -> &'static str {
        match self {
            Fact::Flag(_) => "true/false",
            Fact::Number(_) => "number",
            Fact::Text(_) => "text",
            Fact::List(_) => "list",
        }
    }

    fn misused(&self, name: &str, needed: &'static str) -> FaultKind {
        FaultKind::FactUse { name: name.to_owned(), found: self.kind(), needed }
    }

    fn read(value: &Value) -> Option<Fact> {
        Some(match value {
            Value::Bool(value) => Fact::Flag(*value),
            Value::Number(value) => Fact::Number(*value),
            Value::Text(value) => Fact::Text(value.clone()),
            Value::List(items) => Fact::List(items.iter().map(|item| Item::read(&item.value)).collect::<Option<_>>()?),
            Value::Null | Value::Map(_) => return None,
        })
    }
}

impl Item {
    fn read(value: &Value) -> Option<Item> {
        match value {
            Value::Number(value) => Some(Item::Number(*value)),
            Value::Text(value) => Some(Item::Text(value.clone())),
            _ => None,
        }
    }
}

impl Profile {
    /// Reads a file over what is known. The first file defines the facts; later ones may only change them.
    pub fn read(&mut self, document: &Node, report: &mut Report<'_>) {
        let defining = self.facts.is_empty();
        for (key, node) in report.map(document, "profile").unwrap_or_default() {
            match key.name.as_str() {
                "calendar" => self.calendar.read(node, report),
                "agents" => self.agents.read(node, report),
                "shifts" => self.shifts.read(node, report),
                "ledgers" => self.ledgers.read(node, report),
                _ => self.read_fact(key, node, defining, report),
            }
        }
    }

    fn read_fact(&mut self, key: &Key, node: &Node, defining: bool, report: &mut Report<'_>) {
        let known = self.facts.get(&key.name).map(Fact::kind);
        let is_list = matches!(node.value, Value::List(_));
        let found = if is_list && Fact::read(&node.value).is_none() { "list of lists" } else { node.kind() };
        let wrong = |expected| FaultKind::FactType { name: key.name.clone(), expected, found };
        match (Fact::read(&node.value), known) {
            (_, None) if !defining => report.fault(key.place, unknown(&key.name)),
            (None, known) => {
                report.fault(node.place, wrong(known.unwrap_or("fact")));
                self.unread.insert(key.name.clone());
            }
            (Some(fact), Some(known)) if known != fact.kind() => report.fault(node.place, wrong(known)),
            (Some(fact), _) => {
                self.facts.insert(key.name.clone(), fact);
            }
        }
    }

    /// The profile with `changes` made, for an example that names facts.
    pub fn changed(&self, changes: &[FactEntry]) -> Profile {
        let mut profile = self.clone();
        for change in changes {
            if let Some(fact) = Fact::read(&change.value) {
                profile.facts.insert(change.name.value.clone(), fact);
            }
        }
        profile
    }

    /// Whether the shop says what `wanted` asks; an unknown fact or a value of the wrong kind is a fault.
    pub fn says(&self, wanted: &FactEntry, report: &mut Report<'_>) -> bool {
        let name = &wanted.name.value;
        let Some(known) = self.facts.get(name) else {
            report.fault(wanted.name.place, unknown(name));
            return false;
        };
        match Fact::read(&wanted.value) {
            Some(fact) if fact.kind() == known.kind() => fact == *known,
            _ => {
                let kind = FaultKind::FactType { name: name.clone(), expected: known.kind(), found: wanted.value.kind() };
                report.fault(wanted.value_place, kind);
                false
            }
        }
    }

    /// The names of all facts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.facts.keys().map(String::as_str)
    }

    /// Whether a fact is unknown only because its value could not be read.
    pub fn lacks(&self, name: &str) -> bool {
        self.unread.contains(name)
    }

    fn fact(&self, name: &str) -> Result<&Fact, FaultKind> {
        self.facts.get(name).ok_or_else(|| unknown(name))
    }

    /// A list as folded words without empty ones; a text is a list of one.
    pub fn words(&self, name: &str) -> Result<Vec<String>, FaultKind> {
        let mut words = match self.fact(name)? {
            Fact::List(items) => items.iter().map(Item::folded).collect(),
            Fact::Text(text) => vec![fold_text(text)],
            other => return Err(other.misused(name, "list")),
        };
        words.retain(|word| !word.trim().is_empty());
        Ok(words)
    }

    /// A list as it is written; nothing where the profile has none.
    pub fn texts(&self, name: &str) -> Vec<String> {
        match self.facts.get(name) {
            Some(Fact::List(items)) => items.iter().map(Item::written).collect(),
            _ => Vec::new(),
        }
    }

    /// A list of numbers.
    pub fn numbers(&self, name: &Text) -> Result<Vec<f64>, FaultKind> {
        let fact = self.fact(&name.value)?;
        let found = if matches!(fact, Fact::List(_)) { "list of texts" } else { fact.kind() };
        let wrong = || FaultKind::FactUse { name: name.value.clone(), found, needed: "list of numbers" };
        match fact {
            Fact::List(items) => items.iter().map(|item| item.number().ok_or_else(wrong)).collect(),
            Fact::Number(value) => Ok(vec![*value]),
            _ => Err(wrong()),
        }
    }

    /// The value of a bound.
    pub fn bound(&self, bound: &Bound) -> Result<f64, FaultKind> {
        match bound {
            Bound::Number(value, _) => Ok(*value),
            Bound::Fact(name) => match self.fact(&name.value)? {
                Fact::Number(value) => Ok(*value),
                other => Err(other.misused(&name.value, "number")),
            },
        }
    }

    /// A duration in milliseconds: `45s`, or a number of seconds.
    pub fn duration_ms(&self, name: &str) -> Result<i64, FaultKind> {
        let fact = self.fact(name)?;
        let found = match fact {
            Fact::Text(text) => read_duration(text),
            Fact::Number(seconds) if (1.0..=3e7).contains(seconds) => Some((seconds * 1000.0) as i64),
            _ => None,
        };
        found.ok_or_else(|| fact.misused(name, "duration"))
    }

    /// A fact as it is written into a rewrite; lists are joined.
    pub fn text(&self, name: &str) -> Result<String, FaultKind> {
        match self.fact(name)? {
            Fact::Text(text) => Ok(text.clone()),
            Fact::Number(value) => Ok(value.to_string()),
            Fact::List(items) => Ok(items.iter().map(Item::written).collect::<Vec<_>>().join("、")),
            flag @ Fact::Flag(_) => Err(flag.misused(name, "text")),
        }
    }
}

/// Names that are like it are looked for once, when all faults are known.
fn unknown(name: &str) -> FaultKind {
    FaultKind::UnknownFact { name: name.to_owned(), nearest: None }
}

impl FactEntry {
    /// Whether two entries ask the same.
    pub(crate) fn is_same(&self, other: &FactEntry) -> bool {
        self.name.value == other.name.value && Fact::read(&self.value) == Fact::read(&other.value)
    }
}

impl Item {
    fn written(&self) -> String {
        match self {
            Item::Number(value) => value.to_string(),
            Item::Text(text) => text.clone(),
        }
    }

    fn folded(&self) -> String {
        fold_text(&self.written())
    }

    fn number(&self) -> Option<f64> {
        match self {
            Item::Number(value) => Some(*value),
            Item::Text(_) => None,
        }
    }
}
