//! Scan → drop exceptions → check context → sort: the hot path.

mod observe;

use crate::automaton::Seen;
use crate::compile::Matcher;
use crate::context::{Buffers, Context, Mark};
use crate::fault::RuleErrors;
use crate::pattern::{Lead, Trie};
use crate::rule::{Layer, Scope};
use crate::ruleset::{Part, Rule, RuleSet};
use crate::trigger::{EXCEPTION, MAX_PADDING_BYTES, Occurrence, Triggered, Triggers};
use crate::word_index::WordIndex;
use crate::{Finding, Reply, Severity, Span};
use std::cell::Cell;
use std::cmp::Reverse;
use unicode_segmentation::GraphemeCursor;

/// Rules ready to check replies. Build it once and share it between threads; checking cannot fail.
///
/// ```
/// use jinyu::{Linter, RuleSet};
///
/// let rules = RuleSet::builder().rules(jinyu_rules::FILES).profile("profile.yaml", jinyu_rules::PROFILE).build()?;
/// let linter = Linter::new(rules)?;
/// let reply = "不好意思，明天可以到";
/// for finding in linter.lint(reply) {
///     println!("{} {}: {}", finding.rule.id(), finding.span.of(reply), finding.rule.message(jinyu::Language::Chinese));
/// }
/// assert!(!linter.is_clean(reply));
/// # Ok::<(), jinyu::RuleErrors>(())
/// ```
#[derive(Debug)]
pub struct Linter {
    rules: RuleSet,
    triggers: Triggers,
    clause_count: usize,
    pub(crate) index: WordIndex,
    /// Rules that judge the length of the whole reply.
    lengths: Vec<u32>,
    padding: Trie,
    /// The rules of conversations, ready to check messages.
    conversations: Option<Box<Linter>>,
    /// The rules for which messages are joined, ready to check them together.
    joined: Option<Box<Linter>>,
    /// The rules that a conversation can excuse.
    excused: Option<Box<Linter>>,
}

/// A hit on its way to become a finding.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    /// What was hit, in the folded reply.
    hit: Span,
    /// What the finding covers.
    span: Span,
    phrase: u32,
    /// Milder than the rule's severity, where the check says so.
    lowered: Option<Severity>,
}

/// A finding before it leaves: plain numbers, so that a thread can keep the buffer.
#[derive(Clone, Copy, Debug)]
struct Found {
    rule: u32,
    span: Span,
    severity: Severity,
    hit: Span,
    phrase: u32,
}

/// Buffers that are reused from reply to reply, so that a check allocates nothing once they are warm.
#[derive(Debug, Default)]
struct Scratch {
    triggered: Triggered,
    live: Vec<Candidate>,
    candidates: Vec<Candidate>,
    hits: Vec<Span>,
    kept: Vec<Kept>,
    found: Vec<Found>,
    buffers: Buffers,
}

thread_local! {
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

impl Linter {
    /// Compiles the rules: builds the automaton and lints every fixed rewrite with all rules.
    ///
    /// # Errors
    /// Every rewrite that breaks a rule itself.
    pub fn new(rules: RuleSet) -> Result<Linter, RuleErrors> {
        let linter = Linter::unchecked(rules);
        let faults = linter.faulty_rewrites();
        if faults.is_empty() { Ok(linter) } else { Err(RuleErrors(faults)) }
    }

    fn unchecked(mut rules: RuleSet) -> Linter {
        let conversations = rules.of_conversations().map(|rules| Box::new(Linter::unchecked(rules)));
        let joined = rules.of_joined().map(|rules| Box::new(Linter::unchecked(rules)));
        let excused = rules.of_excused().map(|rules| Box::new(Linter::unchecked(rules)));
        let judges_length = |rule: &Rule| rules.runs(rule) && (rule.matcher.under_chars.is_some() || rule.matcher.over_chars.is_some());
        let lengths = (0..).zip(rules.rules.iter()).filter(|(_, rule)| judges_length(rule)).map(|(number, _)| number).collect();
        Linter {
            triggers: Triggers::new(&rules),
            clause_count: rules.rules.iter().flat_map(|rule| &rule.clause_numbers).max().map_or(0, |last| *last as usize + 1),
            index: WordIndex::new(&rules.lists),
            lengths,
            padding: Trie::new(&rules.padding),
            conversations,
            joined,
            excused,
            rules,
        }
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Memory of the automaton, in bytes.
    #[must_use]
    pub fn automaton_bytes(&self) -> usize {
        self.triggers.automaton_bytes()
    }

    /// Every finding in a reply, sorted by start, end and rule id; they may overlap. Linear in the reply.
    pub fn lint<'t>(&self, reply: impl Into<Reply<'t>>) -> Vec<Finding<'_>> {
        let mut findings = Vec::new();
        self.lint_into(reply, &mut findings);
        findings
    }

    /// The same into a buffer, which is cleared first. Allocates nothing beyond that buffer once its thread has checked a few replies.
    pub fn lint_into<'r, 't>(&'r self, reply: impl Into<Reply<'t>>, findings: &mut Vec<Finding<'r>>) {
        findings.clear();
        self.check(reply.into().text, |found| {
            findings.extend(found.iter().map(|found| {
                let Found { rule, span, severity, hit, phrase } = *found;
                Finding { rule: &self.rules.rules[rule as usize], span, severity, hit, phrase }
            }));
        });
    }

    /// Whether a reply has no finding at warning or above. Allocates nothing once its thread has checked a few replies.
    pub fn is_clean<'t>(&self, reply: impl Into<Reply<'t>>) -> bool {
        self.check(reply.into().text, |found| found.iter().all(|found| found.severity < Severity::Warning))
    }

    /// Checks a reply and hands over what was found, sorted.
    fn check<T>(&self, text: &str, hand_over: impl FnOnce(&[Found]) -> T) -> T {
        let mut scratch = SCRATCH.take().unwrap_or_default();
        scratch.found.clear();
        let seen = self.triggers.scan(text, &mut scratch.triggered);
        self.check_length(text, &mut scratch.found);
        if seen.folded {
            self.settle_folded(text, seen, &mut scratch);
        } else {
            self.settle(text, seen, &mut scratch);
        }
        scratch.found.iter_mut().for_each(|found| found.span = on_graphemes(found.span, text));
        // Starts of conversation rules are not findings yet.
        if !matches!(self.rules.part, Part::Conversations | Part::Excused) {
            self.drop_repeated(&mut scratch);
        }
        let result = hand_over(&scratch.found);
        SCRATCH.set(Some(scratch));
        result
    }

    /// The same for a text in which some character is not its own plain form: patterns and conditions read a folded copy.
    fn settle_folded(&self, text: &str, seen: Seen, scratch: &mut Scratch) {
        scratch.buffers.fold(text);
        let folded = scratch.buffers.take_folded();
        self.triggers.scan(&folded, &mut scratch.triggered);
        let first = scratch.found.len();
        self.settle(&folded, seen, scratch);
        for found in &mut scratch.found[first..] {
            found.span = scratch.buffers.to_original(found.span, text);
        }
        scratch.buffers.put_folded(folded);
    }

    fn check_length(&self, text: &str, found: &mut Vec<Found>) {
        for &number in &self.lengths {
            let rule = &self.rules.rules[number as usize];
            let is_under = |chars: usize| visible_chars(text).take(chars).count() < chars && visible_chars(text).next().is_some();
            let is_over = |chars: usize| text.len() > chars && visible_chars(text).take(chars + 1).count() > chars;
            if rule.matcher.under_chars.is_some_and(is_under) || rule.matcher.over_chars.is_some_and(is_over) {
                let span = Span::new(0, text.len());
                found.push(Found { rule: number, span, severity: rule.severity(), hit: span, phrase: EXCEPTION });
            }
        }
    }

    /// Turns hits into findings, rule by rule. Spans are those of the folded text.
    fn settle(&self, text: &str, seen: Seen, scratch: &mut Scratch) {
        let Scratch { triggered, live, candidates, hits, buffers, found, .. } = scratch;
        self.triggers.find_occurrences(text, triggered);
        if triggered.occurrences.is_empty() {
            return;
        }
        let mut context = Context::new(text, seen, &self.index, buffers);
        for group in triggered.occurrences.chunk_by(|a, b| a.rule == b.rule) {
            if !drop_exceptions(group, live) {
                continue;
            }
            let rule = &self.rules.rules[group[0].rule as usize];
            find_candidates(rule, self.triggers.leads(group[0].rule), live, candidates, &mut context);
            candidates.retain(|candidate| self.holds(rule, candidate, &mut context));
            check_numbers(rule, candidates, hits, &mut context);
            found.extend(candidates.iter().filter_map(|candidate| finding(rule, candidate, &mut context)));
        }
    }

    fn holds(&self, rule: &Rule, candidate: &Candidate, context: &mut Context<'_>) -> bool {
        let Matcher { whole, near, unless, require, .. } = &rule.matcher;
        let reply = Span::new(0, context.text.len());
        (!whole || self.is_whole(candidate.hit, context))
            && near.iter().all(|condition| condition.holds(candidate.hit, context))
            && !unless.iter().any(|condition| condition.holds(candidate.hit, context))
            && !require.as_ref().is_some_and(|words| words.stands_in(reply, context))
    }

    /// Whether nothing but padding stands beside `span`.
    fn is_whole(&self, span: Span, context: &Context<'_>) -> bool {
        let (before, after) = (Span::new(0, span.start), Span::new(span.end, context.text.len()));
        span.start + (after.end - after.start) <= MAX_PADDING_BYTES
            && context.is_padding(&self.padding, after)
            && context.is_padding(&self.padding, before)
    }

    /// Sorts, and drops findings that another one, which serves the same clauses, explains: it begins earlier or is longer.
    fn drop_repeated(&self, scratch: &mut Scratch) {
        let Scratch { found, kept, .. } = scratch;
        if found.len() < 2 {
            return;
        }
        found.sort_unstable_by_key(|found| (found.span.start, Reverse(found.span.end), found.rule, Reverse(found.severity), found.hit));
        kept.clear();
        kept.resize(self.clause_count, Kept::default());
        found.retain(|found| {
            let rule = &self.rules.rules[found.rule as usize];
            let mut is_new = rule.clause_numbers.is_empty();
            for clause in &rule.clause_numbers {
                let kept = &mut kept[*clause as usize];
                if !kept.explains(found, rule.layer()) {
                    kept.add(found);
                    is_new = true;
                }
            }
            is_new
        });
        let id = |found: &Found| self.rules.rules[found.rule as usize].id();
        found.sort_unstable_by(|a, b| (a.span, id(a)).cmp(&(b.span, id(b))));
    }
}

/// Phrases, or the leftmost match of the pattern that covers each.
fn find_candidates(rule: &Rule, leads: &[Lead], live: &[Candidate], candidates: &mut Vec<Candidate>, context: &mut Context<'_>) {
    candidates.clear();
    let Some(pattern) = &rule.matcher.pattern else {
        candidates.extend_from_slice(live);
        return;
    };
    let mut from = 0;
    for phrase in live.iter() {
        if phrase.hit.start < from {
            continue;
        }
        if let Some(hit) = context.find_covering(pattern, from, phrase.hit, leads[phrase.phrase as usize]) {
            from = hit.end;
            candidates.push(Candidate { hit, span: hit, phrase: phrase.phrase, lowered: None });
        }
    }
}

/// What was found of a clause so far, in the order of spans.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    /// By severity: where the last span ends.
    ends: [usize; Severity::ALL.len()],
    /// Where the last hit ends.
    hit_end: usize,
}

impl Kept {
    /// Whether a further finding says nothing new: it overlaps what is as bad. For wording it also is enough that its words are part of what was
    /// found, since a longer expression is judged as a whole (不 in 不错).
    fn explains(&self, found: &Found, layer: Layer) -> bool {
        let overlaps = self.ends[found.severity as usize..].iter().any(|end| found.span.start < *end);
        overlaps || layer == Layer::Wording && found.hit.end <= self.hit_end
    }

    fn add(&mut self, found: &Found) {
        let end = &mut self.ends[found.severity as usize];
        *end = found.span.end.max(*end);
        self.hit_end = found.hit.end.max(self.hit_end);
    }
}

/// The phrase hits of a rule that no exception covers, sorted by start; whether there is one.
fn drop_exceptions(group: &[Occurrence], live: &mut Vec<Candidate>) -> bool {
    live.clear();
    let mut excepted_to = 0;
    for at in group.chunk_by(|a, b| a.start == b.start) {
        let exceptions = at.iter().filter(|occurrence| occurrence.phrase == EXCEPTION);
        excepted_to = exceptions.map(|exception| exception.end).max().unwrap_or(0).max(excepted_to);
        let phrases = at.iter().filter(|occurrence| occurrence.phrase != EXCEPTION && occurrence.end > excepted_to);
        live.extend(phrases.map(|occurrence| {
            let hit = Span::new(occurrence.start as usize, occurrence.end as usize);
            Candidate { hit, span: hit, phrase: occurrence.phrase, lowered: None }
        }));
    }
    !live.is_empty()
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

/// A candidate that has passed every check; none where a wording rule met a place-holder.
fn finding(rule: &Rule, candidate: &Candidate, context: &mut Context<'_>) -> Option<Found> {
    let mut severity = candidate.lowered.map_or(rule.severity(), |lowered| lowered.min(rule.severity()));
    if rule.matcher.info_if.iter().any(|condition| condition.holds(candidate.hit, context)) {
        severity = Severity::Info;
    }
    if rule.layer() == Layer::Wording {
        match context.mark(candidate.hit) {
            Some(Mark::Placeholder) => return None,
            Some(Mark::Quotation) => severity = Severity::Info,
            None => {}
        }
    }
    let span = match rule.matcher.span {
        Scope::Match => candidate.span,
        scope => trimmed(context.around(candidate.span, scope), context.text),
    };
    Some(Found { rule: rule.order, span, severity, hit: candidate.hit, phrase: candidate.phrase })
}

/// `span` without white space at its ends.
fn trimmed(span: Span, text: &str) -> Span {
    let part = span.of(text);
    let start = span.start + (part.len() - part.trim_start().len());
    Span::new(start, start + part.trim().len())
}

/// Letters, digits and Chinese characters: what a reader would count.
fn visible_chars(text: &str) -> impl Iterator<Item = char> {
    // Most characters are Chinese, or punctuation; the general question is slow for them.
    text.chars().filter(|c| match c {
        '\u{4e00}'..='\u{9fff}' => true,
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' => {
            false
        }
        _ => c.is_alphanumeric(),
    })
}

/// Widens a span to whole graphemes, so that no accent or joiner is cut off.
fn on_graphemes(span: Span, text: &str) -> Span {
    let start = if is_plain_boundary(span.start, text) { span.start } else { previous_boundary(span.start, text) };
    let end = if is_plain_boundary(span.end, text) { span.end } else { next_boundary(span.end, text) };
    Span::new(start, end)
}

/// Whether both characters at a place are of those, most Chinese and Latin ones, that never join with a neighbour of their kind.
fn is_plain_boundary(at: usize, text: &str) -> bool {
    is_plain(text[..at].chars().next_back()) && is_plain(text[at..].chars().next())
}

fn is_plain(c: Option<char>) -> bool {
    matches!(c, None | Some(' '..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{3040}'..='\u{3096}' | '\u{3400}'..='\u{9fff}' | '\u{ff01}'..='\u{ff9d}'))
}

fn next_boundary(at: usize, text: &str) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len()),
    }
}

fn previous_boundary(at: usize, text: &str) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
    }
}
