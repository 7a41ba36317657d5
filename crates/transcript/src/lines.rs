//! The lines of the input; LF, CRLF and CR end one.

use std::io::{self, Read};

use memchr::memchr2;

use crate::MAX_RECORD_BYTES;
use crate::buffer::Buffer;

/// What [`Lines::advance`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Line,
    TooLong,
    End,
}

/// Goes from line to line and holds the one that it is at.
pub(crate) struct Lines<R> {
    pub(crate) buffer: Buffer<R>,
    /// The number of the current line, from 1.
    number: u64,
    /// The bytes of the current line, without and with its end.
    content: usize,
    whole: usize,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(buffer: Buffer<R>) -> Lines<R> {
        Lines { buffer, number: 0, content: 0, whole: 0 }
    }

    /// Goes to the next line. A line that is too long is passed over, however long it is.
    pub(crate) fn advance(&mut self) -> io::Result<Step> {
        self.buffer.consume(self.whole);
        (self.content, self.whole) = (0, 0);
        let mut searched = 0;
        loop {
            let text = self.buffer.text();
            if let Some((content, end)) = find_end(text, searched, self.buffer.ended()) {
                (self.content, self.whole) = (content, end);
                self.number += 1;
                return Ok(match content > MAX_RECORD_BYTES {
                    true => Step::TooLong,
                    false => Step::Line,
                });
            }
            if text.len() > MAX_RECORD_BYTES {
                skip_line(&mut self.buffer)?;
                self.number += 1;
                return Ok(Step::TooLong);
            }
            searched = text.len().saturating_sub(1);
            if !self.buffer.fill()? && self.buffer.text().is_empty() {
                return Ok(Step::End);
            }
        }
    }

    /// The current line without its end.
    pub(crate) fn current(&self) -> &str {
        self.buffer.text().get(..self.content).unwrap_or_default()
    }

    /// The number of the current line, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }
}

/// Consumes the rest of a line that is too long to be held, however long it is.
pub(crate) fn skip_line<R: Read>(buffer: &mut Buffer<R>) -> io::Result<()> {
    loop {
        let text = buffer.text();
        if let Some((_, end)) = find_end(text, 0, buffer.ended()) {
            buffer.consume(end);
            return Ok(());
        }
        // A CR at the very end may be the first half of a line end.
        let kept = usize::from(text.ends_with('\r'));
        buffer.consume(text.len() - kept);
        if !buffer.fill()? && buffer.text().is_empty() {
            return Ok(());
        }
    }
}

/// The end of the first line of `text`, without and with the line end, searched from `from`;
/// `None` when more text is needed to know it. The last line of a file needs no end.
pub(crate) fn find_end(text: &str, from: usize, ended: bool) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let found = memchr2(b'\n', b'\r', bytes.get(from..).unwrap_or_default());
    let Some(at) = found.map(|at| from + at) else {
        return (ended && !text.is_empty()).then_some((text.len(), text.len()));
    };
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some((at, at + 2)),
        (Some(b'\r'), None) if !ended => None,
        _ => Some((at, at + 1)),
    }
}

/// How many line ends are in `text`; CRLF is one.
pub(crate) fn count_ends(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
    let whole = ends.filter(|&at| !(bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n')));
    whole.count() as u64
}

#[cfg(test)]
mod tests {
    use super::{Lines, Step, count_ends};
    use crate::MAX_RECORD_BYTES;
    use crate::buffer::Buffer;

    fn check(input: &str, expected: &[(u64, &str)]) {
        let mut lines = Lines::new(Buffer::new(input.as_bytes(), None));
        let mut found = Vec::new();
        while lines.advance().is_ok_and(|step| step != Step::End) {
            found.push((lines.number(), lines.current().to_owned()));
        }
        let found: Vec<_> = found.iter().map(|(n, line)| (*n, line.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn ends_of_every_kind() {
        check("", &[]);
        check("a", &[(1, "a")]);
        check("a\nb\r\nc\rd", &[(1, "a"), (2, "b"), (3, "c"), (4, "d")]);
        check("\n\r\n\r", &[(1, ""), (2, ""), (3, "")]);
        check("a\n\rb\r", &[(1, "a"), (2, ""), (3, "b")]);
        assert_eq!(count_ends("\n\r\n\r甲\r"), 4);
    }

    #[test]
    fn an_overlong_line_is_passed_over() {
        let long = "x".repeat(MAX_RECORD_BYTES + 300_000);
        check(&format!("a\n{long}\r\nb"), &[(1, "a"), (2, ""), (3, "b")]);
        check(&long, &[(1, "")]);
    }

    #[test]
    fn a_line_end_may_lie_between_two_pieces() {
        let line = "x".repeat(131_071);
        check(&format!("{line}\r\nb"), &[(1, &line), (2, "b")]);
    }
}
