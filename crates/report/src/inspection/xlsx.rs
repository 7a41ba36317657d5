//! A workbook: one sheet an aspect, typed cells. Texts are always texts: no formula, no link. The same report gives the same bytes.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::tables::{Cell, tables};
use super::view::View;
use crate::Style;

/// Longest text of a cell, in UTF-16 units; the form allows 32,767.
const MAX_TEXT: usize = 32_000;

/// Writes the workbook.
///
/// # Errors
/// When a sheet has more rows than the form allows, which bounded tables exclude.
pub(crate) fn write(view: &View, style: &Style) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The time of writing would make every file another one.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook
        .set_properties(&DocProperties::new().set_title(style.say("客服质检报告", "Quality inspection")).set_creation_datetime(&created));
    let formats = Formats::new();
    for table in tables(view, style) {
        let sheet = workbook.add_worksheet().set_name(table.name)?;
        for (column, (title, width)) in (0..).zip(&table.head) {
            sheet.write_string_with_format(0, column, *title, &formats.head)?;
            sheet.set_column_width(column, *width)?;
        }
        for (row, cells) in (1..).zip(&table.rows) {
            for (column, cell) in (0..).zip(cells) {
                put(sheet, row, column, cell, &formats)?;
            }
        }
        sheet.set_freeze_panes(1, 1)?;
        let (last_row, last_column) = (u32::try_from(table.rows.len()), u16::try_from(table.head.len()));
        if let (Ok(last_row), Ok(columns)) = (last_row, last_column) {
            sheet.autofilter(0, 0, last_row, columns.saturating_sub(1))?;
        }
    }
    workbook.save_to_buffer()
}

struct Formats {
    head: Format,
    plain: Format,
    long: Format,
    decimal: Format,
    percent: Format,
    day: Format,
}

impl Formats {
    fn new() -> Formats {
        let top = || Format::new().set_align(FormatAlign::Top);
        Formats {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00E8_ECF3))
                .set_border_bottom(FormatBorder::Thin),
            plain: top(),
            long: top().set_text_wrap(),
            decimal: top().set_num_format("0.##"),
            percent: top().set_num_format("0.0%"),
            day: top().set_num_format("yyyy-mm-dd"),
        }
    }
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, fitting(text), &formats.plain)?;
        }
        Cell::Long(text) => {
            sheet.write_string_with_format(row, column, fitting(text), &formats.long)?;
        }
        Cell::Number(number) => {
            sheet.write_number_with_format(row, column, *number, &formats.plain)?;
        }
        Cell::Percent(percent) => {
            // Four decimals of the share, as the other forms show two of the percentage.
            sheet.write_number_with_format(row, column, (percent * 100.0).round() / 10_000.0, &formats.percent)?;
        }
        Cell::Decimal(decimal) => {
            let number: f64 = decimal.parse().unwrap_or_default();
            sheet.write_number_with_format(row, column, number, &formats.decimal)?;
        }
        Cell::Day((year, month, day), _) => {
            sheet.write_datetime_with_format(row, column, &ExcelDateTime::from_ymd(*year, *month, *day)?, &formats.day)?;
        }
    }
    Ok(())
}

/// As much as a cell holds, without the two characters that XML lacks and no table of hidden characters names.
fn fitting(text: &str) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= MAX_TEXT
    };
    text.chars().map(|c| if matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c }).take_while(fits).collect()
}
