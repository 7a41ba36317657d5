//! The words of the lists that conditions name.

use crate::automaton::{Automaton, Stops, is_part_of_word};
use crate::chars::Chars;
use crate::context::can_end_sentence;
use crate::order::partition_point_near;
use crate::pattern::Trie;
use crate::span::Span;
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

/// The words of all lists in a text, list by list. The buffers are reused from text to text.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// For each list, and behind the last one: where its words begin in `places`.
    first: Vec<u32>,
    /// For each list: up to which of its words the last window was.
    near: Vec<usize>,
    /// The end and the start of each word, in the order of ends.
    places: Vec<(u32, u32)>,
    /// The same in the order of the text, with the list.
    found: Vec<(u32, (u32, u32))>,
    stops: Stops,
}

impl Words {
    /// Whether a word of `list` stands wholly within `window`. Logarithmic in the words between this window and the one asked before: one that ends in the
    /// window but begins before it lies within a word's length of its beginning.
    pub fn stand_in(&mut self, list: u32, window: Span) -> bool {
        let Words { first, near, places, .. } = self;
        let (words, near) = (&places[first[list as usize] as usize..first[list as usize + 1] as usize], &mut near[list as usize]);
        *near = partition_point_near(words, *near, |(end, _)| *end as usize <= window.start);
        let mut inside = words[*near..].iter().take_while(|(end, _)| *end as usize <= window.end);
        inside.any(|(_, start)| *start as usize >= window.start)
    }
}

/// Where the first word of a list ends in a text, and where the last one begins, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outermost {
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
        let goes_on = |word: &String| word.char_indices().any(|(at, c)| can_end_sentence(c) && at + c.len_utf8() < word.len());
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

    /// The longest word of `list`, in characters.
    pub fn longest(&self, list: u32) -> usize {
        self.lists[list as usize].lengths().1
    }

    /// The outermost words of a list in a part of a text, searched for like in `has_word`.
    pub fn outermost(&self, text: &Chars, list: u32, part: Range<usize>) -> Option<Outermost> {
        let (chars, words) = (text.as_slice(), &self.lists[list as usize]);
        let mut found: Option<Outermost> = None;
        for at in part.clone().filter(|at| words.first().allows_character(chars[*at])) {
            for end in words.ends(&chars[at..part.end]).map(|length| at + length).filter(|end| !is_part_of_word(chars, at..*end)) {
                let first_end = found.map_or(usize::MAX, |found| found.first_end).min(text.byte(end));
                found = Some(Outermost { first_end, last_start: text.byte(at) });
            }
        }
        found
    }

    /// Finds the words of all lists in `text`. Linear in the text and in the number of lists.
    pub fn read(&self, text: &str, words: &mut Words) {
        let Words { first, near, places, found, stops } = words;
        near.clear();
        near.resize(self.lists.len(), 0);
        found.clear();
        first.clear();
        first.resize(self.lists.len() + 1, 0);
        self.automaton.scan(text, stops, |stops| {
            for hit in stops.iter().flat_map(|stop| self.automaton.occurrences(text, *stop)) {
                for &list in &self.lists_of[hit.phrase as usize] {
                    found.push((list, (hit.end, hit.start)));
                    first[list as usize] += 1;
                }
            }
        });
        // Words are found in the order of their ends: counting those of each list is enough to sort them.
        let mut sum = 0;
        for count in first.iter_mut() {
            sum += *count;
            *count = sum;
        }
        places.clear();
        places.resize(found.len(), (0, 0));
        for (list, place) in found.iter().rev() {
            let at = &mut first[*list as usize];
            *at -= 1;
            places[*at as usize] = *place;
        }
    }
}
