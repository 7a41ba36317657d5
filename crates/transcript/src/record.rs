//! Where the cells of one record of a table begin and end (RFC 4180).
//!
//! Own code instead of a parser of tables, because a cell's place in the file is needed to put a
//! corrected text there, and because a quotation mark that nobody closes must cost one record and
//! not the rest of the file. Tests compare it with the `csv` crate.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr3};

/// What [`Scanner::scan`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    /// The record ends here: without and with its line end, in bytes.
    Record { content: usize, whole: usize },
    /// More text is needed.
    More,
    /// The text ended within a quotation.
    Unclosed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// Behind a quotation mark within a quotation: its end, or the first half of a doubled one.
    QuoteSeen,
}

/// Finds the cells of a record; goes on where it was when more text is there.
pub(crate) struct Scanner {
    delimiter: u8,
    /// The cells so far, with their quotation marks, in bytes from the start of the record.
    pub(crate) cells: Vec<Range<usize>>,
    /// Whether something stands between the end of a quotation and the end of its cell, which no
    /// exporter writes.
    pub(crate) text_behind_quote: bool,
    state: State,
    position: usize,
    cell_start: usize,
}

impl Scanner {
    pub(crate) fn new(delimiter: u8) -> Scanner {
        Scanner { delimiter, cells: Vec::new(), text_behind_quote: false, state: State::CellStart, position: 0, cell_start: 0 }
    }

    /// Begins a new record.
    pub(crate) fn begin(&mut self) {
        self.cells.clear();
        self.text_behind_quote = false;
        self.state = State::CellStart;
        (self.position, self.cell_start) = (0, 0);
    }

    /// Scans on in `text`, which begins with the record and is longer at each call until a record
    /// is found. `ended` says that there is no more text.
    pub(crate) fn scan(&mut self, text: &[u8], ended: bool) -> Scan {
        while let Some(&byte) = text.get(self.position) {
            match self.state {
                State::Quoted => match memchr(b'"', rest(text, self.position)) {
                    None => self.position = text.len(),
                    Some(at) => {
                        self.position += at + 1;
                        self.state = State::QuoteSeen;
                    }
                },
                State::QuoteSeen if byte == b'"' => self.step(State::Quoted),
                State::CellStart if byte == b'"' => self.step(State::Quoted),
                State::CellStart => self.state = State::Plain,
                State::QuoteSeen => {
                    let is_end = byte == self.delimiter || matches!(byte, b'\r' | b'\n');
                    self.text_behind_quote |= !is_end;
                    self.state = State::Plain;
                }
                State::Plain => match memchr3(self.delimiter, b'\n', b'\r', rest(text, self.position)) {
                    None => self.position = text.len(),
                    Some(at) => {
                        self.position += at;
                        let found = self.end_cell(text, ended);
                        if let Some(scan) = found {
                            return scan;
                        }
                    }
                },
            }
        }
        self.end_of_text(ended)
    }

    fn step(&mut self, state: State) {
        self.position += 1;
        self.state = state;
    }

    /// Ends the cell at a delimiter or a line end, and with the latter the record.
    fn end_cell(&mut self, text: &[u8], ended: bool) -> Option<Scan> {
        let content = self.position;
        let whole = match (text.get(content), text.get(content + 1)) {
            (Some(b'\r'), Some(b'\n')) => content + 2,
            (Some(b'\r'), None) if !ended => return Some(Scan::More),
            (Some(b'\r' | b'\n'), _) => content + 1,
            _ => {
                self.cells.push(self.cell_start..content);
                self.cell_start = content + 1;
                self.step(State::CellStart);
                return None;
            }
        };
        self.cells.push(self.cell_start..content);
        Some(Scan::Record { content, whole })
    }

    fn end_of_text(&mut self, ended: bool) -> Scan {
        if !ended {
            return Scan::More;
        }
        if self.state == State::Quoted {
            return Scan::Unclosed;
        }
        self.cells.push(self.cell_start..self.position);
        Scan::Record { content: self.position, whole: self.position }
    }
}

fn rest(text: &[u8], from: usize) -> &[u8] {
    text.get(from..).unwrap_or_default()
}

/// The value of a cell: without its quotation marks, doubled ones within made single.
pub(crate) fn unquote(cell: &str) -> Cow<'_, str> {
    let Some(quoted) = cell.strip_prefix('"') else {
        return Cow::Borrowed(cell);
    };
    match memchr(b'"', quoted.as_bytes()) {
        Some(at) if at + 1 == quoted.len() => Cow::Borrowed(quoted.get(..at).unwrap_or_default()),
        _ => Cow::Owned(unquote_slowly(quoted)),
    }
}

fn unquote_slowly(quoted: &str) -> String {
    let mut value = String::with_capacity(quoted.len());
    let mut rest = quoted;
    while let Some((before, after)) = rest.split_once('"') {
        value.push_str(before);
        match after.strip_prefix('"') {
            Some(behind) => {
                value.push('"');
                rest = behind;
            }
            // The quotation is closed; what follows it is taken as it stands.
            None => return value + after,
        }
    }
    value + rest
}

/// A cell that has the value; quoted where it was so before or has to be.
pub(crate) fn quote(value: &str, delimiter: u8, was_quoted: bool) -> String {
    let special = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\r' | b'\n');
    let blank_ends = value.trim().len() != value.len();
    if was_quoted || blank_ends || value.bytes().any(special) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Scan, Scanner, quote, unquote};

    /// The cells of every record, scanned in pieces of the given size; the last record may be cut.
    fn cells(text: &str, piece_bytes: usize) -> Vec<Vec<String>> {
        let mut records = Vec::new();
        let (mut start, mut end) = (0, piece_bytes.min(text.len()));
        let mut scanner = Scanner::new(b',');
        while start < text.len() {
            let rest = text.as_bytes().get(start..end).unwrap_or_default();
            match scanner.scan(rest, end == text.len()) {
                Scan::More => end = (end + piece_bytes).min(text.len()),
                Scan::Unclosed => return records,
                Scan::Record { whole, .. } => {
                    let cell = |range: &std::ops::Range<usize>| {
                        let cell = text.get(start + range.start..start + range.end);
                        unquote(cell.unwrap_or_default()).into_owned()
                    };
                    records.push(scanner.cells.iter().map(cell).collect());
                    start += whole;
                    scanner.begin();
                }
            }
        }
        records
    }

    /// What the `csv` crate reads; it passes over empty lines.
    fn peer(text: &str) -> Vec<Vec<String>> {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let records = reader.into_records().flatten();
        records.map(|record| record.iter().map(str::to_owned).collect()).collect()
    }

    proptest! {
        #[test]
        fn reads_what_the_csv_crate_reads(
            text in "([a，,\"]|\r|\n|\r\n){0,24}",
            piece_bytes in 1usize..9,
        ) {
            // A closing line keeps an open quotation from differing in what is left of the file.
            let mut ours = cells(&text, piece_bytes);
            let mut peers = peer(&text);
            ours.retain(|record| *record != [""]);
            peers.retain(|record| *record != [""]);
            if ours.len() < peers.len() {
                // The peer ends an open quotation with the file.
                peers.pop();
            }
            prop_assert_eq!(ours, peers);
        }

        #[test]
        fn a_quoted_cell_reads_as_its_value(value in "([a，,\" \t;]|\r|\n){0,12}", quoted: bool) {
            let cell = quote(&value, b',', quoted);
            let text = format!("{cell},x\n");
            let expected = vec![vec![value, "x".to_owned()]];
            prop_assert_eq!(cells(&text, text.len()), expected);
        }
    }
}
