//! Regexes over characters, for the neighbourhood of a hit.
//!
//! A reply is short, a rule's pattern is tried only where one of its phrases hit, and most of a pattern are long lists of words. So a pattern is not
//! an automaton over bytes here, but a short program over characters in which a whole list of words is one instruction (a trie), run by
//! backtracking in the order of preference that Perl-like regexes have. No instruction is tried twice at one place, so a search is linear in program and
//! text. Captures, which only rewrites need, are left to the `regex` crate.

use crate::required::exact_texts;
use crate::span::Span;
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind, Look};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Most instructions of a program.
const MAX_CODE: usize = 4_000;
/// Most searches are over after so few steps that noting them would cost more.
const FREE_STEPS: usize = 256;
/// Longer texts are left to the `regex` crate where only a yes or no is asked, in bytes: every start may run through the whole text.
const MAX_TEXT_BYTES: usize = 2_048;
/// Most memory of a regex that the `regex` crate compiles, in bytes: well above what `MAX_CODE` instructions take.
const MAX_REGEX_BYTES: usize = 256 << 20;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: String,
    code: Vec<Instruction>,
    sets: Vec<Vec<(char, char)>>,
    tries: Vec<Trie>,
    /// For the beginning of the program and for each way of its splits: which characters it can go on with.
    firsts: Vec<First>,
    is_anchored: bool,
    /// Most bytes of a match, where there is a bound.
    max_bytes: usize,
    capture_names: Vec<String>,
    regex: OnceLock<Option<Regex>>,
}

/// Which characters something can begin with, by the low bits of their code points.
#[derive(Clone, Debug)]
pub(crate) struct First {
    bits: [u64; FIRST_WORDS],
    /// It can also begin with the end of the text, or match nothing.
    at_end: bool,
}

const FIRST_WORDS: usize = 8;

impl First {
    const NONE: First = First { bits: [0; FIRST_WORDS], at_end: false };
    const ANY: First = First { bits: [u64::MAX; FIRST_WORDS], at_end: true };

    fn add(&mut self, c: char) {
        self.bits[c as usize / 64 % FIRST_WORDS] |= 1 << (c as usize % 64);
    }

    fn allows(&self, c: Option<char>) -> bool {
        c.map_or(self.at_end, |c| self.bits[c as usize / 64 % FIRST_WORDS] >> (c as usize % 64) & 1 == 1)
    }
}

/// One step of a program; unless it says otherwise it goes on with the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instruction {
    /// One character of a set.
    Set(u32),
    /// One text of a trie.
    Texts(u32),
    /// The first way is preferred; the last number is that of its `First`, the other way's follows.
    Split(u32, u32, u32),
    Jump(u32),
    Start,
    End,
    Match,
}

/// What a search remembers, reused from search to search.
#[derive(Debug, Default)]
pub(crate) struct Backtracks {
    /// Where to go on when a way fails: instruction and byte.
    ways: Vec<(u32, u32)>,
    /// Instructions and bytes from which every way has failed, a bit each: none is tried twice, from whatever start. Noted from `FREE_STEPS` on.
    failed: Vec<u64>,
    steps: usize,
    is_cut_before: bool,
    is_cut_behind: bool,
}

/// A text that may be a part of a longer one: then its edges are none for `^` and `$`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'t> {
    pub text: &'t str,
    pub is_cut_before: bool,
    pub is_cut_behind: bool,
}

impl<'t> Part<'t> {
    /// A text by itself.
    fn whole(text: &'t str) -> Part<'t> {
        Part { text, is_cut_before: false, is_cut_behind: false }
    }
}

impl Pattern {
    /// Compiles a regex that is already folded. The error says what is wrong in a few words.
    pub fn new(source: &str) -> Result<Pattern, String> {
        let hir = regex_syntax::parse(source).map_err(|error| {
            let text = error.to_string();
            text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
        })?;
        let mut compiler = Compiler::default();
        compiler.add(&hir)?;
        compiler.code.push(Instruction::Match);
        let capture_names = names(&hir);
        let Compiler { code, sets, tries } = compiler;
        let is_anchored = hir.properties().look_set_prefix().contains(Look::Start);
        let max_bytes = hir.properties().maximum_len().unwrap_or(usize::MAX);
        let (source, regex) = (source.to_owned(), OnceLock::new());
        let mut pattern = Pattern { source, code, sets, tries, firsts: Vec::new(), is_anchored, max_bytes, capture_names, regex };
        pattern.find_firsts();
        Ok(pattern)
    }

    /// The regex as it was compiled.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The names of its captures.
    pub fn capture_names(&self) -> impl Iterator<Item = &str> {
        self.capture_names.iter().map(String::as_str)
    }

    /// The pattern for the `regex` crate, compiled when it is first needed.
    pub fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| RegexBuilder::new(&self.source).size_limit(MAX_REGEX_BYTES).build().ok()).as_ref()
    }

    /// Whether it matches the empty text.
    pub fn matches_nothing(&self) -> bool {
        let mut backtracks = Backtracks::default();
        self.begin(Part::whole(""), &mut backtracks);
        self.match_at("", 0, 0, &mut backtracks).is_some()
    }

    /// Whether it matches somewhere in `text`; the pattern must not match nothing.
    pub fn is_match(&self, text: &str, backtracks: &mut Backtracks) -> bool {
        if text.len() > MAX_TEXT_BYTES {
            return self.regex().is_some_and(|regex| regex.is_match(text));
        }
        self.begin(Part::whole(text), backtracks);
        self.starts(text, 0, text.len()).any(|start| self.match_at(text, start, 0, backtracks).is_some())
    }

    /// The leftmost match in a part of a text that begins at `from` or later and covers `hit`.
    pub fn find_covering(&self, part: Part<'_>, from: usize, hit: Span, backtracks: &mut Backtracks) -> Option<Span> {
        if self.is_anchored && part.is_cut_before {
            return None;
        }
        let from = if hit.end > from.saturating_add(self.max_bytes) { ceiling(part.text, hit.end - self.max_bytes) } else { from };
        let mut starts = self.starts(part.text, from, hit.start).peekable();
        if starts.peek().is_some() {
            self.begin(part, backtracks);
        }
        starts.find_map(|start| Some(Span::new(start, self.match_at(part.text, start, hit.end, backtracks)?)))
    }

    /// The bytes from `from` to `to` at which a match can begin.
    fn starts<'t>(&'t self, text: &'t str, from: usize, to: usize) -> impl Iterator<Item = usize> + 't {
        let first = &self.firsts[0];
        let to = if self.is_anchored { 0 } else { to };
        let places = text[from..].char_indices().map(move |(at, c)| (from + at, c)).take_while(move |(at, _)| *at <= to);
        places.filter(|(_, c)| first.allows(Some(*c))).map(|(at, _)| at)
    }

    /// Forgets what failed in another text.
    fn begin(&self, part: Part<'_>, backtracks: &mut Backtracks) {
        backtracks.is_cut_before = part.is_cut_before;
        backtracks.is_cut_behind = part.is_cut_behind;
        backtracks.steps = 0;
    }

    /// Where the preferred match that begins at `start` and goes on at least to `min_end` ends.
    fn match_at(&self, text: &str, start: usize, min_end: usize, backtracks: &mut Backtracks) -> Option<usize> {
        let Backtracks { ways, failed, steps, is_cut_before, is_cut_behind } = backtracks;
        ways.clear();
        ways.push((0, start as u32));
        while let Some((code, at)) = ways.pop() {
            let (mut code, mut at) = (code as usize, at as usize);
            loop {
                *steps += 1;
                if *steps == FREE_STEPS {
                    failed.clear();
                    failed.resize((self.code.len() * (text.len() + 1)).div_ceil(64), 0);
                }
                if *steps > FREE_STEPS {
                    let bit = code * (text.len() + 1) + at;
                    if failed[bit / 64] >> (bit % 64) & 1 == 1 {
                        break;
                    }
                    failed[bit / 64] |= 1 << (bit % 64);
                }
                match self.code[code] {
                    Instruction::Match if at >= min_end => return Some(at),
                    Instruction::Match => break,
                    Instruction::Jump(next) => code = next as usize,
                    Instruction::Split(preferred, other, first) => {
                        let next = text[at..].chars().next();
                        let (first, second) = (&self.firsts[first as usize], &self.firsts[first as usize + 1]);
                        match (first.allows(next), second.allows(next)) {
                            (true, true) => {
                                ways.push((other, at as u32));
                                code = preferred as usize;
                            }
                            (true, false) => code = preferred as usize,
                            (false, true) => code = other as usize,
                            (false, false) => break,
                        }
                    }
                    Instruction::Start if at == 0 && !*is_cut_before => code += 1,
                    Instruction::End if at == text.len() && !*is_cut_behind => code += 1,
                    Instruction::Start | Instruction::End => break,
                    Instruction::Set(set) => match text[at..].chars().next() {
                        Some(c) if contains(&self.sets[set as usize], c) => {
                            at += c.len_utf8();
                            code += 1;
                        }
                        _ => break,
                    },
                    Instruction::Texts(trie) => {
                        self.tries[trie as usize].push_ends(text, at, code as u32 + 1, ways);
                        break;
                    }
                }
            }
        }
        None
    }

    /// Notes what the program and the ways of its splits can begin with.
    fn find_firsts(&mut self) {
        self.firsts.push(self.first_of(0));
        for at in 0..self.code.len() {
            if let Instruction::Split(one, other, _) = self.code[at] {
                self.code[at] = Instruction::Split(one, other, self.firsts.len() as u32);
                let ways = [self.first_of(one as usize), self.first_of(other as usize)];
                self.firsts.extend(ways);
            }
        }
    }

    fn first_of(&self, code: usize) -> First {
        let mut first = First::NONE;
        let mut to_do = vec![code];
        let mut done = std::collections::HashSet::new();
        while let Some(code) = to_do.pop() {
            if !done.insert(code) {
                continue;
            }
            match self.code[code] {
                Instruction::Match => return First::ANY,
                Instruction::Jump(next) => to_do.push(next as usize),
                Instruction::Split(one, other, _) => to_do.extend([one as usize, other as usize]),
                Instruction::Start => to_do.push(code + 1),
                Instruction::End => first.at_end = true,
                Instruction::Set(set) => {
                    let ranges = &self.sets[set as usize];
                    if ranges.iter().map(|(from, to)| *to as usize - *from as usize + 1).sum::<usize>() > MAX_FIRST {
                        first.bits = First::ANY.bits;
                    } else {
                        ranges.iter().flat_map(|(from, to)| *from..=*to).for_each(|c| first.add(c));
                    }
                }
                Instruction::Texts(trie) => {
                    let trie = &self.tries[trie as usize];
                    if trie.nodes[0].preference != INNER {
                        to_do.push(code + 1);
                    }
                    first.bits.iter_mut().zip(trie.first.bits).for_each(|(bits, more)| *bits |= more);
                }
            }
        }
        first
    }
}

/// Most characters of a set that are worth being told apart as beginnings.
const MAX_FIRST: usize = 600;

/// The first character boundary at or after `at`.
fn ceiling(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

fn contains(ranges: &[(char, char)], c: char) -> bool {
    let after = ranges.partition_point(|range| range.0 <= c);
    after > 0 && c <= ranges[after - 1].1
}

fn names(hir: &Hir) -> Vec<String> {
    let mut names = Vec::new();
    let mut to_do = vec![hir];
    while let Some(hir) = to_do.pop() {
        match hir.kind() {
            HirKind::Capture(capture) => {
                names.extend(capture.name.as_deref().map(str::to_owned));
                to_do.push(&capture.sub);
            }
            HirKind::Repetition(repetition) => to_do.push(&repetition.sub),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => to_do.extend(parts.iter().rev()),
            _ => {}
        }
    }
    names
}

/// Texts of which one must stand at a place, each with its preference: a trie in two arrays.
#[derive(Debug)]
pub(crate) struct Trie {
    first: First,
    nodes: Vec<TrieNode>,
    /// The children of all nodes, sorted within each node.
    edges: Vec<(char, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct TrieNode {
    edges: (u32, u32),
    preference: u32,
}

/// The preference of a node where no text ends.
const INNER: u32 = u32::MAX;

impl Trie {
    /// A trie of texts, preferred ones first.
    pub fn new(texts: &[String]) -> Trie {
        let mut first = First::NONE;
        let mut children: Vec<BTreeMap<char, usize>> = vec![BTreeMap::new()];
        let mut preferences = vec![INNER];
        for (preference, text) in (0..).zip(texts) {
            text.chars().take(1).for_each(|c| first.add(c));
            let mut node = 0;
            for c in text.chars() {
                let next = children.len();
                node = *children[node].entry(c).or_insert(next);
                if node == next {
                    children.push(BTreeMap::new());
                    preferences.push(INNER);
                }
            }
            // A text that stands twice keeps its first preference.
            preferences[node] = preferences[node].min(preference);
        }
        let mut edges = Vec::with_capacity(children.len());
        let mut add = |(children, preference): (BTreeMap<char, usize>, u32)| {
            let from = edges.len() as u32;
            edges.extend(children.into_iter().map(|(c, child)| (c, child as u32)));
            TrieNode { edges: (from, edges.len() as u32), preference }
        };
        let nodes = children.into_iter().zip(preferences).map(&mut add).collect();
        Trie { first, nodes, edges }
    }

    fn child(&self, node: TrieNode, c: char) -> Option<TrieNode> {
        let edges = &self.edges[node.edges.0 as usize..node.edges.1 as usize];
        let at = match edges {
            [only] => (only.0 == c).then_some(0),
            _ => edges.binary_search_by_key(&c, |edge| edge.0).ok(),
        };
        at.map(|at| self.nodes[edges[at].1 as usize])
    }

    /// The bytes of the longest text with which `text` begins.
    pub fn longest(&self, text: &str) -> Option<usize> {
        let mut node = self.nodes[0];
        let mut longest = None;
        for (at, c) in text.char_indices() {
            let Some(child) = self.child(node, c) else { break };
            node = child;
            if node.preference != INNER {
                longest = Some(at + c.len_utf8());
            }
        }
        longest
    }

    /// Pushes where each of its texts that stands at `at` ends, the preferred one last, to go on with instruction `next`.
    fn push_ends(&self, text: &str, at: usize, next: u32, ways: &mut Vec<(u32, u32)>) {
        let first = ways.len();
        let mut node = self.nodes[0];
        let mut end = at;
        let mut chars = text[at..].chars();
        loop {
            if node.preference != INNER {
                // The preference stands in for the instruction until the ends are in order.
                ways.push((node.preference, end as u32));
            }
            // Most texts of a list fail at their first character.
            let Some(c) = chars.next().filter(|c| end > at || self.first.allows(Some(*c))) else { break };
            let Some(child) = self.child(node, c) else { break };
            node = child;
            end += c.len_utf8();
        }
        let ends = &mut ways[first..];
        if ends.len() > 1 {
            ends.sort_unstable_by_key(|(preference, _)| std::cmp::Reverse(*preference));
        }
        ends.iter_mut().for_each(|end| end.0 = next);
    }
}

#[derive(Default)]
struct Compiler {
    code: Vec<Instruction>,
    sets: Vec<Vec<(char, char)>>,
    tries: Vec<Trie>,
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
                self.code.push(Instruction::Set(self.sets.len() as u32));
                self.sets.push(class.ranges().iter().map(|range| (range.start(), range.end())).collect());
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

    fn add_texts(&mut self, texts: &[String]) -> Result<(), String> {
        if texts.len() == 1 && texts[0].is_empty() {
            return Ok(());
        }
        self.code.push(Instruction::Texts(self.tries.len() as u32));
        self.tries.push(Trie::new(texts));
        Ok(())
    }

    fn add_alternation(&mut self, parts: &[Hir]) -> Result<(), String> {
        let mut jumps = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if at + 1 == parts.len() {
                self.add(part)?;
                break;
            }
            let split = self.code.len();
            self.code.push(Instruction::Split(split as u32 + 1, 0, 0));
            self.add(part)?;
            jumps.push(self.code.len());
            self.code.push(Instruction::Jump(0));
            self.code[split] = Instruction::Split(split as u32 + 1, self.code.len() as u32, 0);
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
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same match as the `regex` crate finds, from every start.
    fn check(source: &str, texts: &[&str]) {
        let pattern = Pattern::new(source).expect("a pattern that compiles");
        let regex = Regex::new(source).expect("a regex that compiles");
        for text in texts {
            for start in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let expected = regex.find_at(text, start).filter(|found| found.start() == start).map(|found| found.end());
                let mut backtracks = Backtracks::default();
                pattern.begin(Part::whole(text), &mut backtracks);
                assert_eq!(pattern.match_at(text, start, 0, &mut backtracks), expected, "{source} on {text} at {start}");
            }
            assert_eq!(pattern.is_match(text, &mut Backtracks::default()), regex.is_match(text), "{source} on {text}");
        }
    }

    #[test]
    fn matches_what_the_regex_crate_matches() {
        let texts = ["", "明天可以到", "今天就发货的哦", "最晚明天下午3点前一定送到", "加我vx123456", "明天明天发", "到到到", "不不不到"];
        for source in [
            "明天|今天",
            "(?<day>今天|明天|明天下午)(就|可以|一定)*(到|发货|发)",
            "^今.{0,3}货",
            "[^到]{1,3}?到$",
            "(?:最晚)?明天.*到",
            "[a-z]+[0-9]{3,8}",
            "(到|到到)+",
            "不{2,}",
            "(一定|就)?(送|发).?",
            "(?:.|到)+$",
        ] {
            check(source, &texts);
        }
    }

    #[test]
    fn tries_nothing_twice() {
        let text = "到".repeat(400);
        check("(到+)+达", &[&text]);
    }
}
