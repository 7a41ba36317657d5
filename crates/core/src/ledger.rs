//! Points and fines: two ledgers, never summed.
//!
//! A message with its findings, or an event from elsewhere (a bad rating), is one event. One event gives at most one entry in each ledger:
//! the heaviest. How often something happened is counted for each agent and calendar month.

mod settle;

pub use settle::{Accounts, Entry, MonthScore, StreakReport};

use crate::inspection::{Hit, Turn, cut};
use crate::profile::{Agents, EntryRule, Ledgers};
use crate::{Day, Moment, Month, RuleSet, Severity, TimeZone};
use std::collections::{BTreeMap, BTreeSet};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LedgerKind {
    /// Points that are taken off a month's score.
    Points,
    /// Fines in yuan.
    Yuan,
}

/// Something about an agent that no chat log holds.
#[derive(Clone, Copy, Debug)]
pub struct StaffEvent<'a> {
    /// Its own number, such as an order's; events with the same number, agent and kind are one. Without a number the time takes its place.
    pub id: Option<&'a str>,
    /// The agent, by name or account; none where it concerns everybody.
    pub agent: Option<&'a str>,
    /// When, as it is written.
    pub time: Option<&'a str>,
    /// The same as a point in time.
    pub moment: Moment,
    /// What happened, as the profile's `events` call it.
    pub kind: &'a str,
    /// Whether the customer wrote something.
    pub with_text: bool,
    /// Why nothing is charged, where that is so.
    pub exempt: Option<&'a str>,
    /// The file as it was named, and the line or row.
    pub place: (&'a str, u64),
}

/// Where what is charged can be looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventOrigin {
    /// The file as it was named.
    pub file: String,
    /// The line of the file, from 1.
    pub line: u64,
    /// The conversation.
    pub session: Option<String>,
    /// The number of the message within its conversation, from 1; 0 for events.
    pub index: u64,
    /// When, as it is written.
    pub time: Option<String>,
    /// The text, or its beginning.
    pub text: String,
}

/// One event with all that it could cost.
#[derive(Clone, Debug, Default)]
struct Event {
    agent: String,
    /// In milliseconds since 1970.
    at_ms: Option<i64>,
    month: Option<Month>,
    origin: EventOrigin,
    /// Entries, by ledger and number, each with what caused it.
    causes: BTreeMap<(LedgerKind, usize), String>,
    exempt: Option<String>,
}

/// Collects events; [`settle`](Ledger::settle) makes the accounts. Memory follows the events that an entry knows, not the messages.
#[derive(Debug)]
pub struct Ledger<'s> {
    rules: &'s Ledgers,
    staff: &'s Agents,
    zone: &'s TimeZone,
    events: BTreeMap<String, Event>,
    /// The months in which each agent wrote, or something happened.
    active: BTreeMap<String, BTreeSet<Month>>,
    missed: BTreeSet<(String, Month)>,
}

impl<'s> Ledger<'s> {
    /// Empty ledgers; entries, agents and the time zone are those of the profile.
    #[must_use]
    pub fn new(rules: &'s RuleSet) -> Ledger<'s> {
        let (staff, zone) = (rules.agents(), rules.time_zone());
        Ledger { rules: rules.ledgers(), staff, zone, events: BTreeMap::new(), active: BTreeMap::new(), missed: BTreeSet::new() }
    }

    /// Takes a message with what was found in or about it; findings below warning cost nothing. Findings about a message that was taken
    /// before belong to the same event.
    pub fn message(&mut self, agent: &str, turn: &Turn<'_>, hits: &[Hit<'_>]) {
        let month = self.month(turn.moment);
        if let Some(month) = month {
            self.activate(agent, month);
        }
        let mut causes = BTreeMap::new();
        for hit in hits.iter().filter(|hit| hit.severity >= Severity::Warning) {
            for (at, _) in self.entries().filter(|(_, entry)| entry.is_caused_by(hit)) {
                causes.entry(at).or_insert_with(|| hit.rule.to_owned());
            }
        }
        if causes.is_empty() {
            return;
        }
        let origin = EventOrigin {
            file: turn.file.to_string(),
            line: turn.line,
            session: turn.session.map(str::to_owned),
            index: turn.index,
            time: turn.time.map(str::to_owned),
            text: cut(turn.text).to_owned(),
        };
        let key = format!("{}\u{0}{}\u{0}{}", turn.file, turn.session.unwrap_or_default(), turn.index);
        self.put(key, Event { agent: agent.to_owned(), at_ms: turn.moment.unix_ms(), month, origin, causes, exempt: None });
    }

    /// Takes an event; whether a ledger or the report on low scores knows its kind.
    pub fn event(&mut self, event: &StaffEvent<'_>) -> bool {
        let agent = event.agent.map(|agent| self.staff.name(agent).to_owned()).unwrap_or_default();
        let month = self.month(event.moment);
        let is_miss = self.rules.streak.events.iter().any(|kind| kind == event.kind);
        if let (Some(month), false) = (month, agent.is_empty()) {
            self.activate(&agent, month);
            if is_miss && event.exempt.is_none() {
                self.missed.insert((agent.clone(), month));
            }
        }
        let knows = |entry: &EntryRule| entry.events.iter().any(|kind| kind == event.kind);
        let is_known = is_miss || self.entries().any(|(_, entry)| knows(entry));
        let fits = |entry: &EntryRule| knows(entry) && entry.with_text.is_none_or(|with_text| with_text == event.with_text);
        let causes: BTreeMap<_, _> = self.entries().filter(|(_, entry)| fits(entry)).map(|(at, _)| (at, event.kind.to_owned())).collect();
        if !causes.is_empty() {
            let (file, line) = event.place;
            let number = event.id.or(event.time).map_or_else(|| format!("{file}:{line}"), str::to_owned);
            let time = event.time.map(str::to_owned);
            let origin = EventOrigin { file: file.to_owned(), line, time, ..EventOrigin::default() };
            let key = format!("{agent}\u{0}{}\u{0}{number}", event.kind);
            let (at_ms, exempt) = (event.moment.unix_ms(), event.exempt.map(str::to_owned));
            self.put(key, Event { agent, at_ms, month, origin, causes, exempt });
        }
        is_known
    }

    fn month(&self, moment: Moment) -> Option<Month> {
        moment.day(self.zone).map(Day::month)
    }

    fn activate(&mut self, agent: &str, month: Month) {
        match self.active.get_mut(agent) {
            Some(months) => drop(months.insert(month)),
            None => drop(self.active.insert(agent.to_owned(), BTreeSet::from([month]))),
        }
    }

    fn put(&mut self, key: String, event: Event) {
        let known = self.events.entry(key).or_insert_with(|| Event { causes: BTreeMap::new(), ..event.clone() });
        known.exempt = known.exempt.take().or(event.exempt);
        for (at, cause) in event.causes {
            known.causes.entry(at).or_insert(cause);
        }
    }

    /// All entries of both ledgers.
    fn entries(&self) -> impl Iterator<Item = ((LedgerKind, usize), &'s EntryRule)> + use<'s> {
        let numbered = |kind, rules: &'s [EntryRule]| rules.iter().enumerate().map(move |(number, rule)| ((kind, number), rule));
        numbered(LedgerKind::Points, &self.rules.points).chain(numbered(LedgerKind::Yuan, &self.rules.yuan))
    }
}

impl EntryRule {
    fn is_caused_by(&self, hit: &Hit<'_>) -> bool {
        let family = hit.rule.split('/').next().unwrap_or_default();
        let is_named = self.on.iter().any(|name| name == hit.rule || name == family || hit.clauses.contains(name));
        is_named && self.waited_seconds.is_none_or(|least| hit.waited_seconds.is_some_and(|waited| waited >= least))
    }
}

#[cfg(test)]
mod tests;
