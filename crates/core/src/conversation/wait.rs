//! A message that waits for an answer.

use super::memory::Seen;
use super::{Observation, Place};
use crate::Role;
use crate::moment::Stamp;
use crate::profile::Calendar;
use crate::rule::Counts;
use crate::settle::Found;
use crate::talk::{Answer, Range};

/// A rule that waits for what must come.
#[derive(Debug)]
pub(super) struct Wait {
    pub rule: u32,
    pub start: Found,
    pub place: Place,
    pub turn: u32,
    pub since: Option<Stamp>,
    /// When it is too late, whatever its stamp leaves open.
    pub due: Due,
    /// The groups of words that have been said, a bit each.
    pub said: u64,
    /// The messages of the side that should answer.
    pub messages: u32,
    /// The last answer so far, and its length in bytes.
    pub last: Option<(Place, usize)>,
    /// The words of which one must be said again; none where nothing need be.
    pub echo: Vec<u32>,
    pub related: Vec<Place>,
}

/// The first millisecond at which it is too late for what waits.
#[derive(Clone, Copy, Debug)]
pub(super) enum Due {
    /// No time limits the wait, or the shop never opens.
    Never,
    At(i64),
    /// Not before that. Most waits are over by then, and calendars need not be asked.
    NotBefore(i64),
}

impl Due {
    /// Of what waits since a time that is exact.
    pub fn new(answer: &Answer, since: Stamp, calendar: &Calendar) -> Due {
        match (answer.range, answer.counts) {
            (Range::TimeMs(limit_ms), Counts::Opening | Counts::Working) if calendar.opens() => {
                Due::NotBefore(since.earliest_ms + limit_ms)
            }
            _ => due_ms(answer, since, calendar).map_or(Due::Never, Due::At),
        }
    }
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
        if answer.unless.iter().any(|said| said.is_met(message)) {
            return Outcome::Answered;
        }
        if !answer.said.is_from(message) || message.role == Role::System && message.event.is_none() {
            return Outcome::Waits;
        }
        self.messages += 1;
        self.last = Some((seen.place, message.bytes));
        self.said |= answer.said.groups_in(message);
        if self.echo.iter().any(|word| message.says(*word)) {
            self.echo.clear();
        }
        if answer.said.is_complete(self.said) && self.echo.is_empty() {
            let is_known = !answer.range.is_time() || seen.stamp.is_some_and(|now| self.is_surely_in_time(answer, now, calendar));
            return if is_known { Outcome::Answered } else { Outcome::Unknown };
        }
        match answer.range {
            Range::Messages(messages) if self.messages >= messages => Outcome::Over,
            _ => Outcome::Waits,
        }
    }

    /// Whether the limit has passed by `now`, whatever the stamps leave open.
    pub fn is_surely_late(&mut self, answer: &Answer, now: Stamp, calendar: &Calendar) -> bool {
        self.is_comparable(now) && self.is_late(answer, now.earliest_ms, calendar) == Some(true)
    }

    fn is_surely_in_time(&mut self, answer: &Answer, now: Stamp, calendar: &Calendar) -> bool {
        let Some(since) = self.since.filter(|_| self.is_comparable(now)) else { return false };
        // Most stamps leave nothing open.
        if since.open_ms == 0 {
            return self.is_late(answer, now.latest_ms(), calendar) == Some(false);
        }
        due_ms(answer, since.exactly(since.earliest_ms), calendar).is_some_and(|due_ms| now.latest_ms() < due_ms)
    }

    /// Whether it is too late at a time; none where no time limits the wait.
    fn is_late(&mut self, answer: &Answer, at_ms: i64, calendar: &Calendar) -> Option<bool> {
        if let Due::NotBefore(first_ms) = self.due {
            if at_ms < first_ms {
                return Some(false);
            }
            self.due = self.due_ms(answer, calendar).map_or(Due::Never, Due::At);
        }
        self.due_ms(answer, calendar).map(|due_ms| at_ms >= due_ms)
    }

    /// The first millisecond at which it is too late.
    pub fn due_ms(&self, answer: &Answer, calendar: &Calendar) -> Option<i64> {
        match self.due {
            Due::Never => None,
            Due::At(due_ms) => Some(due_ms),
            Due::NotBefore(_) => self.since.and_then(|since| due_ms(answer, since.exactly(since.latest_ms()), calendar)),
        }
    }

    /// Times of day that run backwards have passed midnight, nobody knows how often.
    fn is_comparable(&self, now: Stamp) -> bool {
        self.since.is_some_and(|since| since.has_date == now.has_date && (since.has_date || now.earliest_ms >= since.earliest_ms))
    }
}

/// The first millisecond at which it is too late for what waits since then: a limit met exactly is kept, but for one that a wait must stay under.
/// `None` where no time limits the wait, or the shop never opens.
fn due_ms(answer: &Answer, since: Stamp, calendar: &Calendar) -> Option<i64> {
    let grace_ms = i64::from(!answer.is_under);
    match (answer.range, answer.counts) {
        (Range::Until(deadline), _) => calendar.deadline_ms(since, deadline).map(|at_ms| at_ms + grace_ms),
        (Range::TimeMs(limit_ms), Counts::Clock) => Some(since.earliest_ms + limit_ms + grace_ms),
        (Range::TimeMs(limit_ms), Counts::Opening) => calendar.opening(since).map(|opening_ms| opening_ms + limit_ms + grace_ms),
        (Range::TimeMs(limit_ms), Counts::Working) => calendar.after_work(since, limit_ms + grace_ms),
        _ => None,
    }
}
