//! Every form and encoding of a log: what is read from its sample.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use jinyu_transcript::{Message, Options, Problem, Reader};

/// A message with all that is known of it, on one line.
fn show(message: &Message) -> String {
    let mut line = format!("{}", message.line);
    let mut add = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            let _ = write!(line, " {key}={value}");
        }
    };
    let row = message.row.map(|row| row.to_string());
    add("sheet", message.sheet.as_deref());
    add("row", row.as_deref());
    add("session", message.session.as_deref());
    add("time", message.time.as_deref());
    add("unread", message.unread_time.as_deref());
    add("sender", message.sender.as_deref());
    add("code", message.code.as_deref());
    add("group", message.group.as_deref());
    add("kind", message.kind.name());
    add("event", message.event.map(|event| event.name()));
    add("withdrawn", message.withdrawn.then_some("yes"));
    format!("{line} #{} {} {:?}", message.index, message.role.name(), message.text)
}

fn show_problem(problem: &Problem) -> String {
    let sheet = problem.sheet.as_deref().map_or(String::new(), |sheet| format!("[{sheet}] "));
    let warning = if problem.is_warning() { "warning: " } else { "" };
    format!("{sheet}{warning}{problem}")
}

/// What a sample is read as, without being told its form or encoding.
fn read(name: &str, agents: &[&str]) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts").join(name);
    let bytes = fs::read(path).expect("the sample is part of the repository");
    let options = Options { agents: agents.iter().map(|&name| name.to_owned()).collect(), ..Options::default() };
    let mut reader = match Reader::open(&bytes[..], Some(name), &options) {
        Ok(reader) => reader,
        Err(error) => return error.to_string(),
    };
    let mut found = String::new();
    for result in reader.by_ref() {
        found += &result.as_ref().map_or_else(show_problem, show);
        found.push('\n');
    }
    let guess = if reader.encoding_guessed() { " (guessed)" } else { "" };
    format!("{} {}{guess}\n{found}", reader.format(), reader.encoding())
}

macro_rules! forms {
    ($($test:ident: $name:literal, $agents:expr;)*) => {
        $(#[test]
        fn $test() {
            insta::assert_snapshot!(read($name, &$agents));
        })*
    };
}

forms! {
    qianniu: "qianniu.txt", [];
    qianniu_gb18030: "qianniu-gb18030.txt", [];
    qianniu_big5: "qianniu-big5.txt", [];
    qianniu_utf16be: "qianniu-utf16be.txt", [];
    qianniu_web: "qianniu-web.txt", [];
    qianniu_json: "qianniu.json", [];
    wecom: "wecom.jsonl", [];
    qianniu_zip: "qianniu.zip", [];
    qianniu_rows: "qianniu-rows.xlsx", [];
    qianniu_cells: "qianniu-cells.xlsx", [];
    qianniu_cells_with_agents: "qianniu-cells.xlsx", ["暖屋家纺"];
    xlsx: "chat.xlsx", [];
    xlsx_phrases: "phrases-team.xlsx", [];
    jsonl: "chat.jsonl", [];
    gzip: "chat.jsonl.gz", [];
    csv: "chat.csv", [];
    csv_wechat: "chat-wechat.csv", ["暖屋家纺"];
}
