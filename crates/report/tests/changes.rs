//! Changes between two sets of rules on an invented reply.

use jinyu::{Language, Linter, RuleSet};
use jinyu_report::{Change, ChangeCount, ChangedReply, Origin, Style, change_counts};

const TEXT: &str = "亲，电话13800138000\n全网最低哦\u{1b}";

fn linter(contact: &str, absolute: &str) -> Linter {
    let rule = |id: &str, severity: &str, phrase: &str| {
        format!(
            "- {{id: {id}, clauses: [SMP-01], severity: {severity}, message: 请勿这样说, message_en: Do not say so, phrases: [{phrase}], examples: {{flag: [{phrase}], pass: [您好]}}}}\n"
        )
    };
    let rules = [("contact", contact, "电话13800138000"), ("absolute", absolute, "全网最低"), ("particle", "warning", "哦")];
    let rules: String = rules.iter().filter(|rule| !rule.1.is_empty()).map(|(id, severity, phrase)| rule(id, severity, phrase)).collect();
    let text = format!("family: sample\nclauses: {{SMP-01: {{title: 勿说, source: 示例手册 一}}}}\nrules:\n{rules}");
    RuleSet::from_yaml([("sample.yaml", text.as_str())]).and_then(Linter::new).expect("the sample is well formed")
}

fn report(write: impl Fn(&ChangedReply<'_>, &Style, &mut String), style: &Style) -> String {
    let (old, new) = (linter("critical", "warning"), linter("", "error"));
    let (old, new) = (old.lint(TEXT), new.lint(TEXT));
    let changes = [Change::Removed(old[0]), Change::Severity { old: old[1], new: new[0] }, Change::Added(new[1])];
    let origin = Origin { file: "记录\n.jsonl", line: 3, session: Some("甲"), index: Some(2), ..Origin::default() };
    let mut out = String::new();
    write(&ChangedReply { origin, text: TEXT, changes: &changes }, style, &mut out);
    out
}

#[test]
fn text() {
    insta::assert_snapshot!(report(|reply, style, out| reply.push_text(style, out), &Style::default()));
}

#[test]
fn text_coloured() {
    let style = Style { color: true, show_personal_data: true, ..Style::default() };
    insta::assert_snapshot!(report(|reply, style, out| reply.push_text(style, out), &style).replace('\u{1b}', "␛"));
}

#[test]
fn jsonl() {
    let style = Style { language: Language::English, ..Style::default() };
    let report = report(|reply, style, out| reply.push_jsonl(style, out), &style);
    for line in report.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("every line is JSON");
    }
    insta::assert_snapshot!(report);
}

#[test]
fn counts() {
    let one = ChangeCount { rule: "sample/absolute", added: 12, removed: 0, changed: 1 };
    let other = ChangeCount { rule: "sample/contact", added: 0, removed: 3, changed: 0 };
    let english = Style { language: Language::English, ..Style::default() };
    let reports = [
        change_counts(&[one, other], &Style::default()),
        change_counts(&[other], &english),
        change_counts(&[], &Style::default()),
        change_counts(&[], &english),
    ];
    insta::assert_snapshot!(reports.join("\n"));
}
