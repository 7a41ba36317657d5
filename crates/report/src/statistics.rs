//! How often each rule was broken.

use jinyu::Severity;
use serde::Serialize;

use crate::cells::width;
use crate::record::push_json;
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
    let head = ["次数", "回复数", "级别", "规则", "原因"].map(str::to_owned);
    let head_en = ["findings", "replies", "severity", "rule", "why"].map(str::to_owned);
    let mut rows = vec![if style.say("", "en").is_empty() { head } else { head_en }];
    rows.extend(counts.iter().map(|count| {
        let Count { rule, severity, message, findings, replies } = count;
        [findings.to_string(), replies.to_string(), severity.to_string(), (*rule).to_owned(), (*message).to_owned()]
    }));
    let columns: [usize; 4] = std::array::from_fn(|column| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0));
    let levels = [None].into_iter().chain(counts.iter().map(|count| Some(count.severity)));
    let mut out = String::new();
    for (row, level) in rows.iter().zip(levels) {
        let blanks = |column: usize| " ".repeat(columns[column] - width(&row[column]));
        let look = level.map_or(paint::PLACE, paint::level);
        out += &format!("{}{}  {}{}  ", blanks(0), row[0], blanks(1), row[1]);
        paint::push(&mut out, style.color, look, &row[2]);
        out += &format!("{}  {}{}  {}\n", blanks(2), row[3], blanks(3), row[4]);
    }
    out
}
