//! The words of the lists that conditions name.

use crate::automaton::{Automaton, Stops, is_part_of_word};
use crate::context::SENTENCE_ENDS;
use crate::pattern::Trie;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Every word of every list that a condition names. A list's index is its number.
#[derive(Debug)]
pub(crate) struct WordIndex {
    /// For each list: its words, for small windows.
    lists: Vec<Trie>,
    /// All words, for whole replies.
    automaton: Automaton,
    /// For each word of the automaton: its lists.
    lists_of: Vec<Vec<u32>>,
    /// Whether some word goes on behind the end of a sentence.
    pub has_crossing: bool,
}

/// A word of a list, somewhere in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WordHit {
    pub list: u32,
    pub end: u32,
    pub start: u32,
}

/// The outermost words of a list in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outermost {
    pub list: u32,
    pub first_end: usize,
    pub last_start: usize,
}

impl WordIndex {
    /// `lists` are folded words.
    pub fn new(lists: &[Vec<String>]) -> WordIndex {
        let mut words: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        for (list, entries) in (0..).zip(lists) {
            for word in entries.iter().filter(|word| !word.is_empty()) {
                words.entry(word).or_default().insert(list);
            }
        }
        let automaton = Automaton::new(&words.keys().copied().collect::<Vec<_>>());
        let lists_of = words.into_values().map(|lists| lists.into_iter().collect()).collect();
        let goes_on = |word: &String| word.char_indices().any(|(at, c)| SENTENCE_ENDS.contains(c) && at + c.len_utf8() < word.len());
        let has_crossing = lists.iter().flatten().any(goes_on);
        WordIndex { lists: lists.iter().map(|list| Trie::new(list)).collect(), automaton, lists_of, has_crossing }
    }

    /// Whether a word of `list` stands wholly within a part of a text: for each character of the part as many steps as the longest word has.
    pub fn has_word(&self, text: &[char], list: u32, part: Range<usize>) -> bool {
        let words = &self.lists[list as usize];
        let starts = part.clone().filter(|at| words.first().allows_character(text[*at]));
        let mut found = starts.flat_map(|at| words.ends(&text[at..part.end]).map(move |length| at..at + length));
        found.any(|word| !is_part_of_word(text, word))
    }

    /// For each list with a word in `text`, by number: where its first word ends, and where its last one begins.
    pub fn outermost(&self, text: &str, stops: &mut Stops) -> Vec<Outermost> {
        let mut found: Vec<Outermost> = Vec::new();
        for WordHit { list, end, start } in self.words(text, stops, Vec::new()) {
            match found.last_mut().filter(|last| last.list == list) {
                Some(last) => last.last_start = last.last_start.max(start as usize),
                None => found.push(Outermost { list, first_end: end as usize, last_start: start as usize }),
            }
        }
        found
    }

    /// The words of all lists in `text`, list by list, in the order of their ends.
    pub fn words(&self, text: &str, stops: &mut Stops, mut found: Vec<WordHit>) -> Vec<WordHit> {
        self.automaton.scan(text, stops);
        for hit in stops.as_slice().iter().flat_map(|stop| self.automaton.occurrences(text, *stop)) {
            let lists = &self.lists_of[hit.phrase as usize];
            found.extend(lists.iter().map(|&list| WordHit { list, end: hit.end, start: hit.start }));
        }
        found.sort_unstable_by_key(|word| u64::from(word.list) << 32 | u64::from(word.end));
        found
    }
}
