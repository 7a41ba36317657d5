//! One sentence of a draft, and what is known of it whatever stands around it.

use super::outermost::OutermostWords;
use crate::Span;
use crate::automaton::Seen;
use crate::chars::Chars;
use crate::context::{Buffers, Context};
use crate::linter::Linter;
use crate::settle::{Before, Candidate, Candidates, Found, Tried};
use crate::streaming::Reach;
use crate::trigger::{Standing, Triggered};
use crate::word_index::{Outermost, WordIndex};

/// A sentence with the character that ends it. Places are bytes from its beginning.
#[derive(Debug)]
pub(super) struct Sentence {
    pub bytes: usize,
    /// The same of its plain form.
    pub plain_bytes: usize,
    /// Where each character of the plain form begins, there and in the text; empty where they are the same.
    pub origins: Vec<(u32, u32)>,
    /// What its phrases came to.
    pub known: Known,
    /// What rules find that look no further; spans are those of the text, hits those of the plain form.
    pub found: Vec<Found>,
    /// The candidates of rules that look further, in the plain form.
    pub candidates: Vec<(u32, Candidate)>,
}

/// What stands in a sentence without its end, and what came of it. As long as the sentence begins with the same text, most of that stays.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub standing: Standing,
    tried: Vec<Tried>,
    seen: Seen,
    words: OutermostWords,
    /// In bytes.
    length: usize,
}

impl Known {
    /// What is still known where only the bytes up to `same` are as before, and how many these are.
    pub fn up_to(self, same: usize) -> (Known, usize) {
        let same = same.min(self.length);
        if same == 0 || self.standing.is_flooded() { Default::default() } else { (self, same) }
    }
}

impl Sentence {
    /// Whether some character may open a quotation or a place-holder.
    pub fn has_opening(&self) -> bool {
        self.known.seen.opening
    }

    /// The outermost words of a list in the sentence, which begins at `at` in a plain text; places in that text.
    pub fn outermost(&self, list: u32, text: &Chars, at: usize, index: &WordIndex) -> Option<Outermost> {
        let words = self.known.words.of(list, text, Span::new(at, at + self.plain_bytes), index)?;
        Some(Outermost { first_end: at + words.first_end, last_start: at + words.last_start })
    }
}

/// Buffers that are reused from sentence to sentence.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub triggered: Triggered,
    pub candidates: Candidates,
    pub buffers: Buffers,
}

impl Reader {
    /// Reads one sentence, which may be unfinished; appends its plain form. Something is known of one that begins with the same bytes.
    pub fn read(&mut self, linter: &Linter, text: &str, has_end: bool, (mut known, same): (Known, usize), plain: &mut String) -> Sentence {
        let end = text.chars().next_back().filter(|_| has_end);
        let content = &text[..text.len() - end.map_or(0, char::len_utf8)];
        let first_plain = plain.len();
        // A question mark of the beginning may end the sentence now.
        let same = self.scan(linter, content, &mut known, same.min(content.len()), plain);
        known.words.keep(same);
        let is_folded = known.seen.folded;
        let (mut found, candidates) = self.settle(linter, &mut known, same, &plain[first_plain..]);
        if is_folded {
            found.iter_mut().for_each(|found| found.span = self.buffers.to_original(found.span, content));
        }
        known.words.keep(plain.len() - first_plain);
        plain.extend(end);
        Sentence {
            bytes: text.len(),
            plain_bytes: plain.len() - first_plain,
            origins: if is_folded { self.buffers.origins().to_vec() } else { Vec::new() },
            known: Known { length: content.len(), ..known },
            found,
            candidates,
        }
    }

    /// Finds what stands in a sentence without its end; appends its plain form. How much of that form is as before.
    fn scan(&mut self, linter: &Linter, content: &str, known: &mut Known, same: usize, plain: &mut String) -> usize {
        let Known { standing, seen, .. } = known;
        if !seen.folded {
            seen.add(linter.triggers.scan_on(content, same, standing, &mut self.triggered));
        }
        if !seen.folded {
            plain.push_str(content);
            linter.triggers.find_on(content, same, standing);
            return same;
        }
        self.buffers.fold(content);
        let folded = self.buffers.take_folded();
        let origins = self.buffers.origins();
        let same = origins[origins.partition_point(|origin| (origin.1 as usize) < same)].0 as usize;
        seen.add(linter.triggers.scan_on(&folded, same, standing, &mut self.triggered));
        linter.triggers.find_on(&folded, same, standing);
        plain.push_str(&folded);
        self.buffers.put_folded(folded);
        same
    }

    /// What is found in the plain form of a sentence, and the candidates of rules that look further.
    fn settle(&mut self, linter: &Linter, known: &mut Known, same: usize, plain: &str) -> (Vec<Found>, Vec<(u32, Candidate)>) {
        let Reader { candidates, buffers, .. } = self;
        let Known { standing, tried, seen, words, .. } = known;
        let words = |list, text: &Chars| words.of(list, text, Span::new(0, plain.len()), &linter.index);
        let (mut found, mut open) = (Vec::new(), Vec::new());
        let before = std::mem::take(tried);
        tried.reserve(before.len());
        let mut context = Context::unread(plain, *seen, &linter.index, buffers).with_outermost(&words);
        let mut rest = &before[..];
        for occurrences in standing.by_rule() {
            let number = occurrences[0].rule;
            if linter.reach(number) == Reach::Crossing || !linter.triggers.can_find(number, plain.len(), standing) {
                continue;
            }
            context.read();
            rest = &rest[rest.iter().take_while(|tried| tried.phrase.rule < number).count()..];
            let (of_rule, behind) = rest.split_at(rest.iter().take_while(|tried| tried.phrase.rule == number).count());
            rest = behind;
            let rule = linter.rule(number);
            let before = Before { tried: of_rule, same: same as u32 };
            if !candidates.find_again(rule, &linter.triggers, occurrences, before, tried, &mut context) {
                continue;
            }
            match linter.reach(number) {
                Reach::Sentence => candidates.judge(rule, &linter.padding, &mut context, &mut found),
                _ => open.extend(candidates.as_slice().iter().map(|candidate| (number, *candidate))),
            }
        }
        (found, open)
    }
}
