//! Quick phrases as YAML: a list of `code`, `group`, `text`, `valid_from`, `valid_until`, `kind`.
//! The only user of the YAML library.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use crate::error::OpenError;
use crate::json::Word;
use crate::message::{Kind, Message, set};
use crate::problem::{Problem, ProblemKind};
use crate::reader::{Located, Place};

type Value = Spanned<Word<'static>>;

/// One entry of the list; every key but these is passed over.
#[derive(Default)]
struct Entry {
    is_map: bool,
    has_role: bool,
    text: Option<Value>,
    kind: Option<Value>,
    code: Option<Value>,
    group: Option<Value>,
    valid_from: Option<Value>,
    valid_until: Option<Value>,
}

/// Every phrase of the document, in its order; an empty document has none.
pub(crate) fn read_yaml(text: &str) -> Result<Vec<Located>, OpenError> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let entries: Vec<Spanned<Entry>> = serde_saphyr::from_str(text).map_err(|fault| {
        let location = fault.location();
        OpenError::Yaml {
            line: location.map_or(0, |place| place.line()),
            column: location.map_or(0, |place| place.column()),
            detail: detail(&fault),
        }
    })?;
    Ok(entries.iter().map(|entry| phrase(entry, text)).collect())
}

/// What the parser says, without the place, which is told apart.
fn detail(fault: &serde_saphyr::Error) -> String {
    let said = fault.without_snippet().to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    said.to_owned()
}

fn phrase(entry: &Spanned<Entry>, source: &str) -> Located {
    let problem = |kind| Problem::new(entry.referenced.line(), kind);
    let fields = &entry.value;
    if !fields.is_map {
        return Err(problem(ProblemKind::NotAnObject));
    }
    if fields.has_role {
        return Err(problem(ProblemKind::MessageAmongPhrases));
    }
    let text = fields.text.as_ref();
    let text = text.ok_or_else(|| problem(ProblemKind::MissingText))?;
    let at = &text.referenced;
    let mut message = Message::default();
    message.begin(at.line(), None);
    match &text.value {
        Word::Text(words) => message.text.push_str(words),
        // `text: 12` and `text: no` are meant as words.
        Word::Other(_) => message.text.push_str(word(text, source).unwrap_or_default()),
        Word::Null => return Err(problem(ProblemKind::MissingText)),
        Word::Nested => return Err(problem(ProblemKind::TextNotString).at_column(at.column())),
    }
    let get = |value: &'_ Option<Value>| {
        let value = value.as_ref()?;
        word(value, source).map(str::to_owned)
    };
    message.set_kind(Kind::of_phrase(get(&fields.kind).as_deref()).map_err(problem)?);
    set(&mut message.code, get(&fields.code).as_deref());
    set(&mut message.group, get(&fields.group).as_deref());
    set(&mut message.valid_from, get(&fields.valid_from).as_deref());
    set(&mut message.valid_until, get(&fields.valid_until).as_deref());
    Ok((message, place(at)))
}

/// The word as it is written: `007` stays `007`.
fn word<'a>(value: &'a Value, source: &'a str) -> Option<&'a str> {
    let place = place(&value.referenced);
    let written = || source.get(place.start_byte..place.start_byte + place.length_bytes);
    match &value.value {
        Word::Other(read) => written().or(Some(read)),
        other => other.get(),
    }
}

fn place(location: &Location) -> Place {
    let span = location.span();
    Place { start_byte: span.byte_offset().unwrap_or_default() as usize, length_bytes: span.byte_len().unwrap_or_default() as usize }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a phrase")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        let mut entry = Entry { is_map: true, ..Entry::default() };
        while let Some(key) = map.next_key::<String>()? {
            let slot = match key.as_str() {
                "text" => &mut entry.text,
                "kind" => &mut entry.kind,
                "code" => &mut entry.code,
                "group" => &mut entry.group,
                "valid_from" => &mut entry.valid_from,
                "valid_until" => &mut entry.valid_until,
                _ => {
                    entry.has_role |= key == "role";
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *slot = Some(map.next_value()?);
        }
        Ok(entry)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entry, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Entry::default())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Entry, E> {
        Ok(Entry::default())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Entry, E> {
        Ok(Entry::default())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Entry, E> {
        Ok(Entry::default())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Entry, E> {
        Ok(Entry::default())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Entry, E> {
        Ok(Entry::default())
    }

    fn visit_unit<E: Error>(self) -> Result<Entry, E> {
        Ok(Entry::default())
    }
}

#[cfg(test)]
mod tests {
    use super::read_yaml;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = read_yaml(text)
            .unwrap_or_default()
            .into_iter()
            .map(|record| match record {
                Ok((message, place)) => {
                    let raw = text.get(place.start_byte..place.start_byte + place.length_bytes);
                    let code = message.code.as_deref().unwrap_or("-");
                    format!("{} {code} {:?} {raw:?}", message.line, message.text)
                }
                Err(problem) => problem.to_string(),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_style_of_scalar() {
        check("", &[]);
        check("# nothing yet\n", &[]);
        check("- code: 007\n  text: 亲，在的 # c\n", &["2 007 \"亲，在的\" Some(\"亲，在的\")"]);
        check("- text: 'it''s'\n", &["1 - \"it's\" Some(\"'it''s'\")"]);
        check("- text: |\n    a\n    b\n  code: x\n", &["2 x \"a\\nb\\n\" Some(\"a\\n    b\\n  \")"]);
        check("- {text: 12, code: no}\n", &["1 no \"12\" Some(\"12\")"]);
    }

    #[test]
    fn broken_phrases_stand_alone() {
        check(
            "- a\n- text: [b]\n-\n- code: x\n- role: agent\n  text: c\n- text: ~\n- [d]\n- text: e\n  kind: f\n- text: g\n",
            &[
                "line 1: this record is not an object of named values",
                "line 2: the text is not a string",
                "line 3: this record is not an object of named values",
                "line 4: this record has no text",
                "line 5: a message of a conversation stands among the quick phrases",
                "line 7: this record has no text",
                "line 8: this record is not an object of named values",
                "line 9: unknown kind of phrase \"f\"",
                "11 - \"g\" Some(\"g\")",
            ],
        );
    }

    #[test]
    fn a_document_of_another_shape_is_refused() {
        for text in ["a: b\n", "- text: [\n", "- text: a\n  text: b\n", "- a\n---\n- b\n"] {
            let fault = read_yaml(text).err().map(|fault| fault.to_string());
            assert!(fault.is_some_and(|fault| fault.contains("at line ")), "{text}");
        }
    }
}
