//! For people: the reply, its faults underlined, and for each of them the rule, why it is a fault and what to write instead.

use jinyu::{Applicability, Finding, Rewrite, Severity};
use std::fmt::Write as _;

use crate::cells::width;
use crate::escape::escape;
use crate::excerpt::{self, MARGIN};
use crate::reply::shown;
use crate::{FaultyReply, Origin, Style, paint};

/// Faults up to this width are repeated whole beside their rule, in columns.
const MAX_MATCHED: usize = 40;
/// Longer texts to send are cut, in characters.
const MAX_CHARS: usize = 2_000;

pub(crate) fn write(reply: &FaultyReply<'_>, style: &Style, out: &mut String) {
    header(&reply.origin, style, out);
    let text = shown(reply.text, style);
    let faults: Vec<_> = reply.findings.iter().map(|(finding, _)| (finding.span, finding.severity)).collect();
    excerpt::write(&text, &faults, style.color, out);
    for (finding, rewrite, times) in grouped(reply, &text) {
        write_finding(finding, rewrite, times, &text, style, out);
    }
    if reply.is_truncated {
        let note = style.say("问题太多，只列出开头的一部分", "too many findings: only the first ones are shown");
        write_block("", style.say("注意  ", "note  "), paint::LABEL, note, style, out);
    }
    if let Some((suggestion, others)) = reply.suggestions.split_first() {
        let more = format!("{}{}{}", style.say("（另有 ", " ("), others.len(), style.say(" 种说法）", " more)"));
        let text = format!("{}{}", shown(suggestion, style), if others.is_empty() { "" } else { &more });
        write_block("", style.say("建议  ", "suggestion  "), paint::CURE, &text, style, out);
    }
}

fn header(origin: &Origin<'_>, style: &Style, out: &mut String) {
    let place = format!("{}:{}", escape(origin.file), origin.line);
    paint::push(out, style.color, paint::PLACE, &place);
    if let Some(sheet) = origin.sheet {
        let _ = write!(out, "  {}{}", style.say("工作表 ", "sheet "), escape(sheet));
    }
    if let Some(row) = origin.row.filter(|row| *row != origin.line) {
        let _ = write!(out, "  {}{row}{}", style.say("表格第 ", "row "), style.say(" 行", ""));
    }
    if let Some(session) = origin.session {
        let _ = write!(out, "  {}{}", style.say("会话 ", "session "), escape(session));
        if let Some(index) = origin.index {
            let _ = write!(out, " {}{index}{}", style.say("第 ", "message "), style.say(" 条", ""));
        }
    }
    if let Some(agent) = origin.agent {
        let _ = write!(out, "  {}{}", style.say("客服 ", "agent "), escape(agent));
    }
    if let Some(time) = origin.time {
        let _ = write!(out, "  {}", escape(time));
    }
    out.push('\n');
}

/// Findings that say the same of the same words, once each with how many they are.
fn grouped<'a>(reply: &FaultyReply<'a>, text: &str) -> Vec<(&'a Finding<'a>, Option<&'a Rewrite>, usize)> {
    let mut groups: Vec<(&Finding<'_>, Option<&Rewrite>, usize)> = Vec::new();
    for (finding, rewrite) in reply.findings {
        let is_same = |(known, cure, _): &&mut (&Finding<'_>, Option<&Rewrite>, usize)| {
            known.rule.id() == finding.rule.id()
                && known.severity == finding.severity
                && known.span.of(text) == finding.span.of(text)
                && *cure == rewrite.as_ref()
        };
        match groups.iter_mut().find(is_same) {
            Some((_, _, times)) => *times += 1,
            None => groups.push((finding, rewrite.as_ref(), 1)),
        }
    }
    groups
}

fn write_finding(finding: &Finding<'_>, rewrite: Option<&Rewrite>, times: usize, text: &str, style: &Style, out: &mut String) {
    let (rule, level) = (finding.rule, finding.severity.as_str());
    paint::push(out, style.color, paint::FRAME, MARGIN);
    paint::push(out, style.color, paint::level(finding.severity), level);
    let _ = write!(out, "{}{}", " ".repeat(Severity::Critical.as_str().len() + 2 - level.len()), rule.id());
    if !rule.clauses().is_empty() {
        let _ = write!(out, "  {}", rule.clauses().join(" "));
    }
    let _ = write!(out, "  「{}」", shortened(&escape(finding.span.of(text))));
    if times > 1 {
        let _ = write!(out, "×{times}");
    }
    out.push('\n');
    write_block("  ", style.say("原因  ", "why      "), paint::LABEL, rule.message(style.language), style, out);
    if let Some(Rewrite { text, applicability, .. }) = rewrite {
        let text = match shown(text, style) {
            nothing if nothing.is_empty() => style.say("删去", "delete it").into(),
            mark if !mark.chars().any(char::is_alphanumeric) => format!("「{mark}」").into(),
            text => text,
        };
        let needs_look = *applicability == Applicability::Suggest;
        let note = if needs_look { style.say("（请人工确认）", " (have a look at it)") } else { "" };
        write_block("  ", style.say("改写  ", "rewrite  "), paint::CURE, &format!("{text}{note}"), style, out);
    }
}

/// A label and a text, whose further lines stand under its first.
fn write_block(indent: &str, label: &str, label_style: anstyle::Style, text: &str, style: &Style, out: &mut String) {
    let mut lines = text.lines();
    let mut left = MAX_CHARS;
    let mut push = |line: &str, out: &mut String| {
        let cut = line.char_indices().nth(left).map_or(line.len(), |(at, _)| at);
        left -= line[..cut].chars().count();
        out.push_str(&escape(&line[..cut]));
        out.push_str(if cut < line.len() { "…\n" } else { "\n" });
        left > 0
    };
    paint::push(out, style.color, paint::FRAME, MARGIN);
    out.push_str(indent);
    paint::push(out, style.color, label_style, label);
    let mut goes_on = push(lines.next().unwrap_or_default(), out);
    for line in lines {
        if !std::mem::replace(&mut goes_on, false) {
            break;
        }
        paint::push(out, style.color, paint::FRAME, MARGIN);
        out.push_str(indent);
        out.push_str(&" ".repeat(width(label)));
        goes_on = push(line, out);
    }
}

/// `text` with its middle left out where it is long.
pub(crate) fn shortened(text: &str) -> String {
    if width(text) <= MAX_MATCHED {
        return text.to_owned();
    }
    let head: String = text.chars().take(MAX_MATCHED / 2 - 8).collect();
    let tail = text.char_indices().rev().nth(5).map_or("", |(at, _)| &text[at..]);
    format!("{head}…{tail}")
}
