//! Findings that say nothing new, and the order of those that stay.

use crate::Severity;
use crate::order::{FEW, sort_by_number};
use crate::rule::Layer;
use crate::ruleset::Rule;
use crate::settle::Found;
use std::cmp::Reverse;

/// Drops findings that another one, which serves the same clauses, explains: it begins earlier or is longer. Sorts the rest by start, end and rule id.
#[derive(Debug, Default)]
pub(crate) struct Repeated {
    /// For each clause.
    kept: Vec<Kept>,
    /// The number of the reply: what was kept of another one counts no more.
    round: u64,
    spare: Vec<Found>,
}

impl Repeated {
    /// `clause_count` is the number of clauses that `rules` serve.
    pub fn drop_from(&mut self, found: &mut Vec<Found>, rules: &[Rule], clause_count: usize) {
        if found.len() < 2 {
            return;
        }
        let Repeated { kept, round, spare } = self;
        let by_length = |found: &Found| (Reverse(found.span.end), found.rule, Reverse(found.severity), found.hit);
        if found.len() > FEW {
            sort_by_number(found, spare, |found| found.span.start as u32);
            sort_each_start(found, by_length);
        } else {
            found.sort_unstable_by(|a, b| a.span.start.cmp(&b.span.start).then_with(|| by_length(a).cmp(&by_length(b))));
        }
        kept.resize(clause_count, Kept::default());
        *round += 1;
        found.retain(|found| {
            let rule = &rules[found.rule as usize];
            let mut is_new = rule.clause_numbers.is_empty();
            for clause in &rule.clause_numbers {
                let kept = kept[*clause as usize].of(*round);
                if !kept.explains(found, rule.layer()) {
                    kept.add(found);
                    is_new = true;
                }
            }
            is_new
        });
        sort_each_start(found, |found| (found.span.end, rules[found.rule as usize].id()));
    }
}

/// Sorts what begins at the same place, all of which stands together, by `key`.
fn sort_each_start<K: Ord>(found: &mut [Found], key: impl Fn(&Found) -> K) {
    found.chunk_by_mut(|a, b| a.span.start == b.span.start).for_each(|group| group.sort_unstable_by_key(&key));
}

/// What was found of a clause so far, in the order of spans.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    round: u64,
    /// By severity: where the last span ends.
    ends: [usize; Severity::ALL.len()],
    /// Where the last hit ends.
    hit_end: usize,
}

impl Kept {
    /// The same in a round, which may be a new one.
    fn of(&mut self, round: u64) -> &mut Kept {
        if self.round != round {
            *self = Kept { round, ..Kept::default() };
        }
        self
    }

    /// Whether a further finding says nothing new: it overlaps what is as bad. For wording it also is enough that its words are part of what was
    /// found, since a longer expression is judged as a whole (不 in 不错).
    fn explains(&self, found: &Found, layer: Layer) -> bool {
        let overlaps = self.ends[found.severity as usize..].iter().any(|end| found.span.start < *end);
        overlaps || layer == Layer::Wording && found.hit.end <= self.hit_end
    }

    fn add(&mut self, found: &Found) {
        let end = &mut self.ends[found.severity as usize];
        *end = found.span.end.max(*end);
        self.hit_end = found.hit.end.max(self.hit_end);
    }
}
