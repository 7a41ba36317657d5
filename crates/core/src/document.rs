//! A YAML document as a tree in which every node knows its place. The only user of the YAML library.

mod quick;

use crate::fault::{Fault, FaultKind, Place};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::{DuplicateKeyPolicy, Error, Location, Spanned, Tagged, options::MergeKeyPolicy};

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
        self.value.kind()
    }
}

impl Value {
    /// What an author would call this kind of value.
    pub fn kind(&self) -> &'static str {
        match self {
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
    quick::read(text).or_else(|| careful(text, faults, file))
}

/// Reads a document through the library's own types, which knows every form of YAML and where its faults are.
fn careful(text: &str, faults: &mut Vec<Fault>, file: &str) -> Option<Node> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: MAX_NODES, max_depth: MAX_DEPTH, max_events: MAX_NODES * 3, max_anchors: 0, max_aliases: 0,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        strict_booleans: true,
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Spot>(text, options) {
        Ok(raw) => Some(Tree { file, faults }.node(raw)),
        Err(error) => {
            faults.push(fault(text, &error, file));
            None
        }
    }
}

/// What the library could not read, as a fault.
fn fault(text: &str, error: &Error, file: &str) -> Fault {
    let (line, column) = error.location().map_or((1, 1), |location| (location.line(), location.column()));
    let place = Place::at(text, line, column);
    let error = error.without_snippet();
    if let Error::Budget { breach: BudgetBreach::Anchors { .. } | BudgetBreach::Aliases { .. }, .. } = error {
        return Fault::new(file, place, FaultKind::Alias);
    }
    // The library notices a full-width colon only where the next ASCII one stands, which may be the line after.
    let from = (line as usize).saturating_sub(2);
    for (number, row) in text.split('\n').enumerate().skip(from).take(line as usize - from) {
        if let Some(column) = full_width_colon(row) {
            return Fault::new(file, Place::at(text, number as u64 + 1, column as u64), FaultKind::FullWidthColon);
        }
    }
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    Fault::new(file, place, FaultKind::Yaml { message })
}

/// The column, from 1, of a full-width colon right after what looks like a key at the beginning of a row.
pub(crate) fn full_width_colon(row: &str) -> Option<usize> {
    let key = row.trim_start_matches([' ', '-', '{', '[']);
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ' | '/');
    let rest = key.trim_start_matches(is_key);
    let is_one = rest.starts_with('：') && key.starts_with(|c: char| c.is_ascii_alphabetic());
    is_one.then(|| row.chars().count() - rest.chars().count() + 1)
}

/// The tree as the library gives it, before aliases and doubled keys are refused.
enum Raw {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Spot>),
    Map(Vec<(Spanned<Tagged<String>>, Spot)>),
}

/// A part of the tree with its place and its tag.
type Spot = Spanned<Tagged<Raw>>;

struct Tree<'a> {
    file: &'a str,
    faults: &'a mut Vec<Fault>,
}

impl Tree<'_> {
    fn node(&mut self, raw: Spot) -> Node {
        let place = place(raw.referenced);
        let Tagged(value, tag) = raw.value;
        if tag.is_some() {
            self.faults.push(Fault::new(self.file, place, FaultKind::Alias));
        }
        let value = match value {
            Raw::Null => Value::Null,
            Raw::Bool(value) => Value::Bool(value),
            Raw::Number(value) => Value::Number(value),
            Raw::Text(value) => Value::Text(value),
            Raw::List(items) => Value::List(items.into_iter().map(|item| self.node(item)).collect()),
            Raw::Map(entries) => Value::Map(self.entries(entries)),
        };
        Node { value, place }
    }

    fn entries(&mut self, entries: Vec<(Spanned<Tagged<String>>, Spot)>) -> Vec<(Key, Node)> {
        let mut seen = std::collections::HashMap::with_capacity(entries.len());
        let mut kept = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let place = place(key.referenced);
            let Tagged(name, tag) = key.value;
            let is_merge = name == "<<";
            if is_merge || tag.is_some() {
                self.faults.push(Fault::new(self.file, place, FaultKind::Alias));
            }
            if is_merge {
                continue;
            }
            let value = self.node(value);
            if let Some(first_line) = seen.insert(name.clone(), place.line) {
                self.faults.push(Fault::new(self.file, place, FaultKind::DuplicateKey { key: name, first_line }));
                continue;
            }
            kept.push((Key { name, place }, value));
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
    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }
    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(usize, usize, &str)]) {
        let mut faults = Vec::new();
        parse(text, &mut faults, "x.yaml");
        let name = |kind: &FaultKind| format!("{kind:?}").chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
        let found: Vec<_> = faults.iter().map(|fault| (fault.place.line, fault.place.column, name(&fault.kind))).collect();
        let expected: Vec<_> = expected.iter().map(|(line, column, kind)| (*line, *column, (*kind).to_owned())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn refuses_what_is_not_plain() {
        check("a: 不\nb: [1, \"x\", {c: true}]\n", &[]);
        check("a: &x 不\nb: 好\n", &[(1, 7, "Alias")]);
        check("a: &x [不]\nb: *x\nc: *x\n", &[(1, 7, "Alias")]);
        check("{*x : 好}\n", &[(1, 2, "Yaml")]);
        check("a: !foo 不\nb: !!str 12\n", &[(1, 9, "Alias"), (2, 10, "Alias")]);
        check("!foo a: 不\n", &[(1, 6, "Alias")]);
        check("a: !foo [不]\nb: !bar\n  c: 好\n", &[(1, 9, "Alias"), (3, 3, "Alias")]);
        check("a:\n  <<: {b: 好}\n", &[(2, 3, "Alias")]);
        check("a: 1\na: 2\n", &[(2, 1, "DuplicateKey")]);
        check("a: 123456789012345678901234567890\n", &[]);
    }

    #[test]
    fn points_at_full_width_colons() {
        check("family：a\nlayer: topic\n", &[(1, 7, "FullWidthColon")]);
        check("a: b\n- id：c\n", &[(2, 5, "FullWidthColon")]);
        check("a: 注意：b: c\n", &[(1, 8, "Yaml")]);
    }
}
