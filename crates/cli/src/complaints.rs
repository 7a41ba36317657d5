//! What is wrong with single lines of one file.

use crate::screen::Screen;
use jinyu_report::escape;
use std::sync::Arc;

/// A place in the file.
pub struct At<'a> {
    /// The sheet of a workbook, or the file within an archive.
    pub sheet: Option<&'a str>,
    /// The line, from 1.
    pub line: u64,
    /// The character in the line, from 1.
    pub column: Option<u64>,
}

/// Tells every fault with its place, and each advice once.
pub struct Complaints {
    file: Arc<str>,
    advice: Vec<String>,
}

impl Complaints {
    pub fn new(file: &Arc<str>) -> Complaints {
        Complaints { file: Arc::clone(file), advice: Vec::new() }
    }

    pub fn file(&self) -> &str {
        &self.file
    }

    /// Tells one fault.
    pub fn tell(&mut self, at: &At<'_>, message: &str, help: &str, screen: &Screen) {
        let sheet = at.sheet.map(|sheet| format!("[{}]", escape(sheet))).unwrap_or_default();
        let column = at.column.map(|column| format!(":{column}")).unwrap_or_default();
        screen.line(&format!("{}{sheet}:{}{column}: {message}", escape(&self.file), at.line));
        if !self.advice.iter().any(|said| said == help) {
            screen.line(&format!("  {}{help}", screen.say("处理：", "help: ")));
            self.advice.push(help.to_owned());
        }
    }
}
