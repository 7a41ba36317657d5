//! Lists of phrases, short and long, in the engines that search for them, in turn in one process.
//!
//! `cargo bench -p jinyu-benches --bench engines` measures on generated phrases and texts; `-- PHRASES REPLIES` on files of them, one a line;
//! with `--check` everything runs once and small, for the counts alone. With `--features vectorscan` before the `--` Vectorscan takes part.
//! Each list is one rule without conditions for the linter, which folds, settles overlaps and gives findings; its peers only report where phrases end.

#[cfg(feature = "vectorscan")]
mod vectorscan;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use cpu_time::ThreadTime;
use daachorse::CharwiseDoubleArrayAhoCorasick;
use jinyu::{Finding, Linter, RuleSet};
use jinyu_benches::{one_rule, phrases, texts_with};
use regex::Regex;
use std::collections::BTreeSet;

const ROUNDS: usize = 9;
const TEXTS: usize = 40_000;
const SIZES: &[usize] = &[150, 1_000, 10_000, 100_000];
/// A DFA of more phrases takes gigabytes, and so does an alternation of them.
const MAX_DFA: usize = 10_000;
const MAX_REGEX: usize = 1_000;

fn main() {
    let is_check = std::env::args().any(|argument| argument == "--check");
    let (rounds, count) = if is_check { (1, 2_000) } else { (ROUNDS, TEXTS) };
    let paths: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    println!("| phrases | engine | ns a text | MB/s | found | memory, KiB | engine / linter |");
    println!("|---|---|---|---|---|---|---|");
    if let [phrases, texts] = &paths[..] {
        let lines = |path: &String| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let phrases: BTreeSet<String> = lines(phrases).lines().map(jinyu::fold_text).collect();
        let texts: Vec<String> = lines(texts).lines().map(str::to_owned).collect();
        measure(rounds, &phrases.into_iter().collect::<Vec<_>>(), &texts);
        return;
    }
    for &size in if is_check { &SIZES[..2] } else { SIZES } {
        let phrases = phrases(size, 7);
        measure(rounds, &phrases, &texts_with(&phrases, count, 3));
    }
}

/// An engine, ready to search: its name, its memory in bytes, and how many phrases it finds in a text.
struct Engine<'e> {
    name: &'static str,
    bytes: Option<usize>,
    search: Box<dyn FnMut(&str) -> usize + 'e>,
    times: Vec<f64>,
    found: usize,
}

impl<'e> Engine<'e> {
    fn new(name: &'static str, bytes: Option<usize>, search: impl FnMut(&str) -> usize + 'e) -> Engine<'e> {
        Engine { name, bytes, search: Box::new(search), times: Vec::new(), found: 0 }
    }
}

fn measure(rounds: usize, phrases: &[String], texts: &[String]) {
    let linter = linter(phrases);
    let mut engines = vec![linter_engine(&linter)];
    engines.extend(overlapping(phrases));
    engines.extend(leftmost(phrases));
    engines.push(Engine::new("simdutf8, validation alone", None, |text| usize::from(simdutf8::basic::from_utf8(text.as_bytes()).is_err())));
    for _ in 0..rounds {
        for engine in &mut engines {
            let start = ThreadTime::now();
            engine.found = std::hint::black_box(texts.iter().map(|text| (engine.search)(text)).sum());
            engine.times.push(start.elapsed().as_secs_f64());
        }
    }
    check_counts(&engines, &linter, texts);
    let bytes: usize = texts.iter().map(String::len).sum();
    let fastest = |engine: &Engine<'_>| engine.times.iter().copied().fold(f64::MAX, f64::min);
    for engine in &engines {
        let time = fastest(engine);
        println!(
            "| {} | {} | {:.0} | {:.0} | {} | {} | {:.2} |",
            phrases.len(),
            engine.name,
            time * 1e9 / texts.len() as f64,
            bytes as f64 / time / 1e6,
            engine.found,
            engine.bytes.map_or_else(|| "–".to_owned(), |bytes| (bytes / 1024).to_string()),
            time / fastest(&engines[0])
        );
    }
}

/// A fast wrong answer fails: engines of one kind find the same number, and the linter finds something exactly where they do.
fn check_counts(engines: &[Engine<'_>], linter: &Linter, texts: &[String]) {
    for kind in ["overlapping", "leftmost-longest"] {
        let counts: BTreeSet<usize> = engines.iter().filter(|engine| engine.name.ends_with(kind)).map(|engine| engine.found).collect();
        assert_eq!(counts.len(), 1, "{kind}: {counts:?}");
    }
    let all: Vec<&str> = linter.rules().rules().iter().flat_map(|rule| rule.phrases()).collect();
    let nfa = AhoCorasick::new(&all).unwrap_or_else(|error| panic!("{error}"));
    for text in texts {
        let folded = jinyu::fold_text(text);
        // A Latin word or a number within a longer one is none to the linter.
        if !folded.contains(|c: char| c.is_ascii_alphanumeric()) {
            assert_eq!(linter.lint(text).is_empty(), !nfa.is_match(&folded), "{text}");
        }
    }
}

fn linter(phrases: &[String]) -> Linter {
    let files = one_rule(phrases);
    let rules = RuleSet::from_yaml(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    rules.and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"))
}

fn linter_engine(linter: &Linter) -> Engine<'_> {
    let mut findings: Vec<Finding<'_>> = Vec::new();
    Engine::new("jinyu, the full check", Some(linter.automaton_bytes()), move |text| {
        linter.lint_into(text, &mut findings);
        findings.len()
    })
}

fn overlapping(phrases: &[String]) -> Vec<Engine<'static>> {
    let build = |kind| AhoCorasick::builder().kind(Some(kind)).match_kind(MatchKind::Standard).build(phrases);
    let build = |kind| build(kind).unwrap_or_else(|error| panic!("{error}"));
    let mut engines = Vec::new();
    if phrases.len() <= MAX_DFA {
        let dfa = build(AhoCorasickKind::DFA);
        engines.push(Engine::new("aho-corasick DFA, overlapping", Some(dfa.memory_usage()), move |text| {
            dfa.find_overlapping_iter(text).count()
        }));
    }
    let nfa = build(AhoCorasickKind::ContiguousNFA);
    engines.push(Engine::new("aho-corasick contiguous NFA, overlapping", Some(nfa.memory_usage()), move |text| {
        nfa.find_overlapping_iter(text).count()
    }));
    let daachorse = CharwiseDoubleArrayAhoCorasick::<u32>::new(phrases).unwrap_or_else(|error| panic!("{error}"));
    engines.push(Engine::new("daachorse charwise, overlapping", Some(daachorse.heap_bytes()), move |text| {
        daachorse.find_overlapping_iter(text).count()
    }));
    #[cfg(feature = "vectorscan")]
    engines.extend(vectorscan::Vectorscan::new(phrases).map(|mut vectorscan| {
        Engine::new("Vectorscan literals, overlapping", Some(vectorscan.bytes()), move |text| vectorscan.count(text))
    }));
    engines
}

fn leftmost(phrases: &[String]) -> Vec<Engine<'static>> {
    let daachorse = daachorse::CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(daachorse::MatchKind::LeftmostLongest)
        .build::<_, _, u32>(phrases)
        .unwrap_or_else(|error| panic!("{error}"));
    let bytes = daachorse.heap_bytes();
    let mut engines =
        vec![Engine::new("daachorse charwise, leftmost-longest", Some(bytes), move |text| daachorse.leftmost_find_iter(text).count())];
    if phrases.len() <= MAX_REGEX {
        let mut longest_first: Vec<String> = phrases.iter().map(|phrase| regex::escape(phrase)).collect();
        longest_first.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        let regex = Regex::new(&longest_first.join("|")).unwrap_or_else(|error| panic!("{error}"));
        engines.push(Engine::new("regex, an alternation, leftmost-longest", None, move |text| regex.find_iter(text).count()));
    }
    engines
}
