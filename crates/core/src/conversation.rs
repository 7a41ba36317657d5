//! Rules over several messages and over time.

mod conditions;
mod memory;
mod observation;
mod parts;
mod recent;
mod wait;

use crate::moment::Stamp;
use crate::rule::{At, Counts};
use crate::ruleset::Rule;
use crate::settle::Found;
use crate::talk::{Answer, Range as Limit, Talk};
use crate::{Event, Finding, Linter, Message, Moment, Role, Span};
pub(crate) use conditions::{Conditions, EarlierCondition};
use memory::{Memory, Seen};
pub use observation::Observation;
use parts::Parts;
use std::ops::Range;
use std::sync::Arc;
use wait::{Outcome, Wait};

/// One message of a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Its number in the conversation, from 1.
    pub index: u64,
    /// Its line in the log, as the message gave it.
    pub line: u64,
}

/// A fault in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionFinding<'r> {
    /// The message at which it stands.
    pub place: Place,
    /// The rule, how bad it is, and the span in the text of that message.
    pub finding: Finding<'r>,
    /// The other messages that are part of it, in order.
    pub related: Vec<Place>,
    /// The agent who answers for it, where one is known: who sent the message, or who last spoke or was assigned before it was due.
    pub agent: Option<Arc<str>>,
    /// How long somebody has waited at least, in seconds of the time that the rule counts, where that is the fault.
    pub waited_seconds: Option<u64>,
}

/// What falls due next.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Due<'r> {
    /// The rule that will be broken.
    pub rule: &'r Rule,
    /// The message that waits.
    pub place: Place,
    /// The first moment at which it is too late, in milliseconds since 1970 began in UTC.
    pub at_ms: i64,
}

/// One conversation, message by message.
///
/// The same messages give the same findings, whether time passes by ticks or by messages, live or from a log.
///
/// What is kept does not grow with the messages: for each condition of a rule that has been met, as many places as it counts (at most 20); for
/// each rule at most one wait. Of texts the last two short ones of an agent are kept, for rules for which messages are joined.
///
/// ```
/// use jinyu::{Conversation, Linter, Message, Moment, Role, RuleSet};
///
/// let rules = "
/// family: timing
/// clauses: {TIM-01: {title: 首句 45 秒内回复, source: 示例}}
/// rules:
///   - id: first-reply
///     clauses: [TIM-01]
///     severity: error
///     message: 首句超过 45 秒
///     from: customer
///     answer: {within: 45s, first: true}
///     examples: {flag: [[C 10:00:00 在吗, A 10:00:46 在的]], pass: [[C 10:00:00 在吗, A 10:00:45 在的]]}
/// ";
/// let linter = Linter::new(RuleSet::from_yaml([("timing.yaml", rules)])?)?;
/// let mut conversation = Conversation::new(&linter);
/// let asked = 1_700_000_000_000;
/// assert!(conversation.push(&Message::new(Role::Customer, "在吗").at(Moment::from_unix_ms(asked))).is_empty());
/// assert_eq!(conversation.due().map(|due| due.at_ms), Some(asked + 45_001));
/// let late = conversation.tick(Moment::from_unix_ms(asked + 46_000));
/// assert_eq!((late[0].finding.rule.id(), late[0].place.index), ("timing/first-reply", 1));
/// # Ok::<(), jinyu::RuleErrors>(())
/// ```
#[derive(Debug)]
pub struct Conversation<'r> {
    linter: &'r Linter,
    rules: &'r [Rule],
    memory: Memory,
    parts: Parts,
    /// At most one for each rule.
    waits: Vec<Wait>,
    /// Rules that wait no more in this turn, or in this session.
    spent: Vec<Spent>,
    /// Who speaks for the shop.
    agent: Option<Arc<str>>,
    /// The shift of the last messages, in milliseconds since 1970; empty before the first.
    shift: Range<i64>,
    undecided: u64,
    /// The messages that are part of what is being judged.
    related: Vec<Place>,
}

/// A rule that has waited.
#[derive(Clone, Copy, Debug)]
struct Spent {
    rule: u32,
    turn: u32,
    /// Its first message has come, so that rules which look at no other are done.
    is_first_seen: bool,
}

impl<'r> Conversation<'r> {
    /// A conversation in which nothing has been said.
    #[must_use]
    pub fn new(linter: &'r Linter) -> Conversation<'r> {
        let rules = linter.all_rules();
        Conversation {
            linter,
            rules,
            memory: Memory::default(),
            parts: Parts::default(),
            waits: Vec::new(),
            spent: Vec::new(),
            agent: None,
            shift: 0..0,
            undecided: 0,
            related: Vec::new(),
        }
    }

    /// Forgets all that has been said, so that another conversation can begin; its memory is used again.
    pub fn restart(&mut self) {
        self.memory.clear();
        self.parts.clear();
        self.waits.clear();
        self.spent.clear();
        self.agent = None;
        self.undecided = 0;
    }

    /// Takes the next message and gives what is certain with it, in the order of messages.
    pub fn push(&mut self, message: &Message<'_>) -> Vec<SessionFinding<'r>> {
        self.take(&self.linter.observe(message))
    }

    /// The same for a message that has been looked at before, with the same linter.
    pub fn take(&mut self, message: &Observation) -> Vec<SessionFinding<'r>> {
        let mut findings = self.tick(message.moment);
        let seen = self.memory.begin(message);
        self.waits_at(message, seen, &mut findings);
        if let (Role::Agent, Some(sender)) = (message.role, message.sender.as_deref())
            && self.agent.as_deref() != Some(sender)
        {
            self.agent = Some(sender.into());
        }
        if message.event == Some(Event::Opened) {
            self.spent.iter_mut().for_each(|spent| spent.is_first_seen = false);
        }
        let mut last = None;
        for start in &message.starts {
            let is_repeated = last.replace(start.rule) == Some(start.rule);
            self.start(start, is_repeated, message, seen, &mut findings);
        }
        findings.extend(
            self.parts.take(message, seen, self.linter).into_iter().map(|found| SessionFinding { agent: self.agent.clone(), ..found }),
        );
        self.remember(message, seen);
        findings.sort_by_key(|finding| finding.place);
        findings
    }

    /// Tells that everything up to `now` has been pushed, and gives what has become certain by that.
    pub fn tick(&mut self, now: Moment) -> Vec<SessionFinding<'r>> {
        let Some(now) = now.stamp() else {
            return Vec::new();
        };
        let calendar = &self.linter.talk_set().calendar;
        let mut findings = Vec::new();
        for at in (0..self.waits.len()).rev() {
            let answer = answer_of(self.rules, self.waits[at].rule);
            if answer.is_some_and(|answer| self.waits[at].is_surely_late(answer, now, calendar)) {
                let wait = self.waits.remove(at);
                findings.push(self.unanswered(&wait));
            }
        }
        findings.sort_by_key(|finding| finding.place);
        findings
    }

    /// Ends the conversation: nothing more will be said in it. Limits in time that have not passed by then stay unjudged.
    pub fn close(&mut self) -> Vec<SessionFinding<'r>> {
        let waits = std::mem::take(&mut self.waits);
        let mut findings = Vec::new();
        for wait in waits {
            if let Some(answer) = answer_of(self.rules, wait.rule).filter(|answer| !answer.range.is_time()) {
                findings.extend(self.judge(&wait, answer));
            }
        }
        findings.sort_by_key(|finding| finding.place);
        findings
    }

    /// What falls due next.
    #[must_use]
    pub fn due(&self) -> Option<Due<'r>> {
        let dated = self.waits.iter().filter(|wait| wait.since.is_some_and(|since| since.has_date));
        let calendar = &self.linter.talk_set().calendar;
        let due = |wait: &Wait| {
            let at_ms = wait.due_ms(answer_of(self.rules, wait.rule)?, calendar)?;
            Some(Due { rule: &self.rules[wait.rule as usize], place: wait.place, at_ms })
        };
        dated.filter_map(due).min_by_key(|due| (due.at_ms, due.place, due.rule.order))
    }

    /// The message that was taken last.
    #[must_use]
    pub fn last_place(&self) -> Place {
        self.memory.last_place()
    }

    /// The messages that can still get a finding.
    pub fn open(&self) -> impl Iterator<Item = Place> {
        self.waits.iter().flat_map(|wait| [Some(wait.place), wait.last.map(|(place, _)| place)]).flatten()
    }

    /// How often a limit in time could not be judged, because the log gives times to the minute, without a day, or none.
    #[must_use]
    pub fn undecided(&self) -> u64 {
        self.undecided
    }

    /// What a message means to those who wait.
    fn waits_at(&mut self, message: &Observation, seen: Seen, findings: &mut Vec<SessionFinding<'r>>) {
        let calendar = &self.linter.talk_set().calendar;
        for at in (0..self.waits.len()).rev() {
            let Some(answer) = answer_of(self.rules, self.waits[at].rule) else { continue };
            let outcome = self.waits[at].meet(answer, message, seen, calendar);
            if outcome == Outcome::Waits {
                continue;
            }
            let wait = self.waits.remove(at);
            match outcome {
                Outcome::Over => findings.extend(self.judge(&wait, answer)),
                Outcome::Unknown => self.undecided += 1,
                _ => {}
            }
        }
    }

    /// A rule starts at a message: its other conditions are asked.
    fn start(&mut self, start: &Found, is_repeated: bool, message: &Observation, seen: Seen, findings: &mut Vec<SessionFinding<'r>>) {
        let Some(talk) = &self.rules[start.rule as usize].talk else { return };
        let Talk { count, answer, .. } = talk;
        if is_repeated && (count.is_some() || answer.is_some())
            || answer.as_ref().is_some_and(|answer| self.is_spent(start.rule, answer, seen))
        {
            return;
        }
        let mut related = std::mem::take(&mut self.related);
        related.clear();
        if self.is_due(start.rule, talk, message, seen, &mut related) {
            related.sort_unstable();
            related.dedup();
            match answer {
                None => findings.push(self.finding(start, seen.place, related.clone())),
                Some(answer) => self.wait(start, answer, message, seen, related.clone()),
            }
        }
        self.related = related;
    }

    /// Whether a rule's conditions on earlier messages and on the time hold, and it has started often enough; adds the messages that show it.
    fn is_due(&mut self, rule: u32, talk: &Talk, message: &Observation, seen: Seen, related: &mut Vec<Place>) -> bool {
        let Talk { earlier, unless_earlier, count, at, .. } = talk;
        if unless_earlier.iter().any(|earlier| self.memory.is_met(earlier, seen, related))
            || !earlier.iter().all(|earlier| self.memory.is_met(earlier, seen, related))
            || at.as_ref().is_some_and(|at| !self.holds(at, seen))
        {
            return false;
        }
        let Some(count) = count else { return true };
        let before = self.memory.count(rule, message, *count, seen);
        related.extend(before.iter().flatten().map(|seen| seen.place));
        before.is_some()
    }

    fn wait(&mut self, start: &Found, answer: &Answer, message: &Observation, seen: Seen, related: Vec<Place>) {
        if answer.first {
            self.spend(start.rule, seen.turn, true);
        }
        let since = message.moment.stamp();
        if answer.range.is_time() && since.is_none() {
            self.undecided += 1;
            return;
        }
        let echo: Vec<u32> = answer.echo.iter().copied().filter(|word| message.says(*word)).collect();
        if echo.is_empty() && !answer.echo.is_empty() {
            return;
        }
        let said = if answer.own { answer.said.groups_in(message) } else { 0 };
        if answer.own && answer.said.is_complete(said) {
            return;
        }
        let due = since.map_or(wait::Due::Never, |since| self.due_of(answer, since.exactly(since.latest_ms())));
        self.waits.push(Wait {
            rule: start.rule,
            start: *start,
            place: seen.place,
            turn: seen.turn,
            since,
            due,
            said,
            messages: 0,
            last: None,
            echo,
            related,
        });
    }

    /// Whether a message was sent when a rule asks for.
    fn holds(&mut self, at: &At, seen: Seen) -> bool {
        let calendar = &self.linter.talk_set().calendar;
        calendar.holds(at, seen.stamp, |stamp| self.is_in_shift(stamp) || calendar.is_open(stamp))
    }

    /// When a wait since then is too late. Many are so within the shift in which they begin.
    fn due_of(&mut self, answer: &Answer, since: Stamp) -> wait::Due {
        if let (Counts::Working, Limit::TimeMs(limit_ms)) = (answer.counts, answer.range) {
            let at_ms = since.earliest_ms + limit_ms + i64::from(!answer.is_under);
            if self.is_in_shift(since) && at_ms <= self.shift.end {
                return wait::Due::At(at_ms);
            }
        }
        wait::Due::new(answer, since, &self.linter.talk_set().calendar)
    }

    /// Whether a time with a date lies in the shift that is known, or in the one that is then looked up.
    fn is_in_shift(&mut self, at: Stamp) -> bool {
        if at.has_date && !self.shift.contains(&at.earliest_ms) {
            self.shift = self.linter.talk_set().calendar.shift(at).unwrap_or_default();
        }
        at.has_date && self.shift.contains(&at.earliest_ms)
    }

    /// Whether a rule waits already, or has waited enough.
    fn is_spent(&self, rule: u32, answer: &Answer, seen: Seen) -> bool {
        self.spent.iter().any(|spent| spent.rule == rule && (spent.turn == seen.turn || answer.first && spent.is_first_seen))
            || self.waits.iter().any(|wait| wait.rule == rule)
    }

    fn spend(&mut self, rule: u32, turn: u32, is_first: bool) {
        match self.spent.iter_mut().find(|spent| spent.rule == rule) {
            Some(spent) => *spent = Spent { rule, turn, is_first_seen: spent.is_first_seen || is_first },
            None => self.spent.push(Spent { rule, turn, is_first_seen: is_first }),
        }
    }

    /// The range of a wait is over. Who asks for words, asks them of an answer: where there is none, that is another rule's matter.
    fn judge(&mut self, wait: &Wait, answer: &Answer) -> Option<SessionFinding<'r>> {
        match wait.last {
            _ if answer.own || answer.said.groups.is_empty() && answer.echo.is_empty() => Some(self.unanswered(wait)),
            None if answer.must => Some(self.unanswered(wait)),
            None => None,
            Some((place, bytes)) => {
                self.spend(wait.rule, self.memory.turn(), false);
                let span = Span::new(0, bytes);
                let mut related = wait.related.clone();
                related.push(wait.place);
                related.sort_unstable();
                Some(self.finding(&Found { span, hit: span, ..wait.start }, place, related))
            }
        }
    }

    fn unanswered(&mut self, wait: &Wait) -> SessionFinding<'r> {
        self.spend(wait.rule, self.memory.turn(), false);
        let answer = answer_of(self.rules, wait.rule);
        let waited_seconds = answer.and_then(|answer| answer.range.seconds());
        SessionFinding { waited_seconds, ..self.finding(&wait.start, wait.place, wait.related.clone()) }
    }

    fn finding(&self, start: &Found, place: Place, related: Vec<Place>) -> SessionFinding<'r> {
        let finding = Finding {
            rule: &self.rules[start.rule as usize],
            span: start.span,
            severity: start.severity,
            hit: start.hit,
            phrase: start.phrase,
        };
        SessionFinding { place, finding, related, agent: self.agent.clone(), waited_seconds: None }
    }

    /// Notes which conditions a message meets.
    fn remember(&mut self, message: &Observation, seen: Seen) {
        for condition in self.linter.conditions().met_by(message) {
            self.memory.note(condition, seen);
        }
        self.memory.end(message);
    }
}

fn answer_of(rules: &[Rule], rule: u32) -> Option<&Answer> {
    rules.get(rule as usize)?.talk.as_ref()?.answer.as_ref()
}
