//! Which rules can find something in a reply: the phrases that the scan found, less those that nothing can come of.

mod growing;
mod sample;
mod texts;

use crate::automaton::{Automaton, Extent, Seen, Stop, Stops};
use crate::context::Buffers;
use crate::distinct::Distinct;
use crate::fold::fold_text;
use crate::order::{FEW, sort_by_number};
use crate::parallel;
use crate::pattern::{CharFilter, Held, Lead, Neighbours};
use crate::ruleset::RuleSet;
use crate::span::Span;
pub(crate) use growing::Standing;
use sample::Sample;
use texts::{Parts, Texts};

/// The phrases and exceptions of all rules, and what else a reply must be like for each rule.
#[derive(Debug)]
pub(crate) struct Triggers {
    automaton: Automaton,
    /// For each group of texts that end together: what they are for.
    groups: Vec<Group>,
    /// The sets of required texts that groups belong to, each once: most groups belong to none.
    sets: Vec<Sets>,
    /// What texts are to rules, group by group.
    uses: Vec<Use>,
    /// What may stand beside phrases; phrases of which the same is true share one.
    neighbours: Vec<Neighbours>,
    /// For each rule: what a reply must be like.
    required: Vec<Required>,
    /// For each rule and each of its phrases: how much of a match stands before it.
    leads: Vec<Vec<Lead>>,
    /// For each rule: characters of each of which one must stand in the sentence of a hit.
    gates: Vec<Vec<CharFilter>>,
    /// In bytes.
    longest_exception: u32,
}

/// What the texts of a group are for.
#[derive(Clone, Copy, Debug)]
struct Group {
    /// Where in `uses` that stands.
    uses: (u32, u32),
    /// Which `sets` of required texts they belong to.
    sets: u32,
}

/// Sets of required texts, a bit each. Several may share a bit: then a rule is now and then tried for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Sets([u64; SET_WORDS]);

const SET_WORDS: usize = 4;

/// The number of no sets at all.
const NO_SETS: u32 = 0;

impl Sets {
    fn add(&mut self, set: u32) {
        self.0[set as usize / 64 % SET_WORDS] |= 1 << (set % 64);
    }

    fn add_all(&mut self, other: &Sets) {
        self.0.iter_mut().zip(other.0).for_each(|(bits, more)| *bits |= more);
    }

    fn hold(&self, needed: &Sets) -> bool {
        self.0.iter().zip(needed.0).fold(0, |missing, (bits, needed)| missing | needed & !bits) == 0
    }
}

/// What a text of the automaton is to a rule.
#[derive(Clone, Copy, Debug)]
struct Use {
    rule: u32,
    /// The phrase's index within the rule; `EXCEPTION` for an exception.
    phrase: u32,
    /// The number of what may stand beside it.
    neighbours: u32,
    extent: Extent,
}

/// What a reply must be like for a rule to find something in it.
#[derive(Clone, Copy, Debug)]
struct Required {
    /// The reply must hold a text of each.
    sets: Sets,
    /// Those of which the sentence itself must hold a text.
    in_sentence: Sets,
    max_bytes: usize,
}

/// The phrase index of an exception.
pub(crate) const EXCEPTION: u32 = u32::MAX;

/// A phrase or exception of one rule somewhere in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Occurrence {
    pub rule: u32,
    pub start: u32,
    pub end: u32,
    pub phrase: u32,
    /// The rule's pattern matches here, and nothing but the phrase.
    pub is_match: bool,
}

impl Occurrence {
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

/// What was found in a reply; the buffers are reused from reply to reply.
#[derive(Debug, Default)]
pub(crate) struct Triggered {
    stops: Stops,
    used: Used,
    /// Sorted by rule and place.
    pub occurrences: Vec<Occurrence>,
    /// For sorting them.
    spare: Vec<Occurrence>,
    /// There were more phrases and exceptions than are looked at, so the text was not checked to its end.
    pub is_cut: bool,
}

/// The places of a text where phrases and exceptions end. The buffer is reused and keeps its length, so that a place is written without a branch.
#[derive(Debug, Default)]
struct Used {
    /// Where in the triggers' `uses` they stand, and their end.
    buffer: Vec<(u32, u32, u32)>,
    count: usize,
    /// How many uses stand at all places, with those that were not noted any more.
    uses: usize,
    /// The sets of required texts that the text holds.
    sets: Sets,
}

impl Used {
    fn clear(&mut self) {
        (self.count, self.uses, self.sets) = (0, 0, Sets::default());
    }
}

/// How many uses of phrases and exceptions by rules are looked at in a reply: what bounds the memory of a check.
pub(crate) const MAX_USES: usize = 1 << 16;

impl Triggered {
    /// Nothing was found, since nothing was looked for.
    pub fn clear(&mut self) {
        self.used.clear();
        self.is_cut = false;
    }

    /// Whether the last scan found no phrase and no exception.
    pub fn is_empty(&self) -> bool {
        self.used.count == 0
    }
}

/// The longest text around a hit that may still count as the hit alone, in bytes.
pub(crate) const MAX_PADDING_BYTES: usize = 48;
/// The longest match of a pattern that may be a whole reply, in bytes.
pub(crate) const MAX_WHOLE_BYTES: usize = 96;

impl Triggers {
    /// Compiles the phrases, exceptions and required texts of all active rules.
    ///
    /// Looking for required texts takes time as well. So the rules' own examples show which sets pay: those without which a rule would
    /// often be tried for nothing.
    pub fn new(rules: &RuleSet) -> Triggers {
        Triggers::with_texts(rules, &[]).0
    }

    /// The same, with an automaton that finds other texts as well; gives their numbers there.
    pub fn with_texts(rules: &RuleSet, others: &[&str]) -> (Triggers, Vec<u32>) {
        let parts = parallel::map(&rules.rules, |rule| Parts::new(rule, rules.runs(rule), &rules.lists));
        let sentences = rules.rules.iter().flat_map(|rule| rule.flag_examples().chain(rule.pass_examples()));
        let chosen = Sample::new(&parts, &sentences.map(fold_text).collect::<Vec<_>>()).worthwhile_sets();
        let mut texts = Texts::new(&parts, &chosen, |_| true);
        let numbers = others.iter().map(|text| texts.all.add(text).0).collect();
        let (leads, gates) = parts.iter().map(|rule| (rule.leads(), rule.gates.clone())).unzip();
        (Triggers { leads, gates, ..Triggers::with_automaton(Automaton::new(texts.all.as_slice()), texts) }, numbers)
    }

    /// `automaton` is that of the texts.
    fn with_automaton(automaton: Automaton, texts: Texts<'_>) -> Triggers {
        let (uses_of, sets_of) = (texts.uses(), texts.sets());
        let (mut groups, mut uses) = (Vec::new(), Vec::new());
        let mut all_sets = Distinct::default();
        all_sets.add(Sets::default());
        for group in 0..automaton.groups() as u32 {
            let first = uses.len() as u32;
            let mut sets = Sets::default();
            for &(text, _) in automaton.phrases(group) {
                uses.extend_from_slice(uses_of.of(text));
                sets_of.of(text).iter().for_each(|set| sets.add(*set));
            }
            let (sets, _) = all_sets.add(sets);
            groups.push(Group { uses: (first, uses.len() as u32), sets });
        }
        let longest_exception = texts.longest_exception();
        let Texts { neighbours, required, .. } = texts;
        let neighbours = neighbours.into_vec().into_iter().cloned().collect();
        let (leads, gates) = (Vec::new(), Vec::new());
        Triggers { automaton, groups, sets: all_sets.into_vec(), uses, neighbours, required, leads, gates, longest_exception }
    }

    /// Scans a text for every phrase, exception and required text. What is noted of it is bounded by `MAX_USES`.
    pub fn scan(&self, text: &str, found: &mut Triggered) -> Seen {
        self.scan_telling(text, found, |_| {})
    }

    /// The same, and tells where texts end.
    pub fn scan_telling(&self, text: &str, found: &mut Triggered, mut tell: impl FnMut(&[Stop])) -> Seen {
        found.clear();
        let Triggered { stops, used, .. } = found;
        self.automaton.scan(text, stops, |stops| {
            tell(stops);
            self.note(stops, used);
        })
    }

    /// Notes what the stops of a block are for.
    // A call would cost the check of a short reply one percent.
    #[inline(always)]
    fn note(&self, stops: &[Stop], used: &mut Used) {
        if used.buffer.len() <= used.count + stops.len() {
            used.buffer.resize(used.count + stops.len() + 1, (0, 0, 0));
        }
        let has_room = used.uses <= MAX_USES;
        let places = &mut used.buffer[used.count..];
        let (mut sets, mut count, mut uses) = (used.sets, 0, 0);
        for stop in stops {
            let group = self.group(*stop);
            sets.add_all(self.sets(group));
            // Written without a branch: whether a text is a phrase or only required cannot be foreseen.
            let (from, to) = group.uses;
            places[count] = (from, to, stop.end);
            count += usize::from(from != to && has_room);
            uses += (to - from) as usize;
        }
        used.sets = sets;
        used.count += count;
        used.uses += uses;
    }

    /// The plain form of a text that has just been scanned and is not its own plain form; what was found stands in that form then. The form goes back
    /// with `put_folded`.
    pub fn scan_folded(&self, text: &str, buffers: &mut Buffers, found: &mut Triggered) -> String {
        let is_moved = buffers.fold(text);
        let folded = buffers.take_folded();
        // Otherwise it stands where it stood.
        if is_moved {
            self.scan(&folded, found);
        }
        folded
    }

    /// Where phrases and exceptions stand of those rules that are to be tried, from the stops of the last scan. The text is its own plain form.
    /// `is_tried` gets a rule's number, and whether the rule can find something.
    pub fn find_occurrences(&self, text: &str, found: &mut Triggered, is_tried: impl Fn(u32, bool) -> bool) {
        let Triggered { used: Used { buffer, count, sets, .. }, occurrences, spare, is_cut, .. } = found;
        occurrences.clear();
        let (mut has_phrase, mut uses) = (false, 0);
        for &(from, to, end) in &buffer[..*count] {
            uses += (to - from) as usize;
            if uses > MAX_USES {
                *is_cut = true;
                // What has been found near the cut may be part of an exception behind it.
                occurrences.retain(|occurrence| occurrence.start + self.longest_exception <= end);
                break;
            }
            for of in &self.uses[from as usize..to as usize] {
                let required = &self.required[of.rule as usize];
                if is_tried(of.rule, sets.hold(&required.sets) && text.len() <= required.max_bytes) {
                    let occurrence = self.occurrence(of, end, text);
                    has_phrase |= occurrence.is_some_and(|occurrence| occurrence.phrase != EXCEPTION);
                    occurrences.extend(occurrence);
                }
            }
        }
        if !has_phrase {
            occurrences.clear();
        }
        if occurrences.len() <= FEW {
            occurrences.sort_unstable();
        } else {
            // Those of one rule and start are in the order of their ends and phrases.
            sort_by_number(occurrences, spare, |occurrence| occurrence.start);
            sort_by_number(occurrences, spare, |occurrence| occurrence.rule);
        }
    }

    fn group(&self, stop: Stop) -> &Group {
        &self.groups[stop.group as usize]
    }

    fn sets(&self, group: &Group) -> &Sets {
        &self.sets[group.sets as usize]
    }

    /// The text that ends at `end`, if it is a word of its own and its neighbours are such that something can come of it.
    fn occurrence(&self, of: &Use, end: u32, text: &str) -> Option<Occurrence> {
        let start = of.extent.start(end, text)?;
        let held = || {
            let before = || text[..start as usize].chars().next_back();
            let after = || text[end as usize..].chars().next();
            self.neighbours[of.neighbours as usize].held(before, after)
        };
        let held = if of.phrase == EXCEPTION { Held::Perhaps } else { held() };
        let occurrence = Occurrence { rule: of.rule, start, end, phrase: of.phrase, is_match: held == Held::Exactly };
        (held != Held::Never).then_some(occurrence)
    }

    /// For each phrase of a rule: how much of a match of its pattern stands before it.
    pub fn leads(&self, rule: u32) -> &[Lead] {
        &self.leads[rule as usize]
    }

    /// Characters of each of which one must stand in the sentence where a rule finds something.
    pub fn gates(&self, rule: u32) -> &[CharFilter] {
        &self.gates[rule as usize]
    }

    /// What finds the texts.
    pub fn automaton(&self) -> &Automaton {
        &self.automaton
    }

    /// Memory of the automaton, in bytes.
    pub fn automaton_bytes(&self) -> usize {
        self.automaton.bytes()
    }
}
