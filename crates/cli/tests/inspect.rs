//! `jinyu inspect` on a small invented log, in every form.

mod command;

use command::{file, jinyu, text};
use std::path::PathBuf;

const LOG: &[&str] = &[
    "inspect",
    "tests/transcripts/inspect.jsonl",
    "--no-default-rules",
    "--rules",
    "tests/transcripts/inspect-rules.yaml",
    "--profile",
    "tests/transcripts/inspect-profile.yaml",
    "--events",
    "tests/transcripts/inspect-events.csv",
    "--quick-phrase-times",
    "2",
];

fn inspect(more: &[&str]) -> String {
    let output = jinyu(&[LOG, more].concat(), "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout).to_owned()
}

#[test]
fn summary() {
    insta::assert_snapshot!(inspect(&[]));
}

#[test]
fn summary_english() {
    insta::assert_snapshot!(inspect(&["--lang", "en"]));
}

#[test]
fn json() {
    let json: serde_json::Value = serde_json::from_str(&inspect(&["--output-format", "json"])).expect("JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&json).expect("JSON"));
}

#[test]
fn csv() {
    insta::assert_snapshot!(inspect(&["--output-format", "csv"]));
}

#[test]
fn html() {
    let page = inspect(&["--output-format", "html"]);
    let (head, rest) = page.split_once("<style>").expect("a style");
    let (_, body) = rest.split_once("</style>").expect("its end");
    insta::assert_snapshot!(format!("{head}{body}"));
}

/// The form follows the file's name, threads do not matter, and a workbook has the same bytes each time.
#[test]
fn files() {
    let path = |name: &str| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name).display().to_string();
    let (one, other, page) = (path("one.xlsx"), path("other.xlsx"), path("page.html"));
    for (target, threads) in [(&one, "1"), (&other, "2"), (&page, "2")] {
        assert_eq!(inspect(&["--report", target, "--threads", threads]), "");
    }
    let read = |path: &str| std::fs::read(path).expect("the file was written");
    assert!(read(&one).starts_with(b"PK") && read(&one) == read(&other));
    assert_eq!(String::from_utf8(read(&page)).as_deref(), Ok(&*inspect(&["--output-format", "html", "--threads", "1"])));
}

const WAITS: &[&str] = &[
    "inspect",
    "tests/transcripts/inspect-waits.jsonl",
    "--no-default-rules",
    "--rules",
    "tests/transcripts/inspect-waits-rules.yaml",
    "--profile",
    "tests/transcripts/inspect-profile.yaml",
    "--output-format",
    "json",
];

/// What conversations show counts for whoever should have answered, and costs what the profile says.
#[test]
fn conversations() {
    for threads in ["1", "2"] {
        let output = jinyu(&[WAITS, &["--threads", threads]].concat(), "");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let rows = |list: &serde_json::Value, keys: &[&str]| {
            let row =
                |item: &serde_json::Value| keys.iter().map(|key| item[key].to_string()).collect::<Vec<_>>().join(" ").replace('"', "");
            list.as_array().expect("a list").iter().map(row).collect::<Vec<_>>()
        };
        assert_eq!(rows(&report["rules"], &["rule"]), ["waits/first", "waits/forgotten", "waits/half-hour", "waits/two-hours"]);
        assert_eq!(rows(&report["agents"], &["name", "replies", "faulty_replies"]), ["小满 3 0", "阿澈 4 1"]);
        let first = &report["total"]["first_reply"];
        assert_eq!((&first["median_seconds"], &first["p90_seconds"]), (&30.into(), &7500.into()), "the night is no wait");
        let entry = ["entry", "cause", "account", "line", "amount"];
        assert_eq!(rows(&report["ledgers"]["points"], &entry), ["follow-up waits/forgotten 阿澈 12 0.5"]);
        let fines = ["half-hour waits/half-hour 阿澈 5 100", "two-hours waits/two-hours 小满 7 200"];
        assert_eq!(rows(&report["ledgers"]["yuan"], &entry), fines);
        let months = rows(&report["ledgers"]["months"], &["account", "month", "points", "yuan"]);
        assert_eq!(months, ["小满 2026-03 0 200", "阿澈 2026-03 0.5 100"]);
    }
}

#[test]
fn what_a_conversation_can_excuse() {
    let offer = |session: &str| format!("{{\"session\":\"{session}\",\"role\":\"agent\",\"text\":\"给您补偿20元，您看可以吗\"}}\n");
    let approval = "{\"session\":\"甲\",\"role\":\"agent\",\"text\":\"非常抱歉，我向主管申请一下\"}\n";
    let log = file("excused.jsonl", format!("{approval}{}{}", offer("甲"), offer("乙"))).display().to_string();
    let output = jinyu(&["inspect", "--select", "RET-05", "--output-format", "json", &log], "");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let total = &report["total"];
    assert_eq!((&total["replies"], &total["faulty_replies"], &total["findings"]["error"]), (&3.into(), &1.into(), &1.into()));
}

#[test]
fn exit_codes() {
    let events = file("events.csv", "客服,时间,事件\n小满,2026-03-07,差评\n小满,2026-03-07 10:00:00,旷工\n");
    let header = file("no-header.csv", "小满,2026-03-07 10:00:00,差评\n");
    let (events, header) = (events.display().to_string(), header.display().to_string());
    for (more, code) in [
        (&["--fail-on", "critical"][..], 1),
        (&["--fail-on", "critical", "--ignore", "SMP-02"], 0),
        (&["--events", &events], 3),
        (&["--events", &header], 2),
        (&["--events", "no-such-file.csv"], 2),
        (&["-o", "tests/transcripts/inspect.jsonl"], 2),
        (&["no-such-file.jsonl"], 3),
    ] {
        let output = jinyu(&[LOG, more].concat(), "");
        assert_eq!(output.status.code(), Some(code), "{more:?} {}", text(&output.stderr));
    }
    let output = jinyu(&[LOG, &["--events", &events]].concat(), "");
    for part in ["events.csv:2: 时间无法读懂", "events.csv:3: 台账里没有事件“旷工”"] {
        assert!(text(&output.stderr).contains(part), "{}", text(&output.stderr));
    }
}
