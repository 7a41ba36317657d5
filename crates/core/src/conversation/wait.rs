//! A message that waits for an answer.

use super::memory::Seen;
use super::{Observation, Place, Start};
use crate::Role;
use crate::moment::Stamp;
use crate::profile::Calendar;
use crate::rule::Counts;
use crate::talk::{Answer, Range};

/// A rule that waits for what must come.
#[derive(Debug)]
pub(super) struct Wait {
    pub rule: u32,
    pub start: Start,
    pub place: Place,
    pub turn: u32,
    pub since: Option<Stamp>,
    /// The groups of words that have been said, a bit each.
    pub said: u64,
    /// The messages of the side that should answer.
    pub messages: u32,
    /// The last answer so far, and its length in bytes.
    pub last: Option<(Place, usize)>,
    pub related: Vec<Place>,
}

/// What a message means to a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Waits,
    Answered,
    /// The range is over without all that was asked for.
    Over,
    /// Whether it came in time cannot be known.
    Unknown,
}

impl Wait {
    /// Takes a message after the one that waits.
    pub fn meet(&mut self, answer: &Answer, message: &Observation, seen: Seen, calendar: &Calendar) -> Outcome {
        if let Range::Turns(turns) = answer.range
            && seen.turn >= self.turn + turns
        {
            return Outcome::Over;
        }
        if !answer.said.is_from(message) || message.role == Role::System && message.event.is_none() {
            return Outcome::Waits;
        }
        self.messages += 1;
        self.last = Some((seen.place, message.bytes));
        let groups = answer.said.groups.iter().enumerate();
        self.said |= groups.filter(|(_, group)| message.says(**group)).fold(0, |bits, (at, _)| bits | 1 << (at % 64));
        if self.said.count_ones() as usize == answer.said.groups.len() {
            return match answer.range {
                Range::TimeMs(limit_ms) if !self.is_surely_in_time(answer, limit_ms, seen.stamp, calendar) => Outcome::Unknown,
                _ => Outcome::Answered,
            };
        }
        match answer.range {
            Range::Messages(messages) if self.messages >= messages => Outcome::Over,
            _ => Outcome::Waits,
        }
    }

    /// Whether the limit has passed by `now`, whatever the stamps leave open.
    pub fn is_surely_late(&self, answer: &Answer, now: Stamp, calendar: &Calendar) -> bool {
        let (Range::TimeMs(limit_ms), Some(since)) = (answer.range, self.since) else {
            return false;
        };
        let waited_ms = waited_ms(answer.counts, since.exactly(since.latest_ms()), now, calendar);
        waited_ms.is_some_and(|waited_ms| is_late(waited_ms, limit_ms, answer.is_under))
    }

    fn is_surely_in_time(&self, answer: &Answer, limit_ms: i64, stamp: Option<Stamp>, calendar: &Calendar) -> bool {
        let (Some(since), Some(stamp)) = (self.since, stamp) else {
            return false;
        };
        let waited_ms = waited_ms(answer.counts, since, stamp.exactly(stamp.latest_ms()), calendar);
        waited_ms.is_some_and(|waited_ms| !is_late(waited_ms, limit_ms, answer.is_under))
    }

    /// The first millisecond at which it is too late.
    pub fn due_ms(&self, answer: &Answer, calendar: &Calendar) -> Option<i64> {
        let (Range::TimeMs(limit_ms), Some(since)) = (answer.range, self.since.filter(|since| since.has_date)) else {
            return None;
        };
        let since = since.exactly(since.latest_ms());
        let limit_ms = limit_ms + i64::from(!answer.is_under);
        match answer.counts {
            Counts::Clock => Some(since.earliest_ms + limit_ms),
            Counts::Opening => calendar.opening(since).map(|opening_ms| opening_ms + limit_ms),
            Counts::Working => calendar.after_work(since, limit_ms),
        }
    }
}

/// A limit met exactly is kept, but for one that a wait must stay under.
fn is_late(waited_ms: i64, limit_ms: i64, is_under: bool) -> bool {
    if is_under { waited_ms >= limit_ms } else { waited_ms > limit_ms }
}

/// How long a wait from `since` to the earliest time of `now` counts; `None` where the two cannot be compared.
fn waited_ms(counts: Counts, since: Stamp, now: Stamp, calendar: &Calendar) -> Option<i64> {
    // Times of day that run backwards have passed midnight, nobody knows how often.
    if since.has_date != now.has_date || !since.has_date && now.earliest_ms < since.earliest_ms {
        return None;
    }
    match counts {
        Counts::Clock => Some(now.earliest_ms - since.earliest_ms),
        Counts::Opening => calendar.opening(since).map(|opening_ms| (now.earliest_ms - opening_ms).max(0)),
        Counts::Working => Some(calendar.worked_ms(since, now.earliest_ms)),
    }
}
