//! From the phrases of a rule in a text to what the rule finds there, in two steps: *candidates* depend on the sentence alone that holds them, and
//! *judging* them looks as far as the rule's conditions do.

mod again;

use crate::compile::Matcher;
use crate::context::{Context, Mark};
use crate::pattern::{Lead, Pattern, Trie};
use crate::rule::{Layer, Scope};
use crate::ruleset::Rule;
use crate::trigger::{EXCEPTION, MAX_PADDING_BYTES, MAX_WHOLE_BYTES, Occurrence, Triggers};
use crate::{Finding, Severity, Span};
pub(crate) use again::{Before, Tried};

/// A hit on its way to become a finding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// What was hit, in the folded text.
    pub hit: Span,
    /// What the finding covers.
    pub span: Span,
    pub phrase: u32,
    /// Milder than the rule's severity, where the check says so.
    pub lowered: Option<Severity>,
}

impl Candidate {
    fn new(hit: Span, phrase: u32) -> Candidate {
        Candidate { hit, span: hit, phrase, lowered: None }
    }

    /// The same so many bytes further on.
    pub fn shifted(self, bytes: usize) -> Candidate {
        Candidate { hit: self.hit.shifted(bytes), span: self.span.shifted(bytes), ..self }
    }
}

/// A finding before it leaves: plain numbers, so that a thread can keep the buffer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub rule: u32,
    pub span: Span,
    pub severity: Severity,
    pub hit: Span,
    pub phrase: u32,
}

impl Found {
    /// A finding that has been handed over.
    pub fn of(finding: &Finding<'_>) -> Found {
        let Finding { rule, span, severity, hit, phrase } = *finding;
        Found { rule: rule.order, span, severity, hit, phrase }
    }
}

/// The candidates of one rule; the buffers are reused from rule to rule.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    list: Vec<Candidate>,
    hits: Vec<Span>,
}

impl Candidates {
    /// The candidates of one rule among the places where its phrases and exceptions stand; whether there are any.
    pub fn find(&mut self, rule: &Rule, triggers: &Triggers, occurrences: &[Occurrence], context: &mut Context<'_>) -> bool {
        let list = &mut self.list;
        list.clear();
        if triggers.gates(rule.order).iter().all(|gate| context.may_hold(gate)) {
            let mut add = |hit, phrase| list.push(Candidate::new(hit, phrase));
            match &rule.matcher.pattern {
                None => each_phrase(occurrences, |phrase| add(phrase.span(), phrase.phrase)),
                Some(pattern) => each_match(pattern, triggers.leads(rule.order), occurrences, context, add),
            }
        }
        !self.list.is_empty()
    }

    /// Drops the candidates that a condition on their sentence rules out.
    pub fn check_sentences(&mut self, rule: &Rule, context: &mut Context<'_>) {
        self.list.retain(|candidate| holds_in_sentence(rule, candidate, context));
    }

    /// What `find` found.
    pub fn as_slice(&self) -> &[Candidate] {
        &self.list
    }

    /// Takes candidates of one rule that were found before.
    pub fn set(&mut self, candidates: impl Iterator<Item = Candidate>) {
        self.list.clear();
        self.list.extend(candidates);
    }

    /// Adds what becomes of the candidates of `rule` that no condition on their sentences rules out. Spans are those of the folded text.
    pub fn judge(&mut self, rule: &Rule, padding: &Trie, context: &mut Context<'_>, found: &mut Vec<Found>) {
        let Candidates { list, hits, .. } = self;
        list.retain(|candidate| holds_in_reply(rule, candidate, padding, context));
        // Asked once for all of them, since it goes through the whole reply.
        if !list.is_empty() && says_required(rule, context) {
            list.clear();
        }
        check_numbers(rule, list, hits, context);
        found.extend(list.iter().map(|candidate| finding(rule, candidate, context)));
    }
}

/// Tells the phrase hits of a rule that no exception covers, sorted by start.
fn each_phrase(occurrences: &[Occurrence], mut tell: impl FnMut(&Occurrence)) {
    let mut excepted_to = 0;
    for at in occurrences.chunk_by(|a, b| a.start == b.start) {
        let exceptions = at.iter().filter(|occurrence| occurrence.phrase == EXCEPTION);
        excepted_to = exceptions.map(|exception| exception.end).max().unwrap_or(0).max(excepted_to);
        at.iter().filter(|occurrence| occurrence.phrase != EXCEPTION && occurrence.end > excepted_to).for_each(&mut tell);
    }
}

/// Tells the leftmost match of a pattern that covers each of the phrases, and the number of that.
fn each_match(pattern: &Pattern, leads: &[Lead], occurrences: &[Occurrence], context: &mut Context<'_>, mut tell: impl FnMut(Span, u32)) {
    let mut from = 0;
    each_phrase(occurrences, |phrase| {
        let hit = phrase.span();
        if hit.start < from {
            return;
        }
        let found = match phrase.is_match {
            true => Some(hit),
            false => context.find_covering(pattern, from, hit, leads[phrase.phrase as usize]),
        };
        match found {
            Some(hit) => {
                from = hit.end;
                tell(hit, phrase.phrase);
            }
            None if context.is_over() => from = context.around(hit, Scope::Sentence).end,
            None => {}
        }
    });
}

/// Whether all conditions of a rule hold for a hit.
pub(crate) fn holds(rule: &Rule, hit: Span, padding: &Trie, context: &mut Context<'_>) -> bool {
    let candidate = Candidate::new(hit, EXCEPTION);
    holds_in_sentence(rule, &candidate, context) && holds_in_reply(rule, &candidate, padding, context) && !says_required(rule, context)
}

/// Whether the conditions hold that look no further than the sentence.
fn holds_in_sentence(rule: &Rule, candidate: &Candidate, context: &mut Context<'_>) -> bool {
    let Matcher { near, unless, .. } = &rule.matcher;
    near.iter().all(|condition| condition.is_on_reply() || condition.holds(candidate.hit, context))
        && !unless.iter().any(|condition| !condition.is_on_reply() && condition.holds(candidate.hit, context))
}

/// Whether the conditions hold that look at the reply.
fn holds_in_reply(rule: &Rule, candidate: &Candidate, padding: &Trie, context: &mut Context<'_>) -> bool {
    let Matcher { whole, near, unless, .. } = &rule.matcher;
    (!whole || is_whole(candidate.hit, padding, context))
        && near.iter().all(|condition| !condition.is_on_reply() || condition.holds(candidate.hit, context))
        && !unless.iter().any(|condition| condition.is_on_reply() && condition.holds(candidate.hit, context))
}

/// Whether what the rule asks for stands in the reply, so that it finds nothing.
fn says_required(rule: &Rule, context: &mut Context<'_>) -> bool {
    let reply = Span::new(0, context.text.len());
    rule.matcher.require.as_ref().is_some_and(|words| words.stands_in(reply, context))
}

/// Whether nothing but padding stands beside `span`.
fn is_whole(span: Span, padding: &Trie, context: &Context<'_>) -> bool {
    let (before, after) = (Span::new(0, span.start), Span::new(span.end, context.text.len()));
    context.text.len() <= MAX_WHOLE_BYTES + MAX_PADDING_BYTES
        && span.start + (after.end - after.start) <= MAX_PADDING_BYTES
        && context.is_padding(padding, after)
        && context.is_padding(padding, before)
}

fn check_numbers(rule: &Rule, candidates: &mut Vec<Candidate>, hits: &mut Vec<Span>, context: &mut Context<'_>) {
    let Some(check) = &rule.matcher.number else { return };
    hits.clear();
    hits.extend(candidates.iter().map(|candidate| candidate.hit));
    let owners = candidates.len();
    if owners > 0 {
        check.out_of_bounds(hits, context, |span, hit, lowered| candidates.push(Candidate { span, lowered, ..candidates[hit] }));
    }
    candidates.drain(..owners);
}

/// A candidate that has passed every check.
fn finding(rule: &Rule, candidate: &Candidate, context: &mut Context<'_>) -> Found {
    let mut severity = candidate.lowered.map_or(rule.severity(), |lowered| lowered.min(rule.severity()));
    if rule.matcher.info_if.iter().any(|condition| condition.holds(candidate.hit, context)) {
        severity = Severity::Info;
    }
    let span = match rule.matcher.span {
        Scope::Match => candidate.span,
        scope => trimmed(context.around(candidate.span, scope), context.text),
    };
    Found { rule: rule.order, span, severity, hit: candidate.hit, phrase: candidate.phrase }
}

/// Lowers what rules on wording found in quotations and titles, and drops what they found in place-holders.
pub(crate) fn heed_marks(found: &mut Vec<Found>, from: usize, rules: &[Rule], context: &mut Context<'_>) {
    let mut at = 0;
    found.retain_mut(|found| {
        at += 1;
        if at <= from || rules[found.rule as usize].layer() != Layer::Wording {
            return true;
        }
        match context.mark(found.hit) {
            Some(Mark::Placeholder) => return false,
            Some(Mark::Quotation) => found.severity = Severity::Info,
            None => {}
        }
        true
    });
}

/// `span` without white space at its ends.
fn trimmed(span: Span, text: &str) -> Span {
    let part = span.of(text);
    let start = span.start + (part.len() - part.trim_start().len());
    Span::new(start, start + part.trim().len())
}
