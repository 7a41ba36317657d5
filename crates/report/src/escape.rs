//! Chat text made harmless for terminals and build logs.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::cells::cells;

/// `text` on one line, with every character that is not seen, or that a terminal or a build log could obey, written as `\u{…}`: control
/// characters and line ends, C1, direction marks, tags, joiners within words, `##[` and `##vso[`. Emoji keep their joiners.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if is_all_plain(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(cells(text).iter().map(|cell| &*cell.shown).collect())
}

/// Whether no character of `text` needs an escape, whatever stands beside it. Most texts are told by their bytes, many at a time: ASCII, and what begins
/// U+4000 to U+9FFF.
pub(crate) fn is_all_plain(text: &str) -> bool {
    let is_plain_byte = |byte: u8| matches!(byte, b' '..=b'"' | b'$'..=b'~' | 0x80..=0xbf | 0xe4..=0xe9);
    text.bytes().fold(true, |all, byte| all & is_plain_byte(byte)) || text.chars().all(is_plain)
}

fn is_plain(c: char) -> bool {
    matches!(c, ' '..='"' | '$'..='~' | '\u{3000}'..='\u{3029}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff9d}' | '\u{2014}'..='\u{2026}')
}

/// Whether `c` alone says nothing to a reader, or more than a reader sees.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control() || jinyu::is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{2800}')
}

/// Appends `c` as `\u{…}`.
pub(crate) fn push_escaped(c: char, out: &mut String) {
    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_is_obeyed() {
        for (text, shown) in [
            ("亲，您好～ 100% <b>", "亲，您好～ 100% <b>"),
            ("\u{1b}]0;标题\u{7}好", "\\u{1b}]0;标题\\u{7}好"),
            ("好\r\n::error::假", "好\\u{d}\\u{a}::error::假"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("a\u{202e}b\u{2066}c", "a\\u{202e}b\\u{2066}c"),
            ("微\u{200b}信\u{fe0f}", "微\\u{200b}信\\u{fe0f}"),
            ("\u{e0041}", "\\u{e0041}"),
            ("❤\u{fe0f}👨\u{200d}👩\u{200d}👧 1\u{fe0f}\u{20e3}", "❤\u{fe0f}👨\u{200d}👩\u{200d}👧 1\u{fe0f}\u{20e3}"),
            ("##[add-mask]x ##vso[task] ## 题", "#\\u{23}[add-mask]x #\\u{23}vso[task] ## 题"),
            ("\u{2028}\u{3164}\u{2800}", "\\u{2028}\\u{3164}\\u{2800}"),
        ] {
            assert_eq!(escape(text), shown);
        }
    }

    #[test]
    fn marks_without_end_are_counted() {
        let text = "a".to_owned() + &"\u{301}".repeat(10_000);
        assert_eq!(escape(&text), "a".to_owned() + &"\u{301}".repeat(4) + "(+9996)");
    }
}
