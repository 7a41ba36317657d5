//! What can be wrong with rule files, presets and profiles: where, what, and what to do about it.

mod hint;
mod message;
mod profile;
mod regex;
mod value;
mod yaml;

use crate::{Language, Severity};
use std::fmt;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// First byte of the faulty text in the file.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

impl Place {
    /// The first character of a file.
    pub const START: Place = Place { line: 1, column: 1, start: 0, end: 0 };

    /// The character at `line` and `column` (both from 1) of `text`; the end of the line where it is shorter.
    pub(crate) fn at(text: &str, line: u64, column: u64) -> Place {
        let line = (line as usize).max(1);
        let column = (column as usize).max(1);
        let line_start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let row = text[line_start..].split('\n').next().unwrap_or_default();
        let start = line_start + row.char_indices().nth(column - 1).map_or(row.len(), |(at, _)| at);
        let width = text[start..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
        Place { line, column, start, end: start + width }
    }
}

/// One fault of one file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Fault {
    /// The file's name as it was given; empty where the fault stands in no file but in what was selected.
    pub file: String,
    /// Where it stands.
    pub place: Place,
    /// The rule it belongs to, `family/name`, where it belongs to one.
    pub rule: Option<String>,
    /// What is wrong.
    pub kind: FaultKind,
}

impl Fault {
    pub(crate) fn new(file: &str, place: Place, kind: FaultKind) -> Fault {
        Fault { file: file.to_owned(), place, rule: None, kind }
    }

    pub(crate) fn of_rule(mut self, rule: &str) -> Fault {
        self.rule = Some(rule.to_owned());
        self
    }
}

/// Every fault of every file, in the order of files and lines.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleErrors(pub Vec<Fault>);

impl fmt::Display for RuleErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.0.iter().enumerate() {
            if number > 0 {
                formatter.write_str("\n")?;
            }
            // What was selected stands in no file.
            if !fault.file.is_empty() {
                write!(formatter, "{}:{}:{}: ", fault.file, fault.place.line, fault.place.column)?;
            }
            formatter.write_str(&fault.kind.message(Language::English))?;
        }
        Ok(())
    }
}

impl std::error::Error for RuleErrors {}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs)] // Every variant is explained by its message.
pub enum FaultKind {
    FileTooLarge { bytes: usize },
    Yaml { message: String },
    FullWidthColon,
    Alias,
    DuplicateKey { key: String, first_line: usize },
    EmptyFile,
    WrongType { expected: &'static str, found: &'static str },
    UnknownKey { key: String, nearest: Option<String> },
    MissingKey { key: &'static str },
    OneOf { value: String, allowed: String },
    BadName { name: String },
    DuplicateRule { id: String, file: String, line: usize },
    TooManyRules { limit: usize },
    NoClause,
    UnknownClause { clause: String, nearest: Option<String> },
    DuplicateClause { clause: String, file: String, line: usize },
    UnknownList { name: String, nearest: Option<String> },
    DuplicateList { name: String, file: String, line: usize },
    CyclicList { name: String },
    DeepList { limit: usize },
    NotATable { name: String },
    NoTrigger,
    LengthWithWords,
    PatternWithoutPhrases,
    EmptyPhrase,
    RegexAsWord,
    RegexInList { list: String },
    InvisiblePhrase,
    FullWidthComma { phrase: String },
    LongPhrase { chars: usize, limit: usize },
    TooManyPhrases { limit: usize },
    TooMuchText { limit: usize },
    TooManyCharacters { limit: usize },
    DuplicatePhrase { phrase: String },
    ShadowedPhrase { phrase: String },
    UnfitDisguise { phrase: String, least: usize, most: usize },
    UnusedDisguise,
    DisguiseWithTable,
    LongRegex { bytes: usize, limit: usize },
    BadRegex { message: String },
    EmptyMatch { pattern: String },
    WordBoundary,
    EmptyCondition,
    BadWithin,
    BadLength,
    NoBound,
    NoUnit,
    BadBounds { lower: &'static str, upper: &'static str },
    UnknownFact { name: String, nearest: Option<String> },
    FactType { name: String, expected: &'static str, found: &'static str },
    FactUse { name: String, found: &'static str, needed: &'static str },
    UnknownCapture { name: String, known: String },
    OpenBrace,
    BothRewrites,
    RewriteBreaksRule { text: String, rule: String, matched: String },
    BadZone { name: String },
    BadTime { text: String },
    BadDuration { text: String },
    BadDeadline { text: String },
    BadRange,
    BadCount { limit: u32 },
    BothLimits,
    EmptySays,
    ExcusedTwice,
    EmptyAt,
    BadLine { line: String },
    NoMessages,
    NoConversation,
    NoExamples { kind: &'static str },
    NoLanguage { key: &'static str },
    UnknownRule { name: String, option: Option<&'static str>, nearest: Option<String> },
    NotFlagged { text: String },
    Flagged { matched: String },
    OtherRewrite { expected: String, found: Option<String> },
    OtherSeverity { expected: Severity, found: Severity },
    DuplicateAccount { account: String, agent: String, line: usize },
    UnknownAgent { name: String },
    BadClockTime { value: String },
    BadAmount,
    BadEntryCount,
    NoCause,
    BandsOverlap { from: String, to: String },
    BandsGap { from: String, to: String },
    BandsFall { score: String, upper: String, lower: String },
}

impl FaultKind {
    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        message::message(self, language)
    }

    /// What to do about it, in one line.
    #[must_use]
    pub fn help(&self, language: Language) -> String {
        hint::help(self, language)
    }
}

/// One text in Chinese and in English.
type Both = (&'static str, &'static str);

fn in_language(language: Language, both: Both) -> &'static str {
    match language {
        Language::Chinese => both.0,
        Language::English => both.1,
    }
}

/// Longest name for which a similar one is looked for, in bytes.
const MAX_NAME_BYTES: usize = 64;

/// The known name that is most like `name`, if one is like it at all: some letters differ, or one begins with the other.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    if name.len() > MAX_NAME_BYTES {
        return None;
    }
    let likeness = |candidate: &&'a str| {
        let chars = candidate.chars().count();
        let difference = chars.abs_diff(name.chars().count());
        if candidate.len() > MAX_NAME_BYTES || candidate.is_empty() {
            return None;
        }
        let letters = (difference <= (chars / 3).max(1)).then(|| strsim::osa_distance(name, candidate));
        let is_like = letters.is_some_and(|letters| letters <= (chars / 3).max(1));
        let begins = chars.min(name.chars().count()) >= 3 && (name.starts_with(candidate) || candidate.starts_with(name));
        match (is_like, begins) {
            (true, _) => letters,
            (false, true) => Some(MAX_NAME_BYTES + difference),
            _ => None,
        }
    };
    let like = known.into_iter().filter_map(|candidate| Some((likeness(&candidate)?, candidate)));
    like.min().map(|(_, candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_nearest_name() {
        let known = ["max", "min", "phrases", "promise", "promise/arrival-date"];
        for (name, expected) in [
            ("phrase", Some("phrases")),
            ("mim", Some("min")),
            ("maximum", Some("max")),
            ("promise/arrival", Some("promise/arrival-date")),
            ("contact", None),
            ("", None),
            ("p", None),
        ] {
            assert_eq!(nearest(name, known).as_deref(), expected, "{name}");
        }
    }
}
