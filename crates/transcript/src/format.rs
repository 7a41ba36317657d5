//! The forms that can be named on the command line.

use std::fmt;
use std::str::FromStr;

/// The form of an input file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Every line is one outgoing reply of an agent.
    Text,
    /// One JSON object a line: `session`, `time`, `role`, `sender`, `text`.
    Jsonl,
    /// A table of messages with a header, separated by commas, tabs or semicolons.
    Csv,
    /// A workbook: a message or a quick phrase a row, or a customer's conversation a row.
    Xlsx,
    /// Text copied from the Qianniu client: a header line a message, then its words.
    Qianniu,
    /// The text of Qianniu's web page: blocks of a time, the words, and the sender.
    QianniuWeb,
    /// JSON of Qianniu's messages, one file a customer; also an archive of such files.
    QianniuJson,
    /// A decrypted message archive of WeCom: one JSON object a message.
    Wecom,
    /// Quick phrases: a table, JSONL, YAML, or the JSON of the quick-phrase interface.
    Phrases,
}

impl Format {
    /// Every form, in the order in which the command line lists them.
    pub const ALL: [Format; 9] = [
        Format::Text,
        Format::Jsonl,
        Format::Csv,
        Format::Xlsx,
        Format::Qianniu,
        Format::QianniuWeb,
        Format::QianniuJson,
        Format::Wecom,
        Format::Phrases,
    ];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Qianniu => "qianniu",
            Format::QianniuWeb => "qianniu-web",
            Format::QianniuJson => "qianniu-json",
            Format::Wecom => "wecom",
            Format::Phrases => "phrases",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = ParseFormatError;

    /// Reads a name as [`Format::name`] writes it.
    ///
    /// # Errors
    ///
    /// When the name is none of those; `auto` is not a form but the absence of one.
    fn from_str(name: &str) -> Result<Format, ParseFormatError> {
        Format::ALL.into_iter().find(|format| format.name() == name).ok_or(ParseFormatError)
    }
}

/// A name that is not the name of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseFormatError;

impl fmt::Display for ParseFormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such form; the forms are")?;
        Format::ALL.iter().try_for_each(|format| write!(f, " {format}"))
    }
}

impl std::error::Error for ParseFormatError {}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn names_are_read_as_written() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        assert!("auto".parse::<Format>().is_err());
    }
}
