//! Scan → drop exceptions → check context → sort: the hot path.

use crate::automaton::{Automaton, Hit, Seen};
use crate::compile::Matcher;
use crate::context::{Buffers, Context, Mark, WordIndex};
use crate::fault::RuleErrors;
use crate::rule::{Layer, Scope};
use crate::ruleset::{Rule, RuleSet};
use crate::{Finding, Reply, Severity, Span};
use regex::Regex;
use std::cell::Cell;
use std::collections::BTreeMap;
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
    automaton: Automaton,
    /// For each text of the automaton: the rules that it is a phrase or an exception of, and the sets that it belongs to.
    uses: Vec<TextUse>,
    /// For each rule: the sets of which it needs one text each.
    required: Vec<Vec<u32>>,
    set_count: usize,
    index: WordIndex,
    /// Rules that judge the length of the whole reply.
    lengths: Vec<u32>,
    padding: Regex,
}

/// What a text of the automaton is for.
#[derive(Debug, Default)]
struct TextUse {
    rules: Vec<Use>,
    sets: Vec<u32>,
}

/// What a phrase of the automaton is to a rule.
#[derive(Clone, Copy, Debug)]
struct Use {
    rule: u32,
    /// The phrase's index within the rule; `EXCEPTION` for an exception.
    phrase: u32,
}

const EXCEPTION: u32 = u32::MAX;

/// A phrase or exception of one rule somewhere in the folded reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    rule: u32,
    start: u32,
    end: u32,
    phrase: u32,
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

/// Buffers that are reused from reply to reply, so that a check allocates nothing once they are warm.
#[derive(Debug, Default)]
struct Scratch {
    hits: Vec<Hit>,
    occurrences: Vec<Occurrence>,
    live: Vec<Candidate>,
    candidates: Vec<Candidate>,
    numbers: Vec<(Span, usize, Option<Severity>)>,
    last_end: Vec<usize>,
    /// For each set of required texts: the number of the last reply that held one of them.
    seen_in: Vec<u64>,
    reply_number: u64,
    buffers: Buffers,
}

thread_local! {
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// The longest text around a hit that may still count as the hit alone, in bytes.
const MAX_PADDING_BYTES: usize = 96;

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

    fn unchecked(rules: RuleSet) -> Linter {
        let mut texts = BTreeMap::<String, TextUse>::new();
        let mut sets = BTreeMap::<Vec<String>, u32>::new();
        let mut required = vec![Vec::new(); rules.rules.len()];
        for (number, rule) in rules.rules.iter().enumerate().filter(|(_, rule)| rule.active) {
            let Matcher { phrases, except, .. } = &rule.matcher;
            let mut add = |text: &String, phrase| {
                texts.entry(text.clone()).or_default().rules.push(Use { rule: number as u32, phrase });
            };
            phrases.iter().enumerate().for_each(|(phrase, text)| add(text, phrase as u32));
            except.iter().for_each(|text| add(text, EXCEPTION));
            for set in rule.matcher.required_texts(&rules.lists) {
                let next = sets.len() as u32;
                required[number].push(*sets.entry(set).or_insert(next));
            }
        }
        for (set, number) in &sets {
            set.iter().for_each(|text| texts.entry(text.clone()).or_default().sets.push(*number));
        }
        let judges_length = |rule: &Rule| rule.active && (rule.matcher.under_chars.is_some() || rule.matcher.over_chars.is_some());
        let lengths = (0..).zip(&rules.rules).filter(|(_, rule)| judges_length(rule)).map(|(number, _)| number).collect();
        Linter {
            automaton: Automaton::new(&texts.keys().cloned().collect::<Vec<_>>()),
            uses: texts.into_values().collect(),
            required,
            set_count: sets.len(),
            index: WordIndex::new(&rules.lists),
            lengths,
            padding: padding(&rules.padding),
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
        self.automaton.bytes()
    }

    /// Every finding in a reply, sorted by start, end and rule id; they may overlap. Linear in the reply.
    pub fn lint<'t>(&self, reply: impl Into<Reply<'t>>) -> Vec<Finding<'_>> {
        let mut findings = Vec::new();
        self.lint_into(reply, &mut findings);
        findings
    }

    /// The same into a buffer, which is cleared first. Allocates nothing for a clean reply once its thread has checked a few.
    pub fn lint_into<'r, 't>(&'r self, reply: impl Into<Reply<'t>>, findings: &mut Vec<Finding<'r>>) {
        findings.clear();
        let mut scratch = SCRATCH.take().unwrap_or_default();
        self.check(reply.into().text, &mut scratch, findings);
        SCRATCH.set(Some(scratch));
    }

    /// Whether a reply has no finding at warning or above. Allocates nothing for a clean reply once its thread has checked a few.
    pub fn is_clean<'t>(&self, reply: impl Into<Reply<'t>>) -> bool {
        let mut findings = Vec::new();
        self.lint_into(reply, &mut findings);
        findings.iter().all(|finding| finding.severity < Severity::Warning)
    }

    fn check<'r>(&'r self, text: &str, scratch: &mut Scratch, findings: &mut Vec<Finding<'r>>) {
        scratch.hits.clear();
        let seen = self.automaton.scan(text, |hit| scratch.hits.push(hit));
        self.check_length(text, findings);
        if scratch.hits.is_empty() {
            return;
        }
        if seen.folded {
            scratch.buffers.fold(text);
            scratch.buffers.to_folded(&mut scratch.hits);
            let folded = scratch.buffers.take_folded();
            let first = findings.len();
            self.settle(&folded, seen, scratch, findings);
            for finding in &mut findings[first..] {
                finding.span = scratch.buffers.to_original(finding.span, text);
            }
            scratch.buffers.put_folded(folded);
        } else {
            self.settle(text, seen, scratch, findings);
        }
        for finding in findings.iter_mut() {
            finding.span = on_graphemes(finding.span, text);
        }
        drop_repeated(findings, &mut scratch.last_end);
    }

    fn check_length<'r>(&'r self, text: &str, findings: &mut Vec<Finding<'r>>) {
        for &number in &self.lengths {
            let rule = &self.rules.rules[number as usize];
            let is_under = |chars: usize| visible_chars(text).take(chars).count() < chars && visible_chars(text).next().is_some();
            let is_over = |chars: usize| text.len() > chars && visible_chars(text).take(chars + 1).count() > chars;
            if rule.matcher.under_chars.is_some_and(is_under) || rule.matcher.over_chars.is_some_and(is_over) {
                let span = Span::new(0, text.len());
                findings.push(Finding { rule, span, severity: rule.severity(), hit: span, phrase: EXCEPTION });
            }
        }
    }

    /// Turns hits into findings, rule by rule. Spans are those of the folded text.
    fn settle<'r>(&'r self, text: &str, seen: Seen, scratch: &mut Scratch, findings: &mut Vec<Finding<'r>>) {
        let Scratch { hits, occurrences, live, candidates, numbers, seen_in, reply_number, buffers, .. } = scratch;
        *reply_number += 1;
        seen_in.resize(self.set_count, 0);
        occurrences.clear();
        for hit in hits.iter() {
            let uses = &self.uses[hit.phrase as usize];
            uses.sets.iter().for_each(|set| seen_in[*set as usize] = *reply_number);
            occurrences.extend(uses.rules.iter().map(|of| Occurrence { rule: of.rule, start: hit.start, end: hit.end, phrase: of.phrase }));
        }
        let is_possible = |rule: u32| self.required[rule as usize].iter().all(|set| seen_in[*set as usize] == *reply_number);
        occurrences.retain(|occurrence| is_possible(occurrence.rule));
        occurrences.sort_unstable();
        let mut context = Context::new(text, seen.opening, &self.index, buffers);
        for group in occurrences.chunk_by(|a, b| a.rule == b.rule) {
            if !drop_exceptions(group, live) {
                continue;
            }
            let rule = &self.rules.rules[group[0].rule as usize];
            self.find_candidates(rule, live, candidates, &mut context);
            candidates.retain(|candidate| self.holds(rule, candidate, &mut context));
            check_numbers(rule, candidates, numbers, &mut context);
            findings.extend(candidates.iter().map(|candidate| finding(rule, candidate, &mut context)));
        }
    }

    /// Phrases, or matches of the pattern that cover one.
    fn find_candidates(&self, rule: &Rule, live: &[Candidate], candidates: &mut Vec<Candidate>, context: &mut Context<'_>) {
        candidates.clear();
        let Some(pattern) = &rule.matcher.pattern else {
            candidates.extend_from_slice(live);
            return;
        };
        let mut done = 0;
        for hit in live {
            if hit.hit.start < done {
                continue;
            }
            let sentence = context.around(hit.hit, Scope::Sentence);
            done = sentence.end.max(hit.hit.end);
            for found in pattern.find_iter(sentence.of(context.text)) {
                let span = Span::new(sentence.start + found.start(), sentence.start + found.end());
                let from = live.partition_point(|candidate| candidate.hit.start < span.start);
                let inside = live[from..].iter().take_while(|candidate| candidate.hit.start < span.end);
                if let Some(covered) = inside.into_iter().find(|candidate| span.covers(candidate.hit)) {
                    candidates.push(Candidate { hit: span, span, phrase: covered.phrase, lowered: None });
                }
            }
        }
    }

    fn holds(&self, rule: &Rule, candidate: &Candidate, context: &mut Context<'_>) -> bool {
        let Matcher { whole, near, unless, require, .. } = &rule.matcher;
        let reply = Span::new(0, context.text.len());
        (!whole || self.is_whole(candidate.hit, context.text))
            && near.iter().all(|condition| condition.holds(candidate.hit, context))
            && !unless.iter().any(|condition| condition.holds(candidate.hit, context))
            && !require.as_ref().is_some_and(|words| words.stands_in(reply, context))
    }

    /// Whether nothing but padding stands beside `span`.
    fn is_whole(&self, span: Span, text: &str) -> bool {
        let (before, after) = (&text[..span.start], &text[span.end..]);
        before.len() + after.len() <= MAX_PADDING_BYTES && self.padding.is_match(before) && self.padding.is_match(after)
    }
}

/// Sorts, and keeps of overlapping findings that serve the same clause the one that begins first, then the longest.
fn drop_repeated(findings: &mut Vec<Finding<'_>>, last_end: &mut Vec<usize>) {
    if findings.len() > 1 {
        findings.sort_unstable_by_key(|finding| (finding.span.start, std::cmp::Reverse(finding.span.end), finding.rule.order));
        last_end.clear();
        findings.retain(|finding| {
            let clauses = &finding.rule.clause_numbers;
            let most = clauses.iter().max().map_or(0, |clause| *clause as usize + 1);
            last_end.resize(last_end.len().max(most), 0);
            let is_repeated = clauses.iter().any(|clause| finding.span.start < last_end[*clause as usize]);
            if !is_repeated {
                clauses.iter().for_each(|clause| last_end[*clause as usize] = finding.span.end);
            }
            !is_repeated
        });
        findings.sort_by(|a, b| (a.span, a.rule.id()).cmp(&(b.span, b.rule.id())));
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

fn check_numbers(
    rule: &Rule,
    candidates: &mut Vec<Candidate>,
    found: &mut Vec<(Span, usize, Option<Severity>)>,
    context: &mut Context<'_>,
) {
    let Some(check) = &rule.matcher.number else {
        return;
    };
    if candidates.is_empty() {
        return;
    }
    let hits: Vec<Span> = candidates.iter().map(|candidate| candidate.hit).collect();
    found.clear();
    check.out_of_bounds(&hits, context, found);
    let bound: Vec<Candidate> =
        found.iter().map(|(span, hit, lowered)| Candidate { span: *span, lowered: *lowered, ..candidates[*hit] }).collect();
    *candidates = bound;
}

fn finding<'r>(rule: &'r Rule, candidate: &Candidate, context: &mut Context<'_>) -> Finding<'r> {
    let mut severity = candidate.lowered.map_or(rule.severity(), |lowered| lowered.min(rule.severity()));
    if rule.matcher.info_if.iter().any(|condition| condition.holds(candidate.hit, context)) {
        severity = Severity::Info;
    }
    if rule.layer() == Layer::Wording && severity > Severity::Info && context.mark(candidate.hit) == Some(Mark::Quotation) {
        severity = Severity::Info;
    }
    let span = match rule.matcher.span {
        Scope::Match => candidate.span,
        scope => trimmed(context.around(candidate.span, scope), context.text),
    };
    Finding { rule, span, severity, hit: candidate.hit, phrase: candidate.phrase }
}

/// `span` without white space at its ends.
fn trimmed(span: Span, text: &str) -> Span {
    let part = span.of(text);
    let start = span.start + (part.len() - part.trim_start().len());
    Span::new(start, start + part.trim().len())
}

/// Letters, digits and Chinese characters: what a reader would count.
fn visible_chars(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric())
}

/// Widens a span to whole graphemes, so that no accent or joiner is cut off.
fn on_graphemes(span: Span, text: &str) -> Span {
    let end = if is_joined(text[span.end..].chars().next()) { next_boundary(span.end, text) } else { span.end };
    let start = if is_joined(text[span.start..].chars().next()) { previous_boundary(span.start, text) } else { span.start };
    Span::new(start, end)
}

/// Whether a character may belong to the grapheme before it. Most Chinese and Latin characters cannot.
fn is_joined(c: Option<char>) -> bool {
    !matches!(c, None | Some('\0'..='\u{9}' | '\u{b}'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{3040}'..='\u{3096}' | '\u{3400}'..='\u{9fff}' | '\u{ff01}'..='\u{ff9d}'))
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

/// What may stand beside a hit that is the whole reply.
fn padding(words: &[String]) -> Regex {
    let mut words: Vec<String> = words.iter().map(|word| regex::escape(word)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let words = words.iter().fold(String::new(), |all, word| all + "|" + word);
    Regex::new(&format!(r"^(?:[\p{{P}}\p{{S}}\p{{Z}}\p{{M}}\p{{C}}]{words})*$")).expect("escaped words make a regex")
}
