//! The conditions on earlier messages, by what a message must be like to meet one.

use super::Observation;
use crate::Role;
use crate::ruleset::Rule;
use crate::talk::{Said, SaidSets};
use std::collections::BTreeMap;

/// The conditions of all rules that are switched on, so that a message is asked only for those that it may meet.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    /// For each set of words: the conditions that ask for it first.
    by_set: Vec<Vec<EarlierCondition>>,
    /// The sets for which there are any.
    asked: SaidSets,
    /// For each role: the conditions that ask for no words.
    by_role: [Vec<EarlierCondition>; Role::ALL.len()],
}

/// What several rules may ask for.
#[derive(Clone, Debug)]
pub(crate) struct EarlierCondition {
    pub number: u32,
    said: Said,
    /// How many messages that meet it are kept in mind.
    pub kept: u32,
}

impl Conditions {
    /// `sets` is the number of sets of words.
    pub fn new(rules: &[Rule], sets: usize) -> Conditions {
        let talks = rules.iter().filter(|rule| rule.active).filter_map(|rule| rule.talk.as_ref());
        let mut all: BTreeMap<u32, EarlierCondition> = BTreeMap::new();
        for earlier in talks.flat_map(|talk| talk.earlier.iter().chain(&talk.unless_earlier)) {
            let new = || EarlierCondition { number: earlier.number, said: earlier.said.clone(), kept: 1 };
            let condition = all.entry(earlier.number).or_insert_with(new);
            condition.kept = condition.kept.max(earlier.at_least);
        }
        let mut conditions = Conditions { by_set: vec![Vec::new(); sets], ..Conditions::default() };
        for condition in all.into_values() {
            match condition.said.groups.first() {
                // A set that does not exist is never said.
                Some(set) => {
                    let Some(list) = conditions.by_set.get_mut(*set as usize) else { continue };
                    conditions.asked.add(*set);
                    list.push(condition.clone());
                }
                None => {
                    let is_meant = |role: &Role| condition.said.from.is_none_or(|from| from == *role);
                    Role::ALL.into_iter().filter(is_meant).for_each(|role| conditions.by_role[role as usize].push(condition.clone()));
                }
            }
        }
        conditions
    }

    /// Those that a message meets.
    pub fn met_by<'a>(&'a self, message: &'a Observation) -> impl Iterator<Item = &'a EarlierCondition> {
        let with_words = message.said.common(&self.asked).flat_map(|set| &self.by_set[set as usize]);
        self.by_role[message.role as usize].iter().chain(with_words).filter(|condition| condition.said.is_met(message))
    }
}
