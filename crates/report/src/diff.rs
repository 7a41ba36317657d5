//! What fixing would change, as a unified diff.

use similar::{ChangeTag, TextDiff};

use crate::escape::escape;
use crate::reply::shown;
use crate::{Style, paint};

/// The changes from `old` to `new`, with three lines around each. It is made to be read: hidden characters and personal data are shown as
/// everywhere, so that it need not apply as a patch.
#[must_use]
pub fn diff(file: &str, old: &str, new: &str, style: &Style) -> String {
    let (old, new) = (shown(old, style), shown(new, style));
    let diff = TextDiff::from_lines(&*old, &*new);
    let mut out = String::new();
    for (number, hunk) in diff.unified_diff().context_radius(3).iter_hunks().enumerate() {
        if number == 0 {
            let file = escape(file);
            paint::push(&mut out, style.color, paint::PLACE, &format!("--- {file}\n+++ {file}"));
            out.push('\n');
        }
        paint::push(&mut out, style.color, paint::LABEL, hunk.header().to_string().trim_end());
        out.push('\n');
        for change in hunk.iter_changes() {
            push_line(change.tag(), change.value(), style, &mut out);
        }
    }
    out
}

fn push_line(tag: ChangeTag, line: &str, style: &Style, out: &mut String) {
    let line = line.trim_end_matches(['\r', '\n']);
    let (sign, look) = match tag {
        ChangeTag::Delete => ("-", paint::OLD),
        ChangeTag::Insert => ("+", paint::CURE),
        ChangeTag::Equal => (" ", anstyle::Style::new()),
    };
    // A build log would obey a command that stands behind nothing but blanks.
    let guard = if line.trim_start().starts_with("::") { "\\" } else { "" };
    let text = format!("{sign}{guard}{}", escape(line));
    if tag == ChangeTag::Equal {
        out.push_str(&text)
    } else {
        paint::push(out, style.color, look, &text)
    }
    out.push('\n');
}
