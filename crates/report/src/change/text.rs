//! Changes for people.

use jinyu::{Language, Severity};
use std::fmt::Write as _;

use super::{Change, ChangeCount, ChangedReply};
use crate::escape::escape;
use crate::line::{around, quoted};
use crate::reply::shown;
use crate::table::{self, Entry};
use crate::{Style, paint};

pub(crate) fn write(reply: &ChangedReply<'_>, style: &Style, out: &mut String) {
    let text = shown(reply.text, style);
    let (file, line) = (escape(reply.origin.file), reply.origin.line);
    for change in reply.changes {
        let (sign, look) = match change {
            Change::Added(_) => ("+", paint::CURE),
            Change::Removed(_) => ("-", paint::OLD),
            Change::Severity { .. } => ("~", paint::LABEL),
        };
        let (old, new) = change.severities();
        let levels: Vec<&str> = [old, new].into_iter().flatten().map(Severity::as_str).collect();
        let (finding, levels) = (change.finding(), levels.join(" → "));
        paint::push(out, style.color, look, &format!("{sign} {file}:{line}  {levels}  {}", finding.rule.id()));
        let _ = writeln!(out, "  {}  {}", quoted(&text, finding.span), around(&text, finding.span));
    }
}

pub(crate) fn counts(counts: &[ChangeCount<'_>], style: &Style) -> String {
    if counts.is_empty() {
        return style.say("两套规则查出的问题相同\n", "both sets of rules have the same findings\n").to_owned();
    }
    let head = match style.language {
        Language::English => ["rule", "added", "removed", "severity"],
        _ => ["规则", "增加", "减少", "改级"],
    };
    let sum = |count: fn(&ChangeCount<'_>) -> u64| counts.iter().map(count).sum();
    let total = ChangeCount {
        rule: style.say("合计", "total"),
        added: sum(|count| count.added),
        removed: sum(|count| count.removed),
        changed: sum(|count| count.changed),
    };
    let mut rows = vec![head.map(|title| Entry::painted(title, paint::PLACE)).to_vec()];
    let all = counts.iter().chain((counts.len() > 1).then_some(&total));
    rows.extend(all.map(|ChangeCount { rule, added, removed, changed }| {
        [(*rule).to_owned(), added.to_string(), removed.to_string(), changed.to_string()].map(Entry::new).to_vec()
    }));
    let mut out = String::new();
    table::push(&rows, 1..head.len(), style.color, &mut out);
    out
}
