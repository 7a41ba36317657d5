//! The sessions of one log after another: feeds each to the rules of conversations, and gives its messages back once all is known about them.

use jinyu::{Conversation, Finding, Linter, MessagePlace, Moment, Observation, Rule, SessionFinding};
use jinyu_transcript::{Message, Role};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A session of which nothing was read while so many messages of others came has ended, if they are later by the idle time as well, or without times.
const MAX_MESSAGES_SINCE: u64 = 20_000;

/// Takes the messages of logs in order. Memory follows the sessions that go on.
pub struct Sessions<'r> {
    linter: &'r Linter,
    /// The number of messages so far.
    messages: u64,
    ids: HashMap<Option<String>, u64>,
    open: HashMap<u64, Session<'r>>,
    next_id: u64,
    /// Open sessions by the number of their last message.
    by_last: BTreeSet<(u64, u64)>,
    /// Numbers of the messages that can still get a finding.
    waiting: BTreeSet<u64>,
    /// Messages with findings, about which nothing more will be found.
    judged: Vec<Judged<'r>>,
    /// How often a limit in time could not be judged, for want of exact times.
    pub undecided: u64,
}

struct Session<'r> {
    name: Option<String>,
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
    /// Whether something was found in it alone.
    pub is_faulty: bool,
    pub findings: Vec<SessionFinding<'r>>,
}

impl<'r> Sessions<'r> {
    pub fn new(linter: &'r Linter) -> Sessions<'r> {
        Sessions {
            linter,
            messages: 0,
            ids: HashMap::new(),
            open: HashMap::new(),
            next_id: 0,
            by_last: BTreeSet::new(),
            waiting: BTreeSet::new(),
            judged: Vec::new(),
            undecided: 0,
        }
    }

    /// The number of the message that was taken last; 0 before the first.
    pub fn last(&self) -> u64 {
        self.messages
    }

    /// The number of the first message that can still get a finding.
    pub fn first_waiting(&self) -> Option<u64> {
        self.waiting.first().copied()
    }

    /// Takes the next message, and gives those, with findings, about which nothing more will be found.
    pub fn take(&mut self, message: &Message, observation: &Observation, is_faulty: bool) -> Vec<Judged<'r>> {
        self.messages += 1;
        self.push(message, observation, is_faulty);
        self.close_idle(observation.moment().unix_ms());
        std::mem::take(&mut self.judged)
    }

    /// Ends the log: nothing more comes in its sessions.
    pub fn finish(&mut self) -> Vec<Judged<'r>> {
        let mut ids: Vec<u64> = self.open.keys().copied().collect();
        ids.sort_unstable();
        ids.into_iter().for_each(|id| self.close(id));
        std::mem::take(&mut self.judged)
    }

    fn push(&mut self, message: &Message, observation: &Observation, is_faulty: bool) {
        let (number, ms) = (self.messages, observation.moment().unix_ms());
        let id = self.session(&message.session, ms);
        let Some(session) = self.open.get_mut(&id) else { return };
        let mut findings = session.conversation.take(observation);
        let place = session.conversation.last_place();
        let here = findings.iter().position(|finding| finding.place == place).map_or(Vec::new(), |at| findings.split_off(at));
        session.distribute(findings);
        if let (Role::Agent, Some(agent)) = (message.role, &message.sender) {
            session.charge(agent);
        }
        let (message, moment) = (message.clone(), observation.moment());
        session.kept.push(Judged { index: place.index, number, message, moment, is_faulty, findings: here });
        self.waiting.insert(number);
        self.by_last.remove(&(session.last, id));
        session.last = number;
        session.last_ms = session.last_ms.max(ms);
        self.by_last.insert((number, id));
        self.release(id, false);
    }

    /// The session of a message, a new one where there is none or it has been silent for too long. Only a session's own messages count for that:
    /// many logs are sorted by session, not by time.
    fn session(&mut self, name: &Option<String>, ms: Option<i64>) -> u64 {
        if let Some(id) = self.ids.get(name).copied() {
            let last_ms = self.open.get(&id).and_then(|session| session.last_ms);
            if last_ms.zip(ms).is_none_or(|(last_ms, ms)| ms - last_ms <= self.linter.session_idle_ms()) {
                return id;
            }
            self.expire(id);
        }
        self.open_session(name.clone())
    }

    fn open_session(&mut self, name: Option<String>) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.ids.insert(name.clone(), id);
        let conversation = Conversation::new(self.linter);
        self.open.insert(id, Session { name, conversation, last: self.messages, last_ms: None, kept: Vec::new() });
        self.by_last.insert((self.messages, id));
        id
    }

    /// Closes the sessions of which nothing has been read for long, so that memory follows the number of those that go on.
    fn close_idle(&mut self, ms: Option<i64>) {
        while let Some((last, id)) = self.by_last.first().copied()
            && self.messages - last > MAX_MESSAGES_SINCE
        {
            let idle_ms = self.linter.session_idle_ms();
            let Some(session) = self.open.get_mut(&id) else { return };
            let is_recent = session.last_ms.zip(ms).is_some_and(|(last_ms, ms)| (0..=idle_ms).contains(&(ms - last_ms)));
            if is_recent {
                session.last = self.messages;
                self.by_last.remove(&(last, id));
                self.by_last.insert((self.messages, id));
            } else {
                self.close(id);
            }
        }
    }

    /// Closes a session in which nothing has happened for the idle time: what was due by then is late.
    fn expire(&mut self, id: u64) {
        if let Some(session) = self.open.get_mut(&id)
            && let Some(last_ms) = session.last_ms
        {
            let end = Moment::from_unix_ms(last_ms.saturating_add(self.linter.session_idle_ms()));
            let late = session.conversation.tick(end);
            session.distribute(late);
        }
        self.close(id);
    }

    fn close(&mut self, id: u64) {
        let Some(session) = self.open.get_mut(&id) else { return };
        let left = session.conversation.close();
        session.distribute(left);
        self.undecided += session.conversation.undecided();
        self.release(id, true);
        if let Some(session) = self.open.remove(&id) {
            self.ids.remove(&session.name);
            self.by_last.remove(&(session.last, id));
        }
    }

    /// Lets go of the messages of a session about which nothing more will be found.
    fn release(&mut self, id: u64, is_closed: bool) {
        let Some(session) = self.open.get_mut(&id) else { return };
        let open: Vec<MessagePlace> = session.conversation.open().collect();
        let is_open = |kept: &Judged<'_>| !is_closed && kept.is_uncharged() || open.iter().any(|place| place.index == kept.index);
        let (kept, done): (Vec<_>, Vec<_>) = std::mem::take(&mut session.kept).into_iter().partition(is_open);
        session.kept = kept;
        for kept in done {
            self.waiting.remove(&kept.number);
            if !kept.findings.is_empty() {
                self.judged.push(kept);
            }
        }
    }
}

impl<'r> Session<'r> {
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

    /// Leaves out what was found in the text alone as well, and all but the highest step of each ladder of rules.
    pub fn settle<'f>(&mut self, alone: impl Iterator<Item = &'f Finding<'r>> + Clone)
    where
        'r: 'f,
    {
        self.findings.retain(|found| !alone.clone().any(|alone| says_the_same(alone, &found.finding)));
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
