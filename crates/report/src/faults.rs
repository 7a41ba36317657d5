//! Faults of rule files: what is wrong, where, and what to do about it.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use jinyu::Fault;

use crate::Style;
use crate::escape::escape;

/// Every fault with an excerpt of its file. `source` gives the text of a file by its name, where there is one.
#[must_use]
pub fn faults<'s>(faults: &[Fault], source: impl Fn(&str) -> Option<&'s str>, style: &Style) -> String {
    let mut out = String::new();
    for fault in faults {
        out.push_str(&rendered(fault, source(&fault.file), style));
        out.push_str("\n\n");
    }
    out
}

fn rendered(fault: &Fault, source: Option<&str>, style: &Style) -> String {
    let of_rule = fault.rule.as_ref().map(|rule| format!("{}{rule}{}", style.say("（规则 ", " (rule "), style.say("）", ")")));
    let message = fault.kind.message(style.language) + of_rule.as_deref().unwrap_or_default();
    let (message, help) = (one_line(&message), one_line(&fault.kind.help(style.language)));
    if fault.file.is_empty() {
        let (error, advice) = (style.say("错误：", "error: "), style.say("处理：", "help: "));
        return format!("{error}{message}\n  {advice}{help}");
    }
    let title = Level::ERROR.with_name(style.say("错误", "error")).primary_title(&*message);
    let help = Level::HELP.with_name(style.say("处理", "help")).message(&*help);
    let excerpt = source.map(|source| Excerpt::new(source, fault));
    let file = escape(&fault.file);
    let group = match &excerpt {
        None => title.element(Origin::path(&*file).line(fault.place.line).char_column(fault.place.column)).element(help),
        Some(excerpt) => title
            .element(
                Snippet::source(&*excerpt.line)
                    .path(&*file)
                    .line_start(fault.place.line)
                    .annotation(AnnotationKind::Primary.span(excerpt.start..excerpt.end)),
            )
            .element(help),
    };
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// Texts of a fault may quote the file.
fn one_line(text: &str) -> String {
    escape(text).into_owned()
}

/// The line of a fault, made harmless, and the fault's bytes in it.
struct Excerpt {
    line: String,
    start: usize,
    end: usize,
}

impl Excerpt {
    fn new(source: &str, fault: &Fault) -> Excerpt {
        let place = fault.place;
        let at = source.floor_char_boundary(place.start.min(source.len()));
        let line_start = source[..at].rfind('\n').map_or(0, |end| end + 1);
        let line_end = source[at..].find(['\r', '\n']).map_or(source.len(), |end| at + end);
        let end = source.floor_char_boundary(place.end.clamp(at, line_end));
        let (before, fault, after) = (&source[line_start..at], &source[at..end], &source[end..line_end]);
        let before = escape(before).replace("\\u{9}", " ");
        let (start, end) = (before.len(), before.len() + escape(fault).len());
        Excerpt { line: before + &escape(fault) + &escape(after), start, end }
    }
}
