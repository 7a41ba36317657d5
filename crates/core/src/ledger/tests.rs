//! Scenarios as data: what happened, and what both ledgers say.

use super::*;
use crate::{Amount, Role, RuleSet};
use std::sync::Arc;

const STAFF: &str = "
agents:
  小满: {accounts: [\"店:小满\"], group: 售前, supervisor: 老周}
  阿澈: {group: 售前, supervisor: 老周}
  木木: {group: 售后}
  老周: {}
";

/// Nothing changed in the default profile.
const DEFAULT: &str = "channel: chat";
const THIRD_ALONE: &str = "ledgers: {points: {entries: {follow-up: {repeat: {at: 3, inclusive: false, times: 2}}}}}";
const EVERY_SLOW: &str = "ledgers: {yuan: {entries: {slow-replies: {once_a_month: false}}}}";

/// What happened, one a line: agent, day and time (of 2026) or `-`, and clauses (with the wait in seconds behind a slash) that were broken
/// in one message, or an event with `text`, `exempt` and a number. What both ledgers say: account, month, points / yuan.
const SCENARIOS: &[(&str, &str, &str, &str)] = &[
    ("nothing", DEFAULT, "", ""),
    ("away costs the supervisor double", DEFAULT, "小满 03-01T10:00:00 TIM-06", "小满 03 1/0, 老周 03 2/0"),
    ("away by an event", DEFAULT, "小满 03-01T10:00:00 away", "小满 03 1/0, 老周 03 2/0"),
    ("away without a supervisor", DEFAULT, "木木 03-01T10:00:00 away", "木木 03 1/0"),
    ("an account is its owner's", DEFAULT, "店：小满 03-01T10:00:00 phone", "小满 03 1/0"),
    ("lunch costs the group", DEFAULT, "小满 03-01T12:00:00 lunch-away", "小满 03 1/0, 阿澈 03 1/0"),
    ("lunch of nobody costs everybody", DEFAULT, "_ 03-01T12:00:00 lunch-away", "小满 03 1/0, 木木 03 1/0, 老周 03 1/0, 阿澈 03 1/0"),
    ("lunch that was excused costs nobody", DEFAULT, "小满 03-01T12:00:00 lunch-away exempt", ""),
    ("weekend costs the agent alone", DEFAULT, "小满 03-01T12:00:00 weekend-away", "小满 03 1/0"),
    ("late messages", DEFAULT, "小满 03-02T12:01:00 TIM-07\n小满 03-02T12:05:00 TIM-07", "小满 03 3/0"),
    ("auto-reply", DEFAULT, "小满 03-01T10:00:00 TPL-01", "小满 03 0.5/0"),
    ("stale promotion", DEFAULT, "小满 03-01T10:00:00 TPL-02\n小满 03-01T10:00:10 TPL-03", "小满 03 1/0"),
    ("phone", DEFAULT, "小满 03-01T10:00:00 TIM-09", "小满 03 1/0"),
    ("wrong price", DEFAULT, "小满 03-01T10:00:00 PRC-01", "小满 03 5/0"),
    ("late report", DEFAULT, "小满 03-01T10:00:00 late-report", "小满 03 1.5/0"),
    ("data leak", DEFAULT, "小满 03-01T10:00:00 PRV-02", "小满 03 10/0"),
    ("late dispatch", DEFAULT, "小满 03-01T10:00:00 late-dispatch", "小满 03 3/0"),
    ("unresolved", DEFAULT, "小满 03-01T10:00:00 TIM-16", "小满 03 3/0"),
    ("bad rating without text", DEFAULT, "小满 03-01T10:00:00 bad-rating", "小满 03 3/0"),
    ("bad rating with text", DEFAULT, "小满 03-01T10:00:00 bad-rating text", "小满 03 5/0"),
    ("bad rating with an objective cause", DEFAULT, "小满 03-01T10:00:00 bad-rating text exempt", ""),
    (
        "the same bad rating twice",
        DEFAULT,
        "小满 03-01T10:00:00 bad-rating text #A1\n小满 03-02T09:00:00 bad-rating text #A1",
        "小满 03 5/0",
    ),
    ("two bad ratings", DEFAULT, "小满 03-01T10:00:00 bad-rating text #A1\n小满 03-01T10:00:00 bad-rating #A2", "小满 03 8/0"),
    ("bad rating in the end", DEFAULT, "小满 03-01T10:00:00 差评未解决", "小满 03 0/100"),
    ("follow-ups: two", DEFAULT, "小满 03-01T10:00:00 follow-up\n小满 03-02T10:00:00 follow-up", "小满 03 1/0"),
    (
        "follow-ups: the third is double",
        DEFAULT,
        "小满 03-01T10:00:00 follow-up\n小满 03-02T10:00:00 follow-up\n小满 03-03T10:00:00 follow-up",
        "小满 03 2/0",
    ),
    (
        "follow-ups: the third is not, the fourth is",
        THIRD_ALONE,
        "小满 03-01T10:00:00 follow-up\n小满 03-02T10:00:00 follow-up\n小满 03-03T10:00:00 follow-up\n小满 03-04T10:00:00 follow-up",
        "小满 03 2.5/0",
    ),
    (
        "follow-ups: a new month begins anew",
        DEFAULT,
        "小满 03-30T10:00:00 follow-up\n小满 03-31T10:00:00 follow-up\n小满 04-01T10:00:00 follow-up",
        "小满 03 1/0, 小满 04 0.5/0",
    ),
    ("slow replies: three are free", DEFAULT, "小满 03-01T10:00:00 TIM-02\n小满 03-02T10:00:00 TIM-02\n小满 03-03T10:00:00 TIM-02", ""),
    (
        "slow replies: the fourth costs 50",
        DEFAULT,
        "小满 03-01T10:00:00 TIM-02\n小满 03-02T10:00:00 TIM-02\n小满 03-03T10:00:00 TIM-02\n小满 03-04T10:00:00 TIM-02",
        "小满 03 0/50",
    ),
    (
        "slow replies: the fifth costs no more",
        DEFAULT,
        "小满 03-01T10:00:00 TIM-02\n小满 03-02T10:00:00 TIM-02\n小满 03-03T10:00:00 TIM-02\n小满 03-04T10:00:00 TIM-02\n小满 03-05T10:00:00 TIM-02",
        "小满 03 0/50",
    ),
    (
        "slow replies: a shop that charges each",
        EVERY_SLOW,
        "小满 03-01T10:00:00 TIM-02\n小满 03-02T10:00:00 TIM-02\n小满 03-03T10:00:00 TIM-02\n小满 03-04T10:00:00 TIM-02\n小满 03-05T10:00:00 TIM-02",
        "小满 03 0/100",
    ),
    (
        "slow replies: months and agents are apart",
        DEFAULT,
        "小满 03-30T10:00:00 TIM-02\n小满 03-31T10:00:00 TIM-02\n小满 04-01T10:00:00 TIM-02\n小满 04-02T10:00:00 TIM-02\n阿澈 04-03T10:00:00 TIM-02",
        "",
    ),
    ("half an hour", DEFAULT, "小满 03-01T10:00:00 TIM-03/1800", "小满 03 0/100"),
    ("two hours take the place of half an hour", DEFAULT, "小满 03-01T10:00:00 TIM-03/7200", "小满 03 0/200"),
    ("one second less than two hours", DEFAULT, "小满 03-01T10:00:00 TIM-03/7199", "小满 03 0/100"),
    (
        "the heaviest step alone, though all count",
        DEFAULT,
        "小满 03-01T10:00:00 TIM-02\n小满 03-02T10:00:00 TIM-02\n小满 03-03T10:00:00 TIM-02\n小满 03-04T10:00:00 TIM-02/7300,TIM-03/7300",
        "小满 03 0/200",
    ),
    ("one event, one entry in each ledger", DEFAULT, "小满 03-01T10:00:00 TIM-07,TIM-03/1900", "小满 03 1.5/100"),
    ("the heavier of two rules", DEFAULT, "小满 03-01T10:00:00 PRC-01,PRV-02,TPL-01", "小满 03 10/0"),
    ("idle online and absent", DEFAULT, "小满 03-01T10:00:00 TIM-18\n小满 03-02T10:00:00 absent", "小满 03 0/400"),
    ("without a time, what needs no count", DEFAULT, "小满 - PRV-02", "小满 - 10/0"),
    ("without a time, what needs one", DEFAULT, "小满 - TIM-02", ""),
    ("a clause that costs nothing", DEFAULT, "小满 03-01T10:00:00 LEX-01", ""),
    ("another amount", "ledgers: {points: {entries: {phone: {amount: 0.25}}}}", "小满 03-01T10:00:00 TIM-09", "小满 03 0.25/0"),
    ("switched off", "ledgers: {points: {entries: {phone: off}}}", "小满 03-01T10:00:00 TIM-09", ""),
    (
        "an entry of one's own",
        "ledgers: {yuan: {entries: {o: {title: 语气词, on: [filler], amount: 1.1, more_than: 1}}}}",
        "小满 03-01T10:00:00 LEX-03\n小满 03-01T10:00:01 LEX-03\n小满 03-01T10:00:02 LEX-03",
        "小满 03 0/2.2",
    ),
];

fn rules(profile: &str) -> RuleSet {
    let builder = RuleSet::builder().profile("profile.yaml", jinyu_rules::PROFILE).profile("staff.yaml", STAFF);
    builder.profile("shop.yaml", profile).build().expect("the profiles are well formed")
}

/// Takes one line of a scenario.
fn happen(ledger: &mut Ledger<'_>, staff: &Agents, line: &str, number: u64) {
    let mut words = line.split(' ');
    let (agent, time, what) = (words.next().expect("an agent"), words.next().expect("a time"), words.next().expect("what happened"));
    let time = (time != "-").then(|| format!("2026-{time}"));
    let moment = time.as_deref().and_then(|time| Moment::parse(time, ledger.zone)).unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    if !what.starts_with(|c: char| c.is_ascii_uppercase()) {
        let event = StaffEvent {
            id: rest.iter().find_map(|word| word.strip_prefix('#')),
            agent: Some(agent).filter(|agent| *agent != "_"),
            time: time.as_deref(),
            moment,
            kind: what,
            with_text: rest.contains(&"text"),
            exempt: rest.contains(&"exempt").then_some("客观原因"),
            place: ("events.csv", number),
        };
        assert!(ledger.event(&event), "{what} is known");
        return;
    }
    let clauses: Vec<(Vec<String>, Option<u64>)> = what
        .split(',')
        .map(|clause| match clause.split_once('/') {
            Some((clause, waited)) => (vec![clause.to_owned()], waited.parse().ok()),
            None => (vec![clause.to_owned()], None),
        })
        .collect();
    let mut hits = Vec::new();
    for (clauses, waited_seconds) in &clauses {
        let waited_seconds = *waited_seconds;
        hits.push(Hit { rule: "filler/o", clauses, severity: Severity::Error, message: ["", ""], span: None, waited_seconds });
    }
    let file = Arc::from("log.jsonl");
    let turn = Turn {
        file: &file,
        line: number,
        session: None,
        index: number,
        time: time.as_deref(),
        moment,
        role: Role::Agent,
        sender: Some(agent),
        agent: None,
        text: "您好",
        is_checked: true,
    };
    ledger.message(staff.name(agent), &turn, &hits);
}

fn settled(rules: &RuleSet, events: &str) -> Accounts {
    let mut ledger = Ledger::new(rules);
    for (number, line) in (1..).zip(events.lines()) {
        happen(&mut ledger, rules.agents(), line, number);
    }
    ledger.settle()
}

fn shown(accounts: &Accounts) -> String {
    let charged = accounts.months.iter().filter(|month| month.points != Amount::ZERO || month.yuan != Amount::ZERO);
    let shown = charged.map(|score| {
        let month = score.month.map_or_else(|| "-".to_owned(), |month| month.to_string()[5..].to_owned());
        format!("{} {month} {}/{}", score.account, score.points, score.yuan)
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[test]
fn scenarios() {
    assert!(SCENARIOS.len() >= 40);
    for (name, profile, events, expected) in SCENARIOS {
        assert_eq!(shown(&settled(&rules(profile), events)), *expected, "{name}");
    }
}

#[test]
fn exemptions_leave_a_trace() {
    let accounts = settled(&rules(DEFAULT), "小满 03-01T10:00:00 bad-rating text exempt");
    let [entry] = accounts.entries.as_slice() else {
        panic!("one entry: {accounts:?}");
    };
    assert_eq!((entry.amount, entry.exempt.as_deref(), &*entry.id), (Amount::ZERO, Some("客观原因"), "bad-rating-with-text"));
}

#[test]
fn nothing_is_lost_without_a_supervisor_or_a_month() {
    let accounts = settled(&rules(DEFAULT), "木木 03-01T10:00:00 away\n木木 - TIM-02");
    let payers: Vec<_> = accounts.entries.iter().map(|entry| (entry.account.as_deref(), entry.amount.to_string())).collect();
    assert_eq!(payers, [(Some("木木"), "1".to_owned()), (None, "2".to_owned())]);
    assert_eq!(accounts.unjudged, 1);
}

#[test]
fn bonus_follows_the_score() {
    let rules = rules(DEFAULT);
    for (hundredths, percent) in [(10_000, "100"), (8_000, "100"), (7_999, "80"), (7_000, "80"), (6_000, "40"), (5_990, "0"), (-100, "0")] {
        assert_eq!(rules.ledgers().bonus_percent(Amount::from_hundredths(hundredths)).to_string(), percent, "{hundredths}");
    }
}

#[test]
fn three_low_months_in_a_row() {
    /// Five leaks of data in a month leave 50 points.
    fn low(month: &str) -> String {
        (1..=5).map(|day| format!("小满 {month}-0{day}T10:00:00 PRV-02\n")).collect()
    }
    let fine = |month: &str| format!("小满 {month}-01T10:00:00 phone\n");
    let missed = |month: &str| format!("小满 {month}-28T10:00:00 target-missed\n");
    for (events, expected) in [
        (low("01") + &low("02"), None),
        (low("01") + &low("02") + &low("03"), Some(("2026-01", "2026-03", 3))),
        (low("01") + &low("02") + &fine("03") + &low("04"), None),
        (low("01") + &low("02") + &low("04"), None),
        (low("01") + &low("02") + &missed("03"), Some(("2026-01", "2026-03", 3))),
        (low("01") + &low("02") + &low("03") + &low("04"), Some(("2026-01", "2026-04", 4))),
    ] {
        let accounts = settled(&rules(DEFAULT), &events);
        let found = accounts.streaks.first().map(|streak| (streak.from.to_string(), streak.to.to_string(), streak.months));
        assert_eq!(found, expected.map(|(from, to, months)| (from.to_owned(), to.to_owned(), months)), "{events}");
    }
}
