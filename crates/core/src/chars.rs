//! A text as characters.

use crate::span::Span;
use std::ops::Range;

/// The characters of a text, and the way from bytes to characters and back.
#[derive(Debug, Default)]
pub(crate) struct Chars {
    chars: Vec<char>,
    /// Where each character begins, in bytes; the last entry is the end.
    starts: Vec<u32>,
    /// At the byte where a character begins: its index. What stands at other bytes means nothing.
    indices: Vec<u32>,
}

impl Chars {
    /// Takes a text in, in place of the last one.
    pub fn read(&mut self, text: &str) {
        let Chars { chars, starts, indices } = self;
        chars.clear();
        starts.clear();
        if indices.len() <= text.len() {
            indices.resize(text.len() + 1, 0);
        }
        for (at, c) in text.char_indices() {
            indices[at] = chars.len() as u32;
            chars.push(c);
            starts.push(at as u32);
        }
        indices[text.len()] = chars.len() as u32;
        starts.push(text.len() as u32);
    }

    /// All characters.
    pub fn as_slice(&self) -> &[char] {
        &self.chars
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
