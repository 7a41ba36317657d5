//! The command as its users call it: exit codes, output, files that are mended, broken input.

mod command;

use command::{file, jinyu, text};

#[test]
fn exit_codes() {
    for (arguments, input, code) in [
        (&["lint", "-"][..], "您好，这款有现货\n", 0),
        (&["lint", "-"], "加我微信 dian8866\n", 1),
        (&["lint", "--fail-on", "never", "-"], "加我微信 dian8866\n", 0),
        (&["lint", "--fail-on", "critical", "-"], "有货的哦\n", 0),
        (&["lint", "--select", "promise", "-"], "有货的哦\n", 0),
        (&["lint", "--ignore", "LEX-03", "-"], "有货的哦\n", 0),
        (&["lint", "--no-such-option"], "", 2),
        (&["lint", "--select", "promisse", "-"], "", 2),
        (&["lint", "no-such-file.txt"], "", 3),
        (&["rules", "check", "rules"], "", 0),
        (&["rules", "check", "tests/faults/no-trigger.yaml"], "", 2),
        (&["rules", "explain", "PRM-02"], "", 0),
    ] {
        assert_eq!(jinyu(arguments, input).status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn lints_the_sample_log() {
    let output = jinyu(&["lint", "tests/transcripts/sample.jsonl"], "");
    assert_eq!(output.status.code(), Some(1));
    for part in ["sample.jsonl:4", "promise/ship-date", "invoice/", "建议", "原因"] {
        assert!(text(&output.stdout).contains(part), "{part}");
    }
}

#[test]
fn says_that_findings_were_left_out() {
    let flood = "不能，".repeat(2_000) + "\n";
    let output = jinyu(&["lint", "--output-format", "jsonl", "--select", "LEX-01", "-"], &flood);
    assert!((1..=1_000).contains(&text(&output.stdout).lines().count()));
    assert!(text(&output.stdout).lines().all(|line| line.ends_with(r#","truncated":true}"#)));
    assert!(text(&output.stderr).contains("1 条回复问题太多"), "{}", text(&output.stderr));
    let output = jinyu(&["lint", "--output-format", "jsonl", "-"], "您好，明天可以到\n");
    assert!(!text(&output.stdout).contains("truncated"));
}

#[test]
fn a_finding_has_every_key() {
    let output = jinyu(&["lint", "--output-format", "jsonl", "-"], "您好，明天可以到\n");
    let keys = [
        "rule",
        "clauses",
        "severity",
        "message",
        "file",
        "line",
        "row",
        "sheet",
        "session",
        "index",
        "time",
        "agent",
        "start_byte",
        "end_byte",
        "start_char",
        "end_char",
        "start_utf16",
        "end_utf16",
        "matched",
        "rewrite",
        "applicability",
        "suggestion",
        "suggestions",
        "folded",
        "known",
    ];
    let finding: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text(&output.stdout).lines().next().expect("a finding")).expect("JSON");
    assert_eq!(finding.keys().map(String::as_str).collect::<Vec<_>>(), keys);
    assert_eq!(finding["matched"], "明天可以到");
    assert_eq!((&finding["start_byte"], &finding["start_char"], &finding["line"]), (&9.into(), &3.into(), &1.into()));
}

#[test]
fn the_same_bytes_with_any_number_of_threads() {
    let log: String = (0..3000).map(|at| format!("第{at}单今天发货的哦\n您好，第{at}单有现货\n")).collect();
    let one = jinyu(&["lint", "--threads", "1", "--output-format", "jsonl", "-"], &log);
    for threads in ["2", "8"] {
        assert_eq!(jinyu(&["lint", "--threads", threads, "--output-format", "jsonl", "-"], &log).stdout, one.stdout);
    }
}

#[test]
fn fixing_twice_changes_nothing_more() {
    let path = file("templates.txt", "不好意思，让你久等了\r\n您好，这款有现货\r\n有货的哦\r\n");
    let name = path.to_str().expect("a UTF-8 path");
    jinyu(&["lint", "--fix", name], "");
    let fixed = std::fs::read_to_string(&path).expect("the file is there");
    assert_eq!(fixed, "抱歉，让您久等了\r\n您好，这款有现货\r\n有货的\r\n");
    jinyu(&["lint", "--fix", name], "");
    assert_eq!(std::fs::read_to_string(&path).expect("the file is there"), fixed);
    assert_eq!(text(&jinyu(&["lint", "--fix", "-"], "有货的哦\n").stdout), "有货的\n");
}

#[test]
fn a_chat_log_is_a_record_and_stays_as_it_is() {
    let path = file("log.jsonl", "{\"session\":\"甲\",\"role\":\"agent\",\"text\":\"有货的哦\"}\n");
    let output = jinyu(&["lint", "--fix", path.to_str().expect("a UTF-8 path")], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(std::fs::read_to_string(&path).expect("the file is there").contains("有货的哦"));
}

#[test]
fn a_broken_line_is_reported_and_the_rest_is_linted() {
    let log = "{\"session\":\"甲\",\"role\":\"agent\",\"text\":\"有货的哦\"}\n{\"session\": broken\n{\"session\":\"甲\",\"role\":\"agent\",\"text\":\"今天发货的\"}\n";
    let output = jinyu(&["lint", "--input-format", "jsonl", "-"], log);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains(":2"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("promise/ship-date"));
}

#[test]
fn a_rule_of_ones_own_is_one_entry_in_one_file() {
    let rule = "family: ours\nclauses:\n  OWN-01: {title: 勿提竞品, source: 本店手册 第3条}\nrules:\n  - id: rival-named\n    clauses: [OWN-01]\n    severity: error\n    message: 请勿评价其他店铺\n    phrases: [隔壁那家店]\n    suggest: 其他店铺\n    examples: {flag: [隔壁那家店质量差], pass: [隔壁那条街有驿站]}\n";
    let path = file("ours.yaml", rule);
    let path = path.to_str().expect("a UTF-8 path");
    assert_eq!(jinyu(&["rules", "test", path], "").status.code(), Some(0));
    let output = jinyu(&["lint", "--rules", path, "-"], "隔壁那家店的质量差\n");
    assert!(text(&output.stdout).contains("ours/rival-named"), "{}", text(&output.stdout));
}

#[test]
fn strict_takes_the_manual_to_the_letter() {
    assert_eq!(jinyu(&["lint", "-"], "这款面料很不错\n").status.code(), Some(0));
    assert_eq!(jinyu(&["lint", "--preset", "strict", "-"], "这款面料很不错\n").status.code(), Some(1));
}

#[test]
fn every_form_is_linted() {
    let samples = ["qianniu.txt", "qianniu-web.txt", "qianniu.json", "qianniu.zip", "qianniu-rows.xlsx", "wecom.jsonl", "chat.jsonl.gz"];
    let samples: Vec<String> = samples.iter().map(|name| format!("tests/transcripts/{name}")).collect();
    let paths: Vec<&str> = samples.iter().map(String::as_str).collect();
    let output = jinyu(&[&["lint"], &paths[..]].concat(), "");
    let said = text(&output.stderr);
    for form in ["qianniu（", "qianniu-web（", "qianniu-json（", "xlsx（", "wecom（", "jsonl（"] {
        assert!(said.contains(&format!("按 {form}聊天记录）读取")), "{form} {said}");
    }
    // 今天可以发 of WeCom's sample was withdrawn.
    assert!(!text(&output.stdout).contains("今天可以发"));
    let output = jinyu(&["lint", "--include-withdrawn", "tests/transcripts/wecom.jsonl"], "");
    assert!(text(&output.stdout).contains("今天可以发"), "{}", text(&output.stdout));
}

#[test]
fn only_what_can_be_put_back_is_fixed() {
    for (sample, said) in
        [("qianniu.txt", "qianniu 是聊天记录"), ("phrases-team.xlsx", "另存为 CSV"), ("chat.jsonl.gz", "jsonl 是聊天记录")]
    {
        let output =
            jinyu(&["lint", "--fix", "--rules", "rules/filler.yaml", "--no-default-rules", &format!("tests/transcripts/{sample}")], "");
        assert_eq!(output.status.code(), Some(2), "{sample}");
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
    }
}
