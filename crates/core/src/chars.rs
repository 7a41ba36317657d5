//! A text as characters.

use crate::span::Span;
use std::ops::Range;

/// The characters of a text, and the way from bytes to characters and back. The buffers are reused and keep their length.
#[derive(Debug, Default)]
pub(crate) struct Chars {
    chars: Vec<char>,
    /// Where each character begins, in bytes; behind the last one the end.
    starts: Vec<u32>,
    /// At the byte where a character begins: its index. What stands at other bytes means nothing.
    indices: Vec<u32>,
    count: usize,
}

impl Chars {
    /// Takes a text in, in place of the last one.
    pub fn read(&mut self, text: &str) {
        if self.indices.len() <= text.len() {
            self.chars.resize(text.len() + 1, '\0');
            self.starts.resize(text.len() + 1, 0);
            self.indices.resize(text.len() + 1, 0);
        }
        let (chars, starts, indices) = (&mut self.chars[..], &mut self.starts[..], &mut self.indices[..]);
        let (mut count, mut at) = (0, 0);
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            chars[count] = c;
            starts[count] = at as u32;
            indices[at] = count as u32;
            at = text.len() - rest.as_str().len();
            count += 1;
        }
        starts[count] = at as u32;
        indices[at] = count as u32;
        self.count = count;
    }

    /// All characters.
    pub fn as_slice(&self) -> &[char] {
        &self.chars[..self.count]
    }

    /// The index of the character that begins at a byte.
    pub fn index(&self, byte: usize) -> usize {
        self.indices[byte] as usize
    }

    /// The byte at which a character begins.
    pub fn byte(&self, index: usize) -> usize {
        self.starts[index] as usize
    }

    /// The characters of a part of the text.
    pub fn range(&self, span: Span) -> Range<usize> {
        self.index(span.start)..self.index(span.end)
    }

    /// The part of the text that some characters take.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.byte(range.start), self.byte(range.end))
    }
}
