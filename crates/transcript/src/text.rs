//! Plain text: every line is one outgoing reply.

use std::io::Read;

use crate::lines::{Lines, Step};
use crate::message::{Message, is_blank};
use crate::problem::{Problem, ProblemKind};
use crate::reader::Place;

pub(crate) struct Text<R> {
    lines: Lines<R>,
}

impl<R: Read> Text<R> {
    pub(crate) fn new(lines: Lines<R>) -> Text<R> {
        Text { lines }
    }

    pub(crate) fn lines(&self) -> &Lines<R> {
        &self.lines
    }

    /// The next line that is not blank.
    pub(crate) fn read(&mut self, message: &mut Message) -> Option<Result<Place, Problem>> {
        loop {
            match self.lines.advance_or_problem(message)? {
                Err(problem) => return Some(Err(problem)),
                Ok(line) if is_blank(line) => {}
                Ok(line) => {
                    message.text.push_str(line);
                    message.clear_record();
                    return Some(Ok(self.lines.place()));
                }
            }
        }
    }
}

impl<R: Read> Lines<R> {
    /// The next line, and `message` begun at it; `None` at the end of the file.
    pub(crate) fn advance_or_problem(&mut self, message: &mut Message) -> Option<Result<&str, Problem>> {
        match self.advance() {
            Ok(Step::End) => None,
            Ok(Step::Line) => {
                message.begin(self.number(), None);
                Some(Ok(self.current()))
            }
            Ok(Step::TooLong) => Some(Err(Problem::new(self.number(), ProblemKind::LineTooLong))),
            Err(error) => Some(Err(Problem::of_input(self.number() + 1, &error))),
        }
    }

    /// Where the current line stands.
    pub(crate) fn place(&self) -> Place {
        Place { start_byte: self.buffer.offset_bytes(), length_bytes: self.current().len() }
    }
}
