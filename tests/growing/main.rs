//! Text that is still growing: a draft and a stream find what a check of the whole text finds.

mod dice;

use dice::Dice;
use jinyu::{Draft, Linter, RuleSet};
use std::sync::LazyLock;

static PACK: LazyLock<Linter> = LazyLock::new(|| {
    let rules = RuleSet::builder().rules(jinyu_rules::FILES.iter().copied()).profile("profile.yaml", jinyu_rules::PROFILE);
    rules.build().and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"))
});

/// A random change of a draft.
fn edit(draft: &mut Draft<'_>, dice: &mut Dice, text: &mut dyn FnMut(&mut Dice) -> String) {
    let old = draft.text().to_owned();
    let (one, other) = (dice.boundary(&old), dice.boundary(&old));
    let (from, to) = match dice.below(8) {
        // Most changes are small, and many are at the end.
        0 => (one.min(other), one.max(other)),
        1..=3 => (old.len(), old.len()),
        4 => (one, old[one..].chars().next().map_or(one, |c| one + c.len_utf8())),
        _ => (one, one),
    };
    let replacement = text(dice);
    let new = format!("{}{replacement}{}", &old[..from], &old[to..]);
    if dice.below(2) == 0 {
        draft.set(&new);
    } else {
        draft.edit(from..to, &replacement).expect("a range of the text");
    }
    assert_eq!(draft.text(), new);
}

/// Many changes of one draft; how many findings were promised to stay.
fn check_draft(linter: &Linter, dice: &mut Dice, edits: usize, text: &mut dyn FnMut(&mut Dice) -> String) -> usize {
    let mut draft = Draft::new(linter);
    let mut finished = 0;
    for _ in 0..edits {
        if draft.text().len() > 600 {
            draft.set("");
        }
        let before = draft.text().to_owned();
        edit(&mut draft, dice, text);
        let rules: Vec<&str> = linter.rules().rules().iter().map(jinyu::Rule::id).collect();
        assert_eq!(draft.findings(), linter.lint(draft.text()), "{before:?} → {:?} {}", draft.text(), rules.len());
        let longer = format!("{}{}", draft.text(), text(dice));
        let later = linter.lint(&longer);
        for finding in draft.findings().iter().filter(|finding| !draft.is_unfinished(finding)) {
            assert!(later.contains(finding), "{:?} → {longer:?}: {finding:?}", draft.text());
            finished += 1;
        }
    }
    finished
}

#[test]
fn a_draft_finds_what_a_fresh_check_finds() {
    let mut dice = Dice::new(1);
    let finished: usize = (0..300)
        .map(|_| {
            let linter = dice.linter();
            check_draft(&linter, &mut dice, 100, &mut |dice| dice.text(4))
        })
        .sum();
    assert!(finished > 1_000, "some findings are promised to stay: {finished}");
}

#[test]
fn a_draft_finds_what_the_embedded_rules_find() {
    let examples: Vec<&str> = PACK.rules().rules().iter().flat_map(|rule| rule.flag_examples().chain(rule.pass_examples())).collect();
    let mut text = |dice: &mut Dice| {
        let example = dice.pick(&examples);
        let (one, other) = (dice.boundary(example), dice.boundary(example));
        let piece = &example[one.min(other)..one.max(other)];
        if dice.below(3) == 0 { dice.text(3) } else { format!("{piece}{}", dice.text(2)) }
    };
    let finished = check_draft(&PACK, &mut Dice::new(2), 4_000, &mut text);
    assert!(finished > 1_000, "some findings are promised to stay: {finished}");
}

/// One rule, and a text that is typed character by character; the findings that are promised to stay before the last one.
fn check_typed(rule: &str, text: &str, finished: &[&str]) {
    let yaml = format!(
        "family: plain\nclauses: {{C-0: {{title: 条款, source: 手册}}}}\nrules:\n  - id: r\n    clauses: [C-0]\n    severity: error\n    message: 说明\n    examples: {{flag: [x], pass: [y]}}\n    phrases: [不]\n    {rule}\n"
    );
    let rules = RuleSet::from_yaml([("plain.yaml", yaml.as_str())]).unwrap_or_else(|errors| panic!("{errors}"));
    let linter = Linter::new(rules).expect("no rewrites");
    let mut draft = Draft::new(&linter);
    let mut before = Vec::new();
    for (at, c) in text.char_indices() {
        let is_finished = |finding: &&jinyu::Finding<'_>| !draft.is_unfinished(finding);
        before = draft.findings().iter().filter(is_finished).map(|finding| finding.span.of(draft.text()).to_owned()).collect();
        draft.edit(at..at, &c.to_string()).expect("the end of the text");
        assert_eq!(draft.findings(), linter.lint(draft.text()), "{:?}", draft.text());
    }
    assert_eq!(before, finished, "{text}");
}

#[test]
fn tells_what_is_still_being_typed() {
    check_typed("", "不。", &[]);
    check_typed("", "不。好", &["不"]);
    check_typed("unless: [{after: [行], within: sentence}]", "不好行", &[]);
    check_typed("unless: [{after: [行], within: sentence}]", "不好。行", &["不"]);
    check_typed("unless: [{after: [行], within: reply}]", "不好。行", &[]);
    // A question mark in a link ends no sentence.
    check_typed("unless: [{after: [行], within: sentence}]", "不a?b行", &[]);
    check_typed("unless: [{after: [行], within: sentence}]", "不好?b行", &["不"]);
    // A number belongs to its line.
    check_typed("number: {unit: {天: 1}, max: 1}", "不3\n-5天", &[]);
    check_typed("number: {unit: {天: 1}, max: 1}", "不3-5天\n好", &["不3-5天"; 1]);
    check_typed("span: reply", "不好。行", &[]);
    check_typed("require: [行]", "不好。行", &[]);
    check_typed("except: [不。好]", "不。好", &[]);
}

#[test]
fn a_range_that_is_no_part_of_the_draft_is_refused() {
    let mut draft = Draft::new(&PACK);
    draft.set("您好");
    for range in [0..1, 1..3, 3..9, 7..7] {
        let refused = draft.edit(range.clone(), "不").expect_err("a range outside the text");
        assert!(refused.to_string().contains(&range.start.to_string()));
        assert_eq!(draft.text(), "您好");
    }
}
