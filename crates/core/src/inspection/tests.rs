//! Small conversations as data, and the figures on them.

use super::*;
use crate::{RuleSet, Span};
use std::fmt::Write as _;

const PROFILE: &str = "
agents:
  小满: {accounts: [\"店:小满\"]}
shifts:
  白班: {from: \"08:30\", to: \"17:30\"}
  晚班: {from: \"17:30\", to: \"02:00\"}
";

/// One message a line: file, session, number, time, side, sender, text. Words in brackets are found; `!` makes them critical.
fn inspect<T>(log: &str, look: impl FnOnce(&Inspection<'_>) -> T) -> T {
    let rules = RuleSet::builder().profile("profile.yaml", PROFILE).build().expect("a profile");
    let mut inspection = Inspection::new(&rules);
    for (line, message) in (1..).zip(log.lines()) {
        let fields: Vec<&str> = message.splitn(7, '|').collect();
        let [file, session, index, time, side, sender, text] = fields.as_slice() else {
            panic!("seven fields: {message}");
        };
        let file = Arc::from(*file);
        let role = match *side {
            "A" => Role::Agent,
            "B" => Role::Auto,
            "C" => Role::Customer,
            _ => Role::System,
        };
        let mut hits = Vec::new();
        for part in text.match_indices('[') {
            let end = text[part.0..].find(']').map_or(text.len(), |length| part.0 + length);
            let is_critical = text[part.0..].starts_with("[!");
            let (rule, severity) = if is_critical { ("a/critical", Severity::Critical) } else { ("a/warning", Severity::Warning) };
            let span = Some(Span::new(part.0 + 1, end));
            hits.push(Hit { rule, clauses: &[], severity, message: ["勿用", "do not"], span, waited_seconds: None });
        }
        let some = |text: &&'_ str| !text.is_empty();
        let turn = Turn {
            file: &file,
            line,
            session: Some(*session).filter(some),
            index: index.parse().expect("a number"),
            time: Some(*time).filter(some),
            moment: Moment::parse(time, rules.time_zone()).unwrap_or_default(),
            role,
            sender: Some(*sender).filter(some),
            agent: None,
            text,
            is_checked: matches!(role, Role::Agent | Role::Auto),
        };
        inspection.turn(&turn, &hits);
    }
    inspection.finish();
    look(&inspection)
}

/// Figures in one line.
fn row(name: &str, figures: &Figures) -> String {
    let Figures { sessions, unanswered, messages, replies, faulty, findings, first, later, .. } = figures;
    let waits = |waits: &Waits| format!("{:?}/{}+{}", waits.percentile(50), waits.known, waits.unknown);
    let (first, later) = (waits(first), waits(later));
    format!(
        "{name}: {sessions}-{unanswered} sessions, {messages} messages, {faulty}/{replies} {findings:?}, first {first}, later {later}\n"
    )
}

fn rows(inspection: &Inspection<'_>) -> String {
    let mut out = row("all", &inspection.all());
    inspection.agents().for_each(|(who, figures)| out += &row(&format!("{who:?}"), figures));
    inspection.days().for_each(|(day, figures)| out += &row(&day.map_or_else(|| "-".to_owned(), |day| day.to_string()), figures));
    inspection.shifts().for_each(|(slot, figures)| out += &row(&format!("{slot:?}"), figures));
    out
}

const LOG: &str = "\
a|甲|1|2026-03-06 17:20:00|C|甲|在吗
a|甲|2|2026-03-06 17:20:01|B|店|您好[哦]
a|甲|3|2026-03-06 17:20:30|A|店：小满|在的[哦]，加[!微信]
a|乙|1|2026-03-06 17:29:50|C|乙|在吗
a|乙|2|2026-03-06 17:29:55|C|乙|人呢
a|甲|4|2026-03-06 17:31:00|C|甲|好
a|甲|5|2026-03-06 17:35:00|A|店:阿澈|好的
a|乙|3|2026-03-06 17:35:50|A||来了
a|丙|1|2026-03-07 01:00:00|C|丙|有人吗
a|丙|2|2026-03-07 01:00:01|B|店|您好[哦]
b|甲|1||C|甲|在吗
b|甲|2||A|店:小满|在的[哦]";

#[test]
fn figures() {
    let expected = "\
all: 4-1 sessions, 12 messages, 4/6 [0, 4, 0, 1], first Some(30)/2+1, later Some(240)/1+0
Person(\"小满\"): 2-0 sessions, 2 messages, 2/2 [0, 2, 0, 1], first Some(30)/1+1, later None/0+0
Person(\"店:阿澈\"): 1-0 sessions, 1 messages, 0/1 [0, 0, 0, 0], first None/0+0, later Some(240)/1+0
Unknown: 1-0 sessions, 1 messages, 0/1 [0, 0, 0, 0], first Some(360)/1+0, later None/0+0
Auto: 2-0 sessions, 2 messages, 2/2 [0, 2, 0, 0], first None/0+0, later None/0+0
-: 1-0 sessions, 2 messages, 1/1 [0, 1, 0, 0], first None/0+1, later None/0+0
2026-03-06: 2-0 sessions, 8 messages, 2/4 [0, 2, 0, 1], first Some(30)/2+0, later Some(240)/1+0
2026-03-07: 1-1 sessions, 2 messages, 1/1 [0, 1, 0, 0], first None/0+0, later None/0+0
Shift(0): 2-0 sessions, 5 messages, 2/2 [0, 2, 0, 1], first Some(30)/1+0, later None/0+0
Shift(1): 3-1 sessions, 5 messages, 1/3 [0, 1, 0, 0], first Some(360)/1+0, later Some(240)/1+0
Unknown: 1-0 sessions, 2 messages, 1/1 [0, 1, 0, 0], first None/0+1, later None/0+0
";
    assert_eq!(inspect(LOG, rows), expected);
}

#[test]
fn words_sessions_and_samples() {
    let shown = inspect(LOG, |inspection| {
        let mut out = String::new();
        for (words, findings, phrase) in inspection.phrases(10) {
            let _ = writeln!(out, "{words} {findings} {:?}", phrase.samples.iter().map(|sample| sample.line).collect::<Vec<_>>());
        }
        for (text, sent, phrase) in inspection.quick_phrases(2) {
            let _ = writeln!(out, "{text} {sent} {:?}", phrase.matched.iter().map(|(words, _)| words).collect::<Vec<_>>());
        }
        for session in inspection.worst().iter() {
            let texts: Vec<&str> = session.transcript.iter().map(|(_, sample)| sample.text.as_str()).collect();
            let _ = writeln!(out, "{} {:?} {:?} {:?} {texts:?}", session.file, session.name, session.findings, session.agents);
        }
        out
    });
    let expected = "\
哦 4 [2, 3, 10, 12]
!微信 1 [3]
您好[哦] 2 [\"哦\"]
a Some(\"甲\") [0, 2, 0, 1] {\"小满\", \"店:阿澈\"} [\"在吗\", \"您好[哦]\", \"在的[哦]，加[!微信]\", \"好\", \"好的\"]
a Some(\"丙\") [0, 1, 0, 0] {} [\"有人吗\", \"您好[哦]\"]
b Some(\"甲\") [0, 1, 0, 0] {\"小满\"} [\"在吗\", \"在的[哦]\"]
";
    assert_eq!(shown, expected);
}

#[test]
fn a_finding_that_comes_later_counts_without_a_message() {
    let rules = RuleSet::builder().profile("profile.yaml", PROFILE).build().expect("a profile");
    let mut inspection = Inspection::new(&rules);
    let file = Arc::from("a");
    let turn = Turn {
        file: &file,
        line: 3,
        session: Some("甲"),
        index: 3,
        time: Some("2026-03-06 17:20:30"),
        moment: Moment::UNKNOWN,
        role: Role::Agent,
        sender: Some("店:小满"),
        agent: None,
        text: "在的",
        is_checked: true,
    };
    inspection.turn(&turn, &[]);
    let clauses = ["TIM-01".to_owned()];
    let hit = Hit {
        rule: "timing/first-reply",
        clauses: &clauses,
        severity: Severity::Error,
        message: ["首次响应超时", "the first reply came late"],
        span: None,
        waited_seconds: Some(60),
    };
    inspection.hits(&turn, &[hit], false);
    inspection.finish();
    let all = inspection.all();
    assert_eq!((all.messages, all.replies, all.faulty, all.of(Severity::Error)), (1, 1, 1, 1));
    assert_eq!(inspection.worst().iter().map(|session| session.findings).collect::<Vec<_>>(), [[0, 0, 1, 0]]);
    assert!(inspection.phrases(10).is_empty());
}
