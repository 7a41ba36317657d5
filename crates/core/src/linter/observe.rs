//! One message as conversation rules see it: where rules could start, and which words are said. All that a conversation needs of its text.

use super::*;
use crate::condition::WordSet;
use crate::conversation::{Observation, Start};
use crate::fold::fold;
use crate::pattern::Pattern;
use crate::settle::holds;
use crate::talk::TalkSet;
use crate::{Event, Message, Role};
use jiff::tz::TimeZone;
use std::cmp::Reverse;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

/// The sets of words that conversation rules ask for, by what shows that one of their words stands in a message.
#[derive(Debug, Default)]
pub(super) struct Sets {
    /// For each list of words: the sets that hold it.
    by_list: Vec<Vec<u32>>,
    /// Regexes, each with its set.
    regexes: Vec<(Arc<Pattern>, u32)>,
}

impl Sets {
    pub fn new(sets: &[WordSet], lists: usize) -> Sets {
        let mut by_list = vec![Vec::new(); lists];
        let mut regexes = Vec::new();
        for (number, set) in (0..).zip(sets) {
            set.lists.iter().for_each(|list| by_list[*list as usize].push(number));
            regexes.extend(set.regexes.iter().map(|regex| (Arc::clone(regex), number)));
        }
        Sets { by_list, regexes }
    }

    /// The sets of which a word stands in the text, in order.
    fn find(&self, whole: Span, context: &mut Context<'_>, said: &mut Vec<u32>) {
        if whole.start == whole.end {
            return;
        }
        said.extend(context.lists().flat_map(|list| &self.by_list[list as usize]));
        said.extend(self.regexes.iter().filter(|(regex, _)| context.has_match(regex, whole)).map(|(_, set)| *set));
        said.sort_unstable();
        said.dedup();
    }
}

impl Linter {
    /// Whether there are rules of conversations.
    #[must_use]
    pub fn has_conversation_rules(&self) -> bool {
        self.conversations.is_some() || self.joined.is_some() || self.excused.is_some()
    }

    /// The time zone of the shop.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        self.talk_set().calendar.zone.clone()
    }

    /// How long nothing may happen in a session before it counts as ended, in milliseconds.
    #[must_use]
    pub fn session_idle_ms(&self) -> i64 {
        self.talk_set().calendar.session_idle_ms
    }

    pub(crate) fn talk_set(&self) -> &TalkSet {
        &self.rules.talk
    }

    /// What conversation rules see in a message. Costs about as much as checking a reply; may be done on any thread, in any order, before the
    /// messages are pushed into their conversations.
    #[must_use]
    pub fn observe(&self, message: &Message<'_>) -> Observation {
        let starts_and_said = self.conversations.as_ref().map(|linter| linter.read(message));
        let (mut starts, said) = starts_and_said.unwrap_or_default();
        starts.extend(self.excused.iter().flat_map(|linter| linter.find_starts(message)));
        Observation {
            role: message.role,
            event: message.event,
            moment: message.moment,
            line: message.line,
            sender: message.sender.map(Into::into),
            bytes: message.text.len(),
            words_hash: words_hash(message.text),
            part: self.joined.is_some().then(|| message.text.into()).filter(|_| is_part(message)),
            starts,
            said,
        }
    }

    /// Where rules with words could start.
    fn find_starts(&self, message: &Message<'_>) -> Vec<Start> {
        let mut starts = self.check(message.text, |found, _| {
            let start = |found: &Found| Start {
                rule: found.rule,
                span: found.span,
                severity: found.severity,
                hit: found.hit,
                phrase: found.phrase,
            };
            found.iter().map(start).filter(|start| self.starts(start.rule, message.role, message.event)).collect::<Vec<_>>()
        });
        starts.sort_unstable_by_key(|start| (start.rule, start.span.start, Reverse(start.span.end), start.phrase));
        starts.dedup_by(|next, kept| next.rule == kept.rule && next.span.start < kept.span.end);
        starts
    }

    fn read(&self, message: &Message<'_>) -> (Vec<Start>, Vec<u32>) {
        let mut starts = self.find_starts(message);
        let mut scratch = SCRATCH.take().unwrap_or_default();
        let seen = self.triggers.scan(message.text, &mut scratch.triggered);
        if seen.folded {
            scratch.buffers.fold(message.text);
        }
        let folded = scratch.buffers.take_folded();
        let text = if seen.folded { &folded } else { message.text };
        let mut said = Vec::new();
        let mut context = Context::new(text, seen, &self.index, &mut scratch.buffers);
        let whole = Span::new(0, text.len());
        self.sets.find(whole, &mut context, &mut said);
        let span = Span::new(0, message.text.len());
        for &number in &self.wordless {
            let rule = self.rule(number);
            if self.starts(number, message.role, message.event) && holds(rule, whole, &self.padding, &mut context) {
                let is_mild = rule.matcher.info_if.iter().any(|condition| condition.holds(whole, &mut context));
                let severity = if is_mild { Severity::Info } else { rule.severity() };
                starts.push(Start { rule: number, span, severity, hit: whole, phrase: EXCEPTION });
            }
        }
        scratch.buffers.put_folded(folded);
        SCRATCH.set(Some(scratch));
        (starts, said)
    }

    fn starts(&self, rule: u32, role: Role, event: Option<Event>) -> bool {
        self.rules.rules[rule as usize].talk.as_ref().is_some_and(|talk| talk.starts_at(role, event))
    }

    /// The linter that runs them.
    pub(crate) fn conversations(&self) -> Option<&Linter> {
        self.conversations.as_deref()
    }

    /// What stands in several messages together, and only so: it begins before the last one and reaches into it. Spans are those of the joined text.
    pub(crate) fn lint_joined(&self, parts: &[&str]) -> Vec<Finding<'_>> {
        let (Some(linter), Some((last, before))) = (&self.joined, parts.split_last()) else {
            return Vec::new();
        };
        let start = before.iter().map(|part| part.len()).sum::<usize>();
        let mut findings = linter.lint(&parts.concat());
        findings.retain(|found| found.span.start < start && start < found.span.end);
        if !findings.is_empty() {
            let alone: Vec<&str> = parts.iter().flat_map(|part| linter.lint(*part)).map(|found| found.rule.id()).collect();
            findings.retain(|found| !alone.contains(&found.rule.id()));
        }
        debug_assert!(findings.iter().all(|found| found.span.end <= start + last.len()), "a span lies in the joined text");
        findings
    }

    /// All rules, by whose numbers observations name them.
    pub(crate) fn all_rules(&self) -> &[Rule] {
        &self.rules.rules
    }
}

/// Longest message that may be a part of something longer, in bytes.
const MAX_PART_BYTES: usize = 200;

fn is_part(message: &Message<'_>) -> bool {
    message.role == Role::Agent && (1..=MAX_PART_BYTES).contains(&message.text.len())
}

/// The same for texts that differ in nothing but their forms, punctuation and blanks.
fn words_hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    visible_chars(text).for_each(|c| fold(c).hash(&mut hasher));
    hasher.finish()
}
