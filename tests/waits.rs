//! When a wait is too late: one second before the limit, at it, and after it, in several time zones, over midnight, the end of months, and changes
//! of daylight saving. The expected times were worked out by hand.

use jinyu::{Conversation, Linter, Message, Moment, Role, RuleSet, TimeZone};
use std::collections::HashMap;

/// When it was asked, what the limit is, and the last second that is in time.
type Case = (&'static str, &'static str, &'static str);

const SHANGHAI: &[Case] = &[
    ("2026-03-06 10:00:00", "within: 45s", "2026-03-06 10:00:45"),
    ("2026-03-06 09:00:00", "within: 45s", "2026-03-06 09:00:45"),
    ("2026-03-06 08:59:59", "within: 45s", "2026-03-06 09:00:45"),
    ("2026-03-06 00:00:00", "within: 45s", "2026-03-06 09:00:45"),
    ("2026-03-06 22:59:59", "within: 45s", "2026-03-06 23:00:44"),
    ("2026-03-06 23:00:00", "within: 45s", "2026-03-07 09:00:45"),
    ("2026-02-28 23:30:00", "within: 2min", "2026-03-01 09:02:00"),
    ("2024-02-28 23:30:00", "within: 2min", "2024-02-29 09:02:00"),
    ("2026-12-31 23:30:00", "within: 30min", "2027-01-01 09:30:00"),
    ("2026-03-06 22:58:00", "within: 30min", "2026-03-06 23:28:00"),
    ("2026-03-06 23:59:50", "within: 45s, counts: clock", "2026-03-07 00:00:35"),
    ("2026-02-28 23:59:50", "within: 45s, counts: clock", "2026-03-01 00:00:35"),
    ("2026-12-31 23:59:59", "within: 2h, counts: clock", "2027-01-01 01:59:59"),
    ("2026-03-06 22:58:00", "within: 30min, counts: working", "2026-03-07 09:28:00"),
    ("2026-03-06 08:00:00", "within: 2h, counts: working", "2026-03-06 11:00:00"),
    ("2026-04-30 22:00:00", "within: 2h, counts: working", "2026-05-01 10:00:00"),
    ("2026-03-06 10:00:00", "within: 1d, counts: working", "2026-03-07 20:00:00"),
    ("2026-03-06 19:00:00", "by: next workday 12:00", "2026-03-09 12:00:00"),
    ("2026-03-05 19:00:00", "by: next workday 12:00", "2026-03-06 12:00:00"),
    ("2026-03-07 14:00:00", "by: next workday 12:00", "2026-03-09 12:00:00"),
    ("2026-03-10 02:00:00", "by: next workday 12:00", "2026-03-10 12:00:00"),
    ("2026-09-30 19:00:00", "by: next workday 12:00", "2026-10-10 12:00:00"),
    ("2026-03-06 17:30:00", "by: same day 24:00", "2026-03-07 00:00:00"),
    ("2026-02-28 17:30:00", "by: next day 09:30", "2026-03-01 09:30:00"),
];

const NEW_YORK: &[Case] = &[
    ("2026-03-07T22:59:30-05:00", "within: 45s", "2026-03-07T23:00:15-05:00"),
    // Clocks go from 2:00 to 3:00 on the 8th.
    ("2026-03-08T01:00:00-05:00", "within: 45s", "2026-03-08T09:00:45-04:00"),
    ("2026-03-08T01:59:30-05:00", "within: 45s, counts: clock", "2026-03-08T03:00:15-04:00"),
    ("2026-03-08T01:30:00-05:00", "within: 2h, counts: clock", "2026-03-08T04:30:00-04:00"),
    ("2026-03-07T22:50:00-05:00", "within: 30min, counts: working", "2026-03-08T09:20:00-04:00"),
    ("2026-03-07T23:30:00-05:00", "within: 2min", "2026-03-08T09:02:00-04:00"),
    ("2026-03-07T12:00:00-05:00", "within: 1d, counts: clock", "2026-03-08T13:00:00-04:00"),
    ("2026-03-06T20:00:00-05:00", "by: next workday 12:00", "2026-03-09T12:00:00-04:00"),
    // … and from 2:00 to 1:00 on the 1st of November.
    ("2026-11-01T01:30:00-04:00", "within: 2h, counts: clock", "2026-11-01T02:30:00-05:00"),
    ("2026-11-01T01:59:30-04:00", "within: 45s, counts: clock", "2026-11-01T01:00:15-05:00"),
    ("2026-10-31T23:30:00-04:00", "within: 2min", "2026-11-01T09:02:00-05:00"),
    ("2026-10-31T22:50:00-04:00", "within: 30min, counts: working", "2026-11-01T09:20:00-05:00"),
    ("2026-10-30T20:00:00-04:00", "by: next workday 12:00", "2026-11-02T12:00:00-05:00"),
    ("2026-10-31T20:00:00-04:00", "by: next day 12:00", "2026-11-01T12:00:00-05:00"),
];

/// Open from 17:00 to 4:00.
const BERLIN: &[Case] = &[
    ("2026-03-06 16:00:00", "within: 45s", "2026-03-06 17:00:45"),
    ("2026-03-06 03:59:59", "within: 45s", "2026-03-06 04:00:44"),
    ("2026-03-06 04:00:00", "within: 45s", "2026-03-06 17:00:45"),
    ("2026-02-28 03:50:00", "within: 20min, counts: working", "2026-02-28 17:10:00"),
    ("2026-01-31 23:59:30", "within: 45s", "2026-02-01 00:00:15"),
    // Clocks go from 2:00 to 3:00 on the 29th of March: that night is an hour shorter.
    ("2026-03-29T01:59:30+01:00", "within: 45s", "2026-03-29T03:00:15+02:00"),
    ("2026-03-28T23:00:00+01:00", "within: 3h, counts: working", "2026-03-29T03:00:00+02:00"),
    ("2026-03-28T23:00:00+01:00", "within: 5h, counts: working", "2026-03-29T18:00:00+02:00"),
    ("2026-03-28T12:00:00+01:00", "by: next day 12:00", "2026-03-29T12:00:00+02:00"),
    // … and from 3:00 to 2:00 on the 25th of October: that night is an hour longer.
    ("2026-10-25T02:59:30+02:00", "within: 45s", "2026-10-25T02:00:15+01:00"),
    ("2026-10-24T23:00:00+02:00", "within: 5h, counts: working", "2026-10-25T03:00:00+01:00"),
    ("2026-10-24T23:00:00+02:00", "within: 7h, counts: working", "2026-10-25T18:00:00+01:00"),
];

/// A limit met exactly is kept, but for `under`; whatever shows the time, a late answer or time itself.
fn check(zone: &str, hours: &str, cases: &[Case]) {
    let time_zone = TimeZone::get(zone).expect("the zone is bundled");
    let ms = |text: &str| Moment::parse(text, &time_zone).and_then(Moment::unix_ms).expect("a time");
    let mut linters: HashMap<String, Linter> = HashMap::new();
    let mut wrong = Vec::new();
    for (asked, limit, last) in cases {
        for limit in [Some((*limit).to_owned()), limit.strip_prefix("within").map(|rest| format!("under{rest}"))].into_iter().flatten() {
            let linter = linters.entry(limit.clone()).or_insert_with(|| linter(zone, &format!("hours: ['{hours}']"), &limit));
            for (seconds, is_fault) in [(-1, false), (0, limit.starts_with("under")), (1, true)] {
                let (asked_ms, at_ms) = (ms(asked), ms(last) + seconds * 1000);
                for is_answered in [true, false] {
                    if is_found(linter, asked_ms, at_ms, is_answered) != is_fault {
                        wrong.push(format!("{zone} {asked} {limit}: {last} {seconds:+} s, answered: {is_answered}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_found(linter: &Linter, asked_ms: i64, at_ms: i64, is_answered: bool) -> bool {
    let mut conversation = Conversation::new(linter);
    let mut findings = conversation.push(&Message::new(Role::Customer, "在吗").at(Moment::from_unix_ms(asked_ms)));
    let due_ms = conversation.due().map(|due| due.at_ms);
    let at = Moment::from_unix_ms(at_ms);
    findings.extend(if is_answered { conversation.push(&Message::new(Role::Agent, "在的").at(at)) } else { conversation.tick(at) });
    // What falls due is what is found from then on.
    assert_eq!(due_ms.is_some_and(|due_ms| due_ms <= at_ms), !findings.is_empty());
    findings.extend(conversation.close());
    !findings.is_empty()
}

fn linter(zone: &str, opens: &str, limit: &str) -> Linter {
    let rules = format!(
        "family: t\nclauses: {{T-1: {{title: 标题, source: 出处}}}}\nrules:\n  - {{id: late, clauses: [T-1], severity: error, message: 迟, from: customer, answer: {{{limit}}}, examples: {{flag: [在], pass: [在]}}}}\n"
    );
    let profile = format!(
        "calendar: {{zone: {zone}, {opens}, holidays: [2026-10-01..2026-10-07, 2026-10-08..2026-10-09], extra_workdays: [2026-10-10]}}\n"
    );
    let set = RuleSet::builder().rules([("t.yaml", rules.as_str())]).profile("profile.yaml", &profile).build();
    set.and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn limits_in_three_zones() {
    let cases = [SHANGHAI, NEW_YORK, BERLIN].iter().map(|cases| cases.len()).sum::<usize>();
    assert!(cases * 3 >= 100, "{cases}");
    check("Asia/Shanghai", "09:00-23:00", SHANGHAI);
    check("America/New_York", "09:00-23:00", NEW_YORK);
    check("Europe/Berlin", "17:00-04:00", BERLIN);
}

#[test]
fn a_shop_that_never_opens_answers_nobody_in_time_or_late() {
    for limit in ["within: 45s", "within: 45s, counts: working"] {
        let linter = linter("Asia/Shanghai", "days: []", limit);
        for answered_after_ms in [10_000, 100_000] {
            assert!(!is_found(&linter, 0, answered_after_ms, true), "{limit} {answered_after_ms}");
            let mut conversation = Conversation::new(&linter);
            conversation.push(&Message::new(Role::Customer, "在吗").at(Moment::from_unix_ms(0)));
            conversation.push(&Message::new(Role::Agent, "在的").at(Moment::from_unix_ms(answered_after_ms)));
            assert_eq!(conversation.undecided(), 1, "{limit} {answered_after_ms}");
        }
    }
}
