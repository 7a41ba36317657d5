//! Quotations, titles and place-holders: where rules on wording are mild, or silent.

use crate::span::Span;

/// What a marked part of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Quotation,
    Placeholder,
}

/// Longest quotation and longest place-holder, in bytes: an opening mark without a closing one must not swallow the reply.
const MAX_QUOTATION_BYTES: usize = 200;
const MAX_PLACEHOLDER_BYTES: usize = 60;

/// The quotations, titles and place-holders of a text.
pub(super) fn find_marked(text: &str, mut found: Vec<(Span, Mark)>) -> Vec<(Span, Mark)> {
    each_opening(text, |opening, part| found.extend(part.map(|part| (part, opening.mark))));
    found
}

/// The first character that would open a quotation or a place-holder if a closing one came yet.
pub(crate) fn first_open_mark(text: &str) -> Option<usize> {
    let mut open = None;
    each_opening(text, |opening, part| {
        if open.is_none() && part.is_none() && opening.inner + opening.limit > text.len() {
            open = Some(opening.at);
        }
    });
    open
}

/// A character that may open a quotation or a place-holder.
struct Opening {
    at: usize,
    inner: usize,
    close: char,
    mark: Mark,
    /// How far behind `inner` the closing character may begin, in bytes.
    limit: usize,
}

/// Every such character, and what it opens where it is closed. What stands in a quotation opens nothing.
fn each_opening(text: &str, mut each: impl FnMut(&Opening, Option<Span>)) {
    let mut from = 0;
    while let Some(opening) = next_opening(text, from) {
        let Opening { inner, close, limit, .. } = opening;
        let end = (inner + limit..).take(4).find(|end| text.is_char_boundary((*end).min(text.len()))).unwrap_or(inner).min(text.len());
        let part = text[inner..end].find(close).map(|length| Span::new(inner, inner + length));
        each(&opening, part);
        from = part.map_or(inner, |part| part.end + close.len_utf8());
    }
}

fn next_opening(text: &str, from: usize) -> Option<Opening> {
    text[from..].char_indices().find_map(|(at, c)| {
        let (close, mark, limit) = closing(c)?;
        Some(Opening { at: from + at, inner: from + at + c.len_utf8(), close, mark, limit })
    })
}

/// The characters that open a quotation or a place-holder.
pub(crate) const OPENINGS: &str = "“”\"‘「『《[{";

fn closing(open: char) -> Option<(char, Mark, usize)> {
    let (close, mark) = match open {
        '“' | '”' => ('”', Mark::Quotation),
        '"' => ('"', Mark::Quotation),
        '‘' => ('’', Mark::Quotation),
        '「' => ('」', Mark::Quotation),
        '『' => ('』', Mark::Quotation),
        '《' => ('》', Mark::Quotation),
        '[' => (']', Mark::Placeholder),
        '{' => ('}', Mark::Placeholder),
        _ => return None,
    };
    Some((close, mark, if mark == Mark::Quotation { MAX_QUOTATION_BYTES } else { MAX_PLACEHOLDER_BYTES }))
}
