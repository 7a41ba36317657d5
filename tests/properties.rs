//! What holds for every text, with the rules of this project.

use jinyu::{Finding, Linter, Rewrite, RuleSet, Severity, Span};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

static LINTER: LazyLock<Linter> = LazyLock::new(|| {
    let rules = RuleSet::builder().rules(jinyu_rules::FILES.iter().copied()).profile("profile.yaml", jinyu_rules::PROFILE);
    let rules = rules.build().unwrap_or_else(|errors| panic!("{errors}"));
    Linter::new(rules).unwrap_or_else(|errors| panic!("{errors}"))
});

/// The Chinese words of the rule files: phrases, exceptions, rewrites, examples, each as it stands there.
static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let texts = jinyu_rules::FILES.iter().map(|(_, text)| *text);
    let is_word = |c: char| c.is_alphanumeric() && !c.is_ascii_lowercase();
    let words = texts.flat_map(|text| text.split(move |c: char| !is_word(c))).filter(|word| !word.is_empty() && word.chars().count() <= 8);
    words.collect::<BTreeSet<_>>().into_iter().collect()
});

/// The sentences of the rules' examples.
static EXAMPLES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| LINTER.rules().rules().iter().flat_map(|rule| rule.flag_examples().chain(rule.pass_examples())).collect());

/// What stands between words: punctuation, quotation marks, spaces, digits, Latin, invisible and combining characters, emoji.
#[rustfmt::skip]
const GLUE: [&str; 40] = [
    "", "", "", "", "，", "。", "！", "？", "、", "；", "：", "~", "…", " ", "\u{3000}", "\n", "\r\n", "“", "”", "\"", "《", "》", "[", "]", "{", "}", "1", "48",
    "3.5元", "wx", "ＶＸ", "\u{200B}", "\u{200D}", "\u{FE0F}", "\u{301}", "\u{600}", "❤️", "👩\u{200D}👧", "🇨🇳", "①",
];

fn glued() -> impl Strategy<Value = String> {
    let piece = (prop::sample::select(&WORDS[..]), prop::sample::select(&GLUE[..]));
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.into_iter().flat_map(|(word, glue)| [word, glue]).collect())
}

fn sentences() -> impl Strategy<Value = String> {
    let piece = (prop::sample::select(&EXAMPLES[..]), prop::sample::select(&GLUE[..]));
    prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.into_iter().flat_map(|(text, glue)| [text, glue]).collect())
}

/// A sentence of the examples with some characters lost or changed.
fn damaged() -> impl Strategy<Value = String> {
    let damage = prop::collection::vec((any::<prop::sample::Index>(), any::<Option<char>>()), 0..4);
    (prop::sample::select(&EXAMPLES[..]), damage).prop_map(|(text, damage)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (index, instead) in damage.into_iter().filter(|_| !text.is_empty()) {
            let at = index.index(chars.len().max(1));
            match instead {
                Some(c) if at < chars.len() => chars[at] = c,
                None if chars.len() > 1 => drop(chars.remove(at)),
                _ => {}
            }
        }
        chars.into_iter().collect()
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![1 => any::<String>(), 1 => "\\PC{0,40}", 4 => glued(), 3 => sentences(), 2 => damaged()]
}

fn is_fault(finding: &Finding<'_>) -> bool {
    finding.severity >= Severity::Warning
}

fn config(cases: u32, seed: u64) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(seed), max_shrink_iters: 2000, ..ProptestConfig::default() }
}

fn check_span(text: &str, span: Span, boundaries: &BTreeSet<usize>) -> Result<(), TestCaseError> {
    prop_assert!(span.start < span.end && span.end <= text.len(), "{:?}", span);
    prop_assert!(boundaries.contains(&span.start) && boundaries.contains(&span.end), "{:?} cuts a grapheme: {:?}", span, span.of(text));
    let chars: Vec<char> = text.chars().collect();
    prop_assert_eq!(chars[span.in_chars(text)].iter().collect::<String>(), span.of(text));
    let utf16: Vec<u16> = text.encode_utf16().collect();
    prop_assert_eq!(String::from_utf16(&utf16[span.in_utf16(text)]).ok(), Some(span.of(text).to_owned()));
    Ok(())
}

proptest! {
    #![proptest_config(config(20000, 1))]

    #[test]
    fn spans_are_whole_and_in_order(text in text()) {
        let findings = LINTER.lint(&text);
        let boundaries: BTreeSet<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
        for finding in &findings {
            check_span(&text, finding.span, &boundaries)?;
            prop_assert!(finding.severity <= finding.rule.severity());
            prop_assert!(finding.rule.is_active());
        }
        let order: Vec<_> = findings.iter().map(|finding| (finding.span, finding.rule.id())).collect();
        prop_assert!(order.windows(2).all(|pair| pair[0] < pair[1]), "not in order, or twice: {:?}", order);
    }

    #[test]
    fn every_way_to_check_agrees(text in text(), other in text()) {
        let findings = LINTER.lint(&text);
        let mut buffer = LINTER.lint(&other);
        LINTER.lint_into(&text, &mut buffer);
        prop_assert_eq!(&buffer, &findings);
        prop_assert_eq!(&LINTER.lint(&text), &findings);
        prop_assert_eq!(LINTER.is_clean(&text), !findings.iter().any(is_fault));
    }
}

proptest! {
    #![proptest_config(config(6000, 2))]

    #[test]
    fn suggestions_can_be_sent(text in text()) {
        let review = LINTER.review(&text);
        let findings: Vec<Finding<'_>> = review.findings.iter().map(|(finding, _)| *finding).collect();
        prop_assert_eq!(&findings, &LINTER.lint(&text));
        prop_assert_eq!(review.suggestion().map(str::to_owned), LINTER.suggest(&text));
        for suggestion in review.suggestions {
            prop_assert!(!LINTER.is_clean(&text), "a suggestion for a clean reply: {}", suggestion);
            let left: Vec<_> = LINTER.lint(&suggestion).into_iter().filter(is_fault).map(|finding| finding.rule.id()).collect();
            prop_assert!(left.is_empty(), "{} still breaks {:?}", suggestion, left);
            prop_assert_eq!(LINTER.suggest(&suggestion), None);
        }
    }

    #[test]
    fn rewrites_bring_no_new_fault(text in text()) {
        let before = LINTER.lint(&text);
        let review = LINTER.review(&text);
        for (finding, rewrite) in &review.findings {
            let Some(Rewrite { text: instead, .. }) = rewrite else {
                continue;
            };
            let after = format!("{}{instead}{}", &text[..finding.span.start], &text[finding.span.end..]);
            let count = |findings: &[Finding<'_>], id: &str| findings.iter().filter(|finding| is_fault(finding) && finding.rule.id() == id).count();
            let found = LINTER.lint(&after);
            // An empty rewrite takes punctuation with it, which this simple replacement does not.
            for new in found.iter().filter(|finding| is_fault(finding) && !instead.is_empty()) {
                let id = new.rule.id();
                prop_assert!(count(&found, id) <= count(&before, id), "{} → {}: new {}", text, after, id);
            }
        }
    }

    #[test]
    fn fixing_twice_is_fixing_once(text in text(), also_suggested in any::<bool>()) {
        if let Some(fixed) = LINTER.fix(&text, also_suggested) {
            prop_assert_ne!(&fixed, &text);
            prop_assert_eq!(LINTER.fix(&fixed, also_suggested), None, "fixed once: {}", fixed);
        }
    }
}

/// Two threads that check different texts at the same time find what one finds alone.
#[test]
fn threads_do_not_disturb_each_other() {
    let texts: Vec<&str> = EXAMPLES.iter().copied().take(800).collect();
    let alone: Vec<Vec<Finding<'_>>> = texts.iter().map(|text| LINTER.lint(*text)).collect();
    std::thread::scope(|scope| {
        for forwards in [true, false] {
            let (texts, alone) = (&texts, &alone);
            scope.spawn(move || {
                for step in 0..texts.len() {
                    let at = if forwards { step } else { texts.len() - 1 - step };
                    assert_eq!(LINTER.lint(texts[at]), alone[at], "{}", texts[at]);
                    assert_eq!(LINTER.is_clean(texts[at]), !alone[at].iter().any(is_fault), "{}", texts[at]);
                }
            });
        }
    });
}
