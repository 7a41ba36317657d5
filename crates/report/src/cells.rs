//! A line of text as a terminal shows it: what is written for each character, and how wide that is.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::escape::{is_hidden, push_escaped};

/// What a reader sees as one character.
#[derive(Debug)]
pub(crate) struct Cell<'t> {
    /// Its first byte in the line.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What is written.
    pub shown: Cow<'t, str>,
    /// In columns of a terminal; Chinese characters take two.
    pub width: usize,
}

/// Most marks that one character carries on the screen.
const MAX_MARKS: usize = 4;

/// The cells of `line`.
pub(crate) fn cells(line: &str) -> Vec<Cell<'_>> {
    line.grapheme_indices(true)
        .map(|(start, grapheme)| {
            let end = start + grapheme.len();
            let shown = if is_command(line, start) { Cow::Borrowed("\\u{23}") } else { shown(grapheme) };
            let width = shown.width();
            Cell { start, end, shown, width }
        })
        .collect()
}

/// The width of `text` in columns.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Whether the second `#` of `##[` or `##vso[`, which begin commands to build systems, stands at `at`.
pub(crate) fn is_command(line: &str, at: usize) -> bool {
    let rest = &line.as_bytes()[at..];
    rest.first() == Some(&b'#')
        && line[..at].ends_with('#')
        && (rest.get(1) == Some(&b'[') || rest.get(1..5).is_some_and(|word| word.eq_ignore_ascii_case(b"vso[")))
}

fn shown(grapheme: &str) -> Cow<'_, str> {
    let mut chars = grapheme.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && !is_hidden(c)
    {
        return Cow::Borrowed(grapheme);
    }
    let mut shown = String::new();
    let mut previous = None;
    let mut marks = 0;
    for c in grapheme.chars() {
        let is_mark = c.width() == Some(0) && !is_hidden(c);
        marks += usize::from(is_mark);
        if is_hidden(c) && !is_part_of_emoji(c, previous, grapheme) {
            push_escaped(c, &mut shown);
        } else if !is_mark || marks <= MAX_MARKS {
            shown.push(c);
        }
        previous = Some(c);
    }
    if marks > MAX_MARKS {
        shown += &format!("(+{})", marks - MAX_MARKS);
    }
    Cow::Owned(shown)
}

/// Whether a joiner or a variation selector does its proper work between the parts of an emoji.
fn is_part_of_emoji(c: char, previous: Option<char>, grapheme: &str) -> bool {
    let follows_picture = previous.is_some_and(is_picture) || (c == '\u{200d}' && previous == Some('\u{fe0f}'));
    matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}') && (follows_picture || grapheme.contains('\u{20e3}') && previous != Some(c))
}

/// Pictures and symbols that have an emoji form; skin tones as well.
fn is_picture(c: char) -> bool {
    matches!(c, '©' | '®' | '‼' | '⁉' | '\u{2122}'..='\u{2bff}' | '〰' | '〽' | '㊗' | '㊙' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::{cells, width};

    #[test]
    fn cells_cover_the_line_and_know_their_width() {
        let line = "a您❤\u{fe0f}\u{1b}，";
        let cells = cells(line);
        assert_eq!(cells.iter().map(|cell| cell.width).collect::<Vec<_>>(), [1, 2, 2, 6, 2]);
        assert_eq!(cells.iter().map(|cell| &line[cell.start..cell.end]).collect::<String>(), line);
        assert_eq!(width("您a"), 3);
    }
}
