//! Conversations of a log: holds the report back from the first message that can still get a finding.

mod numbered;
mod sessions;

pub use sessions::{Judged, Sessions};

use crate::batch::{Batch, Checked, Conversations, Report, origin};
use crate::reviews::Reviews;
use crate::tally::Tally;
use jinyu::{Finding, Linter, Observation, Observer, Review, Rewrite, SessionFinding, Severity, Times};
use jinyu_report::FaultyReply;
use jinyu_transcript::{Message, Role};
use numbered::Numbered;
use std::borrow::Cow;
use std::sync::Arc;

/// The conversations of one log after another. Takes batches in order.
pub struct Talk<'r> {
    linter: &'r Linter,
    report: Report,
    file: Arc<str>,
    sessions: Sessions<'r>,
    reviews: Reviews<'r>,
    /// The reports on messages that wait for an earlier one.
    held: Numbered<Box<str>>,
    /// What was found in conversations.
    pub tally: Tally<'r>,
}

impl<'r> Talk<'r> {
    pub fn new(linter: &'r Linter, report: Report) -> Talk<'r> {
        Talk {
            linter,
            report,
            file: "".into(),
            sessions: Sessions::new(linter),
            reviews: Reviews::new(linter, report.min_severity),
            held: Numbered::default(),
            tally: Tally::default(),
        }
    }

    /// Takes the next batch, and hands over what of the report is final, one text a message.
    pub fn take<E>(&mut self, batch: &mut Batch<Checked<'r>>, write: &mut dyn FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        if self.file != batch.file {
            self.finish(write)?;
            self.file = Arc::clone(&batch.file);
        }
        if !batch.is_talk {
            return write(&batch.report.text);
        }
        let mut is_first = true;
        let Conversations { messages, observations, report } = batch.conversations();
        for ((message, observation), alone) in messages.iter_mut().zip(observations).zip(report.each()) {
            let number = self.sessions.last() + 1;
            let mut report = alone.report;
            if !report.is_empty() {
                report = report.strip_prefix(self.report.format.separator()).filter(|_| !is_first).unwrap_or(report);
                is_first = false;
            }
            let judged = self.sessions.take(message, observation, alone);
            let is_held = self.sessions.first_waiting().is_some_and(|first| first <= number);
            if judged.is_empty() && self.held.is_empty() && !is_held {
                if !report.is_empty() {
                    write(report)?;
                }
                continue;
            }
            if !report.is_empty() {
                *self.held.at(number) = report.into();
            }
            judged.into_iter().for_each(|judged| self.report(judged));
            self.flush(write)?;
        }
        Ok(())
    }

    /// Ends the log: nothing more comes in its sessions.
    pub fn finish<E>(&mut self, write: &mut dyn FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        let judged = self.sessions.finish();
        judged.into_iter().for_each(|judged| self.report(judged));
        self.tally.undecided = self.sessions.undecided;
        self.flush(write)
    }

    /// Counts the findings of a message, and writes its report anew with them.
    fn report(&mut self, mut judged: Judged<'r>) {
        let min_severity = self.report.min_severity;
        let is_ours = (self.report.is_checked)(&judged.message);
        judged.settle();
        let is_faulty = judged.is_faulty(min_severity);
        let Judged { number, message, alone, is_truncated, mut findings, .. } = judged;
        let all: Vec<Finding<'r>> = findings.iter().map(|found| found.finding).collect();
        let is_reported = self.tally.add_more(&all, min_severity, is_faulty);
        findings.retain(|found| found.finding.severity >= min_severity);
        if !is_reported || !self.report.is_written {
            return;
        }
        let review = match alone[..] {
            [] if !is_truncated => Cow::Owned(Review::default()),
            _ => self.reviews.of(&message.text, &alone, is_truncated, true),
        };
        let alone_rows = review.findings.iter().map(|(found, rewrite)| (*found, rewrite.clone(), Vec::new()));
        let mut rows: Vec<(Finding<'r>, Option<Rewrite>, Vec<u64>)> = alone_rows.collect();
        for found in &findings {
            let rewrite = is_ours.then(|| self.linter.rewrite_of(&found.finding, &message.text, &alone)).flatten();
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
        let suggestions = suggestions(&message.text, &offers, &findings, &review.suggestions);
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
        *self.held.at(number) = text.into();
    }

    /// Hands over what no earlier message holds back.
    fn flush<E>(&mut self, write: &mut dyn FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        let first = self.sessions.first_waiting().unwrap_or(u64::MAX);
        while self.held.front().is_some_and(|(number, _)| number < first) {
            if let Some(report) = self.held.pop_front().filter(|report| !report.is_empty()) {
                write(&report)?;
            }
        }
        Ok(())
    }
}

/// Whether what was found in a text counts whatever else was said. In a conversation those rules are judged with the rest that it can excuse.
pub fn stands_alone(found: &Finding<'_>, is_talk: bool) -> bool {
    !(is_talk && found.rule.is_excusable())
}

/// What could be sent instead: it must not break the rules of the conversation either, so that what they offer for the whole reply goes before what
/// mends the reply alone.
fn suggestions(text: &str, offers: &[(Finding<'_>, Option<Rewrite>)], findings: &[SessionFinding<'_>], alone: &[String]) -> Vec<String> {
    if findings.iter().all(|found| found.finding.severity < Severity::Warning) {
        return alone.to_vec();
    }
    let is_whole = |found: &Finding<'_>| found.rule.is_of_conversations() && found.span.of(text).len() == text.len();
    let whole: Vec<&str> =
        offers.iter().filter(|(found, _)| is_whole(found)).filter_map(|(_, rewrite)| Some(rewrite.as_ref()?.text.as_str())).collect();
    match whole[..] {
        [only] if findings.len() == 1 => vec![only.to_owned()],
        _ => Vec::new(),
    }
}

/// Looks at a message of a log as conversations take it.
pub fn observe(observer: &mut Observer<'_>, message: &Message, times: &mut Times, observation: &mut Observation) {
    let moment = message.time.as_deref().and_then(|time| times.read(time)).unwrap_or_default();
    // A withdrawn message says nothing any more, but it was sent.
    let text = if message.withdrawn { "" } else { &message.text };
    let message =
        jinyu::Message::new(message.role, text).at(moment).by(message.sender.as_deref()).on_line(message.line).telling(message.event);
    observer.observe_into(&message, observation);
}
