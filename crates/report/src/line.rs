//! A reply on one line, cut to what stands around the part that matters.

use jinyu::Span;

use crate::cells::cells;
use crate::escape::escape;
use crate::text;

/// Replies up to this width are shown whole, in columns.
const MAX_WIDTH: usize = 96;
/// No more is looked at on each side of the beginning of the part, in bytes.
const MAX_BYTES: usize = 4_096;

/// `reply` made harmless; of a long one only what stands around `part`.
pub(crate) fn around(reply: &str, part: Span) -> String {
    let first = reply.floor_char_boundary(part.start.saturating_sub(MAX_BYTES));
    let reply = &reply[first..reply.ceil_char_boundary(part.start.saturating_add(MAX_BYTES).min(reply.len()))];
    let cells = cells(reply);
    let until = |byte: usize| cells.iter().take_while(|cell| cell.end <= byte - first).map(|cell| cell.width).sum::<usize>();
    let (before, end) = (until(part.start), until(first + reply.len()));
    let covered = until(part.end).saturating_sub(before);
    let from = before.saturating_sub(MAX_WIDTH.saturating_sub(covered) / 2).min(end.saturating_sub(MAX_WIDTH));
    let (mut out, mut column, mut is_cut) = (String::new(), 0, false);
    for cell in &cells {
        let is_shown = column >= from && column + cell.width <= from + MAX_WIDTH;
        if is_shown {
            out.push_str(&cell.shown);
        } else if !is_cut {
            out.push('…');
        }
        is_cut = !is_shown;
        column += cell.width;
    }
    out
}

/// The part itself in 「」.
pub(crate) fn quoted(reply: &str, part: Span) -> String {
    format!("「{}」", text::shortened(&escape(part.of(reply))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_replies_are_cut_around_the_part() {
        let reply = format!("{}微信{}", "好".repeat(60), "的".repeat(60));
        let cut = around(&reply, Span::new(180, 186));
        assert_eq!(cut, format!("…{}微信{}…", "好".repeat(23), "的".repeat(23)));
        assert_eq!(quoted(&reply, Span::new(180, 186)), "「微信」");
        for part in [Span::new(0, 3), Span::new(0, reply.len())] {
            assert_eq!(around(&reply, part), format!("{}…", "好".repeat(48)));
        }
        assert_eq!(around(&reply, Span::new(363, 366)), format!("…{}", "的".repeat(48)));
        assert_eq!(around("好\n::error::", Span::new(0, 3)), "好\\u{a}::error::");
        let cut = around(&"长".repeat(1_000_000), Span::new(1_500_000, 1_500_003));
        assert_eq!(cut.trim_matches('长'), cut);
        assert_eq!(cut.chars().filter(|c| *c == '长').count(), MAX_WIDTH / 2 - 1);
    }
}
