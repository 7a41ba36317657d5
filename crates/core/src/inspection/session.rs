use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::sample::Sample;
use crate::{Moment, Role, Severity};

/// Most conversations that are followed at a time. Of more, the one that has been silent longest is closed.
const MAX_OPEN: usize = 20_000;
/// Most text of open conversations that is kept, in bytes.
const MAX_TEXT: usize = 32 << 20;
/// Most messages of a conversation that are kept, and the longest text of one, in bytes.
const MAX_MESSAGES: usize = 60;
/// Worst conversations that are kept.
const MAX_WORST: usize = 20;

/// A conversation as it is kept for the report.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// The file that holds it.
    pub file: Arc<str>,
    /// Its name; `None` for a file without sessions.
    pub name: Option<String>,
    /// Messages of all sides.
    pub messages: u64,
    /// Findings of each of [`Severity::ALL`].
    pub findings: [u64; 4],
    /// The persons of the shop who spoke in it.
    pub agents: BTreeSet<String>,
    /// Whether the customer's last message had no reply of a person.
    pub is_unanswered: bool,
    /// The first messages, at most 60.
    pub transcript: Vec<(Role, Sample)>,
    /// Where the parts of the figures have counted it already.
    pub(super) counted: BTreeSet<super::Key>,
    /// Since when the customer waits.
    pub(super) waiting: Option<Moment>,
    pub(super) is_greeted: bool,
    /// Whether its beginning was forgotten.
    pub(super) is_continued: bool,
    text_bytes: usize,
    turn: u64,
}

impl Session {
    pub(super) fn keep(&mut self, role: Role, sample: impl FnOnce() -> Sample) {
        if self.transcript.len() < MAX_MESSAGES {
            let sample = sample();
            self.text_bytes += sample.text.len() + 200;
            self.transcript.push((role, sample));
        }
    }

    /// Worst first: by the number of critical findings, then errors, warnings, hints.
    fn rank(&self) -> ([u64; 4], bool) {
        let mut findings = self.findings;
        findings.reverse();
        (findings, self.is_unanswered)
    }

    /// The worst finding.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        Severity::ALL.into_iter().zip(self.findings).rev().find(|(_, findings)| *findings > 0).map(|(severity, _)| severity)
    }
}

/// Conversations that may go on.
#[derive(Debug, Default)]
pub(super) struct OpenSessions {
    by_name: HashMap<Option<String>, Session>,
    /// By the turn in which they spoke last.
    order: BTreeMap<u64, Option<String>>,
    turns: u64,
    text_bytes: usize,
}

impl OpenSessions {
    /// Lets `change` work on the conversation of that name, new or open.
    pub fn with<T>(&mut self, name: Option<&str>, change: impl FnOnce(&mut Session, bool) -> T) -> T {
        let key = name.map(str::to_owned);
        self.turns += 1;
        let is_new = !self.by_name.contains_key(&key);
        let session = self.by_name.entry(key.clone()).or_default();
        self.order.remove(&session.turn);
        session.turn = self.turns;
        let before = session.text_bytes;
        let result = change(session, is_new);
        self.text_bytes += session.text_bytes - before;
        self.order.insert(self.turns, key);
        result
    }

    /// The conversation of that name, if it is open.
    pub fn get(&mut self, name: Option<&str>) -> Option<&mut Session> {
        self.by_name.get_mut(&name.map(str::to_owned))
    }

    /// The conversation that has been silent longest, if there are too many.
    pub fn surplus(&mut self) -> Option<Session> {
        if self.by_name.len() <= MAX_OPEN && self.text_bytes <= MAX_TEXT {
            return None;
        }
        self.oldest()
    }

    /// Takes out the conversation that has been silent longest.
    pub fn oldest(&mut self) -> Option<Session> {
        let (_, name) = self.order.pop_first()?;
        let session = self.by_name.remove(&name)?;
        self.text_bytes -= session.text_bytes;
        Some(session)
    }
}

/// The worst conversations, worst first.
#[derive(Clone, Debug, Default)]
pub struct WorstSessions {
    kept: Vec<Session>,
}

impl WorstSessions {
    pub(super) fn add(&mut self, session: Session) {
        if session.worst().is_none() {
            return;
        }
        let at = self.kept.partition_point(|other| other.rank() >= session.rank());
        if at < MAX_WORST {
            self.kept.insert(at, session);
            self.kept.truncate(MAX_WORST);
        }
    }

    /// Worst first.
    pub fn iter(&self) -> impl Iterator<Item = &Session> {
        self.kept.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_silent_is_closed_first() {
        let mut open = OpenSessions::default();
        for name in ["a", "b", "c", "a"] {
            open.with(Some(name), |session, is_new| {
                session.name = Some(name.to_owned());
                session.messages += 1;
                assert_eq!(is_new, session.messages == 1);
            });
        }
        assert!(open.surplus().is_none());
        let closed: Vec<_> = std::iter::from_fn(|| open.oldest()).map(|session| (session.name, session.messages)).collect();
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(closed, [(name("b"), 1), (name("c"), 1), (name("a"), 2)]);
    }

    #[test]
    fn the_worst_come_first() {
        let mut worst = WorstSessions::default();
        for findings in [[0, 0, 0, 0], [9, 9, 0, 0], [0, 0, 0, 1], [0, 1, 1, 0], [9, 9, 0, 1]] {
            worst.add(Session { findings, ..Session::default() });
        }
        let ranks: Vec<_> = worst.iter().map(|session| session.findings).collect();
        assert_eq!(ranks, [[9, 9, 0, 1], [0, 0, 0, 1], [0, 1, 1, 0], [9, 9, 0, 0]]);
    }
}
