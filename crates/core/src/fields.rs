//! Reading the fields of a map: each fault is noted with its place, and reading goes on.

use crate::document::{Key, Node, Value, full_width_colon};
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

    /// Notes that something else stands where a value of the kind `expected` should.
    pub fn wrong_type(&mut self, node: &Node, expected: &'static str) {
        self.fault(node.place, FaultKind::WrongType { expected, found: node.kind() });
    }

    /// The entries of a map, which authors know as `what`.
    pub fn map<'n>(&mut self, node: &'n Node, what: &'static str) -> Option<&'n [(Key, Node)]> {
        match &node.value {
            Value::Map(entries) => return Some(entries),
            Value::Text(text) if full_width_colon(text).is_some() => self.fault(node.place, FaultKind::FullWidthColon),
            _ => self.wrong_type(node, what),
        }
        None
    }

    /// The items of a list, which authors know as `what`.
    pub fn list<'n>(&mut self, node: &'n Node, what: &'static str) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            _ => {
                self.wrong_type(node, what);
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
        self.list(node, "list of texts").iter().filter_map(|item| self.text(item)).collect()
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
        let written = match &node.value {
            Value::Text(text) => text.clone(),
            Value::Bool(value) => value.to_string(),
            Value::Number(value) => value.to_string(),
            _ => return self.text(node).and(None),
        };
        let value = read(&written);
        if value.is_none() {
            self.fault(node.place, FaultKind::OneOf { value: written, allowed: allowed.join(" ") });
        }
        value
    }
}

/// A map whose keys are known beforehand.
pub(crate) struct Fields<'n> {
    entries: &'n [(Key, Node)],
    /// Where the map begins: the place of a missing key.
    pub place: Place,
    /// Known keys that are most like the unknown ones: what their author meant.
    meant: Vec<String>,
}

impl<'n> Fields<'n> {
    /// The fields of `node`, which authors know as `what`; keys that are not among `known` are faults.
    pub fn read(node: &'n Node, what: &'static str, known: &[&str], report: &mut Report<'_>) -> Option<Fields<'n>> {
        let entries = report.map(node, what)?;
        let mut meant = Vec::new();
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&key.name.as_str())) {
            let nearest = nearest(&key.name, known.iter().copied());
            meant.extend(nearest.clone());
            report.fault(key.place, FaultKind::UnknownKey { key: key.name.clone(), nearest });
        }
        let place = entries.first().map_or(node.place, |(key, _)| key.place);
        Some(Fields { entries, place, meant })
    }

    /// The value of `key`, if it stands there.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(name, _)| name.name == key).map(|(_, node)| node)
    }

    /// Whether `key` stands there, be it misspelt.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some() || self.meant.iter().any(|meant| meant == key)
    }

    /// The value of `key`; its absence is a fault.
    pub fn require(&self, key: &'static str, report: &mut Report<'_>) -> Option<&'n Node> {
        if !self.has(key) {
            report.fault(self.place, FaultKind::MissingKey { key });
        }
        self.get(key)
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
