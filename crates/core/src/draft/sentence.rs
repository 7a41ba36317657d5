//! One sentence of a draft, and what is known of it whatever stands around it.

use crate::Span;
use crate::automaton::Seen;
use crate::chars::Chars;
use crate::context::{Buffers, Context};
use crate::linter::Linter;
use crate::settle::{Candidate, Candidates, Found};
use crate::streaming::Reach;
use crate::trigger::Triggered;
use crate::word_index::{Outermost, WordIndex};
use std::cell::RefCell;

/// A sentence with the character that ends it. Places are bytes from its beginning.
#[derive(Debug)]
pub(super) struct Sentence {
    pub bytes: usize,
    /// The same of its plain form.
    pub plain_bytes: usize,
    /// Where each character of the plain form begins, there and in the text; empty where they are the same.
    pub origins: Vec<(u32, u32)>,
    /// Some character opens a quotation or a place-holder.
    pub has_opening: bool,
    /// It holds so many phrases that a reply is not checked to its end.
    pub is_flooded: bool,
    /// How many uses of its phrases by rules were looked at.
    pub uses: usize,
    /// What rules find that look no further; spans are those of the text, hits those of the plain form.
    pub found: Vec<Found>,
    /// The candidates of rules that look further, in the plain form.
    pub candidates: Vec<(u32, Candidate)>,
    /// The outermost words of the lists that have been asked for, in the plain form.
    words: RefCell<Vec<(u32, Option<Outermost>)>>,
}

impl Sentence {
    /// The outermost words of a list in the sentence, which begins at `at` in a plain text; places in that text.
    pub fn outermost(&self, list: u32, text: &Chars, at: usize, index: &WordIndex) -> Option<Outermost> {
        let mut known = self.words.borrow_mut();
        let words = known.iter().find(|(known, _)| *known == list).map(|(_, words)| *words);
        let words = words.unwrap_or_else(|| {
            let part = text.range(Span::new(at, at + self.plain_bytes));
            let words = index
                .outermost(text, list, part)
                .map(|words| Outermost { first_end: words.first_end - at, last_start: words.last_start - at });
            known.push((list, words));
            words
        })?;
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
    /// Reads one sentence, which may be unfinished; appends its plain form.
    pub fn read(&mut self, linter: &Linter, text: &str, has_end: bool, plain: &mut String) -> Sentence {
        let end = text.chars().next_back().filter(|_| has_end);
        let content = &text[..text.len() - end.map_or(0, char::len_utf8)];
        let seen = linter.triggers.scan(content, &mut self.triggered);
        let (first_plain, mut origins) = (plain.len(), Vec::new());
        if seen.folded {
            let folded = linter.triggers.scan_folded(content, &mut self.buffers, &mut self.triggered);
            plain.push_str(&folded);
            self.buffers.put_folded(folded);
            origins.extend_from_slice(self.buffers.origins());
        } else {
            plain.push_str(content);
        }
        let (found, candidates) = self.settle(linter, seen, &plain[first_plain..]);
        let mut found = found;
        if seen.folded {
            found.iter_mut().for_each(|found| found.span = self.buffers.to_original(found.span, content));
        }
        plain.extend(end);
        Sentence {
            bytes: text.len(),
            plain_bytes: plain.len() - first_plain,
            origins,
            has_opening: seen.opening,
            is_flooded: self.triggered.is_cut,
            uses: self.triggered.uses,
            found,
            candidates,
            words: RefCell::default(),
        }
    }

    /// What is found in the plain form of a sentence, and the candidates of rules that look further.
    fn settle(&mut self, linter: &Linter, seen: Seen, plain: &str) -> (Vec<Found>, Vec<(u32, Candidate)>) {
        let Reader { triggered, candidates, buffers } = self;
        let (mut found, mut open) = (Vec::new(), Vec::new());
        linter.triggers.find_occurrences(plain, triggered, |rule, can_find| can_find.in_sentence && linter.reach(rule) != Reach::Crossing);
        if triggered.occurrences.is_empty() {
            return (found, open);
        }
        let mut context = Context::new(plain, seen, &linter.index, buffers);
        for occurrences in triggered.occurrences.chunk_by(|a, b| a.rule == b.rule) {
            let number = occurrences[0].rule;
            let rule = linter.rule(number);
            if !candidates.find(rule, &linter.triggers, occurrences, &mut context) {
                continue;
            }
            candidates.check_sentences(rule, &mut context);
            match linter.reach(number) {
                Reach::Sentence => candidates.judge(rule, &linter.padding, &mut context, &mut found),
                _ => open.extend(candidates.as_slice().iter().map(|candidate| (number, *candidate))),
            }
        }
        (found, open)
    }
}
