//! How the time of a check grows with a hostile text: for each kind of rule twenty texts of 10 KB, 100 KB, 1 MB and 10 MB.
//!
//! `cargo bench -p jinyu-benches --bench growth` prints, for each kind, the largest ratio of the times of two neighbouring sizes, and the text;
//! `… -- 1000000` stops at texts of so many bytes; with `--check` only the smallest texts are checked.

use cpu_time::ThreadTime;
use jinyu::{Linter, RuleSet};

/// A rule of each kind, for texts that consist of one repeated piece.
const RULES: &[(&str, &str)] = &[
    ("phrases", "phrases: [不, 不能, 能不, 今天, 微信, wx]"),
    ("exceptions", "phrases: [不, 不能, 今天]\n    except: [不能不, 不不, 不错, 今天到]"),
    ("pattern", "phrases: [不, 今天]\n    pattern: '(不|今天).{0,8}(到|能)'"),
    ("pattern, unbounded", "phrases: [不, 今天]\n    pattern: '(不|今天)+.*(到|好)$'"),
    ("near, clause", "phrases: [不, 今天]\n    near: [{after: ['{words}', '/[到货]好$/'], within: clause}]"),
    ("near, sentence", "phrases: [不, 今天]\n    near: [{around: ['{words}', '/[到货]好$/'], within: sentence}]"),
    ("near, reply", "phrases: [不, 今天]\n    near: [{before: ['{words}', '/[到货]好$/'], within: reply}]"),
    ("near, characters", "phrases: [不, 今天]\n    near: [{around: ['{words}'], within: 20}]"),
    ("unless, clause", "phrases: [不, 今天]\n    unless: [{after: ['{words}', '/^[到货]好/'], within: clause}]"),
    ("unless, sentence", "phrases: [不, 今天]\n    unless: [{around: ['{words}', '/^[到货]好/'], within: sentence}]"),
    ("unless, reply", "phrases: [不, 今天]\n    unless: [{before: ['{words}', '/^[到货]好/'], within: reply}]"),
    ("unless, characters", "phrases: [不, 今天]\n    unless: [{around: ['{words}'], within: 20}]"),
    ("require", "phrases: [不, 今天]\n    require: ['{words}', '/抱歉.{0,3}了/']"),
    ("whole", "phrases: [不, 今天]\n    whole: true"),
    ("length", "length: {under: 4, over: 400}"),
    ("number", "phrases: [不, 今天, 补偿]\n    number: {unit: {元: 1, 天: 1}, max: 3, rivals: [好]}"),
    ("word lists", "phrases: ['{words}不', '不{words}', '{words}{words}', 不]"),
    ("span", "phrases: [不, 今天]\n    span: sentence"),
];

const PIECES: [&str; 20] = [
    "不",
    "不能不",
    "今天",
    "今天，",
    "今天。",
    "今天到",
    "不到好",
    "亲，",
    "“",
    "“不”",
    "[",
    "1",
    "补偿5元",
    "3-",
    "不3天",
    " ",
    "\u{200B}",
    "不\u{301}",
    "無法",
    "您好，这款不能便宜了呢。",
];

const SIZES: [usize; 4] = [10_000, 100_000, 1_000_000, 10_000_000];

fn main() {
    let is_check = std::env::args().any(|argument| argument == "--check");
    let largest = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(if is_check { SIZES[0] } else { SIZES[3] });
    let sizes: Vec<usize> = SIZES.into_iter().filter(|size| *size <= largest).collect();
    println!("{:>20} {:>8}  times {sizes:?} bytes of the text", "rule", "ratio");
    for (name, rule) in RULES {
        let linter = linter(rule);
        let growth = PIECES.iter().map(|piece| Growth::measure(&linter, piece, &sizes));
        let Some(worst) = growth.max_by(|a, b| a.ratio().total_cmp(&b.ratio())) else { continue };
        let times: Vec<String> = worst.seconds.iter().map(|seconds| format!("{:.2} ms", seconds * 1e3)).collect();
        println!("{name:>20} {:8.1}  {} of {:?}", worst.ratio(), times.join(", "), worst.piece);
    }
}

fn linter(rule: &str) -> Linter {
    let yaml = format!(
        "family: growth\nclauses: {{C-1: {{title: 条款, source: 手册}}}}\nwords:\n  words: [到货, 发货, 好的, 能不, 天今, 五元]\nrules:\n  - id: r\n    clauses: [C-1]\n    severity: error\n    message: 说明\n    examples: {{flag: [x], pass: [y]}}\n    {rule}\n"
    );
    RuleSet::from_yaml([("growth.yaml", yaml.as_str())]).and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}\n{yaml}"))
}

/// The times of one piece, repeated up to each size.
struct Growth {
    piece: &'static str,
    seconds: Vec<f64>,
}

const ROUNDS: usize = 7;

impl Growth {
    /// The fastest of several rounds, in which all sizes are checked in turn: the machine is now faster and now slower, and each size shall meet both.
    fn measure(linter: &Linter, piece: &'static str, sizes: &[usize]) -> Growth {
        let texts: Vec<String> = sizes.iter().map(|bytes| piece.repeat(bytes / piece.len())).collect();
        let largest = texts.iter().map(String::len).max().unwrap_or(0).min(SIZES[2]);
        let mut findings = Vec::new();
        let mut seconds = |text: &str| {
            // Buffers grow, and the text comes into the cache that can hold it, before the time is taken.
            linter.lint_into(text, &mut findings);
            // Small texts are checked as often as a large one is long, for the clock's sake.
            let runs = (largest / text.len()).max(1);
            let start = ThreadTime::now();
            for _ in 0..runs {
                linter.lint_into(text, &mut findings);
            }
            start.elapsed().as_secs_f64() / runs as f64
        };
        let mut fastest = vec![f64::INFINITY; texts.len()];
        for _ in 0..ROUNDS {
            fastest.iter_mut().zip(&texts).for_each(|(fastest, text)| *fastest = seconds(text).min(*fastest));
        }
        Growth { piece, seconds: fastest }
    }

    /// The largest growth from one size to the next.
    fn ratio(&self) -> f64 {
        self.seconds.windows(2).map(|pair| pair[1] / pair[0]).fold(0.0, f64::max)
    }
}
