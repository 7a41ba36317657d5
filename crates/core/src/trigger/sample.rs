//! Which required texts are worth being looked for.

use super::{EXCEPTION, Parts, TextUse, Texts, Triggered, Triggers};
use crate::automaton::{Automaton, Stops};

/// What the rules' own examples say of sets of required texts.
pub(super) struct Sample {
    /// For each set of each rule.
    costs: Vec<Vec<Cost>>,
    /// For each rule: in which sentences it would be tried, and for each of those which of its sets are missing.
    missing: Vec<Vec<Vec<bool>>>,
}

/// What it costs to look for a set: how many of its texts the sentences hold, shared by so many rules.
#[derive(Clone, Copy, Debug)]
struct Cost {
    texts: usize,
    rules: usize,
}

/// Trying a rule takes so many times as long as noting one required text.
const TRY_COST: usize = 30;

impl Sample {
    /// Tries all phrases and looks for all sets in folded sentences.
    pub fn new(rules: &[Parts<'_>], sentences: impl Iterator<Item = String>) -> Sample {
        let mut texts = Texts::default();
        let numbers: Vec<Vec<u32>> = rules.iter().map(|rule| rule.required.iter().map(|set| texts.add_set(set)).collect()).collect();
        let words = Automaton::new(&texts.uses.keys().copied().collect::<Vec<_>>());
        let uses: Vec<&TextUse> = texts.uses.values().collect();
        let phrases = Triggers::with_sets(rules, &vec![Vec::new(); rules.len()], Automaton::new);
        let mut held = vec![0; texts.set_numbers.len()];
        let mut missing = vec![Vec::new(); rules.len()];
        let (mut stops, mut found) = (Stops::default(), Triggered::default());
        for sentence in sentences {
            words.scan(&sentence, &mut stops);
            let texts = stops.as_slice().iter().flat_map(|stop| words.phrases(stop.group));
            let sets: Vec<u32> = texts.flat_map(|(_, text)| uses[text as usize].sets.iter().copied()).collect();
            sets.iter().for_each(|set| held[*set as usize] += 1);
            phrases.scan(&sentence, &mut found);
            phrases.find_occurrences(&sentence, &mut found, |_, can_find| can_find.in_reply);
            for tried in found.occurrences.chunk_by(|a, b| a.rule == b.rule).filter(|tried| tried.iter().any(|one| one.phrase != EXCEPTION))
            {
                let rule = tried[0].rule as usize;
                missing[rule].push(numbers[rule].iter().map(|set| !sets.contains(set)).collect());
            }
        }
        let mut users = vec![0; held.len()];
        numbers.iter().flatten().for_each(|set| users[*set as usize] += 1);
        let cost = |set: &u32| Cost { texts: held[*set as usize], rules: users[*set as usize] };
        Sample { costs: numbers.iter().map(|sets| sets.iter().map(cost).collect()).collect(), missing }
    }

    /// Of the sets of each rule those that save more than they cost, the best first.
    pub fn worthwhile_sets<'r>(self, rules: &'r [Parts<'_>]) -> Vec<Vec<&'r Vec<String>>> {
        let chosen = self.costs.iter().zip(self.missing).map(|(costs, missing)| choose(costs, missing));
        rules.iter().zip(chosen).map(|(rule, chosen)| chosen.into_iter().map(|at| &rule.required[at]).collect()).collect()
    }
}

/// The sets of one rule that pay, each judged by the sentences that those before it let through.
fn choose(costs: &[Cost], mut missing: Vec<Vec<bool>>) -> Vec<usize> {
    let mut chosen = Vec::new();
    loop {
        let gain = |at: usize| {
            let saved = TRY_COST * missing.iter().filter(|missing| missing[at]).count();
            saved.saturating_sub(costs[at].texts / costs[at].rules)
        };
        let Some(best) = (0..costs.len()).max_by_key(|at| gain(*at)).filter(|at| gain(*at) > 0) else {
            return chosen;
        };
        chosen.push(best);
        missing.retain(|missing| !missing[best]);
    }
}
