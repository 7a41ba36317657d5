//! Checking a draft again after one more typed character, against checking it as a whole, in turn in one process.
//!
//! `cargo bench -p jinyu-benches --bench draft` measures on synthetic replies; `… -- FILE` on a file of replies, one a line; with `--check` everything runs once
//! on a few drafts, for the findings alone.

use cpu_time::ThreadTime;
use jinyu::{Draft, Finding, Linter, RuleSet};

/// How long a draft is, in characters.
const CHARS: usize = 300;
const DRAFTS: usize = 400;
const ROUNDS: usize = 15;

fn main() {
    let rules = RuleSet::builder().rules(jinyu_rules::FILES.iter().copied()).profile("profile.yaml", jinyu_rules::PROFILE);
    let linter = rules.build().and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"));
    let (rounds, count) = if std::env::args().any(|argument| argument == "--check") { (1, 20) } else { (ROUNDS, DRAFTS) };
    let replies = match std::env::args().skip(1).find(|argument| !argument.starts_with("--")) {
        Some(path) => {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
            text.lines().map(str::to_owned).collect()
        }
        None => jinyu_benches::replies(20_000, 50, 1),
    };
    for (name, between) in [("in sentences", "。"), ("in lines", "\n"), ("without sentence ends of their own", "，")] {
        measure(name, &linter, &drafts(&replies, between, count), rounds);
    }
}

/// Drafts of whole replies, joined.
fn drafts(replies: &[String], between: &str, count: usize) -> Vec<String> {
    let mut drafts = vec![String::new()];
    for reply in replies.iter().filter(|reply| !reply.is_empty()) {
        if drafts.last().is_some_and(|draft| draft.chars().count() >= CHARS) {
            if drafts.len() == count {
                break;
            }
            drafts.push(String::new());
        }
        let draft = drafts.last_mut().unwrap_or_else(|| unreachable!("there is one from the beginning"));
        *draft += reply;
        *draft += between;
    }
    drafts.iter().map(|draft| draft.chars().take(CHARS).collect()).collect()
}

fn measure(name: &str, linter: &Linter, drafts: &[String], rounds: usize) {
    let (mut full, mut typed, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut findings: Vec<Finding<'_>> = Vec::new();
    let mut total = 0;
    for text in drafts {
        let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
        let mut draft = Draft::new(linter);
        let (mut of_full, mut of_typed) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            draft.set(&text[..last]);
            let start = ThreadTime::now();
            let is_edited = draft.edit(last..last, &text[last..]);
            of_typed.push(start.elapsed().as_secs_f64());
            assert!(is_edited.is_ok());
            let start = ThreadTime::now();
            linter.lint_into(text, &mut findings);
            of_full.push(start.elapsed().as_secs_f64());
            assert_eq!(draft.findings(), findings, "{text}");
        }
        total += findings.len();
        let (of_full, of_typed) = (median(&mut of_full), median(&mut of_typed));
        ratios.push(of_typed / of_full);
        full.push(of_full);
        typed.push(of_typed);
    }
    println!(
        "{} drafts {name}: full check {:.1} µs, one more character {:.1} µs, ratio {:.3} (median; 90 % below {:.3}); {total} findings",
        drafts.len(),
        median(&mut full) * 1e6,
        median(&mut typed) * 1e6,
        median(&mut ratios),
        ratios[ratios.len() * 9 / 10],
    );
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
