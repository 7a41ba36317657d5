//! What a change of rules does to findings.

mod jsonl;
mod text;

use crate::{Origin, Style};
use jinyu::{Finding, Severity};

/// One reply of which findings changed.
#[derive(Clone, Copy, Debug)]
pub struct ChangedReply<'a> {
    /// Where it stands.
    pub origin: Origin<'a>,
    /// The reply as it was given.
    pub text: &'a str,
    /// The changes, sorted as findings are.
    pub changes: &'a [Change<'a>],
}

/// A finding that one set of rules has and another has not, or not at the same severity.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// A finding of the new rules alone.
    Added(Finding<'a>),
    /// A finding of the old rules alone.
    Removed(Finding<'a>),
    /// A finding of both at different severities.
    Severity {
        /// By the old rules.
        old: Finding<'a>,
        /// By the new rules.
        new: Finding<'a>,
    },
}

/// How often findings of one rule changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeCount<'a> {
    /// The rule's id.
    pub rule: &'a str,
    /// Findings of the new rules alone.
    pub added: u64,
    /// Findings of the old rules alone.
    pub removed: u64,
    /// Findings of both at different severities.
    pub changed: u64,
}

impl<'a> Change<'a> {
    /// The finding, by the new rules where both have it.
    #[must_use]
    pub fn finding(&self) -> &Finding<'a> {
        match self {
            Change::Added(finding) | Change::Removed(finding) | Change::Severity { new: finding, .. } => finding,
        }
    }

    /// The severities by the old and by the new rules.
    fn severities(&self) -> (Option<Severity>, Option<Severity>) {
        match self {
            Change::Added(finding) => (None, Some(finding.severity)),
            Change::Removed(finding) => (Some(finding.severity), None),
            Change::Severity { old, new } => (Some(old.severity), Some(new.severity)),
        }
    }
}

impl ChangedReply<'_> {
    /// Appends the changes for people, one a line.
    pub fn push_text(&self, style: &Style, out: &mut String) {
        text::write(self, style, out);
    }

    /// Appends the changes for programs, one JSON object a line.
    pub fn push_jsonl(&self, style: &Style, out: &mut String) {
        jsonl::write(self, style, out);
    }
}

/// The counts as a table for people, with their sum.
#[must_use]
pub fn change_counts(counts: &[ChangeCount<'_>], style: &Style) -> String {
    text::counts(counts, style)
}
