//! How far a long run has come, for whoever watches it on a terminal.

use crate::input::{Input, Source};
use crate::screen::Screen;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs;
use std::io::{IsTerminal as _, Read, stderr};

/// Files up to this size are done before a bar could be read, in bytes.
const MIN_BYTES: u64 = 2 << 20;

/// A bar on standard error, or nothing.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// No bar.
    pub fn none() -> Progress {
        Progress { bar: ProgressBar::hidden() }
    }

    /// A bar over the bytes of all inputs, where standard error is a terminal and the work is long.
    pub fn new(inputs: &[Input], is_wanted: bool, screen: &Screen) -> Progress {
        let size = |input: &Input| match &input.source {
            Source::File(path) => fs::metadata(path).ok().map(|known| known.len()),
            Source::Memory(bytes) => u64::try_from(bytes.len()).ok(),
            Source::Stdin => None,
        };
        let bytes: u64 = inputs.iter().filter_map(size).sum();
        if !is_wanted || bytes < MIN_BYTES || !stderr().is_terminal() {
            return Progress::none();
        }
        let template = screen.say(
            "{bar:30} {percent}%  {binary_bytes}/{binary_total_bytes}  剩余 {eta}",
            "{bar:30} {percent}%  {binary_bytes}/{binary_total_bytes}  {eta} left",
        );
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        Progress { bar: ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr()).with_style(style) }
    }

    /// Counts what is read.
    pub fn watch(&self, input: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        if self.bar.is_hidden() { input } else { Box::new(self.bar.wrap_read(input)) }
    }

    /// Lets a line be written above the bar.
    pub fn pause(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
