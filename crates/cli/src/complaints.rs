//! What is wrong with single lines of one file.

use crate::screen::Screen;
use jinyu_report::escape;
use std::sync::Arc;

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

    /// Tells one fault; `column` counts characters from 1.
    pub fn tell(&mut self, line: u64, column: Option<u64>, message: &str, help: &str, screen: &Screen) {
        let column = column.map(|column| format!(":{column}")).unwrap_or_default();
        screen.line(&format!("{}:{line}{column}: {message}", escape(&self.file)));
        if !self.advice.iter().any(|said| said == help) {
            screen.line(&format!("  {}{help}", screen.say("处理：", "help: ")));
            self.advice.push(help.to_owned());
        }
    }
}
