//! The texts of all rules while they are collected, and what each is for.

use super::{EXCEPTION, MAX_PADDING_BYTES, MAX_WHOLE_BYTES, Required, Sets, Use};
use crate::automaton::Extent;
use crate::compile::Matcher;
use crate::distinct::Distinct;
use crate::gate::{gate, worthwhile};
use crate::pattern::{CharFilter, Lead, Neighbours};
use crate::ruleset::Rule;

/// What of a rule concerns the scan.
pub(super) struct Parts<'r> {
    phrases: &'r [String],
    /// For each phrase: what may stand beside it in a match of the pattern; none where it is never part of one.
    neighbours: Vec<Option<Neighbours>>,
    except: &'r [String],
    /// Sets of texts of each of which a reply must hold one.
    pub required: Vec<Vec<String>>,
    /// For each of them: whether the sentence of a hit must.
    in_sentence: Vec<bool>,
    /// Characters of each of which one must stand in the sentence of a hit.
    pub gates: Vec<CharFilter>,
    max_bytes: usize,
}

impl<'r> Parts<'r> {
    pub fn new(rule: &'r Rule, runs: bool, lists: &[Vec<String>]) -> Parts<'r> {
        let Matcher { phrases, except, pattern, whole, .. } = &rule.matcher;
        let max_bytes = if *whole { MAX_WHOLE_BYTES + MAX_PADDING_BYTES } else { usize::MAX };
        if !runs {
            let (required, in_sentence, gates) = (Vec::new(), Vec::new(), Vec::new());
            return Parts { phrases: &[], neighbours: Vec::new(), except: &[], required, in_sentence, gates, max_bytes };
        }
        let anything = || vec![Some(Neighbours::ANY); phrases.len()];
        let mut neighbours = pattern.as_ref().map_or_else(anything, |pattern| pattern.neighbours(phrases));
        if let Some(disguise) = &rule.matcher.disguise {
            let known = neighbours.iter_mut().zip(phrases).filter_map(|(neighbours, phrase)| Some((neighbours.as_mut()?, phrase)));
            known.for_each(|(neighbours, phrase)| neighbours.followers = disguise.followers(phrase));
        }
        let (required, in_sentence): (Vec<Vec<String>>, Vec<bool>) = rule.matcher.required_texts(lists).into_iter().unzip();
        let of_sentence = required.iter().zip(&in_sentence).filter(|(_, in_sentence)| **in_sentence);
        let gates = worthwhile(of_sentence.map(|(texts, _)| gate(texts.iter().map(String::as_str))));
        Parts { phrases, neighbours, except, required, in_sentence, gates, max_bytes }
    }

    pub fn leads(&self) -> Vec<Lead> {
        self.neighbours.iter().map(|neighbours| neighbours.as_ref().map_or(Lead::ANY, |neighbours| neighbours.lead)).collect()
    }
}

/// The texts of all rules, each once, and what they are for.
#[derive(Default)]
pub(super) struct Texts<'r> {
    pub all: Distinct<&'r str>,
    /// By the number of a text.
    uses: Vec<(u32, Use)>,
    sets: Vec<(u32, u32)>,
    distinct_sets: Distinct<&'r [String]>,
    pub neighbours: Distinct<&'r Neighbours>,
    pub required: Vec<Required>,
    /// For each rule: the numbers of its sets.
    pub set_numbers: Vec<Vec<u32>>,
}

impl<'r> Texts<'r> {
    /// The texts of rules and of those of each rule's sets that are to be looked for, as far as they are wanted.
    pub fn new(rules: &'r [Parts<'r>], chosen: &[Vec<usize>], is_wanted: impl Fn(&str) -> bool) -> Texts<'r> {
        let mut texts = Texts::default();
        texts.all.reserve(rules.iter().map(|rule| rule.phrases.len() + rule.except.len()).sum());
        rules.iter().zip(chosen).for_each(|(rule, chosen)| texts.add_rule(rule, chosen, &is_wanted));
        texts
    }

    fn add_rule(&mut self, parts: &'r Parts<'r>, chosen: &[usize], is_wanted: &impl Fn(&str) -> bool) {
        let rule = self.required.len() as u32;
        for ((phrase, text), neighbours) in (0..).zip(parts.phrases).zip(&parts.neighbours) {
            if let Some(neighbours) = neighbours.as_ref().filter(|_| is_wanted(text)) {
                let (neighbours, _) = self.neighbours.add(neighbours);
                self.add_use(text, Use { rule, phrase, neighbours, extent: Extent::new(text) });
            }
        }
        for text in parts.except.iter().filter(|text| is_wanted(text)) {
            self.add_use(text, Use { rule, phrase: EXCEPTION, neighbours: 0, extent: Extent::new(text) });
        }
        let mut required = Required { sets: Sets::default(), in_sentence: Sets::default(), max_bytes: parts.max_bytes };
        let numbers: Vec<u32> = chosen.iter().map(|set| self.add_set(&parts.required[*set], is_wanted)).collect();
        for (number, set) in numbers.iter().zip(chosen) {
            required.sets.add(*number);
            if parts.in_sentence[*set] {
                required.in_sentence.add(*number);
            }
        }
        self.required.push(required);
        self.set_numbers.push(numbers);
    }

    fn add_use(&mut self, text: &'r str, of: Use) {
        let (text, _) = self.all.add(text);
        self.uses.push((text, of));
    }

    fn add_set(&mut self, texts: &'r [String], is_wanted: &impl Fn(&str) -> bool) -> u32 {
        let (number, is_new) = self.distinct_sets.add(texts);
        if is_new {
            for text in texts.iter().filter(|text| is_wanted(text)) {
                let (text, _) = self.all.add(text);
                self.sets.push((text, number));
            }
        }
        number
    }

    pub fn set_count(&self) -> usize {
        self.distinct_sets.as_slice().len()
    }

    /// Of the longest exception, in bytes.
    pub fn longest_exception(&self) -> u32 {
        let exceptions = self.uses.iter().filter(|(_, of)| of.phrase == EXCEPTION);
        exceptions.map(|(text, _)| self.all.as_slice()[*text as usize].len() as u32).max().unwrap_or(0)
    }

    /// For each text what it is to rules.
    pub fn uses(&self) -> ByText<Use> {
        ByText::new(&self.uses, self.all.as_slice().len())
    }

    /// For each text the sets that it belongs to.
    pub fn sets(&self) -> ByText<u32> {
        ByText::new(&self.sets, self.all.as_slice().len())
    }
}

/// What belongs to each text, in the order in which it was added.
pub(super) struct ByText<T> {
    /// For each text where the next one's begins.
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> ByText<T> {
    fn new(pairs: &[(u32, T)], texts: usize) -> ByText<T> {
        let mut ends = vec![0; texts + 1];
        pairs.iter().for_each(|(text, _)| ends[*text as usize + 1] += 1);
        (0..texts).for_each(|text| ends[text + 1] += ends[text]);
        let Some((_, first)) = pairs.first() else {
            return ByText { ends: ends.split_off(1), items: Vec::new() };
        };
        let mut items = vec![*first; pairs.len()];
        let mut next = ends.clone();
        for (text, item) in pairs {
            let at = &mut next[*text as usize];
            items[*at as usize] = *item;
            *at += 1;
        }
        ByText { ends: ends.split_off(1), items }
    }

    pub fn of(&self, text: u32) -> &[T] {
        let from = (text as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[from as usize..self.ends[text as usize] as usize]
    }
}
