//! Text that is still growing: a draft and a stream find what a check of the whole text finds.

mod dice;

use dice::Dice;
use jinyu::{Draft, Finding, Finished, Linter, Looks, RuleSet, STREAM_BLOCK_CHARS, Severity, Stream, Streaming};
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
        if draft.text().len() > 900 {
            draft.set("");
        }
        let before = draft.text().to_owned();
        edit(&mut draft, dice, text);
        assert_eq!(draft.findings(), linter.lint(draft.text()), "{before:?} → {:?}", draft.text());
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

/// A part of an example of the embedded rules, with something random behind it.
fn part_of_example(dice: &mut Dice) -> String {
    static EXAMPLES: LazyLock<Vec<&str>> =
        LazyLock::new(|| PACK.rules().rules().iter().flat_map(|rule| rule.flag_examples().chain(rule.pass_examples())).collect());
    let example = dice.pick(&EXAMPLES);
    let (one, other) = (dice.boundary(example), dice.boundary(example));
    let piece = &example[one.min(other)..one.max(other)];
    if dice.below(3) == 0 { dice.text(3) } else { format!("{piece}{}", dice.text(2)) }
}

#[test]
fn a_draft_finds_what_the_embedded_rules_find() {
    let finished = check_draft(&PACK, &mut Dice::new(2), 4_000, &mut part_of_example);
    assert!(finished > 1_000, "some findings are promised to stay: {finished}");
}

/// A text in which hardly ever a sentence ends, and nothing is quoted.
fn unbroken(dice: &mut Dice, text: &str) -> String {
    if dice.below(60) == 0 {
        text.to_owned()
    } else {
        text.replace(['。', '？', '?', '！', '!', '\n', '\r', '“', '”', '[', '{'], "，")
    }
}

#[test]
fn a_draft_of_one_long_sentence_finds_what_a_fresh_check_finds() {
    let mut dice = Dice::new(5);
    for _ in 0..300 {
        let linter = dice.linter();
        check_draft(&linter, &mut dice, 100, &mut |dice| {
            let text = dice.text_for(&linter, 6);
            unbroken(dice, &text)
        });
    }
    check_draft(&PACK, &mut dice, 4_000, &mut |dice| {
        let text = part_of_example(dice);
        unbroken(dice, &text)
    });
}

/// A linter with one rule for 不.
fn linter(rule: &str) -> Linter {
    let yaml = format!(
        "family: plain\nclauses: {{C-0: {{title: 条款, source: 手册}}}}\nrules:\n  - id: r\n    clauses: [C-0]\n    severity: error\n    message: 说明\n    examples: {{flag: [x], pass: [y]}}\n    phrases: [不]\n    {rule}\n"
    );
    let rules = RuleSet::from_yaml([("plain.yaml", yaml.as_str())]).unwrap_or_else(|errors| panic!("{errors}"));
    Linter::new(rules).expect("no rewrites")
}

/// One rule, and a text that is typed character by character; the findings that are promised to stay before the last one.
fn check_typed(rule: &str, text: &str, finished: &[&str]) {
    let linter = linter(rule);
    let mut draft = Draft::new(&linter);
    let mut before = Vec::new();
    for (at, c) in text.char_indices() {
        let is_finished = |finding: &&Finding<'_>| !draft.is_unfinished(finding);
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

/// One rule, and a draft that is each of the texts in turn: whether it finds something in them.
fn check_changed(rule: &str, texts: &[(&str, bool)]) {
    let linter = linter(rule);
    let mut draft = Draft::new(&linter);
    for (text, finds) in texts {
        draft.set(text);
        assert_eq!(draft.findings(), linter.lint(*text), "{text:?}");
        assert_eq!(!draft.findings().is_empty(), *finds, "{text:?}");
    }
}

#[test]
fn what_a_change_may_alter_is_tried_again() {
    // A comma between letters ends no clause, a question mark between letters no sentence.
    check_changed("unless: [{after: [行], within: clause}]", &[("不a,", true), ("不a,b", true), ("不a,b行", false)]);
    check_changed("unless: [{after: [行], within: sentence}]", &[("不a?b行", false), ("不a?好行", true), ("不a?b行", false)]);
    // What matches now covers what matched by itself.
    let pattern = "pattern: '不不.{0,4}行|不'\n    unless: [{inside: [行]}]";
    check_changed(pattern, &[("不不天", true), ("不不天行", false), ("不不天", true)]);
    check_changed("pattern: '不.*行'", &[("不好，好，好，好，好", false), ("不好，好，好，好，好行", true)]);
    check_changed("except: [不错]", &[("您不", true), ("您不错", false), ("您不", true)]);
    check_changed("near: [{after: [行], within: 4}]", &[("不一二三", false), ("不一二三行", true), ("不一二三天行", false)]);
    check_changed("near: [{after: [ab], within: 2}]", &[("不ab", true), ("不abc", false)]);
    // The sentence does not hold its end, the reply does.
    let far = format!("不{}", "好".repeat(200));
    let (open, ended) = (format!("{far}行"), format!("{far}行。"));
    let ends = "near: [{after: ['行。'], within: reply}]\n    unless: [{after: ['行。'], within: sentence}]";
    check_changed(ends, &[(&far, false), (&open, false), (&ended, true), (&open, false)]);
}

#[test]
fn a_change_behind_a_question_mark_may_end_its_sentence() {
    let linter = linter("");
    let mut draft = Draft::new(&linter);
    for (text, is_unfinished) in [("不a?b", true), ("不a?好", false), ("不a?\u{200B}b", true), ("不a?\u{200B}好", false)] {
        draft.set(text);
        assert_eq!(draft.findings().iter().map(|finding| draft.is_unfinished(finding)).collect::<Vec<_>>(), [is_unfinished], "{text:?}");
    }
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

/// A text in pieces that end at `cuts`: the outcome, and that nothing at `severity` or above is released before it is found.
fn streamed<'r>(linter: &'r Linter, severity: Severity, text: &str, cuts: &[usize]) -> (String, Finished<'r>) {
    let whole = linter.lint(text);
    let in_time = |finding: &&Finding<'_>| finding.severity >= severity && !matches!(finding.rule.streaming(), Streaming::Reply(_));
    let first = whole.iter().filter(in_time).map(|finding| finding.span.start).min().unwrap_or(text.len());
    let mut stream = Stream::new(linter).with_severity(severity);
    let (mut released, mut from) = (String::new(), 0);
    for to in cuts.iter().copied().chain([text.len()]) {
        released += stream.push(&text[from..to]).text;
        assert!(text.starts_with(&released), "{text:?} at {to}: {released:?}");
        assert!(released.len() <= first, "{text:?} at {to}: released {released:?}, found {whole:?}");
        from = to;
    }
    let finished = stream.finish();
    assert_eq!(finished.findings, whole, "{text:?}");
    assert_eq!(format!("{released}{}{}", finished.text, finished.withheld), text);
    let is_clean = whole.iter().all(|finding| finding.severity < severity);
    assert!(!is_clean || finished.withheld.is_empty(), "{text:?}: {:?} is withheld", finished.withheld);
    (released + &finished.text, finished)
}

/// Every way to divide a short text, every place to divide a long one.
fn check_stream(linter: &Linter, severity: Severity, text: &str) {
    let whole = streamed(linter, severity, text, &[]);
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
    if places.len() < 8 {
        for chosen in 0..1usize << places.len() {
            let cuts: Vec<usize> = places.iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1).map(|(_, at)| *at).collect();
            assert_eq!(streamed(linter, severity, text, &cuts), whole, "{text:?} in pieces {cuts:?}");
        }
    } else {
        places.iter().for_each(|at| assert_eq!(streamed(linter, severity, text, &[*at]), whole, "{text:?} in two pieces"));
        assert_eq!(streamed(linter, severity, text, &places), whole, "{text:?} in characters");
    }
}

#[test]
fn a_stream_finds_what_a_check_of_the_whole_finds() {
    let mut dice = Dice::new(3);
    for _ in 0..600 {
        let linter = dice.linter();
        for limit in [4, 5, 5, 20] {
            let text = dice.text_for(&linter, limit);
            check_stream(&linter, Severity::ALL[dice.below(4)], &text);
        }
    }
}

#[test]
fn a_stream_of_plain_phrases_holds_back_some_characters() {
    let mut dice = Dice::new(4);
    let mut released = 0;
    for _ in 0..600 {
        let linter = dice.plain_linter();
        assert!(linter.streaming().hold_back().is_some_and(|chars| chars < 16), "{:?}", linter.streaming());
        for limit in [3, 3, 4, 4, 5, 20] {
            let text = dice.text_for(&linter, limit);
            check_stream(&linter, Severity::ALL[dice.below(4)], &text);
            released += Stream::new(&linter).push(&text).text.len();
        }
    }
    assert!(released > 10_000, "text is released before the end: {released}");
}

#[test]
fn a_stream_of_the_embedded_rules_examples() {
    for example in PACK.rules().rules().iter().flat_map(jinyu::Rule::flag_examples).step_by(6) {
        check_stream(&PACK, Severity::Warning, &format!("您好。{example}。好"));
    }
}

/// A sentence without an end is let go block by block, however it comes.
#[test]
fn a_stream_holds_back_two_blocks_at_most() {
    let text = "您看这款可以的".repeat(1_000);
    let by_sevens: Vec<usize> = (0..text.len()).step_by(21).skip(1).collect();
    let by_more: Vec<usize> = (0..text.len()).step_by(7_200).skip(1).collect();
    let mut held = Vec::new();
    for cuts in [&by_sevens[..], &by_more[..], &[]] {
        let mut stream = Stream::new(&PACK);
        let (mut from, mut released) = (0, 0);
        for to in cuts.iter().copied().chain([text.len()]) {
            released += stream.push(&text[from..to]).text.len();
            assert!(text[released..to].chars().count() <= 2 * STREAM_BLOCK_CHARS);
            from = to;
        }
        held.push(released);
        let finished = stream.finish();
        assert_eq!((finished.text.len(), finished.withheld.as_str()), (text.len() - released, ""));
    }
    assert_eq!(held, [held[0]; 3]);
}

/// A rule for 不: when it can be judged, and that it is judged in time.
fn check_judged(rule: &str, text: &str, expected: Streaming) {
    let linter = linter(rule);
    assert_eq!(linter.rules().rules()[0].streaming(), expected, "{rule}");
    assert_eq!(expected.hold_back().is_some(), matches!(expected, Streaming::Chars(_)));
    check_stream(&linter, Severity::Warning, text);
}

#[test]
fn tells_when_a_rule_can_be_judged() {
    check_judged("", "好不好", Streaming::Chars(2));
    check_judged("except: [不好说]", "不好。不好说", Streaming::Chars(4));
    check_judged("pattern: '不.{0,3}行'", "不一定行。不一", Streaming::Chars(6));
    check_judged("near: [{after: [行], within: 4}]", "不一定行。不一", Streaming::Chars(7));
    check_judged("unless: [{before: [行], within: sentence}]", "行不行。不行", Streaming::Chars(2));
    check_judged("except: [不。好]", "不。好。不。", Streaming::Chars(4));
    check_judged("pattern: '不.*行'", "不太一定行。不", Streaming::Sentence(Looks::Pattern));
    check_judged("near: [{after: [行], within: sentence}]", "不a?b行。", Streaming::Sentence(Looks::Condition));
    check_judged("number: {unit: {天: 1}, max: 1}", "不3天到。", Streaming::Sentence(Looks::Number));
    check_judged("span: clause", "好的不，好。", Streaming::Sentence(Looks::Span));
    check_judged("near: [{after: [行], within: reply}]", "不a。行", Streaming::Reply(Looks::Condition));
    check_judged("span: reply", "好。不行。", Streaming::Reply(Looks::Span));
    check_judged("whole: true", "不。亲", Streaming::Reply(Looks::Whole));
    check_judged("require: [行]", "不。行", Streaming::Reply(Looks::Require));
    check_judged("except: [不。好]\n    span: clause", "不。好", Streaming::Reply(Looks::SentenceEnds));
}
