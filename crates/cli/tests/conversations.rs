//! `jinyu lint` on logs of conversations.

mod command;

use command::{file, jinyu, text};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;

const RULES: &str = "
family: ours
clauses: {OWN-01: {title: 及时回复, source: 本店手册}, OWN-02: {title: 说明发票, source: 本店手册}}
rules:
  - {id: bad, clauses: [OWN-01], severity: error, message: 勿用, phrases: [坏], examples: {flag: [坏], pass: [好]}}
  - {id: late, clauses: [OWN-01], severity: error, message: 迟, from: customer, answer: {within: 45s, first: true}, examples: {flag: [[C 10:00:00 在, T 10:00:46]], pass: [好]}}
  - {id: later, clauses: [OWN-01], severity: critical, message: 更迟, from: customer, above: [ours/late], answer: {under: 2min, counts: clock}, examples: {flag: [[C 10:00:00 在, T 10:02:00]], pass: [好]}}
  - {id: unsaid, clauses: [OWN-02], severity: warning, message: 未说, from: customer, phrases: [发票], answer: {says: [可以]}, suggest: 可以开具, examples: {flag: [[C 发票, A 嗯]], pass: [好]}}
  - {id: missed, clauses: [OWN-01], severity: warning, message: 漏, from: customer, answer: {within: session}, examples: {flag: [[C 在]], pass: [好]}}
  - {id: third, clauses: [OWN-01], severity: warning, message: 三次, from: agent, phrases: [清楚], count: {at_least: 3}, examples: {flag: [[A 清楚, A 清楚, A 清楚]], pass: [好]}}
";

/// Tests run at the same time: the file is written once.
static RULES_FILE: LazyLock<PathBuf> = LazyLock::new(|| file("conversations.yaml", RULES));

/// One message: session, time, who, words.
fn line(session: &str, time: &str, role: &str, words: &str) -> String {
    let time = if time.is_empty() { String::new() } else { format!("\"time\":\"{time}\",") };
    format!("{{\"session\":\"{session}\",{time}\"role\":\"{role}\",\"text\":\"{words}\"}}\n")
}

fn lint(log: &str, more: &[&str]) -> std::process::Output {
    let rules = RULES_FILE.to_str().expect("a UTF-8 path");
    jinyu(&[&["lint", "--no-default-rules", "--rules", rules, "--input-format", "jsonl", "-"][..], more].concat(), log)
}

/// The findings of a log as `line rule`, with the lines of related messages.
fn check(log: &str, expected: &str) {
    let output = lint(log, &["--output-format", "jsonl"]);
    let found: Vec<String> = text(&output.stdout)
        .lines()
        .map(|line| {
            let finding: serde_json::Value = serde_json::from_str(line).expect("every line is JSON");
            let related: Vec<String> = finding["related"].as_array().into_iter().flatten().map(|line| format!(" +{line}")).collect();
            format!("{} {}{}", finding["line"], finding["rule"].as_str().unwrap_or_default().trim_start_matches("ours/"), related.concat())
        })
        .collect();
    assert_eq!(found.join("; "), expected, "{log}");
}

#[test]
fn findings_stand_at_their_messages() {
    let log = [
        line("a", "2026-03-06 10:00:00", "customer", "在吗"),
        line("b", "2026-03-06 10:00:10", "customer", "发票"),
        line("b", "2026-03-06 10:00:20", "agent", "坏"),
        line("a", "2026-03-06 10:00:46", "agent", "在的"),
        line("b", "2026-03-06 10:00:50", "customer", "好"),
        line("a", "2026-03-06 10:01:00", "agent", "清楚，清楚"),
        line("a", "2026-03-06 10:01:01", "agent", "清楚"),
        line("a", "2026-03-06 10:01:02", "agent", "清楚"),
    ];
    check(&log.concat(), "1 late; 3 bad; 3 unsaid +2; 5 missed; 8 third +6 +7");
}

#[test]
fn of_a_ladder_the_highest_step_is_told() {
    let log = [line("a", "2026-03-06 10:00:00", "customer", "在吗"), line("a", "2026-03-06 10:02:00", "agent", "在的")];
    check(&log.concat(), "1 later");
    let log = [line("a", "2026-03-06 10:00:00", "customer", "在吗"), line("a", "2026-03-06 10:01:59", "agent", "在的")];
    check(&log.concat(), "1 late");
}

/// Logs are sorted by time, by session, or not at all.
#[test]
fn sessions_say_nothing_of_each_other() {
    let answered = [line("a", "2026-03-12 10:00:00", "customer", "在吗"), line("a", "2026-03-12 10:00:10", "agent", "在")];
    let late = [line("b", "2026-03-04 10:00:00", "customer", "在吗"), line("b", "2026-03-04 10:01:00", "agent", "在")];
    let open = [line("c", "2026-03-08 10:00:00", "customer", "在吗"), line("c", "2026-03-08 10:00:01", "auto", "您好")];
    let log = |sessions: &[&[String; 2]]| sessions.iter().flat_map(|lines| lines.iter().cloned()).collect::<String>();
    check(&log(&[&answered, &late, &open]), "3 late; 5 missed");
    check(&log(&[&late, &open, &answered]), "1 late; 3 missed");
    check(&log(&[&open, &answered, &late]), "1 missed; 5 late");
    let mixed: String = (0..2).flat_map(|at| [answered[at].clone(), late[at].clone(), open[at].clone()]).collect();
    check(&mixed, "2 late; 3 missed");
}

#[test]
fn a_session_ends_after_a_long_silence() {
    let mut log = line("a", "2026-03-06 10:00:00", "customer", "在吗") + &line("a", "2026-03-06 10:00:10", "agent", "在");
    log += &line("a", "2026-03-12 10:01:00", "customer", "在吗");
    log += &line("a", "2026-03-12 10:01:50", "agent", "在");
    check(&log, "3 late");

    // What was due in the silence has not come.
    let log = line("a", "2026-03-06 10:00:00", "customer", "在吗") + &line("a", "2026-03-12 10:01:00", "agent", "在");
    check(&log, "1 later; 1 missed");
}

#[test]
fn a_log_without_times_or_sessions_is_read_as_well() {
    let log = "{\"role\":\"customer\",\"text\":\"发票\"}\n{\"role\":\"agent\",\"text\":\"嗯\"}\n{\"role\":\"customer\",\"text\":\"?\"}\n";
    check(log, "2 unsaid +1; 3 missed");
}

#[test]
fn what_cannot_be_judged_is_said() {
    let log = line("a", "2026-03-06 10:00", "customer", "在吗")
        + &line("a", "2026-03-06 10:01", "agent", "在")
        + &line("a", "明天", "agent", "在")
        + &line("a", "后天", "agent", "在");
    let output = lint(&log, &[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(said.matches("<stdin>:3: 看不懂时间“明天”").count(), 1, "{said}");
    assert!(said.contains("1 处等待因时间不够精确"), "{said}");
}

/// The profile says whose accounts are ours, and what nobody wrote; `inspect` reads the same.
#[test]
fn the_profile_names_our_side_and_its_automatic_replies() {
    let log = "时间,发送者,内容\n2026-03-06 10:00:00,海风,坏了吗\n2026-03-06 10:00:10,小满,客服马上就来\n2026-03-06 10:01:00,小满,坏的\n";
    let profile = file("our-side.yaml", "agents: {小满: {accounts: [小满]}}\nauto_replies: [客服马上就来]\n");
    let rules = RULES_FILE.to_str().expect("a UTF-8 path");
    let options =
        ["--no-default-rules", "--rules", rules, "--profile", profile.to_str().expect("a UTF-8 path"), "--input-format", "csv", "-"];
    let run = |command: &str, format: &str| jinyu(&[&[command, "--output-format", format][..], &options].concat(), log);
    let lint = run("lint", "jsonl");
    let findings = text(&lint.stdout).lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let found: Vec<String> = findings.map(|finding| format!("{} {} {}", finding["line"], finding["rule"], finding["agent"])).collect();
    assert_eq!(found, [r#"2 "ours/late" "小满""#, r#"4 "ours/bad" "小满""#], "{}", text(&lint.stderr));
    let report: serde_json::Value = serde_json::from_slice(&run("inspect", "json").stdout).expect("JSON");
    assert_eq!(report["total"]["first_reply"]["median_seconds"], 60, "{report}");
}

#[test]
fn what_is_wrong_only_here_is_mended_here() {
    let log = line("a", "", "customer", "发票")
        + &line("a", "", "agent", "嗯")
        + &line("b", "", "customer", "发票")
        + &line("b", "", "agent", "坏的");
    let output = lint(&log, &["--output-format", "jsonl"]);
    let findings: Vec<serde_json::Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let rewrites: Vec<_> =
        findings.iter().map(|finding| (finding["rule"].as_str(), finding["rewrite"].as_str(), finding["suggestion"].as_str())).collect();
    let cured = Some("可以开具");
    let expected = [(Some("ours/unsaid"), cured, cured), (Some("ours/bad"), None, cured), (Some("ours/unsaid"), cured, cured)];
    assert_eq!(rewrites, expected);
}

/// Many sessions, one message each in turn; every third waits long, every fifth for ever.
#[test]
fn the_number_of_threads_changes_nothing() {
    let mut log = String::new();
    for round in 0..40 {
        for session in 0..60 {
            let (name, second) = (format!("s{session}"), round * 60 + session);
            let time = format!("2026-03-06 {:02}:{:02}:{:02}", 10 + second / 3600, second / 60 % 60, second % 60);
            let is_answer = round % 2 == 1 && session % 5 != 0 && (session % 3 != 0 || round % 4 == 3);
            let (role, words) = if is_answer { ("agent", if session % 7 == 0 { "坏" } else { "清楚" }) } else { ("customer", "发票") };
            let _ = write!(log, "{}", line(&name, &time, role, words));
        }
    }
    let one = lint(&log, &["--output-format", "jsonl", "--threads", "1"]);
    let lines: Vec<u64> = text(&one.stdout)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["line"].as_u64().expect("a line"))
        .collect();
    assert!(lines.is_sorted() && lines.len() > 500, "{}", lines.len());
    for threads in ["2", "3", "8"] {
        for format in ["jsonl", "json", "text"] {
            let (one, more) = (
                lint(&log, &["--output-format", format, "--threads", "1"]),
                lint(&log, &["--output-format", format, "--threads", threads]),
            );
            assert!(one.stdout == more.stdout && one.stderr == more.stderr, "{threads} {format}");
        }
    }
    let json = lint(&log, &["--output-format", "json"]);
    let all: Vec<serde_json::Value> = serde_json::from_slice(&json.stdout).expect("one array");
    assert_eq!(all.len(), lines.len());
}
