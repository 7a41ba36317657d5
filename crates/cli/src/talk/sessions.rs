//! The sessions of one log after another: feeds each to the rules of conversations, and gives its messages back once all is known about them.

use super::numbered::Numbered;
use super::stands_alone;
use crate::batch::Alone;
use foldhash::fast::RandomState;
use jinyu::{Conversation, Finding, Linter, Moment, Observation, Rule, SessionFinding, Severity};
use jinyu_transcript::{Message, Role};
use std::cmp::Reverse;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::Arc;

/// A session of which nothing was read while so many messages of others came has ended, if they are later by the idle time as well, or without times.
const MAX_MESSAGES_SINCE: u64 = 20_000;

/// Takes the messages of logs in order. Memory follows the sessions that go on.
pub struct Sessions<'r> {
    linter: &'r Linter,
    /// The number of messages so far.
    messages: u64,
    /// Where in `sessions` those stand that go on, by name; without a name they are one.
    open: HashMap<Arc<str>, usize, RandomState>,
    sessions: Vec<Session<'r>>,
    /// Places of sessions that have ended, whose memory is used again.
    ended: Vec<usize>,
    next_id: u64,
    /// The sessions by when to look whether they go on; those that have ended by now among them.
    checks: BinaryHeap<Reverse<Check>>,
    /// The same of sessions that were silent when last looked at, but not for the idle time: in the order of checks.
    resting: VecDeque<Resting>,
    /// Of each message whether it can still get a finding, from the first one that can.
    waiting: Numbered<bool>,
    /// Messages with findings, about which nothing more will be found.
    judged: Vec<Judged<'r>>,
    /// Messages that are done with, whose memory is used again.
    spare: Vec<Message>,
    /// How often a limit in time could not be judged, for want of exact times.
    pub undecided: u64,
}

/// When to look whether a session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Check {
    /// The number of the message that comes then.
    at: u64,
    id: u64,
    place: usize,
}

/// A session that is silent.
#[derive(Clone, Copy, Debug)]
struct Resting {
    check: Check,
    /// The latest time of its messages when last looked at: until the idle time has passed since then, the session itself need not be looked at.
    last_ms: i64,
}

struct Session<'r> {
    name: Arc<str>,
    /// Its number among all; none once it has ended.
    id: Option<u64>,
    conversation: Conversation<'r>,
    /// The number of its last message, and the latest time of its messages.
    last: u64,
    last_ms: Option<i64>,
    /// Its messages that can still get a finding.
    kept: Vec<Judged<'r>>,
}

/// A message with what its conversation shows about it.
pub struct Judged<'r> {
    /// Its number in the conversation, as that counts.
    index: u64,
    /// Its number among all messages, from 1.
    pub number: u64,
    pub message: Message,
    pub moment: Moment,
    /// What was found in it alone.
    pub alone: Vec<Finding<'r>>,
    /// It was not checked to its end.
    pub is_truncated: bool,
    pub findings: Vec<SessionFinding<'r>>,
}

impl<'r> Sessions<'r> {
    pub fn new(linter: &'r Linter) -> Sessions<'r> {
        Sessions {
            linter,
            messages: 0,
            open: HashMap::default(),
            sessions: Vec::new(),
            ended: Vec::new(),
            next_id: 0,
            checks: BinaryHeap::new(),
            resting: VecDeque::new(),
            waiting: Numbered::default(),
            judged: Vec::new(),
            spare: Vec::new(),
            undecided: 0,
        }
    }

    /// The number of the message that was taken last; 0 before the first.
    pub fn last(&self) -> u64 {
        self.messages
    }

    /// The number of the first message that can still get a finding.
    pub fn first_waiting(&self) -> Option<u64> {
        self.waiting.front().map(|(number, _)| number)
    }

    /// Takes the next message with what was found in it alone, and gives those, with findings, about which nothing more will be found. A message that can
    /// still get one is kept, and another one, of no meaning, left in its place.
    pub fn take(&mut self, message: &mut Message, observation: &Observation, alone: Alone<'_, 'r>) -> Vec<Judged<'r>> {
        self.messages += 1;
        self.push(message, observation, alone);
        self.close_idle(observation.moment().unix_ms());
        std::mem::take(&mut self.judged)
    }

    /// Ends the log: nothing more comes in its sessions.
    pub fn finish(&mut self) -> Vec<Judged<'r>> {
        let mut open: Vec<usize> = self.open.values().copied().collect();
        open.sort_unstable_by_key(|place| self.sessions[*place].id);
        open.into_iter().for_each(|place| self.close(place));
        std::mem::take(&mut self.judged)
    }

    fn push(&mut self, message: &mut Message, observation: &Observation, alone: Alone<'_, 'r>) {
        let (number, moment) = (self.messages, observation.moment());
        let ms = moment.unix_ms();
        let name = message.session.as_deref().unwrap_or_default();
        let place = self.session(name, ms);
        let session = &mut self.sessions[place];
        session.last = number;
        session.last_ms = session.last_ms.max(ms);
        let mut findings = session.conversation.take(observation);
        let place = session.conversation.last_place();
        let here = findings.iter().position(|finding| finding.place == place).map_or(Vec::new(), |at| findings.split_off(at));
        session.distribute(findings);
        if let (Role::Agent, Some(agent)) = (message.role, &message.sender) {
            session.charge(agent);
        }
        if !here.is_empty() || session.conversation.open().any(|open| open == place) {
            let message = std::mem::replace(message, self.spare.pop().unwrap_or_default());
            let (alone, is_truncated) = (alone.findings.to_vec(), alone.is_truncated);
            session.kept.push(Judged { index: place.index, number, message, moment, alone, is_truncated, findings: here });
            *self.waiting.at(number) = true;
        }
        let conversation = &session.conversation;
        let is_done = |kept: &mut Judged<'_>| !kept.is_uncharged() && !conversation.open().any(|place| place.index == kept.index);
        let done = session.kept.extract_if(.., is_done);
        release(done, &mut self.waiting, &mut self.judged, &mut self.spare);
    }

    /// The place of the session of that name, which is a new one where the last one has been silent for too long.
    fn session(&mut self, name: &str, ms: Option<i64>) -> usize {
        match self.open.get(name).copied() {
            Some(place) if !self.sessions[place].is_over(ms, self.linter.session_idle_ms()) => return place,
            Some(place) => self.expire(place),
            None => {}
        }
        self.open_session(name)
    }

    fn open_session(&mut self, name: &str) -> usize {
        let (name, id): (Arc<str>, u64) = (name.into(), self.next_id);
        self.next_id += 1;
        let place = self.ended.pop().unwrap_or(self.sessions.len());
        match self.sessions.get_mut(place) {
            Some(session) => {
                session.conversation.restart();
                (session.name, session.id) = (Arc::clone(&name), Some(id));
                (session.last, session.last_ms) = (self.messages, None);
            }
            None => {
                let conversation = Conversation::new(self.linter);
                let (name, kept) = (Arc::clone(&name), Vec::new());
                self.sessions.push(Session { name, id: Some(id), conversation, last: self.messages, last_ms: None, kept });
            }
        }
        self.checks.push(Reverse(Check { at: self.messages + MAX_MESSAGES_SINCE + 1, id, place }));
        self.open.insert(name, place);
        place
    }

    /// Closes the sessions of which nothing has been read for long, so that memory follows the number of those that go on.
    fn close_idle(&mut self, ms: Option<i64>) {
        while let Some(resting) = self.resting.pop_front_if(|resting| resting.check.at <= self.messages) {
            if self.is_resting(resting.last_ms, ms) {
                self.rest(resting.check, resting.last_ms);
            } else {
                self.close_if_idle(resting.check, ms);
            }
        }
        while let Some(Reverse(check)) = self.checks.peek_mut().filter(|next| next.0.at <= self.messages).map(PeekMut::pop) {
            self.close_if_idle(check, ms);
        }
    }

    /// Closes a session if nothing has been read of it for long; else notes when to look again.
    fn close_if_idle(&mut self, check: Check, ms: Option<i64>) {
        let session = &self.sessions[check.place];
        if session.id != Some(check.id) {
            return;
        }
        let at = session.last + MAX_MESSAGES_SINCE + 1;
        match session.last_ms {
            _ if at > self.messages => self.checks.push(Reverse(Check { at, ..check })),
            Some(last_ms) if self.is_resting(last_ms, ms) => self.rest(check, last_ms),
            _ => self.close(check.place),
        }
    }

    /// Looks at a silent session again after as many messages.
    fn rest(&mut self, check: Check, last_ms: i64) {
        let check = Check { at: self.messages + MAX_MESSAGES_SINCE + 1, ..check };
        self.resting.push_back(Resting { check, last_ms });
    }

    /// Whether the idle time has not passed since then.
    fn is_resting(&self, last_ms: i64, ms: Option<i64>) -> bool {
        ms.is_some_and(|ms| (0..=self.linter.session_idle_ms()).contains(&(ms - last_ms)))
    }

    /// Closes a session in which nothing has happened for the idle time: what was due by then is late.
    fn expire(&mut self, place: usize) {
        let session = &mut self.sessions[place];
        if let Some(last_ms) = session.last_ms {
            let end = Moment::from_unix_ms(last_ms.saturating_add(self.linter.session_idle_ms()));
            let late = session.conversation.tick(end);
            session.distribute(late);
        }
        self.close(place);
    }

    fn close(&mut self, place: usize) {
        let session = &mut self.sessions[place];
        self.open.remove(&session.name);
        session.id = None;
        let left = session.conversation.close();
        session.distribute(left);
        self.undecided += session.conversation.undecided();
        release(session.kept.drain(..), &mut self.waiting, &mut self.judged, &mut self.spare);
        self.ended.push(place);
    }
}

/// Lets go of messages about which nothing more will be found.
fn release<'r>(
    done: impl Iterator<Item = Judged<'r>>,
    waiting: &mut Numbered<bool>,
    judged: &mut Vec<Judged<'r>>,
    spare: &mut Vec<Message>,
) {
    for kept in done {
        *waiting.at(kept.number) = false;
        if kept.findings.is_empty() {
            spare.push(kept.message);
        } else {
            judged.push(kept);
        }
    }
    while waiting.front().is_some_and(|(_, waits)| !waits) {
        waiting.pop_front();
    }
}

impl<'r> Session<'r> {
    /// Whether a message at that time is one of a new session, since this one has been silent for too long. Only a session's own messages count for
    /// that: many logs are sorted by session, not by time.
    fn is_over(&self, ms: Option<i64>, idle_ms: i64) -> bool {
        self.last_ms.zip(ms).is_some_and(|(last_ms, ms)| ms - last_ms > idle_ms)
    }

    /// Gives findings to the messages at which they stand.
    fn distribute(&mut self, findings: Vec<SessionFinding<'r>>) {
        for finding in findings {
            if let Some(kept) = self.kept.iter_mut().find(|kept| kept.index == finding.place.index) {
                kept.findings.push(finding);
            }
        }
    }

    /// Who speaks first in a session answers for what customers waited for before.
    fn charge(&mut self, agent: &str) {
        for kept in self.kept.iter_mut().filter(|kept| kept.is_uncharged()) {
            let agent: Arc<str> = agent.into();
            kept.findings.iter_mut().for_each(|found| found.agent = Some(Arc::clone(&agent)));
        }
    }
}

impl<'r> Judged<'r> {
    /// The agent who answers for what was found, where one is known.
    pub fn agent(&self) -> Option<&str> {
        self.findings.iter().find_map(|found| found.agent.as_deref())
    }

    /// What was found in it alone and counts in a conversation.
    pub fn alone(&self) -> impl Iterator<Item = &Finding<'r>> {
        self.alone.iter().filter(|found| stands_alone(found, true))
    }

    /// Whether the reply was already at fault in itself.
    pub fn is_faulty(&self, min_severity: Severity) -> bool {
        self.alone().any(|found| found.severity >= min_severity)
    }

    /// Leaves out what was found in the text alone as well, and all but the highest step of each ladder of rules.
    pub fn settle(&mut self) {
        let mut findings = std::mem::take(&mut self.findings);
        findings.retain(|found| !self.alone().any(|alone| says_the_same(alone, &found.finding)));
        self.findings = findings;
        let steps: Vec<&Rule> = self.findings.iter().map(|found| found.finding.rule).collect();
        self.findings.retain(|found| !steps.iter().any(|step| step.is_above(found.finding.rule)));
    }

    /// Whether a customer waited and nobody of the shop has spoken yet.
    fn is_uncharged(&self) -> bool {
        self.message.role == Role::Customer && !self.findings.is_empty() && self.agent().is_none()
    }
}

/// Whether what was found in a reply alone explains what was found in the conversation: the same words break the same clauses.
fn says_the_same(alone: &Finding<'_>, found: &Finding<'_>) -> bool {
    let serves = |clause: &String| alone.rule.clauses().contains(clause);
    alone.span.overlaps(found.span) && alone.severity >= found.severity && found.rule.clauses().iter().all(serves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jinyu::RuleSet;

    const RULES: &str = "
family: t
clauses: {T-1: {title: 标题, source: 出处}}
rules:
  - {id: missed, clauses: [T-1], severity: error, message: 漏, from: customer, phrases: [发票], answer: {within: session}, examples: {flag: [在], pass: [在]}}
";

    /// After how many messages of others, so far apart, a question is known to be unanswered; with a second one after so many.
    fn closed_after(gap_ms: Option<i64>, again_after: Option<u64>) -> Option<u64> {
        let rules = RuleSet::builder().rules([("t.yaml", RULES)]).profile("profile.yaml", "calendar: {session_idle: 1h}");
        let linter = rules.build().and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"));
        let mut sessions = Sessions::new(&linter);
        let mut say = |name: &str, text: &str, at: i64| {
            let moment = gap_ms.map_or_else(Moment::default, |gap_ms| Moment::from_unix_ms(1_772_700_000_000 + gap_ms * at));
            let mut message = Message::default();
            message.session = Some(name.to_owned());
            let observation = linter.observe(&jinyu::Message::new(Role::Customer, text).at(moment));
            sessions.take(&mut message, &observation, Alone::default())
        };
        assert!(say("asked", "有发票吗", 0).is_empty());
        (1..200_000).find(|number| {
            let name = if again_after == Some(*number) { "asked" } else { "other" };
            say(name, "在吗", *number as i64).iter().any(|judged| judged.number == 1)
        })
    }

    #[test]
    fn silent_sessions_end() {
        assert_eq!(closed_after(None, None), Some(20_001), "without times");
        assert_eq!(closed_after(Some(1_000), None), Some(20_001), "the idle time has long passed");
        assert_eq!(closed_after(Some(100), None), Some(40_002), "the idle time has passed when it is looked at again");
        assert_eq!(closed_after(Some(0), None), None, "no time passes");
        assert_eq!(closed_after(Some(1_000), Some(500)), Some(20_501), "it went on");
        assert_eq!(closed_after(Some(100), Some(20_000)), Some(60_002), "it went on, and was silent after that");
        assert_eq!(closed_after(Some(100), Some(30_000)), Some(70_002), "it was silent, went on, and was silent again");
        assert_eq!(closed_after(Some(-1_000), None), Some(20_001), "sessions sorted by name, not by time");
    }
}
