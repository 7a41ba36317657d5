//! Conversations of a log: feeds each session, and holds the report back from the first message that can still get a finding.

use crate::batch::{Batch, Report, origin};
use crate::tally::Tally;
use jinyu::{Conversation, Finding, Linter, MessagePlace, Moment, Observation, Review, Rewrite, Rule, SessionFinding, Severity};
use jinyu_report::FaultyReply;
use jinyu_transcript::{Message, Role};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A session of which nothing was read while so many messages of others came has ended, if they are later by the idle time as well, or without times.
const MAX_MESSAGES_SINCE: u64 = 20_000;

/// The conversations of one log after another. Takes batches in order.
pub struct Talk<'r> {
    linter: &'r Linter,
    report: Report,
    file: Arc<str>,
    /// The number of messages so far.
    messages: u64,
    ids: HashMap<Option<String>, u64>,
    open: HashMap<u64, Session<'r>>,
    next_id: u64,
    /// Open sessions by the number of their last message.
    by_last: BTreeSet<(u64, u64)>,
    /// Reports that wait for an earlier message, by its number.
    held: BTreeMap<u64, String>,
    /// Numbers of the messages that can still get a finding.
    waiting: BTreeSet<u64>,
    /// What was found in conversations.
    pub tally: Tally<'r>,
    /// For each log with times that cannot be read: the first one.
    pub unread: Vec<Unread>,
}

/// A time that cannot be read.
pub struct Unread {
    pub file: Arc<str>,
    pub line: u64,
    pub time: String,
    /// How many there are in the log.
    pub count: u64,
}

struct Session<'r> {
    name: Option<String>,
    conversation: Conversation<'r>,
    /// The number of its last message, and the latest time of its messages.
    last: u64,
    last_ms: Option<i64>,
    /// Its messages that can still get a finding.
    kept: Vec<Kept<'r>>,
}

struct Kept<'r> {
    /// Its number in the conversation, and in the log.
    index: u64,
    number: u64,
    message: Message,
    is_faulty: bool,
    findings: Vec<SessionFinding<'r>>,
}

impl<'r> Talk<'r> {
    pub fn new(linter: &'r Linter, report: Report) -> Talk<'r> {
        Talk {
            linter,
            report,
            file: "".into(),
            messages: 0,
            ids: HashMap::new(),
            open: HashMap::new(),
            next_id: 0,
            by_last: BTreeSet::new(),
            held: BTreeMap::new(),
            waiting: BTreeSet::new(),
            tally: Tally::default(),
            unread: Vec::new(),
        }
    }

    /// Takes the next batch, and hands over what of the report is final, one text a message.
    pub fn take<E>(&mut self, batch: &Batch, write: &mut dyn FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        if self.file != batch.file {
            self.finish(write)?;
            self.file = Arc::clone(&batch.file);
        }
        if batch.observations.is_empty() {
            return write(&batch.report);
        }
        let (mut from, mut is_first) = (0, true);
        for ((message, observation), checked) in batch.messages().iter().zip(&batch.observations).zip(&batch.checked) {
            self.messages += 1;
            let report = batch.report.get(from..checked.report_end).unwrap_or_default();
            from = checked.report_end;
            if !report.is_empty() {
                let report = report.strip_prefix(self.report.format.separator()).filter(|_| !is_first).unwrap_or(report);
                is_first = false;
                self.held.insert(self.messages, report.to_owned());
            }
            if let Some(time) = message.time.as_ref().filter(|_| !observation.moment().is_known()) {
                self.note_unread(message.line, time);
            }
            self.push(message, observation, checked.is_faulty);
            self.close_idle(observation.moment().unix_ms());
            self.flush(write)?;
        }
        Ok(())
    }

    /// Ends the log: nothing more comes in its sessions.
    pub fn finish<E>(&mut self, write: &mut dyn FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        let mut ids: Vec<u64> = self.open.keys().copied().collect();
        ids.sort_unstable();
        ids.into_iter().for_each(|id| self.close(id));
        self.flush(write)
    }

    fn push(&mut self, message: &Message, observation: &Observation, is_faulty: bool) {
        let (number, ms) = (self.messages, observation.moment().unix_ms());
        let id = self.session(&message.session, ms);
        let Some(session) = self.open.get_mut(&id) else { return };
        let mut findings = session.conversation.take(observation);
        let place = session.conversation.last_place();
        let here = findings.iter().position(|finding| finding.place == place).map_or(Vec::new(), |at| findings.split_off(at));
        distribute(&mut session.kept, findings);
        session.kept.push(Kept { index: place.index, number, message: message.clone(), is_faulty, findings: here });
        self.waiting.insert(number);
        self.by_last.remove(&(session.last, id));
        session.last = number;
        session.last_ms = session.last_ms.max(ms);
        self.by_last.insert((number, id));
        self.release(id);
    }

    /// The session of a message, a new one where there is none or it has been silent for too long. Only a session's own messages count for that:
    /// many logs are sorted by session, not by time.
    fn session(&mut self, name: &Option<String>, ms: Option<i64>) -> u64 {
        if let Some(id) = self.ids.get(name).copied() {
            let last_ms = self.open.get(&id).and_then(|session| session.last_ms);
            if last_ms.zip(ms).is_none_or(|(last_ms, ms)| ms - last_ms <= self.linter.session_idle_ms()) {
                return id;
            }
            self.close(id);
        }
        self.open_session(name.clone())
    }

    fn note_unread(&mut self, line: u64, time: &str) {
        match self.unread.last_mut().filter(|unread| unread.file == self.file) {
            Some(unread) => unread.count += 1,
            None => self.unread.push(Unread { file: Arc::clone(&self.file), line, time: time.to_owned(), count: 1 }),
        }
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

    fn close(&mut self, id: u64) {
        let Some(session) = self.open.get_mut(&id) else { return };
        let left = session.conversation.close();
        distribute(&mut session.kept, left);
        self.tally.undecided += session.conversation.undecided();
        self.release(id);
        if let Some(session) = self.open.remove(&id) {
            self.ids.remove(&session.name);
            self.by_last.remove(&(session.last, id));
        }
    }

    /// Lets go of the messages of a session that get no further finding.
    fn release(&mut self, id: u64) {
        let Some(session) = self.open.get_mut(&id) else { return };
        let open: Vec<MessagePlace> = session.conversation.open().collect();
        let is_open = |kept: &Kept<'_>| open.iter().any(|place| place.index == kept.index);
        let (kept, done): (Vec<_>, Vec<_>) = std::mem::take(&mut session.kept).into_iter().partition(is_open);
        session.kept = kept;
        for kept in done {
            self.waiting.remove(&kept.number);
            if !kept.findings.is_empty() {
                self.report(kept);
            }
        }
    }

    /// Counts the findings of a message, and writes its report anew with them.
    fn report(&mut self, kept: Kept<'r>) {
        let Kept { number, message, is_faulty, mut findings, .. } = kept;
        let min_severity = self.report.min_severity;
        let is_ours = (self.report.is_checked)(&message);
        let mut review = if is_ours { self.linter.review(&message.text) } else { Review::default() };
        review.findings.retain(|(found, _)| !found.rule.is_excusable());
        findings.retain(|found| !review.findings.iter().any(|(alone, _)| says_the_same(alone, &found.finding)));
        // Of the steps of a ladder the highest is told.
        let steps: Vec<&Rule> = findings.iter().map(|found| found.finding.rule).collect();
        findings.retain(|found| !steps.iter().any(|step| step.is_above(found.finding.rule)));
        let all: Vec<Finding<'r>> = findings.iter().map(|found| found.finding).collect();
        let is_reported = self.tally.add_more(&all, min_severity, is_faulty);
        findings.retain(|found| found.finding.severity >= min_severity);
        if !is_reported || !self.report.is_written {
            return;
        }
        let mut rows: Vec<(Finding<'r>, Option<Rewrite>, Vec<u64>)> = review
            .findings
            .into_iter()
            .filter(|(found, _)| found.severity >= min_severity)
            .map(|(found, rewrite)| (found, rewrite, Vec::new()))
            .collect();
        for found in &findings {
            let rewrite = is_ours.then(|| self.linter.rewrite_of(&found.finding, &message.text)).flatten();
            rows.push((found.finding, rewrite, found.related.iter().map(|place| place.line).collect()));
        }
        rows.sort_by(|(a, ..), (b, ..)| (a.span, a.rule.id()).cmp(&(b.span, b.rule.id())));
        let related: Vec<Vec<u64>> = rows.iter().map(|(.., related)| related.clone()).collect();
        let offers: Vec<(Finding<'_>, Option<Rewrite>)> = rows.into_iter().map(|(found, rewrite, _)| (found, rewrite)).collect();
        let agent = findings.iter().find_map(|found| found.agent.clone());
        let mut origin = origin(&self.file, &message);
        if message.role != Role::Agent {
            origin.agent = agent.as_deref();
        }
        let suggestions = suggestions(&message.text, &offers, &findings, review.suggestions);
        let mut text = String::new();
        let reply = FaultyReply {
            origin,
            text: &message.text,
            findings: &offers,
            suggestions: &suggestions,
            is_truncated: review.is_truncated,
            related: &related,
        };
        self.report.format.write(&reply, &self.report.style, &mut text);
        self.held.insert(number, text);
    }

    /// Hands over what no earlier message holds back.
    fn flush<E>(&mut self, write: &mut dyn FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        let first = self.waiting.first().copied().unwrap_or(u64::MAX);
        while let Some(entry) = self.held.first_entry().filter(|entry| *entry.key() < first) {
            write(&entry.remove())?;
        }
        Ok(())
    }
}

/// Whether what was found in a reply alone explains what was found in the conversation: the same words break the same clauses.
fn says_the_same(alone: &Finding<'_>, found: &Finding<'_>) -> bool {
    let serves = |clause: &String| alone.rule.clauses().contains(clause);
    alone.span.overlaps(found.span) && alone.severity >= found.severity && found.rule.clauses().iter().all(serves)
}

/// What could be sent instead: it must not break the rules of the conversation either, so that what they offer for the whole reply goes before what
/// mends the reply alone.
fn suggestions(text: &str, offers: &[(Finding<'_>, Option<Rewrite>)], findings: &[SessionFinding<'_>], alone: Vec<String>) -> Vec<String> {
    if findings.iter().all(|found| found.finding.severity < Severity::Warning) {
        return alone;
    }
    let is_whole = |found: &Finding<'_>| found.rule.is_of_conversations() && found.span.of(text).len() == text.len();
    let whole: Vec<&str> =
        offers.iter().filter(|(found, _)| is_whole(found)).filter_map(|(_, rewrite)| Some(rewrite.as_ref()?.text.as_str())).collect();
    match whole[..] {
        [only] if findings.len() == 1 => vec![only.to_owned()],
        _ => Vec::new(),
    }
}

/// Gives findings to the messages at which they stand.
fn distribute<'r>(kept: &mut [Kept<'r>], findings: Vec<SessionFinding<'r>>) {
    for finding in findings {
        if let Some(kept) = kept.iter_mut().find(|kept| kept.index == finding.place.index) {
            kept.findings.push(finding);
        }
    }
}

/// A message of a log as conversations take it.
pub fn observe(linter: &Linter, message: &Message, zone: &jinyu::TimeZone) -> Observation {
    let role = match message.role {
        Role::Agent => jinyu::Role::Agent,
        Role::Customer => jinyu::Role::Customer,
        Role::Auto => jinyu::Role::Auto,
        Role::System => jinyu::Role::System,
    };
    let moment = message.time.as_deref().and_then(|time| Moment::parse(time, zone)).unwrap_or_default();
    let event = message.event.and_then(|event| jinyu::Event::from_name(event.name()));
    // A withdrawn message says nothing any more, but it was sent.
    let text = if message.withdrawn { "" } else { &message.text };
    linter.observe(&jinyu::Message::new(role, text).at(moment).by(message.sender.as_deref()).on_line(message.line).telling(event))
}
