//! Which sets of words are said in a message, in one pass over it.

use crate::Role;
use crate::automaton::{Automaton, Stops};
use crate::condition::WordSet;
use crate::context::Context;
use crate::pattern::Pattern;
use crate::required;
use crate::span::Span;
use crate::talk::SaidSets;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The sets of words that conversation rules ask for, by what shows that one of their words may stand in a message.
#[derive(Debug, Default)]
pub(in crate::linter) struct Sets {
    /// Their words, and the texts without which their regexes match nothing; none where there are no sets.
    automaton: Option<Automaton>,
    /// For each text of the automaton: which of `words` are its sets.
    words_of: Vec<u32>,
    /// Sets that share a word.
    words: Vec<SaidSets>,
    /// For each group of texts that end together: the regexes that need one of them.
    regexes_of: Vec<Vec<u32>>,
    /// Regexes, each once, with their sets.
    regexes: Vec<(Arc<Pattern>, SaidSets)>,
    /// Regexes that may match any text.
    always: Vec<u32>,
    /// For each role: the sets for which it matters whether it says them.
    asked_of: [SaidSets; Role::ALL.len()],
}

/// What the scan of a message found; the buffers are reused from message to message.
#[derive(Debug, Default)]
pub(in crate::linter) struct Hits {
    stops: Stops,
    regexes: Vec<u32>,
}

/// A set of words.
pub(in crate::linter) struct Asked<'s> {
    pub number: u32,
    pub set: &'s WordSet,
    /// Who must say one of its words.
    pub roles: Vec<Role>,
}

/// What a text shows: sets of which it is a word, regexes that need it.
#[derive(Debug, Default)]
struct Shown {
    sets: SaidSets,
    regexes: Vec<u32>,
}

impl Sets {
    /// `lists` are the words of each list.
    pub fn new(asked: &[Asked<'_>], lists: &[Vec<String>]) -> Sets {
        let mut shown: BTreeMap<&str, Shown> = BTreeMap::new();
        let mut sets = Sets::default();
        for Asked { number, set, roles } in asked {
            roles.iter().for_each(|role| sets.asked_of[*role as usize].add(*number));
            for word in set.lists.iter().flat_map(|list| &lists[*list as usize]).filter(|word| !word.is_empty()) {
                shown.entry(word).or_default().sets.add(*number);
            }
            for regex in &set.regexes {
                let known = sets.regexes.iter().position(|(known, _)| Arc::ptr_eq(known, regex));
                let at = known.unwrap_or_else(|| {
                    sets.regexes.push((Arc::clone(regex), SaidSets::default()));
                    sets.regexes.len() - 1
                });
                sets.regexes[at].1.add(*number);
                match required::best(regex.required()) {
                    _ if known.is_some() => {}
                    Some(texts) => texts.iter().for_each(|text| shown.entry(text).or_default().regexes.push(at as u32)),
                    None => sets.always.push(at as u32),
                }
            }
        }
        let automaton = Automaton::for_hot_path(&shown.keys().copied().collect::<Vec<_>>());
        let shown: Vec<Shown> = shown.into_values().collect();
        let needed_by = |group| automaton.phrases(group).flat_map(|(_, text)| shown[text as usize].regexes.iter().copied()).collect();
        sets.regexes_of = (0..automaton.groups() as u32).map(needed_by).collect();
        let mut numbers: HashMap<SaidSets, u32> = HashMap::new();
        for Shown { sets: of, .. } in shown {
            let next = numbers.len() as u32;
            sets.words_of.push(*numbers.entry(of.clone()).or_insert(next));
            if numbers.len() > sets.words.len() {
                sets.words.push(of);
            }
        }
        sets.automaton = Some(automaton).filter(|_| !asked.is_empty());
        sets
    }

    /// Adds the sets of which a word stands in a text that is its own plain form, and notes which regexes may match; whether there is any of both.
    pub fn scan(&self, text: &str, role: Role, hits: &mut Hits, said: &mut SaidSets) -> bool {
        let Hits { stops, regexes } = hits;
        regexes.clear();
        let Some(automaton) = self.automaton.as_ref().filter(|_| !text.is_empty()) else {
            return false;
        };
        automaton.scan(text, stops, |stops| {
            for stop in stops {
                automaton.occurrences(text, *stop).for_each(|hit| said.add_all(&self.words[self.words_of[hit.phrase as usize] as usize]));
                // A regex need not keep to words.
                regexes.extend_from_slice(&self.regexes_of[stop.group as usize]);
            }
        });
        said.keep(&self.asked_of[role as usize]);
        regexes.extend_from_slice(&self.always);
        regexes.retain(|regex| self.regexes[*regex as usize].1.meet(&self.asked_of[role as usize]));
        regexes.sort_unstable();
        regexes.dedup();
        !said.is_empty() || !regexes.is_empty()
    }

    /// Adds the sets of which a regex matches in the text that was scanned.
    pub fn find(&self, hits: &Hits, role: Role, context: &mut Context<'_>, said: &mut SaidSets) {
        let whole = Span::new(0, context.text.len());
        for (regex, sets) in hits.regexes.iter().map(|regex| &self.regexes[*regex as usize]) {
            if context.has_match(regex, whole) {
                said.add_all(sets);
            }
        }
        said.keep(&self.asked_of[role as usize]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(sets: &Sets, role: Role, text: &str) -> (Vec<u32>, Vec<u32>) {
        let (mut hits, mut said) = (Hits::default(), SaidSets::default());
        sets.scan(text, role, &mut hits, &mut said);
        (said.iter().collect(), hits.regexes)
    }

    #[test]
    fn words_are_looked_for_where_somebody_asks() {
        let lists = [vec!["发票".to_owned(), "开票".to_owned()], vec!["微信".to_owned(), "发票".to_owned()]];
        let regex = Arc::new(Pattern::new("^(?:好|行)+[。！]*$").expect("the regex is well formed"));
        let words = |lists: &[u32]| WordSet { lists: lists.to_vec(), regexes: Vec::new() };
        let with_regex = || WordSet { lists: Vec::new(), regexes: vec![Arc::clone(&regex)] };
        let asked = [words(&[0]), words(&[0, 1]), with_regex(), with_regex()];
        let roles = [vec![Role::Customer], vec![Role::Customer, Role::Agent], vec![Role::Customer], vec![Role::Agent]];
        let numbers = [1, 64, 65, 130];
        let asked: Vec<Asked<'_>> =
            asked.iter().zip(roles).zip(numbers).map(|((set, roles), number)| Asked { number, set, roles }).collect();
        let sets = Sets::new(&asked, &lists);
        for (role, text, found, regexes) in [
            (Role::Customer, "有发票吗", &[1, 64][..], 0),
            (Role::Agent, "发票和微信", &[64], 0),
            (Role::Customer, "微信", &[64], 0),
            (Role::Auto, "发票好", &[], 0),
            (Role::Agent, "好的", &[], 1),
            (Role::Customer, "", &[], 0),
        ] {
            let (said, hits) = said(&sets, role, text);
            assert_eq!((&said[..], hits.len()), (found, regexes), "{role:?} {text}");
        }
        assert_eq!(sets.regexes.len(), 1, "what two sets share is tried once");
    }
}
