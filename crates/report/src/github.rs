//! Annotations of GitHub Actions: workflow commands, one a finding.

use jinyu::{Finding, Rewrite, Severity};
use std::fmt::Write as _;

use crate::escape::escape;
use crate::reply::shown;
use crate::{FaultyReply, Style};

/// The column is that of the fault in the reply, in characters from 1.
pub(crate) fn write(reply: &FaultyReply<'_>, style: &Style, out: &mut String) {
    for (finding, rewrite) in reply.findings {
        let level = match finding.severity {
            Severity::Critical | Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let (file, line) = (property(reply.origin.file), reply.origin.line);
        let columns = finding.span.in_chars(reply.text);
        let title = property(finding.rule.id());
        let (column, last) = (columns.start + 1, columns.end.max(columns.start + 1));
        let message = message(reply, finding, rewrite.as_ref(), style);
        let _ = writeln!(out, "::{level} file={file},line={line},col={column},endColumn={last},title={title}::{message}");
    }
}

fn message(reply: &FaultyReply<'_>, finding: &Finding<'_>, rewrite: Option<&Rewrite>, style: &Style) -> String {
    let text = shown(reply.text, style);
    let mut lines = vec![finding.rule.message(style.language).to_owned()];
    let mut add = |label: &str, text: &str| lines.push(format!("{label}{}", escape(text)));
    add(style.say("原文：", "found: "), finding.span.of(&text));
    match rewrite {
        Some(rewrite) if rewrite.text.is_empty() => add(style.say("改写：删去", "rewrite: delete"), ""),
        Some(rewrite) => add(style.say("改写：", "rewrite: "), &shown(&rewrite.text, style)),
        None => {}
    }
    if let Some(suggestion) = reply.suggestions.first() {
        add(style.say("建议：", "suggestion: "), &shown(suggestion, style));
    }
    data(&lines.join("\n"))
}

/// Escapes what follows `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(&escape(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn commands_cannot_be_forged() {
        assert_eq!(data("100%0A\r\n::error::x"), "100%250A%0D%0A::error::x");
        assert_eq!(property("a:b,c\n.txt"), "a%3Ab%2Cc\\u{a}.txt");
    }
}
