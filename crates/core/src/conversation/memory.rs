//! What a conversation keeps in mind: where conditions were met, and how often rules started.

use super::recent::Recent;
use super::{EarlierCondition, Observation, Place};
use crate::Role;
use crate::moment::Stamp;
use crate::talk::{Count, Earlier, Range};
use std::collections::VecDeque;

/// Where a conversation stood when a message came.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub place: Place,
    pub role: Role,
    /// A turn begins with the first thing that the customer says after a person of the shop spoke.
    pub turn: u32,
    /// How many messages of its side came before.
    pub before: u32,
    /// How many messages persons of the shop had sent.
    pub answers: u32,
    pub stamp: Option<Stamp>,
}

impl Seen {
    /// The least time since another one, in milliseconds; `None` where the two cannot be compared.
    fn ms_since(&self, then: &Seen) -> Option<i64> {
        let (now, then) = self.stamp.zip(then.stamp)?;
        (now.has_date == then.has_date).then(|| now.earliest_ms - then.latest_ms())
    }
}

/// What is kept.
#[derive(Debug, Default)]
pub(super) struct Memory {
    last: Place,
    turn: u32,
    by_role: [u32; 4],
    /// A person of the shop has spoken since the customer did.
    is_answered: bool,
    /// The conditions that have been met, and for each of them where.
    met_conditions: Vec<u32>,
    met: Vec<Met>,
    /// Where they were met before, latest last, of those conditions of which more than one is counted.
    met_before: Vec<(u32, Seen)>,
    /// For each rule that counts and each sender: where it started.
    counts: Recent<Counted>,
}

/// Where a condition was met.
#[derive(Debug)]
struct Met {
    /// Since when, without a long pause.
    first: Seen,
    last: Seen,
}

/// After a pause of so long a talk begins anew, in milliseconds.
const PAUSE_MS: i64 = 2 * 3_600_000;

/// Most different texts that are counted at a time.
const MAX_COUNTED: usize = 64;

/// What is counted together.
#[derive(Debug, Default)]
struct Counted {
    rule: u32,
    sender: Option<String>,
    /// The words, where they must be the same.
    words_hash: u64,
    /// Latest last.
    seen: VecDeque<Seen>,
    is_told: bool,
}

impl Memory {
    /// Forgets everything; memory is used again.
    pub fn clear(&mut self) {
        let Memory { mut met_conditions, mut met, mut met_before, mut counts, .. } = std::mem::take(self);
        counts.clear();
        met_conditions.clear();
        met.clear();
        met_before.clear();
        *self = Memory { met_conditions, met, met_before, counts, ..Memory::default() };
    }

    pub fn last_place(&self) -> Place {
        self.last
    }

    pub fn turn(&self) -> u32 {
        self.turn
    }

    /// Takes note that a message comes.
    pub fn begin(&mut self, message: &Observation) -> Seen {
        self.last = Place { index: self.last.index + 1, line: message.line };
        if message.role == Role::Customer && (self.is_answered || self.by_role[Role::Customer as usize] == 0) {
            self.turn += 1;
            self.is_answered = false;
        }
        let place = self.last;
        let (before, answers) = (self.by_role[message.role as usize], self.by_role[Role::Agent as usize]);
        Seen { place, role: message.role, turn: self.turn, before, answers, stamp: message.moment.stamp() }
    }

    /// Takes note that it has been dealt with.
    pub fn end(&mut self, message: &Observation) {
        self.by_role[message.role as usize] += 1;
        self.is_answered |= message.role == Role::Agent;
    }

    /// Notes that a message meets a condition.
    pub fn note(&mut self, condition: &EarlierCondition, seen: Seen) {
        let Some(at) = self.place_of(condition.number) else {
            self.met_conditions.push(condition.number);
            self.met.push(Met { first: seen, last: seen });
            return;
        };
        let met = &mut self.met[at];
        if seen.ms_since(&met.last).is_some_and(|pause_ms| pause_ms > PAUSE_MS) {
            met.first = seen;
        }
        let before = std::mem::replace(&mut met.last, seen);
        if condition.kept > 1 {
            let is_same = |(number, _): &(u32, Seen)| *number == condition.number;
            if self.met_before.iter().filter(|met| is_same(met)).count() + 1 == condition.kept as usize
                && let Some(first) = self.met_before.iter().position(is_same)
            {
                self.met_before.remove(first);
            }
            self.met_before.push((condition.number, before));
        }
    }

    fn place_of(&self, condition: u32) -> Option<usize> {
        self.met_conditions.iter().position(|number| *number == condition)
    }

    /// Whether a condition was met often enough in its range; adds where.
    pub fn is_met(&self, earlier: &Earlier, now: Seen, places: &mut Vec<Place>) -> bool {
        let Some(met) = self.place_of(earlier.number).map(|at| &self.met[at]) else {
            return false;
        };
        if let Some(age_ms) = earlier.older_than_ms {
            let is_recent = now.ms_since(&met.last).is_some_and(|pause_ms| pause_ms <= PAUSE_MS);
            let is_old = is_recent && now.ms_since(&met.first).is_some_and(|ms| ms > age_ms);
            places.extend(is_old.then_some(met.first.place));
            return is_old;
        }
        let is_meant = |seen: &&Seen| self.is_within(seen, earlier.range, now) && (!earlier.unanswered || seen.answers == now.answers);
        let (first, at_least) = (places.len(), earlier.at_least as usize);
        let before = self.met_before.iter().filter(|(number, _)| *number == earlier.number).map(|(_, seen)| seen);
        // Another rule may have asked for more of them.
        let unasked = (before.clone().count() + 1).saturating_sub(at_least);
        places.extend(before.skip(unasked).chain([&met.last]).filter(is_meant).map(|seen| seen.place));
        let is_met = places.len() - first >= at_least;
        places.truncate(if is_met { places.len() } else { first });
        is_met
    }

    /// Counts a start of a rule. Gives the starts before this one when there are enough, and begins anew.
    pub fn count(&mut self, rule: u32, message: &Observation, count: Count, now: Seen) -> Option<Vec<Seen>> {
        let Count { at_least, range, same_text, once } = count;
        let words_hash = if same_text { message.words_hash } else { 0 };
        let is_it = |counted: &Counted| counted.rule == rule && counted.words_hash == words_hash && counted.sender == message.sender;
        let at = self.counts.as_slice().iter().position(is_it).unwrap_or_else(|| {
            let counted = self.counts.next(MAX_COUNTED);
            counted.sender.clone_from(&message.sender);
            (counted.rule, counted.words_hash, counted.is_told) = (rule, words_hash, false);
            counted.seen.clear();
            self.counts.as_slice().len() - 1
        });
        let before: Vec<Seen> = self.counts.as_slice()[at].seen.iter().filter(|seen| self.is_within(seen, range, now)).copied().collect();
        let counted = &mut self.counts.as_mut_slice()[at];
        if before.len() + 1 >= at_least as usize {
            counted.seen.clear();
            let was_told = std::mem::replace(&mut counted.is_told, true);
            return Some(before).filter(|_| !(once && was_told));
        }
        keep(&mut counted.seen, now, at_least);
        None
    }

    /// Whether a message lies in a range that ends with another one, which is not counted yet.
    fn is_within(&self, seen: &Seen, range: Range, now: Seen) -> bool {
        match range {
            Range::Session => true,
            Range::Turns(turns) => seen.turn + turns > now.turn,
            Range::Messages(messages) => seen.before + messages >= self.by_role[seen.role as usize],
            // Deadlines are those of answers.
            Range::Until(_) => false,
            Range::TimeMs(limit_ms) => now.ms_since(seen).is_some_and(|ms| ms <= limit_ms),
        }
    }
}

fn keep(places: &mut VecDeque<Seen>, seen: Seen, most: u32) {
    places.push_back(seen);
    if places.len() > most as usize {
        places.pop_front();
    }
}
