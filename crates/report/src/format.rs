use std::fmt;
use std::str::FromStr;

use crate::{FaultyReply, Style, github, json, jsonl, text};

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// For people, on a terminal.
    #[default]
    Text,
    /// One JSON object a finding and line.
    Jsonl,
    /// One JSON array of findings.
    Json,
    /// Annotations of GitHub Actions.
    Github,
}

/// A name that is not the name of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseFormatError;

impl Format {
    /// Every form, in the order in which the command line lists them.
    pub const ALL: [Format; 4] = [Format::Text, Format::Jsonl, Format::Json, Format::Github];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Jsonl => "jsonl",
            Format::Json => "json",
            Format::Github => "github",
        }
    }

    /// Appends the findings of one reply. Replies may be written into several texts, which stand in a report one after another:
    /// [`begin`](Format::begin), texts with [`separator`](Format::separator) between those that are not empty, [`end`](Format::end).
    pub fn write(self, reply: &FaultyReply<'_>, style: &Style, out: &mut String) {
        if reply.findings.is_empty() {
            return;
        }
        if !out.is_empty() {
            out.push_str(self.separator());
        }
        match self {
            Format::Text => text::write(reply, style, out),
            Format::Jsonl => jsonl::write(reply, style, out),
            Format::Json => json::write(reply, style, out),
            Format::Github => github::write(reply, style, out),
        }
    }

    /// What a report begins with.
    #[must_use]
    pub const fn begin(self) -> &'static str {
        if matches!(self, Format::Json) { json::BEGIN } else { "" }
    }

    /// What stands between replies.
    #[must_use]
    pub const fn separator(self) -> &'static str {
        match self {
            Format::Text => "\n",
            Format::Json => json::SEPARATOR,
            _ => "",
        }
    }

    /// What a report ends with, by whether it holds findings.
    #[must_use]
    pub const fn end(self, is_empty: bool) -> &'static str {
        if matches!(self, Format::Json) { json::end(is_empty) } else { "" }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = ParseFormatError;

    fn from_str(name: &str) -> Result<Format, ParseFormatError> {
        Format::ALL.into_iter().find(|format| format.name() == name).ok_or(ParseFormatError)
    }
}

impl fmt::Display for ParseFormatError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("no such form; the forms are")?;
        Format::ALL.iter().try_for_each(|format| write!(formatter, " {format}"))
    }
}

impl std::error::Error for ParseFormatError {}
