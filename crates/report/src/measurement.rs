//! How well rules find what people marked in replies.

mod json;
mod text;

use crate::Style;
use jinyu::{Severity, Span};

/// What was measured on one file of labelled replies.
#[derive(Clone, Debug)]
pub struct Measurement<'a> {
    /// The file as it was named.
    pub file: &'a str,
    /// The replies that were read.
    pub replies: u64,
    /// Findings below it were not counted.
    pub min_severity: Severity,
    /// One row a family, sorted by name.
    pub families: Vec<Score>,
    /// One row a clause, sorted by name.
    pub clauses: Vec<Score>,
    /// One row a rule, sorted by id.
    pub rules: Vec<Score>,
}

/// The numbers of one family, clause or rule. They count replies, each once, however many labels and findings it has.
#[derive(Clone, Debug, Default)]
pub struct Score {
    /// The family, the clause or the rule's id.
    pub name: String,
    /// With a label of this name.
    pub labelled: u64,
    /// With a finding of this name that a label asks for, by whichever of its rule's names.
    pub found: u64,
    /// With a label of this name and no finding of it.
    pub missed: u64,
    /// With a finding of this name that no label asks for.
    pub false_alarms: u64,
    /// With nothing but a doubtful label of this name.
    pub doubtful: u64,
    /// Those of them with a finding of this name.
    pub doubtful_found: u64,
    /// The first replies behind `missed`.
    pub missed_lines: Vec<LabelledLine>,
    /// The first replies behind `false_alarms`.
    pub false_lines: Vec<LabelledLine>,
}

/// A reply behind a number.
#[derive(Clone, Debug)]
pub struct LabelledLine {
    /// The line of the file, from 1.
    pub line: u64,
    /// The `id` that the file gives it.
    pub id: Option<String>,
    /// The whole reply.
    pub text: String,
    /// What was marked, or what was found and by which rule.
    pub parts: Vec<(Option<String>, Span)>,
}

impl Score {
    /// Of the replies with a finding, the share that a label asks for; `None` without such replies.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        share(self.found, self.found + self.false_alarms)
    }

    /// Of the replies with a label, the share that has a finding; `None` without labels.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        share(self.labelled.saturating_sub(self.missed), self.labelled)
    }
}

impl Measurement<'_> {
    /// For people: tables, then the lines behind the numbers.
    #[must_use]
    pub fn to_text(&self, style: &Style) -> String {
        text::write(self, style)
    }

    /// One JSON object for programs.
    #[must_use]
    pub fn to_json(&self, style: &Style) -> String {
        json::write(self, style)
    }
}

#[expect(clippy::cast_precision_loss, reason = "no file has 2^52 replies")]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
