//! How long rules take to load, and how that grows with their number: the embedded rules, and lists of phrases as one rule and as a rule each.
//!
//! `cargo bench -p jinyu-benches --bench load`, with files of phrases, one a line, for those instead; with `--check` everything runs once and small, for
//! the counts alone. Reading is from the texts of the files to checked rules, compiling from those to a linter. Processor time counts all threads;
//! each figure is that of the fastest round.

use cpu_time::ProcessTime;
use jinyu::{Builder, Linter, RuleSet};
use jinyu_benches::{many_rules, one_rule, phrases};
use mimalloc::MiMalloc;
use std::collections::BTreeSet;
use std::time::Instant;

/// The same allocator as in the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const ROUNDS: usize = 7;
const SIZES: &[usize] = &[150, 1_000, 10_000, 100_000];
/// So many phrases of a list are looked for.
const TRIED: usize = 200;

fn main() {
    let is_check = std::env::args().any(|argument| argument == "--check");
    let rounds = if is_check { 1 } else { ROUNDS };
    println!("| rules | files, KiB | read, ms (processor) | compile, ms (processor) | both, ms (processor) | automaton, KiB |");
    println!("|---|---|---|---|---|---|");
    let embedded = RuleSet::builder().rules(jinyu_rules::FILES.iter().copied()).profile("profile.yaml", jinyu_rules::PROFILE);
    let bytes = jinyu_rules::FILES.iter().map(|(_, text)| text.len()).sum();
    measure("the embedded rules", bytes, rounds, &embedded, &["加我微信聊".to_owned()]);
    let paths: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    for path in &paths {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let phrases: BTreeSet<String> = text.lines().map(jinyu::fold_text).collect();
        measure_list(path, &phrases.into_iter().collect::<Vec<_>>(), rounds);
    }
    let sizes = if is_check { &SIZES[..2] } else { SIZES };
    for &size in sizes.iter().filter(|_| paths.is_empty()) {
        measure_list(&format!("{size} phrases"), &phrases(size, 7), rounds);
    }
}

fn measure_list(name: &str, phrases: &[String], rounds: usize) {
    let few = &phrases[..phrases.len().min(jinyu::MAX_RULES)];
    for (name, files, phrases) in
        [(format!("{name} in one rule"), one_rule(phrases), phrases), (format!("{name}, {} rules", few.len()), many_rules(few), few)]
    {
        let builder = RuleSet::builder().rules(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        let bytes = files.iter().map(|(_, text)| text.len()).sum();
        measure(&name, bytes, rounds, &builder, &phrases.iter().step_by(phrases.len().div_ceil(TRIED)).cloned().collect::<Vec<_>>());
    }
}

/// Wall and processor time, in seconds.
type Times = [f64; 2];

fn measure(name: &str, bytes: usize, rounds: usize, builder: &Builder, found: &[String]) {
    let (mut read, mut compile, mut both) = ([f64::MAX; 2], [f64::MAX; 2], [f64::MAX; 2]);
    let mut automaton_bytes = 0;
    for _ in 0..rounds {
        let (rules, reading) = timed(|| builder.build().unwrap_or_else(|errors| panic!("{errors}")));
        let (linter, compiling) = timed(|| Linter::new(rules).unwrap_or_else(|errors| panic!("{errors}")));
        for (least, times) in [(&mut read, reading), (&mut compile, compiling), (&mut both, [0, 1].map(|at| reading[at] + compiling[at]))] {
            least.iter_mut().zip(times).for_each(|(least, time)| *least = least.min(time));
        }
        automaton_bytes = linter.automaton_bytes();
        // A fast wrong answer fails.
        for text in found {
            let findings = linter.lint(text);
            assert!(findings.iter().any(|finding| finding.span.start == 0), "{text} is found in {name}");
        }
        assert!(linter.is_clean("8"), "nothing is found where nothing stands");
    }
    let [read, compile, both] = [read, compile, both].map(|[wall, processor]| format!("{:.1} ({:.1})", wall * 1e3, processor * 1e3));
    println!("| {name} | {} | {read} | {compile} | {both} | {} |", bytes / 1024, automaton_bytes / 1024);
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Times) {
    let (wall, processor) = (Instant::now(), ProcessTime::now());
    let result = work();
    (result, [wall.elapsed().as_secs_f64(), processor.elapsed().as_secs_f64()])
}
