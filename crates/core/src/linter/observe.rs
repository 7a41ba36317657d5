//! One message as conversation rules see it: where rules could start, and which words are said. All that a conversation needs of its text.

mod observer;
mod sets;
mod wordless;

use super::*;
use crate::conversation::Observation;
use crate::fold::fold;
use crate::settle::holds;
use crate::talk::{SaidSets, Talk, TalkSet};
use crate::{Event, Message, Role};
use jiff::tz::TimeZone;
use std::cmp::Reverse;
use std::collections::BTreeMap;

pub use observer::Observer;
use sets::Asked;
pub(super) use sets::{Hits, Sets};
pub(super) use wordless::Wordless;

/// Which messages can start a rule.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Starter {
    pub roles: Roles,
    event: Option<Event>,
    /// Starts of the same words are counted together.
    counts_texts: bool,
}

/// Roles, a bit each.
pub(super) type Roles = u8;

impl Starter {
    /// Of a rule that is run.
    pub fn new(rule: &Rule) -> Starter {
        let Some(talk) = &rule.talk else { return Starter::default() };
        let roles = Role::ALL.into_iter().filter(|role| talk.starts_at(*role, talk.event)).fold(0, |roles, role| roles | bit(role));
        Starter { roles, event: talk.event, counts_texts: talk.count.is_some_and(|count| count.same_text) }
    }

    /// Who can start it.
    fn roles(&self) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| self.roles & bit(*role) != 0).collect()
    }

    fn starts_at(&self, role: Role, event: Option<Event>) -> bool {
        self.roles & bit(role) != 0 && (self.event.is_none() || self.event == event)
    }
}

fn bit(role: Role) -> Roles {
    1 << role as u8
}

/// What finds something in single texts: phrases, and for rules of conversations those without words of their own by role, and the sets of words of all
/// of them.
pub(super) type Search = (Triggers, [Vec<Wordless>; Role::ALL.len()], Sets);

/// Compiles what finds something for one part of the rules.
pub(super) fn search(rules: &RuleSet) -> Search {
    if rules.part != Part::Conversations {
        return (Triggers::new(rules), Default::default(), Sets::default());
    }
    let talks = rules.rules.iter().filter(|rule| rule.active).filter_map(|rule| rule.talk.as_ref());
    let mut roles_of: BTreeMap<u32, Vec<Role>> = BTreeMap::new();
    for (number, role) in talks.flat_map(Talk::sets) {
        roles_of.entry(number).or_default().extend(Role::ALL.into_iter().filter(|known| role.is_none_or(|role| role == *known)));
    }
    let asked = |(number, roles)| Some(Asked { number, set: rules.talk.sets.get(number as usize)?, roles });
    let mut sets: Vec<Asked<'_>> = roles_of.into_iter().filter_map(asked).collect();
    let is_wordless = |rule: &&Rule| rules.runs(rule) && rule.talk.as_ref().is_some_and(|talk| talk.is_any);
    // The sets of rules without words are numbered behind those that conversations name.
    let mut next = rules.talk.sets.len() as u32;
    let mut wordless = <[Vec<Wordless>; Role::ALL.len()]>::default();
    for rule in rules.rules.iter().filter(is_wordless) {
        let starter = Starter::new(rule);
        let asked = Wordless::new(rule, starter, &mut next, &mut sets);
        starter.roles().into_iter().for_each(|role| wordless[role as usize].push(asked.clone()));
    }
    let excusable = rules.rules.iter().filter(|rule| rule.active && rule.is_excusable()).flat_map(|rule| &rule.matcher.phrases);
    let (mut sets, shown) = Sets::new(&sets, &rules.lists, excusable.map(String::as_str));
    let (triggers, numbers) = Triggers::with_texts(rules, &shown.keys().copied().collect::<Vec<_>>());
    if !shown.is_empty() {
        sets.find_with(triggers.automaton(), &numbers, shown.into_values());
    }
    (triggers, wordless, sets)
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
        self.talk_set().calendar.zone().clone()
    }

    /// How long nothing may happen in a session before it counts as ended, in milliseconds.
    #[must_use]
    pub fn session_idle_ms(&self) -> i64 {
        self.talk_set().calendar.session_idle_ms
    }

    pub(crate) fn talk_set(&self) -> &TalkSet {
        &self.rules.talk
    }

    pub(crate) fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// What conversation rules see in a message. Costs about as much as checking a reply; may be done on any thread, in any order, before the
    /// messages are pushed into their conversations. For many messages see [`Observer`](crate::Observer).
    #[must_use]
    pub fn observe(&self, message: &Message<'_>) -> Observation {
        let mut observation = Observation::default();
        self.begin(message, &mut observation);
        self.see(message, &mut observation);
        observation
    }

    /// Notes what is known of a message without its words.
    fn begin(&self, message: &Message<'_>, observation: &mut Observation) {
        observation.begin(message, self.joined.is_some() && is_part(message));
    }

    /// Adds what is seen in a message's words.
    fn see(&self, message: &Message<'_>, observation: &mut Observation) {
        let mut scratch = SCRATCH.take().unwrap_or_default();
        let mut has_phrase = true;
        if let Some(linter) = &self.conversations {
            linter.read(message, &mut scratch, observation);
            has_phrase = scratch.hits.excusable;
        }
        // Most messages hold no phrase of the few rules that can be excused, and need not be scanned for them.
        let may_find = |linter: &Linter| has_phrase || !linter.lengths.is_empty();
        if let Some(linter) = self.excused.as_ref().filter(|linter| linter.starting_roles & bit(message.role) != 0 && may_find(linter)) {
            linter.read(message, &mut scratch, observation);
        }
        SCRATCH.set(Some(scratch));
    }

    /// Adds where rules could start, those with words first, and the words that are said.
    fn read(&self, message: &Message<'_>, scratch: &mut Scratch, observation: &mut Observation) {
        scratch.found.clear();
        let seen = self.scan(message.text, scratch, &mut observation.said);
        self.check_length(message.text, &mut scratch.found);
        let lengths = scratch.found.len();
        let wordless = if seen.folded {
            scratch.buffers.fold(message.text);
            let folded = scratch.buffers.take_folded();
            self.scan(&folded, scratch, &mut observation.said);
            let wordless = self.read_plain(&folded, seen, message, scratch, &mut observation.said);
            scratch.buffers.put_folded(folded);
            let Scratch { found, buffers, .. } = scratch;
            found[lengths..wordless].iter_mut().for_each(|found| found.span = buffers.to_original(found.span, message.text));
            wordless
        } else {
            self.read_plain(message.text, seen, message, scratch, &mut observation.said)
        };
        let (with_words, wordless) = scratch.found.split_at_mut(wordless);
        with_words.iter_mut().for_each(|found| found.span = on_graphemes(found.span, message.text));
        let starts = &mut observation.starts;
        let first = starts.len();
        starts.extend(with_words.iter().filter(|found| self.starts(found.rule, message)));
        starts[first..].sort_unstable_by_key(|start| (start.rule, start.span.start, Reverse(start.span.end), start.phrase));
        starts.dedup_by(|next, kept| next.rule == kept.rule && next.span.start < kept.span.end);
        starts.extend_from_slice(wordless);
        if starts[first..].iter().any(|start| self.starters[start.rule as usize].counts_texts) {
            observation.words_hash = words_hash(message.text);
        }
    }

    /// Scans a text for what can start rules, and for the words that are asked for, where any are.
    fn scan(&self, text: &str, Scratch { triggered, hits, .. }: &mut Scratch, said: &mut SaidSets) -> Seen {
        if self.sets.is_empty() {
            return self.triggers.scan(text, triggered);
        }
        self.sets.begin(hits, said);
        self.triggers.scan_telling(text, triggered, |stops| self.sets.note(stops, text, hits, said))
    }

    /// The same of a text that is its own plain form: the message's, or its folded copy. Gives where rules without words begin in what was found.
    fn read_plain(&self, text: &str, seen: Seen, message: &Message<'_>, scratch: &mut Scratch, said: &mut SaidSets) -> usize {
        let Scratch { triggered, candidates, found, buffers, hits, .. } = scratch;
        self.triggers.find_occurrences(text, triggered, |rule, can_find| can_find && self.starts(rule, message));
        let first = found.len();
        let mut wordless = self.wordless[message.role as usize].iter().filter(|wordless| self.starts(wordless.rule, message)).peekable();
        let may_say = self.sets.keep_asked(text, message.role, hits, said);
        if triggered.occurrences.is_empty() && wordless.peek().is_none() && !may_say {
            return first;
        }
        let mut context = Context::new(text, seen, &self.index, buffers);
        self.settle_occurrences(&triggered.occurrences, candidates, &mut context, found);
        if seen.opening {
            heed_marks(found, first, &self.rules.rules, &mut context);
        }
        if may_say {
            self.sets.find_regexes(hits, message.role, &mut context, said);
        }
        let first_wordless = found.len();
        let whole = Span::new(0, text.len());
        for Wordless { rule, asks, .. } in wordless {
            let rule = self.rule(*rule);
            let is_meant = match asks {
                Some(asks) => asks.hold(said),
                None => holds(rule, whole, &self.padding, &mut context),
            };
            if is_meant {
                let is_mild = rule.matcher.info_if.iter().any(|condition| condition.holds(whole, &mut context));
                let severity = if is_mild { Severity::Info } else { rule.severity() };
                found.push(Found { rule: rule.order, span: Span::new(0, message.text.len()), severity, hit: whole, phrase: EXCEPTION });
            }
        }
        first_wordless
    }

    fn starts(&self, rule: u32, message: &Message<'_>) -> bool {
        self.starters[rule as usize].starts_at(message.role, message.event)
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
    visible_chars(text).map(|c| u64::from(u32::from(fold(c)))).fold(0, mix)
}

/// Adds a word to a hash: turns and multiplies as the hash of Firefox does (FxHash), several times as fast as SipHash for single words.
fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95)
}
