//! `jinyu rules diff` as its users call it.

mod command;

use command::{file, jinyu, text};
use std::fs;
use std::path::PathBuf;

/// A file of rules with these ids, severities and phrases.
fn rules(name: &str, rules: &[(&str, &str, &str)]) -> String {
    let rule = |(id, severity, phrase): &(&str, &str, &str)| {
        format!(
            "- {{id: {id}, clauses: [OWN-01], severity: {severity}, message: 勿用, phrases: [{phrase}], examples: {{flag: [{phrase}], pass: [您好]}}}}\n"
        )
    };
    let path = file(
        name,
        format!(
            "family: ours\nclauses: {{OWN-01: {{title: 勿用, source: 本店手册}}}}\nrules:\n{}",
            rules.iter().map(rule).collect::<String>()
        ),
    );
    path.to_str().expect("a UTF-8 path").to_owned()
}

const LOG: &str = "甲在，乙也在\n丙在\n没有\n";

#[test]
fn lists_what_a_change_adds_and_removes() {
    let old = rules("diff-old.yaml", &[("a", "error", "甲在"), ("b", "error", "乙也在")]);
    let new = rules("diff-new.yaml", &[("b", "warning", "乙也在"), ("c", "error", "丙在")]);
    let output = jinyu(&["rules", "diff", &old, &new, "--on", "-"], LOG);
    assert_eq!(output.status.code(), Some(1));
    let expected = "\
- <stdin>:1  error  ours/a  「甲在」  甲在，乙也在
~ <stdin>:1  error → warning  ours/b  「乙也在」  甲在，乙也在
+ <stdin>:2  error  ours/c  「丙在」  丙在

规则    增加  减少  改级
ours/a     0     1     0
ours/b     0     0     1
ours/c     1     0     0
合计       1     1     1
";
    assert_eq!(text(&output.stdout), expected);
    let output = jinyu(&["rules", "diff", &old, &new, "--on", "-", "--min-severity", "error", "--lang", "en"], LOG);
    assert!(text(&output.stdout).contains("- <stdin>:1  error  ours/b"), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("total       1        2         0"), "{}", text(&output.stdout));
}

#[test]
fn json_lines_hold_one_change_each() {
    let old = rules("lines-old.yaml", &[("a", "error", "甲在")]);
    let new = rules("lines-new.yaml", &[("a", "info", "甲在"), ("c", "error", "丙在")]);
    let output = jinyu(&["rules", "diff", &old, &new, "--output-format", "jsonl", "--on", "-"], LOG);
    let lines: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect();
    let said: Vec<_> = lines.iter().map(|line| (&line["change"], &line["rule"], &line["old_severity"], &line["line"])).collect();
    assert_eq!(
        said,
        [
            (&"severity".into(), &"ours/a".into(), &"error".into(), &1.into()),
            (&"added".into(), &"ours/c".into(), &serde_json::Value::Null, &2.into())
        ]
    );
}

#[test]
fn the_same_rules_find_the_same() {
    for format in ["text", "jsonl"] {
        let output = jinyu(&["rules", "diff", "rules", "rules", "--output-format", format, "--on", "tests/transcripts/sample.jsonl"], "");
        assert_eq!(output.status.code(), Some(0));
        let said = if format == "text" { "两套规则查出的问题相同\n" } else { "" };
        assert_eq!(text(&output.stdout), said);
    }
}

#[test]
fn only_the_shop_is_compared_and_logs_are_read_as_lint_reads_them() {
    let old = rules("log-old.yaml", &[("a", "error", "甲在")]);
    let new = rules("log-new.yaml", &[("a", "error", "甲在"), ("c", "error", "丙在")]);
    let log = "{\"session\":\"一\",\"role\":\"customer\",\"text\":\"丙在吗\"}\n{\"session\":\"一\",\"role\":\"agent\",\"text\":\"丙在\"}\n";
    let path = file("diff-log.jsonl", log);
    let output = jinyu(&["rules", "diff", &old, &new, "--on", path.to_str().expect("a UTF-8 path"), "-"], "您好，丙在\n");
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<&str> = text(&output.stdout).lines().filter(|line| line.starts_with('+')).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("diff-log.jsonl:2")), "{lines:?}");
}

/// Each side has its own word lists and profile.
#[test]
fn each_folder_stands_alone() {
    let folder = |name: &str, word: &str, hours: u64| {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("the folder can be written");
        let rule = "family: ours\nclauses: {OWN-01: {title: 勿用, source: 本店手册}}\nrules:\n- {id: word, clauses: [OWN-01], severity: error, message: 勿用, phrases: ['{ours}'], examples: {flag: [甲在乙也在], pass: [您好]}}\n- {id: late, clauses: [OWN-01], severity: error, message: 太晚, phrases: [发货], number: {unit: {小时: 1}, max: '{shop.max_hours}'}, examples: {flag: [90小时发货], pass: [1小时发货]}}\n";
        for (file, text) in [
            ("ours.yaml", rule.to_owned()),
            ("words.yaml", format!("words: {{ours: [{word}]}}\n")),
            ("profile.yaml", format!("max_hours: {hours}\n")),
        ] {
            fs::write(path.join(file), text).expect("the folder can be written");
        }
        path.to_str().expect("a UTF-8 path").to_owned()
    };
    let (old, new) = (folder("diff-folder-old", "甲在", 24), folder("diff-folder-new", "乙也在", 48));
    let output = jinyu(&["rules", "diff", &old, &new, "--on", "-"], "甲在，乙也在\n36小时发货\n60小时发货\n明天可以到\n");
    let signs: Vec<&str> = text(&output.stdout).lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(signs.len(), 3, "{signs:?}\n{}", text(&output.stderr));
    for (line, part) in
        signs.iter().zip(["- <stdin>:1  error  ours/word", "+ <stdin>:1  error  ours/word", "- <stdin>:2  error  ours/late"])
    {
        assert!(line.starts_with(part), "{line}");
    }
}

#[test]
fn exit_codes() {
    let old = &*rules("exit.yaml", &[("a", "error", "甲在")]);
    for (arguments, input, code, said) in [
        (&["rules", "diff", old][..], "", 2, "缺少"),
        (&["rules", "diff", old, old], "", 2, "--on"),
        (&["rules", "diff", old, "no-such-folder", "--on", "-"], "", 2, "no-such-folder"),
        (&["rules", "diff", "tests/faults/severity.yaml", "tests/faults/no-trigger.yaml", "--on", "-"], "", 2, "severity.yaml:8:15"),
        (&["rules", "diff", "tests/faults/severity.yaml", "tests/faults/no-trigger.yaml", "--on", "-"], "", 2, "no-trigger.yaml:6:9"),
        (&["rules", "diff", old, old, "--on", "no-such-file.txt"], "", 3, "no-such-file.txt"),
        (&["rules", "diff", old, old, "--input-format", "jsonl", "--on", "-"], "{broken\n", 3, "<stdin>:1"),
    ] {
        let output = jinyu(arguments, input);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(text(&output.stderr).contains(said), "{said}\n{}", text(&output.stderr));
    }
}
