//! Every phrase of every rule in one pass over a reply: the only file that knows the matching engine.
//!
//! The automaton of Aho and Corasick (1975) over *classes of characters* instead of bytes: all forms of a character that
//! fold to the same plain one share a class, so folding costs nothing and no second copy of the text is made. An invisible
//! character leaves the state as it is. One character is one step, and a Chinese character is three bytes.
//!
//! Each state has its own transitions only, packed into one table by row displacement (Tarjan and Yao 1979): a state's number is where
//! its row begins, and each slot names its owner. A miss follows the failure link; the root alone has a full row, and most
//! characters of a reply are read there. So the tables of the whole rule pack take little more than a hundred kilobytes and stay in the cache.

use crate::context::OPENINGS;
use crate::fold::{fold, folded_characters, invisible_characters};
use std::collections::HashMap;

type Class = u16;
type State = u32;

/// A character that stands in no phrase: back to the root.
const OTHER: Class = 0;
/// An invisible character: stay.
const INVISIBLE: Class = 1;
/// Marks, in a class, a character that is not its own plain form.
const FOLDED: Class = 1 << 15;
/// Marks, in a class, a character that opens a quotation or a place-holder.
const OPENING: Class = 1 << 14;
const MARKS: Class = FOLDED | OPENING;
/// Marks, in a transition, a state where a phrase ends.
const ENDS: u32 = 1 << 31;
const ROOT: State = 0;

/// Where a phrase ended.
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
    classes: ClassMap,
    root: Box<[u32]>,
    slots: Box<[Slot]>,
    /// By state: where to go on after a miss.
    fails: Box<[State]>,
    /// By state: its number in `groups`.
    ends: Box<[u32]>,
    /// Where the phrases that end in a state are in `endings`.
    groups: Vec<(u32, u32)>,
    endings: Vec<Ending>,
}

/// What a scan saw besides hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Some character is not its own plain form.
    pub folded: bool,
    /// Some character opens a quotation or a place-holder.
    pub opening: bool,
}

/// One transition and the state that it leaves.
#[derive(Clone, Copy, Debug)]
struct Slot {
    owner: State,
    next: u32,
}

const FREE: Slot = Slot { owner: u32::MAX, next: 0 };

/// A phrase that ends in a state.
#[derive(Clone, Copy, Debug)]
struct Ending {
    phrase: u32,
    chars: u32,
    /// A letter or digit at this end must not touch another one (`sb` is not in `sbc`).
    first: Edge,
    last: Edge,
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
    pub fn new(phrases: &[String]) -> Automaton {
        let classes = ClassMap::new(phrases.iter().flat_map(|phrase| phrase.chars()));
        let trie = Trie::new(phrases, &classes);
        let order = trie.breadth_first();
        let (base, owners) = pack(&trie, &order, classes.count);
        let (mut groups, mut endings) = (Vec::new(), Vec::new());
        let mut fails = vec![ROOT; owners.len()];
        let mut ends = vec![0; owners.len()];
        let mut target = base.clone();
        for &node in &order {
            let state = base[node] as usize;
            fails[state] = base[trie.nodes[node].fail];
            let found = trie.endings(node, phrases);
            if !found.is_empty() {
                target[node] |= ENDS;
                ends[state] = groups.len() as u32;
                groups.push((endings.len() as u32, (endings.len() + found.len()) as u32));
                endings.extend(found);
            }
        }
        let mut root = vec![ROOT; usize::from(classes.count)];
        for &(class, next) in &trie.nodes[0].children {
            root[usize::from(class)] = target[next];
        }
        let slot = |owner: Option<(usize, usize)>| owner.map_or(FREE, |(owner, next)| Slot { owner: base[owner], next: target[next] });
        let slots = owners.into_iter().map(slot).collect();
        Automaton { classes, root: root.into(), slots, fails: fails.into(), ends: ends.into(), groups, endings }
    }

    /// Calls `found` for every occurrence of every phrase, in the order of their ends; they may overlap.
    /// Linear in `text` and the number of occurrences.
    pub fn scan(&self, text: &str, mut found: impl FnMut(Hit)) -> Seen {
        let mut state = ROOT;
        let mut seen = 0;
        for (at, c) in text.char_indices() {
            let class = self.classes.get(c);
            seen |= class;
            let class = class & !MARKS;
            if class == INVISIBLE {
                continue;
            }
            let next = self.step(state, class);
            state = next & !ENDS;
            if next & ENDS != 0 {
                self.report(text, at + c.len_utf8(), state, &mut found);
            }
        }
        Seen { folded: seen & FOLDED != 0, opening: seen & OPENING != 0 }
    }

    /// Memory of the tables, in bytes.
    pub fn bytes(&self) -> usize {
        self.slots.len() * (size_of::<Slot>() + 8) + self.root.len() * 4 + self.classes.bytes() + self.endings.len() * size_of::<Ending>()
    }

    fn step(&self, mut state: State, class: Class) -> u32 {
        while state != ROOT {
            match self.slots.get(state as usize + usize::from(class)) {
                Some(slot) if slot.owner == state => return slot.next,
                _ => state = self.fails.get(state as usize).copied().unwrap_or(ROOT),
            }
        }
        self.root.get(usize::from(class)).copied().unwrap_or(ROOT)
    }

    fn report(&self, text: &str, end: usize, state: State, found: &mut impl FnMut(Hit)) {
        let (from, to) = self.groups[self.ends[state as usize] as usize];
        let mut walk = Backwards { automaton: self, text, at: end, chars: 0 };
        // Endings are sorted by length, so one walk backwards serves them all.
        for ending in &self.endings[from as usize..to as usize] {
            let start = walk.to(ending.chars);
            if self.touches(ending.last, text[end..].chars()) || self.touches(ending.first, text[..start].chars().rev()) {
                continue;
            }
            found(Hit { phrase: ending.phrase, start: start as u32, end: end as u32 });
        }
    }

    /// Whether a letter or digit at the edge of a phrase goes on in the text beside it.
    fn touches(&self, edge_of_phrase: Edge, beside: impl Iterator<Item = char>) -> bool {
        edge_of_phrase != Edge::Open && self.plain(beside).is_some_and(|c| edge(c) == edge_of_phrase)
    }

    /// The first visible character, folded.
    fn plain(&self, chars: impl Iterator<Item = char>) -> Option<char> {
        chars.into_iter().find(|c| self.classes.get(*c) & !MARKS != INVISIBLE).map(fold)
    }
}

/// Walks from the end of a hit to its first character.
struct Backwards<'a> {
    automaton: &'a Automaton,
    text: &'a str,
    at: usize,
    chars: u32,
}

impl Backwards<'_> {
    /// The byte where the last `chars` visible characters before the end begin.
    fn to(&mut self, chars: u32) -> usize {
        for c in self.text[..self.at].chars().rev() {
            if self.chars == chars {
                break;
            }
            self.at -= c.len_utf8();
            if self.automaton.classes.get(c) & !MARKS != INVISIBLE {
                self.chars += 1;
            }
        }
        self.at
    }
}

/// Code point to class, through one table of pages.
#[derive(Debug)]
struct ClassMap {
    page_of: Box<[u16]>,
    pages: Vec<[Class; PAGE]>,
    count: Class,
}

const PAGE: usize = 256;
const PAGES: usize = 0x110000 / PAGE;

impl ClassMap {
    fn new(chars: impl Iterator<Item = char>) -> ClassMap {
        let mut frequency: HashMap<char, u32> = HashMap::new();
        for c in chars {
            *frequency.entry(c).or_default() += 1;
        }
        let mut plain: Vec<(char, u32)> = frequency.into_iter().collect();
        // Frequent characters get low classes, which packs rows closer.
        plain.sort_unstable_by_key(|&(c, times)| (std::cmp::Reverse(times), c));
        let mut map = ClassMap { page_of: vec![0; PAGES].into(), pages: vec![[OTHER; PAGE]], count: INVISIBLE + 1 };
        let mut class_of = HashMap::new();
        for (c, _) in plain {
            map.set(c, map.count);
            class_of.insert(c, map.count);
            map.count += 1;
        }
        for (c, plain) in folded_characters() {
            map.set(c, FOLDED | class_of.get(&plain).copied().unwrap_or(OTHER));
        }
        for c in invisible_characters() {
            map.set(c, FOLDED | INVISIBLE);
        }
        for c in OPENINGS.chars() {
            map.set(c, OPENING | map.get(c));
        }
        map
    }

    fn set(&mut self, c: char, class: Class) {
        let page = &mut self.page_of[c as usize / PAGE];
        if *page == 0 {
            *page = self.pages.len() as u16;
            self.pages.push([OTHER; PAGE]);
        }
        self.pages[usize::from(*page)][c as usize % PAGE] = class;
    }

    fn get(&self, c: char) -> Class {
        let page = self.page_of.get(c as usize / PAGE).copied().unwrap_or(0);
        self.pages.get(usize::from(page)).map_or(OTHER, |page| page[c as usize % PAGE])
    }

    fn bytes(&self) -> usize {
        self.page_of.len() * 2 + self.pages.len() * PAGE * 2
    }
}

/// The phrases as a tree of classes.
struct Trie {
    nodes: Vec<TrieNode>,
}

#[derive(Default)]
struct TrieNode {
    children: Vec<(Class, usize)>,
    phrase: Option<u32>,
    fail: usize,
}

impl Trie {
    fn new(phrases: &[String], classes: &ClassMap) -> Trie {
        let mut trie = Trie { nodes: vec![TrieNode::default()] };
        let mut child: HashMap<(usize, Class), usize> = HashMap::new();
        for (index, phrase) in phrases.iter().enumerate() {
            let mut node = 0;
            for c in phrase.chars() {
                let class = classes.get(c) & !MARKS;
                node = *child.entry((node, class)).or_insert_with(|| {
                    trie.nodes.push(TrieNode::default());
                    let new = trie.nodes.len() - 1;
                    trie.nodes[node].children.push((class, new));
                    new
                });
            }
            trie.nodes[node].phrase = Some(index as u32);
        }
        trie.link(&child);
        trie
    }

    /// Sets every node's failure link: the longest proper suffix that is a node as well.
    fn link(&mut self, child: &HashMap<(usize, Class), usize>) {
        for node in self.breadth_first() {
            for (class, next) in self.nodes[node].children.clone() {
                let mut fail = self.nodes[node].fail;
                self.nodes[next].fail = loop {
                    match child.get(&(fail, class)) {
                        Some(&target) if target != next => break target,
                        _ if fail == 0 => break 0,
                        _ => fail = self.nodes[fail].fail,
                    }
                };
            }
        }
    }

    fn breadth_first(&self) -> Vec<usize> {
        let mut order = vec![0];
        let mut at = 0;
        while at < order.len() {
            order.extend(self.nodes[order[at]].children.iter().map(|&(_, next)| next));
            at += 1;
        }
        order
    }

    /// The phrases that end in `node`, shortest first.
    fn endings(&self, node: usize, phrases: &[String]) -> Vec<Ending> {
        let mut found = Vec::new();
        let mut at = node;
        while at != 0 {
            if let Some(phrase) = self.nodes[at].phrase {
                let text = &phrases[phrase as usize];
                let end = |c: Option<char>| c.map_or(Edge::Open, edge);
                let (first, last) = (end(text.chars().next()), end(text.chars().next_back()));
                found.push(Ending { phrase, chars: text.chars().count() as u32, first, last });
            }
            at = self.nodes[at].fail;
        }
        found.reverse();
        found
    }
}

/// Lays the rows of all states but the root into one table, longest first, each at the first place where it fits. Gives each node's base
/// and, for each slot, its owner and target.
#[allow(clippy::type_complexity)]
fn pack(trie: &Trie, order: &[usize], classes: Class) -> (Vec<State>, Vec<Option<(usize, usize)>>) {
    let mut base = vec![ROOT; trie.nodes.len()];
    let mut slots: Vec<Option<(usize, usize)>> = vec![None; usize::from(classes) + 1];
    let mut taken = vec![true];
    let mut by_length: Vec<usize> = order.iter().copied().skip(1).collect();
    by_length.sort_by_key(|&node| std::cmp::Reverse(trie.nodes[node].children.len()));
    let mut first_free = 1;
    for node in by_length {
        let row = &trie.nodes[node].children;
        let is_used = |at: usize, (class, _): &(Class, usize)| slots.get(at + usize::from(*class)).is_some_and(Option::is_some);
        let mut at = first_free;
        while taken.get(at).copied().unwrap_or(false) || row.iter().any(|entry| is_used(at, entry)) {
            at += 1;
        }
        base[node] = at as State;
        taken.resize(taken.len().max(at + 1), false);
        taken[at] = true;
        slots.resize(slots.len().max(at + usize::from(classes) + 1), None);
        for &(class, next) in row {
            slots[at + usize::from(class)] = Some((node, next));
        }
        while taken.get(first_free).copied().unwrap_or(false) {
            first_free += 1;
        }
    }
    (base, slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(phrases: &[&str], text: &str, expected: &[(&str, usize)]) {
        let phrases: Vec<String> = phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
        let automaton = Automaton::new(&phrases);
        let mut found = Vec::new();
        automaton.scan(text, |hit| found.push((&text[hit.start as usize..hit.end as usize], hit.start as usize)));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_every_occurrence() {
        check(&["加我微信", "微信转账", "转账"], "加我微信转账", &[("加我微信", 0), ("转账", 12), ("微信转账", 6)]);
        check(&["不", "不不"], "不不不", &[("不", 0), ("不", 3), ("不不", 0), ("不", 6), ("不不", 3)]);
    }

    #[test]
    fn folds_within_the_step() {
        check(&["微信"], "微\u{200B}信", &[("微\u{200B}信", 0)]);
        check(&["不行"], "\u{F967}行", &[("\u{F967}行", 0)]);
        check(&["wx"], "Ｗｘ号", &[("Ｗｘ", 0)]);
    }

    #[test]
    fn keeps_to_words() {
        check(&["sb"], "usb sbc sb", &[("sb", 8)]);
        check(&["69"], "695 69元", &[("69", 4)]);
    }
}
