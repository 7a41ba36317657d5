//! Text copied from a window, whose messages are told apart by what their lines are.

use std::collections::VecDeque;
use std::io::Read;

use crate::lines::{Lines, Step};
use crate::log::{Draft, Entry, Source};
use crate::message::{Kind, is_blank};
use crate::problem::{Problem, ProblemKind};

/// What is read and not yet given out.
pub(crate) type Ready = VecDeque<Result<Entry, Problem>>;

/// What lines mean.
pub(crate) trait Blocks {
    /// Takes the next line.
    fn take_line(&mut self, number: u64, text: String, ready: &mut Ready);

    /// Ends the message that is being read: the text is over.
    fn close(&mut self, ready: &mut Ready);
}

/// Reads line by line what `blocks` understands.
pub(crate) struct Copied<R, B> {
    pub(crate) lines: Lines<R>,
    blocks: B,
    ready: Ready,
    ended: bool,
}

impl<R: Read, B: Blocks> Copied<R, B> {
    pub(crate) fn new(lines: Lines<R>, blocks: B) -> Copied<R, B> {
        Copied { lines, blocks, ready: VecDeque::new(), ended: false }
    }

    fn advance(&mut self) {
        let Copied { lines, blocks, ready, ended } = self;
        match lines.advance() {
            Ok(Step::Line) => blocks.take_line(lines.number(), lines.current().to_owned(), ready),
            Ok(Step::TooLong) => ready.push_back(Err(Problem::new(lines.number(), ProblemKind::LineTooLong))),
            Ok(Step::End) => {
                blocks.close(ready);
                *ended = true;
            }
            Err(error) => {
                blocks.close(ready);
                *ended = true;
                ready.push_back(Err(Problem::of_input(lines.number() + 1, &error)));
            }
        }
    }
}

impl<R: Read, B: Blocks> Source for Copied<R, B> {
    fn next(&mut self) -> Option<Result<Entry, Problem>> {
        while self.ready.is_empty() && !self.ended {
            self.advance();
        }
        self.ready.pop_front()
    }
}

/// Lines with their numbers, without blank ones at both ends.
pub(crate) fn trimmed(lines: &[(u64, String)]) -> &[(u64, String)] {
    let is_said = |(_, text): &(u64, String)| !is_blank(text);
    let start = lines.iter().position(is_said).unwrap_or(lines.len());
    let end = lines.iter().rposition(is_said).map_or(start, |last| last + 1);
    lines.get(start..end).unwrap_or_default()
}

/// The message of a draft with these words, which are trimmed.
pub(crate) fn said(mut draft: Box<Draft>, words: &[(u64, String)]) -> Entry {
    if let Some((line, _)) = words.first() {
        draft.message.line = *line;
    }
    let lines: Vec<&str> = words.iter().map(|(_, text)| text.as_str()).collect();
    draft.message.text = lines.join("\n").trim_end().to_owned();
    draft.message.kind = Kind::from_placeholder(&draft.message.text);
    Entry::Said(draft)
}
