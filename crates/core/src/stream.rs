//! A reply that a bot writes piece by piece: what may be sent on already, and what is held back until the rules have judged it.
//!
//! A rule finds what it finds as soon as it knows enough of the text ([`Streaming`]). So text is released once nothing can be found any more that begins in
//! it: behind the end of a sentence, or, where no rule looks that far, some characters before the end of what is known.

use crate::draft::Draft;
use crate::graphemes::previous_boundary;
use crate::linter::Linter;
use crate::streaming::Streaming;
use crate::{Finding, Severity};

/// A sentence that goes on for so many characters is released in blocks: nothing is held back for more than two of them.
pub const STREAM_BLOCK_CHARS: usize = 1_024;

/// A reply that is still being written, with a hold on what cannot be judged yet.
///
/// Text is never released that a finding at or above the chosen severity covers, but for two kinds of findings, which only more text brings about:
/// those of rules that look at the whole reply ([`Streaming::Reply`]), and those of rules that look for words up to the end of a sentence that is longer than
/// [`STREAM_BLOCK_CHARS`]. They are among the findings as soon as they are found, at [`finish`](Stream::finish) at the latest.
///
/// However a text is divided into pieces, the findings at the end are those of [`Linter::lint`], and the text that is released in all is the same.
///
/// ```
/// use jinyu::{Linter, RuleSet, Severity, Stream};
///
/// let linter = Linter::new(RuleSet::builder().rules(jinyu_rules::FILES).profile("profile.yaml", jinyu_rules::PROFILE).build()?)?;
/// let mut stream = Stream::new(&linter);
/// let mut sent = String::new();
/// for piece in ["您好，已经为", "您登记了。这款不", "能便宜。谢谢"] {
///     sent += stream.push(piece).text;
/// }
/// let rest = stream.finish();
/// assert_eq!(sent + &rest.text, "您好，已经为您登记了。这款");
/// assert_eq!(rest.withheld, "不能便宜。谢谢");
/// assert!(rest.findings.iter().any(|finding| finding.severity >= Severity::Warning));
/// # Ok::<(), jinyu::RuleErrors>(())
/// ```
#[derive(Debug)]
pub struct Stream<'r> {
    draft: Draft<'r>,
    severity: Severity,
    hold: Hold,
    chars: usize,
    released: usize,
}

/// What a stream lets through after one more piece.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Released<'a, 'r> {
    /// What may be sent now: the next part of the reply, often empty.
    pub text: &'a str,
    /// What has been found so far in the reply; a finding may go again when more text comes.
    pub findings: &'a [Finding<'r>],
}

/// How a stream ends.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finished<'r> {
    /// What may be sent of what had been held back.
    pub text: String,
    /// What may not: from the first finding at or above the chosen severity on.
    pub withheld: String,
    /// The findings of the whole reply.
    pub findings: Vec<Finding<'r>>,
    /// Whether findings were left out: see [`MAX_FINDINGS`](crate::MAX_FINDINGS).
    pub is_truncated: bool,
}

/// How much the rules of a linter make a stream hold back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Hold {
    /// Up to the end of the sentence.
    sentence: bool,
    /// Where that is not so: so many characters.
    chars: usize,
    /// Whatever sentences end: so many characters, for phrases that hold the end of one.
    crossing_chars: usize,
}

impl<'r> Stream<'r> {
    /// An empty reply, in which nothing at warning or above is to be released.
    #[must_use]
    pub fn new(linter: &'r Linter) -> Stream<'r> {
        Stream { draft: Draft::new(linter), severity: Severity::Warning, hold: Hold::of(linter), chars: 0, released: 0 }
    }

    /// The same with another severity.
    #[must_use]
    pub fn with_severity(self, severity: Severity) -> Stream<'r> {
        Stream { severity, ..self }
    }

    /// The text that has been pushed, released or not.
    #[must_use]
    pub fn text(&self) -> &str {
        self.draft.text()
    }

    /// Takes the next piece, and gives what may be sent now. The piece is checked with the unfinished sentence before it.
    pub fn push(&mut self, piece: &str) -> Released<'_, 'r> {
        let from = self.released;
        let mut rest = piece;
        loop {
            // At every block's end, whichever piece it is in, the block before is let go.
            let to_block_end = STREAM_BLOCK_CHARS - self.chars % STREAM_BLOCK_CHARS;
            let (part, behind) = rest.split_at(rest.char_indices().nth(to_block_end).map_or(rest.len(), |(at, _)| at));
            let end = self.draft.text().len();
            let is_edited = self.draft.edit(end..end, part);
            debug_assert!(is_edited.is_ok(), "the end is a part of the text");
            let chars = part.chars().count();
            self.chars += chars;
            self.release(chars == to_block_end);
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        Released { text: &self.draft.text()[from..self.released], findings: self.draft.findings() }
    }

    /// Ends the reply.
    #[must_use = "the rest of the text"]
    pub fn finish(self) -> Finished<'r> {
        let (text, findings) = (self.draft.text(), self.draft.findings());
        let faults = findings.iter().filter(|finding| finding.severity >= self.severity).map(|finding| finding.span.start);
        // A reply that was not checked to its end is not let through.
        let limit = if self.draft.is_truncated() { self.released } else { text.len() };
        let end = faults.min().unwrap_or(limit).max(self.released);
        Finished {
            text: text[self.released..end].to_owned(),
            withheld: text[end..].to_owned(),
            findings: findings.to_vec(),
            is_truncated: self.draft.is_truncated(),
        }
    }

    fn release(&mut self, is_block_end: bool) {
        if self.draft.is_truncated() {
            return;
        }
        let text = self.draft.text();
        let Hold { sentence, chars, crossing_chars } = self.hold;
        let ended = self.draft.last_sentence();
        let mut end = if sentence { ended } else { ended.max(self.draft.before_last(chars)) };
        end = end.min(self.draft.before_last(crossing_chars));
        if is_block_end {
            end = end.max(text.char_indices().rev().nth(STREAM_BLOCK_CHARS - 1).map_or(0, |(at, _)| at));
        }
        end = end.min(self.draft.first_found(self.severity));
        // What follows may join the last character.
        let whole = if end == text.len() { text.char_indices().next_back().map_or(0, |(at, _)| at) } else { end };
        self.released = previous_boundary(whole, text).max(self.released);
    }
}

impl Hold {
    /// What all active rules together ask for. Milder rules count as well: their findings may cover worse ones.
    fn of(linter: &Linter) -> Hold {
        let mut hold = Hold::default();
        for (rule, streaming) in linter.rules().rules().iter().zip(&linter.streaming).filter(|(rule, _)| rule.is_active()) {
            match *streaming {
                Streaming::Sentence(_) => hold.sentence = true,
                Streaming::Chars(chars) => {
                    hold.chars = hold.chars.max(chars);
                    if linter.is_crossing(rule) {
                        hold.crossing_chars = hold.crossing_chars.max(chars);
                    }
                }
                Streaming::Reply(_) => {}
            }
        }
        hold
    }
}

impl Linter {
    /// How much a stream holds back: the end of the sentence, with the first rule that asks for it, or a number of characters.
    #[must_use]
    pub fn streaming(&self) -> Streaming {
        let active =
            || self.rules().rules().iter().zip(&self.streaming).filter(|(rule, _)| rule.is_active()).map(|(_, streaming)| *streaming);
        let at_sentence = active().find(|streaming| matches!(streaming, Streaming::Sentence(_)));
        at_sentence.unwrap_or_else(|| Streaming::Chars(active().filter_map(Streaming::hold_back).max().unwrap_or(0)))
    }
}
