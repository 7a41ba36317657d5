//! Hostile chat text in every form of the report on whole logs: text stays text.

use jinyu::{Accounts, Hit, Inspection, Ledger, Moment, Role, RuleSet, Severity, Span, Turn};
use jinyu_report::{InspectionFormat, InspectionReport, Style};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

const PROFILE: &str = "
shifts: {}
ledgers: {points: {start: 100, entries: {any: {title: 一切, on: [a], amount: 1}}}}
";

const HOSTILE: [&str; 44] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "<a href=\"javascript:alert(1)\">点我</a>",
    "</style><style>*{display:none}",
    "--><!--",
    "<!--",
    "]]><![CDATA[",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "${7*7}",
    "<%= 7 %>",
    "\u{2028}\u{2029}",
    "\u{1b}[31m红\u{1b}]0;标题\u{7}",
    "\u{1b}]8;;https://example.com\u{7}链接\u{1b}]8;;\u{7}",
    "\u{9b}2J",
    "\u{202e}反\u{2066}向",
    "\u{e0041}\u{e0042}",
    "a\u{0}b",
    "换\r\n行\r::error::假",
    "::set-output name=x::y",
    "##vso[task.complete]",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1",
    "\r=1",
    "＝1＋1",
    "＋86",
    "－1",
    "＠某人",
    " =HYPERLINK(\"https://example.com\")",
    "\"=1\"",
    "https://example.com",
    "_x0041_",
    "\u{fffe}\u{ffff}",
    "..\\..\\etc/passwd",
];

/// The hostile texts as words that are found, as senders and as conversations.
fn report(format: InspectionFormat) -> Vec<u8> {
    let rules = RuleSet::builder().profile("profile.yaml", PROFILE).build().expect("a profile");
    let mut inspection = Inspection::new(&rules);
    let mut ledger = Ledger::new(&rules);
    let file: Arc<str> = "<b>日志</b>.jsonl".into();
    let long = "长".repeat(400_000);
    let marks = "a".to_owned() + &"\u{301}".repeat(10_000);
    for (line, text) in (1..).zip(HOSTILE.into_iter().chain([long.as_str(), marks.as_str()])) {
        for index in 1..=3 {
            let hit = Hit {
                rule: "a/b",
                clauses: &[],
                severity: Severity::Critical,
                message: ["勿用", "do not"],
                span: Some(Span::new(0, text.len())),
                waited_seconds: None,
            };
            let turn = Turn {
                file: &file,
                line,
                session: Some(text),
                index,
                time: Some("2026-03-06 09:00:00"),
                moment: Moment::parse("2026-03-06 09:00:00", rules.time_zone()).unwrap_or_default(),
                role: if index == 1 { Role::Customer } else { Role::Agent },
                sender: Some(text),
                agent: None,
                text,
                is_checked: index > 1,
            };
            let hits = if index > 1 { std::slice::from_ref(&hit) } else { &[] };
            inspection.turn(&turn, hits);
            ledger.message(text, &turn, hits);
        }
    }
    inspection.finish();
    let accounts: Accounts = ledger.settle();
    let suggestions: BTreeMap<String, String> = HOSTILE.iter().map(|text| ((*text).to_owned(), (*text).to_owned())).collect();
    let report = InspectionReport {
        inspection: &inspection,
        accounts: &accounts,
        min_severity: Severity::Warning,
        quick_phrase_times: 2,
        suggestions: &suggestions,
    };
    report.write(format, &Style::default()).expect("a report")
}

fn text(format: InspectionFormat) -> String {
    String::from_utf8(report(format)).expect("UTF-8")
}

/// Whether a terminal or a reader's eye could be led astray.
fn is_live(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e007f}')
}

#[test]
fn the_terminal_obeys_nothing() {
    let summary = text(InspectionFormat::Text);
    assert_eq!(summary.chars().find(|c| is_live(*c)), None);
    assert!(summary.lines().all(|line| !line.trim_start().starts_with("::") && !line.contains("##vso[")), "{summary}");
}

#[test]
fn json_is_json() {
    let json = text(InspectionFormat::Json);
    assert_eq!(json.chars().find(|c| is_live(*c)), None);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(value["version"], 1);
    assert_eq!(value["total"]["findings"]["critical"], 2 * (HOSTILE.len() + 2));
}

/// A tag or an attribute that the template does not write comes from chat text.
#[test]
fn html_has_no_tags_but_ours() {
    let page = text(InspectionFormat::Html);
    let template = [include_str!("../templates/inspection.html"), include_str!("../templates/macros.html")].concat();
    let (_, body) = page.split_once("</style>").expect("a style");
    assert_eq!(body.chars().find(|c| is_live(*c)), None);
    for (at, _) in body.match_indices('<') {
        let tag: String = body[at..].chars().take_while(|c| !matches!(c, ' ' | '>')).collect();
        assert!(template.contains(&tag), "{tag}");
        assert!(!["<script", "<img", "<iframe", "<link", "<style", "<!--"].contains(&&*tag), "{tag}");
    }
    for (at, _) in body.match_indices("href=\"") {
        assert!(body[at..].starts_with("href=\"#"), "{}", &body[at..at + 40]);
    }
    assert!(!body.contains("src=") || !body.contains("<img"), "no picture is loaded");
    assert!(page.contains("default-src 'none'"));
    assert!(body.contains("{{ 7 * 7 }}") && !body.contains(">49<"), "templates in chat text are text");
}

#[test]
fn csv_has_no_formulas() {
    let table = text(InspectionFormat::Csv);
    let mut reader = csv::ReaderBuilder::new().from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let mut fields = 0;
    for record in reader.records() {
        for field in &record.expect("as many fields as columns") {
            fields += 1;
            let is_number = field.trim_end_matches('%').parse::<f64>().is_ok();
            let first = field.trim_start_matches([' ', '"', '\u{3000}']).chars().next();
            assert!(is_number || !first.is_some_and(|c| "=+-@\t\r＝＋－＠".contains(c)), "{field}");
        }
    }
    assert!(fields > 1000);
}

#[test]
fn workbooks_hold_texts_alone() {
    let bytes = report(InspectionFormat::Xlsx);
    assert!(bytes == report(InspectionFormat::Xlsx), "the same bytes each time");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let mut sheets = 0;
    for number in 0..archive.len() {
        let mut part = archive.by_index(number).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut xml = String::new();
        part.read_to_string(&mut xml).expect("UTF-8");
        sheets += usize::from(name.starts_with("xl/worksheets/sheet"));
        for live in ["<f>", "<f ", "hyperlink", "<script"] {
            assert!(!xml.contains(live), "{name}: {live}");
        }
        let is_illegal = |c: &char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
        assert_eq!(xml.chars().find(is_illegal), None, "{name}");
    }
    assert_eq!(sheets, 9);
}
