//! Which sets of words are said in a message, in one pass over it.

use super::Roles;
use crate::automaton::{Automaton, Stops};
use crate::condition::WordSet;
use crate::context::Context;
use crate::pattern::Pattern;
use crate::required;
use crate::span::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The sets of words that conversation rules ask for, by what shows that one of their words may stand in a message.
#[derive(Debug)]
pub(in crate::linter) struct Sets {
    /// Their words, and the texts without which their regexes match nothing.
    automaton: Automaton,
    /// For each text of the automaton: the sets of which it is a word, and who must say it.
    sets_of: Vec<Vec<(u32, Roles)>>,
    /// For each group of texts that end together: the regexes that need one of them.
    regexes_of: Vec<Vec<u32>>,
    /// Regexes, each once, with their sets, and who must say what they match.
    regexes: Vec<(Arc<Pattern>, Vec<u32>, Roles)>,
    /// Regexes that may match any text.
    always: Vec<u32>,
}

/// What the scan of a message found; the buffers are reused from message to message.
#[derive(Debug, Default)]
pub(in crate::linter) struct Said {
    stops: Stops,
    sets: Vec<u32>,
    regexes: Vec<u32>,
}

impl Said {
    /// Whether nothing shows that a word may be said.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty() && self.regexes.is_empty()
    }
}

/// What a text shows: sets of which it is a word, regexes that need it.
#[derive(Debug, Default)]
struct Shown {
    sets: Vec<(u32, Roles)>,
    regexes: Vec<u32>,
}

impl Default for Sets {
    /// None.
    fn default() -> Sets {
        Sets::new(std::iter::empty(), &[])
    }
}

impl Sets {
    /// Of sets with their numbers and with who must say their words; `lists` are the words of each list.
    pub fn new<'s>(sets: impl Iterator<Item = (u32, &'s WordSet, Roles)>, lists: &'s [Vec<String>]) -> Sets {
        let mut shown: BTreeMap<&str, Shown> = BTreeMap::new();
        let (mut regexes, mut always) = (Vec::<(Arc<Pattern>, Vec<u32>, Roles)>::new(), Vec::new());
        for (number, set, roles) in sets {
            for word in set.lists.iter().flat_map(|list| &lists[*list as usize]).filter(|word| !word.is_empty()) {
                shown.entry(word).or_default().sets.push((number, roles));
            }
            for regex in &set.regexes {
                if let Some((_, sets, known_roles)) = regexes.iter_mut().find(|(known, ..)| Arc::ptr_eq(known, regex)) {
                    sets.push(number);
                    *known_roles |= roles;
                    continue;
                }
                let regex_number = regexes.len() as u32;
                match required::best(regex.required()) {
                    Some(texts) => texts.iter().for_each(|text| shown.entry(text).or_default().regexes.push(regex_number)),
                    None => always.push(regex_number),
                }
                regexes.push((Arc::clone(regex), vec![number], roles));
            }
        }
        let automaton = Automaton::for_hot_path(&shown.keys().copied().collect::<Vec<_>>());
        let shown: Vec<Shown> = shown.into_values().collect();
        let needed_by = |group| automaton.phrases(group).flat_map(|(_, text)| shown[text as usize].regexes.iter().copied()).collect();
        let regexes_of = (0..automaton.groups() as u32).map(needed_by).collect();
        Sets { automaton, sets_of: shown.into_iter().map(|shown| shown.sets).collect(), regexes_of, regexes, always }
    }

    /// Notes what shows that words are said in a text that is its own plain form, by who says it.
    pub fn scan(&self, text: &str, role: Roles, said: &mut Said) {
        let Said { stops, sets, regexes } = said;
        sets.clear();
        regexes.clear();
        self.automaton.scan(text, stops);
        for stop in stops.as_slice() {
            let words = self.automaton.occurrences(text, *stop).flat_map(|hit| &self.sets_of[hit.phrase as usize]);
            sets.extend(words.filter(|(_, roles)| roles & role != 0).map(|(set, _)| *set));
            // A regex need not keep to words.
            regexes.extend_from_slice(&self.regexes_of[stop.group as usize]);
        }
        if !text.is_empty() {
            regexes.extend_from_slice(&self.always);
        }
        regexes.retain(|regex| self.regexes[*regex as usize].2 & role != 0);
        regexes.sort_unstable();
        regexes.dedup();
    }

    /// The sets of which a word stands in the text that was scanned, in order.
    pub fn find(&self, shown: &Said, context: &mut Context<'_>, said: &mut Vec<u32>) {
        let whole = Span::new(0, context.text.len());
        let regexes = shown.regexes.iter().map(|regex| &self.regexes[*regex as usize]);
        regexes.filter(|(regex, ..)| context.has_match(regex, whole)).for_each(|(_, sets, _)| said.extend_from_slice(sets));
        said.extend_from_slice(&shown.sets);
        said.sort_unstable();
        said.dedup();
    }
}
