//! Geometry of the charts in the HTML report. The template draws them as inline SVG; lengths are in percent of the drawing's width, or in
//! units of its view box.

use serde::Serialize;

use super::view::{Levels, Row, View, WaitRow};

/// A horizontal bar in parts.
#[derive(Debug, Serialize)]
pub(crate) struct Bar<'v> {
    pub name: &'v str,
    /// What stands behind the bar.
    pub value: String,
    pub parts: Vec<Part>,
    /// Where the messages behind it are, within the page.
    pub anchor: String,
}

/// A part of a bar.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Part {
    pub class: &'static str,
    /// For whoever points at it.
    pub title: String,
    pub start: f64,
    pub width: f64,
}

/// A column of the chart of days.
#[derive(Debug, Serialize)]
pub(crate) struct Column<'v> {
    pub name: &'v str,
    pub label: &'v str,
    pub total: u64,
    pub rate: f64,
    pub x: f64,
    pub width: f64,
    pub middle: f64,
    /// From the bottom up.
    pub parts: Vec<Block>,
    pub rate_y: f64,
    pub anchor: String,
    pub has_label: bool,
}

/// A part of a column.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Block {
    pub class: &'static str,
    pub y: f64,
    pub height: f64,
}

/// The columns of all days, with the scale.
#[derive(Debug, Serialize)]
pub(crate) struct Columns<'v> {
    pub columns: Vec<Column<'v>>,
    pub width: f64,
    pub top: u64,
    pub top_rate: f64,
    /// The line of rates as SVG points.
    pub line: String,
}

/// Height of the plot in the view box, and where it begins.
pub(crate) const PLOT_HEIGHT: f64 = 150.0;
pub(crate) const PLOT_TOP: f64 = 16.0;
const PLOT_LEFT: f64 = 36.0;
/// Most days that are drawn; of more the last ones.
const MAX_DAYS: usize = 62;
/// Most rows of a chart.
const MAX_BARS: usize = 12;

/// Findings for every 100 replies, by agent, worst first.
pub(crate) fn agents(view: &View) -> Vec<Bar<'_>> {
    let mut rows: Vec<(usize, &Row)> = view.agents.iter().enumerate().filter(|(_, row)| row.replies > 0).collect();
    rows.sort_by(|(_, a), (_, b)| b.per_100_replies.total_cmp(&a.per_100_replies).then_with(|| a.name.cmp(&b.name)));
    rows.truncate(MAX_BARS);
    let most = rows.first().map_or(0.0, |(_, row)| row.per_100_replies);
    let mut bars = Vec::new();
    for (number, row) in rows {
        let parts = levels(&row.findings, share(row.per_100_replies, most) * 100.0);
        let value = format!("{:.1}", row.per_100_replies);
        bars.push(Bar { name: &row.name, value, parts, anchor: format!("agent-{number}") });
    }
    bars
}

/// Findings by rule, most first.
pub(crate) fn rules(view: &View) -> Vec<Bar<'_>> {
    let most = view.rules.first().map_or(0, |rule| rule.findings);
    let mut bars = Vec::new();
    for (number, rule) in view.rules.iter().take(MAX_BARS).enumerate() {
        let width = rounded(ratio(rule.findings, most) * 100.0);
        let part = Part { class: rule.severity, title: rule.rule.clone(), start: 0.0, width };
        bars.push(Bar { name: &rule.message, value: rule.findings.to_string(), parts: vec![part], anchor: format!("rule-{number}") });
    }
    bars
}

/// How long customers waited, by agent: shares within the limits.
pub(crate) fn waits(view: &View) -> Vec<(Bar<'_>, Bar<'_>)> {
    let measured = view.agents.iter().enumerate().filter(|(_, row)| row.first_reply.known + row.later_replies.known > 0);
    let pair = |(number, row)| (wait_bar(number, row, &row.first_reply), wait_bar(number, row, &row.later_replies));
    measured.take(MAX_BARS).map(pair).collect()
}

fn wait_bar<'v>(number: usize, row: &'v Row, waits: &WaitRow) -> Bar<'v> {
    let within = [
        waits.within_45_seconds_percent,
        waits.within_2_minutes_percent,
        waits.within_30_minutes_percent,
        waits.within_2_hours_percent,
        waits.median_seconds.map(|_| 100.0),
    ];
    let classes = ["w1", "w2", "w3", "w4", "w5"];
    let titles = ["≤45s", "<2min", "≤30min", "≤2h", ">2h"];
    let mut start = 0.0;
    let mut parts = Vec::new();
    for ((end, class), title) in within.into_iter().zip(classes).zip(titles) {
        let end = end.unwrap_or(0.0);
        if end > start {
            parts.push(Part { class, title: format!("{title} {:.1}%", end - start), start: rounded(start), width: rounded(end - start) });
            start = end;
        }
    }
    Bar { name: &row.name, value: String::new(), parts, anchor: format!("agent-{number}-waits") }
}

/// Findings by day and severity, with the rate as a line.
pub(crate) fn days(view: &View) -> Columns<'_> {
    let known: Vec<(usize, &Row)> =
        view.days.iter().enumerate().filter(|(_, row)| row.name.starts_with(|c: char| c.is_ascii_digit())).collect();
    let known = &known[known.len().saturating_sub(MAX_DAYS)..];
    let top = round_up(known.iter().map(|(_, row)| row.findings.total).max().unwrap_or(0));
    let top_rate = known.iter().map(|(_, row)| row.per_100_replies).fold(0.0, f64::max).ceil().max(1.0);
    let step = (660.0 / as_float(known.len().max(1))).clamp(9.0, 60.0);
    let every = known.len().div_ceil(12).max(1);
    let mut columns = Vec::new();
    for (at, (number, row)) in known.iter().enumerate() {
        let x = PLOT_LEFT + step * as_float(at) + step * 0.15;
        let width = step * 0.7;
        columns.push(Column {
            name: &row.name,
            label: row.name.get(5..).unwrap_or(&row.name),
            total: row.findings.total,
            rate: row.per_100_replies,
            x: rounded(x),
            width: rounded(width),
            middle: rounded(x + width / 2.0),
            parts: blocks(&row.findings, top),
            rate_y: rounded(PLOT_TOP + PLOT_HEIGHT * (1.0 - share(row.per_100_replies, top_rate))),
            anchor: format!("day-{number}"),
            has_label: at % every == 0,
        });
    }
    let line: Vec<String> = columns.iter().map(|column| format!("{},{}", column.middle, column.rate_y)).collect();
    Columns { line: line.join(" "), width: rounded(PLOT_LEFT * 2.0 + step * as_float(known.len())), columns, top, top_rate }
}

fn blocks(findings: &Levels, top: u64) -> Vec<Block> {
    let mut y = PLOT_TOP + PLOT_HEIGHT;
    let mut blocks = Vec::new();
    for (class, count) in named(findings) {
        let height = ratio(count, top) * PLOT_HEIGHT;
        if height > 0.0 {
            y -= height;
            blocks.push(Block { class, y: rounded(y), height: rounded(height) });
        }
    }
    blocks
}

/// A bar of that length, divided by severity.
fn levels(findings: &Levels, length: f64) -> Vec<Part> {
    let mut start = 0.0;
    let mut parts = Vec::new();
    for (class, count) in named(findings) {
        let width = ratio(count, findings.total) * length;
        if width > 0.0 {
            parts.push(Part { class, title: format!("{class} {count}"), start: rounded(start), width: rounded(width) });
            start += width;
        }
    }
    parts
}

fn named(findings: &Levels) -> [(&'static str, u64); 4] {
    [("critical", findings.critical), ("error", findings.error), ("warning", findings.warning), ("info", findings.info)]
}

/// The next number that a scale may end with: one digit with zeros, but for 7 and 9.
fn round_up(count: u64) -> u64 {
    let mut step = 1;
    loop {
        for factor in [1, 2, 3, 4, 5, 6, 8] {
            if step * factor >= count {
                return step * factor;
            }
        }
        step *= 10;
    }
}

/// For every hundred, to two decimals.
pub(crate) fn per_hundred(part: u64, whole: u64) -> f64 {
    rounded(ratio(part, whole) * 100.0)
}

fn ratio(part: u64, whole: u64) -> f64 {
    share(as_float(part), as_float(whole))
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "no log has 2^52 messages")]
fn as_float(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or_default() as f64
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_round() {
        assert_eq!([0, 1, 3, 5, 7, 11, 99, 100, 101, 2001].map(round_up), [1, 1, 3, 5, 8, 20, 100, 100, 200, 3000]);
    }

    #[test]
    fn parts_fill_the_bar() {
        let findings = Levels { critical: 1, error: 0, warning: 3, info: 0, total: 4 };
        let parts: Vec<_> = levels(&findings, 80.0).into_iter().map(|part| (part.class, part.start, part.width)).collect();
        assert_eq!(parts, [("critical", 0.0, 20.0), ("warning", 20.0, 60.0)]);
        let heights: f64 = blocks(&findings, 4).iter().map(|block| block.height).sum();
        assert!((heights - PLOT_HEIGHT).abs() < 0.1);
    }
}
