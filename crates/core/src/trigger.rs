//! Which rules can find something in a reply: the phrases that the scan found, less those that nothing can come of.

mod sample;

use crate::automaton::{Automaton, Seen, Stop, Stops};
use crate::compile::Matcher;
use crate::fold::fold_text;
use crate::pattern::{Lead, Neighbours};
use crate::ruleset::{Rule, RuleSet};
use sample::Sample;
use std::collections::{BTreeMap, HashMap};

/// The phrases and exceptions of all rules, and what else a reply must be like for each rule.
#[derive(Debug)]
pub(crate) struct Triggers {
    automaton: Automaton,
    /// For each group of texts that end together: what they are for.
    groups: Vec<Group>,
    /// What texts are to rules, group by group.
    uses: Vec<Use>,
    /// What may stand beside phrases; phrases of which the same is true share one.
    neighbours: Vec<Neighbours>,
    /// For each rule: what a reply must be like.
    required: Vec<Required>,
    /// For each rule and each of its phrases: how much of a match stands before it.
    leads: Vec<Vec<Lead>>,
}

/// What the texts of a group are for.
#[derive(Clone, Copy, Debug)]
struct Group {
    /// Where in `uses` that stands.
    uses: (u32, u32),
    /// The sets of required texts that they belong to.
    sets: Sets,
}

/// Sets of required texts, a bit each. Several may share a bit: then a rule is now and then tried for nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Sets([u64; SET_WORDS]);

const SET_WORDS: usize = 4;

impl Sets {
    fn add(&mut self, set: u32) {
        self.0[set as usize / 64 % SET_WORDS] |= 1 << (set % 64);
    }

    fn add_all(&mut self, other: &Sets) {
        self.0.iter_mut().zip(other.0).for_each(|(bits, more)| *bits |= more);
    }

    fn hold(&self, needed: &Sets) -> bool {
        self.0.iter().zip(needed.0).fold(0, |missing, (bits, needed)| missing | needed & !bits) == 0
    }
}

/// What a text of the automaton is to a rule.
#[derive(Clone, Copy, Debug)]
struct Use {
    rule: u32,
    /// The phrase's index within the rule; `EXCEPTION` for an exception.
    phrase: u32,
    /// The number of what may stand beside it.
    neighbours: u32,
    /// The text's ending in the automaton.
    ending: u32,
}

/// What a reply must be like for a rule to find something in it.
#[derive(Clone, Copy, Debug)]
struct Required {
    /// The reply must hold a text of each.
    sets: Sets,
    max_bytes: usize,
}

/// The phrase index of an exception.
pub(crate) const EXCEPTION: u32 = u32::MAX;

/// A phrase or exception of one rule somewhere in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Occurrence {
    pub rule: u32,
    pub start: u32,
    pub end: u32,
    pub phrase: u32,
}

/// What was found in a reply; the buffers are reused from reply to reply.
#[derive(Debug, Default)]
pub(crate) struct Triggered {
    stops: Stops,
    /// The stops at which phrases and exceptions end: where in the triggers' `uses` they stand, and their end.
    used: Vec<(u32, u32, u32)>,
    /// Sorted by rule and place.
    pub occurrences: Vec<Occurrence>,
}

/// The longest text around a hit that may still count as the hit alone, in bytes.
pub(crate) const MAX_PADDING_BYTES: usize = 48;
/// The longest match of a pattern that may be a whole reply, in bytes.
const MAX_WHOLE_BYTES: usize = 96;

impl Triggers {
    /// Compiles the phrases, exceptions and required texts of all active rules.
    ///
    /// Looking for required texts takes time as well. So the rules' own examples show which sets pay: those without which a rule would
    /// often be tried for nothing.
    pub fn new(rules: &RuleSet) -> Triggers {
        let parts: Vec<Parts> = rules.rules.iter().map(|rule| Parts::new(rule, &rules.lists)).collect();
        let sentences = rules.rules.iter().flat_map(|rule| rule.flag_examples().chain(rule.pass_examples()));
        let sets = Sample::new(&parts, sentences.map(fold_text)).worthwhile_sets(&parts);
        Triggers::with_sets(&parts, &sets, Automaton::for_hot_path)
    }

    /// With the sets of each rule, in the order of rules.
    fn with_sets(rules: &[Parts<'_>], sets: &[Vec<&Vec<String>>], build: fn(&[&str]) -> Automaton) -> Triggers {
        let mut texts = Texts::default();
        rules.iter().zip(sets).for_each(|(rule, sets)| texts.add_rule(rule, sets));
        let automaton = build(&texts.uses.keys().copied().collect::<Vec<_>>());
        let uses_of: Vec<&TextUse> = texts.uses.values().collect();
        let (mut groups, mut uses) = (Vec::new(), Vec::new());
        for group in 0..automaton.groups() as u32 {
            let first = uses.len() as u32;
            let mut sets = Sets::default();
            for (ending, text) in automaton.phrases(group) {
                let of_text = uses_of[text as usize];
                uses.extend(of_text.rules.iter().map(|of| Use { ending, ..*of }));
                of_text.sets.iter().for_each(|set| sets.add(*set));
            }
            groups.push(Group { uses: (first, uses.len() as u32), sets });
        }
        let Texts { neighbours, required, .. } = texts;
        let leads = rules.iter().map(Parts::leads).collect();
        Triggers { automaton, groups, uses, neighbours, required, leads }
    }

    /// Scans a text for every phrase, exception and required text.
    pub fn scan(&self, text: &str, found: &mut Triggered) -> Seen {
        self.automaton.scan(text, &mut found.stops)
    }

    /// Where phrases and exceptions stand of those rules that can find something, from the stops of the last scan. The text is its own plain form.
    pub fn find_occurrences(&self, text: &str, found: &mut Triggered) {
        let Triggered { stops, used, occurrences } = found;
        occurrences.clear();
        let stops = stops.as_slice();
        used.resize(stops.len().max(used.len()), (0, 0, 0));
        let (mut sets, mut count) = (Sets::default(), 0);
        for stop in stops {
            let group = self.group(*stop);
            sets.add_all(&group.sets);
            // Written without a branch: whether a text is a phrase or only required cannot be foreseen.
            used[count] = (group.uses.0, group.uses.1, stop.end);
            count += usize::from(group.uses.0 != group.uses.1);
        }
        let mut has_phrase = false;
        for &(from, to, end) in &used[..count] {
            for of in &self.uses[from as usize..to as usize] {
                let Required { sets: needed, max_bytes } = &self.required[of.rule as usize];
                if sets.hold(needed) && text.len() <= *max_bytes {
                    let occurrence = self.occurrence(of, end, text);
                    has_phrase |= occurrence.is_some_and(|occurrence| occurrence.phrase != EXCEPTION);
                    occurrences.extend(occurrence);
                }
            }
        }
        if !has_phrase {
            occurrences.clear();
        }
        occurrences.sort_unstable();
    }

    fn group(&self, stop: Stop) -> &Group {
        &self.groups[stop.group as usize]
    }

    /// The text that ends at `end`, if it is a word of its own and its neighbours are such that something can come of it.
    fn occurrence(&self, of: &Use, end: u32, text: &str) -> Option<Occurrence> {
        let start = self.automaton.start(of.ending, end, text)?;
        let is_allowed = of.phrase == EXCEPTION || {
            let before = || text[..start as usize].chars().next_back();
            let after = || text[end as usize..].chars().next();
            self.neighbours[of.neighbours as usize].allow(before, after)
        };
        is_allowed.then_some(Occurrence { rule: of.rule, start, end, phrase: of.phrase })
    }

    /// For each phrase of a rule: how much of a match of its pattern stands before it.
    pub fn leads(&self, rule: u32) -> &[Lead] {
        &self.leads[rule as usize]
    }

    /// Memory of the automaton, in bytes.
    pub fn automaton_bytes(&self) -> usize {
        self.automaton.bytes()
    }
}

/// What of a rule concerns the scan.
struct Parts<'r> {
    phrases: &'r [String],
    /// For each phrase: what may stand beside it in a match of the pattern; none where it is never part of one.
    neighbours: Vec<Option<Neighbours>>,
    except: &'r [String],
    required: Vec<Vec<String>>,
    max_bytes: usize,
}

impl<'r> Parts<'r> {
    fn new(rule: &'r Rule, lists: &[Vec<String>]) -> Parts<'r> {
        let Matcher { phrases, except, pattern, whole, .. } = &rule.matcher;
        let max_bytes = if *whole { MAX_WHOLE_BYTES + MAX_PADDING_BYTES } else { usize::MAX };
        if !rule.active {
            return Parts { phrases: &[], neighbours: Vec::new(), except: &[], required: Vec::new(), max_bytes };
        }
        let anything = || vec![Some(Neighbours::ANY); phrases.len()];
        let mut neighbours = pattern.as_ref().map_or_else(anything, |pattern| pattern.neighbours(phrases));
        if let Some(disguise) = &rule.matcher.disguise {
            let known = neighbours.iter_mut().zip(phrases).filter_map(|(neighbours, phrase)| Some((neighbours.as_mut()?, phrase)));
            known.for_each(|(neighbours, phrase)| neighbours.followers = disguise.followers(phrase));
        }
        Parts { phrases, neighbours, except, required: rule.matcher.required_texts(lists), max_bytes }
    }

    fn leads(&self) -> Vec<Lead> {
        self.neighbours.iter().map(|neighbours| neighbours.as_ref().map_or(Lead::ANY, |neighbours| neighbours.lead)).collect()
    }
}

/// What a text of the automaton is for.
#[derive(Debug, Default)]
struct TextUse {
    rules: Vec<Use>,
    sets: Vec<u32>,
}

/// The texts of all rules while they are collected.
#[derive(Default)]
struct Texts<'r> {
    uses: BTreeMap<&'r str, TextUse>,
    set_numbers: BTreeMap<&'r Vec<String>, u32>,
    neighbours: Vec<Neighbours>,
    neighbour_numbers: HashMap<&'r Neighbours, u32>,
    required: Vec<Required>,
}

impl<'r> Texts<'r> {
    fn add_rule(&mut self, parts: &'r Parts<'r>, sets: &[&'r Vec<String>]) {
        let rule = self.required.len() as u32;
        for ((phrase, text), neighbours) in (0..).zip(parts.phrases).zip(&parts.neighbours) {
            if let Some(neighbours) = neighbours {
                let neighbours = self.number(neighbours);
                self.add_use(text, Use { rule, phrase, neighbours, ending: 0 });
            }
        }
        parts.except.iter().for_each(|text| self.add_use(text, Use { rule, phrase: EXCEPTION, neighbours: 0, ending: 0 }));
        let mut required = Required { sets: Sets::default(), max_bytes: parts.max_bytes };
        sets.iter().for_each(|set| required.sets.add(self.add_set(set)));
        self.required.push(required);
    }

    fn add_use(&mut self, text: &'r str, of: Use) {
        self.uses.entry(text).or_default().rules.push(of);
    }

    fn number(&mut self, neighbours: &'r Neighbours) -> u32 {
        let next = self.neighbours.len() as u32;
        let number = *self.neighbour_numbers.entry(neighbours).or_insert(next);
        if number == next {
            self.neighbours.push(neighbours.clone());
        }
        number
    }

    /// The number of a set.
    fn add_set(&mut self, texts: &'r Vec<String>) -> u32 {
        let next = self.set_numbers.len() as u32;
        let number = *self.set_numbers.entry(texts).or_insert(next);
        if number == next {
            texts.iter().for_each(|text| self.uses.entry(text).or_default().sets.push(number));
        }
        number
    }
}
