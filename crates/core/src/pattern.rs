//! Regexes over characters, for the neighbourhood of a hit.
//!
//! A reply is short, a rule's pattern is tried only where one of its phrases hit, and most of a pattern are long lists of words. So a pattern is not
//! an automaton over bytes here, but a short program over characters in which a whole list of words is one instruction (a trie), run by
//! backtracking in the order of preference that Perl-like regexes have. No instruction is tried twice at one place, so a search is linear in program and
//! text. Captures, which only rewrites need, are left to the `regex` crate.

mod char_filter;
mod ending;
mod neighbours;
mod program;
mod trie;

use crate::required::required_texts;
pub(crate) use char_filter::CharFilter;
use ending::Ending;
pub(crate) use neighbours::{Held, Lead, Neighbours};
use program::{Instruction, MAX_REPEATED, Program, Repeat, Set};
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind, Look};
use std::collections::HashSet;
use std::ops::{Range, RangeInclusive};
use std::sync::{Arc, OnceLock};
pub(crate) use trie::Trie;

/// The usual Chinese characters: the block CJK Unified Ideographs.
const CHINESE: RangeInclusive<char> = '\u{4e00}'..='\u{9fff}';
/// Most searches are over after so few steps that noting them would cost more.
const FREE_STEPS: usize = 256;
/// Longer texts are left to the `regex` crate where only a yes or no is asked: every start may run through the whole text.
const MAX_TEXT_CHARS: usize = 1_024;
/// Most memory of a regex that the `regex` crate compiles, in bytes: well above what `MAX_CODE` instructions take.
const MAX_REGEX_BYTES: usize = 256 << 20;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: String,
    program: Program,
    is_anchored: bool,
    /// What a text must be like where a match always ends with it, and not before it begins.
    ending: Option<Ending>,
    /// The longest match, in characters; none where there is no longest one.
    max_chars: Option<usize>,
    capture_names: Vec<String>,
    /// Sets of texts of each of which a match holds one.
    required: Vec<Vec<String>>,
    regex: OnceLock<Option<Regex>>,
}

/// What a search remembers, reused from search to search.
#[derive(Debug, Default)]
pub(crate) struct Backtracks {
    /// Where to go on when a way fails: instruction and character.
    ways: Vec<(u32, u32)>,
    /// Instructions and characters from which every way has failed, a bit each: none is tried twice, from whatever start. Noted from `FREE_STEPS` on.
    failed: Vec<u64>,
    steps: usize,
    /// The furthest character, or edge, that the search looked at.
    pub furthest: usize,
    /// No phrase further on in the same sentence is held by a match either.
    pub is_over: bool,
    is_cut_before: bool,
    is_cut_behind: bool,
}

/// A text that may be a part of a longer one: then its edges are none for `^` and `$`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'t> {
    pub chars: &'t [char],
    pub is_cut_before: bool,
    pub is_cut_behind: bool,
}

impl<'t> Part<'t> {
    /// A text by itself.
    fn whole(chars: &'t [char]) -> Part<'t> {
        Part { chars, is_cut_before: false, is_cut_behind: false }
    }
}

impl Pattern {
    /// Compiles a regex that is already folded. The error says what is wrong in a few words.
    pub fn new(source: &str) -> Result<Pattern, String> {
        let hir = regex_syntax::parse(source).map_err(|error| {
            let text = error.to_string();
            text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
        })?;
        let program = Program::new(&hir)?;
        let capture_names = names(&hir);
        let is_anchored = hir.properties().look_set_prefix().contains(Look::Start);
        let (source, regex) = (source.to_owned(), OnceLock::new());
        let (required, max_chars) = (required_texts(&hir), max_chars(&hir));
        Ok(Pattern { source, program, is_anchored, ending: Ending::new(&hir), max_chars, capture_names, required, regex })
    }

    /// Shares tables with other patterns.
    pub fn share_tries(&mut self, shared: &mut HashSet<Arc<Trie>>) {
        self.program.share_tries(shared);
    }

    /// Sets of texts; a match holds at least one text of each set.
    pub fn required(&self) -> &[Vec<String>] {
        &self.required
    }

    /// The longest match, in characters; none where there is no longest one.
    pub fn max_chars(&self) -> Option<usize> {
        self.max_chars
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
        self.begin(Part::whole(&[]), &mut backtracks);
        self.match_at(&[], 0, 0, &mut backtracks).is_some()
    }

    /// Whether it matches somewhere in a text, given as it is and as characters; the pattern must not match nothing.
    pub fn is_match(&self, text: &str, chars: &[char], backtracks: &mut Backtracks) -> bool {
        if chars.len() > MAX_TEXT_CHARS {
            return self.regex().is_some_and(|regex| regex.is_match(text));
        }
        let part = Part::whole(chars);
        self.begin(part, backtracks);
        self.can_end(part) && self.starts(chars, 0, chars.len()).any(|start| self.match_at(chars, start, 0, backtracks).is_some())
    }

    /// The leftmost match in a part of a text that begins at `from` or later and covers `hit`, with `lead` before it. Places are indices of characters.
    pub fn find_covering(
        &self,
        part: Part<'_>,
        from: usize,
        (hit, lead): (Range<usize>, Lead),
        backtracks: &mut Backtracks,
    ) -> Option<Range<usize>> {
        backtracks.furthest = hit.end;
        backtracks.is_over = false;
        if self.is_anchored && part.is_cut_before || hit.start < lead.least.into() {
            return None;
        }
        if !self.can_end(part) {
            backtracks.furthest = part.chars.len();
            backtracks.is_over = !part.is_cut_behind;
            return None;
        }
        let from = from.max(hit.start.saturating_sub(lead.most.into()));
        let mut starts = self.starts(part.chars, from, hit.start - usize::from(lead.least)).peekable();
        if starts.peek().is_some() {
            self.begin(part, backtracks);
            // Where the only match there can be does not reach this phrase, it reaches none behind it.
            backtracks.is_over = self.is_anchored && !part.is_cut_behind;
        }
        starts.find_map(|start| Some(start..self.match_at(part.chars, start, hit.end, backtracks)?))
    }

    /// The places from `from` to `to` at which a match can begin.
    fn starts<'t>(&'t self, chars: &'t [char], from: usize, to: usize) -> impl Iterator<Item = usize> + 't {
        let [at_start, elsewhere] = &self.program.beginnings;
        let to = if self.is_anchored { 0 } else { to };
        let places = from..(to + 1).min(chars.len());
        places.filter(move |at| if *at == 0 { at_start } else { elsewhere }.allows(chars, *at))
    }

    /// Whether a match can end where it must: most patterns that end with the text are left at once for its characters, or for its length.
    fn can_end(&self, Part { chars, is_cut_behind, .. }: Part<'_>) -> bool {
        let Some(ending) = &self.ending else { return true };
        let is_too_long = || self.is_anchored && self.max_chars.is_some_and(|most| chars.len() > most);
        !is_cut_behind && !is_too_long() && ending.allows(chars)
    }

    /// Forgets what failed in another text.
    fn begin(&self, part: Part<'_>, backtracks: &mut Backtracks) {
        backtracks.is_cut_before = part.is_cut_before;
        backtracks.is_cut_behind = part.is_cut_behind;
        backtracks.steps = 0;
    }

    /// Where the preferred match that begins at `start` and goes on at least to `min_end` ends.
    fn match_at(&self, chars: &[char], start: usize, min_end: usize, backtracks: &mut Backtracks) -> Option<usize> {
        let Program { code: instructions, sets, tries, forks, repeats, .. } = &self.program;
        let Backtracks { ways, failed, is_cut_before, is_cut_behind, .. } = backtracks;
        // Not in memory, since every step counts.
        let (mut steps, mut furthest) = (backtracks.steps, backtracks.furthest);
        ways.clear();
        ways.push((0, start as u32));
        let end = 'search: loop {
            let Some((code, at)) = ways.pop() else { break None };
            let (mut code, mut at) = (code as usize, at as usize);
            loop {
                steps += 1;
                furthest = at.max(furthest);
                if steps == FREE_STEPS {
                    failed.clear();
                    failed.resize((instructions.len() * (chars.len() + 1)).div_ceil(64), 0);
                }
                if steps > FREE_STEPS {
                    let bit = code * (chars.len() + 1) + at;
                    if failed[bit / 64] >> (bit % 64) & 1 == 1 {
                        break;
                    }
                    failed[bit / 64] |= 1 << (bit % 64);
                }
                match instructions[code] {
                    Instruction::Match if at >= min_end => break 'search Some(at),
                    Instruction::Match => break,
                    Instruction::Jump(next) => code = next as usize,
                    Instruction::Split(preferred, other, fork) => match forks[fork as usize].allows(chars.get(at).copied()) {
                        (true, true) => {
                            ways.push((other, at as u32));
                            code = preferred as usize;
                        }
                        (true, false) => code = preferred as usize,
                        (false, true) => code = other as usize,
                        (false, false) => break,
                    },
                    Instruction::Repeat(_, _, repeat) => {
                        let repeat = &repeats[repeat as usize];
                        furthest = push_repeated(repeat, &sets[repeat.set as usize], chars, (code as u32, at), ways).max(furthest);
                        break;
                    }
                    Instruction::Start if at == 0 && !*is_cut_before => code += 1,
                    Instruction::End if at == chars.len() && !*is_cut_behind => code += 1,
                    Instruction::Start | Instruction::End => break,
                    Instruction::Char(c) if chars.get(at) == Some(&c) => {
                        at += 1;
                        code += 1;
                    }
                    Instruction::Char(_) => break,
                    Instruction::Set(set) => match chars.get(at).copied() {
                        Some(c) if sets[set as usize].contains(c) => {
                            at += 1;
                            code += 1;
                        }
                        _ => break,
                    },
                    Instruction::Texts(trie) => {
                        let trie = &tries[trie as usize];
                        furthest = (at + trie.lengths().1).max(furthest);
                        trie.push_ends(chars, at, code as u32 + 1, ways);
                        break;
                    }
                }
            }
        };
        (backtracks.steps, backtracks.furthest) = (steps, furthest);
        end
    }
}

/// Pushes every place at which a program can go on after it has repeated a set from a place on, the preferred one last. Gives the last character, or edge,
/// that it looked at.
fn push_repeated(repeat: &Repeat, set: &Set, chars: &[char], (code, at): (u32, usize), ways: &mut Vec<(u32, u32)>) -> usize {
    let first = ways.len();
    let most = repeat.most.unwrap_or(MAX_REPEATED);
    let mut to = at;
    loop {
        let c = chars.get(to).copied();
        if to == at + most && repeat.most.is_none() {
            ways.push((code, to as u32));
            break;
        }
        if repeat.next.allows(c) {
            ways.push((repeat.exit, to as u32));
        }
        if to == at + most || !c.is_some_and(|c| set.contains(c)) {
            break;
        }
        to += 1;
    }
    if !repeat.is_greedy {
        ways[first..].reverse();
    }
    to
}

fn max_chars(hir: &Hir) -> Option<usize> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(0),
        HirKind::Literal(literal) => Some(String::from_utf8_lossy(&literal.0).chars().count()),
        HirKind::Class(_) => Some(1),
        HirKind::Repetition(repetition) => max_chars(&repetition.sub)?.checked_mul(repetition.max? as usize),
        HirKind::Capture(capture) => max_chars(&capture.sub),
        HirKind::Concat(parts) => parts.iter().try_fold(0usize, |sum, part| sum.checked_add(max_chars(part)?)),
        HirKind::Alternation(parts) => parts.iter().try_fold(0, |most: usize, part| Some(most.max(max_chars(part)?))),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The same match as the `regex` crate finds, from every start.
    fn check(source: &str, texts: &[&str]) {
        let pattern = Pattern::new(source).expect("a pattern that compiles");
        let regex = Regex::new(source).expect("a regex that compiles");
        for text in texts {
            let chars: Vec<char> = text.chars().collect();
            for (index, start) in (0..=text.len()).filter(|at| text.is_char_boundary(*at)).enumerate() {
                let expected =
                    regex.find_at(text, start).filter(|found| found.start() == start).map(|found| text[..found.end()].chars().count());
                let mut backtracks = Backtracks::default();
                pattern.begin(Part::whole(&chars), &mut backtracks);
                assert_eq!(pattern.match_at(&chars, index, 0, &mut backtracks), expected, "{source} on {text} at {start}");
            }
            assert_eq!(pattern.is_match(text, &chars, &mut Backtracks::default()), regex.is_match(text), "{source} on {text}");
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
            "(?:今天|明天)?(到|到到)+$",
            "明天(到|(就|一定)?送到|)$|今天$",
            "到$|货",
            "(^|，)[^，到]{0,3}(到|货)",
            "(?:就|^|天).{0,2}?发",
        ] {
            check(source, &texts);
        }
    }

    #[test]
    fn repeats_sets_in_one_step() {
        let of_length = |count: usize| format!("今{}到货到", "天".repeat(count));
        let texts: Vec<String> = [0, 1, 3, 63, 64, 65, 130, 200].into_iter().map(of_length).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).chain(["今到，天到", "到到"]).collect();
        for source in [
            "今.{0,3}到",
            "今.{0,64}?到",
            "今.{0,65}到",
            "今.{64,}到",
            "今[^货]*到",
            "今.*?到",
            "(今.*)+货",
            "(今|天.{0,2}?)*到$",
            "^.{2,70}$",
            "^[^货]+$",
            "[天今]{2,3}?[到天]*到",
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
