//! How often each rule was broken.

use jinyu::{Language, Severity};
use serde::Serialize;

use crate::record::push_json;
use crate::table::{self, Entry};
use crate::{Format, Style, paint};

/// How often one rule was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count<'a> {
    /// The rule's id.
    pub rule: &'a str,
    /// The rule's severity.
    pub severity: Severity,
    /// Why it is a fault.
    pub message: &'a str,
    /// How many findings.
    pub findings: u64,
    /// In how many replies.
    pub replies: u64,
}

#[derive(Serialize)]
struct Row<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    findings: u64,
    replies: u64,
}

/// The counts, most frequent first: a table, or for JSON forms objects.
#[must_use]
pub fn statistics(counts: &[Count<'_>], format: Format, style: &Style) -> String {
    let mut counts = counts.to_vec();
    counts.sort_by(|a, b| b.findings.cmp(&a.findings).then_with(|| a.rule.cmp(b.rule)));
    match format {
        Format::Json | Format::Jsonl => objects(&counts, format),
        Format::Text | Format::Github => table(&counts, style),
    }
}

fn objects(counts: &[Count<'_>], format: Format) -> String {
    let mut out = format.begin().to_owned();
    let separator = if format == Format::Json { format.separator() } else { "\n" };
    for (number, count) in counts.iter().enumerate() {
        if number > 0 {
            out.push_str(separator);
        }
        let Count { rule, severity, message, findings, replies } = *count;
        push_json(&Row { rule, severity: severity.as_str(), message, findings, replies }, &mut out);
    }
    if format == Format::Jsonl && !counts.is_empty() {
        out.push('\n');
    }
    out + format.end(counts.is_empty())
}

fn table(counts: &[Count<'_>], style: &Style) -> String {
    let head = match style.language {
        Language::English => ["findings", "replies", "severity", "rule", "why"],
        _ => ["次数", "回复数", "级别", "规则", "原因"],
    };
    let mut rows = vec![row(head.map(str::to_owned), paint::PLACE)];
    rows.extend(counts.iter().map(|count| {
        let Count { rule, severity, message, findings, replies } = count;
        let texts = [findings.to_string(), replies.to_string(), severity.to_string(), (*rule).to_owned(), (*message).to_owned()];
        row(texts, paint::level(*severity))
    }));
    let mut out = String::new();
    table::push(&rows, 0..2, style.color, &mut out);
    out
}

/// The severity is painted.
fn row([findings, replies, severity, rule, message]: [String; 5], look: anstyle::Style) -> Vec<Entry> {
    vec![Entry::new(findings), Entry::new(replies), Entry::painted(severity, look), Entry::new(rule), Entry::new(message)]
}
