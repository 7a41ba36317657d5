//! Measurements for programs. The keys and their order are public.

use serde::Serialize;
use std::borrow::Cow;

use super::{LabelledLine, Measurement, Score};
use crate::Style;
use crate::record::push_json;
use crate::reply::shown;

#[derive(Serialize)]
struct Whole<'a> {
    file: &'a str,
    replies: u64,
    min_severity: &'static str,
    families: Vec<Row<'a>>,
    clauses: Vec<Row<'a>>,
    rules: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    labelled: u64,
    found: u64,
    missed: u64,
    false_alarms: u64,
    precision: Option<f64>,
    recall: Option<f64>,
    doubtful: u64,
    doubtful_found: u64,
    missed_lines: Vec<Line<'a>>,
    false_lines: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    line: u64,
    id: Option<&'a str>,
    text: Cow<'a, str>,
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    rule: Option<&'a str>,
    start_byte: usize,
    end_byte: usize,
    matched: String,
}

pub(crate) fn write(measurement: &Measurement<'_>, style: &Style) -> String {
    let whole = Whole {
        file: measurement.file,
        replies: measurement.replies,
        min_severity: measurement.min_severity.as_str(),
        families: rows(&measurement.families, style),
        clauses: rows(&measurement.clauses, style),
        rules: rows(&measurement.rules, style),
    };
    let mut out = String::new();
    push_json(&whole, &mut out);
    out.push('\n');
    out
}

fn rows<'a>(scores: &'a [Score], style: &Style) -> Vec<Row<'a>> {
    scores.iter().map(|score| row(score, style)).collect()
}

fn row<'a>(score: &'a Score, style: &Style) -> Row<'a> {
    let lines = |lines: &'a [LabelledLine]| lines.iter().map(|line| self::line(line, style)).collect();
    Row {
        name: &score.name,
        labelled: score.labelled,
        found: score.found,
        missed: score.missed,
        false_alarms: score.false_alarms,
        precision: score.precision().map(rounded),
        recall: score.recall().map(rounded),
        doubtful: score.doubtful,
        doubtful_found: score.doubtful_found,
        missed_lines: lines(&score.missed_lines),
        false_lines: lines(&score.false_lines),
    }
}

fn line<'a>(line: &'a LabelledLine, style: &Style) -> Line<'a> {
    let text = shown(&line.text, style);
    let parts = line.parts.iter().map(|(rule, span)| Part {
        rule: rule.as_deref(),
        start_byte: span.start,
        end_byte: span.end,
        matched: span.of(&text).to_owned(),
    });
    Line { line: line.line, id: line.id.as_deref(), parts: parts.collect(), text }
}

/// Four decimals.
fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}
