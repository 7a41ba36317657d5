//! The text of Qianniu's web page: blocks of a time, the words and, last, the sender, with blank
//! lines between them; lines with a date stand alone.

use std::collections::VecDeque;
use std::io::Read;

use crate::MAX_RECORD_BYTES;
use crate::lines::{Lines, Step};
use crate::log::{Draft, Entry, Source};
use crate::message::{Kind, Message, is_blank};
use crate::problem::{Problem, ProblemKind};
use crate::time::{normalise, whole_day};

pub(crate) struct QianniuWeb<R> {
    pub(crate) lines: Lines<R>,
    /// The day of the last date line; unknown before the first.
    day: Option<String>,
    block: Option<Block>,
    is_behind_blank: bool,
    is_outside_told: bool,
    ready: VecDeque<Result<Entry, Problem>>,
    ended: bool,
}

/// A time and the lines behind it.
struct Block {
    line: u64,
    time: String,
    /// With their line numbers.
    lines: Vec<(u64, String)>,
    bytes: usize,
}

impl<R: Read> QianniuWeb<R> {
    pub(crate) fn new(lines: Lines<R>) -> QianniuWeb<R> {
        QianniuWeb { lines, day: None, block: None, is_behind_blank: true, is_outside_told: false, ready: VecDeque::new(), ended: false }
    }

    fn advance(&mut self) {
        match self.lines.advance() {
            Ok(Step::Line) => self.take_line(),
            Ok(Step::TooLong) => self.ready.push_back(Err(Problem::new(self.lines.number(), ProblemKind::LineTooLong))),
            Ok(Step::End) => {
                self.close();
                self.ended = true;
            }
            Err(error) => {
                self.close();
                self.ended = true;
                self.ready.push_back(Err(Problem::of_input(self.lines.number() + 1, &error)));
            }
        }
    }

    fn take_line(&mut self) {
        let number = self.lines.number();
        let text = self.lines.current().to_owned();
        let is_behind_blank = std::mem::replace(&mut self.is_behind_blank, is_blank(&text));
        if is_behind_blank && let Some(day) = whole_day(&text) {
            self.close();
            self.day = Some(day);
            self.is_behind_blank = true;
            return;
        }
        if is_behind_blank && let Some(time) = self.time(&text) {
            self.close();
            self.block = Some(Block { line: number, time, lines: Vec::new(), bytes: 0 });
            return;
        }
        match &mut self.block {
            Some(block) => {
                block.bytes += text.len() + 1;
                block.lines.push((number, text));
                if block.bytes > MAX_RECORD_BYTES {
                    self.close();
                }
            }
            None if is_blank(&text) || self.is_outside_told => {}
            None => {
                self.is_outside_told = true;
                self.ready.push_back(Err(Problem::new(number, ProblemKind::OutsideMessage)));
            }
        }
    }

    /// The time that is all of a line, on the day that is known.
    fn time(&self, text: &str) -> Option<String> {
        let mut time = String::new();
        normalise(text, &mut time).then_some(())?;
        let is_time_of_day = !time.contains('-');
        Some(match &self.day {
            Some(day) if is_time_of_day => format!("{day} {time}"),
            _ => time,
        })
    }

    /// Ends the block: its last line is the sender.
    fn close(&mut self) {
        let Some(Block { line, time, mut lines, .. }) = self.block.take() else {
            return;
        };
        while lines.last().is_some_and(|(_, text)| is_blank(text)) {
            lines.pop();
        }
        let Some((_, sender)) = lines.pop() else {
            self.ready.push_back(Err(Problem::new(line, ProblemKind::MissingSender)));
            return;
        };
        let start = lines.iter().position(|(_, text)| !is_blank(text)).unwrap_or(lines.len());
        let words = lines.get(start..).unwrap_or_default();
        let line = words.first().map_or(line, |(line, _)| *line);
        let text: Vec<&str> = words.iter().map(|(_, text)| text.as_str()).collect();
        let text = text.join("\n").trim_end().to_owned();
        let kind = Kind::from_placeholder(&text);
        let sender = Some(sender.trim().to_owned());
        let message = Message { line, time: Some(time), sender, text, kind, ..Message::default() };
        self.is_outside_told = false;
        self.ready.push_back(Ok(Entry::Said(Box::new(Draft { message, ..Draft::default() }))));
    }
}

impl<R: Read> Source for QianniuWeb<R> {
    fn next(&mut self) -> Option<Result<Entry, Problem>> {
        while self.ready.is_empty() && !self.ended {
            self.advance();
        }
        self.ready.pop_front()
    }
}

/// Whether a text looks copied from the page: a time alone on its first line, behind dates at most,
/// and something below it.
pub(crate) fn is_page(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.by_ref().find(|line| whole_day(line).is_none());
    let is_time = first.is_some_and(|line| normalise(line, &mut String::new()) && line.contains([':', '：']));
    is_time && lines.next().is_some()
}
