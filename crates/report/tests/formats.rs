//! Every format on the same invented replies.

use jinyu::{Language, Linter, RuleSet, Severity};
use jinyu_report::{Count, FaultyReply, Format, Origin, Style, diff, faults, statistics};

const RULES: &str = "\
family: sample
clauses:
  SMP-01: {title: 勿用绝对化用语, source: 示例手册 一}
  SMP-02: {title: 勿留联系方式, source: 示例手册 二}
  SMP-03: {title: 勿用语气词, source: 示例手册 三}
rules:
  - id: absolute
    clauses: [SMP-01]
    severity: error
    message: 请勿使用绝对化用语
    message_en: Claim nothing absolute
    phrases: [全网最低]
    suggest: 价格实惠
    examples: {flag: [全网最低], pass: [价格实惠]}
  - id: contact
    clauses: [SMP-02]
    severity: critical
    message: 请勿留下联系方式
    message_en: Leave no contact
    phrases: [微信]
    pattern: '微信\\s*[0-9]+'
    examples: {flag: [微信123], pass: [旺旺]}
  - id: particle
    clauses: [SMP-02, SMP-03]
    severity: warning
    message: 请勿使用语气词
    message_en: Use no particles
    phrases: [哦]
    rewrite: ''
    examples: {flag: [好哦], pass: [好]}
";

const TEXTS: [&str; 3] =
    ["亲，这款全网最低哦，喜欢可以拍下哦", "您好～\n加微\u{200b}信13800138000\n::error::假的\u{1b}[31m", "ＡＢ🙂全網最低"];

fn linter() -> Linter {
    let rules = RuleSet::from_yaml([("sample.yaml", RULES)]).expect("the sample is well formed");
    Linter::new(rules).expect("the rewrites of the sample are good")
}

fn report(format: Format, style: Style) -> String {
    let linter = linter();
    let mut out = format.begin().to_owned();
    let mut body = String::new();
    for (line, text) in (1..).zip(TEXTS) {
        let review = linter.review(text);
        let mut origin = Origin { file: "回复.jsonl", line, ..Origin::default() };
        if line == 2 {
            origin = Origin {
                session: Some("c1\n"),
                index: Some(4),
                time: Some("2026-06-01 10:00:00"),
                agent: Some("小店:甲"),
                row: Some(7),
                ..origin
            };
        }
        let reply = FaultyReply {
            origin,
            text,
            findings: &review.findings,
            suggestions: &review.suggestions,
            is_truncated: review.is_truncated,
            related: &[],
        };
        format.write(&reply, &style, &mut body);
    }
    out.push_str(&body);
    out + format.end(body.is_empty())
}

#[test]
fn text() {
    insta::assert_snapshot!(report(Format::Text, Style::default()));
}

#[test]
fn text_english() {
    let style = Style { language: Language::English, show_personal_data: true, ..Style::default() };
    insta::assert_snapshot!(report(Format::Text, style));
}

#[test]
fn text_coloured() {
    let report = report(Format::Text, Style { color: true, ..Style::default() });
    insta::assert_snapshot!(report.replace('\u{1b}', "␛"));
}

#[test]
fn jsonl() {
    insta::assert_snapshot!(report(Format::Jsonl, Style::default()));
}

#[test]
fn json() {
    let report = report(Format::Json, Style { show_personal_data: true, ..Style::default() });
    let findings: Vec<serde_json::Value> = serde_json::from_str(&report).expect("the report is JSON");
    assert_eq!(findings.len(), 5);
    insta::assert_snapshot!(report);
}

#[test]
fn json_without_findings() {
    assert_eq!(Format::Json.begin().to_owned() + Format::Json.end(true), "[]\n");
}

#[test]
fn json_is_exact_where_it_is_escaped() {
    let report = report(Format::Jsonl, Style { show_personal_data: true, ..Style::default() });
    for finding in report.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("every line is JSON")) {
        let text = TEXTS[finding["line"].as_u64().expect("a number") as usize - 1];
        let at = |key: &str| finding[key].as_u64().expect("a number") as usize;
        assert_eq!(finding["matched"], text[at("start_byte")..at("end_byte")]);
        let chars: String = text.chars().skip(at("start_char")).take(at("end_char") - at("start_char")).collect();
        assert_eq!(finding["matched"], chars);
        let utf16: Vec<u16> = text.encode_utf16().skip(at("start_utf16")).take(at("end_utf16") - at("start_utf16")).collect();
        assert_eq!(finding["matched"], String::from_utf16_lossy(&utf16));
    }
}

#[test]
fn github() {
    insta::assert_snapshot!(report(Format::Github, Style::default()));
}

#[test]
fn chat_text_never_starts_a_line() {
    for format in [Format::Text, Format::Github] {
        for line in report(format, Style::default()).lines() {
            let is_ours =
                line.is_empty() || ["回复.jsonl:", "  │ ", "::error file=", "::warning file="].iter().any(|ours| line.starts_with(ours));
            assert!(is_ours, "{line}");
        }
    }
}

#[test]
fn statistics_as_table_and_objects() {
    let counts = [
        Count { rule: "sample/absolute", severity: Severity::Error, message: "请勿使用绝对化用语", findings: 2, replies: 2 },
        Count { rule: "sample/particle", severity: Severity::Warning, message: "请勿使用语气词", findings: 1203, replies: 998 },
    ];
    let reports = [Format::Text, Format::Json, Format::Jsonl].map(|format| statistics(&counts, format, &Style::default()));
    insta::assert_snapshot!(reports.join("\n"));
}

#[test]
fn faults_of_rule_files() {
    let text = "family: sample\nclauses: {SMP-01: {title: 价格, source: 示例}}\nrules:\n  - id: price\n    clauses: [SMP-01]\n    severity: error\n    message: 价格\n    phrase: [\"最低\u{202e}\"]\n    except: [全网, 全网]\n    examples: {flag: [最低], pass: [低]}\n";
    let errors = RuleSet::from_yaml([("规则.yaml", text)]).expect_err("the file is faulty");
    insta::assert_snapshot!(faults(&errors.0, |_| Some(text), &Style::default()));
}

#[test]
fn faults_of_options() {
    let errors = RuleSet::builder().rules([("sample.yaml", RULES)]).select(["particles".to_owned()]).build().expect_err("no such rule");
    let said = faults(&errors.0, |_| None, &Style { language: Language::English, ..Style::default() });
    insta::assert_snapshot!(said);
}

#[test]
fn changes() {
    let old = "您好\r\n可以哦\r\n::set-output\r\n电话13800138000\u{7}\r\n";
    let new = old.replace("哦", "");
    insta::assert_snapshot!(diff("话术.txt", old, &new, &Style::default()));
}
