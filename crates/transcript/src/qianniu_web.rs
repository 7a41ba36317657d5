//! The text of Qianniu's web page: blocks of a time, the words and, last, the sender, with blank
//! lines between them; lines with a date stand alone.

use crate::MAX_RECORD_BYTES;
use crate::copied::{Blocks, Ready, said, trimmed};
use crate::log::Draft;
use crate::message::{Message, is_blank};
use crate::problem::{Problem, ProblemKind};
use crate::time::{normalise, whole_day};

/// What the lines of the page's text mean.
pub(crate) struct QianniuWeb {
    /// The day of the last date line; unknown before the first.
    day: Option<String>,
    block: Option<Block>,
    is_behind_blank: bool,
    is_outside_told: bool,
}

/// A time and the lines behind it.
struct Block {
    line: u64,
    time: String,
    /// With their line numbers.
    lines: Vec<(u64, String)>,
    bytes: usize,
}

impl QianniuWeb {
    pub(crate) fn new() -> QianniuWeb {
        QianniuWeb { day: None, block: None, is_behind_blank: true, is_outside_told: false }
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
}

impl Blocks for QianniuWeb {
    fn take_line(&mut self, number: u64, text: String, ready: &mut Ready) {
        let is_behind_blank = std::mem::replace(&mut self.is_behind_blank, is_blank(&text));
        if is_behind_blank && let Some(day) = whole_day(&text) {
            self.close(ready);
            self.day = Some(day);
            self.is_behind_blank = true;
            return;
        }
        if is_behind_blank && let Some(time) = self.time(&text) {
            self.close(ready);
            self.block = Some(Block { line: number, time, lines: Vec::new(), bytes: 0 });
            return;
        }
        match &mut self.block {
            Some(block) => {
                block.bytes += text.len() + 1;
                block.lines.push((number, text));
                if block.bytes > MAX_RECORD_BYTES {
                    self.close(ready);
                }
            }
            None if is_blank(&text) || self.is_outside_told => {}
            None => {
                self.is_outside_told = true;
                ready.push_back(Err(Problem::new(number, ProblemKind::OutsideMessage)));
            }
        }
    }

    /// The last line of a block is the sender.
    fn close(&mut self, ready: &mut Ready) {
        let Some(Block { line, time, lines, .. }) = self.block.take() else {
            return;
        };
        let Some(((_, sender), lines)) = trimmed(&lines).split_last() else {
            ready.push_back(Err(Problem::new(line, ProblemKind::MissingSender)));
            return;
        };
        let message = Message { line, time: Some(time), sender: Some(sender.trim().to_owned()), ..Message::default() };
        self.is_outside_told = false;
        ready.push_back(Ok(said(Box::new(Draft { message, ..Draft::default() }), trimmed(lines))));
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
