//! The quick way to read a document: straight from the parser's events, in a quarter of the time. It gives up at anything out of the ordinary, be it
//! faulty or only rare; the careful way then reads it or says what is wrong.

use super::{Key, MAX_DEPTH, MAX_NODES, Node, Value};
use crate::fault::Place;
use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span, StrInput};
use std::collections::HashSet;

/// The tree of a plain document: one document without anchors, tags, doubled keys and scalars of rare types. None for all others.
pub(super) fn read(text: &str) -> Option<Node> {
    let mut reader = Reader { parser: Parser::new_from_str(text), nodes: 0 };
    let (Event::StreamStart, _) = reader.next()? else { return None };
    let (Event::DocumentStart(..), _) = reader.next()? else { return None };
    let first = reader.next()?;
    let node = reader.node(first, 0)?;
    let (Event::DocumentEnd, _) = reader.next()? else { return None };
    matches!(reader.next()?, (Event::StreamEnd, _)).then_some(node)
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    nodes: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        self.parser.next()?.ok()
    }

    /// The node that begins with an event.
    fn node(&mut self, (event, span): (Event<'t>, Span), depth: usize) -> Option<Node> {
        self.nodes += 1;
        // At the limits the careful way decides.
        if depth + 1 >= MAX_DEPTH || self.nodes >= MAX_NODES - MAX_NODES / 10 {
            return None;
        }
        let value = match event {
            Event::Scalar(text, ScalarStyle::Plain, 0, None) => plain(&text)?,
            Event::Scalar(text, _, 0, None) => Value::Text(text.into_owned()),
            Event::SequenceStart(_, 0, None) => Value::List(self.items(depth)?),
            Event::MappingStart(_, 0, None) => Value::Map(self.entries(depth)?),
            _ => return None,
        };
        Some(Node { value, place: place(&span)? })
    }

    fn items(&mut self, depth: usize) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Some(items),
                item => items.push(self.node(item, depth + 1)?),
            }
        }
    }

    fn entries(&mut self, depth: usize) -> Option<Vec<(Key, Node)>> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        let mut seen = HashSet::new();
        loop {
            let (name, span) = match self.next()? {
                (Event::MappingEnd, _) => return Some(entries),
                (Event::Scalar(name, _, 0, None), span) if name != "<<" => (name, span),
                _ => return None,
            };
            if !seen.insert(name.clone()) {
                return None;
            }
            self.nodes += 1;
            let key = Key { name: name.into_owned(), place: place(&span)? };
            let value = self.next()?;
            entries.push((key, self.node(value, depth + 1)?));
        }
    }
}

/// A scalar without quotation marks, where its type is plain to see. Numbers of rare forms, dates and the words for nothing, yes and no are ASCII.
fn plain(text: &str) -> Option<Value> {
    let is_decimal = |text: &str| text.len() < 10 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    match text {
        "true" => return Some(Value::Bool(true)),
        "false" => return Some(Value::Bool(false)),
        _ if is_decimal(whole) && fraction.is_none_or(is_decimal) => {
            // `007` is a text.
            return (whole == "0" || !whole.starts_with('0')).then(|| text.parse().ok().map(Value::Number))?;
        }
        _ => {}
    }
    let unsigned = text.trim_start_matches(['+', '-']);
    let is_word = ["", "~", "null", "true", "false", ".inf", ".nan"].iter().any(|word| unsigned.eq_ignore_ascii_case(word));
    let is_of_number = |byte: u8| byte.is_ascii_digit() || b"+-._eE:".contains(&byte);
    let is_number = unsigned.starts_with('0') || text.bytes().all(is_of_number) && text.bytes().any(|byte| byte.is_ascii_digit());
    let is_text = !text.is_ascii() || !is_word && !is_number || unsigned.is_empty() && !text.is_empty();
    is_text.then(|| Value::Text(text.to_owned()))
}

fn place(span: &Span) -> Option<Place> {
    let (start, end) = (span.start.byte_offset()?, span.end.byte_offset()?);
    Some(Place { line: span.start.line(), column: span.start.col() + 1, start, end: end.max(start) })
}

#[cfg(test)]
mod tests {
    use super::super::careful;
    use super::*;

    fn check(text: &str, is_quick: bool) {
        let quick = read(text);
        assert_eq!(quick.is_some(), is_quick, "{text}");
        if let Some(quick) = quick {
            let mut faults = Vec::new();
            let careful = careful(text, &mut faults, "x.yaml");
            assert!(faults.is_empty(), "{faults:?}");
            assert_eq!(Some(format!("{quick:?}")), careful.map(|node| format!("{node:?}")), "{text}");
        }
    }

    #[test]
    fn reads_what_the_careful_way_reads() {
        for (_, text) in jinyu_rules::FILES.iter().chain(jinyu_rules::PRESETS) {
            check(text, true);
        }
        check(
            "# 注\na: [不, 1, 1.5, 0, true, \"2\", 'x', 5折, .5元, yes, no, +, +v, 2b, 100%, 12315.cn, .cc, nan]\nb:\n  c: |\n    行\n    行\n  d: >-\n    折\n",
            true,
        );
        check("{a: {b: [[不], {c: 好}]}}", true);
    }

    #[test]
    fn leaves_the_rest_to_the_careful_way() {
        let faulty = ["", "a: 1\na: 2", "a: &x 1", "a: !t 1", "<<: {a: 1}", "[a]: 1", "a: [", "a: 1\n---\nb: 1"];
        let rare = [
            "a:",
            "a: ~",
            "a: NULL",
            "a: True",
            "a: 007",
            "a: 1e5",
            "a: e5",
            "a: 0x1F",
            "a: +1",
            "a: -1",
            "a: .inf",
            "a: 1_000",
            "a: 2024-01-01",
        ];
        for text in faulty.iter().chain(&rare) {
            check(text, false);
        }
    }
}
