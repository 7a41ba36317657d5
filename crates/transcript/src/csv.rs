//! Tables with a header: messages of conversations, or quick phrases.

use std::borrow::Cow;
use std::io::{self, Read};

use crate::MAX_RECORD_BYTES;
use crate::buffer::Buffer;
use crate::error::OpenError;
use crate::lines::{count_ends, find_end, skip_line};
use crate::message::{Message, is_blank};
use crate::options::Options;
use crate::problem::{Problem, ProblemKind};
use crate::reader::Place;
use crate::record::{Scan, Scanner, unquote};
use crate::schema::Schema;

/// A table from its first row to its last.
pub(crate) struct Table<R> {
    pub(crate) buffer: Buffer<R>,
    scanner: Scanner,
    schema: Schema,
    /// The line and row of the current record, from 1.
    line: u64,
    row: u64,
    /// The current record: its bytes and its lines.
    whole: usize,
    lines: u64,
    /// Before this byte of the file a quotation went wrong, so that a record is one line there.
    repaired_until: usize,
}

/// What a step to the next record came to.
enum Step {
    Record,
    Broken(ProblemKind),
    End,
}

impl<R: Read> Table<R> {
    /// Reads the header. A file without one is an empty table.
    pub(crate) fn open(buffer: Buffer<R>, delimiter: u8, phrases: bool, options: &Options) -> Result<Table<R>, OpenError> {
        let mut table = Table {
            buffer,
            scanner: Scanner::new(delimiter),
            schema: Schema::default(),
            line: 1,
            row: 0,
            whole: 0,
            lines: 0,
            repaired_until: 0,
        };
        let header = table.header()?;
        table.schema = Schema::new(header, phrases, options)?;
        Ok(table)
    }

    fn header(&mut self) -> Result<Vec<String>, OpenError> {
        loop {
            match self.advance()? {
                Step::End => return Ok(Vec::new()),
                Step::Broken(ProblemKind::LineTooLong) => return Err(OpenError::TooLarge { limit_bytes: MAX_RECORD_BYTES }),
                Step::Broken(_) => return Err(OpenError::NoTextColumn(Vec::new())),
                Step::Record if self.is_blank() => {}
                Step::Record => {
                    let cells = 0..self.scanner.cells.len();
                    let names = cells.map(|cell| self.cell(Some(cell)).unwrap_or_default());
                    return Ok(names.map(|name| name.trim().to_owned()).collect());
                }
            }
        }
    }

    /// The next record that is not blank.
    pub(crate) fn read(&mut self, message: &mut Message) -> Option<Result<Place, Problem>> {
        loop {
            let kind = match self.advance() {
                Ok(Step::End) => return None,
                Ok(Step::Record) if self.is_blank() => continue,
                Ok(Step::Record) => match self.check_cells().and_then(|()| self.fill(message)) {
                    Ok(place) => return Some(Ok(place)),
                    Err(kind) => kind,
                },
                Ok(Step::Broken(kind)) => kind,
                Err(error) => return Some(Err(Problem::of_input(self.line, &error).in_row(self.row))),
            };
            return Some(Err(Problem::new(self.line, kind).in_row(self.row)));
        }
    }

    /// Goes to the next record.
    fn advance(&mut self) -> io::Result<Step> {
        self.buffer.consume(self.whole);
        self.line += self.lines;
        self.row += 1;
        (self.whole, self.lines) = (0, 0);
        self.scanner.begin();
        if self.buffer.offset_bytes() < self.repaired_until {
            return self.advance_line();
        }
        loop {
            let text = self.buffer.text();
            let ended = self.buffer.ended();
            if ended && text.is_empty() {
                return Ok(Step::End);
            }
            match self.scanner.scan(text.as_bytes(), ended) {
                Scan::Record { content, whole } if content <= MAX_RECORD_BYTES => {
                    let record = text.get(..content).unwrap_or_default();
                    self.lines = count_ends(record) + 1;
                    self.whole = whole;
                    return Ok(Step::Record);
                }
                Scan::More if text.len() <= MAX_RECORD_BYTES => self.buffer.fill().map(drop)?,
                _ => return self.give_up(),
            }
        }
    }

    /// Leaves a record that does not end, or not soon enough, and goes on with the line behind its
    /// first line.
    fn give_up(&mut self) -> io::Result<Step> {
        let text = self.buffer.text();
        self.repaired_until = self.buffer.offset_bytes() + text.len().min(MAX_RECORD_BYTES);
        self.advance_line()
    }

    /// Goes to the next record where a record is one line.
    fn advance_line(&mut self) -> io::Result<Step> {
        self.lines = 1;
        self.scanner.begin();
        loop {
            let text = self.buffer.text();
            if let Some((content, whole)) = find_end(text, 0, self.buffer.ended()) {
                self.whole = whole;
                if content > MAX_RECORD_BYTES {
                    return Ok(Step::Broken(ProblemKind::LineTooLong));
                }
                let record = text.get(..content).unwrap_or_default();
                return Ok(match self.scanner.scan(record.as_bytes(), true) {
                    Scan::Record { .. } => Step::Record,
                    _ => Step::Broken(ProblemKind::UnclosedQuote),
                });
            }
            if text.len() > MAX_RECORD_BYTES {
                skip_line(&mut self.buffer)?;
                return Ok(Step::Broken(ProblemKind::LineTooLong));
            }
            if !self.buffer.fill()? && self.buffer.text().is_empty() {
                return Ok(Step::End);
            }
        }
    }

    /// Compares the cells with the header. A record of several lines that does not fit it was put
    /// together by a stray quotation mark: only its first line is left out.
    fn check_cells(&mut self) -> Result<(), ProblemKind> {
        let found = self.scanner.cells.len();
        let surplus = (self.schema.width..found).any(|cell| !self.is_blank_cell(cell));
        let missing = self.schema.columns.text.is_some_and(|text| text >= found);
        let several = self.lines > 1;
        let put_together = several && (found < self.schema.width || self.scanner.text_behind_quote);
        if !surplus && !missing && !put_together {
            return Ok(());
        }
        if several {
            self.keep_first_line();
            return Err(ProblemKind::UnclosedQuote);
        }
        Err(ProblemKind::CellCount { expected: self.schema.width, found })
    }

    /// Shortens the record to its first line. The lines behind it are read one by one, up to its
    /// last line: the quotation mark that ended it there may well open a cell.
    fn keep_first_line(&mut self) {
        let text = self.buffer.text();
        let record = text.get(..self.whole).unwrap_or_default();
        let last_line = record.trim_end_matches(['\r', '\n']).rfind(['\r', '\n']);
        let first = find_end(text, 0, self.buffer.ended());
        self.repaired_until = self.buffer.offset_bytes() + last_line.map_or(0, |end| end + 1);
        (self.whole, self.lines) = (first.map_or(self.whole, |(_, whole)| whole), 1);
    }

    /// Puts what the record says into `message`.
    fn fill(&self, message: &mut Message) -> Result<Place, ProblemKind> {
        message.begin(self.line, Some(self.row));
        message.sheet = None;
        self.schema.fill(message, |cell| self.cell(cell))?;
        Ok(self.place(message))
    }

    /// The place of the text's cell; also counts the lines before it.
    fn place(&self, message: &mut Message) -> Place {
        let cell = self.schema.columns.text.and_then(|text| self.scanner.cells.get(text));
        let cell = cell.cloned().unwrap_or_default();
        if self.lines > 1 {
            let before = self.buffer.text().get(..cell.start);
            message.line += count_ends(before.unwrap_or_default());
        }
        Place { start_byte: self.buffer.offset_bytes() + cell.start, length_bytes: cell.len() }
    }

    fn cell(&self, cell: Option<usize>) -> Option<Cow<'_, str>> {
        let range = self.scanner.cells.get(cell?)?;
        self.buffer.text().get(range.clone()).map(unquote)
    }

    fn is_blank_cell(&self, cell: usize) -> bool {
        self.cell(Some(cell)).is_none_or(|value| is_blank(&value))
    }

    fn is_blank(&self) -> bool {
        (0..self.scanner.cells.len()).all(|cell| self.is_blank_cell(cell))
    }
}
