//! The shop's facts and settings.

use crate::document::{Node, Value};
use crate::fault::{FaultKind, nearest};
use crate::fields::{Report, Text};
use crate::fold::fold_text;
use crate::rule::{Bound, FactEntry};
use std::collections::BTreeMap;

/// What a shop says about itself. Read from YAML files, later ones over earlier ones; the first one names all facts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profile {
    facts: BTreeMap<String, Fact>,
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
        for (key, node) in report.map(document).unwrap_or_default() {
            let Some(fact) = Fact::read(&node.value) else {
                report.fault(node.place, FaultKind::FactType { name: key.name.clone(), expected: self.expected(&key.name) });
                continue;
            };
            match self.facts.get(&key.name) {
                None if !defining => report.fault(key.place, self.unknown(&key.name)),
                Some(known) if known.kind() != fact.kind() => {
                    report.fault(node.place, FaultKind::FactType { name: key.name.clone(), expected: known.kind() });
                }
                _ => {
                    self.facts.insert(key.name.clone(), fact);
                }
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
    pub fn says(&self, wanted: &FactEntry) -> Result<bool, FaultKind> {
        let name = &wanted.name.value;
        let known = self.facts.get(name).ok_or_else(|| self.unknown(name))?;
        match Fact::read(&wanted.value) {
            Some(fact) if fact.kind() == known.kind() => Ok(fact == *known),
            _ => Err(FaultKind::FactType { name: name.clone(), expected: known.kind() }),
        }
    }

    /// A list as folded words; a text is a list of one.
    pub fn words(&self, name: &str) -> Result<Vec<String>, FaultKind> {
        match self.facts.get(name) {
            Some(Fact::List(items)) => Ok(items.iter().map(Item::folded).collect()),
            Some(Fact::Text(text)) => Ok(vec![fold_text(text)]),
            Some(_) => Err(FaultKind::FactType { name: name.to_owned(), expected: "list" }),
            None => Err(self.unknown(name)),
        }
    }

    /// A list of numbers.
    pub fn numbers(&self, name: &Text) -> Result<Vec<f64>, FaultKind> {
        let wrong = || FaultKind::FactType { name: name.value.clone(), expected: "list of numbers" };
        match self.facts.get(&name.value) {
            Some(Fact::List(items)) => items.iter().map(|item| item.number().ok_or_else(wrong)).collect(),
            Some(Fact::Number(value)) => Ok(vec![*value]),
            Some(_) => Err(wrong()),
            None => Err(self.unknown(&name.value)),
        }
    }

    /// The value of a bound.
    pub fn bound(&self, bound: &Bound) -> Result<f64, FaultKind> {
        match bound {
            Bound::Number(value) => Ok(*value),
            Bound::Fact(name) => match self.facts.get(&name.value) {
                Some(Fact::Number(value)) => Ok(*value),
                Some(_) => Err(FaultKind::FactType { name: name.value.clone(), expected: "number" }),
                None => Err(self.unknown(&name.value)),
            },
        }
    }

    /// A fact as it is written into a rewrite; lists are joined.
    pub fn text(&self, name: &str) -> Result<String, FaultKind> {
        match self.facts.get(name) {
            Some(Fact::Text(text)) => Ok(text.clone()),
            Some(Fact::Number(value)) => Ok(value.to_string()),
            Some(Fact::List(items)) => Ok(items.iter().map(Item::written).collect::<Vec<_>>().join("、")),
            Some(Fact::Flag(_)) => Err(FaultKind::FactType { name: name.to_owned(), expected: "text" }),
            None => Err(self.unknown(name)),
        }
    }

    fn expected(&self, name: &str) -> &'static str {
        self.facts.get(name).map_or("text", Fact::kind)
    }

    fn unknown(&self, name: &str) -> FaultKind {
        let nearest = nearest(name, self.facts.keys().map(String::as_str));
        FaultKind::UnknownFact { name: name.to_owned(), nearest }
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
