use std::sync::Arc;

use super::{Hit, Turn};
use crate::{Severity, Span};

/// Longest text that is kept, in bytes.
const MAX_TEXT: usize = 4_000;
/// Most findings that are kept with a message.
const MAX_MARKS: usize = 16;
/// Messages that are kept behind a number.
const MAX_SAMPLES: usize = 6;

/// A message behind a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// The file as it was named.
    pub file: Arc<str>,
    /// The line of the file, from 1.
    pub line: u64,
    /// The conversation.
    pub session: Option<String>,
    /// The number of the message within its conversation, from 1.
    pub index: u64,
    /// When, as the file writes it.
    pub time: Option<String>,
    /// Who sent it, as the file names them.
    pub sender: Option<String>,
    /// The text, or its first 4,000 bytes.
    pub text: String,
    /// Whether the text was longer.
    pub is_cut: bool,
    /// What was found in it; at most 16.
    pub marks: Vec<Mark>,
}

/// A finding in a message that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The rule's id.
    pub rule: Arc<str>,
    /// How bad it is.
    pub severity: Severity,
    /// Where in the kept text; `None` for what is not a matter of words.
    pub span: Option<Span>,
}

impl Sample {
    pub(super) fn new(turn: &Turn<'_>, hits: &[Hit<'_>]) -> Sample {
        let text = cut(turn.text);
        let mut sample = Sample {
            file: Arc::clone(turn.file),
            line: turn.line,
            session: turn.session.map(str::to_owned),
            index: turn.index,
            time: turn.time.map(str::to_owned),
            sender: turn.sender.map(str::to_owned),
            text: text.to_owned(),
            is_cut: text.len() < turn.text.len(),
            marks: Vec::new(),
        };
        sample.mark(hits);
        sample
    }

    /// Adds what was found.
    pub(super) fn mark(&mut self, hits: &[Hit<'_>]) {
        let room = MAX_MARKS.saturating_sub(self.marks.len());
        let end = self.text.len();
        let mark = |hit: &Hit<'_>| Mark { rule: hit.rule.into(), severity: hit.severity, span: hit.span.filter(|span| span.end <= end) };
        self.marks.extend(hits.iter().take(room).map(mark));
    }
}

/// The beginning of a long text. It ends before a number rather than within one, so that what must be masked stays recognisable.
pub(crate) fn cut(text: &str) -> &str {
    if text.len() <= MAX_TEXT {
        return text;
    }
    let end = text.floor_char_boundary(MAX_TEXT);
    let part_of_number = |c: char| c.is_numeric() || c.is_ascii_alphabetic() || matches!(c, ' ' | '-') || crate::is_invisible(c);
    let kept = text[..end].trim_end_matches(part_of_number);
    if kept.is_empty() { &text[..end] } else { kept }
}

/// The worst few messages behind a number; of equally bad ones the first.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    kept: Vec<(Severity, Arc<Sample>)>,
}

impl Samples {
    /// Whether a message of that severity would be kept.
    pub(super) fn wants(&self, severity: Severity) -> bool {
        self.kept.len() < MAX_SAMPLES || self.kept.last().is_some_and(|(least, _)| severity > *least)
    }

    pub(super) fn add(&mut self, severity: Severity, sample: &Arc<Sample>) {
        let at = self.kept.partition_point(|(other, _)| *other >= severity);
        self.kept.insert(at, (severity, Arc::clone(sample)));
        self.kept.truncate(MAX_SAMPLES);
    }

    /// Worst first.
    pub fn iter(&self) -> impl Iterator<Item = &Sample> {
        self.kept.iter().map(|(_, sample)| &**sample)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_cut_off_whole() {
        let text = format!("{}13800138000尾", "好".repeat(1331));
        assert_eq!(cut(&text), "好".repeat(1331));
        assert_eq!(cut("短"), "短");
        assert_eq!(cut(&"1".repeat(5000)).len(), MAX_TEXT);
    }

    #[test]
    fn the_worst_are_kept() {
        let mut samples = Samples::default();
        for line in 0..20 {
            let severity = if line % 5 == 4 { Severity::Critical } else { Severity::Warning };
            if samples.wants(severity) {
                samples.add(severity, &Arc::new(Sample { line, ..Sample::default() }));
            }
        }
        assert_eq!(samples.iter().map(|sample| sample.line).collect::<Vec<_>>(), [4, 9, 14, 19, 0, 1]);
    }
}
