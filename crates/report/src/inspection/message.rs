use jinyu::Sample;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

use crate::Style;
use crate::reply::shown;

/// A message behind numbers. Every message stands in a report once; numbers name it by its place in the list.
#[derive(Debug, Serialize)]
pub(crate) struct Message {
    pub file: String,
    pub line: u64,
    pub session: Option<String>,
    pub index: u64,
    pub time: Option<String>,
    pub sender: Option<String>,
    pub text: String,
    pub is_cut: bool,
    pub findings: Vec<Mark>,
    pub suggestion: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Mark {
    pub rule: String,
    pub severity: &'static str,
    /// Bytes of `text`, half open.
    pub start_byte: Option<usize>,
    pub end_byte: Option<usize>,
    pub matched: Option<String>,
}

/// A part of a message's text, for those who mark what was found.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Piece<'m> {
    pub text: &'m str,
    /// The worst severity of what covers it.
    pub severity: Option<&'static str>,
}

impl Message {
    pub fn new(sample: &Sample, suggestions: &BTreeMap<String, String>, style: &Style) -> Message {
        let safe = |text: &str| shown(text, style).into_owned();
        let text = safe(&sample.text);
        let findings = sample.marks.iter().map(|mark| Mark {
            rule: mark.rule.to_string(),
            severity: mark.severity.as_str(),
            start_byte: mark.span.map(|span| span.start),
            end_byte: mark.span.map(|span| span.end),
            matched: mark.span.map(|span| span.of(&text).to_owned()),
        });
        Message {
            file: sample.file.to_string(),
            line: sample.line,
            session: sample.session.as_deref().map(safe),
            index: sample.index,
            time: sample.time.as_deref().map(safe),
            sender: sample.sender.as_deref().map(safe),
            findings: findings.collect(),
            text,
            is_cut: sample.is_cut,
            suggestion: suggestions.get(&sample.text).map(|text| safe(text)),
        }
    }

    /// The text in parts that were found and parts that were not.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        let spans = || self.findings.iter().filter_map(|mark| Some((mark.start_byte?, mark.end_byte?, mark.severity)));
        let mut edges: Vec<usize> = spans().flat_map(|(start, end, _)| [start, end]).chain([0, self.text.len()]).collect();
        edges.sort_unstable();
        edges.dedup();
        let worst = |from: usize, to: usize| {
            let covering = spans().filter(|(start, end, _)| *start <= from && to <= *end).map(|(_, _, severity)| severity);
            covering.max_by_key(|severity| jinyu::Severity::from_name(severity))
        };
        let piece = |pair: &[usize]| Some(Piece { text: self.text.get(pair[0]..pair[1])?, severity: worst(pair[0], pair[1]) });
        edges.windows(2).filter_map(piece).collect()
    }
}

/// The messages of a report, each once.
pub(crate) struct Messages<'a> {
    suggestions: &'a BTreeMap<String, String>,
    style: &'a Style,
    known: HashMap<(String, u64, u64), usize>,
    list: Vec<Message>,
}

impl<'a> Messages<'a> {
    pub fn new(suggestions: &'a BTreeMap<String, String>, style: &'a Style) -> Messages<'a> {
        Messages { suggestions, style, known: HashMap::new(), list: Vec::new() }
    }

    /// The number of a message, from 0.
    pub fn number(&mut self, sample: &Sample) -> usize {
        // Findings about a whole conversation may come with a message that was kept before without them.
        let key = (sample.file.to_string(), sample.line, sample.index);
        let next = self.list.len();
        let number = *self.known.entry(key).or_insert(next);
        if number == next {
            self.list.push(Message::new(sample, self.suggestions, self.style));
        } else if sample.marks.len() > self.list[number].findings.len() {
            self.list[number] = Message::new(sample, self.suggestions, self.style);
        }
        number
    }

    pub fn numbers<'s>(&mut self, samples: impl Iterator<Item = &'s Sample>) -> Vec<usize> {
        samples.map(|sample| self.number(sample)).collect()
    }

    pub fn finish(self) -> Vec<Message> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_marks_take_the_worst() {
        let mark =
            |start, end, severity| Mark { rule: String::new(), severity, start_byte: Some(start), end_byte: Some(end), matched: None };
        let message = Message {
            file: String::new(),
            line: 1,
            session: None,
            index: 1,
            time: None,
            sender: None,
            text: "abcdef".to_owned(),
            is_cut: false,
            findings: vec![mark(1, 4, "warning"), mark(2, 3, "critical")],
            suggestion: None,
        };
        let pieces: Vec<_> = message.pieces().into_iter().map(|piece| (piece.text, piece.severity)).collect();
        let warning = Some("warning");
        assert_eq!(pieces, [("a", None), ("b", warning), ("c", Some("critical")), ("d", warning), ("ef", None)]);
    }
}
