//! A summary for people, on a terminal.

use jinyu::{Language, Severity};
use std::fmt::Write as _;

use super::message::Message;
use super::view::{Levels, Row, View, WaitRow};
use crate::escape::escape;
use crate::line::around;
use crate::table::{self, Entry};
use crate::{Style, paint};

/// Rows of a table that are shown.
const MAX_ROWS: usize = 20;
/// Rows of the tables of rules and words that are shown.
const MAX_RANKS: usize = 10;

pub(crate) fn write(view: &View, style: &Style) -> String {
    let mut out = String::new();
    push_head(view, style, &mut out);
    for (title, rows) in
        [(style.say("客服", "Agents"), &view.agents), (style.say("班次", "Shifts"), &view.shifts), (style.say("日期", "Days"), &view.days)]
    {
        push_rows(title, rows, style, &mut out);
    }
    push_rules(view, style, &mut out);
    push_phrases(view, style, &mut out);
    push_sessions(view, style, &mut out);
    push_months(view, style, &mut out);
    out
}

fn push_head(view: &View, style: &Style, out: &mut String) {
    let Row { sessions, messages, replies, faulty_replies, findings, per_100_replies, faulty_percent, .. } = &view.total;
    let period = view.from.as_ref().zip(view.to.as_ref()).map(|(from, to)| format!("{from} – {to}")).unwrap_or_default();
    heading(style.say("总览", "Overview"), style, out);
    let _ = match style.language {
        Language::English => writeln!(
            out,
            "{period}\n{sessions} conversations, {messages} messages, {replies} replies checked\n\
             {faulty_replies} replies with findings ({faulty_percent}%), {} findings ({}), {per_100_replies} for every 100 replies",
            findings.total,
            counts(findings)
        ),
        _ => writeln!(
            out,
            "{period}\n{sessions} 个会话，{messages} 条消息，检查了 {replies} 条回复\n\
             {faulty_replies} 条回复有问题（{faulty_percent}%），共 {} 个问题（{}），每百条回复 {per_100_replies} 个",
            findings.total,
            counts(findings)
        ),
    };
    for (name, waits) in [
        (style.say("首次响应", "first reply"), &view.total.first_reply),
        (style.say("后续响应", "later replies"), &view.total.later_replies),
    ] {
        push_waits(name, waits, style, out);
    }
    let (lost, timeless) = (view.total.unanswered_sessions, view.timeless_messages);
    let _ = match style.language {
        Language::English => {
            writeln!(out, "conversations without any person's reply: {lost}; messages without a readable time: {timeless}")
        }
        _ => writeln!(out, "无人工回复的会话 {lost} 个；没有可读时间的消息 {timeless} 条"),
    };
}

fn push_waits(name: &str, waits: &WaitRow, style: &Style, out: &mut String) {
    let (median, p90) = (seconds(waits.median_seconds, style), seconds(waits.p90_seconds, style));
    let [first, second, third, fourth] =
        [waits.within_45_seconds_percent, waits.within_2_minutes_percent, waits.within_30_minutes_percent, waits.within_2_hours_percent]
            .map(percent);
    let WaitRow { known, unknown, .. } = waits;
    let _ = match style.language {
        Language::English => writeln!(
            out,
            "{name}: median {median}, 90th percentile {p90}; within 45 s {first}, 2 min {second}, 30 min {third}, 2 h {fourth} \
             ({known} known, {unknown} unknown)"
        ),
        _ => writeln!(
            out,
            "{name}：中位数 {median}，九成在 {p90} 内；45秒内 {first}，2分钟内 {second}，30分钟内 {third}，2小时内 {fourth}\
             （{known} 次可知，{unknown} 次无法得知）"
        ),
    };
}

fn push_rows(title: &str, rows: &[Row], style: &Style, out: &mut String) {
    if rows.is_empty() {
        return;
    }
    heading(title, style, out);
    let head = match style.language {
        Language::English => ["", "replies", "faulty", "share", "per 100", "critical", "error", "warning", "first", "later", "90%"],
        _ => ["", "回复", "有问题", "占比", "每百条", "critical", "error", "warning", "首响", "后续", "九成内"],
    };
    let mut lines = vec![head.map(|title| Entry::painted(title, paint::PLACE)).to_vec()];
    for row in rows.iter().take(MAX_ROWS) {
        lines.push(
            [
                beginning(&row.name),
                row.replies.to_string(),
                row.faulty_replies.to_string(),
                format!("{:.1}%", row.faulty_percent),
                format!("{:.1}", row.per_100_replies),
                row.findings.critical.to_string(),
                row.findings.error.to_string(),
                row.findings.warning.to_string(),
                seconds(row.first_reply.median_seconds, style),
                seconds(row.later_replies.median_seconds, style),
                seconds(row.later_replies.p90_seconds, style),
            ]
            .map(Entry::new)
            .to_vec(),
        );
    }
    table::push(&lines, 1..head.len(), style.color, out);
    push_rest(rows.len(), MAX_ROWS, style, out);
}

fn push_rules(view: &View, style: &Style, out: &mut String) {
    if view.rules.is_empty() {
        return;
    }
    heading(style.say("规则", "Rules"), style, out);
    let mut lines = Vec::new();
    for rule in view.rules.iter().take(MAX_RANKS) {
        let look = Severity::from_name(rule.severity).map(paint::level).unwrap_or_default();
        let clauses = rule.clauses.join(" ");
        lines.push(vec![
            Entry::new(rule.findings.to_string()),
            Entry::painted(rule.severity, look),
            Entry::new(rule.rule.clone()),
            Entry::new(clauses),
            Entry::new(rule.message.clone()),
        ]);
    }
    table::push(&lines, 0..1, style.color, out);
    push_rest(view.rules.len(), MAX_RANKS, style, out);
}

fn push_phrases(view: &View, style: &Style, out: &mut String) {
    if view.phrases.is_empty() {
        return;
    }
    heading(style.say("最常违规的语句", "Words that cause most findings"), style, out);
    let mut lines = Vec::new();
    for phrase in &view.phrases {
        let carried = phrase.quick_phrases.len();
        let carried = match (carried, style.language) {
            (0, _) => String::new(),
            (_, Language::English) => format!("in {carried} quick phrases"),
            _ => format!("见于 {carried} 条快捷短语"),
        };
        lines.push(
            [phrase.findings.to_string(), format!("「{}」", escape(&phrase.matched)), few(&phrase.rules), carried].map(Entry::new).to_vec(),
        );
    }
    table::push(&lines, 0..1, style.color, out);
    if !view.quick_phrases.is_empty() {
        let times = view.quick_phrase_times;
        let title = match style.language {
            Language::English => format!("Quick phrases with findings (sent {times} times or more)"),
            _ => format!("有问题的快捷短语（原样发送 {times} 次及以上）"),
        };
        heading(&title, style, out);
        let row = |number: usize| {
            let phrase = &view.quick_phrases[number];
            [phrase.sent.to_string(), around(&phrase.text, jinyu::Span::new(0, 0))].map(Entry::new).to_vec()
        };
        let lines: Vec<_> = (0..view.quick_phrases.len().min(MAX_RANKS)).map(row).collect();
        table::push(&lines, 0..1, style.color, out);
        push_rest(view.quick_phrases.len(), MAX_RANKS, style, out);
    }
}

fn push_sessions(view: &View, style: &Style, out: &mut String) {
    if view.sessions.is_empty() {
        return;
    }
    heading(style.say("问题最重的会话", "Worst conversations"), style, out);
    for session in view.sessions.iter().take(5) {
        let name = session.session.as_deref().map(escape).unwrap_or_default();
        let _ = writeln!(out, "{} {}  {}", escape(&session.file), name, counts(&session.findings));
        let faulty = session.transcript.iter().filter(|line| !line.message.findings.is_empty());
        faulty.take(3).for_each(|line| push_message(&line.message, out));
    }
}

fn push_message(message: &Message, out: &mut String) {
    let start = message.findings.first().and_then(|mark| mark.start_byte.zip(mark.end_byte)).unwrap_or_default();
    let rules: Vec<&str> = message.findings.iter().take(3).map(|mark| mark.rule.as_str()).collect();
    let text = around(&message.text, jinyu::Span::new(start.0, start.1));
    let _ = writeln!(out, "  {}  {}  {}", message.line, text, rules.join(" "));
}

fn push_months(view: &View, style: &Style, out: &mut String) {
    let books = &view.ledgers;
    if books.months.is_empty() {
        return;
    }
    heading(style.say("台账（扣分与罚款分开计）", "Ledgers (points and fines are separate)"), style, out);
    let head = match style.language {
        Language::English => ["", "month", "points off", "score", "bonus", "fines, yuan"],
        _ => ["", "月份", "扣分", "得分", "奖金比例", "罚款（元）"],
    };
    let mut lines = vec![head.map(|title| Entry::painted(title, paint::PLACE)).to_vec()];
    for month in books.months.iter().take(MAX_ROWS) {
        let known = month.month.as_deref().unwrap_or(style.say("未知", "unknown"));
        let bonus = format!("{}%", month.bonus_percent);
        let texts = [&*beginning(&month.account), known, &month.points, &month.score, &bonus, &month.yuan];
        lines.push(texts.map(Entry::new).to_vec());
    }
    table::push(&lines, 2..head.len(), style.color, out);
    push_rest(books.months.len(), MAX_ROWS, style, out);
    for streak in &books.streaks {
        let account = beginning(&streak.account);
        let _ = match style.language {
            Language::English => {
                writeln!(out, "{account}: {} months in a row below target, {} to {}", streak.months, streak.from, streak.to)
            }
            _ => writeln!(out, "{account}：{} 至 {} 连续 {} 个月未达标", streak.from, streak.to, streak.months),
        };
    }
}

fn heading(title: &str, style: &Style, out: &mut String) {
    out.push_str(if out.is_empty() { "" } else { "\n" });
    paint::push(out, style.color, paint::PLACE, title);
    out.push('\n');
}

fn push_rest(rows: usize, shown: usize, style: &Style, out: &mut String) {
    if rows > shown {
        let rest = rows - shown;
        let _ = match style.language {
            Language::English => writeln!(out, "… and {rest} more; the other forms hold all"),
            _ => writeln!(out, "……另有 {rest} 行，见其他形式的报告"),
        };
    }
}

/// A name that begins a line; one that a build system would take for a command does not look like one.
fn beginning(name: &str) -> String {
    let shown = escape(name);
    match shown.trim_start().strip_prefix("::") {
        Some(rest) => format!("\\u{{3a}}:{rest}"),
        None => shown.into_owned(),
    }
}

/// The first two names.
fn few(names: &[String]) -> String {
    let rest = if names.len() > 2 { " …" } else { "" };
    names.iter().take(2).map(String::as_str).collect::<Vec<_>>().join(" ") + rest
}

fn counts(findings: &Levels) -> String {
    let Levels { critical, error, warning, info, .. } = findings;
    let named = [("critical", critical), ("error", error), ("warning", warning), ("info", info)];
    let counts: Vec<String> = named.iter().filter(|(_, count)| **count > 0).map(|(name, count)| format!("{name} {count}")).collect();
    if counts.is_empty() { "0".to_owned() } else { counts.join(" ") }
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{share:.1}%"))
}

/// A wait as people say it.
pub(crate) fn seconds(seconds: Option<u64>, style: &Style) -> String {
    let Some(seconds) = seconds else {
        return "-".to_owned();
    };
    let (hours, minutes, rest) = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
    match (hours, minutes, style.language) {
        (0, 0, Language::English) => format!("{rest} s"),
        (0, 0, _) => format!("{rest}秒"),
        (0, _, Language::English) if rest == 0 => format!("{minutes} min"),
        (0, _, Language::English) => format!("{minutes} min {rest} s"),
        (0, _, _) if rest == 0 => format!("{minutes}分钟"),
        (0, _, _) => format!("{minutes}分{rest}秒"),
        (_, _, Language::English) => format!("{hours} h {minutes} min"),
        _ => format!("{hours}小时{minutes}分"),
    }
}
