//! Which required texts are worth being looked for.

use super::texts::ByText;
use super::{EXCEPTION, Parts, Sets, Texts, Triggered, Triggers};
use crate::automaton::Automaton;
use crate::parallel;

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
/// So many sentences are looked at by one thread at a time.
const SHARE: usize = 256;

impl Sample {
    /// Tries all phrases and looks for all sets in folded sentences.
    pub fn new(rules: &[Parts<'_>], sentences: &[String]) -> Sample {
        let all: Vec<Vec<usize>> = rules.iter().map(|rule| (0..rule.required.len()).collect()).collect();
        let pairs = Pairs::new(sentences);
        let mut texts = Texts::new(rules, &all, |text| pairs.may_hold(text));
        texts.required.iter_mut().for_each(|required| required.sets = Sets::default());
        let numbers = std::mem::take(&mut texts.set_numbers);
        let mut held = vec![0; texts.set_count()];
        let mut missing = vec![Vec::new(); rules.len()];
        let sets_of = texts.sets();
        let triggers = Triggers::with_automaton(Automaton::new(texts.all.as_slice()), texts);
        let shares: Vec<&[String]> = sentences.chunks(SHARE).collect();
        let shares = parallel::map(&shares, |sentences| {
            let mut found = Triggered::default();
            sentences.iter().map(|sentence| Told::new(sentence, &triggers, &sets_of, &mut found)).collect::<Vec<Told>>()
        });
        for Told { sets, tried } in shares.into_iter().flatten() {
            sets.iter().for_each(|set| held[*set as usize] += 1);
            for rule in tried.into_iter().map(|rule| rule as usize) {
                missing[rule].push(numbers[rule].iter().map(|set| !sets.contains(set)).collect());
            }
        }
        let mut users = vec![0; held.len()];
        numbers.iter().flatten().for_each(|set| users[*set as usize] += 1);
        let cost = |set: &u32| Cost { texts: held[*set as usize], rules: users[*set as usize] };
        Sample { costs: numbers.iter().map(|sets| sets.iter().map(cost).collect()).collect(), missing }
    }

    /// Of the sets of each rule those that save more than they cost, the best first.
    pub fn worthwhile_sets(self) -> Vec<Vec<usize>> {
        self.costs.iter().zip(self.missing).map(|(costs, missing)| choose(costs, missing)).collect()
    }
}

/// What one sentence tells.
struct Told {
    /// The set of each required text that stands in it.
    sets: Vec<u32>,
    /// The rules that would be tried in it.
    tried: Vec<u32>,
}

impl Told {
    fn new(sentence: &str, triggers: &Triggers, sets_of: &ByText<u32>, found: &mut Triggered) -> Told {
        let mut sets = Vec::new();
        triggers.scan_telling(sentence, found, |stops| {
            let texts = stops.iter().flat_map(|stop| triggers.automaton.phrases(stop.group));
            sets.extend(texts.flat_map(|(text, _)| sets_of.of(*text)));
        });
        triggers.find_occurrences(sentence, found, |_, can_find| can_find);
        let rules = found.occurrences.chunk_by(|a, b| a.rule == b.rule);
        let tried = rules.filter(|rule| rule.iter().any(|one| one.phrase != EXCEPTION)).map(|rule| rule[0].rule).collect();
        Told { sets, tried }
    }
}

/// Which characters stand side by side in the sentences: most texts of the rules stand in none of them, and need not be looked for.
struct Pairs(Vec<u64>);

/// A power of two, well above the number of pairs that the sentences hold.
const PAIR_BITS: usize = 1 << 20;

impl Pairs {
    fn new(sentences: &[String]) -> Pairs {
        let mut bits = vec![0; PAIR_BITS / 64];
        for place in sentences.iter().flat_map(|sentence| Pairs::of(sentence)) {
            bits[place / 64] |= 1 << (place % 64);
        }
        Pairs(bits)
    }

    /// The places of a text's pairs; different pairs may share one.
    fn of(text: &str) -> impl Iterator<Item = usize> {
        let chars = || text.chars().map(|c| c as usize);
        chars().zip(chars().skip(1)).map(|(one, next)| (one * 0x1_0193 + next) % PAIR_BITS)
    }

    /// False only for texts that stand in none of the sentences.
    fn may_hold(&self, text: &str) -> bool {
        Pairs::of(text).all(|place| self.0[place / 64] >> (place % 64) & 1 == 1)
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
