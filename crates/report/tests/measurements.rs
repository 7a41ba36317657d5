//! Measurements on invented labelled replies.

use jinyu::{Language, Severity, Span};
use jinyu_report::{LabelledLine, Measurement, Score, Style};

fn line(line: u64, id: &str, text: &str, parts: &[(Option<&str>, &str)]) -> LabelledLine {
    let span = |part: &str| text.find(part).map_or(Span::new(0, 0), |at| Span::new(at, at + part.len()));
    LabelledLine {
        line,
        id: (!id.is_empty()).then(|| id.to_owned()),
        text: text.to_owned(),
        parts: parts.iter().map(|(rule, part)| (rule.map(str::to_owned), span(part))).collect(),
    }
}

fn measurement() -> Measurement<'static> {
    let missed = line(12, "a7", "亲，加我手机13800138000\u{7}哈", &[(None, "13800138000"), (None, "加我")]);
    let wrong = line(9, "", "::error::我们的微信公众号上有说明", &[(Some("contact/app"), "微信公众号")]);
    let contact = Score {
        name: "contact".to_owned(),
        labelled: 32,
        found: 31,
        missed: 1,
        false_alarms: 7,
        missed_lines: vec![missed],
        false_lines: vec![wrong.clone()],
        ..Score::default()
    };
    let promise = Score { name: "promise".to_owned(), labelled: 3, found: 3, doubtful: 4, doubtful_found: 1, ..Score::default() };
    let clause = Score { name: "CON-01".to_owned(), false_alarms: 7, false_lines: vec![wrong.clone()], ..Score::default() };
    let rule = Score { name: "contact/app".to_owned(), found: 20, false_alarms: 7, false_lines: vec![wrong], ..Score::default() };
    Measurement {
        file: "标注.jsonl",
        replies: 716,
        min_severity: Severity::Warning,
        families: vec![contact, promise],
        clauses: vec![clause],
        rules: vec![rule],
    }
}

#[test]
fn text() {
    insta::assert_snapshot!(measurement().to_text(&Style::default()));
}

#[test]
fn text_english() {
    let style = Style { language: Language::English, show_personal_data: true, ..Style::default() };
    insta::assert_snapshot!(measurement().to_text(&style));
}

#[test]
fn text_coloured() {
    let text = measurement().to_text(&Style { color: true, ..Style::default() });
    insta::assert_snapshot!(text.replace('\u{1b}', "␛"));
}

#[test]
fn json() {
    let json = measurement().to_json(&Style::default());
    let value: serde_json::Value = serde_json::from_str(&json).expect("the report is JSON");
    assert_eq!(value["families"][0]["precision"], 0.8158);
    assert_eq!(value["rules"][0]["recall"], serde_json::Value::Null);
    insta::assert_snapshot!(json);
}

#[test]
fn nothing_labelled() {
    let empty = Measurement { file: "空.jsonl", replies: 0, families: vec![], clauses: vec![], rules: vec![], ..measurement() };
    assert_eq!(empty.to_text(&Style::default()), "空.jsonl：0 条回复，按 warning 及以上的问题计数\n");
}
