use std::collections::BTreeMap;
use std::sync::Arc;

use super::sample::{Sample, Samples};
use super::waits::Waits;
use super::{Hit, Turn};
use crate::Severity;

/// The numbers of everybody, of one agent, one day or one shift.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Conversations in which there is a message that counts here.
    pub sessions: u64,
    /// Conversations in which the customer wrote and no person ever replied.
    pub unanswered: u64,
    /// Messages: of all sides, or those of the agent.
    pub messages: u64,
    /// Outgoing texts that were checked.
    pub replies: u64,
    /// Those of them with findings.
    pub faulty: u64,
    /// Findings of each of [`Severity::ALL`].
    pub findings: [u64; 4],
    /// By the rule's id.
    pub rules: BTreeMap<Arc<str>, RuleFigures>,
    /// The first reply of a person in a conversation.
    pub first: Waits,
    /// Later replies.
    pub later: Waits,
    /// The worst messages.
    pub samples: Samples,
}

/// The numbers of one rule within [`Figures`].
#[derive(Clone, Debug, Default)]
pub struct RuleFigures {
    /// How many findings.
    pub findings: u64,
    /// In how many messages.
    pub replies: u64,
    /// The worst messages.
    pub samples: Samples,
}

impl Figures {
    /// All findings.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.findings.iter().sum()
    }

    /// Findings of that severity.
    #[must_use]
    pub fn of(&self, severity: Severity) -> u64 {
        self.findings[severity as usize]
    }

    /// Counts what was found in one message. `sample` makes the message to keep.
    pub(super) fn add(&mut self, hits: &[Hit<'_>], sample: &mut LazySample<'_>) {
        let Some(worst) = hits.iter().map(|hit| hit.severity).max() else {
            return;
        };
        if self.samples.wants(worst) {
            self.samples.add(worst, sample.get());
        }
        for (number, hit) in hits.iter().enumerate() {
            self.findings[hit.severity as usize] += 1;
            if !self.rules.contains_key(hit.rule) {
                self.rules.insert(hit.rule.into(), RuleFigures::default());
            }
            let Some(rule) = self.rules.get_mut(hit.rule) else {
                continue;
            };
            rule.findings += 1;
            let is_first = !hits[..number].iter().any(|before| before.rule == hit.rule);
            if is_first {
                rule.replies += 1;
                if rule.samples.wants(hit.severity) {
                    rule.samples.add(hit.severity, sample.get());
                }
            }
        }
    }
}

/// A message that is copied only when somebody keeps it.
pub(super) struct LazySample<'a> {
    turn: &'a Turn<'a>,
    hits: &'a [Hit<'a>],
    made: Option<Arc<Sample>>,
}

impl<'a> LazySample<'a> {
    pub fn new(turn: &'a Turn<'a>, hits: &'a [Hit<'a>]) -> LazySample<'a> {
        LazySample { turn, hits, made: None }
    }

    pub fn get(&mut self) -> &Arc<Sample> {
        self.made.get_or_insert_with(|| Arc::new(Sample::new(self.turn, self.hits)))
    }
}
