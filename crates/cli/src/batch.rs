//! Replies on their way from the reader to the report.

use crate::reviews::Reviews;
use crate::talk::{observe, stands_alone};
use crate::tally::Tally;
use jinyu::{Finding, Linter, Observation, Observer, Review, Severity, Times};
use jinyu_report::{FaultyReply, Format, Origin, Style};
use jinyu_transcript::{Message, Role};
use std::sync::Arc;

/// Most replies of one batch.
const MAX_REPLIES: usize = 512;
/// A batch with so much text is full, in bytes.
const MAX_TEXT: usize = 256 * 1024;

/// Consecutive messages of one file, and then the report on them. Its memory is used again.
#[derive(Debug, Default)]
pub struct Batch<R = String> {
    pub file: Arc<str>,
    messages: Vec<Message>,
    used: usize,
    text_bytes: usize,
    /// Whether the messages are those of conversations, all of them.
    pub is_talk: bool,
    /// The report; what a checker leaves here.
    pub report: R,
    /// For each message of conversations: what it means to them. Those behind the messages are of no meaning.
    observations: Vec<Observation>,
    /// For each message of conversations: what checking it alone came to.
    pub checked: Vec<Checked>,
}

/// The messages of conversations with what is known of them.
pub struct Conversations<'b, R> {
    pub messages: &'b mut [Message],
    pub observations: &'b [Observation],
    pub checked: &'b [Checked],
    pub report: &'b R,
}

/// What checking a message alone came to.
#[derive(Clone, Copy, Debug)]
pub struct Checked {
    /// Where in the report of the batch its own ends.
    pub report_end: usize,
    pub is_faulty: bool,
}

impl<R> Batch<R> {
    pub fn clear(&mut self, file: &Arc<str>) {
        self.file = Arc::clone(file);
        self.used = 0;
        self.text_bytes = 0;
        self.is_talk = false;
        self.checked.clear();
    }

    /// The place for the next reply.
    pub fn slot(&mut self) -> &mut Message {
        if self.used == self.messages.len() {
            self.messages.push(Message::default());
        }
        let slot = &mut self.messages[self.used];
        // One huge reply must not keep its memory for all that follow.
        if slot.text.capacity() > MAX_TEXT {
            slot.text = String::new();
        }
        slot
    }

    /// Keeps what is in the slot.
    pub fn keep(&mut self) {
        self.text_bytes += self.messages[self.used].text.len();
        self.used += 1;
    }

    /// What was kept.
    pub fn messages(&self) -> &[Message] {
        &self.messages[..self.used]
    }

    /// What was kept, where it is of conversations: with what is known of each message, once that has been checked.
    pub fn conversations(&mut self) -> Conversations<'_, R> {
        let Batch { messages, used, observations, checked, report, .. } = self;
        Conversations { messages: &mut messages[..*used], observations: observations.get(..*used).unwrap_or_default(), checked, report }
    }

    /// Looks at every message as conversations take it.
    pub fn observe(&mut self, observer: &mut Observer<'_>, times: &mut Times) {
        self.observations.resize_with(self.used.max(self.observations.len()), Observation::default);
        for (message, observation) in self.messages[..self.used].iter().zip(&mut self.observations) {
            observe(observer, message, times, observation);
        }
    }

    pub fn is_full(&self) -> bool {
        self.used >= MAX_REPLIES || self.text_bytes >= MAX_TEXT
    }

    pub fn is_empty(&self) -> bool {
        self.used == 0
    }
}

/// Checks batches, each thread with its own.
pub trait Check: Send {
    /// What it leaves in a batch, over what an earlier one left there.
    type Report: Default + Send;

    /// Checks every message of the batch.
    fn check(&mut self, batch: &mut Batch<Self::Report>);
}

/// What is reported, and how.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    pub format: Format,
    pub style: Style,
    pub min_severity: Severity,
    /// Whether findings are written at all, or only counted.
    pub is_written: bool,
    /// Which messages are replies that are checked by themselves.
    pub is_checked: fn(&Message) -> bool,
}

/// Checks batches on one thread.
pub struct Checker<'r> {
    linter: &'r Linter,
    report: Report,
    findings: Vec<Finding<'r>>,
    reviews: Reviews<'r>,
    pub tally: Tally<'r>,
    times: Times,
    observer: Observer<'r>,
    /// Whether the batch holds conversations, where some rules are judged elsewhere.
    is_talk: bool,
}

impl<'r> Checker<'r> {
    pub fn new(linter: &'r Linter, report: Report) -> Checker<'r> {
        Checker {
            linter,
            report,
            findings: Vec::new(),
            reviews: Reviews::new(linter, report.min_severity),
            tally: Tally::default(),
            times: Times::new(linter.time_zone()),
            observer: Observer::new(linter),
            is_talk: false,
        }
    }

    /// Checks one reply; whether it has findings to report.
    fn check_message(&mut self, file: &str, message: &Message, report: &mut String) -> bool {
        let is_truncated = self.linter.lint_into(&message.text, &mut self.findings);
        self.tally.truncated += u64::from(is_truncated);
        let alone = self.findings.iter().filter(|found| stands_alone(found, self.is_talk));
        let is_reported = self.tally.add(alone, self.report.min_severity);
        if is_reported && self.report.is_written {
            let review = self.reviews.of(&message.text, &self.findings, is_truncated, self.is_talk);
            write_review(&self.report, &review, file, message, report);
        }
        is_reported
    }
}

fn write_review(report: &Report, review: &Review<'_>, file: &str, message: &Message, out: &mut String) {
    let Review { findings, suggestions, is_truncated, .. } = review;
    let origin = origin(file, message);
    let reply = FaultyReply { origin, text: &message.text, findings, suggestions, is_truncated: *is_truncated, related: &[] };
    report.format.write(&reply, &report.style, out);
}

impl Check for Checker<'_> {
    type Report = String;

    /// Checks every reply of the batch and writes the report on it.
    fn check(&mut self, batch: &mut Batch) {
        if batch.is_talk {
            batch.observe(&mut self.observer, &mut self.times);
        }
        let Batch { file, messages, used, report, is_talk, checked, .. } = batch;
        report.clear();
        if std::mem::replace(&mut self.is_talk, *is_talk) != *is_talk {
            self.reviews.clear();
        }
        for message in &messages[..*used] {
            let is_faulty = (self.report.is_checked)(message) && self.check_message(file, message, report);
            if *is_talk {
                checked.push(Checked { report_end: report.len(), is_faulty });
            }
        }
    }
}

/// Where a message stands and who said it.
pub fn origin<'a>(file: &'a str, message: &'a Message) -> Origin<'a> {
    Origin {
        file,
        line: message.line,
        row: message.row,
        sheet: message.sheet.as_deref(),
        session: message.session.as_deref(),
        index: Some(message.index),
        time: message.time.as_deref(),
        agent: message.sender.as_deref().filter(|_| message.role == Role::Agent),
    }
}
