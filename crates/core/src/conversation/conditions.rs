//! The conditions on earlier messages, by what a message must be like to meet one.

use super::Observation;
use crate::Role;
use crate::ruleset::Rule;
use crate::talk::Earlier;

/// The conditions of all rules that are switched on, so that a message is asked only for those that it may meet.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    /// For each set of words: the conditions that ask for it first.
    by_set: Vec<Vec<Earlier>>,
    /// For each role: the conditions that ask for no words.
    by_role: [Vec<Earlier>; Role::ALL.len()],
}

impl Conditions {
    /// `sets` is the number of sets of words.
    pub fn new(rules: &[Rule], sets: usize) -> Conditions {
        let mut conditions = Conditions { by_set: vec![Vec::new(); sets], ..Conditions::default() };
        let talks = rules.iter().filter(|rule| rule.active).filter_map(|rule| rule.talk.as_ref());
        for earlier in talks.flat_map(|talk| talk.earlier.iter().chain(&talk.unless_earlier)) {
            match earlier.said.groups.first() {
                // A set that does not exist is never said.
                Some(set) => conditions.by_set.get_mut(*set as usize).into_iter().for_each(|list| list.push(earlier.clone())),
                None => {
                    let is_meant = |role: &Role| earlier.said.from.is_none_or(|from| from == *role);
                    Role::ALL.into_iter().filter(is_meant).for_each(|role| conditions.by_role[role as usize].push(earlier.clone()));
                }
            }
        }
        conditions
    }

    /// Those that a message meets.
    pub fn met_by<'a>(&'a self, message: &'a Observation) -> impl Iterator<Item = &'a Earlier> {
        let with_words = message.said.iter().filter_map(|set| self.by_set.get(set as usize)).flatten();
        self.by_role[message.role as usize].iter().chain(with_words).filter(|earlier| earlier.said.is_met(message))
    }
}
