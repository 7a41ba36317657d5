//! A YAML document as a tree in which every node knows its place. The only user of the YAML library.

use crate::fault::{Fault, FaultKind, Place};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Location, Spanned, options::MergeKeyPolicy};

/// Largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 4 << 20;
/// Deepest nesting of a document.
pub const MAX_DEPTH: usize = 32;
/// Most nodes of a document.
pub const MAX_NODES: usize = 200_000;

/// One node of the tree.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub value: Value,
    pub place: Place,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    /// Keys in the order of the file; a key that stands twice has been reported.
    Map(Vec<(Key, Node)>),
}

/// The key of a map.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub name: String,
    pub place: Place,
}

impl Node {
    /// What an author would call this kind of value.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "true/false",
            Value::Number(_) => "number",
            Value::Text(_) => "text",
            Value::List(_) => "list",
            Value::Map(_) => "map",
        }
    }
}

/// Reads one document. Faults go to `faults`; `None` where nothing of the file can be used.
pub(crate) fn parse(text: &str, faults: &mut Vec<Fault>, file: &str) -> Option<Node> {
    if text.len() > MAX_FILE_BYTES {
        faults.push(Fault::new(file, Place::START, FaultKind::FileTooLarge { bytes: text.len() }));
        return None;
    }
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_nodes: MAX_NODES, max_depth: MAX_DEPTH, max_events: MAX_NODES * 3 },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        strict_booleans: true,
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options) {
        Ok(raw) => {
            let mut tree = Tree { file, faults };
            Some(tree.node(raw))
        }
        Err(error) => {
            let place = error.location().map_or(Place::START, |location| Place::at(text, location.line(), location.column()));
            let message = error.without_snippet().to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            faults.push(Fault::new(file, place, FaultKind::Yaml { message }));
            None
        }
    }
}

/// The tree as the library gives it, before aliases and doubled keys are refused.
enum Raw {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

struct Tree<'a> {
    file: &'a str,
    faults: &'a mut Vec<Fault>,
}

impl Tree<'_> {
    fn node(&mut self, raw: Spanned<Raw>) -> Node {
        let place = place(raw.referenced);
        if raw.referenced != raw.defined {
            self.faults.push(Fault::new(self.file, place, FaultKind::Alias));
        }
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Bool(value) => Value::Bool(value),
            Raw::Number(value) => Value::Number(value),
            Raw::Text(value) => Value::Text(value),
            Raw::List(items) => Value::List(items.into_iter().map(|item| self.node(item)).collect()),
            Raw::Map(entries) => Value::Map(self.entries(entries)),
        };
        Node { value, place }
    }

    fn entries(&mut self, entries: Vec<(Spanned<String>, Spanned<Raw>)>) -> Vec<(Key, Node)> {
        let mut seen = std::collections::HashMap::new();
        let mut kept = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let key_place = place(key.referenced);
            if key.value == "<<" {
                self.faults.push(Fault::new(self.file, key_place, FaultKind::Alias));
            }
            let value = self.node(value);
            if let Some(first_line) = seen.insert(key.value.clone(), key_place.line) {
                let kind = FaultKind::DuplicateKey { key: key.value, first_line };
                self.faults.push(Fault::new(self.file, key_place, kind));
                continue;
            }
            kept.push((Key { name: key.value, place: key_place }, value));
        }
        kept
    }
}

fn place(location: Location) -> Place {
    let span = location.span();
    let start = span.byte_offset().unwrap_or(0) as usize;
    let end = start + span.byte_len().unwrap_or(0) as usize;
    Place { line: location.line() as usize, column: location.column() as usize, start, end }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a text, a number, true or false, a list or a map")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value))
    }
    fn visit_str<E: de::Error>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }
    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}
