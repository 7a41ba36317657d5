//! One table with the figures of everybody, every agent, shift, day and rule, and the ledgers' months: UTF-8 with a byte order mark and CRLF,
//! which is what Excel opens as Chinese text with a double click.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::tables::{Cell, figures, figures_head, number, text};
use super::view::{Row, View};
use crate::Style;

/// Writes the table.
///
/// # Errors
/// None: memory takes all that is written.
pub(crate) fn write(view: &View, style: &Style) -> Result<Vec<u8>, csv::Error> {
    let mut writer =
        WriterBuilder::new().quote_style(QuoteStyle::NonNumeric).terminator(Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    let figures_head = figures_head(style);
    let ledgers =
        [("扣分", "points off"), ("得分", "score"), ("罚款（元）", "fines (yuan)")].map(|(chinese, english)| style.say(chinese, english));
    let first = [style.say("类别", "aspect"), style.say("名称", "name")];
    writer.write_record(first.into_iter().chain(figures_head.iter().map(|(title, _)| *title)).chain(ledgers))?;
    let width = first.len() + figures_head.len() + ledgers.len();

    let mut put = |aspect: &str, name: &str, mut cells: Vec<Cell>| {
        cells.splice(0..0, [text(aspect), text(name)]);
        cells.resize(width, Cell::Empty);
        writer.write_record(cells.iter().map(field))
    };
    let aspects: [(&str, &[Row]); 4] = [
        (style.say("总览", "overview"), std::slice::from_ref(&view.total)),
        (style.say("客服", "agent"), &view.agents),
        (style.say("班次", "shift"), &view.shifts),
        (style.say("日期", "day"), &view.days),
    ];
    for (aspect, rows) in aspects {
        rows.iter().try_for_each(|row| put(aspect, &row.name, figures(row)))?;
    }
    for rule in &view.rules {
        let mut cells = vec![Cell::Empty; 8];
        (cells[4], cells[6], cells[7]) = (number(rule.replies), number(rule.findings), Cell::Number(rule.per_100_replies));
        put(style.say("规则", "rule"), &rule.rule, cells)?;
    }
    for month in &view.ledgers.months {
        let mut cells = vec![Cell::Empty; figures_head.len()];
        cells.extend([&month.points, &month.score, &month.yuan].map(|amount| Cell::Decimal(amount.clone())));
        let name = format!("{} {}", month.account, month.month.as_deref().unwrap_or(style.say("未知", "unknown")));
        put(style.say("台账", "ledger"), &name, cells)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Long(text) | Cell::Day(_, text) => guarded(text),
        Cell::Number(number) => number.to_string(),
        Cell::Percent(percent) => format!("{percent}%"),
        Cell::Decimal(decimal) => decimal.clone(),
    }
}

/// A text that a spreadsheet takes for no formula, wherever its first sign hides.
fn guarded(text: &str) -> String {
    let seen = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’'));
    let is_live = seen.starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '−']) || text.starts_with(['\t', '\r', '\n']);
    if is_live { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn formulas_are_texts() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\"=1", "＝1", "＋1", "－1", "＠x", "'=1", "\u{3000}=1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["小满", "店:小满", "1=1", "2026-03-06", ""] {
            assert_eq!(guarded(text), text);
        }
    }
}
