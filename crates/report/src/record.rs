//! One finding as other programs read it. The keys and their order are public.

use jinyu::{Finding, Rewrite};
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use std::borrow::Cow;
use std::io;

use crate::cells::is_command;
use crate::escape::{is_all_plain, is_hidden};
use crate::reply::shown;
use crate::{FaultyReply, Origin, Style};

#[derive(Serialize)]
struct Record<'a> {
    rule: &'a str,
    clauses: &'a [String],
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    rewrite: Option<Cow<'a, str>>,
    applicability: Option<&'static str>,
    suggestion: Option<&'a str>,
    suggestions: &'a [Cow<'a, str>],
    folded: Option<String>,
    known: bool,
    /// Only where it is true: most replies have a few findings.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    truncated: bool,
    #[serde(skip_serializing_if = "<[u64]>::is_empty")]
    related: &'a [u64],
}

/// Where a finding stands, the same in every form for programs.
#[derive(Serialize)]
pub(crate) struct Place<'a> {
    file: &'a str,
    line: u64,
    row: Option<u64>,
    sheet: Option<&'a str>,
    session: Option<&'a str>,
    index: Option<u64>,
    time: Option<&'a str>,
    agent: Option<&'a str>,
    start_byte: usize,
    end_byte: usize,
    start_char: usize,
    end_char: usize,
    start_utf16: usize,
    end_utf16: usize,
    matched: &'a str,
}

impl<'a> Place<'a> {
    /// Of a finding in `reply`; `shown` is the same with what may not be seen masked in its place.
    pub fn new(origin: Origin<'a>, finding: &Finding<'_>, reply: &str, shown: &'a str) -> Place<'a> {
        let (chars, utf16) = (finding.span.in_chars(reply), finding.span.in_utf16(reply));
        Place {
            file: origin.file,
            line: origin.line,
            row: origin.row,
            sheet: origin.sheet,
            session: origin.session,
            index: origin.index,
            time: origin.time,
            agent: origin.agent,
            start_byte: finding.span.start,
            end_byte: finding.span.end,
            start_char: chars.start,
            end_char: chars.end,
            start_utf16: utf16.start,
            end_utf16: utf16.end,
            matched: finding.span.of(shown),
        }
    }
}

/// Appends each finding of `reply` as one JSON object, with `separator` between them.
pub(crate) fn write(reply: &FaultyReply<'_>, style: &Style, separator: &str, out: &mut String) {
    let text = shown(reply.text, style);
    let suggestions: Vec<Cow<'_, str>> = reply.suggestions.iter().map(|suggestion| shown(suggestion, style)).collect();
    for (number, (finding, rewrite)) in reply.findings.iter().enumerate() {
        if number > 0 {
            out.push_str(separator);
        }
        let related = reply.related.get(number).map_or(&[][..], Vec::as_slice);
        push_json(&Record { related, ..record(reply, finding, rewrite.as_ref(), &text, &suggestions, style) }, out);
    }
}

fn record<'a>(
    reply: &FaultyReply<'a>,
    finding: &'a Finding<'a>,
    rewrite: Option<&'a Rewrite>,
    text: &'a str,
    suggestions: &'a [Cow<'a, str>],
    style: &Style,
) -> Record<'a> {
    Record {
        rule: finding.rule.id(),
        clauses: finding.rule.clauses(),
        severity: finding.severity.as_str(),
        message: finding.rule.message(style.language),
        place: Place::new(reply.origin, finding, reply.text, text),
        rewrite: rewrite.map(|rewrite| shown(&rewrite.text, style)),
        applicability: rewrite.map(|rewrite| rewrite.applicability.as_str()),
        suggestion: suggestions.first().map(|suggestion| &**suggestion),
        suggestions,
        folded: folded(finding, finding.span.of(text)),
        known: false,
        truncated: reply.is_truncated,
        related: &[],
    }
}

/// What a disguised or foreign form was read as.
fn folded(finding: &Finding<'_>, matched: &str) -> Option<String> {
    let folded = finding.read_as(matched);
    let same = matched.chars().flat_map(char::to_lowercase).eq(folded.chars().flat_map(char::to_lowercase));
    (!same).then_some(folded)
}

/// Appends `value` as JSON on one line, in which no character is hidden.
pub(crate) fn push_json(value: &impl Serialize, out: &mut String) {
    let mut bytes = Vec::with_capacity(512);
    let written = value.serialize(&mut Serializer::with_formatter(&mut bytes, Visible));
    debug_assert!(written.is_ok(), "writing into memory cannot fail");
    out.push_str(simdutf8::basic::from_utf8(&bytes).unwrap_or_default());
}

/// Writes hidden characters and the `#` of commands as `\u…`, so that JSON does nothing on a terminal or in a build log.
struct Visible;

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if is_all_plain(fragment) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut done = 0;
        let is_live = |at: usize, c: char| if c == '#' { is_command(fragment, at) } else { !c.is_ascii_graphic() && is_hidden(c) };
        for (at, c) in fragment.char_indices().filter(|(at, c)| is_live(*at, *c)) {
            writer.write_all(&fragment.as_bytes()[done..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            done = at + c.len_utf8();
        }
        CompactFormatter.write_string_fragment(writer, fragment.get(done..).unwrap_or_default())
    }
}
