//! Workbooks: a row a message, as Qianniu and others write them, a row a customer with the whole
//! conversation in one cell, or a table of quick phrases. The only user of the workbook library.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::Cursor;
use std::sync::Arc;
use std::vec::IntoIter;

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, Xlsx};

use crate::accounts::Accounts;
use crate::chat_cell::read_cell;
use crate::columns::{chat_columns, names_phrases};
use crate::error::OpenError;
use crate::format::Format;
use crate::log::{Draft, Entry, Source};
use crate::message::{Message, is_blank, set};
use crate::options::Options;
use crate::problem::{Problem, ProblemKind};
use crate::schema::Schema;

/// The sheet of Qianniu's export that repeats the others in numbers.
const SUMMARY_SHEET: &str = "导出汇总";

/// A workbook, sheet by sheet. Memory: the file, its texts, and one sheet.
pub(crate) struct Workbook {
    book: Xlsx<Cursor<Arc<[u8]>>>,
    sheets: IntoIter<String>,
    options: Options,
    sheet: Option<Sheet>,
    ready: VecDeque<Result<Entry, Problem>>,
}

/// The sheet that is being read.
struct Sheet {
    name: String,
    layout: Layout,
    rows: IntoIter<Row>,
}

/// What the rows of a sheet are.
enum Layout {
    /// A message or a quick phrase each.
    Messages(Box<Schema>),
    /// The conversation of a customer each: the columns of the customer and of the conversation.
    Conversations { customer: usize, chat: usize },
}

/// The cells of a row that are not empty, with their columns, from 0.
struct Row {
    /// The number of the row, from 1.
    number: u64,
    cells: Vec<(usize, String)>,
}

impl Workbook {
    /// # Errors
    ///
    /// When the bytes are no workbook that can be opened.
    pub(crate) fn open(bytes: Arc<[u8]>, options: &Options) -> Result<Workbook, OpenError> {
        let book = Xlsx::new(Cursor::new(bytes)).map_err(|error| OpenError::Workbook(error.to_string()))?;
        let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let names = sheets.map(|sheet| sheet.name.clone()).filter(|name| name.trim() != SUMMARY_SHEET);
        let sheets = names.collect::<Vec<_>>().into_iter();
        Ok(Workbook { book, sheets, options: options.clone(), sheet: None, ready: VecDeque::new() })
    }

    /// Goes to the next sheet; one that is empty has no layout.
    fn open_sheet(&mut self, name: String) -> Result<(), Problem> {
        let broken = |kind| Problem::new(1, kind).in_row(1).in_sheet(&name);
        let cells = rows(&mut self.book, &name).map_err(|detail| broken(ProblemKind::Part(Arc::new(OpenError::Workbook(detail)))))?;
        let mut rows = cells.into_iter();
        let Some(header) = rows.next() else {
            return Ok(());
        };
        let layout = Layout::of(&header, &self.options);
        let layout = layout.map_err(|error| {
            let kind = ProblemKind::Part(Arc::new(error));
            Problem::new(header.number, kind).in_row(header.number).in_sheet(&name)
        })?;
        self.sheet = Some(Sheet { name, layout, rows });
        Ok(())
    }
}

impl Source for Workbook {
    fn next(&mut self) -> Option<Result<Entry, Problem>> {
        loop {
            if let Some(entry) = self.ready.pop_front() {
                return Some(entry);
            }
            match self.sheet.as_mut().and_then(|sheet| Some((sheet.rows.next()?, &*sheet))) {
                Some((row, sheet)) => read_row(&row, sheet, &self.options, &mut self.ready),
                None => {
                    let name = self.sheets.next()?;
                    self.sheet = None;
                    let opened = self.open_sheet(name);
                    self.ready.extend(opened.err().map(Err));
                }
            }
        }
    }
}

impl Layout {
    fn of(header: &Row, options: &Options) -> Result<Layout, OpenError> {
        let width = header.cells.last().map_or(0, |(column, _)| column + 1);
        let mut names = vec![String::new(); width];
        for (column, name) in &header.cells {
            if let Some(slot) = names.get_mut(*column) {
                *slot = name.trim().to_owned();
            }
        }
        let phrases = match options.format {
            Some(Format::Phrases) => true,
            _ => options.columns == Default::default() && names_phrases(&names),
        };
        match chat_columns(&names) {
            Some((customer, chat)) if !phrases => Ok(Layout::Conversations { customer, chat }),
            _ => Schema::new(names, phrases, options).map(|schema| Layout::Messages(Box::new(schema))),
        }
    }
}

impl Row {
    fn cell(&self, column: Option<usize>) -> Option<Cow<'_, str>> {
        let column = column?;
        let cell = self.cells.iter().find(|(at, _)| *at == column);
        cell.map(|(_, text)| Cow::Borrowed(text.as_str()))
    }
}

fn read_row(row: &Row, sheet: &Sheet, options: &Options, ready: &mut VecDeque<Result<Entry, Problem>>) {
    let problem = |kind| Problem::new(row.number, kind).in_row(row.number).in_sheet(&sheet.name);
    let place = |message: &mut Message| {
        (message.line, message.row) = (row.number, Some(row.number));
        message.sheet = Some(sheet.name.clone());
    };
    match &sheet.layout {
        Layout::Messages(schema) => {
            let mut message = Message::default();
            place(&mut message);
            let filled = schema.fill(&mut message, |column| row.cell(column));
            let role = Some(message.role);
            let draft = filled.map(|()| Entry::Said(Box::new(Draft { message, role, ..Draft::default() })));
            ready.push_back(draft.map_err(problem));
        }
        Layout::Conversations { customer, chat } => {
            let customer = row.cell(Some(*customer)).unwrap_or_default();
            let chat = row.cell(Some(*chat)).unwrap_or_default();
            for read in read_cell(&chat, customer.trim(), &Accounts::new(&options.agents)) {
                ready.push_back(match read {
                    Ok(mut draft) => {
                        place(&mut draft.message);
                        set(&mut draft.message.session, Some(&customer));
                        Ok(Entry::Said(Box::new(draft)))
                    }
                    Err(kind) => Err(problem(kind)),
                });
            }
        }
    }
}

/// The rows of a sheet that are not blank. Only cells that are there take memory, wherever they are.
fn rows(book: &mut Xlsx<Cursor<Arc<[u8]>>>, sheet: &str) -> Result<Vec<Row>, String> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| error.to_string())?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if is_blank(&text) {
            continue;
        }
        let number = u64::from(row) + 1;
        let cell = (column as usize, text);
        match rows.last_mut() {
            Some(last) if last.number == number => last.cells.push(cell),
            _ => rows.push(Row { number, cells: vec![cell] }),
        }
    }
    Ok(rows)
}

/// The value of a cell as it is shown, and a time so that it can be read again.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(time) => time_text(time),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A day and a time, or a time of day where the number has no day.
fn time_text(time: &ExcelDateTime) -> String {
    // Excel counts in fractions of a day, so that a second is rarely exact: half of one is added.
    let rounded = ExcelDateTime::new(time.as_f64() + 0.5 / 86_400.0, calamine::ExcelDateTimeType::DateTime, false);
    let (year, month, day, hour, minute, second, _) = rounded.to_ymd_hms_milli();
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    if time.as_f64() < 1.0 { clock } else { format!("{year:04}-{month:02}-{day:02} {clock}") }
}
