//! The only colours of a report: ours.

use anstyle::{AnsiColor, Style};
use jinyu::Severity;

pub(crate) const FRAME: Style = AnsiColor::BrightBlack.on_default();
pub(crate) const PLACE: Style = Style::new().bold();
pub(crate) const LABEL: Style = AnsiColor::Cyan.on_default();
pub(crate) const CURE: Style = AnsiColor::Green.on_default();
pub(crate) const OLD: Style = AnsiColor::Red.on_default();

pub(crate) fn level(severity: Severity) -> Style {
    match severity {
        Severity::Critical => AnsiColor::BrightRed.on_default().bold(),
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Info => AnsiColor::Blue.on_default().bold(),
    }
}

/// Appends `text`, coloured where `color` says so.
pub(crate) fn push(out: &mut String, color: bool, style: Style, text: &str) {
    if color {
        out.push_str(&style.render().to_string());
        out.push_str(text);
        out.push_str(&style.render_reset().to_string());
    } else {
        out.push_str(text);
    }
}
