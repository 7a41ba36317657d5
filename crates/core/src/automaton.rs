//! Every phrase of every rule in one pass over a reply: the only file that knows the matching engine.
//!
//! The automaton of Aho and Corasick (1975) over *classes of characters* instead of bytes: all forms of a character that
//! fold to the same plain one share a class, so folding costs nothing and no second copy of the text is made. An invisible
//! character leaves the state as it is. One character is one step, and a Chinese character is three bytes.
//!
//! Each state has its own transitions only, packed into one table by row displacement (Tarjan and Yao 1979): a state's number is where
//! its row begins, and each slot names the class that it is for. The root alone has a full row. So the tables stay in the cache.
//!
//! Where the last two characters lead by themselves depends on no state, so that the processor reads it ahead. Only a state of two or more
//! characters is asked for more than that, and on a miss its failure link is followed only where that leads to another such state.

mod class_map;
mod rows;
mod trie;

use class_map::{Class, ClassMap, FOLDED, INVISIBLE, MAX_CLASSES, OPENING, PLAIN, SENTENCE_END};
use rows::pack;
use std::hint::select_unpredictable;
use std::ops::Range;
use trie::Trie;

type State = u32;

const ROOT: State = 0;

/// A phrase somewhere in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index of the phrase, in the order in which phrases were given.
    pub phrase: u32,
    /// First byte in the reply.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A set of phrases, ready to be searched for.
#[derive(Debug)]
pub(crate) struct Automaton {
    steps: Box<Steps>,
    slots: Box<[Slot]>,
    /// By state: where to go on after a miss, without what ends there.
    fails: Box<[u32]>,
    /// Where the phrases that end together are in `endings`; none in the first group.
    groups: Vec<(u32, u32)>,
    /// Phrases that end in a state, and how.
    endings: Vec<(u32, Extent)>,
    /// In bytes.
    longest: usize,
    /// Whether no phrase is a single character, as in lists of words.
    has_few_stops: bool,
}

/// What every step reads first. Behind one pointer, since a step has few registers to spare.
#[derive(Debug)]
struct Steps {
    classes: ClassMap,
    /// By class: where the root leads.
    root: [Target; MAX_CLASSES],
}

/// A place where phrases end, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stop {
    pub group: u32,
    pub end: u32,
}

/// So many bytes of a text are scanned before their stops are looked at, which then are still in the first cache however long the text is.
const BLOCK_BYTES: usize = 1024;

/// The stops of a block, which are not more than its bytes, and one more place, so that a stop is written without a branch. The buffer is reused.
#[derive(Debug)]
pub(crate) struct Stops(Box<[Stop; BLOCK_BYTES + 1]>);

impl Default for Stops {
    fn default() -> Stops {
        Stops(Box::new([Stop { group: NO_GROUP, end: 0 }; BLOCK_BYTES + 1]))
    }
}

/// How far a scan has come.
#[derive(Clone, Copy)]
struct Progress {
    at: usize,
    target: Target,
    /// Where the last character leads from the root.
    single: Target,
    seen: Class,
}

/// What a scan saw besides phrases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Some character is not its own plain form.
    pub folded: bool,
    /// Some character opens a quotation or a place-holder.
    pub opening: bool,
    /// Some character ends a sentence.
    pub sentence_end: bool,
}

impl Seen {
    /// Takes what was seen in another part of the text.
    pub fn add(&mut self, other: Seen) {
        self.folded |= other.folded;
        self.opening |= other.opening;
        self.sentence_end |= other.sentence_end;
    }
}

/// Where a transition leads, in one number, so that it is read at once: the state, what must be asked there, and the phrases that end there.
/// A state without transitions of its own is left at once for its failure link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Target(u64);

/// The group without phrases.
const NO_GROUP: u32 = 0;
const STATE_BITS: u32 = 24;
/// The state is of two or more characters: the last two of them do not tell where it leads.
const LONG: u64 = 1 << STATE_BITS;
/// So is the one that its failure link leads to.
const DEEP: u64 = LONG << 1;
const GROUP_SHIFT: u32 = STATE_BITS + 2;
const GROUP_BITS: u32 = 25;
const CLASS_SHIFT: u32 = GROUP_SHIFT + GROUP_BITS;
const TO_ROOT: Target = Target(0);

impl Target {
    fn new(state: State, kind: u64, group: u32) -> Target {
        Target(u64::from(state) | kind | u64::from(group) << GROUP_SHIFT)
    }

    fn state(self) -> State {
        (self.0 & (LONG - 1)) as State
    }

    fn is_long(self) -> bool {
        self.0 & LONG != 0
    }

    fn is_deep(self) -> bool {
        self.0 & DEEP != 0
    }

    /// `LONG` and `DEEP`, where they hold.
    fn kind(self) -> u64 {
        self.0 & (LONG | DEEP)
    }

    fn group(self) -> u32 {
        (self.0 >> GROUP_SHIFT) as u32 & ((1 << GROUP_BITS) - 1)
    }
}

/// One transition, and above it the class by which it is taken. No two rows begin at one place, so that the class tells whose transition it is.
#[derive(Clone, Copy, Debug)]
struct Slot(u64);

/// A slot without a transition: no state is asked where an invisible character leads.
const FREE: Slot = Slot((INVISIBLE as u64) << CLASS_SHIFT);

impl Slot {
    fn new(class: Class, target: Target) -> Slot {
        Slot(target.0 | u64::from(class) << CLASS_SHIFT)
    }

    fn class(self) -> Class {
        (self.0 >> CLASS_SHIFT) as Class
    }

    /// The class stays in it, where no part of a target is read.
    fn target(self) -> Target {
        Target(self.0)
    }
}

/// How far a phrase reaches back from the place where it ends, and what may stand beside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    bytes: u32,
    /// A letter or digit at this end must not touch another one (`sb` is not in `sbc`).
    first: Edge,
    last: Edge,
}

impl Extent {
    /// `text` is the phrase.
    pub fn new(text: &str) -> Extent {
        let edge = |c: Option<char>| c.map_or(Edge::Open, edge);
        Extent { bytes: text.len() as u32, first: edge(text.chars().next()), last: edge(text.chars().next_back()) }
    }

    /// Where the phrase begins that ends at `end`; none where it is only a part of a longer word or number.
    pub fn start(self, end: u32, text: &str) -> Option<u32> {
        let start = end - self.bytes;
        let touches = goes_on(self.last, &text[end as usize..], false) || goes_on(self.first, &text[..start as usize], true);
        (!touches).then_some(start)
    }

    /// Whether the phrase is a word of its own whatever stands beside it.
    pub fn is_word_anywhere(self) -> bool {
        (self.first, self.last) == (Edge::Open, Edge::Open)
    }
}

/// What a phrase begins or ends with, as far as words are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Letter,
    Digit,
    Open,
}

fn edge(c: char) -> Edge {
    match c {
        'a'..='z' => Edge::Letter,
        '0'..='9' => Edge::Digit,
        _ => Edge::Open,
    }
}

impl Automaton {
    /// Builds the automaton for folded, non-empty phrases, each given once.
    pub fn new(phrases: &[&str]) -> Automaton {
        let classes = ClassMap::new(phrases.iter().flat_map(|phrase| phrase.chars()));
        let trie = Trie::new(phrases, &classes);
        let (base, slot_count) = pack(&trie, classes.count);
        let (mut groups, mut endings) = (vec![(0, 0)], Vec::new());
        let mut fails = vec![TO_ROOT.0 as u32; slot_count];
        let mut target = vec![TO_ROOT; trie.nodes.len()];
        let singles = trie.nodes[0].children();
        // Failure links lead to shorter texts, whose targets are known by then.
        for (at, node) in trie.nodes.iter().enumerate().skip(1) {
            let fail = target[node.fail as usize];
            let group = match node.phrase {
                None => fail.group(),
                Some(phrase) => {
                    let (from, to) = groups[fail.group() as usize];
                    let first = endings.len();
                    endings.extend_from_within(from as usize..to as usize);
                    endings.push((phrase, Extent::new(phrases[phrase as usize])));
                    groups.push((first as u32, endings.len() as u32));
                    groups.len() as u32 - 1
                }
            };
            target[at] = if node.is_leaf() {
                Target::new(fail.state(), fail.kind(), group)
            } else {
                fails[base[at] as usize] = Target::new(fail.state(), fail.kind(), NO_GROUP).0 as u32;
                let long = if singles.contains(&at) { 0 } else { LONG };
                let deep = if fail.is_long() { DEEP } else { 0 };
                Target::new(base[at], long | deep, group)
            };
        }
        let mut root = [TO_ROOT; MAX_CLASSES];
        let mut slots = vec![FREE; slot_count];
        let has_few_stops = singles.clone().all(|child| target[child].group() == NO_GROUP);
        for child in singles {
            root[usize::from(trie.nodes[child].class)] = target[child];
        }
        for (node, base) in trie.nodes.iter().zip(&base).skip(1) {
            for child in node.children() {
                let class = trie.nodes[child].class;
                slots[*base as usize + usize::from(class)] = Slot::new(class, target[child]);
            }
        }
        let longest = phrases.iter().map(|phrase| phrase.len()).max().unwrap_or(0);
        Automaton {
            steps: Box::new(Steps { classes, root }),
            slots: slots.into(),
            fails: fails.into(),
            groups,
            endings,
            longest,
            has_few_stops,
        }
    }

    /// Tells every place where phrases end, in order, block by block. Linear in `text`.
    pub fn scan(&self, text: &str, stops: &mut Stops, mut tell: impl FnMut(&[Stop])) -> Seen {
        let mut progress = Progress { at: 0, target: TO_ROOT, single: TO_ROOT, seen: 0 };
        while progress.at < text.len() {
            let count = match self.has_few_stops {
                true => self.scan_block::<true>(text, &mut progress, stops),
                false => self.scan_block::<false>(text, &mut progress, stops),
            };
            tell(&stops.0[..count]);
        }
        let seen = progress.seen;
        Seen { folded: seen & FOLDED != 0, opening: seen & OPENING != 0, sentence_end: seen & SENTENCE_END != 0 }
    }

    /// Notes where phrases end in the next block, and how many such places there are.
    ///
    /// Whether two characters lead anywhere cannot be foreseen, so that is chosen without a branch; few states are long. Where only few characters
    /// are stops a branch that is foreseen passes over the others, else each is written down.
    // Within another function there are too few registers for it, and a step takes a tenth longer.
    #[inline(never)]
    fn scan_block<const FEW_STOPS: bool>(&self, text: &str, progress: &mut Progress, stops: &mut Stops) -> usize {
        let Steps { classes, root } = &*self.steps;
        let Progress { at, mut target, mut single, mut seen } = *progress;
        let end = text.floor_char_boundary(at + BLOCK_BYTES);
        let mut count = 0;
        let mut rest = &text.as_bytes()[at..end];
        while let [first, ..] = rest {
            let class;
            if let Some(([first @ 0xE0..0xF0, second, third], behind)) = rest.split_first_chunk() {
                (class, rest) = (classes.of_three(*first, *second, *third), behind);
            } else if first.is_ascii() {
                (class, rest) = (classes.of_ascii(*first), &rest[1..]);
            } else {
                (class, rest) = classes.of_any(rest);
            }
            seen |= class;
            let class = class & PLAIN;
            if class == INVISIBLE {
                continue;
            }
            let of_two = self.slot(single, class);
            single = root[usize::from(class)];
            let short = select_unpredictable(of_two.class() == class, of_two.target(), single);
            target = if target.is_long() { self.after_long(target, class, short) } else { short };
            if !FEW_STOPS || target.group() != NO_GROUP {
                stops.0[count] = Stop { group: target.group(), end: (end - rest.len()) as u32 };
                count += usize::from(target.group() != NO_GROUP);
            }
        }
        *progress = Progress { at: end, target, single, seen };
        count
    }

    /// Where a long state leads; `short` is where the last two characters lead.
    #[inline(always)]
    fn after_long(&self, from: Target, class: Class, short: Target) -> Target {
        let slot = self.slot(from, class);
        match slot.class() == class {
            true => slot.target(),
            false if from.is_deep() => self.after_miss(from, class, short),
            false => short,
        }
    }

    #[cold]
    fn after_miss(&self, mut from: Target, class: Class, short: Target) -> Target {
        while from.is_deep() {
            from = Target(u64::from(self.fails[from.state() as usize]));
            let slot = self.slot(from, class);
            if slot.class() == class {
                return slot.target();
            }
        }
        short
    }

    /// The place where a state has its transition by a class, if it has one.
    #[inline(always)]
    fn slot(&self, from: Target, class: Class) -> Slot {
        self.slots[from.state() as usize + usize::from(class)]
    }

    /// The longest phrase, in bytes.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The number of groups of phrases that end together, with the empty first one.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The phrases of a group, shortest first, and how each ends.
    pub fn phrases(&self, group: u32) -> &[(u32, Extent)] {
        let (from, to) = self.groups[group as usize];
        &self.endings[from as usize..to as usize]
    }

    /// The occurrences that end at `stop` in a text that is its own plain form, shortest first.
    pub fn occurrences<'a>(&'a self, text: &'a str, stop: Stop) -> impl Iterator<Item = Hit> + 'a {
        let hit = move |&(phrase, extent): &(u32, Extent)| Some(Hit { phrase, start: extent.start(stop.end, text)?, end: stop.end });
        self.phrases(stop.group).iter().filter_map(hit)
    }

    /// Memory of the tables, in bytes.
    pub fn bytes(&self) -> usize {
        self.slots.len() * (size_of::<Slot>() + size_of::<u32>())
            + size_of_val(&self.steps.root)
            + self.groups.len() * size_of::<(u32, u32)>()
            + self.steps.classes.bytes()
            + self.endings.len() * size_of::<(u32, Extent)>()
    }
}

/// Whether a letter or digit at the edge of a phrase goes on in the text before or behind it.
fn goes_on(edge_of_phrase: Edge, beside: &str, is_before: bool) -> bool {
    if edge_of_phrase == Edge::Open {
        return false;
    }
    let mut chars = beside.chars();
    let c = if is_before { chars.next_back() } else { chars.next() };
    c.is_some_and(|c| edge(c) == edge_of_phrase)
}

/// Whether a letter or digit at an edge of a word goes on beside it: then the word is only a part of a longer one.
pub(crate) fn is_part_of_word(text: &[char], word: Range<usize>) -> bool {
    let goes_on = |inside: usize, beside: Option<&char>| match edge(text[inside]) {
        Edge::Open => false,
        kind => beside.is_some_and(|c| edge(*c) == kind),
    };
    goes_on(word.start, word.start.checked_sub(1).map(|at| &text[at])) || goes_on(word.end - 1, text.get(word.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(phrases: &[&str], text: &str, expected: &[(&str, usize)]) {
        let automaton = Automaton::new(phrases);
        let mut found = Vec::new();
        automaton.scan(text, &mut Stops::default(), |stops| {
            let hits = stops.iter().flat_map(|stop| automaton.occurrences(text, *stop));
            found.extend(hits.map(|hit| (&text[hit.start as usize..hit.end as usize], hit.start as usize)));
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_every_occurrence() {
        check(&["加我微信", "微信转账", "转账"], "加我微信转账", &[("加我微信", 0), ("转账", 12), ("微信转账", 6)]);
        check(&["不", "不不"], "不不不", &[("不", 0), ("不", 3), ("不不", 0), ("不", 6), ("不不", 3)]);
    }

    #[test]
    fn reads_characters_of_every_length() {
        let phrases = ["aé", "é不", "不😀", "😀a"];
        check(&phrases, "aé不😀aé", &[("aé", 0), ("é不", 1), ("不😀", 3), ("😀a", 6), ("aé", 10)]);
        // A phrase of one character makes stops frequent, which is another loop.
        check(&[&phrases[..], &["é"]].concat(), "不😀aé", &[("不😀", 0), ("😀a", 3), ("é", 8), ("aé", 7)]);
    }

    #[test]
    fn goes_on_over_the_end_of_a_block() {
        let text = "今天".repeat(BLOCK_BYTES);
        let all: Vec<(&str, usize)> = (0..2 * BLOCK_BYTES - 1).map(|at| (if at % 2 == 0 { "今天" } else { "天今" }, 3 * at)).collect();
        check(&["今天", "天今"], &text, &all);
        let long: Vec<(&str, usize)> = (1..2 * BLOCK_BYTES - 4).step_by(2).map(|at| ("天今天今天", 3 * at)).collect();
        check(&["天今天今天"], &text, &long);
    }

    #[test]
    fn follows_failure_links_of_long_states() {
        check(
            &["甲乙丙丁戊", "乙丙丁己", "丙丁庚", "丁辛"],
            "甲乙丙丁己甲乙丙丁庚甲乙丙丁辛",
            &[("乙丙丁己", 3), ("丙丁庚", 21), ("丁辛", 39)],
        );
    }

    #[test]
    fn folds_within_the_step() {
        for (phrase, text, end) in [("微信", "微\u{200B}信", 9), ("不行", "\u{F967}行", 6), ("wx", "Ｗｘ号", 6)] {
            let mut ends = Vec::new();
            let seen = Automaton::new(&[phrase]).scan(text, &mut Stops::default(), |stops| ends.extend(stops.iter().map(|stop| stop.end)));
            assert!(seen.folded);
            assert_eq!(ends, [end], "{text}");
        }
    }

    #[test]
    fn keeps_to_words() {
        check(&["sb"], "usb sbc sb", &[("sb", 8)]);
        check(&["69"], "695 69元", &[("69", 4)]);
    }
}
