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
pub struct Batch<R> {
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
}

/// The messages of conversations with what is known of them.
pub struct Conversations<'b, R> {
    pub messages: &'b mut [Message],
    pub observations: &'b [Observation],
    pub report: &'b R,
}

/// What checking the messages of a batch alone came to.
#[derive(Debug, Default)]
pub struct Checked<'r> {
    /// The reports on them, one after another.
    pub text: String,
    findings: Vec<Finding<'r>>,
    /// For each message: where in `text` and `findings` its own end, and whether it was not checked to its end.
    ends: Vec<(usize, usize, bool)>,
}

/// What checking one message alone came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone<'b, 'r> {
    /// The report on it; empty where there is none.
    pub report: &'b str,
    pub findings: &'b [Finding<'r>],
    pub is_truncated: bool,
}

impl<'r> Checked<'r> {
    pub fn clear(&mut self) {
        self.text.clear();
        self.findings.clear();
        self.ends.clear();
    }

    /// Adds what was found in the next message, the report on which has been added.
    pub fn add(&mut self, findings: &[Finding<'r>], is_truncated: bool) {
        self.findings.extend_from_slice(findings);
        self.ends.push((self.text.len(), self.findings.len(), is_truncated));
    }

    /// The messages that were added, in order.
    pub fn each(&self) -> impl Iterator<Item = Alone<'_, 'r>> {
        let (mut text_from, mut from) = (0, 0);
        self.ends.iter().map(move |&(text_end, end, is_truncated)| {
            let (report, findings) = (&self.text[text_from..text_end], &self.findings[from..end]);
            (text_from, from) = (text_end, end);
            Alone { report, findings, is_truncated }
        })
    }
}

impl<R> Batch<R> {
    pub fn clear(&mut self, file: &Arc<str>) {
        self.file = Arc::clone(file);
        self.used = 0;
        self.text_bytes = 0;
        self.is_talk = false;
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
        let Batch { messages, used, observations, report, .. } = self;
        Conversations { messages: &mut messages[..*used], observations: observations.get(..*used).unwrap_or_default(), report }
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

    /// Checks one reply, and adds the report on it; whether it was not checked to its end.
    fn check_message(&mut self, file: &str, message: &Message, report: &mut String) -> bool {
        let is_truncated = self.linter.lint_into(&message.text, &mut self.findings);
        self.tally.truncated += u64::from(is_truncated);
        let alone = self.findings.iter().filter(|found| stands_alone(found, self.is_talk));
        let is_reported = self.tally.add(alone, self.report.min_severity);
        if is_reported && self.report.is_written {
            let review = self.reviews.of(&message.text, &self.findings, is_truncated, self.is_talk);
            write_review(&self.report, &review, file, message, report);
        }
        is_truncated
    }
}

fn write_review(report: &Report, review: &Review<'_>, file: &str, message: &Message, out: &mut String) {
    let Review { findings, suggestions, is_truncated, .. } = review;
    let origin = origin(file, message);
    let reply = FaultyReply { origin, text: &message.text, findings, suggestions, is_truncated: *is_truncated, related: &[] };
    report.format.write(&reply, &report.style, out);
}

impl<'r> Check for Checker<'r> {
    type Report = Checked<'r>;

    /// Checks every reply of the batch and writes the report on it.
    fn check(&mut self, batch: &mut Batch<Checked<'r>>) {
        if batch.is_talk {
            batch.observe(&mut self.observer, &mut self.times);
        }
        let Batch { file, messages, used, report, is_talk, .. } = batch;
        report.clear();
        if std::mem::replace(&mut self.is_talk, *is_talk) != *is_talk {
            self.reviews.clear();
        }
        for message in &messages[..*used] {
            self.findings.clear();
            let is_truncated = (self.report.is_checked)(message) && self.check_message(file, message, &mut report.text);
            if *is_talk {
                report.add(&self.findings, is_truncated);
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
