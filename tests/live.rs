//! A conversation that is watched live has the findings of its log, whenever time passes, whatever another one left in its memory, and whether its words
//! were heard before.

use jinyu::{Conversation, Event, Linter, Message, Moment, Observation, Observer, Role, RuleSet, SessionFinding};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use std::cell::RefCell;
use std::sync::LazyLock;

const RULES: &str = "
family: t
clauses: {T-1: {title: 标题, source: 出处}}
rules:
  - {id: first, clauses: [T-1], severity: error, message: 迟, from: customer, answer: {within: 45s, first: true}, examples: {flag: [在], pass: [在]}}
  - {id: later, clauses: [T-1], severity: error, message: 迟, from: customer, above: [t/first], answer: {under: 2min, counts: clock, unless: [{event: closed}]}, examples: {flag: [在], pass: [在]}}
  - {id: long, clauses: [T-1], severity: critical, message: 迟, from: customer, unless: [{inside: [谢谢]}], answer: {under: 30min, counts: working}, examples: {flag: [在], pass: [在]}}
  - {id: night, clauses: [T-1], severity: error, message: 迟, from: customer, at: {working: false}, answer: {by: next workday 12:00}, examples: {flag: [在], pass: [在]}}
  - {id: unsaid, clauses: [T-1], severity: warning, message: 未说, from: customer, phrases: [发票], answer: {within: turn, says: [[可以], [运费]]}, examples: {flag: [在], pass: [在]}}
  - {id: echo, clauses: [T-1], severity: warning, message: 未答, from: customer, phrases: [花呗, 分期], answer: {within: 2 turns, echo: [花呗, 分期]}, examples: {flag: [在], pass: [在]}}
  - {id: missed, clauses: [T-1], severity: error, message: 漏, from: customer, answer: {within: session, not: [稍等]}, examples: {flag: [在], pass: [在]}}
  - {id: promise, clauses: [T-1], severity: warning, message: 忘, from: agent, phrases: [稍等], answer: {within: 1h, not: [稍等]}, examples: {flag: [在], pass: [在]}}
  - {id: unasked, clauses: [T-1], severity: critical, message: 未问, phrases: [关闭], unless_earlier: [{says: [取消], within: 10min}], examples: {flag: [在], pass: [在]}}
  - {id: row, clauses: [T-1], severity: info, message: 多, from: agent, count: {at_least: 3, within: turn}, examples: {flag: [在], pass: [在]}}
  - {id: again, clauses: [T-1], severity: warning, message: 重, from: agent, count: {at_least: 2, within: 5min, same_text: true}, examples: {flag: [在], pass: [在]}}
  - {id: urged, clauses: [T-1], severity: error, message: 催, from: customer, phrases: [退款], count: {at_least: 2}, answer: {within: 3 turns, says: [主管]}, examples: {flag: [在], pass: [在]}}
  - {id: shut, clauses: [T-1], severity: error, message: 关, event: closed, earlier: [{from: customer, unanswered: true, not: [谢谢]}], examples: {flag: [在], pass: [在]}}
";

const WORDS: &[&str] =
    &["在吗", "有发票吗", "可以的", "运费我们出", "花呗可以吗", "分期", "稍等", "请取消", "订单已关闭", "退款", "已转主管", "谢谢", ""];

static LINTER: LazyLock<Linter> = LazyLock::new(|| {
    let profile = "calendar: {hours: ['09:00-23:00']}";
    let set = RuleSet::builder().rules([("t.yaml", RULES)]).profile("profile.yaml", profile).build();
    set.and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"))
});

thread_local! {
    /// It has heard the words of other conversations.
    static OBSERVER: RefCell<Observer<'static>> = RefCell::new(Observer::new(&LINTER));
}

/// One message, how long after the last one it comes, and at which parts of that time somebody looks at the clock.
type Step = (Role, usize, u64, Vec<f64>);

fn step() -> impl Strategy<Value = Step> {
    let role = prop_oneof![4 => Just(Role::Customer), 4 => Just(Role::Agent), 1 => Just(Role::Auto), 1 => Just(Role::System)];
    let gap_seconds = prop_oneof![3 => 0..60u64, 3 => 40..200u64, 1 => 1_000..20_000u64, 1 => Just(45u64), 1 => Just(120u64)];
    (role, 0..WORDS.len(), gap_seconds, prop::collection::vec(0.0..1.0, 0..4))
}

/// The findings of a conversation, sorted; with the looks at the clock and what else a program that watches has, or without.
fn findings(start_seconds: u64, steps: &[Step], is_live: bool) -> Vec<SessionFinding<'static>> {
    let mut conversation = Conversation::new(&LINTER);
    let mut found = Vec::new();
    let moment = |seconds: f64| Moment::from_unix_ms((seconds * 1000.0) as i64);
    let mut now = start_seconds as f64;
    if is_live {
        for (role, text) in [(Role::Customer, "退款"), (Role::Agent, "稍等"), (Role::Customer, "花呗可以吗"), (Role::Agent, "稍等")]
        {
            conversation.push(&Message::new(role, text).at(moment(now)).by(Some("小满")));
        }
        conversation.restart();
    }
    for (role, words, gap_seconds, looks) in steps {
        let gap_seconds = *gap_seconds as f64;
        let mut looks: Vec<f64> = if is_live { looks.iter().map(|part| now + part * gap_seconds).collect() } else { Vec::new() };
        looks.sort_by(f64::total_cmp);
        looks.into_iter().for_each(|look| found.extend(conversation.tick(moment(look))));
        now += gap_seconds;
        let event = (*role == Role::System).then_some([Event::Closed, Event::Paid][words % 2]);
        let text = if event.is_some() { "" } else { WORDS[*words] };
        let sender = ["小满", "小周"][words % 2];
        let message = Message::new(*role, text).at(moment(now)).by((*role == Role::Agent).then_some(sender)).telling(event);
        if is_live {
            let mut observation = Observation::default();
            OBSERVER.with_borrow_mut(|observer| observer.observe_into(&message, &mut observation));
            found.extend(conversation.take(&observation));
        } else {
            found.extend(conversation.push(&message));
        }
    }
    found.extend(conversation.close());
    found.sort_by_key(|finding| (finding.place, finding.finding.rule.id()));
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn live_is_as_the_log(start_seconds in 1_772_700_000..1_772_800_000u64, steps in prop::collection::vec(step(), 1..40)) {
        prop_assert_eq!(findings(start_seconds, &steps, true), findings(start_seconds, &steps, false));
    }
}

/// The rules above do find things, each of them, in conversations of that kind.
#[test]
fn every_rule_takes_part() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..300 {
        let strategy = (1_772_700_000..1_772_800_000u64, prop::collection::vec(step(), 1..40));
        let (start_seconds, steps) = strategy.new_tree(&mut runner).expect("a conversation").current();
        ids.extend(findings(start_seconds, &steps, true).into_iter().map(|finding| finding.finding.rule.id()));
    }
    assert_eq!(ids.len(), LINTER.rules().rules().len(), "{ids:?}");
}
