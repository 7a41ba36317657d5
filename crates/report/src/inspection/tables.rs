//! The figures as tables, for spreadsheets.

use super::accounts::EntryRow;
use super::view::{Levels, Row, View, WaitRow};
use crate::Style;
use crate::escape::escape;

/// One sheet.
pub(crate) struct Table {
    pub name: &'static str,
    /// Titles, with the width of the column in characters.
    pub head: Vec<(&'static str, f64)>,
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    /// A text that may be long.
    Long(String),
    Number(f64),
    /// In percent.
    Percent(f64),
    /// An exact decimal.
    Decimal(String),
    /// Year, month, day; with the text in which it was written.
    Day((u16, u8, u8), String),
}

/// All sheets, in order.
pub(crate) fn tables(view: &View, style: &Style) -> Vec<Table> {
    let aspect = |name: &'static str, rows: &[Row], cell: fn(&Row) -> Cell| Table {
        name,
        head: [vec![(name, 18.0)], figures_head(style)].concat(),
        rows: rows.iter().map(|row| [vec![cell(row)], figures(row)].concat()).collect(),
    };
    let name = |row: &Row| text(&row.name);
    let all = std::slice::from_ref(&view.total);
    vec![
        aspect(style.say("总览", "Overview"), all, name),
        aspect(style.say("客服", "Agents"), &view.agents, name),
        aspect(style.say("班次", "Shifts"), &view.shifts, name),
        aspect(style.say("日期", "Days"), &view.days, |row| day(&row.name)),
        rules(view, style),
        sessions(view, style),
        phrases(view, style),
        months(view, style),
        entries(view, style),
    ]
}

/// The columns of everybody's figures.
pub(crate) fn figures_head(style: &Style) -> Vec<(&'static str, f64)> {
    [
        ("会话", "conversations"),
        ("无人工回复的会话", "unanswered conversations"),
        ("消息", "messages"),
        ("回复", "replies"),
        ("有问题的回复", "faulty replies"),
        ("有问题占比", "faulty share"),
        ("问题", "findings"),
        ("每百条问题", "findings per 100 replies"),
        ("critical", "critical"),
        ("error", "error"),
        ("warning", "warning"),
        ("info", "info"),
        ("首响中位数（秒）", "first reply, median (s)"),
        ("首响九成内（秒）", "first reply, 90 % (s)"),
        ("首响45秒内", "first reply within 45 s"),
        ("首响2分钟内", "first reply within 2 min"),
        ("首响30分钟内", "first reply within 30 min"),
        ("首响2小时内", "first reply within 2 h"),
        ("首响无法得知（次）", "first reply, unknown"),
        ("后续中位数（秒）", "later replies, median (s)"),
        ("后续九成内（秒）", "later replies, 90 % (s)"),
        ("后续45秒内", "later replies within 45 s"),
        ("后续2分钟内", "later replies within 2 min"),
        ("后续30分钟内", "later replies within 30 min"),
        ("后续2小时内", "later replies within 2 h"),
        ("后续无法得知（次）", "later replies, unknown"),
    ]
    .map(|(chinese, english)| (style.say(chinese, english), 13.0))
    .to_vec()
}

pub(crate) fn figures(row: &Row) -> Vec<Cell> {
    let mut cells = vec![
        number(row.sessions),
        number(row.unanswered_sessions),
        number(row.messages),
        number(row.replies),
        number(row.faulty_replies),
        Cell::Percent(row.faulty_percent),
        number(row.findings.total),
        Cell::Number(row.per_100_replies),
    ];
    cells.extend(levels(&row.findings));
    cells.extend(waits(&row.first_reply));
    cells.extend(waits(&row.later_replies));
    cells
}

fn levels(findings: &Levels) -> [Cell; 4] {
    [findings.critical, findings.error, findings.warning, findings.info].map(number)
}

fn waits(waits: &WaitRow) -> [Cell; 7] {
    let seconds = |seconds: Option<u64>| seconds.map_or(Cell::Empty, number);
    let percent = |share: Option<f64>| share.map_or(Cell::Empty, Cell::Percent);
    [
        seconds(waits.median_seconds),
        seconds(waits.p90_seconds),
        percent(waits.within_45_seconds_percent),
        percent(waits.within_2_minutes_percent),
        percent(waits.within_30_minutes_percent),
        percent(waits.within_2_hours_percent),
        number(waits.unknown),
    ]
}

fn rules(view: &View, style: &Style) -> Table {
    let rows = view.rules.iter().map(|rule| {
        let [findings, replies] = [rule.findings, rule.replies].map(number);
        let example = rule.examples.first().and_then(|number| view.messages.get(*number));
        vec![
            text(&rule.rule),
            text(&rule.clauses.join(" ")),
            text(rule.severity),
            Cell::Long(rule.message.clone()),
            findings,
            replies,
            Cell::Number(rule.per_100_replies),
            example.map_or(Cell::Empty, |message| long(&message.text)),
        ]
    });
    let head = [
        ("规则", "rule", 28.0),
        ("条款", "clauses", 12.0),
        ("级别", "severity", 10.0),
        ("原因", "why", 50.0),
        ("问题", "findings", 9.0),
        ("回复", "replies", 9.0),
        ("每百条问题", "findings per 100 replies", 12.0),
        ("例子", "example", 60.0),
    ];
    Table { name: style.say("规则", "Rules"), head: titles(&head, style), rows: rows.collect() }
}

fn sessions(view: &View, style: &Style) -> Table {
    let mut rows = Vec::new();
    for session in &view.sessions {
        for line in &session.transcript {
            let rules: Vec<&str> = line.message.findings.iter().map(|mark| mark.rule.as_str()).collect();
            rows.push(vec![
                text(session.session.as_deref().unwrap_or_default()),
                text(&session.file),
                number(line.message.line),
                text(line.message.time.as_deref().unwrap_or_default()),
                text(line.side),
                text(line.message.sender.as_deref().unwrap_or_default()),
                long(&line.message.text),
                long(&rules.join(" ")),
            ]);
        }
    }
    let head = [
        ("会话", "conversation", 18.0),
        ("文件", "file", 24.0),
        ("行", "line", 8.0),
        ("时间", "time", 20.0),
        ("角色", "side", 10.0),
        ("发送者", "sender", 18.0),
        ("内容", "text", 60.0),
        ("规则", "rules", 40.0),
    ];
    Table { name: style.say("会话", "Conversations"), head: titles(&head, style), rows }
}

fn phrases(view: &View, style: &Style) -> Table {
    let phrases = view.phrases.iter().map(|phrase| {
        let kind = text(style.say("语句", "words"));
        vec![kind, long(&phrase.matched), number(phrase.findings), long(&phrase.rules.join(" ")), Cell::Empty]
    });
    let quick = view.quick_phrases.iter().map(|phrase| {
        let kind = text(style.say("快捷短语", "quick phrase"));
        let suggestion = phrase.suggestion.as_deref().map_or(Cell::Empty, long);
        vec![kind, long(&phrase.text), number(phrase.sent), long(&phrase.matched.join(style.say("、", ", "))), suggestion]
    });
    let head = [
        ("类别", "kind", 12.0),
        ("文字", "text", 50.0),
        ("次数", "times", 9.0),
        ("规则或其中的语句", "rules, or the words in it", 40.0),
        ("建议", "suggestion", 50.0),
    ];
    Table { name: style.say("语句", "Words"), head: titles(&head, style), rows: phrases.chain(quick).collect() }
}

fn months(view: &View, style: &Style) -> Table {
    let rows = view.ledgers.months.iter().map(|month| {
        let [points, score, yuan] = [&month.points, &month.score, &month.yuan].map(|amount| Cell::Decimal(amount.clone()));
        let bonus = month.bonus_percent.parse().map_or(Cell::Empty, Cell::Percent);
        vec![text(&month.account), text(month.month.as_deref().unwrap_or_default()), points, score, bonus, yuan]
    });
    let head = [
        ("客服", "account", 18.0),
        ("月份", "month", 10.0),
        ("扣分", "points off", 10.0),
        ("得分", "score", 10.0),
        ("奖金比例", "bonus", 10.0),
        ("罚款（元）", "fines (yuan)", 12.0),
    ];
    Table { name: style.say("台账", "Ledgers"), head: titles(&head, style), rows: rows.collect() }
}

fn entries(view: &View, style: &Style) -> Table {
    let of = |name: &'static str, entries: &[EntryRow]| -> Vec<Vec<Cell>> { entries.iter().map(|entry| entry_row(name, entry)).collect() };
    let books = &view.ledgers;
    let rows = [of(style.say("扣分", "points"), &books.points), of(style.say("罚款（元）", "fines (yuan)"), &books.yuan)].concat();
    let head = [
        ("账本", "ledger", 12.0),
        ("账户", "account", 16.0),
        ("月份", "month", 10.0),
        ("数额", "amount", 9.0),
        ("事由", "reason", 30.0),
        ("条款", "clause", 10.0),
        ("当月第几次", "number in month", 10.0),
        ("倍数", "times", 8.0),
        ("免扣", "exempt", 16.0),
        ("客服", "because of", 16.0),
        ("起因", "cause", 24.0),
        ("时间", "time", 20.0),
        ("文件", "file", 24.0),
        ("行", "line", 8.0),
        ("会话", "conversation", 16.0),
        ("原文", "text", 60.0),
    ];
    Table { name: style.say("台账明细", "Ledger entries"), head: titles(&head, style), rows }
}

fn entry_row(ledger: &'static str, entry: &EntryRow) -> Vec<Cell> {
    let optional = |value: &Option<String>| text(value.as_deref().unwrap_or_default());
    vec![
        text(ledger),
        optional(&entry.account),
        optional(&entry.month),
        Cell::Decimal(entry.amount.clone()),
        text(&entry.title),
        optional(&entry.clause),
        number(entry.number.into()),
        number(entry.times.into()),
        optional(&entry.exempt),
        text(&entry.agent),
        text(&entry.cause),
        optional(&entry.time),
        text(&entry.file),
        number(entry.line),
        optional(&entry.session),
        long(&entry.text),
    ]
}

fn titles(head: &[(&'static str, &'static str, f64)], style: &Style) -> Vec<(&'static str, f64)> {
    head.iter().map(|(chinese, english, width)| (style.say(chinese, english), *width)).collect()
}

pub(crate) fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(escape(text).into_owned()) }
}

fn long(text: &str) -> Cell {
    Cell::Long(text.split('\n').map(|line| escape(line.trim_end_matches('\r'))).collect::<Vec<_>>().join("\n"))
}

/// A day as it is written in the report, or the words that stand in its place.
fn day(name: &str) -> Cell {
    let mut parts = name.split('-').map(str::parse);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) if year >= 1900 => {
            Cell::Day((year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1)), name.to_owned())
        }
        _ => text(name),
    }
}

#[expect(clippy::cast_precision_loss, reason = "no log has 2^52 messages")]
pub(crate) fn number(count: u64) -> Cell {
    Cell::Number(count as f64)
}
