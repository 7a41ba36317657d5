//! A pattern as a program over characters.

use super::{CHINESE, CharFilter, Trie};
use crate::required::exact_texts;
use regex_syntax::hir::{Class, Hir, HirKind, Look};
use std::collections::HashSet;
use std::sync::Arc;

/// Most instructions of a program.
const MAX_CODE: usize = 4_000;

/// A compiled pattern: what its instructions refer to by number stands beside them.
#[derive(Debug)]
pub(super) struct Program {
    pub code: Vec<Instruction>,
    pub sets: Vec<Set>,
    pub tries: Vec<Arc<Trie>>,
    /// What it can begin with where the text begins, and elsewhere: there no `^` holds.
    pub beginnings: [Beginning; 2],
    /// For each split: which characters its ways can go on with.
    pub forks: Vec<Fork>,
    /// What it repeats in one step.
    pub repeats: Vec<Repeat>,
}

/// Which characters a match can begin with, and which can come second.
#[derive(Debug)]
pub(super) struct Beginning {
    first: CharFilter,
    second: CharFilter,
}

impl Beginning {
    pub const ANY: Beginning = Beginning { first: CharFilter::ANY, second: CharFilter::ANY };

    /// Whether a match may begin at this character.
    pub fn allows(&self, chars: &[char], at: usize) -> bool {
        self.first.allows_character(chars[at]) && self.second.allows(chars.get(at + 1).copied())
    }
}

/// A set that may be repeated, all of it in one step: most of what patterns read is a few characters between words, whichever they are.
#[derive(Debug)]
pub(super) struct Repeat {
    pub set: u32,
    /// How often; none where there is no limit.
    pub most: Option<usize>,
    /// More is preferred to less.
    pub is_greedy: bool,
    /// Where to go on, and with which characters.
    pub exit: u32,
    pub next: CharFilter,
}

/// What repeats a set more often than that, and not without a limit, is left to splits: so far a step of a program may look.
pub(super) const MAX_REPEATED: usize = 64;

/// Which characters each of two ways can go on with, side by side, since both are always asked.
#[derive(Debug)]
pub(super) struct Fork {
    bits: [[u64; 2]; CharFilter::WORDS],
    at_edge: [bool; 2],
}

impl Fork {
    fn new(ways: [CharFilter; 2]) -> Fork {
        let mut bits = [[0; 2]; CharFilter::WORDS];
        for (word, bits) in bits.iter_mut().enumerate() {
            *bits = [ways[0].bits[word], ways[1].bits[word]];
        }
        Fork { bits, at_edge: [ways[0].at_edge, ways[1].at_edge] }
    }

    /// Which of the ways may go on with a character, or at the edge of the text.
    pub fn allows(&self, next: Option<char>) -> (bool, bool) {
        let Some(c) = next else { return (self.at_edge[0], self.at_edge[1]) };
        let bits = self.bits[c as usize / 64 % CharFilter::WORDS];
        let is_in = |bits: u64| bits >> (c as usize % 64) & 1 == 1;
        (is_in(bits[0]), is_in(bits[1]))
    }
}

/// What can come next at some place of a program.
#[derive(Clone, Debug)]
pub(super) struct Next {
    /// The characters that can be read, and whether the edge of the text may come.
    pub read: CharFilter,
    /// Whether the match can end here, whatever stands behind it.
    pub is_match: bool,
}

impl Next {
    pub const NOTHING: Next = Next { read: CharFilter::NONE, is_match: false };

    pub fn add(&mut self, other: &Next) {
        self.read.add_all(&other.read);
        self.is_match |= other.is_match;
    }

    /// What may stand there, in a match or behind it.
    fn first(self) -> CharFilter {
        if self.is_match { CharFilter::ANY } else { self.read }
    }
}

/// One step of a program; unless it says otherwise it goes on with the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instruction {
    /// This character.
    Char(char),
    /// One character of a set.
    Set(u32),
    /// One text of a trie.
    Texts(u32),
    /// The first way is preferred; the last number is that of the fork.
    Split(u32, u32, u32),
    /// A split that begins the repetition of this number, whose ways lead through its single steps.
    Repeat(u32, u32, u32),
    Jump(u32),
    Start,
    End,
    Match,
}

/// A set of characters: exact ranges, and bits that answer most questions at once.
#[derive(Debug)]
pub(super) struct Set {
    ranges: Vec<(char, char)>,
    /// Whether it holds the usual Chinese characters, where it holds all of them or none: most characters of replies.
    chinese: Option<bool>,
    pub filter: CharFilter,
    /// The characters outside, where they are fewer: what this filter denies is in the set.
    outside: Option<CharFilter>,
}

/// Most characters that are worth being told apart by a filter.
const MAX_FILTERED: usize = 600;

impl Set {
    fn new(ranges: Vec<(char, char)>) -> Set {
        let filter = filter(ranges.iter().copied());
        let gaps = ranges.windows(2).map(|pair| (next(pair[0].1), previous(pair[1].0)));
        let before = ranges.first().filter(|range| range.0 > '\0').map(|range| ('\0', previous(range.0)));
        let behind = ranges.last().filter(|range| range.1 < char::MAX).map(|range| (next(range.1), char::MAX));
        let outside = filter.is_none().then(|| self::filter(before.into_iter().chain(gaps).chain(behind))).flatten();
        let holds_all = ranges.iter().any(|range| range.0 <= *CHINESE.start() && *CHINESE.end() <= range.1);
        let holds_some = ranges.iter().any(|range| range.0 <= *CHINESE.end() && *CHINESE.start() <= range.1);
        let chinese = (holds_all == holds_some).then_some(holds_all);
        Set { ranges, chinese, filter: filter.unwrap_or(CharFilter::ANY_CHARACTER), outside }
    }

    pub fn contains(&self, c: char) -> bool {
        if let (true, Some(is_held)) = (CHINESE.contains(&c), self.chinese) {
            return is_held;
        }
        if !self.filter.allows_character(c) {
            return false;
        }
        if self.outside.as_ref().is_some_and(|outside| !outside.allows_character(c)) {
            return true;
        }
        let after = self.ranges.partition_point(|range| range.0 <= c);
        after > 0 && c <= self.ranges[after - 1].1
    }
}

/// The filter of a few characters; none for many.
pub(super) fn filter(ranges: impl Iterator<Item = (char, char)>) -> Option<CharFilter> {
    let mut filter = CharFilter::NONE;
    let mut count = 0;
    for c in ranges.flat_map(|(from, to)| from..=to) {
        filter.add(c);
        count += 1;
        if count > MAX_FILTERED {
            return None;
        }
    }
    Some(filter)
}

fn next(c: char) -> char {
    (c..=char::MAX).nth(1).unwrap_or(c)
}

fn previous(c: char) -> char {
    ('\0'..c).next_back().unwrap_or(c)
}

impl Program {
    /// Compiles a regex. The error says in a few words what is not supported.
    pub fn new(hir: &Hir) -> Result<Program, String> {
        let mut compiler = Compiler::default();
        compiler.add(hir)?;
        compiler.code.push(Instruction::Match);
        let Compiler { code, sets, tries, repeats } = compiler;
        let mut program = Program { code, sets, tries, beginnings: [Beginning::ANY; 2], forks: Vec::new(), repeats };
        program.beginnings = [true, false].map(|is_start| program.beginning(is_start));
        program.find_forks();
        Ok(program)
    }

    /// Notes what the ways of its splits can begin with, but for those within repetitions, which are never run.
    fn find_forks(&mut self) {
        let mut at = 0;
        while at < self.code.len() {
            match self.code[at] {
                Instruction::Split(one, other, _) => {
                    self.code[at] = Instruction::Split(one, other, self.forks.len() as u32);
                    self.forks.push(Fork::new([self.first_of(one as usize), self.first_of(other as usize)]));
                }
                Instruction::Repeat(_, _, repeat) => {
                    let exit = self.repeats[repeat as usize].exit as usize;
                    self.repeats[repeat as usize].next = self.first_of(exit);
                    at = exit;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn beginning(&self, is_start: bool) -> Beginning {
        let mut second = CharFilter::NONE;
        for (reader, _) in self.readers(0).into_iter().filter(|(_, is_anchored)| is_start || !is_anchored) {
            let behind = self.first_of(reader as usize + 1);
            let Instruction::Texts(trie) = self.code[reader as usize] else {
                second.add_all(&behind);
                continue;
            };
            let trie = &self.tries[trie as usize];
            for (_, child) in trie.children_of(0) {
                trie.nexts(child).for_each(|c| second.add(c));
                if trie.is_end(child) {
                    second.add_all(&behind);
                }
            }
        }
        Beginning { first: self.next_of(0, is_start).first(), second }
    }

    /// Takes for each of its tries the equal one among those of other programs, where there is one: many rules name the same words, and the fewer
    /// tables there are, the more of them are in the cache.
    pub fn share_tries(&mut self, shared: &mut HashSet<Arc<Trie>>) {
        for trie in &mut self.tries {
            match shared.get(trie) {
                Some(equal) => *trie = Arc::clone(equal),
                None => drop(shared.insert(Arc::clone(trie))),
            }
        }
    }

    /// What the program can go on with at an instruction.
    pub fn first_of(&self, code: usize) -> CharFilter {
        self.next_of(code, true).first()
    }

    /// What can come next at an instruction, at the beginning of a text or behind it.
    pub fn next_of(&self, code: usize, may_be_start: bool) -> Next {
        let mut next = Next::NOTHING;
        let mut to_do = vec![code];
        let mut done = vec![false; self.code.len()];
        while let Some(code) = to_do.pop() {
            if std::mem::replace(&mut done[code], true) {
                continue;
            }
            match self.code[code] {
                Instruction::Match => next.is_match = true,
                Instruction::Jump(to) => to_do.push(to as usize),
                Instruction::Split(one, other, _) | Instruction::Repeat(one, other, _) => to_do.extend([one as usize, other as usize]),
                Instruction::Start if may_be_start => to_do.push(code + 1),
                Instruction::Start => {}
                Instruction::End => next.read.at_edge = true,
                Instruction::Char(c) => next.read.add(c),
                Instruction::Set(set) => next.read.add_all(&self.sets[set as usize].filter),
                Instruction::Texts(trie) => {
                    let trie = &self.tries[trie as usize];
                    if trie.is_optional() {
                        to_do.push(code + 1);
                    }
                    next.read.add_all(trie.first());
                }
            }
        }
        next
    }
}

#[derive(Default)]
struct Compiler {
    code: Vec<Instruction>,
    sets: Vec<Set>,
    tries: Vec<Arc<Trie>>,
    repeats: Vec<Repeat>,
}

impl Compiler {
    fn add(&mut self, hir: &Hir) -> Result<(), String> {
        if self.code.len() > MAX_CODE {
            return Err(format!("more than {MAX_CODE} instructions"));
        }
        if let Some(texts) = exact_texts(hir) {
            return self.add_texts(&texts);
        }
        match hir.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).map_err(|_| "bytes that are no text".to_owned())?;
                self.add_texts(&[text.to_owned()])?;
            }
            HirKind::Class(Class::Unicode(class)) => {
                let set = self.add_set(class.ranges().iter().map(|range| (range.start(), range.end())).collect());
                self.code.push(Instruction::Set(set));
            }
            HirKind::Class(Class::Bytes(_)) => return Err("bytes that are no text".to_owned()),
            HirKind::Look(Look::Start) => self.code.push(Instruction::Start),
            HirKind::Look(Look::End) => self.code.push(Instruction::End),
            HirKind::Look(_) => return Err("line and word boundaries are not supported".to_owned()),
            HirKind::Capture(capture) => self.add(&capture.sub)?,
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.add(part))?,
            HirKind::Alternation(parts) => self.add_alternation(parts)?,
            HirKind::Repetition(repetition) => self.add_repetition(&repetition.sub, repetition.min, repetition.max, repetition.greedy)?,
        }
        Ok(())
    }

    /// The number of a set; a repeated one is there once.
    fn add_set(&mut self, ranges: Vec<(char, char)>) -> u32 {
        let known = self.sets.iter().position(|set| set.ranges == ranges);
        known.unwrap_or_else(|| {
            self.sets.push(Set::new(ranges));
            self.sets.len() - 1
        }) as u32
    }

    fn add_texts(&mut self, texts: &[String]) -> Result<(), String> {
        if let [text] = texts {
            self.code.extend(text.chars().map(Instruction::Char));
            return Ok(());
        }
        self.code.push(Instruction::Texts(self.tries.len() as u32));
        self.tries.push(Arc::new(Trie::new(texts)));
        Ok(())
    }

    /// Alternatives in a row that are plain texts become one instruction.
    fn add_alternation(&mut self, parts: &[Hir]) -> Result<(), String> {
        let texts: Vec<Option<Vec<String>>> = parts.iter().map(exact_texts).collect();
        let mut rows = Vec::new();
        let mut from = 0;
        for row in texts.chunk_by(|one, next| one.is_some() && next.is_some()) {
            rows.push((row.iter().flatten().flatten().cloned().collect::<Vec<String>>(), &parts[from..from + row.len()]));
            from += row.len();
        }
        let last = rows.len() - 1;
        let mut jumps = Vec::new();
        for (at, (texts, parts)) in rows.iter().enumerate() {
            let split = self.code.len();
            if at < last {
                self.code.push(Instruction::Split(split as u32 + 1, 0, 0));
            }
            match parts {
                [part] => self.add(part)?,
                _ => self.add_texts(texts)?,
            }
            if at < last {
                jumps.push(self.code.len());
                self.code.push(Instruction::Jump(0));
                self.code[split] = Instruction::Split(split as u32 + 1, self.code.len() as u32, 0);
            }
        }
        let end = self.code.len() as u32;
        jumps.into_iter().for_each(|jump| self.code[jump] = Instruction::Jump(end));
        Ok(())
    }

    fn add_repetition(&mut self, hir: &Hir, min: u32, max: Option<u32>, greedy: bool) -> Result<(), String> {
        let split = |enter: usize, leave: usize| match greedy {
            true => Instruction::Split(enter as u32, leave as u32, 0),
            false => Instruction::Split(leave as u32, enter as u32, 0),
        };
        (0..min).try_for_each(|_| self.add(hir))?;
        let first = self.code.len();
        match max {
            Some(max) => {
                let mut exits = Vec::new();
                for _ in min..max {
                    exits.push(self.code.len());
                    self.code.push(Instruction::Match);
                    self.add(hir)?;
                }
                let end = self.code.len();
                exits.into_iter().for_each(|exit| self.code[exit] = split(exit + 1, end));
            }
            None if hir.properties().minimum_len() == Some(0) => return Err("repeats something that can be empty".to_owned()),
            None => {
                let again = self.code.len();
                self.code.push(Instruction::Match);
                self.add(hir)?;
                self.code.push(Instruction::Jump(again as u32));
                self.code[again] = split(again + 1, self.code.len());
            }
        }
        let most = max.map(|max| (max - min) as usize);
        if most.is_none_or(|most| (1..=MAX_REPEATED).contains(&most)) && matches!(hir.kind(), HirKind::Class(_)) {
            self.begin_repeat(first, most, greedy);
        }
        Ok(())
    }

    /// Notes that what begins with the split at `first` repeats one set, where it is one.
    fn begin_repeat(&mut self, first: usize, most: Option<usize>, is_greedy: bool) {
        if let (Instruction::Split(one, other, _), Instruction::Set(set)) = (self.code[first], self.code[first + 1]) {
            self.code[first] = Instruction::Repeat(one, other, self.repeats.len() as u32);
            self.repeats.push(Repeat { set, most, is_greedy, exit: self.code.len() as u32, next: CharFilter::NONE });
        }
    }
}
