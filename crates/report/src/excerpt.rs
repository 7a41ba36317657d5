//! The faulty part of a reply with its faults underlined. Long replies are shortened around the faults.

use jinyu::{Severity, Span};
use std::ops::Range;

use crate::cells::{Cell, cells};
use crate::paint;

/// What stands before every line of a reply.
pub(crate) const MARGIN: &str = "  │ ";
/// Lines up to this width are shown whole, in columns.
const MAX_WIDTH: usize = 96;
/// What is shown of a longer line on each side of a fault, in columns.
const AROUND: usize = 24;
/// Faults up to this width are shown whole.
const MAX_FAULT: usize = 60;
/// Most of one line that is shown, in columns.
const MAX_SHOWN: usize = 4 * MAX_WIDTH;
/// Most lines of one reply.
const MAX_LINES: usize = 8;

/// A part to underline.
pub(crate) type Fault = (Span, Severity);

/// Appends every line of `text` that holds a fault, each over a line that underlines it.
pub(crate) fn write(text: &str, faults: &[Fault], color: bool, out: &mut String) {
    let mut start = 0;
    let mut shown = 0;
    let mut skipped = false;
    for line in text.split_inclusive('\n') {
        let content = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        let here: Vec<Fault> = faults.iter().filter_map(|fault| within(*fault, start, content.len())).collect();
        start += line.len();
        if here.is_empty() || shown == MAX_LINES {
            skipped |= !content.trim().is_empty();
            continue;
        }
        if std::mem::take(&mut skipped) {
            push_line("…", color, out);
        }
        write_line(content, &here, color, out);
        shown += 1;
    }
    if skipped {
        push_line("…", color, out);
    }
}

/// The part of a fault that lies in the line of `length` bytes at `start`, relative to it.
fn within((span, severity): Fault, start: usize, length: usize) -> Option<Fault> {
    let (from, to) = (span.start.max(start), span.end.min(start + length));
    (from < to).then(|| (Span::new(from - start, to - start), severity))
}

fn push_line(text: &str, color: bool, out: &mut String) {
    paint::push(out, color, paint::FRAME, MARGIN);
    out.push_str(text);
    out.push('\n');
}

fn write_line(line: &str, faults: &[Fault], color: bool, out: &mut String) {
    let cells = cells(line);
    let levels = levels(&cells, faults);
    let (mut text, mut marks) = (String::new(), Underline { color, ..Underline::default() });
    let mut last = 0;
    for at in kept(&cells, faults) {
        if at > last {
            text.push('…');
            marks.push(levels[at].filter(|_| levels[last].is_some()), 1);
        }
        text.push_str(&cells[at].shown);
        marks.push(levels[at], cells[at].width);
        last = at + 1;
    }
    if last < cells.len() {
        text.push('…');
    }
    push_line(&text, color, out);
    paint::push(out, color, paint::FRAME, MARGIN);
    out.push_str(&marks.finish());
    out.push('\n');
}

/// The worst fault on each cell.
fn levels(cells: &[Cell<'_>], faults: &[Fault]) -> Vec<Option<Severity>> {
    let mut levels = vec![None; cells.len()];
    for (span, severity) in faults {
        for level in &mut levels[covered(cells, *span)] {
            *level = (*level).max(Some(*severity));
        }
    }
    levels
}

/// The cells that hold a part of `span`.
fn covered(cells: &[Cell<'_>], span: Span) -> Range<usize> {
    let start = cells.partition_point(|cell| cell.end <= span.start);
    start..cells.partition_point(|cell| cell.start < span.end).max(start)
}

/// The cells that are shown: all of a short line, else those near the ends of faults.
fn kept(cells: &[Cell<'_>], faults: &[Fault]) -> Vec<usize> {
    let ends: Vec<usize> = cells.iter().scan(0, |end, cell| Some(std::mem::replace(end, *end + cell.width) + cell.width)).collect();
    if ends.last().is_none_or(|end| *end <= MAX_WIDTH) {
        return (0..cells.len()).collect();
    }
    let column = |at: usize| ends.get(at).map_or(0, |end| end - cells[at].width);
    let mut is_kept = vec![false; cells.len()];
    let mut keep = |from: usize, to: usize| {
        let first = ends.partition_point(|end| *end <= from.saturating_sub(AROUND));
        let last = ends.partition_point(|end| *end <= to + AROUND);
        is_kept[first..last.max(first)].fill(true);
    };
    for (span, _) in faults {
        let at = covered(cells, *span);
        let (from, to) = (column(at.start), ends.get(at.end.max(1) - 1).copied().unwrap_or(0));
        if to - from <= MAX_FAULT {
            keep(from, to);
        } else {
            keep(from, from);
            keep(to, to);
        }
    }
    let mut left = MAX_SHOWN;
    let mut fits = |at: &usize| {
        left = left.saturating_sub(cells[*at].width);
        left > 0
    };
    (0..cells.len()).filter(|at| is_kept[*at]).take_while(|at| fits(at)).collect()
}

/// The carets under a line.
#[derive(Default)]
struct Underline {
    color: bool,
    runs: Vec<(Option<Severity>, usize)>,
}

impl Underline {
    fn push(&mut self, level: Option<Severity>, width: usize) {
        match self.runs.last_mut() {
            Some((last, columns)) if *last == level => *columns += width,
            _ => self.runs.push((level, width)),
        }
    }

    fn finish(mut self) -> String {
        self.runs.pop_if(|(level, _)| level.is_none());
        let mut line = String::new();
        for (level, columns) in self.runs {
            match level {
                None => line.push_str(&" ".repeat(columns)),
                Some(level) => paint::push(&mut line, self.color, paint::level(level), &"^".repeat(columns)),
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, faults: &[&str]) -> String {
        let spans = faults.iter().map(|fault| text.find(fault).map_or(0, |at| at)..text.find(fault).map_or(0, |at| at + fault.len()));
        let faults: Vec<Fault> = spans.map(|span| (Span::new(span.start, span.end), Severity::Error)).collect();
        let mut out = String::new();
        write(text, &faults, false, &mut out);
        out
    }

    #[test]
    fn carets_stand_under_the_fault() {
        assert_eq!(drawn("您好，no问题", &["no问"]), "  │ 您好，no问题\n  │       ^^^^\n");
        assert_eq!(drawn("a\u{1b}b", &["b"]), "  │ a\\u{1b}b\n  │        ^\n");
    }

    #[test]
    fn only_faulty_lines_are_shown() {
        assert_eq!(drawn("您好\r\n不行\r\n\r\n谢谢", &["不行"]), "  │ …\n  │ 不行\n  │ ^^^^\n  │ …\n");
        assert_eq!(drawn("不行\n不会", &["不行\n不会"]), "  │ 不行\n  │ ^^^^\n  │ 不会\n  │ ^^^^\n");
    }

    #[test]
    fn long_lines_are_shortened_around_faults() {
        let text = format!("{}不行{}", "好".repeat(100), "的".repeat(100));
        let expected = format!("  │ …{}不行{}…\n  │ {}^^^^\n", "好".repeat(12), "的".repeat(12), " ".repeat(25));
        assert_eq!(drawn(&text, &["不行"]), expected);
    }
}
