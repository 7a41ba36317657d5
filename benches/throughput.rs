//! The full check against a bare aho-corasick DFA, and against folding into a second buffer first, in turn in one process.
//!
//! `cargo bench -p jinyu-benches` measures on synthetic replies; `cargo bench -p jinyu-benches -- FILE` on a file of replies, one a line;
//! with `--check` everything runs once on a few replies, for the counts alone.
//! Times are of the thread's processor; each figure is the median of the rounds, with the fastest round beside it.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use cpu_time::ThreadTime;
use jinyu::{Finding, Linter, RuleSet, fold, is_invisible};
use mimalloc::MiMalloc;
use std::collections::BTreeSet;

/// The same allocator as in the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const ROUNDS: usize = 15;
const REPLIES: usize = 40_000;

fn main() {
    let linter = linter();
    let (rounds, count) = if std::env::args().any(|argument| argument == "--check") { (1, 2_000) } else { (ROUNDS, REPLIES) };
    let path = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    match path {
        Some(path) => {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
            measure("file", rounds, &linter, &text.lines().map(str::to_owned).collect::<Vec<_>>(), None);
        }
        // The counts are asserted: a fast wrong answer fails.
        None => {
            measure("synthetic, half of the replies faulty", rounds, &linter, &jinyu_benches::replies(count, 50, 1), None);
            measure("synthetic, clean", rounds, &linter, &jinyu_benches::replies(count, 0, 2), Some(0));
        }
    }
}

fn linter() -> Linter {
    let rules = RuleSet::builder().rules(jinyu_rules::FILES.iter().copied()).profile("profile.yaml", jinyu_rules::PROFILE);
    rules.build().and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"))
}

fn measure(name: &str, rounds: usize, linter: &Linter, replies: &[String], expected_faults: Option<usize>) {
    // Rules of conversations do not judge a reply alone.
    let rules = linter.rules().rules().iter().filter(|rule| !rule.is_of_conversations());
    let phrases: BTreeSet<&str> = rules.flat_map(|rule| rule.phrases().chain(rule.exceptions())).collect();
    let dfa = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::Standard)
        .build(&phrases)
        .unwrap_or_else(|error| panic!("{error}"));
    let bytes: usize = replies.iter().map(String::len).sum();
    println!("{name}: {} replies, {} bytes each, {} phrases", replies.len(), bytes / replies.len(), phrases.len());
    println!("  automaton: ours {} KiB, aho-corasick DFA {} KiB", linter.automaton_bytes() / 1024, dfa.memory_usage() / 1024);

    let mut findings: Vec<Finding<'_>> = Vec::new();
    let mut folded = (String::new(), Vec::new());
    let full = |findings: &mut Vec<_>| replies.iter().map(|reply| count(linter, reply, findings)).sum::<usize>();
    let bare = || replies.iter().map(|reply| dfa.find_overlapping_iter(reply).count()).sum::<usize>();
    let two_steps = |folded: &mut (String, Vec<u32>)| replies.iter().map(|reply| fold_then_match(&dfa, reply, folded)).sum::<usize>();

    let mut times = [const { Vec::new() }; 3];
    let mut counts = [0; 3];
    for _ in 0..rounds {
        counts[0] = timed(&mut times[0], || full(&mut findings));
        counts[1] = timed(&mut times[1], bare);
        counts[2] = timed(&mut times[2], || two_steps(&mut folded));
    }
    assert_eq!(counts[0], replies.iter().map(|reply| linter.lint(reply).len()).sum::<usize>(), "the reused buffer changes nothing");
    if let Some(expected) = expected_faults {
        let faults = replies.iter().filter(|reply| !linter.lint(*reply).is_empty()).count();
        assert_eq!(faults, expected, "faulty replies");
    }
    let base = median(&mut times[0].clone());
    for (engine, (times, count)) in
        ["full check", "bare aho-corasick DFA", "fold, then aho-corasick DFA"].iter().zip(times.iter_mut().zip(counts))
    {
        let median = median(times);
        let each = median * 1e9 / replies.len() as f64;
        let fastest = times[0] * 1e9 / replies.len() as f64;
        let speed = bytes as f64 / median / 1e6;
        println!(
            "  {engine:28} {each:7.0} ns a reply (fastest {fastest:5.0})  {speed:6.0} MB/s  {count:8} found  {:5.2}× the full check",
            median / base
        );
    }
}

fn count<'r>(linter: &'r Linter, reply: &str, findings: &mut Vec<Finding<'r>>) -> usize {
    linter.lint_into(reply, findings);
    findings.len()
}

/// What a word filter does: a folded copy with a map of positions, then a search in the copy.
fn fold_then_match(dfa: &AhoCorasick, reply: &str, (folded, origins): &mut (String, Vec<u32>)) -> usize {
    folded.clear();
    origins.clear();
    for (at, c) in reply.char_indices().filter(|(_, c)| !is_invisible(*c)) {
        folded.push(fold(c));
        origins.resize(folded.len(), at as u32);
    }
    dfa.find_overlapping_iter(folded.as_str()).map(|hit| origins[hit.start()]).fold(0, |count, origin| {
        std::hint::black_box(origin);
        count + 1
    })
}

fn timed(times: &mut Vec<f64>, run: impl FnOnce() -> usize) -> usize {
    let start = ThreadTime::now();
    let count = std::hint::black_box(run());
    times.push(start.elapsed().as_secs_f64());
    count
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
