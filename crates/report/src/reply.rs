use jinyu::{Finding, Rewrite};
use std::borrow::Cow;

use crate::Style;
use crate::mask::mask;

/// One reply with what is reported of it.
#[derive(Clone, Copy, Debug)]
pub struct FaultyReply<'a> {
    /// Where it stands.
    pub origin: Origin<'a>,
    /// The reply as it was given.
    pub text: &'a str,
    /// The findings to report, sorted by start, end and rule id, each with its rewrite.
    pub findings: &'a [(Finding<'a>, Option<Rewrite>)],
    /// The whole reply as it could be sent, in one wording or several, best first.
    pub suggestions: &'a [String],
    /// Whether there are more findings than are kept of a reply.
    pub is_truncated: bool,
    /// For each finding: the lines of the other messages that are part of it. Shorter where there are none.
    pub related: &'a [Vec<u64>],
}

/// Where a reply stands and who said it, as far as that is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// The file as it was named; `<stdin>` for standard input.
    pub file: &'a str,
    /// The line of the file, from 1, on which the reply begins.
    pub line: u64,
    /// Tables: the row, as a spreadsheet counts it.
    pub row: Option<u64>,
    /// Workbooks: the sheet.
    pub sheet: Option<&'a str>,
    /// The conversation.
    pub session: Option<&'a str>,
    /// The number of the message within its conversation, from 1.
    pub index: Option<u64>,
    /// When, as the file writes it.
    pub time: Option<&'a str>,
    /// The account or name of whoever said it.
    pub agent: Option<&'a str>,
}

/// `text` as it may be shown: personal data is masked unless `style` says otherwise. Every character keeps its place in bytes.
pub(crate) fn shown<'t>(text: &'t str, style: &Style) -> Cow<'t, str> {
    if style.show_personal_data { Cow::Borrowed(text) } else { mask(text) }
}
