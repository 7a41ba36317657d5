//! What may stand right beside a phrase that is part of a match: most hits of a phrase need no search.
//!
//! A match must hold the whole phrase. So the program is run on the phrase alone, from every place at which it may be when the phrase begins; what it can
//! have read just before such a place, and what it can read just after, is all that may stand beside the phrase. And how much it can have read by then
//! says where a match can begin.
//!
//! Many a phrase is a match by itself, and most of its hits are: where what stands beside it cannot be part of a longer match, nothing need be searched
//! either.

use super::program::{Instruction, Next, Program};
use super::{CharFilter, Pattern};
use crate::context::SENTENCE_ENDS;
use std::sync::Arc;

/// What may stand beside a phrase in a match.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Neighbours {
    /// Whether the phrase is a match by itself, whatever stands beside it. Then `before` and `after` are what may stand beside it within a longer match.
    is_match: bool,
    before: CharFilter,
    after: CharFilter,
    /// Exactly what may stand behind, sorted, where that is known.
    pub followers: Option<Arc<[char]>>,
    /// How many characters of the match stand before the phrase.
    pub lead: Lead,
}

/// Whether a phrase is held by a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Never,
    Perhaps,
    /// The phrase is the leftmost match that holds it.
    Exactly,
}

/// How many characters of a match stand before a phrase: at least and at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Lead {
    pub least: u16,
    pub most: u16,
}

/// More characters than are counted.
const UNBOUNDED: u16 = u16::MAX;
/// The most that is counted.
const MAX_LEAD: u16 = 256;

impl Lead {
    pub const ANY: Lead = Lead { least: 0, most: UNBOUNDED };
    /// Nothing so far; adding another one gives that one.
    const NONE: Lead = Lead { least: UNBOUNDED, most: 0 };

    fn with(self, other: Lead) -> Lead {
        Lead { least: self.least.min(other.least), most: self.most.max(other.most) }
    }

    /// After so many more characters.
    fn and(self, least: usize, most: usize) -> Lead {
        let sum = |one: u16, more: usize| (usize::from(one) + more).min(usize::from(UNBOUNDED)) as u16;
        let most = sum(self.most, most);
        Lead { least: sum(self.least, least).min(MAX_LEAD), most: if most > MAX_LEAD { UNBOUNDED } else { most } }
    }
}

/// Most places at which a program is looked at: a rule with more is searched wherever a phrase hits.
const MAX_WORK: usize = 400_000;

impl Neighbours {
    /// Anything may stand beside the phrase.
    pub const ANY: Neighbours =
        Neighbours { is_match: false, before: CharFilter::ANY, after: CharFilter::ANY, followers: None, lead: Lead::ANY };

    /// Whether a phrase between these characters is held by a match.
    pub fn held(&self, before: impl FnOnce() -> Option<char>, after: impl FnOnce() -> Option<char>) -> Held {
        let after = after();
        let follows = |followers: &Arc<[char]>| after.is_some_and(|c| followers.binary_search(&c).is_ok());
        if !self.followers.as_ref().is_none_or(follows) {
            return Held::Never;
        }
        if self.is_match {
            let is_longer = after.is_some_and(|c| self.after.allows_character(c)) || self.before.allows(before());
            return if is_longer { Held::Perhaps } else { Held::Exactly };
        }
        if self.after.allows(after) && self.before.allows(before()) { Held::Perhaps } else { Held::Never }
    }
}

impl Pattern {
    /// What may stand beside each phrase in a match, up to the ends of its sentence; none for a phrase that no match holds.
    pub fn neighbours(&self, phrases: &[String]) -> Vec<Option<Neighbours>> {
        let mut graph = Graph::new(&self.program, &phrases.iter().filter_map(|phrase| phrase.chars().next()).collect());
        phrases.iter().map(|phrase| graph.neighbours(phrase)).collect()
    }
}

/// A place in a program just before it reads a character: an instruction, and the node of its trie.
type Place = (u32, u32);

/// Where a character can be read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Read {
    c: char,
    place: Place,
    /// So many characters of a trie have been read there,
    depth: usize,
    /// of which this is the last.
    last: char,
}

impl Read {
    /// Where an instruction reads its first character, whichever that is.
    fn first(code: u32) -> Read {
        Read { c: '\0', place: (code, 0), depth: 0, last: '\0' }
    }
}

/// What can be read where.
struct Graph<'p> {
    program: &'p Program,
    /// Where characters and tries read a character that phrases begin with, sorted.
    reads: Vec<Read>,
    /// The instructions that read a set.
    sets: Vec<u32>,
    /// For each instruction: what can have been read before it.
    before: Vec<CharFilter>,
    /// For each instruction: what may stand before a match that begins with it; none where no match does.
    before_match: Vec<Option<CharFilter>>,
    /// For each instruction: how much can have been read before it.
    leads: Vec<Lead>,
    /// For each instruction that reads: those that can read next.
    followers: Vec<Vec<u32>>,
    /// For each instruction that reads: what can be read next, once it has been asked.
    after: Vec<Option<Next>>,
    /// Places while a phrase is followed.
    places: Vec<Place>,
    next: Vec<Place>,
    work: usize,
}

impl<'p> Graph<'p> {
    fn new(program: &'p Program, beginnings: &CharFilter) -> Graph<'p> {
        let count = program.code.len();
        let mut graph = Graph {
            program,
            reads: Vec::new(),
            sets: Vec::new(),
            before: vec![CharFilter::NONE; count],
            before_match: vec![None; count],
            leads: program.leads(),
            followers: vec![Vec::new(); count],
            after: vec![None; count],
            places: Vec::new(),
            next: Vec::new(),
            work: 0,
        };
        graph.begin();
        for code in 0..count {
            let last = match program.code[code] {
                Instruction::Char(c) => {
                    graph.reads.push(Read { c, ..Read::first(code as u32) });
                    CharFilter::from_iter([c])
                }
                Instruction::Set(set) => {
                    graph.sets.push(code as u32);
                    program.sets[set as usize].filter.clone()
                }
                Instruction::Texts(trie) => graph.add_trie(code as u32, trie, beginnings),
                _ => continue,
            };
            let followers = program.readers(code + 1).into_iter().map(|(reader, _)| reader).collect::<Vec<_>>();
            followers.iter().for_each(|follower| graph.before[*follower as usize].add_all(&last));
            graph.work += followers.len();
            graph.followers[code] = followers;
        }
        graph.reads.sort_unstable();
        graph
    }

    /// Before a match anything may stand, or, behind `^`, the end of another sentence.
    fn begin(&mut self) {
        let mut edge = CharFilter { at_edge: true, ..CharFilter::NONE };
        edge.add_sentence_ends();
        for (reader, is_anchored) in self.program.readers(0) {
            let before = self.before_match[reader as usize].get_or_insert(CharFilter::NONE);
            before.add_all(if is_anchored { &edge } else { &CharFilter::ANY });
        }
    }

    /// Notes where a trie reads characters that phrases begin with; gives the last characters of its texts.
    fn add_trie(&mut self, code: u32, trie: u32, beginnings: &CharFilter) -> CharFilter {
        let trie = &self.program.tries[trie as usize];
        let mut ends = CharFilter::NONE;
        let mut to_do = vec![Read::first(code)];
        while let Some(before) = to_do.pop() {
            for (c, child) in trie.children_of(before.place.1) {
                if beginnings.allows_character(c) {
                    self.reads.push(Read { c, ..before });
                }
                if trie.is_end(child) {
                    ends.add(c);
                }
                to_do.push(Read { place: (code, child), depth: before.depth + 1, last: c, ..before });
                self.work += 1;
            }
        }
        ends
    }

    fn neighbours(&mut self, phrase: &str) -> Option<Neighbours> {
        let mut chars = phrase.chars();
        let (first, rest) = (chars.next()?, chars.as_str());
        let from = self.reads.partition_point(|read| read.c < first);
        let reads = self.reads[from..].iter().take_while(|read| read.c == first).copied();
        let sets = self.sets.iter().filter(|code| self.set_contains(**code, first)).map(|code| Read::first(*code));
        let starts: Vec<Read> = reads.chain(sets).collect();
        let mut is_held = false;
        let mut lead = Lead::NONE;
        // What may stand beside the phrase at all, and within a match.
        let (mut before, mut after) = (CharFilter::NONE, CharFilter::NONE);
        let mut within = Neighbours { is_match: false, before: CharFilter::NONE, after: CharFilter::NONE, followers: None, lead };
        for start in starts {
            if self.work > MAX_WORK {
                return Some(Neighbours::ANY);
            }
            let Read { place, depth, last, .. } = start;
            let Some(next) = self.after(place, (first, rest)) else { continue };
            is_held = true;
            lead = lead.with(self.leads[place.0 as usize].and(depth, depth));
            after.add_all(&next.beside());
            match depth {
                0 => within.before.add_all(&self.before[place.0 as usize]),
                _ => within.before.add(last),
            }
            if let Some(before_match) = self.before_match[place.0 as usize].as_ref().filter(|_| depth == 0) {
                before.add_all(before_match);
                within.after.add_all(&next.read);
                within.is_match |= next.is_match && *before_match == CharFilter::ANY;
            }
        }
        before.add_all(&within.before);
        let found = if within.is_match { Neighbours { lead, ..within } } else { Neighbours { before, after, lead, ..within } };
        is_held.then_some(found)
    }

    /// What can follow a phrase that begins at `start`; none where the program cannot read the phrase.
    fn after(&mut self, start: Place, (first, rest): (char, &str)) -> Option<Next> {
        let (mut places, mut next) = (std::mem::take(&mut self.places), std::mem::take(&mut self.next));
        places.clear();
        places.push(start);
        let mut c = first;
        for following in rest.chars() {
            next.clear();
            places.iter().for_each(|place| self.step(*place, c, &mut next));
            if next.len() > 1 {
                next.sort_unstable();
                next.dedup();
            }
            std::mem::swap(&mut places, &mut next);
            self.work += places.len() + 1;
            c = following;
        }
        let mut of_phrase = Next::NOTHING;
        let mut is_held = false;
        for place in &places {
            is_held |= self.add_next(*place, c, &mut of_phrase);
        }
        (self.places, self.next) = (places, next);
        is_held.then_some(of_phrase)
    }

    /// Adds the places after a character.
    fn step(&self, (code, node): Place, c: char, places: &mut Vec<Place>) {
        let go_on = |places: &mut Vec<Place>| places.extend(self.followers[code as usize].iter().map(|follower| (*follower, 0)));
        match self.program.code[code as usize] {
            Instruction::Char(read) if read == c => go_on(places),
            Instruction::Set(set) if self.program.sets[set as usize].contains(c) => go_on(places),
            Instruction::Texts(trie) => {
                let trie = &self.program.tries[trie as usize];
                if let Some(child) = trie.next(node, c) {
                    places.push((code, child));
                    if trie.is_end(child) {
                        go_on(places);
                    }
                }
            }
            _ => {}
        }
    }

    /// Adds what can follow a character that is read at a place; whether it can be read there.
    fn add_next(&mut self, (code, node): Place, c: char, next: &mut Next) -> bool {
        let program = self.program;
        let mut go_on = |next: &mut Next| {
            let after = &mut self.after[code as usize];
            next.add(after.get_or_insert_with(|| program.next_of(code as usize + 1, true)));
        };
        match program.code[code as usize] {
            Instruction::Char(read) if read == c => {
                go_on(next);
                true
            }
            Instruction::Set(set) if program.sets[set as usize].contains(c) => {
                go_on(next);
                true
            }
            Instruction::Texts(trie) => {
                let trie = &program.tries[trie as usize];
                let child = trie.next(node, c);
                if let Some(child) = child {
                    trie.nexts(child).for_each(|c| next.read.add(c));
                    if trie.is_end(child) {
                        go_on(next);
                    }
                }
                child.is_some()
            }
            _ => false,
        }
    }

    fn set_contains(&self, code: u32, c: char) -> bool {
        matches!(self.program.code[code as usize], Instruction::Set(set) if self.program.sets[set as usize].contains(c))
    }
}

impl Program {
    /// How much can have been read before each instruction.
    fn leads(&self) -> Vec<Lead> {
        let mut leads = vec![Lead::NONE; self.code.len()];
        leads[0] = Lead { least: 0, most: 0 };
        // Code goes forward, but for loops; what a loop leads to is unbounded, and known after one more round.
        loop {
            let before = leads.clone();
            for (at, instruction) in self.code.iter().enumerate() {
                let lead = leads[at];
                if lead == Lead::NONE {
                    continue;
                }
                let mut reach = |to: usize, lead: Lead| {
                    let lead = if to <= at { Lead { most: UNBOUNDED, ..lead } } else { lead };
                    leads[to] = leads[to].with(lead);
                };
                match *instruction {
                    Instruction::Match => {}
                    Instruction::Jump(to) => reach(to as usize, lead),
                    Instruction::Split(one, other, _) | Instruction::Repeat(one, other, _) => {
                        reach(one as usize, lead);
                        reach(other as usize, lead);
                    }
                    Instruction::Start | Instruction::End => reach(at + 1, lead),
                    Instruction::Char(_) | Instruction::Set(_) => reach(at + 1, lead.and(1, 1)),
                    Instruction::Texts(trie) => {
                        let (least, most) = self.tries[trie as usize].lengths();
                        reach(at + 1, lead.and(least, most));
                    }
                }
            }
            if leads == before {
                return leads;
            }
        }
    }

    /// The instructions that can read the next character from `code` on, and whether only behind `^`.
    pub(super) fn readers(&self, code: usize) -> Vec<(u32, bool)> {
        let mut readers = Vec::new();
        let mut done = [vec![false; self.code.len()], vec![false; self.code.len()]];
        let mut to_do = vec![(code, false)];
        while let Some((code, is_anchored)) = to_do.pop() {
            if std::mem::replace(&mut done[usize::from(is_anchored)][code], true) {
                continue;
            }
            match self.code[code] {
                Instruction::Match | Instruction::End => {}
                Instruction::Jump(next) => to_do.push((next as usize, is_anchored)),
                Instruction::Split(one, other, _) | Instruction::Repeat(one, other, _) => {
                    to_do.extend([(one as usize, is_anchored), (other as usize, is_anchored)]);
                }
                Instruction::Start => to_do.push((code + 1, true)),
                Instruction::Char(_) | Instruction::Set(_) => readers.push((code as u32, is_anchored)),
                Instruction::Texts(trie) => {
                    readers.push((code as u32, is_anchored));
                    if self.tries[trie as usize].is_optional() {
                        to_do.push((code + 1, is_anchored));
                    }
                }
            }
        }
        readers
    }
}

impl Next {
    /// What may stand there, inside a match or behind it, up to the end of a sentence.
    fn beside(&self) -> CharFilter {
        let mut beside = if self.is_match { CharFilter::ANY } else { self.read.clone() };
        if beside.at_edge {
            beside.add_sentence_ends();
        }
        beside
    }
}

impl CharFilter {
    fn add_sentence_ends(&mut self) {
        SENTENCE_ENDS.chars().for_each(|c| self.add(c));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the phrase is held by a match between these characters.
    fn check(pattern: &str, phrase: &str, expected: &[(&str, &str, Held)]) {
        let pattern = Pattern::new(pattern).expect("a pattern that compiles");
        let neighbours = pattern.neighbours(&[phrase.to_owned()]).remove(0);
        for (before, after, expected) in expected {
            let held = neighbours.as_ref().map(|neighbours| neighbours.held(|| before.chars().next(), || after.chars().next()));
            assert_eq!(held.unwrap_or(Held::Never), *expected, "{before}{phrase}{after}");
        }
    }

    #[test]
    fn tells_where_a_match_begins() {
        let lead = |pattern: &str, phrase: &str| {
            let pattern = Pattern::new(pattern).expect("a pattern that compiles");
            pattern.neighbours(&[phrase.to_owned()])[0].as_ref().map(|neighbours| (neighbours.lead.least, neighbours.lead.most))
        };
        assert_eq!(lead("(今天|明天就).{0,4}发货", "发"), Some((2, 7)));
        assert_eq!(lead("(今天|明天就)发货", "发"), Some((2, 3)));
        assert_eq!(lead("(就|能)*发货", "货"), Some((1, UNBOUNDED)));
        assert_eq!(lead("加我微信|微信", "微信"), Some((0, 2)));
    }

    #[test]
    fn tells_what_stands_beside_a_phrase() {
        use Held::{Exactly, Never, Perhaps};
        check("(今天|明天)(就|能)*发货", "发", &[("天", "货", Perhaps), ("就", "货", Perhaps), ("会", "货", Never), ("天", "票", Never)]);
        check("^(有|在)[~。]*$", "有", &[("", "", Perhaps), ("。", "~", Perhaps), ("没", "", Never), ("", "货", Never)]);
        check("退货", "退款", &[("", "", Never)]);
        check("不[要用]", "不", &[("我", "要", Perhaps), ("我", "会", Never), ("我", "", Never)]);
        check("加我|加.{0,2}微信", "微信", &[("加", "号", Perhaps), ("我", "", Perhaps), ("", "号", Never)]);
        check("加我|加?微信号?", "微信", &[("加", "", Perhaps), ("我", "号", Perhaps), ("我", "", Exactly), ("", "吧", Exactly)]);
        check("微信|^微信号", "微信", &[("", "号", Perhaps), ("", "吧", Exactly)]);
        check("^微信|微信$", "微信", &[("", "吧", Perhaps), ("我", "", Perhaps)]);
    }
}
