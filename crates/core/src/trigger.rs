//! Which rules can find something in a reply: the phrases that the scan found, less those that nothing can come of.

use crate::automaton::{Automaton, Seen, Stop, Stops};
use crate::compile::Matcher;
use crate::fold::fold_text;
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
    stops: Stops,
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
    ///
    /// Looking for required texts takes time as well. So the rules' own examples show which sets pay: those without which a rule would
    /// often be tried for nothing.
    pub fn new(rules: &RuleSet) -> Triggers {
        let parts: Vec<Parts> = rules.rules.iter().map(|rule| Parts::new(rule, &rules.lists)).collect();
        let all: Vec<Vec<&Vec<String>>> = parts.iter().map(|part| part.required.iter().collect()).collect();
        let sentences = rules.rules.iter().flat_map(|rule| rule.flag_examples().chain(rule.pass_examples()));
        let sample = Sample::new(&Triggers::with_sets(&parts, &all), sentences.map(fold_text));
        Triggers::with_sets(&parts, &sample.worthwhile(all))
    }

    fn with_sets(rules: &[Parts<'_>], sets: &[Vec<&Vec<String>>]) -> Triggers {
        let mut texts = Texts::default();
        rules.iter().zip(sets).for_each(|(rule, sets)| texts.add_rule(rule, sets));
        let automaton = Automaton::new(&texts.uses.keys().copied().collect::<Vec<_>>());
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
        self.automaton.scan(text, &mut found.stops)
    }

    /// Where phrases and exceptions stand of those rules that can find something, from the stops of the last scan. The text is its own plain form.
    pub fn find_occurrences(&self, text: &str, found: &mut Triggered) {
        self.mark_sets(found, |_| ());
        let Triggered { stops, occurrences, seen_in, reply_number } = found;
        occurrences.clear();
        for stop in stops.as_slice() {
            let (from, to) = self.groups[self.automaton.group(*stop) as usize].uses;
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

    /// Notes which sets the reply holds a text of, and reports each.
    fn mark_sets(&self, found: &mut Triggered, mut report: impl FnMut(u32)) {
        let Triggered { stops, seen_in, reply_number, .. } = found;
        *reply_number += 1;
        seen_in.resize(self.set_count, 0);
        for stop in stops.as_slice() {
            let (from, to) = self.groups[self.automaton.group(*stop) as usize].sets;
            for set in &self.sets[from as usize..to as usize] {
                seen_in[*set as usize] = *reply_number;
                report(*set);
            }
        }
    }

    /// The rules of which a phrase that something can come of stands in the text, whatever else they require.
    fn rules_with_phrases(&self, text: &str, stops: &[Stop]) -> BTreeSet<u32> {
        let uses = |stop: &Stop| {
            let (from, to) = self.groups[self.automaton.group(*stop) as usize].uses;
            let end = stop.end;
            self.uses[from as usize..to as usize].iter().filter_map(move |of| self.occurrence(of, end, text))
        };
        let phrases = stops.iter().flat_map(uses).filter(|occurrence| occurrence.phrase != EXCEPTION);
        phrases.map(|occurrence| occurrence.rule).filter(|rule| text.len() <= self.required[*rule as usize].max_bytes).collect()
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

/// What of a rule concerns the scan.
struct Parts<'r> {
    phrases: &'r [String],
    /// For each phrase: what may stand beside it; none where it is never part of a match.
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
        let neighbours = pattern.as_ref().map_or_else(anything, |pattern| pattern.neighbours(phrases));
        Parts { phrases, neighbours, except, required: rule.matcher.required_texts(lists), max_bytes }
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
    required_sets: Vec<u32>,
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
        let first = self.required_sets.len() as u32;
        sets.iter().for_each(|set| self.add_set(set));
        self.required.push(Required { sets: (first, self.required_sets.len() as u32), max_bytes: parts.max_bytes });
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

    fn add_set(&mut self, texts: &'r Vec<String>) {
        let next = self.set_numbers.len() as u32;
        let number = *self.set_numbers.entry(texts).or_insert(next);
        if number == next {
            texts.iter().for_each(|text| self.uses.entry(text).or_default().sets.push(number));
        }
        self.required_sets.push(number);
    }
}

/// What the rules' own examples say of sets of required texts.
struct Sample {
    /// For each set: how many of its texts the sentences hold.
    texts: Vec<usize>,
    /// For each rule: in which sentences it would be tried, and for each of those which of its sets are missing.
    missing: Vec<Vec<Vec<bool>>>,
    set_numbers: Vec<Vec<u32>>,
}

/// Trying a rule takes so many times as long as noting one required text.
const TRY_COST: usize = 30;

impl Sample {
    fn new(all: &Triggers, sentences: impl Iterator<Item = String>) -> Sample {
        let numbers = |required: &Required| all.required_sets[required.sets.0 as usize..required.sets.1 as usize].to_vec();
        let set_numbers: Vec<Vec<u32>> = all.required.iter().map(numbers).collect();
        let mut sample = Sample { texts: vec![0; all.set_count], missing: vec![Vec::new(); all.required.len()], set_numbers };
        let mut found = Triggered::default();
        for sentence in sentences {
            all.scan(&sentence, &mut found);
            all.mark_sets(&mut found, |set| sample.texts[set as usize] += 1);
            for rule in all.rules_with_phrases(&sentence, found.stops.as_slice()) {
                let is_missing = |set: &u32| found.seen_in[*set as usize] != found.reply_number;
                sample.missing[rule as usize].push(sample.set_numbers[rule as usize].iter().map(is_missing).collect());
            }
        }
        sample
    }

    /// Of the sets of each rule those that save more than they cost, the best first.
    fn worthwhile<'s>(mut self, sets: Vec<Vec<&'s Vec<String>>>) -> Vec<Vec<&'s Vec<String>>> {
        let mut users = vec![0; self.texts.len()];
        self.set_numbers.iter().flatten().for_each(|set| users[*set as usize] += 1);
        let rules = sets.into_iter().zip(std::mem::take(&mut self.missing)).zip(&self.set_numbers);
        let choose = |((sets, mut missing), numbers): ((Vec<&'s Vec<String>>, Vec<Vec<bool>>), &Vec<u32>)| {
            let mut chosen = Vec::new();
            loop {
                let gain = |at: usize| {
                    let saved = TRY_COST * missing.iter().filter(|missing| missing[at]).count();
                    saved.saturating_sub(self.texts[numbers[at] as usize] / users[numbers[at] as usize])
                };
                let Some(best) = (0..sets.len()).max_by_key(|at| gain(*at)).filter(|at| gain(*at) > 0) else {
                    return chosen;
                };
                chosen.push(sets[best]);
                missing.retain(|missing| !missing[best]);
            }
        };
        rules.map(choose).collect()
    }
}
