//! Quality inspection of whole logs: messages and findings in, figures out.
//!
//! Memory follows the number of agents, days, shifts and rules, and of conversations that are open at a time; never that of messages.

mod figures;
mod frequent;
mod sample;
mod session;
mod turn;
mod waits;

pub use figures::{Figures, RuleFigures};
pub(crate) use sample::cut;
pub use sample::{Mark, Sample, Samples};
pub use session::{Session, WorstSessions};
pub(crate) use turn::Key;
pub use turn::{Hit, ShiftSlot, Turn, Who};
pub use waits::{WAIT_LIMITS, Waits};

use crate::profile::{Agents, Calendar, Shifts};
use crate::{Day, Moment, Role, RuleSet, Severity};
use figures::LazySample;
use frequent::Frequent;
use session::OpenSessions;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Different faulty words, and different faulty replies, that are counted at a time.
const MAX_PHRASES: usize = 4_096;
/// Words and quick phrases for whose messages suggestions are made.
const MAX_SHOWN: usize = 30;
/// Longest reply that may be a quick phrase, in bytes.
const MAX_QUICK_PHRASE: usize = 512;

/// A rule that was broken.
#[derive(Clone, Debug)]
pub struct BrokenRule {
    /// The worst severity with which it was found.
    pub severity: Severity,
    /// The clauses that it serves.
    pub clauses: Vec<String>,
    /// Why it is a fault, in Chinese and in English.
    pub message: [String; 2],
}

/// What is kept of words that were found.
#[derive(Clone, Debug, Default)]
pub struct PhraseFigures {
    /// The rules that found them.
    pub rules: BTreeSet<Arc<str>>,
    /// The worst messages.
    pub samples: Samples,
}

/// What is kept of a reply with findings that may be sent again and again.
#[derive(Clone, Debug, Default)]
pub struct QuickPhrase {
    /// The words that were found in it, each with the rule.
    pub matched: BTreeSet<(String, Arc<str>)>,
    /// Where it was sent.
    pub samples: Samples,
}

/// The figures of a run: give it every message with [`turn`](Inspection::turn), in the order of the files.
#[derive(Debug)]
pub struct Inspection<'s> {
    staff: &'s Agents,
    shifts: &'s Shifts,
    calendar: &'s Calendar,
    figures: BTreeMap<Key, Figures>,
    rules: BTreeMap<Arc<str>, BrokenRule>,
    phrases: Frequent<PhraseFigures>,
    texts: Frequent<QuickPhrase>,
    open: OpenSessions,
    worst: WorstSessions,
    file: Arc<str>,
    span: Option<(Moment, Moment)>,
    timeless: u64,
}

impl<'s> Inspection<'s> {
    /// Nothing yet; agents, shifts and working hours are those of the profile.
    #[must_use]
    pub fn new(rules: &'s RuleSet) -> Inspection<'s> {
        Inspection {
            staff: rules.agents(),
            shifts: rules.shifts(),
            calendar: rules.calendar(),
            figures: BTreeMap::new(),
            rules: BTreeMap::new(),
            phrases: Frequent::new(MAX_PHRASES),
            texts: Frequent::new(MAX_PHRASES),
            open: OpenSessions::default(),
            worst: WorstSessions::default(),
            file: "".into(),
            span: None,
            timeless: 0,
        }
    }

    /// Counts a message and what was found in it.
    pub fn turn(&mut self, turn: &Turn<'_>, hits: &[Hit<'_>]) {
        if *turn.file != self.file {
            self.end_file();
            self.file = Arc::clone(turn.file);
        }
        self.note_moment(turn.moment);
        let keys = self.keys(turn);
        let mut sample = LazySample::new(turn, hits);
        for key in &keys {
            let figures = self.figures.entry(key.clone()).or_default();
            figures.messages += 1;
            figures.replies += u64::from(turn.is_checked);
            figures.faulty += u64::from(turn.is_checked && !hits.is_empty());
            figures.add(hits, &mut sample);
        }
        let wait = self.follow(turn, &keys, hits);
        if let Some((is_first, seconds)) = wait {
            for key in &keys {
                let figures = self.figures.entry(key.clone()).or_default();
                let waits = if is_first { &mut figures.first } else { &mut figures.later };
                waits.add(seconds);
                if let Some(seconds) = seconds.filter(|seconds| waits.is_slow(*seconds)) {
                    waits.remember(seconds, sample.get());
                }
            }
        }
        self.count_words(turn, hits, &mut sample);
        while let Some(session) = self.open.surplus() {
            self.close(session);
        }
    }

    /// Counts what was found out later about a message that was counted already, such as that nobody answered it. `was_faulty` says whether
    /// something had been found in it.
    pub fn hits(&mut self, turn: &Turn<'_>, hits: &[Hit<'_>], was_faulty: bool) {
        let mut sample = LazySample::new(turn, hits);
        self.mark(turn, hits);
        let is_new = turn.is_checked && !was_faulty && !hits.is_empty();
        for key in self.keys(turn) {
            let figures = self.figures.entry(key).or_default();
            figures.faulty += u64::from(is_new);
            figures.add(hits, &mut sample);
        }
        self.count_words(turn, hits, &mut sample);
    }

    /// Closes all conversations: no message will follow.
    pub fn finish(&mut self) {
        self.end_file();
    }

    fn end_file(&mut self) {
        while let Some(session) = self.open.oldest() {
            self.close(session);
        }
    }

    fn note_moment(&mut self, moment: Moment) {
        self.timeless += u64::from(!moment.is_known());
        if moment.has_date() {
            let (first, last) = self.span.unwrap_or((moment, moment));
            let is_first = moment.unix_ms() < first.unix_ms();
            self.span = Some((if is_first { moment } else { first }, last.max(moment)));
        }
    }

    /// What a message counts for.
    fn keys(&self, turn: &Turn<'_>) -> Vec<Key> {
        let slot = |minute| self.shifts.at(minute).map_or(ShiftSlot::Outside, ShiftSlot::Shift);
        let zone = self.calendar.zone();
        let slot = turn.moment.minute_of_day(zone).map_or(ShiftSlot::Unknown, slot);
        let mut keys = vec![Key::All, Key::Day(turn.moment.day(zone)), Key::Shift(slot)];
        keys.extend(self.who(turn).map(Key::Who));
        keys
    }

    /// To whom a message of the shop counts, or what is found about another.
    #[must_use]
    pub fn who(&self, turn: &Turn<'_>) -> Option<Who> {
        match turn.role {
            Role::Agent => Some(turn.sender.map_or(Who::Unknown, |sender| Who::Person(self.staff.name(sender).to_owned()))),
            Role::Auto => Some(Who::Auto),
            Role::Customer | Role::System => turn.agent.map(|agent| Who::Person(self.staff.name(agent).to_owned())),
        }
    }

    /// Follows the conversation; where the message answers the customer, whether it is the first answer, and the wait in seconds.
    fn follow(&mut self, turn: &Turn<'_>, keys: &[Key], hits: &[Hit<'_>]) -> Option<(bool, Option<u64>)> {
        let calendar = self.calendar;
        let (wait, counted) = self.open.with(turn.session, |session, is_new| {
            if is_new {
                session.file = Arc::clone(turn.file);
                session.name = turn.session.map(str::to_owned);
                session.is_continued = turn.index > 1;
            }
            session.messages += 1;
            count(hits, &mut session.findings);
            session.keep(turn.role, || Sample::new(turn, hits));
            let is_counted = |key: &&Key| !session.is_continued && !session.counted.contains(*key);
            let counted: Vec<Key> = keys.iter().filter(is_counted).cloned().collect();
            session.counted.extend(counted.iter().cloned());
            let answer = session.answer(turn.role, turn.sender.map(|sender| self.staff.name(sender)), turn.moment);
            (answer.map(|(is_first, asked)| (is_first, calendar.worked_seconds(asked, turn.moment))), counted)
        });
        for key in counted {
            self.figures.entry(key).or_default().sessions += 1;
        }
        wait
    }

    /// Adds findings to the message where it is kept.
    fn mark(&mut self, turn: &Turn<'_>, hits: &[Hit<'_>]) {
        let Some(session) = self.open.get(turn.session) else { return };
        count(hits, &mut session.findings);
        if let Some((_, sample)) = session.transcript.iter_mut().find(|(_, sample)| sample.index == turn.index) {
            sample.mark(hits);
        }
    }

    fn count_words(&mut self, turn: &Turn<'_>, hits: &[Hit<'_>], sample: &mut LazySample<'_>) {
        for hit in hits {
            if !self.rules.contains_key(hit.rule) {
                let rule = BrokenRule { severity: hit.severity, clauses: hit.clauses.to_vec(), message: hit.message.map(str::to_owned) };
                self.rules.insert(hit.rule.into(), rule);
            }
            if let Some(rule) = self.rules.get_mut(hit.rule) {
                rule.severity = rule.severity.max(hit.severity);
            }
            let matched = hit.span.map(|span| cut(span.of(turn.text)));
            if let Some(phrase) = matched.and_then(|matched| self.phrases.add(matched)) {
                phrase.rules.insert(hit.rule.into());
                if phrase.samples.wants(hit.severity) {
                    phrase.samples.add(hit.severity, sample.get());
                }
            }
        }
        let has_words = hits.iter().any(|hit| hit.span.is_some());
        if has_words
            && turn.text.len() <= MAX_QUICK_PHRASE
            && let Some(text) = self.texts.add(turn.text)
        {
            let words = hits.iter().filter_map(|hit| hit.span.map(|span| (span.of(turn.text).to_owned(), hit.rule.into())));
            text.matched.extend(words);
            if text.samples.wants(Severity::Info) {
                text.samples.add(Severity::Info, sample.get());
            }
        }
    }

    fn close(&mut self, mut session: Session) {
        session.is_unanswered = !session.is_continued && !session.is_greeted && session.waiting.is_some();
        if session.is_unanswered {
            for key in &session.counted {
                if !matches!(key, Key::Who(Who::Auto)) {
                    self.figures.entry(key.clone()).or_default().unanswered += 1;
                }
            }
        }
        self.worst.add(session);
    }

    /// Everything together.
    #[must_use]
    pub fn all(&self) -> Figures {
        self.figures.get(&Key::All).cloned().unwrap_or_default()
    }

    /// By agent: persons by name, then those whom the log does not name, then automatic replies.
    pub fn agents(&self) -> impl Iterator<Item = (&Who, &Figures)> {
        self.figures.iter().filter_map(|(key, figures)| if let Key::Who(who) = key { Some((who, figures)) } else { None })
    }

    /// By day; `None` is messages whose day is unknown.
    pub fn days(&self) -> impl Iterator<Item = (Option<Day>, &Figures)> {
        self.figures.iter().filter_map(|(key, figures)| if let Key::Day(day) = key { Some((*day, figures)) } else { None })
    }

    /// By shift, in the order of the profile.
    pub fn shifts(&self) -> impl Iterator<Item = (ShiftSlot, &Figures)> {
        self.figures.iter().filter_map(|(key, figures)| if let Key::Shift(slot) = key { Some((*slot, figures)) } else { None })
    }

    /// The rules that were broken, by id.
    #[must_use]
    pub fn rules(&self) -> &BTreeMap<Arc<str>, BrokenRule> {
        &self.rules
    }

    /// The worst conversations, worst first.
    #[must_use]
    pub fn worst(&self) -> &WorstSessions {
        &self.worst
    }

    /// The words that caused most findings, with the number of these.
    #[must_use]
    pub fn phrases(&self, most: usize) -> Vec<(&str, u64, &PhraseFigures)> {
        self.phrases.ranked().into_iter().take(most).collect()
    }

    /// Replies with findings that were sent at least `times` times word for word, most frequent first.
    #[must_use]
    pub fn quick_phrases(&self, times: u64) -> Vec<(&str, u64, &QuickPhrase)> {
        self.texts.ranked().into_iter().take_while(|(_, sent, _)| *sent >= times).collect()
    }

    /// The texts with findings that a report shows, each once, sorted. `times` as for [`quick_phrases`](Inspection::quick_phrases).
    #[must_use]
    pub fn shown_texts(&self, times: u64) -> BTreeSet<&str> {
        let cells = self
            .figures
            .values()
            .flat_map(|figures| figures.samples.iter().chain(figures.rules.values().flat_map(|rule| rule.samples.iter())));
        let sessions = self.worst.iter().flat_map(|session| session.transcript.iter().map(|(_, sample)| sample));
        let phrases = self.phrases.ranked().into_iter().take(MAX_SHOWN).flat_map(|(_, _, phrase)| phrase.samples.iter());
        let faulty =
            cells.chain(sessions).chain(phrases).filter(|sample| sample.marks.iter().any(|mark| mark.span.is_some()) && !sample.is_cut);
        let quick = self.quick_phrases(times).into_iter().take(MAX_SHOWN).map(|(text, _, _)| text);
        faulty.map(|sample| sample.text.as_str()).chain(quick).collect()
    }

    /// Whether there were so many different words that their counts are too low by up to 1 in 4,096.
    #[must_use]
    pub fn words_are_exact(&self) -> bool {
        self.phrases.is_exact() && self.texts.is_exact()
    }

    /// The first and the last moment, in the time zone of the shop: `2026-03-06 09:02:11`.
    #[must_use]
    pub fn span(&self) -> Option<(String, String)> {
        let (first, last) = self.span?;
        Some((first.written(self.calendar.zone())?, last.written(self.calendar.zone())?))
    }

    /// Messages without a time that can be read.
    #[must_use]
    pub fn timeless(&self) -> u64 {
        self.timeless
    }

    /// The shifts of the profile.
    #[must_use]
    pub fn shift_names(&self) -> &'s Shifts {
        self.shifts
    }
}

impl Session {
    /// Whether the message is a person's answer, the first one or a later one, and since when the customer waited. An automatic reply answers
    /// nobody.
    fn answer(&mut self, role: Role, agent: Option<&str>, moment: Moment) -> Option<(bool, Moment)> {
        match role {
            Role::Customer => {
                self.waiting.get_or_insert(moment);
                None
            }
            Role::Agent => {
                if let Some(agent) = agent.filter(|agent| !self.agents.contains(*agent)) {
                    self.agents.insert(agent.to_owned());
                }
                let is_first = !std::mem::replace(&mut self.is_greeted, true) && !self.is_continued;
                Some((is_first, self.waiting.take()?))
            }
            Role::Auto | Role::System => None,
        }
    }
}

fn count(hits: &[Hit<'_>], findings: &mut [u64; 4]) {
    hits.iter().for_each(|hit| findings[hit.severity as usize] += 1);
}

#[cfg(test)]
mod tests;
