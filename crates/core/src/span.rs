use std::ops::Range;

/// A part of a reply: half-open, in UTF-8 bytes of the text as the caller gave it, on grapheme boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from byte `start` up to, not including, byte `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The same part counted in Unicode scalar values (what Python calls characters). Linear in `text`.
    #[must_use]
    pub fn in_chars(self, text: &str) -> Range<usize> {
        self.counted(text, |part| part.chars().count())
    }

    /// The same part counted in UTF-16 code units (what JavaScript, Java and the Language Server Protocol count). Linear in `text`.
    #[must_use]
    pub fn in_utf16(self, text: &str) -> Range<usize> {
        self.counted(text, |part| part.chars().map(char::len_utf16).sum())
    }

    /// The text of this span, or an empty text where the span does not belong to `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Whether the two spans share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies within this span.
    #[must_use]
    pub const fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The same span so many bytes further on.
    pub(crate) const fn shifted(self, bytes: usize) -> Span {
        Span { start: self.start + bytes, end: self.end + bytes }
    }

    fn counted(self, text: &str, count: impl Fn(&str) -> usize) -> Range<usize> {
        let start = count(text.get(..self.start).unwrap_or(text));
        start..start + count(self.of(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_three_units() {
        let text = "a😀不行";
        let span = Span::new(5, 8);
        assert_eq!(span.of(text), "不");
        assert_eq!(span.in_chars(text), 2..3);
        assert_eq!(span.in_utf16(text), 3..4);
    }
}
