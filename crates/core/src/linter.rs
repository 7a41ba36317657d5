//! Scan → drop exceptions → check context → sort: the hot path.

mod observe;

pub use observe::Observer;

use crate::automaton::Seen;
use crate::context::{Buffers, Context};
use crate::conversation::Conditions;
use crate::fault::RuleErrors;
use crate::graphemes::on_graphemes;
use crate::parallel;
use crate::pattern::Trie;
use crate::repeated::Repeated;
use crate::rule::Scope;
use crate::ruleset::{Part, Rule, RuleSet};
use crate::settle::{Candidates, Found, heed_marks};
use crate::streaming::{Reach, Streaming};
pub(crate) use crate::trigger::MAX_USES;
use crate::trigger::{EXCEPTION, Occurrence, Triggered, Triggers};
use crate::word_index::WordIndex;
use crate::{Finding, Reply, Role, Severity, Span};
use observe::Search;
use std::cell::Cell;

/// Most findings of one reply: those that begin first are kept.
pub const MAX_FINDINGS: usize = 1_000;

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
    pub(crate) triggers: Triggers,
    pub(crate) clause_count: usize,
    pub(crate) index: WordIndex,
    /// Rules that judge the length of the whole reply.
    lengths: Vec<u32>,
    /// For each role: rules of conversations that any of its messages may start, without words of their own.
    wordless: [Vec<observe::Wordless>; Role::ALL.len()],
    /// What rules of conversations ask for in messages; nothing where there are none.
    sets: observe::Sets,
    /// For each rule: which messages can start it in a conversation.
    starters: Vec<observe::Starter>,
    /// Who sends messages that can start a rule.
    starting_roles: observe::Roles,
    pub(crate) padding: Trie,
    /// For each rule: how far it looks.
    reaches: Vec<Reach>,
    /// For each rule: when it can be judged in a text that is still growing.
    pub(crate) streaming: Vec<Streaming>,
    /// Whether hits of some rule may lie in two sentences.
    pub(crate) has_crossing: bool,
    /// Whether some rule looks at anything beside its phrases and exceptions.
    looks_around: bool,
    /// Rules with findings that may cover any other one.
    pub(crate) covering: Vec<u32>,
    /// What rules of conversations ask of earlier messages.
    conditions: Conditions,
    /// The rules of conversations, ready to check messages.
    conversations: Option<Box<Linter>>,
    /// The rules for which messages are joined, ready to check them together.
    joined: Option<Box<Linter>>,
    /// The rules that a conversation can excuse.
    excused: Option<Box<Linter>>,
}

/// Buffers that are reused from reply to reply, so that a check allocates nothing once they are warm.
#[derive(Debug, Default)]
struct Scratch {
    triggered: Triggered,
    candidates: Candidates,
    repeated: Repeated,
    found: Vec<Found>,
    buffers: Buffers,
    hits: observe::Hits,
}

thread_local! {
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// Lends this thread's buffers.
pub(crate) fn with_buffers<T>(take: impl FnOnce(&mut Buffers) -> T) -> T {
    let mut scratch = SCRATCH.take().unwrap_or_default();
    let result = take(&mut scratch.buffers);
    SCRATCH.set(Some(scratch));
    result
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
        let parts = [rules.of_conversations(), rules.of_joined(), rules.of_excused()];
        let sets: Vec<RuleSet> = std::iter::once(rules).chain(parts.into_iter().flatten()).collect();
        let searches = parallel::map(&sets, |rules| (observe::search(rules), WordIndex::new(&rules.lists)));
        let mut linters = sets.into_iter().zip(searches).map(|(rules, (search, index))| Linter::of_part(rules, search, index));
        let mut linter = linters.next().unwrap_or_else(|| unreachable!("the rules of replies come first"));
        for part in linters {
            let place = match part.rules.part {
                Part::Replies => continue,
                Part::Conversations => &mut linter.conversations,
                Part::Joined => &mut linter.joined,
                Part::Excused => &mut linter.excused,
            };
            *place = Some(Box::new(part));
        }
        linter
    }

    /// A linter of one part of the rules, without the others.
    fn of_part(rules: RuleSet, (triggers, wordless, sets): Search, index: WordIndex) -> Linter {
        let judges_length = |rule: &Rule| rules.runs(rule) && (rule.matcher.under_chars.is_some() || rule.matcher.over_chars.is_some());
        let lengths = (0..).zip(rules.rules.iter()).filter(|(_, rule)| judges_length(rule)).map(|(number, _)| number).collect();
        let starter = |rule: &Rule| if rules.runs(rule) { observe::Starter::new(rule) } else { observe::Starter::default() };
        let starters: Vec<observe::Starter> = rules.rules.iter().map(starter).collect();
        let reaches: Vec<Reach> = parallel::map(&rules.rules, |rule| rule.matcher.reach());
        let is_crossing = |rule: &Rule| rules.runs(rule) && reaches[rule.order as usize] == Reach::Crossing;
        let covers = |rule: &Rule| rules.runs(rule) && rule.matcher.span == Scope::Reply || judges_length(rule) || is_crossing(rule);
        Linter {
            streaming: rules.rules.iter().zip(&reaches).map(|(rule, reach)| rule.matcher.streaming(*reach)).collect(),
            has_crossing: rules.rules.iter().any(is_crossing),
            looks_around: rules.rules.iter().any(|rule| rules.runs(rule) && rule.matcher.looks_around()),
            covering: (0..).zip(rules.rules.iter()).filter(|(_, rule)| covers(rule)).map(|(number, _)| number).collect(),
            reaches,
            triggers,
            clause_count: rules.rules.iter().flat_map(|rule| &rule.clause_numbers).max().map_or(0, |last| *last as usize + 1),
            index,
            lengths,
            wordless,
            sets,
            starting_roles: starters.iter().fold(0, |roles, starter| roles | starter.roles),
            starters,
            padding: Trie::new(&rules.padding),
            conditions: if rules.part == Part::Replies {
                Conditions::new(&rules.rules, rules.talk.sets.len())
            } else {
                Conditions::default()
            },
            conversations: None,
            joined: None,
            excused: None,
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

    /// The findings in a reply, sorted by start, end and rule id; they may overlap. Linear in the reply.
    ///
    /// There are at most [`MAX_FINDINGS`]; [`lint_into`](Linter::lint_into) and [`review`](Linter::review) say whether more were left out.
    pub fn lint<'t>(&self, reply: impl Into<Reply<'t>>) -> Vec<Finding<'_>> {
        let mut findings = Vec::new();
        self.lint_into(reply, &mut findings);
        findings
    }

    /// The same into a buffer, which is cleared first; whether findings were left out. Allocates nothing beyond that buffer once its thread has checked a
    /// few replies.
    pub fn lint_into<'r, 't>(&'r self, reply: impl Into<Reply<'t>>, findings: &mut Vec<Finding<'r>>) -> bool {
        self.check(reply.into().text, |found, is_cut| self.hand_over(found, findings) || is_cut)
    }

    /// Whether a reply has no finding at warning or above. A reply that was not checked to its end, since it holds too many phrases of rules, is not
    /// clean. Allocates nothing once its thread has checked a few replies.
    pub fn is_clean<'t>(&self, reply: impl Into<Reply<'t>>) -> bool {
        self.check(reply.into().text, |found, is_cut| !is_cut && found.iter().all(|found| found.severity < Severity::Warning))
    }

    /// Makes findings of what was found; whether some were left out.
    pub(crate) fn hand_over<'r>(&'r self, found: &[Found], findings: &mut Vec<Finding<'r>>) -> bool {
        findings.clear();
        findings.extend(found.iter().take(MAX_FINDINGS).map(|found| {
            let Found { rule, span, severity, hit, phrase } = *found;
            Finding { rule: &self.rules.rules[rule as usize], span, severity, hit, phrase }
        }));
        found.len() > MAX_FINDINGS
    }

    /// The rule of that number.
    pub(crate) fn rule(&self, number: u32) -> &Rule {
        &self.rules.rules[number as usize]
    }

    /// How far a rule looks.
    pub(crate) fn reach(&self, rule: u32) -> Reach {
        self.reaches[rule as usize]
    }

    /// Whether hits of a rule may lie in two sentences.
    pub(crate) fn is_crossing(&self, rule: &Rule) -> bool {
        self.reach(rule.order) == Reach::Crossing
    }

    /// Checks a reply and hands over what was found, sorted, and whether the reply was not checked to its end.
    fn check<T>(&self, text: &str, hand_over: impl FnOnce(&[Found], bool) -> T) -> T {
        let mut scratch = SCRATCH.take().unwrap_or_default();
        scratch.found.clear();
        let seen = self.triggers.scan(text, &mut scratch.triggered);
        self.check_length(text, &mut scratch.found);
        match seen.folded {
            _ if scratch.triggered.is_empty() => {}
            true => self.settle_folded(text, seen, &mut scratch),
            false => self.settle(text, seen, &mut scratch),
        }
        scratch.found.iter_mut().for_each(|found| found.span = on_graphemes(found.span, text));
        // Starts of conversation rules are not findings yet.
        if !matches!(self.rules.part, Part::Conversations | Part::Excused) {
            scratch.repeated.drop_from(&mut scratch.found, &self.rules.rules, self.clause_count);
        }
        let result = hand_over(&scratch.found, scratch.triggered.is_cut);
        SCRATCH.set(Some(scratch));
        result
    }

    /// The same for a text in which some character is not its own plain form: patterns and conditions read a folded copy.
    fn settle_folded(&self, text: &str, seen: Seen, scratch: &mut Scratch) {
        let folded = self.triggers.scan_folded(text, &mut scratch.buffers, &mut scratch.triggered);
        let first = scratch.found.len();
        self.settle(&folded, seen, scratch);
        for found in &mut scratch.found[first..] {
            found.span = scratch.buffers.to_original(found.span, text);
        }
        scratch.buffers.put_folded(folded);
    }

    /// Adds what rules find that judge the length of the whole reply.
    pub(crate) fn check_length(&self, text: &str, found: &mut Vec<Found>) {
        for &number in &self.lengths {
            let rule = &self.rules.rules[number as usize];
            let is_under = |chars: usize| visible_chars(text).take(chars).count() < chars && visible_chars(text).next().is_some();
            // Most texts have too few characters, visible or not.
            let is_over = |chars: usize| text.chars().count() > chars && visible_chars(text).take(chars + 1).count() > chars;
            if rule.matcher.under_chars.is_some_and(is_under) || rule.matcher.over_chars.is_some_and(is_over) {
                let span = Span::new(0, text.len());
                found.push(Found { rule: number, span, severity: rule.severity(), hit: span, phrase: EXCEPTION });
            }
        }
    }

    /// Turns hits into findings, rule by rule. Spans are those of the folded text.
    fn settle(&self, text: &str, seen: Seen, scratch: &mut Scratch) {
        let Scratch { triggered, candidates, buffers, found, .. } = scratch;
        self.triggers.find_occurrences(text, triggered, |_, can_find| can_find);
        if triggered.occurrences.is_empty() {
            return;
        }
        let first = found.len();
        let mut context = Context::unread(text, seen, &self.index, buffers);
        if self.looks_around {
            context.read();
        }
        self.settle_occurrences(&triggered.occurrences, candidates, &mut context, found);
        if seen.opening {
            heed_marks(found, first, &self.rules.rules, &mut context);
        }
    }

    /// Adds what comes of phrases, which are sorted by rule and place, but for marks.
    pub(crate) fn settle_occurrences(
        &self,
        occurrences: &[Occurrence],
        candidates: &mut Candidates,
        context: &mut Context<'_>,
        found: &mut Vec<Found>,
    ) {
        for occurrences in occurrences.chunk_by(|a, b| a.rule == b.rule) {
            let rule = self.rule(occurrences[0].rule);
            if candidates.find(rule, &self.triggers, occurrences, context) {
                candidates.check_sentences(rule, context);
                candidates.judge(rule, &self.padding, context, found);
            }
        }
    }
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
