//! A reply that is still being typed: checked again after every change, at the cost of what has changed.
//!
//! The text is kept as sentences. Most rules look at nothing beyond the sentence of their hit, so what they find is kept with the sentence and looked for
//! again only when that sentence changes; even then what its unchanged beginning decides is kept. Of rules that look further the candidates are kept, that
//! is what their phrases and patterns match, and judged in the whole reply. Marks (quotations and place-holders), which may open in one sentence and close
//! in another, and repeated findings are settled last. So the findings are those of a fresh check.

mod outermost;
mod sentence;

use crate::automaton::Seen;
use crate::chars::Chars;
use crate::context::{Context, first_open_mark, first_sentence_end, may_go_on};
use crate::graphemes::on_graphemes;
use crate::linter::{Linter, MAX_USES};
use crate::repeated::Repeated;
use crate::settle::{Candidate, Found, heed_marks};
use crate::streaming::{Reach, Streaming};
use crate::word_index::{Outermost, WordIndex};
use crate::{Finding, Severity, Span};
use sentence::{Reader, Sentence};
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;

/// Longer drafts are checked as a whole after every change, in bytes.
const MAX_DRAFT_BYTES: usize = 64 << 10;

/// A reply that is still being typed.
///
/// After a change the findings are the same as those of a fresh check of the whole text, and finding them again takes time in proportion to the
/// sentences that have changed (and a few nanoseconds a character of the others); of a sentence that begins as before only what the change can alter is
/// looked for again. A sentence ends as in the rules: at 。！？ or a line break.
///
/// ```
/// use jinyu::{Draft, Linter, RuleSet};
///
/// let linter = Linter::new(RuleSet::builder().rules(jinyu_rules::FILES).profile("profile.yaml", jinyu_rules::PROFILE).build()?)?;
/// let mut draft = Draft::new(&linter);
/// draft.set("您好，这款不能");
/// let end = draft.text().len();
/// draft.edit(end..end, "便宜。")?;
/// for finding in draft.findings() {
///     println!("{} {}", finding.span.of(draft.text()), if draft.is_unfinished(finding) { "…" } else { "!" });
/// }
/// assert_eq!(draft.findings(), linter.lint(draft.text()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Draft<'r> {
    linter: &'r Linter,
    text: String,
    /// The plain form of the text.
    plain: String,
    /// The last one is unfinished, and may be empty.
    sentences: Vec<Sentence>,
    /// The candidates of all sentences, rule by rule.
    candidates: Vec<(u32, Candidate)>,
    found: Vec<Found>,
    findings: Vec<Finding<'r>>,
    is_truncated: bool,
    /// By severity: where the first thing begins that a rule finds which need not know the whole reply.
    first_found: [usize; Severity::ALL.len()],
    reader: Reader,
    repeated: Repeated,
}

/// A range that is not a part of a draft's text, or that cuts a character in two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotInText {
    range: Range<usize>,
}

impl fmt::Display for NotInText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bytes {} to {} are not a part of the draft, or cut a character in two", self.range.start, self.range.end)
    }
}

impl std::error::Error for NotInText {}

impl<'r> Draft<'r> {
    /// An empty draft.
    #[must_use]
    pub fn new(linter: &'r Linter) -> Draft<'r> {
        let mut draft = Draft {
            linter,
            text: String::new(),
            plain: String::new(),
            sentences: Vec::new(),
            candidates: Vec::new(),
            found: Vec::new(),
            findings: Vec::new(),
            is_truncated: false,
            first_found: [usize::MAX; Severity::ALL.len()],
            reader: Reader::default(),
            repeated: Repeated::default(),
        };
        draft.sentences.push(draft.reader.read(linter, "", false, Default::default(), &mut draft.plain));
        draft
    }

    /// The text as it is now.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The findings in the text as it is now, as [`Linter::lint`] gives them.
    #[must_use]
    pub fn findings(&self) -> &[Finding<'r>] {
        &self.findings
    }

    /// Whether findings were left out: see [`MAX_FINDINGS`](crate::MAX_FINDINGS).
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    /// Puts `replacement` in the place of some bytes of the text, and checks again what that changes.
    ///
    /// # Errors
    /// A range that is not a part of the text, or cuts a character in two. Nothing has changed then.
    pub fn edit(&mut self, range: Range<usize>, replacement: &str) -> Result<(), NotInText> {
        if self.text.get(range.clone()).is_none() {
            return Err(NotInText { range });
        }
        let first = self.first_changed(range.start);
        self.text.replace_range(range.clone(), replacement);
        self.read_sentences(first, range, replacement.len());
        self.gather();
        Ok(())
    }

    /// Makes `text` the text; what it begins and ends with like the text before has not changed.
    pub fn set(&mut self, text: &str) {
        let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
            pairs.take_while(|(old, new)| old == new).map(|(c, _)| c.len_utf8()).sum()
        };
        let start = same(&mut self.text.chars().zip(text.chars()));
        let behind = same(&mut self.text[start..].chars().rev().zip(text[start..].chars().rev()));
        let changed = start..self.text.len() - behind;
        let is_edited = self.edit(changed, &text[start..text.len() - behind]);
        debug_assert!(is_edited.is_ok(), "both ends are ends of characters");
    }

    /// Whether text could still be appended to the draft that changes this finding or removes it.
    ///
    /// Where this is false, every text that begins with the draft has the same finding, with the same span and severity (unless it has more than
    /// [`MAX_FINDINGS`](crate::MAX_FINDINGS)). That is so where the sentence has been ended, no quotation or place-holder is open, and no rule takes part that looks at the
    /// whole reply. It may be true of a finding that no text would change after all.
    #[must_use]
    pub fn is_unfinished(&self, finding: &Finding<'_>) -> bool {
        let shares = |rule: u32| {
            let clauses = &self.linter.rule(rule).clause_numbers;
            finding.rule.clause_numbers.iter().any(|clause| clauses.contains(clause))
        };
        let may_be_covered = || {
            let mut candidates = self.candidates.iter().map(|(rule, _)| *rule);
            candidates.any(shares) || self.linter.covering.iter().any(|rule| shares(*rule))
        };
        self.is_checked_whole()
            || finding.span.end > self.settled()
            || self.linter.reach(finding.rule.order) != Reach::Sentence
            || may_be_covered()
    }

    /// By severity: where the first thing begins that a rule finds which can be judged before the end of the reply, whether reported or repeated.
    pub(crate) fn first_found(&self, severity: Severity) -> usize {
        self.first_found[severity as usize..].iter().copied().min().unwrap_or(usize::MAX)
    }

    /// Where the last sentence begins that appended text can belong to.
    pub(crate) fn last_sentence(&self) -> usize {
        let [.., last] = &self.sentences[..] else { return 0 };
        let start = self.text.len() - last.bytes;
        match &self.sentences[..] {
            [.., before, last] if last.plain_bytes == 0 && may_go_on(&self.text) => start - before.bytes,
            _ => start,
        }
    }

    /// Where so many visible characters begin that the text ends with, or its beginning.
    pub(crate) fn before_last(&self, chars: usize) -> usize {
        let Some(last) = chars.checked_sub(1) else { return self.text.len() };
        self.plain.char_indices().rev().nth(last).map_or(0, |(at, _)| original(at, &self.sentences))
    }

    /// Before here appended text changes nothing that a rule finds which looks at its sentence alone.
    fn settled(&self) -> usize {
        let open = first_open_mark(&self.plain).filter(|_| self.has_opening()).map_or(self.text.len(), |at| original(at, &self.sentences));
        self.last_sentence().min(open)
    }

    fn has_opening(&self) -> bool {
        self.sentences.iter().any(|sentence| sentence.has_opening())
    }

    /// Whether the draft is so large that it is checked as a whole.
    fn is_checked_whole(&self) -> bool {
        let uses: usize = self.sentences.iter().map(|sentence| sentence.known.standing.uses).sum();
        self.text.len() > MAX_DRAFT_BYTES
            || uses > MAX_USES / 2
            || self.sentences.iter().any(|sentence| sentence.known.standing.is_flooded())
    }

    /// The first sentence that a change at `at` concerns.
    fn first_changed(&self, at: usize) -> Place {
        let mut place = Place::default();
        while place.number + 1 < self.sentences.len() && place.at + self.sentences[place.number].bytes <= at {
            place = place.next(&self.sentences[place.number]);
        }
        // Whether a question mark ends a sentence depends on what follows.
        if self.text[..place.at].ends_with('?') && place.number > 0 {
            place = place.previous(&self.sentences[place.number - 1]);
        }
        place
    }

    /// Reads the text again from a sentence on, until a sentence ends where one ended before the change: `changed` was replaced by so many bytes.
    fn read_sentences(&mut self, first: Place, changed: Range<usize>, bytes: usize) {
        let (old_end, new_end) = (changed.end, changed.start + bytes);
        let Draft { linter, text, plain, sentences, reader, .. } = self;
        let (mut fresh, mut fresh_plain) = (Vec::new(), String::new());
        let (mut at, mut next) = (first.at, first);
        let mut known = std::mem::take(&mut sentences[first.number].known).up_to(changed.start - first.at);
        loop {
            let end = first_sentence_end(&text[at..], known.1).map(|end| at + end);
            let part = &text[at..end.unwrap_or(text.len())];
            fresh.push(reader.read(linter, part, end.is_some(), std::mem::take(&mut known), &mut fresh_plain));
            let Some(end) = end else {
                next = sentences[next.number..].iter().fold(next, |place, sentence| place.next(sentence));
                break;
            };
            at = end;
            let Some(behind) = at.checked_sub(new_end) else { continue };
            while next.number + 1 < sentences.len() && next.at < old_end + behind {
                next = next.next(&sentences[next.number]);
            }
            if next.at == old_end + behind {
                break;
            }
        }
        sentences.splice(first.number..next.number, fresh);
        plain.replace_range(first.plain_at..next.plain_at, &fresh_plain);
    }

    /// Puts together what was found in the sentences and in the reply.
    fn gather(&mut self) {
        self.found.clear();
        self.candidates.clear();
        let mut place = Place::default();
        for sentence in &self.sentences {
            self.found.extend(sentence.found.iter().map(|found| place.shifted(found)));
            self.candidates.extend(sentence.candidates.iter().map(|(rule, candidate)| (*rule, candidate.shifted(place.plain_at))));
            place = place.next(sentence);
        }
        self.candidates.sort_unstable_by_key(|(rule, candidate)| (*rule, candidate.hit, candidate.phrase));
        if self.is_checked_whole() {
            return self.check_whole();
        }
        if self.has_opening() || !self.candidates.is_empty() || self.linter.has_crossing {
            self.judge_reply();
        }
        self.linter.check_length(&self.text, &mut self.found);
        self.found.iter_mut().for_each(|found| found.span = on_graphemes(found.span, &self.text));
        self.note_first();
        self.repeated.drop_from(&mut self.found, self.linter.rules().rules(), self.linter.clause_count);
        self.is_truncated = self.linter.hand_over(&self.found, &mut self.findings);
    }

    /// Checks what depends on more than a sentence.
    fn judge_reply(&mut self) {
        let Draft { linter, text, plain, sentences, candidates, found, reader, .. } = self;
        let Reader { triggered, candidates: judged, buffers } = reader;
        let first = found.len();
        let has_opening = sentences.iter().any(|sentence| sentence.has_opening());
        let seen = Seen { folded: false, opening: has_opening, sentence_end: true };
        let asked: RefCell<Vec<(u32, Option<Outermost>)>> = RefCell::default();
        let words = |list, text: &Chars| {
            let known = asked.borrow().iter().find(|(known, _)| *known == list).map(|(_, words)| *words);
            known.unwrap_or_else(|| {
                let words = outermost(list, text, sentences, &linter.index);
                asked.borrow_mut().push((list, words));
                words
            })
        };
        // One sentence, which has just been read, is the whole text.
        let context = if let [_] = sentences[..] { Context::again } else { Context::new };
        let mut context = context(plain, seen, &linter.index, buffers);
        if !linter.index.has_crossing {
            context = context.with_outermost(&words);
        }
        for group in candidates.chunk_by(|a, b| a.0 == b.0) {
            judged.set(group.iter().map(|(_, candidate)| *candidate));
            judged.judge(linter.rule(group[0].0), &linter.padding, &mut context, found);
        }
        if linter.has_crossing {
            linter.triggers.scan(plain, triggered);
            linter.triggers.find_occurrences(plain, triggered, |rule, can_find| can_find && linter.reach(rule) == Reach::Crossing);
            linter.settle_occurrences(&triggered.occurrences, judged, &mut context, found);
        }
        for found in &mut found[first..] {
            found.span = in_text(found.span, text, plain, sentences);
        }
        if has_opening {
            heed_marks(found, 0, linter.rules().rules(), &mut context);
        }
    }

    fn check_whole(&mut self) {
        self.is_truncated = self.linter.lint_into(self.text.as_str(), &mut self.findings);
        self.found.clear();
        self.found.extend(self.findings.iter().map(Found::of));
        self.note_first();
    }

    fn note_first(&mut self) {
        self.first_found = [usize::MAX; Severity::ALL.len()];
        for found in self.found.iter().filter(|found| !matches!(self.linter.streaming[found.rule as usize], Streaming::Reply(_))) {
            let first = &mut self.first_found[found.severity as usize];
            *first = found.span.start.min(*first);
        }
    }
}

/// The outermost words of a list in the plain form of a draft.
fn outermost(list: u32, text: &Chars, sentences: &[Sentence], index: &WordIndex) -> Option<Outermost> {
    let mut found: Option<Outermost> = None;
    let mut at = 0;
    for sentence in sentences {
        if let Some(words) = sentence.outermost(list, text, at, index) {
            found = Some(Outermost { first_end: found.map_or(words.first_end, |found| found.first_end), ..words });
        }
        at += sentence.plain_bytes;
    }
    found
}

/// The part of the text that a part of the plain form came from.
fn in_text(span: Span, text: &str, plain: &str, sentences: &[Sentence]) -> Span {
    let start = original(span.start, sentences);
    let Some((last, _)) = plain[..span.end].char_indices().next_back().filter(|_| span.start < span.end) else {
        return Span::new(start, start);
    };
    let last = original(last, sentences);
    Span::new(start, last + text[last..].chars().next().map_or(0, char::len_utf8))
}

/// Where a character begins in the text that begins in the plain form at `at`.
fn original(at: usize, sentences: &[Sentence]) -> usize {
    let mut place = Place::default();
    for sentence in sentences {
        if at < place.plain_at + sentence.plain_bytes {
            let inside = at - place.plain_at;
            let origin = sentence.origins.partition_point(|origin| (origin.0 as usize) < inside);
            return place.at + sentence.origins.get(origin).map_or(inside, |origin| origin.1 as usize);
        }
        place = place.next(sentence);
    }
    place.at
}

/// Where a sentence begins, in the text and in its plain form.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    number: usize,
    at: usize,
    plain_at: usize,
}

impl Place {
    fn next(self, sentence: &Sentence) -> Place {
        Place { number: self.number + 1, at: self.at + sentence.bytes, plain_at: self.plain_at + sentence.plain_bytes }
    }

    fn previous(self, sentence: &Sentence) -> Place {
        Place { number: self.number - 1, at: self.at - sentence.bytes, plain_at: self.plain_at - sentence.plain_bytes }
    }

    fn shifted(self, found: &Found) -> Found {
        Found { span: found.span.shifted(self.at), hit: found.hit.shifted(self.plain_at), ..*found }
    }
}
