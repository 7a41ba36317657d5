//! Columns that stand under one another on a terminal, whatever the width of their characters.

use anstyle::Style;
use std::ops::Range;

use crate::cells::width;
use crate::paint;

/// What stands in one row and column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    text: String,
    look: Style,
}

impl Entry {
    pub(crate) fn new(text: impl Into<String>) -> Entry {
        Entry { text: text.into(), look: Style::new() }
    }

    pub(crate) fn painted(text: impl Into<String>, look: Style) -> Entry {
        Entry { text: text.into(), look }
    }
}

/// Appends the rows, which have the same number of entries; the columns of `numbers` are aligned to the right.
pub(crate) fn push(rows: &[Vec<Entry>], numbers: Range<usize>, color: bool, out: &mut String) {
    let count = rows.first().map_or(0, Vec::len);
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|entry| width(&entry.text)).max();
    let columns: Vec<usize> = (0..count).map(|column| widest(column).unwrap_or(0)).collect();
    for row in rows {
        for (column, Entry { text, look }) in row.iter().enumerate() {
            let blanks = " ".repeat(columns[column] - width(text));
            let is_last = column + 1 == count;
            let is_number = numbers.contains(&column);
            out.push_str(if column == 0 { "" } else { "  " });
            out.push_str(if is_number { &blanks } else { "" });
            paint::push(out, color && *look != Style::new(), *look, text);
            out.push_str(if is_number || is_last { "" } else { &blanks });
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        let rows = [["规则", "次数", "原因"], ["a/b", "12", "x"]].map(|row| row.map(Entry::new).to_vec());
        let mut out = String::new();
        push(&rows, 1..2, false, &mut out);
        assert_eq!(out, "规则  次数  原因\na/b     12  x\n");
    }
}
