//! Changes for programs. The keys and their order are public; where they stand in findings as well, they mean the same.

use jinyu::Severity;
use serde::Serialize;

use super::{Change, ChangedReply};
use crate::Style;
use crate::record::push_json;
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
    file: &'a str,
    line: u64,
    row: Option<u64>,
    sheet: Option<&'a str>,
    session: Option<&'a str>,
    index: Option<u64>,
    time: Option<&'a str>,
    agent: Option<&'a str>,
    start_byte: usize,
    end_byte: usize,
    start_char: usize,
    end_char: usize,
    start_utf16: usize,
    end_utf16: usize,
    matched: &'a str,
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
    let (finding, origin) = (change.finding(), reply.origin);
    let (chars, utf16) = (finding.span.in_chars(reply.text), finding.span.in_utf16(reply.text));
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
        file: origin.file,
        line: origin.line,
        row: origin.row,
        sheet: origin.sheet,
        session: origin.session,
        index: origin.index,
        time: origin.time,
        agent: origin.agent,
        start_byte: finding.span.start,
        end_byte: finding.span.end,
        start_char: chars.start,
        end_char: chars.end,
        start_utf16: utf16.start,
        end_utf16: utf16.end,
        matched: finding.span.of(text),
        text: (text.len() <= MAX_TEXT).then_some(text),
    }
}
