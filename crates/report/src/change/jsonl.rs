//! Changes for programs. The keys and their order are public; where they stand in findings as well, they mean the same.

use jinyu::Severity;
use serde::Serialize;

use super::{Change, ChangedReply};
use crate::Style;
use crate::record::{Place, push_json};
use crate::reply::shown;

/// Longer replies are not repeated beside each of their findings, in bytes.
const MAX_TEXT: usize = 64 * 1024;

#[derive(Serialize)]
struct Record<'a> {
    change: &'static str,
    rule: &'a str,
    clauses: &'a [String],
    old_severity: Option<&'static str>,
    new_severity: Option<&'static str>,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    text: Option<&'a str>,
}

pub(crate) fn write(reply: &ChangedReply<'_>, style: &Style, out: &mut String) {
    let text = shown(reply.text, style);
    for change in reply.changes {
        push_json(&record(change, reply, &text, style), out);
        out.push('\n');
    }
}

fn record<'a>(change: &'a Change<'a>, reply: &ChangedReply<'a>, text: &'a str, style: &Style) -> Record<'a> {
    let finding = change.finding();
    let (old, new) = change.severities();
    Record {
        change: match change {
            Change::Added(_) => "added",
            Change::Removed(_) => "removed",
            Change::Severity { .. } => "severity",
        },
        rule: finding.rule.id(),
        clauses: finding.rule.clauses(),
        old_severity: old.map(Severity::as_str),
        new_severity: new.map(Severity::as_str),
        message: finding.rule.message(style.language),
        place: Place::new(reply.origin, finding, reply.text, text),
        text: (text.len() <= MAX_TEXT).then_some(text),
    }
}
