//! Spans on the boundaries of graphemes: what a reader takes for one character.

use crate::Span;
use unicode_segmentation::GraphemeCursor;

/// Widens a span to whole graphemes, so that no accent or joiner is cut off.
pub(crate) fn on_graphemes(span: Span, text: &str) -> Span {
    let start = if is_plain_boundary(span.start, text) { span.start } else { previous_boundary(span.start, text) };
    let end = if is_plain_boundary(span.end, text) { span.end } else { next_boundary(span.end, text) };
    Span::new(start, end)
}

/// Whether both characters at a place are of those, most Chinese and Latin ones, that never join with a neighbour of their kind.
fn is_plain_boundary(at: usize, text: &str) -> bool {
    is_plain(text[..at].chars().next_back()) && is_plain(text[at..].chars().next())
}

fn is_plain(c: Option<char>) -> bool {
    matches!(c, None | Some(' '..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{3040}'..='\u{3096}' | '\u{3400}'..='\u{9fff}' | '\u{ff01}'..='\u{ff9d}'))
}

fn next_boundary(at: usize, text: &str) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len()),
    }
}

/// The last boundary up to a place.
pub(crate) fn previous_boundary(at: usize, text: &str) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
    }
}
