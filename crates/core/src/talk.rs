//! What a rule asks of the messages around the one that it finds, ready to run.

use crate::compile::{Compiler, Facts};
use crate::condition::WordSet;
use crate::distinct::Distinct;
use crate::fields::{Report, Text};
use crate::profile::Calendar;
use crate::rule::{AnswerEntry, At, Counts, Deadline, DurationEntry, EarlierEntry, RangeEntry, TalkEntry};
use crate::{Event, Role};
use std::collections::HashMap;

/// What one rule asks of a conversation.
#[derive(Debug)]
pub(crate) struct Talk {
    pub from: Option<Role>,
    pub event: Option<Event>,
    /// It is tried on every message, since it names no words.
    pub is_any: bool,
    pub earlier: Vec<Earlier>,
    pub unless_earlier: Vec<Earlier>,
    pub count: Option<Count>,
    pub at: Option<At>,
    pub answer: Option<Answer>,
}

/// When a rule can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Judged {
    /// With the message at which it stands.
    AtOnce,
    /// With the answers that it asks about.
    WithAnswer,
    /// When the customer goes on to the next thing, or the session ends.
    AfterTurn,
    /// When a limit in time passes.
    WhenDue,
    /// Only when the session has ended: before that, what is missing may still come. Not live.
    AtEnd,
}

impl Talk {
    /// When it can be judged.
    pub fn judged(&self) -> Judged {
        match self.answer.as_ref().map(|answer| answer.range) {
            None => Judged::AtOnce,
            Some(Range::Messages(_)) => Judged::WithAnswer,
            Some(Range::Turns(_)) => Judged::AfterTurn,
            Some(Range::TimeMs(_) | Range::Until(_)) => Judged::WhenDue,
            Some(Range::Session) => Judged::AtEnd,
        }
    }

    /// Whether its fault is in words of the shop, rather than in what is missing, or in who said something and when.
    pub fn is_of_words(&self) -> bool {
        let is_ours = self.event.is_none() && !matches!(self.from, Some(Role::Customer | Role::System));
        is_ours && !self.is_any && self.answer.is_none()
    }

    /// The numbers of the sets of words that it asks for, each with who must say one of its words; anybody where that is none.
    pub fn sets(&self) -> impl Iterator<Item = (u32, Option<Role>)> {
        let earlier = self.earlier.iter().chain(&self.unless_earlier).map(|earlier| &earlier.said);
        let answers = self.answer.iter().flat_map(|answer| answer.unless.iter().chain([&answer.said]));
        // A message that waits is asked for the words of its answer as well, where it may answer itself.
        let own = self.answer.iter().filter(|answer| answer.own).flat_map(|answer| answer.said.groups.iter().map(|set| (*set, None)));
        let echoes = self.answer.iter().flat_map(|answer| answer.echo.iter().map(|set| (*set, None)));
        let said = earlier.chain(answers).flat_map(|said| said.groups.iter().copied().chain(said.not).map(|set| (set, said.from)));
        said.chain(own).chain(echoes)
    }

    /// Whether a message of that kind can start the rule.
    pub fn starts_at(&self, role: Role, event: Option<Event>) -> bool {
        let is_ours = matches!(role, Role::Agent | Role::Auto);
        let is_from = match (self.from, self.event) {
            (Some(from), _) => role == from,
            (None, Some(_)) => true,
            (None, None) => is_ours,
        };
        is_from && self.event.is_none_or(|wanted| event == Some(wanted))
    }
}

/// Which messages a condition means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Said {
    pub from: Option<Role>,
    pub event: Option<Event>,
    /// Numbers of sets of words; of each one word must be said.
    pub groups: Vec<u32>,
    /// A set of words of which none may be said.
    pub not: Option<u32>,
}

/// Sets of words by their numbers, a bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct SaidSets(Vec<u64>);

impl SaidSets {
    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn add(&mut self, set: u32) {
        let at = set as usize / 64;
        self.0.resize(self.0.len().max(at + 1), 0);
        self.0[at] |= 1 << (set % 64);
    }

    pub fn add_all(&mut self, sets: &SaidSets) {
        self.0.resize(self.0.len().max(sets.0.len()), 0);
        self.0.iter_mut().zip(&sets.0).for_each(|(bits, more)| *bits |= more);
    }

    /// Leaves out those that are not among `sets`.
    pub fn keep(&mut self, sets: &SaidSets) {
        self.0.truncate(sets.0.len());
        self.0.iter_mut().zip(&sets.0).for_each(|(bits, kept)| *bits &= kept);
    }

    /// Whether some set is in both.
    pub fn meet(&self, sets: &SaidSets) -> bool {
        self.0.iter().zip(&sets.0).any(|(bits, other)| bits & other != 0)
    }

    pub fn has(&self, set: u32) -> bool {
        self.0.get(set as usize / 64).is_some_and(|bits| bits >> (set % 64) & 1 != 0)
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    /// The numbers of those that are in both, in order.
    pub fn common<'a>(&'a self, other: &'a SaidSets) -> impl Iterator<Item = u32> + 'a {
        let both = self.0.iter().zip(&other.0).map(|(bits, other)| bits & other);
        (0..).zip(both).flat_map(|(at, mut bits)| {
            std::iter::from_fn(move || {
                let bit = (bits != 0).then(|| bits.trailing_zeros())?;
                bits &= bits - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

/// Messages that must, or must not, have come before.
#[derive(Clone, Debug)]
pub(crate) struct Earlier {
    /// That of what it asks for: conditions on the same messages share it.
    pub number: u32,
    pub said: Said,
    pub range: Range,
    pub older_than_ms: Option<i64>,
    pub at_least: u32,
    pub unanswered: bool,
}

/// What must come afterwards.
#[derive(Debug)]
pub(crate) struct Answer {
    pub said: Said,
    pub range: Range,
    pub is_under: bool,
    pub counts: Counts,
    pub first: bool,
    pub must: bool,
    pub own: bool,
    /// Each a set of words: one must be said that the waiting message says.
    pub echo: Vec<u32>,
    /// Messages after which nobody waits any more.
    pub unless: Vec<Said>,
}

/// How often something must have happened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    pub at_least: u32,
    pub range: Range,
    pub same_text: bool,
    pub once: bool,
}

/// How far from a message a condition looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Range {
    Turns(u32),
    Messages(u32),
    Session,
    TimeMs(i64),
    Until(Deadline),
}

impl Range {
    /// Whether it ends at a time.
    pub fn is_time(self) -> bool {
        matches!(self, Range::TimeMs(_) | Range::Until(_))
    }

    /// How long it is, where that is a time.
    pub fn seconds(self) -> Option<u64> {
        if let Range::TimeMs(ms) = self { u64::try_from(ms / 1000).ok() } else { None }
    }
}

/// What the conversation rules of a set share.
#[derive(Debug, Default)]
pub(crate) struct TalkSet {
    /// The sets of words that conditions ask for.
    pub sets: Vec<WordSet>,
    /// The numbers of sets by what their author wrote.
    set_numbers: HashMap<Vec<String>, u32>,
    /// What conditions ask to have been said.
    conditions: Distinct<Said>,
    pub calendar: Calendar,
}

impl TalkSet {
    /// Compiles what a rule asks; what is faulty is left out, and said.
    pub fn talk(&mut self, entry: &TalkEntry, is_any: bool, compiler: &mut Compiler, facts: Facts<'_>, report: &mut Report<'_>) -> Talk {
        let mut scene = TalkScene { set: self, compiler, facts, report };
        Talk {
            from: entry.from,
            event: entry.event,
            is_any,
            earlier: entry.earlier.iter().filter_map(|entry| scene.earlier(entry)).collect(),
            unless_earlier: entry.unless_earlier.iter().filter_map(|entry| scene.earlier(entry)).collect(),
            count: entry.count.as_ref().and_then(|count| {
                Some(Count { at_least: count.at_least, range: scene.range(&count.within)?, same_text: count.same_text, once: count.once })
            }),
            at: entry.at.clone(),
            answer: entry.answer.as_ref().and_then(|answer| scene.answer(answer)),
        }
    }
}

impl TalkSet {
    /// The same for what excuses findings of single replies.
    pub fn excuse(&mut self, excused: &[EarlierEntry], compiler: &mut Compiler, facts: Facts<'_>, report: &mut Report<'_>) -> Talk {
        let mut scene = TalkScene { set: self, compiler, facts, report };
        Talk {
            from: None,
            event: None,
            is_any: false,
            earlier: Vec::new(),
            unless_earlier: excused.iter().filter_map(|entry| scene.earlier(entry)).collect(),
            count: None,
            at: None,
            answer: scene.excused(excused),
        }
    }
}

struct TalkScene<'a, 'r> {
    set: &'a mut TalkSet,
    compiler: &'a mut Compiler,
    facts: Facts<'a>,
    report: &'a mut Report<'r>,
}

impl TalkScene<'_, '_> {
    fn earlier(&mut self, entry: &EarlierEntry) -> Option<Earlier> {
        let said = self.said(entry);
        Some(Earlier {
            number: self.set.conditions.add(said.clone()).0,
            said,
            range: self.range(&entry.within)?,
            older_than_ms: entry.older_than.as_ref().and_then(|duration| self.duration_ms(duration)),
            at_least: entry.at_least,
            unanswered: entry.unanswered,
        })
    }

    fn answer(&mut self, entry: &AnswerEntry) -> Option<Answer> {
        Some(Answer {
            said: Said { from: Some(entry.from), event: None, groups: self.groups(&entry.says), not: self.words(&entry.not) },
            range: self.range(&entry.within)?,
            is_under: entry.is_under,
            counts: entry.counts,
            first: entry.first,
            must: entry.must,
            own: entry.own,
            echo: self.each_word(&entry.echo),
            unless: entry.unless.iter().map(|entry| self.said(entry)).collect(),
        })
    }

    fn said(&mut self, entry: &EarlierEntry) -> Said {
        Said { from: entry.from, event: entry.event, groups: self.groups(&entry.says), not: self.words(&entry.not) }
    }

    /// A set for each of the words.
    fn each_word(&mut self, entries: &[Text]) -> Vec<u32> {
        let mut sets = Vec::new();
        for entry in entries {
            match self.facts.words.expand(&entry.value, self.facts.profile) {
                Ok(words) => {
                    let alone = |value| Text { value, place: entry.place };
                    sets.extend(words.into_iter().filter_map(|word| self.words(&[alone(word)])));
                }
                Err(kind) => self.report.fault(entry.place, kind),
            }
        }
        sets
    }

    fn groups(&mut self, groups: &[Vec<Text>]) -> Vec<u32> {
        groups.iter().filter_map(|group| self.words(group)).collect()
    }

    /// The number of a set of words; none where there are no words.
    fn words(&mut self, words: &[Text]) -> Option<u32> {
        let written: Vec<String> = words.iter().map(|word| word.value.clone()).collect();
        if let Some(number) = self.set.set_numbers.get(&written) {
            return Some(*number);
        }
        let first_fault = self.report.faults.len();
        let set = self.compiler.loose_words(words, self.facts, self.report)?;
        let number = self.set.sets.len() as u32;
        self.set.sets.push(set);
        // What is faulty is said wherever it is written.
        if self.report.faults.len() == first_fault {
            self.set.set_numbers.insert(written, number);
        }
        Some(number)
    }

    fn range(&mut self, entry: &RangeEntry) -> Option<Range> {
        Some(match entry {
            RangeEntry::Turns(count) => Range::Turns(*count),
            RangeEntry::Messages(count) => Range::Messages(*count),
            RangeEntry::Session => Range::Session,
            RangeEntry::Until(deadline) => Range::Until(*deadline),
            RangeEntry::Time(duration) => Range::TimeMs(self.duration_ms(duration)?),
        })
    }

    fn duration_ms(&mut self, duration: &DurationEntry) -> Option<i64> {
        match duration {
            DurationEntry::Ms(ms) => Some(*ms),
            DurationEntry::Fact(name) => match self.facts.profile.duration_ms(&name.value) {
                Ok(ms) => Some(ms),
                Err(kind) => {
                    self.report.fault(name.place, kind);
                    None
                }
            },
        }
    }

    /// What excuses a finding of a single reply: said before, or to be said in the range of the first condition.
    fn excused(&mut self, entries: &[EarlierEntry]) -> Option<Answer> {
        let range = self.range(&entries.first()?.within)?;
        // A set of words that does not exist is never said.
        let never = Said { from: None, event: None, groups: vec![u32::MAX], not: None };
        let unless = entries.iter().map(|entry| self.said(entry)).collect();
        let counts = Counts::default();
        Some(Answer { said: never, range, is_under: false, counts, first: false, must: true, own: true, echo: Vec::new(), unless })
    }
}
