//! What a person reads on standard error, and in which language.

use crate::args::Color;
use anstream::ColorChoice;
use jinyu::Language;
use jinyu_report::Style;
use std::io::Write as _;
use std::path::Path;

#[derive(Clone, Copy, Debug)]
pub struct Screen {
    pub language: Language,
    color: Color,
}

impl Screen {
    pub fn new(language: Language, color: Color) -> Screen {
        Screen { language, color }
    }

    /// The text in the chosen language.
    pub fn say<'t>(&self, chinese: &'t str, english: &'t str) -> &'t str {
        match self.language {
            Language::English => english,
            _ => chinese,
        }
    }

    /// The style of a report on standard output or in a file, which gets colours only where they are asked for.
    pub fn report_style(&self, file: Option<&Path>, show_personal_data: bool) -> Style {
        let style = self.style();
        Style { color: style.color && (file.is_none() || self.color == Color::Always), show_personal_data, ..style }
    }

    /// The style of what goes to standard output.
    pub fn style(&self) -> Style {
        self.style_with(anstream::AutoStream::choice(&std::io::stdout()))
    }

    /// The style of what goes to standard error.
    pub fn error_style(&self) -> Style {
        self.style_with(anstream::AutoStream::choice(&std::io::stderr()))
    }

    fn style_with(&self, choice: ColorChoice) -> Style {
        let color = match self.color {
            Color::Auto => choice != ColorChoice::Never,
            Color::Always => true,
            Color::Never => false,
        };
        Style { language: self.language, color, show_personal_data: false }
    }

    /// Writes a line to standard error. Nobody can be told that it failed.
    pub fn line(&self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    /// The same with `错误：` before it.
    pub fn error(&self, text: &str) {
        self.line(&format!("{}{text}", self.say("错误：", "error: ")));
    }
}
