//! Long and hostile texts: the linter answers. No test here measures time; the ignored one prints it.

use jinyu::{Linter, MAX_FINDINGS, RuleSet};
use std::sync::LazyLock;
use std::time::Instant;

static LINTER: LazyLock<Linter> = LazyLock::new(|| {
    let rules = RuleSet::builder().rules(jinyu_rules::FILES.iter().copied()).profile("profile.yaml", jinyu_rules::PROFILE);
    let rules = rules.build().unwrap_or_else(|errors| panic!("{errors}"));
    Linter::new(rules).unwrap_or_else(|errors| panic!("{errors}"))
});

/// What a hostile text consists of: each is repeated until the text is long enough.
const PIECES: &[(&str, &str)] = &[
    ("不", "one word of a rule"),
    ("不能不", "words inside words"),
    ("今天", "a phrase whose pattern does not match"),
    ("今天，", "the same in clauses of its own"),
    ("今天。", "the same in sentences of its own"),
    ("今天到", "a pattern that matches"),
    ("亲亲", "padding"),
    ("亲，", "padding with clauses"),
    ("“", "opening quotation marks"),
    ("\"", "quotation marks that open and close"),
    ("“不”", "quotations"),
    ("《", "opening title marks"),
    ("[", "opening brackets"),
    ("{不", "opening braces"),
    ("1", "one long number"),
    ("1,000", "groups of digits"),
    ("1.", "points"),
    ("1 ", "numbers apart"),
    ("48小时", "numbers with a unit"),
    ("补偿5元", "numbers that belong to a hit"),
    ("一", "one long Chinese number"),
    ("万", "ten thousands"),
    ("3-", "ranges"),
    (" ", "spaces"),
    ("\n", "line breaks"),
    ("，", "pauses"),
    ("\u{200B}", "invisible characters"),
    ("不\u{200B}", "invisible characters between"),
    ("不\u{301}", "combining marks"),
    ("\u{301}", "nothing but combining marks"),
    ("🇨", "half flags"),
    ("👩\u{200D}", "joined emoji"),
    ("微信", "a contact"),
    ("加微信", "an invitation"),
    ("wx", "Latin words"),
    ("a", "one Latin word"),
    ("www.", "links"),
    ("@", "signs"),
    ("無法", "traditional script"),
    ("ＶＸ", "full width"),
    ("退款", "a topic"),
    ("好评", "a review"),
    ("保证", "a promise"),
    ("最", "a superlative"),
    ("发票", "an invoice"),
    ("原装的", "an original"),
    ("您好，请问有什么可以帮您？", "a clean reply"),
    ("您好，这款不能便宜了呢。", "a reply with a fault"),
];

fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

#[test]
fn a_megabyte_of_anything() {
    for (piece, what) in PIECES {
        let text = repeated(piece, 1 << 20);
        let mut findings = Vec::new();
        let is_truncated = LINTER.lint_into(&text, &mut findings);
        assert!(findings.len() <= MAX_FINDINGS && (is_truncated || findings.len() < MAX_FINDINGS), "{what}");
        // A text that was not checked to its end is not called clean.
        let has_no_fault = findings.iter().all(|finding| finding.severity < jinyu::Severity::Warning);
        assert!(if LINTER.is_clean(&text) { has_no_fault } else { is_truncated || !has_no_fault }, "{what}");
        assert!(findings.iter().all(|finding| !finding.span.of(&text).is_empty()), "{what}");
    }
}

/// A hit at the beginning, one at the end, and a megabyte between them.
#[test]
fn a_megabyte_between_two_hits() {
    for (piece, what) in PIECES {
        for (first, last) in [("今天", "到"), ("补偿", "5元"), ("不", "不"), ("“", "”"), ("加", "微信")] {
            let text = format!("{first}{}{last}", repeated(piece, 1 << 18));
            assert!(LINTER.lint(&text).iter().all(|finding| !finding.span.of(&text).is_empty()), "{what}");
        }
    }
}

/// Rewriting a whole page: the longest message that a platform lets through, several times over.
#[test]
fn a_page_is_reviewed() {
    for (piece, what) in PIECES {
        let text = repeated(piece, 2000);
        let review = LINTER.review(&text);
        assert_eq!(review.findings.len(), LINTER.lint(&text).len(), "{what}");
        assert!(review.suggestions.iter().all(|suggestion| LINTER.is_clean(suggestion)), "{what}");
    }
}

#[test]
fn every_character_alone() {
    let mut findings = Vec::new();
    for c in ('\0'..=char::MAX).step_by(7) {
        let text = format!("不{c}能");
        LINTER.lint_into(&text, &mut findings);
        assert!(findings.iter().all(|finding| finding.span.end <= text.len()));
    }
}

/// `cargo test --release -p jinyu-tests --test limits -- --ignored --nocapture`: how time grows when a text grows tenfold.
#[test]
#[ignore = "prints times, proves nothing"]
fn growth() {
    // The second run counts: buffers have grown by then.
    let seconds = |text: &str, work: &dyn Fn(&str)| {
        work(text);
        let start = Instant::now();
        work(text);
        start.elapsed().as_secs_f64()
    };
    let lint: &dyn Fn(&str) = &|text| drop(LINTER.lint(text));
    let review: &dyn Fn(&str) = &|text| drop(LINTER.review(text));
    lint("暖身");
    println!("{:>10} {:>8} {:>6} | {:>10} {:>8} {:>6}", "lint 100k", "ns/byte", "× 10", "review 3k", "per byte", "× 10");
    for (piece, what) in PIECES {
        let lints = [10_000, 100_000].map(|bytes| seconds(&repeated(piece, bytes), lint));
        let reviews = [300, 3_000].map(|bytes| seconds(&repeated(piece, bytes), review));
        println!(
            "{:>8.1}ms {:>8.1} {:>6.1} | {:>8.1}ms {:>6.0}ns {:>6.1} {what} {piece:?}",
            lints[1] * 1e3,
            lints[1] / 1e-4,
            lints[1] / lints[0],
            reviews[1] * 1e3,
            reviews[1] / 3e-6,
            reviews[1] / reviews[0]
        );
    }
}
