//! Which sets of words are said in a message, in one pass over it.

use super::{Roles, bit};
use crate::Role;
use crate::automaton::{Automaton, Extent, Stop};
use crate::condition::WordSet;
use crate::context::Context;
use crate::distinct::Distinct;
use crate::pattern::Pattern;
use crate::required;
use crate::span::Span;
use crate::talk::SaidSets;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// The sets of words that conversation rules ask for, by what shows that one of their words may stand in a message: their words, and the texts without
/// which their regexes match nothing. The automaton of the rules' phrases finds them.
#[derive(Debug, Default)]
pub(in crate::linter) struct Sets {
    /// For each group of texts that end together: what they show; nothing where there are no sets.
    groups: Vec<Group>,
    /// Which of `words` are shown by texts that must be words of their own.
    edged: Vec<(Extent, u32)>,
    /// The regexes that need a text, and which of the sets of texts that one needs it belongs to.
    needed: Vec<(u32, Needs)>,
    /// Sets that share a word.
    words: Vec<SaidSets>,
    /// Regexes, each once.
    regexes: Vec<Regex>,
    /// For each role: the regexes that may match any text.
    always: [Vec<u32>; Role::ALL.len()],
    /// For each role: the sets for which it matters whether it says them.
    asked_of: [SaidSets; Role::ALL.len()],
}

/// What the texts of a group show.
#[derive(Debug)]
struct Group {
    /// Which of `words` they show wherever they stand.
    words: u32,
    /// Where in `edged` the others are.
    edged: Range<u32>,
    /// Where in `needed` they are.
    needed: Range<u32>,
    /// A rule that a conversation can excuse has one of them as a phrase.
    is_excusable: bool,
}

#[derive(Debug)]
struct Regex {
    pattern: Arc<Pattern>,
    /// The sets that it belongs to.
    sets: SaidSets,
    /// The roles for which these matter, a bit each.
    roles: Roles,
    /// Sets of texts of each of which a match holds one.
    needs: Needs,
}

/// Among `words`: no set.
const NO_SETS: u32 = 0;

/// Some of the sets of texts that a regex needs, a bit each.
type Needs = u8;

/// Most texts that a regex needs and that are looked for.
const MAX_NEEDED: usize = 1_000;

/// What the scan of a message found; the buffers are reused from message to message.
#[derive(Debug, Default)]
pub(in crate::linter) struct Hits {
    /// The regexes that may match.
    regexes: Vec<u32>,
    /// For each regex: of which sets that it needs a text was found.
    met: Vec<Needs>,
    /// Whether a phrase of a rule stands there that a conversation can excuse.
    pub excusable: bool,
}

/// A set of words.
pub(in crate::linter) struct Asked<'s> {
    pub number: u32,
    pub set: &'s WordSet,
    /// Who must say one of its words.
    pub roles: Vec<Role>,
}

/// What a text shows: sets of which it is a word, regexes that need it, a rule that can be excused.
#[derive(Debug, Default)]
pub(in crate::linter) struct Shown {
    sets: SaidSets,
    needed: Vec<(u32, Needs)>,
    is_excusable: bool,
}

impl Sets {
    /// The sets, and what texts show that are to be found. `lists` are the words of each list, `excusable` the phrases of rules that a conversation can
    /// excuse.
    pub fn new<'s>(
        asked: &[Asked<'s>],
        lists: &'s [Vec<String>],
        excusable: impl Iterator<Item = &'s str>,
    ) -> (Sets, BTreeMap<&'s str, Shown>) {
        let mut shown: BTreeMap<&'s str, Shown> = BTreeMap::new();
        excusable.for_each(|phrase| shown.entry(phrase).or_default().is_excusable = true);
        let mut sets = Sets::default();
        for Asked { number, set, roles } in asked {
            roles.iter().for_each(|role| sets.asked_of[*role as usize].add(*number));
            for word in set.lists.iter().flat_map(|list| &lists[*list as usize]).filter(|word| !word.is_empty()) {
                shown.entry(word).or_default().sets.add(*number);
            }
            for pattern in &set.regexes {
                let known = sets.regexes.iter().position(|known| Arc::ptr_eq(&known.pattern, pattern));
                let regex = known.unwrap_or_else(|| sets.add_regex(pattern, &mut shown));
                sets.regexes[regex].sets.add(*number);
            }
        }
        sets.find_roles();
        (sets, shown)
    }

    /// Adds a regex, and what it needs to `shown`; gives its number.
    fn add_regex<'s>(&mut self, pattern: &'s Arc<Pattern>, shown: &mut BTreeMap<&'s str, Shown>) -> usize {
        let (number, mut needs, mut texts_left) = (self.regexes.len(), 0, MAX_NEEDED);
        let mut required: Vec<&Vec<String>> = pattern.required().iter().filter(|texts| required::is_worth_it(texts)).collect();
        required.sort_by_key(|texts| texts.len());
        for (texts, bit) in required.into_iter().zip((0..Needs::BITS).map(|bit| 1 << bit)) {
            texts_left = texts_left.saturating_sub(texts.len());
            if texts_left == 0 {
                break;
            }
            needs |= bit;
            texts.iter().for_each(|text| shown.entry(text).or_default().needed.push((number as u32, bit)));
        }
        self.regexes.push(Regex { pattern: Arc::clone(pattern), sets: SaidSets::default(), roles: 0, needs });
        number
    }

    /// Finds out for which roles each regex matters.
    fn find_roles(&mut self) {
        for (regex, number) in self.regexes.iter_mut().zip(0..) {
            for role in Role::ALL.into_iter().filter(|role| regex.sets.meet(&self.asked_of[*role as usize])) {
                regex.roles |= bit(role);
                if regex.needs == 0 {
                    self.always[role as usize].push(number);
                }
            }
        }
    }

    /// Takes the automaton that finds the texts, in which they have these numbers.
    pub fn find_with(&mut self, automaton: &Automaton, numbers: &[u32], shown: impl Iterator<Item = Shown>) {
        let shown: HashMap<u32, Shown> = numbers.iter().copied().zip(shown).collect();
        let mut words = Distinct::default();
        words.add(SaidSets::default());
        for group in 0..automaton.groups() as u32 {
            let (first_edged, first_needed) = (self.edged.len() as u32, self.needed.len() as u32);
            let (mut anywhere, mut is_excusable) = (SaidSets::default(), false);
            for (text, extent) in automaton.phrases(group) {
                let Some(Shown { sets, needed, is_excusable: of_text }) = shown.get(text) else { continue };
                is_excusable |= of_text;
                // A regex need not keep to words.
                self.needed.extend_from_slice(needed);
                match extent.is_word_anywhere() {
                    true => anywhere.add_all(sets),
                    false if sets.is_empty() => {}
                    false => self.edged.push((*extent, words.add(sets.clone()).0)),
                }
            }
            let (edged, needed) = (first_edged..self.edged.len() as u32, first_needed..self.needed.len() as u32);
            self.groups.push(Group { words: words.add(anywhere).0, edged, needed, is_excusable });
        }
        self.words = words.into_vec();
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Forgets what was noted of another text.
    pub fn begin(&self, hits: &mut Hits, said: &mut SaidSets) {
        said.clear();
        hits.regexes.clear();
        hits.met.clear();
        hits.met.resize(self.regexes.len(), 0);
        hits.excusable = false;
    }

    /// Notes the sets of which a word stands in a text, and what regexes need of it.
    pub fn note(&self, stops: &[Stop], text: &str, hits: &mut Hits, said: &mut SaidSets) {
        let Hits { regexes, met, excusable } = hits;
        for stop in stops {
            let Group { words, edged, needed, is_excusable } = &self.groups[stop.group as usize];
            *excusable |= is_excusable;
            // Most texts are only needed by regexes, or start rules.
            if *words != NO_SETS {
                said.add_all(&self.words[*words as usize]);
            }
            for (extent, words) in &self.edged[edged.start as usize..edged.end as usize] {
                if extent.start(stop.end, text).is_some() {
                    said.add_all(&self.words[*words as usize]);
                }
            }
            for (regex, needs) in &self.needed[needed.start as usize..needed.end as usize] {
                let met = &mut met[*regex as usize];
                if *met == 0 {
                    regexes.push(*regex);
                }
                *met |= needs;
            }
        }
    }

    /// Of what was noted of a text, which is its own plain form, leaves what `role` is asked for: the sets that are said, and the regexes that may match.
    /// Whether there is any of both.
    pub fn keep_asked(&self, text: &str, role: Role, hits: &mut Hits, said: &mut SaidSets) -> bool {
        if self.is_empty() || text.is_empty() {
            return false;
        }
        let Hits { regexes, met, .. } = hits;
        said.keep(&self.asked_of[role as usize]);
        regexes.retain(|number| {
            let regex = &self.regexes[*number as usize];
            met[*number as usize] == regex.needs && regex.roles & bit(role) != 0
        });
        regexes.extend_from_slice(&self.always[role as usize]);
        !said.is_empty() || !regexes.is_empty()
    }

    /// Adds the sets of which a regex matches in the text that was scanned.
    pub fn find_regexes(&self, hits: &Hits, role: Role, context: &mut Context<'_>, said: &mut SaidSets) {
        let whole = Span::new(0, context.text.len());
        for regex in hits.regexes.iter().map(|regex| &self.regexes[*regex as usize]) {
            if context.has_match(&regex.pattern, whole) {
                said.add_all(&regex.sets);
            }
        }
        said.keep(&self.asked_of[role as usize]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automaton::Stops;

    fn said(sets: &Sets, automaton: &Automaton, role: Role, text: &str) -> (Vec<u32>, Vec<u32>) {
        let (mut hits, mut said) = (Hits::default(), SaidSets::default());
        sets.begin(&mut hits, &mut said);
        automaton.scan(text, &mut Stops::default(), |stops| sets.note(stops, text, &mut hits, &mut said));
        sets.keep_asked(text, role, &mut hits, &mut said);
        (said.common(&said).collect(), hits.regexes)
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
        let (mut sets, shown) = Sets::new(&asked, &lists, std::iter::empty());
        let automaton = Automaton::new(&shown.keys().copied().collect::<Vec<_>>());
        sets.find_with(&automaton, &(0..shown.len() as u32).collect::<Vec<_>>(), shown.into_values());
        for (role, text, found, regexes) in [
            (Role::Customer, "有发票吗", &[1, 64][..], 0),
            (Role::Agent, "发票和微信", &[64], 0),
            (Role::Customer, "微信", &[64], 0),
            (Role::Auto, "发票好", &[], 0),
            (Role::Agent, "好的", &[], 1),
            (Role::Customer, "", &[], 0),
        ] {
            let (said, hits) = said(&sets, &automaton, role, text);
            assert_eq!((&said[..], hits.len()), (found, regexes), "{role:?} {text}");
        }
        assert_eq!(sets.regexes.len(), 1, "what two sets share is tried once");
    }
}
