//! `jinyu rules measure` as its users call it.

mod command;

use command::{file, jinyu, text};
use serde_json::Value;

const RULES: &str = "family: ours
clauses:
  OWN-01: {title: 勿提竞品, source: 本店手册 第3条}
  OWN-02: {title: 勿说绝对, source: 本店手册 第4条}
rules:
  - {id: rival, clauses: [OWN-01], severity: error, message: 勿提竞品, phrases: [隔壁店], examples: {flag: [隔壁店], pass: [本店]}}
  - {id: always, clauses: [OWN-02], severity: warning, message: 勿说绝对, phrases: [永远], examples: {flag: [永远], pass: [一直]}}
  - {id: maybe, clauses: [OWN-02], severity: info, message: 勿说绝对, phrases: [从来], examples: {flag: [{text: 从来, severity: info}], pass: [一直]}}
";

const LABELLED: &str = r#"{"id": "a", "text": "隔壁店质量差，永远别去", "labels": [["OWN-01", "隔壁店"], ["OWN-02", "永远"]]}
{"id": 7, "text": "那家店永远不行", "labels": [["OWN-01", "那家店"]], "note": "other keys are ignored"}

{"text": "从来没有过", "labels": [["OWN-02", "从来"]]}
{"text": "我们永远在线", "labels": [["OWN-02:info", "永远"]]}
{"text": "永远牌自行车", "labels": [["exempt", "永远牌"], ["ours", "自行车"]]}
{"text": "您好", "labels": []}
"#;

/// Measures `labelled` with rules of this test alone; the code, standard output and standard error.
fn measure(name: &str, labelled: &str, options: &[&str]) -> (i32, String, String) {
    let rules = file(&format!("{name}.yaml"), RULES);
    let rules = rules.to_str().expect("a UTF-8 path");
    let arguments = [&["rules", "measure", "-", "--no-default-rules", "--rules", rules], options].concat();
    let output = jinyu(&arguments, labelled);
    (output.status.code().unwrap_or(-1), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
}

/// Labelled, found, missed and false alarms of a name.
fn counts(measured: &Value, rows: &str, name: &str) -> Option<[u64; 4]> {
    let row = measured[rows].as_array()?.iter().find(|row| row["name"] == name)?;
    Some(["labelled", "found", "missed", "false_alarms"].map(|key| row[key].as_u64().unwrap_or(u64::MAX)))
}

#[test]
fn counts_replies_by_family_clause_and_rule() {
    let (code, out, err) = measure("counts", LABELLED, &["--output-format", "json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let measured: Value = serde_json::from_str(&out).expect("the report is JSON");
    assert_eq!(measured["replies"], 6);
    for (rows, name, expected) in [
        ("families", "ours", Some([1, 1, 1, 2])),
        ("clauses", "OWN-01", Some([2, 1, 1, 0])),
        ("clauses", "OWN-02", Some([2, 1, 1, 2])),
        ("rules", "ours/always", Some([0, 1, 0, 2])),
        ("rules", "ours/rival", Some([0, 1, 0, 0])),
        ("rules", "ours/maybe", None),
    ] {
        assert_eq!(counts(&measured, rows, name), expected, "{name}");
    }
    let clause = &measured["clauses"][1];
    assert_eq!((&clause["doubtful"], &clause["doubtful_found"]), (&1.into(), &1.into()));
    assert_eq!((&clause["precision"], &clause["recall"]), (&0.3333.into(), &0.5.into()));
    assert_eq!(measured["rules"][0]["recall"], Value::Null);
    assert_eq!(measured["clauses"][0]["missed_lines"][0]["id"], "7");
}

#[test]
fn levels_and_selection_say_what_counts() {
    let json = |name, options: &[&str]| -> Value {
        let options = [&["--output-format", "json"], options].concat();
        serde_json::from_str(&measure(name, LABELLED, &options).1).expect("the report is JSON")
    };
    let all = json("info", &["--min-severity", "info"]);
    assert_eq!(counts(&all, "clauses", "OWN-02"), Some([2, 2, 0, 2]));
    let few = json("select", &["--select", "OWN-01"]);
    assert_eq!(counts(&few, "clauses", "OWN-01"), Some([2, 1, 1, 0]));
    assert_eq!(counts(&few, "clauses", "OWN-02"), None, "its rules are off");
    let (code, _, err) = measure("idle", LABELLED, &["--ignore", "OWN-01"]);
    assert_eq!((code, err.as_str()), (0, "有 2 处标注属于停用的规则，没有计入\n"));
}

#[test]
fn shows_the_lines_behind_the_numbers() {
    let (_, out, _) = measure("lines", LABELLED, &[]);
    for part in [
        "<stdin>：6 条回复，按 warning 及以上的问题计数",
        "OWN-01     2     1     1     0  100.0%   50.0%     -",
        "OWN-01  漏报 1\n  <stdin>:2 (7)  「那家店」  那家店永远不行\n",
        "ours  误报 2\n  <stdin>:2 (7)  ours/always 「永远」  那家店永远不行\n  <stdin>:6  ours/always 「永远」  永远牌自行车\n",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    let (_, out, _) = measure("one", LABELLED, &["--show", "1", "--lang", "en"]);
    assert!(out.contains("ours  false alarms 2 (the first 1; --show all shows all)"), "{out}");
    let (_, out, _) = measure("none", LABELLED, &["--show", "0"]);
    assert!(!out.contains("那家店永远不行"), "{out}");
}

#[test]
fn a_faulty_line_or_label_is_reported_and_the_rest_counts() {
    let faulty = r#"{"text": "隔壁店", "labels": [["OWN-01", "隔壁店"]
["隔壁店"]
{"txt": "隔壁店", "labels": []}
{"text": "隔壁店"}
{"text": "隔壁店", "labels": ["OWN-01", ["OWN-01"], ["OWN-01", 3]]}
{"text": "隔壁店", "labels": [["OWN-99", "隔壁"]]}
{"text": "隔壁店", "labels": [["OWN-01", "隔壁的店"]]}
{"text": "隔壁店", "labels": [["ours", ""], ["OWN-01", "隔壁店"]]}
"#;
    let (code, out, err) = measure("faulty", faulty, &["--output-format", "json"]);
    assert_eq!(code, 3);
    for part in [
        "<stdin>:1:44: 这一行不是完整的 JSON 对象",
        "<stdin>:2: 这一行不是由“键: 值”组成的对象",
        "<stdin>:3: 没有正文（text）",
        "<stdin>:4: 没有标注（labels）",
        "<stdin>:5: 第 1 项标注不是 [名称, 正文中的一段]",
        "<stdin>:5: 第 3 项标注",
        "<stdin>:6: 没有规则族、条款或规则 OWN-99",
        "<stdin>:7: 正文里没有标注为 OWN-01 的「隔壁的店」",
        "<stdin>:8: 正文里没有标注为 ours 的「」",
        "处理：没有毛病的回复写 \"labels\": []",
        "文件中有 10 处错误",
    ] {
        assert!(err.contains(part), "{part}\n{err}");
    }
    let measured: Value = serde_json::from_str(&out).expect("the report is JSON");
    assert_eq!(measured["replies"], 4);
    assert_eq!(counts(&measured, "clauses", "OWN-01"), Some([1, 1, 0, 2]), "line 7 counts neither way");
}

#[test]
fn what_cannot_be_read_or_is_wrong_usage() {
    for (arguments, code, said) in [
        (&["rules", "measure", "no-such-file.jsonl"][..], 3, "no-such-file.jsonl: 无法读取：文件或文件夹不存在"),
        (&["rules", "measure", "crates"], 3, "这是文件夹"),
        (&["rules", "measure"], 2, "缺少 <标注文件>"),
        (&["rules", "measure", "-", "--show", "many"], 2, "--show <N|all> 的值 many 无效"),
        (&["rules", "measure", "-", "--select", "promisse"], 2, "promisse"),
        (&["rules", "measure", "-", "--rules", "tests/faults/no-trigger.yaml"], 2, "no-trigger.yaml:6:9"),
    ] {
        let output = jinyu(arguments, "");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(text(&output.stderr).contains(said), "{said}\n{}", text(&output.stderr));
    }
}

#[test]
fn the_embedded_rules_can_be_measured() {
    let labelled = "{\"text\": \"您好，明天可以到\", \"labels\": [[\"promise\", \"明天可以到\"]]}\n";
    let output = jinyu(&["rules", "measure", "-", "--lang", "en"], labelled);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("promise         1      1       0      0     100.0%  100.0%"), "{}", text(&output.stdout));
}
