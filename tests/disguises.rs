//! Contacts in disguise, what looks like one, and numbers by their shape: replies of our own, beside the examples of the rules.
//!
//! `disguises/found.txt` are faults, `disguises/innocent.txt` are none, `disguises/numbers.txt` says for each which it is.

use jinyu::{Finding, Linter, RuleSet, Severity};
use std::sync::LazyLock;

static LINTER: LazyLock<Linter> = LazyLock::new(|| {
    let rules = RuleSet::builder().rules(jinyu_rules::FILES).profile("profile.yaml", jinyu_rules::PROFILE).build();
    Linter::new(rules.unwrap_or_else(|errors| panic!("{errors}"))).unwrap_or_else(|errors| panic!("{errors}"))
});

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn leaves_a_contact(finding: &Finding<'_>) -> bool {
    finding.severity >= Severity::Warning && (finding.rule.is_named("contact") || finding.rule.is_named("PAY-03"))
}

fn check(reply: &str, is_fault: bool) -> Option<String> {
    let findings = LINTER.lint(reply);
    let found: Vec<&str> = findings.iter().filter(|finding| leaves_a_contact(finding)).map(|finding| finding.rule.id()).collect();
    (found.is_empty() == is_fault).then(|| format!("{reply}: {found:?}"))
}

#[test]
fn disguises_are_found() {
    let all: Vec<&str> = lines(include_str!("disguises/found.txt")).collect();
    let missed: Vec<String> = all.iter().filter_map(|reply| check(reply, true)).collect();
    assert!(all.len() >= 60 && missed.len() * 50 <= all.len(), "missed: {missed:#?}");
}

#[test]
fn innocents_pass() {
    let flagged: Vec<String> = lines(include_str!("disguises/innocent.txt")).filter_map(|reply| check(reply, false)).collect();
    assert!(flagged.is_empty(), "{flagged:#?}");
}

#[test]
fn numbers_are_told_apart_by_their_shape() {
    let wrong = lines(include_str!("disguises/numbers.txt")).filter_map(|line| {
        let (kind, reply) = line.split_once('\t').expect("a kind, a tab and a reply");
        assert!(matches!(kind, "contact" | "none"), "{line}");
        check(reply, kind == "contact")
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn disguises_are_read() {
    for (reply, expected) in [
        ("加薇❤ kf8866", "加微信 kf8866"),
        ("胃xin：abc_12", "微信：abc_12"),
        ("加我v x吧", "加我微信吧"),
        ("Ｖ信：ＤＩＡＮ_2026", "微信：dian_2026"),
        ("扣-扣 55667788", "扣扣 55667788"),
    ] {
        let findings = LINTER.lint(reply);
        let read: Vec<String> = findings.iter().map(|finding| finding.read_as(finding.span.of(reply))).collect();
        assert!(read.iter().any(|read| read == expected), "{reply}: {read:?}");
    }
}
