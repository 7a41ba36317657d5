//! Reading the fields of a map: each fault is noted with its place, and reading goes on.

use crate::document::{Key, Node, Value};
use crate::fault::{Fault, FaultKind, Place, nearest};

/// A text and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub value: String,
    pub place: Place,
}

/// Where faults of one file go.
pub(crate) struct Report<'a> {
    pub file: &'a str,
    pub faults: &'a mut Vec<Fault>,
}

impl Report<'_> {
    pub fn fault(&mut self, place: Place, kind: FaultKind) {
        self.faults.push(Fault::new(self.file, place, kind));
    }

    fn wrong_type(&mut self, node: &Node, expected: &'static str) {
        self.fault(node.place, FaultKind::WrongType { expected, found: node.kind() });
    }

    /// The entries of a map.
    pub fn map<'n>(&mut self, node: &'n Node) -> Option<&'n [(Key, Node)]> {
        match &node.value {
            Value::Map(entries) => Some(entries),
            _ => {
                self.wrong_type(node, "map");
                None
            }
        }
    }

    /// The items of a list.
    pub fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            _ => {
                self.wrong_type(node, "list");
                &[]
            }
        }
    }

    /// A text; numbers are taken as they are written nowhere, since `1.0` would come back as `1`.
    pub fn text(&mut self, node: &Node) -> Option<Text> {
        match &node.value {
            Value::Text(value) => Some(Text { value: value.clone(), place: node.place }),
            _ => {
                self.wrong_type(node, "text");
                None
            }
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, node: &Node) -> Vec<Text> {
        self.list(node).iter().filter_map(|item| self.text(item)).collect()
    }

    /// A number.
    pub fn number(&mut self, node: &Node) -> Option<f64> {
        match node.value {
            Value::Number(value) => Some(value),
            _ => {
                self.wrong_type(node, "number");
                None
            }
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, node: &Node) -> Option<bool> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => {
                self.wrong_type(node, "true/false");
                None
            }
        }
    }

    /// One of a few words, by the function that reads it.
    pub fn choice<T>(&mut self, node: &Node, read: impl Fn(&str) -> Option<T>, allowed: &[&str]) -> Option<T> {
        let text = self.text(node)?;
        let value = read(&text.value);
        if value.is_none() {
            self.fault(text.place, FaultKind::OneOf { value: text.value, allowed: allowed.join(" ") });
        }
        value
    }
}

/// A map whose keys are known beforehand.
pub(crate) struct Fields<'n> {
    entries: &'n [(Key, Node)],
    /// Where the map begins: the place of a missing key.
    pub place: Place,
}

impl<'n> Fields<'n> {
    /// The fields of `node`; keys that are not among `known` are faults.
    pub fn read(node: &'n Node, known: &[&str], report: &mut Report<'_>) -> Option<Fields<'n>> {
        let entries = report.map(node)?;
        for (key, _) in entries {
            if !known.contains(&key.name.as_str()) {
                let nearest = nearest(&key.name, known.iter().copied());
                report.fault(key.place, FaultKind::UnknownKey { key: key.name.clone(), nearest });
            }
        }
        let place = entries.first().map_or(node.place, |(key, _)| key.place);
        Some(Fields { entries, place })
    }

    /// The value of `key`, if it stands there.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(name, _)| name.name == key).map(|(_, node)| node)
    }

    /// The value of `key`; its absence is a fault.
    pub fn require(&self, key: &'static str, report: &mut Report<'_>) -> Option<&'n Node> {
        let node = self.get(key);
        if node.is_none() {
            report.fault(self.place, FaultKind::MissingKey { key });
        }
        node
    }

    /// The text of `key`, which must stand there and not be blank.
    pub fn require_text(&self, key: &'static str, report: &mut Report<'_>) -> Option<Text> {
        let text = self.require(key, report).and_then(|node| report.text(node))?;
        if text.value.trim().is_empty() {
            report.fault(text.place, FaultKind::NoLanguage { key });
        }
        Some(text)
    }

    /// The texts of `key`; none where it does not stand there.
    pub fn texts(&self, key: &str, report: &mut Report<'_>) -> Vec<Text> {
        self.get(key).map_or_else(Vec::new, |node| report.texts(node))
    }
}
