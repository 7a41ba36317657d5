//! Measurements for people.

use jinyu::Language;
use std::fmt::Write as _;

use super::{LabelledLine, Measurement, Score};
use crate::escape::escape;
use crate::line::{around, quoted};
use crate::reply::shown;
use crate::table::{self, Entry};
use crate::{Style, paint};

/// Most parts of one reply that are shown.
const MAX_PARTS: usize = 6;

pub(crate) fn write(measurement: &Measurement<'_>, style: &Style) -> String {
    let Measurement { file, replies, min_severity, families, clauses, rules } = measurement;
    let file = escape(file);
    let mut out = match style.language {
        Language::English => format!("{file}: {replies} replies, findings at {min_severity} and above\n"),
        _ => format!("{file}：{replies} 条回复，按 {min_severity} 及以上的问题计数\n"),
    };
    for (scores, name) in [(families, ("规则族", "family")), (clauses, ("条款", "clause")), (rules, ("规则", "rule"))] {
        if !scores.is_empty() {
            out.push('\n');
            push_table(scores, style.say(name.0, name.1), style, &mut out);
        }
    }
    for score in families.iter().chain([clauses, rules].into_iter().flatten().filter(|score| score.labelled > 0)) {
        push_lines(score, (style.say("漏报", "missed"), score.missed), &score.missed_lines, &file, style, &mut out);
        push_lines(score, (style.say("误报", "false alarms"), score.false_alarms), &score.false_lines, &file, style, &mut out);
    }
    out
}

fn push_table(scores: &[Score], name: &str, style: &Style, out: &mut String) {
    let is_labelled = scores.iter().any(|score| score.labelled > 0);
    let has_doubtful = scores.iter().any(|score| score.doubtful > 0);
    let head = match style.language {
        Language::English => [name, "labelled", "found", "missed", "false", "precision", "recall", "doubtful"],
        _ => [name, "标注", "找到", "漏报", "误报", "精确率", "召回率", "存疑"],
    };
    let mut rows = vec![head.map(|title| Entry::painted(title, paint::PLACE))];
    rows.extend(scores.iter().map(row));
    if scores.len() > 1 && is_labelled {
        rows.push(row(&total(scores, style.say("合计", "total"))));
    }
    // Name, labelled, found, missed, false, precision, recall, doubtful: without what no row has.
    let is_shown = [true, is_labelled, true, is_labelled, true, true, is_labelled, has_doubtful];
    let shown = |row: [Entry; 8]| row.into_iter().zip(is_shown).filter_map(|(entry, is_shown)| is_shown.then_some(entry)).collect();
    let rows: Vec<Vec<Entry>> = rows.into_iter().map(shown).collect();
    table::push(&rows, 1..head.len(), style.color, out);
}

fn row(score: &Score) -> [Entry; 8] {
    let Score { name, labelled, found, missed, false_alarms, doubtful, doubtful_found, .. } = score;
    let of_labels = |count: &u64| if *labelled > 0 { count.to_string() } else { "-".to_owned() };
    let percent = |share: Option<f64>| share.map_or_else(|| "-".to_owned(), |share| format!("{:.1}%", 100.0 * share));
    let doubt = if *doubtful > 0 { format!("{doubtful_found}/{doubtful}") } else { "-".to_owned() };
    let (precision, recall) = (percent(score.precision()), percent(score.recall()));
    let counts = [of_labels(labelled), found.to_string(), of_labels(missed), false_alarms.to_string()];
    let [labelled, found, missed, wrong] = counts;
    [escape(name).into_owned(), labelled, found, missed, wrong, precision, recall, doubt].map(Entry::new)
}

fn total(scores: &[Score], name: &str) -> Score {
    let sum = |count: fn(&Score) -> u64| scores.iter().map(count).sum();
    Score {
        name: name.to_owned(),
        labelled: sum(|score| score.labelled),
        found: sum(|score| score.found),
        missed: sum(|score| score.missed),
        false_alarms: sum(|score| score.false_alarms),
        doubtful: sum(|score| score.doubtful),
        doubtful_found: sum(|score| score.doubtful_found),
        ..Score::default()
    }
}

/// The replies behind one number.
fn push_lines(score: &Score, (what, count): (&str, u64), lines: &[LabelledLine], file: &str, style: &Style, out: &mut String) {
    if lines.is_empty() {
        return;
    }
    out.push('\n');
    paint::push(out, style.color, paint::PLACE, &format!("{}  {what} {count}", escape(&score.name)));
    if (lines.len() as u64) < count {
        let shown = lines.len();
        out.push_str(&match style.language {
            Language::English => format!(" (the first {shown}; --show all shows all)"),
            _ => format!("（只列前 {shown} 条，--show all 列出全部）"),
        });
    }
    out.push('\n');
    for line in lines {
        push_line(line, file, style, out);
    }
}

fn push_line(line: &LabelledLine, file: &str, style: &Style, out: &mut String) {
    let _ = write!(out, "  {file}:{}", line.line);
    if let Some(id) = &line.id {
        let _ = write!(out, " ({})", escape(id));
    }
    let text = shown(&line.text, style);
    for (rule, part) in line.parts.iter().take(MAX_PARTS) {
        let rule = rule.as_ref().map(|rule| format!("{rule} ")).unwrap_or_default();
        let _ = write!(out, "  {rule}{}", quoted(&text, *part));
    }
    out.push_str(if line.parts.len() > MAX_PARTS { " …" } else { "" });
    if let Some((_, part)) = line.parts.first() {
        let _ = write!(out, "  {}", around(&text, *part));
    }
    out.push('\n');
}
