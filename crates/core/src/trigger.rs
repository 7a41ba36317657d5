//! Which rules can find something in a reply: the phrases that the scan found, less those that nothing can come of.

use crate::automaton::{Automaton, Seen, Stop};
use crate::compile::Matcher;
use crate::pattern::Neighbours;
use crate::ruleset::{Rule, RuleSet};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The phrases and exceptions of all rules, and what else a reply must be like for each rule.
#[derive(Debug)]
pub(crate) struct Triggers {
    automaton: Automaton,
    /// For each group of texts that end together: what they are for.
    groups: Vec<Group>,
    /// What texts are to rules, group by group.
    uses: Vec<Use>,
    /// The sets that texts belong to, group by group.
    sets: Vec<u32>,
    /// What may stand beside phrases; phrases of which the same is true share one.
    neighbours: Vec<Neighbours>,
    /// For each rule: what a reply must be like.
    required: Vec<Required>,
    required_sets: Vec<u32>,
    set_count: usize,
}

/// Where in `uses` and `sets` stands what the texts of a group are for.
#[derive(Clone, Copy, Debug)]
struct Group {
    uses: (u32, u32),
    sets: (u32, u32),
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
    /// Where in `required_sets` the sets stand of which the reply must hold one text each.
    sets: (u32, u32),
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
    stops: Vec<Stop>,
    /// Sorted by rule and place.
    pub occurrences: Vec<Occurrence>,
    /// For each set of required texts: the number of the last reply that held one of them.
    seen_in: Vec<u64>,
    reply_number: u64,
}

/// The longest text around a hit that may still count as the hit alone, in bytes.
pub(crate) const MAX_PADDING_BYTES: usize = 48;
/// The longest match of a pattern that may be a whole reply, in bytes.
const MAX_WHOLE_BYTES: usize = 96;

impl Triggers {
    /// Compiles the phrases, exceptions and required texts of all active rules.
    pub fn new(rules: &RuleSet) -> Triggers {
        let mut texts = Texts::default();
        rules.rules.iter().for_each(|rule| texts.add_rule(rule, &rules.lists));
        let automaton = Automaton::new(&texts.uses.keys().cloned().collect::<Vec<_>>());
        let uses_of: Vec<&TextUse> = texts.uses.values().collect();
        let (mut groups, mut uses, mut sets) = (Vec::new(), Vec::new(), Vec::new());
        for group in 0..automaton.groups() as u32 {
            let first = (uses.len() as u32, sets.len() as u32);
            let mut sets_of = BTreeSet::<u32>::new();
            for (ending, text) in automaton.phrases(group) {
                let TextUse { rules, sets } = uses_of[text as usize];
                uses.extend(rules.iter().map(|of| Use { ending, ..*of }));
                sets_of.extend(sets);
            }
            sets.extend(sets_of);
            groups.push(Group { uses: (first.0, uses.len() as u32), sets: (first.1, sets.len() as u32) });
        }
        let Texts { neighbours, required, required_sets, set_numbers, .. } = texts;
        Triggers { automaton, groups, uses, sets, neighbours, required, required_sets, set_count: set_numbers.len() }
    }

    /// Scans a text for every phrase, exception and required text.
    pub fn scan(&self, text: &str, found: &mut Triggered) -> Seen {
        found.stops.clear();
        self.automaton.scan(text, &mut found.stops)
    }

    /// Where phrases and exceptions stand of those rules that can find something, from the stops of the last scan. The text is its own plain form.
    pub fn find_occurrences(&self, text: &str, found: &mut Triggered) {
        let Triggered { stops, occurrences, seen_in, reply_number } = found;
        occurrences.clear();
        *reply_number += 1;
        seen_in.resize(self.set_count, 0);
        for stop in stops.iter() {
            let (from, to) = self.groups[stop.group as usize].sets;
            self.sets[from as usize..to as usize].iter().for_each(|set| seen_in[*set as usize] = *reply_number);
        }
        for stop in stops.iter() {
            let (from, to) = self.groups[stop.group as usize].uses;
            for of in &self.uses[from as usize..to as usize] {
                if self.is_possible(of.rule, text, seen_in, *reply_number) {
                    occurrences.extend(self.occurrence(of, stop.end, text));
                }
            }
        }
        if occurrences.len() > 1 {
            occurrences.sort_unstable();
        }
    }

    /// Whether the reply is short enough for the rule and holds a text of every set that it needs.
    fn is_possible(&self, rule: u32, text: &str, seen_in: &[u64], reply_number: u64) -> bool {
        let Required { sets: (from, to), max_bytes } = self.required[rule as usize];
        text.len() <= max_bytes && self.required_sets[from as usize..to as usize].iter().all(|set| seen_in[*set as usize] == reply_number)
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

    /// Memory of the automaton, in bytes.
    pub fn automaton_bytes(&self) -> usize {
        self.automaton.bytes()
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
struct Texts {
    uses: BTreeMap<String, TextUse>,
    set_numbers: BTreeMap<Vec<String>, u32>,
    neighbours: Vec<Neighbours>,
    neighbour_numbers: HashMap<Neighbours, u32>,
    required: Vec<Required>,
    required_sets: Vec<u32>,
}

impl Texts {
    fn add_rule(&mut self, rule: &Rule, lists: &[Vec<String>]) {
        let first = self.required_sets.len() as u32;
        if rule.active {
            self.add_phrases(self.required.len() as u32, &rule.matcher);
            rule.matcher.required_texts(lists).into_iter().for_each(|set| self.add_set(set));
        }
        let max_bytes = if rule.matcher.whole { MAX_WHOLE_BYTES + MAX_PADDING_BYTES } else { usize::MAX };
        self.required.push(Required { sets: (first, self.required_sets.len() as u32), max_bytes });
    }

    fn add_phrases(&mut self, rule: u32, matcher: &Matcher) {
        let Matcher { phrases, except, pattern, .. } = matcher;
        let neighbours = pattern.as_ref().map_or_else(|| vec![Some(Neighbours::ANY); phrases.len()], |pattern| pattern.neighbours(phrases));
        for ((phrase, text), neighbours) in (0..).zip(phrases).zip(neighbours) {
            // A phrase that no match of the pattern holds is not looked for.
            if let Some(neighbours) = neighbours {
                let neighbours = self.number(neighbours);
                self.add_use(text, Use { rule, phrase, neighbours, ending: 0 });
            }
        }
        except.iter().for_each(|text| self.add_use(text, Use { rule, phrase: EXCEPTION, neighbours: 0, ending: 0 }));
    }

    fn add_use(&mut self, text: &str, of: Use) {
        self.uses.entry(text.to_owned()).or_default().rules.push(of);
    }

    fn number(&mut self, neighbours: Neighbours) -> u32 {
        let next = self.neighbours.len() as u32;
        let number = *self.neighbour_numbers.entry(neighbours.clone()).or_insert(next);
        if number == next {
            self.neighbours.push(neighbours);
        }
        number
    }

    fn add_set(&mut self, texts: Vec<String>) {
        let next = self.set_numbers.len() as u32;
        let number = *self.set_numbers.entry(texts.clone()).or_insert(next);
        if number == next {
            texts.into_iter().for_each(|text| self.uses.entry(text).or_default().sets.push(number));
        }
        self.required_sets.push(number);
    }
}
