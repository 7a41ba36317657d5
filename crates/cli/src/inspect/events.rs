//! Files of events about agents that no chat log holds: CSV with a header, or one JSON object a line.

use crate::complaints::{At, Complaints};
use crate::exit::Failure;
use crate::input::reason;
use crate::screen::Screen;
use jinyu::{Language, Ledger, Moment, RuleSet, StaffEvent};
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Largest file of events, in bytes.
const MAX_BYTES: u64 = 64 << 20;

/// One event as it is written; every field is a text.
#[derive(Debug, Default, PartialEq, Eq)]
struct Record {
    fields: [Option<String>; 6],
}

/// The fields, with the names that a header or a key may have.
const NAMES: [&[&str]; 6] = [
    &["agent", "客服", "账号"],
    &["time", "时间"],
    &["kind", "事件", "类型"],
    &["with_text", "有文字"],
    &["exempt", "免责"],
    &["id", "编号", "订单号"],
];

/// What is wrong with one record: what, and what to do.
type Wrong = (String, String);

/// Records with their lines.
type Records = Vec<(u64, Result<Record, Wrong>)>;

/// Reads all files into the ledger; how many records could not be used. Each is told with its line.
pub fn read(paths: &[PathBuf], ledger: &mut Ledger<'_>, rules: &RuleSet, screen: &Screen) -> Result<u64, Failure> {
    let mut broken = 0;
    for path in paths {
        let text = read_text(path, screen)?;
        let name: Arc<str> = path.display().to_string().into();
        let mut complaints = Complaints::new(&name);
        for (line, record) in records(&text, screen)? {
            let used = record.and_then(|record| record.put((&name, line), ledger, rules, screen));
            if let Err((message, help)) = used {
                broken += 1;
                complaints.tell(&At { sheet: None, line, column: None }, &message, &help, screen);
            }
        }
    }
    Ok(broken)
}

fn read_text(path: &Path, screen: &Screen) -> Result<String, Failure> {
    let name = jinyu_report::escape(&path.display().to_string()).into_owned();
    let failed = |why: String| Failure::Usage(format!("{name}: {}{why}", screen.say("无法读取：", "cannot be read: ")));
    let why = |error: &std::io::Error| if screen.language == Language::English { error.to_string() } else { reason(error) };
    if fs::metadata(path).map_err(|error| failed(why(&error)))?.len() > MAX_BYTES {
        return Err(failed(screen.say("超过 64 MiB，请按月拆开", "more than 64 MiB; split it by month").to_owned()));
    }
    let bytes = fs::read(path).map_err(|error| failed(why(&error)))?;
    let (text, _, is_broken) = match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding.decode(&bytes),
        None if std::str::from_utf8(&bytes).is_ok() => encoding_rs::UTF_8.decode(&bytes),
        None => encoding_rs::GB18030.decode(&bytes),
    };
    if is_broken {
        return Err(failed(screen.say("既不是 UTF-8 也不是 GB18030 文字", "neither UTF-8 nor GB18030 text").to_owned()));
    }
    Ok(text.into_owned())
}

/// Reads a table, or JSON a line.
fn records(text: &str, screen: &Screen) -> Result<Records, Failure> {
    if text.trim_start().starts_with('{') {
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        return Ok(lines.map(|(number, line)| (number, from_json(line, screen))).collect());
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let columns = NAMES.map(|names| header.iter().position(|name| names.contains(&name.to_lowercase().as_str())));
    let has_kind = columns[2].is_some();
    if !has_kind && !text.trim().is_empty() {
        let says = screen.say(
            "事件文件的第一行应是列名，其中要有“事件”（kind）；可用的列：客服、时间、事件、有文字、免责、编号",
            "a file of events begins with the names of its columns, kind among them; known: agent, time, kind, with_text, exempt, id",
        );
        return Err(Failure::Usage(says.to_owned()));
    }
    let mut records = Vec::new();
    for row in reader.records() {
        records.push(match row {
            Ok(row) => {
                let cell = |column: Option<usize>| row.get(column?).filter(|cell| !cell.is_empty()).map(str::to_owned);
                (row.position().map_or(0, csv::Position::line), Ok(Record { fields: columns.map(cell) }))
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                (line, Err((error.to_string(), screen.say("改正这一行", "correct the line").to_owned())))
            }
        });
    }
    Ok(records)
}

fn from_json(line: &str, screen: &Screen) -> Result<Record, Wrong> {
    let object: Map<String, Value> = serde_json::from_str(line).map_err(|error| {
        let says = screen.say("这一行不是 JSON 对象", "the line is no JSON object");
        (
            format!("{says}（{error}）"),
            screen.say("每行写一个 {\"agent\": …, \"kind\": …}", "write one {\"agent\": …, \"kind\": …} a line").to_owned(),
        )
    })?;
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        other => Some(other.to_string()),
    };
    Ok(Record { fields: NAMES.map(|names| names.iter().find_map(|name| object.get(*name)).and_then(text)) })
}

impl Record {
    fn put(self, place: (&str, u64), ledger: &mut Ledger<'_>, rules: &RuleSet, screen: &Screen) -> Result<(), Wrong> {
        let wrong = |message: (&str, &str), help: (&str, &str)| {
            Err((screen.say(message.0, message.1).to_owned(), screen.say(help.0, help.1).to_owned()))
        };
        let [agent, time, kind, with_text, exempt, id] = &self.fields;
        let Some(kind) = kind else {
            return wrong(("没有写明事件", "the event has no kind"), ("补上事件，如 差评", "add its kind, such as bad-rating"));
        };
        let moment = time.as_deref().map_or(Some(Moment::UNKNOWN), |time| Moment::parse(time, rules.time_zone()));
        let Some(moment) = moment else {
            return wrong(("时间无法读懂", "the time cannot be read"), ("写成 2026-03-06 10:00:00", "write 2026-03-06 10:00:00"));
        };
        let Some(with_text) = flag(with_text.as_deref()) else {
            return wrong(("“有文字”不是是或否", "with_text is neither true nor false"), ("写 是 或 否", "write true or false"));
        };
        let exempt = match flag(exempt.as_deref()) {
            Some(false) => None,
            Some(true) => Some(screen.say("客观原因", "beyond the agent's control")),
            None => exempt.as_deref(),
        };
        let event =
            StaffEvent { id: id.as_deref(), agent: agent.as_deref(), time: time.as_deref(), moment, kind, with_text, exempt, place };
        if ledger.event(&event) {
            return Ok(());
        }
        let kind = jinyu_report::escape(kind);
        let kinds = rules.ledgers().events().join(screen.say("、", ", "));
        Err(match screen.language {
            Language::English => {
                (format!("no ledger knows events {kind}"), format!("known: {kinds}; add it to events in the shop profile"))
            }
            _ => (format!("台账里没有事件“{kind}”"), format!("可用：{kinds}；也可写进店铺档案的 events")),
        })
    }
}

/// Yes or no; nothing is no.
fn flag(text: Option<&str>) -> Option<bool> {
    match text.map(str::to_lowercase).as_deref() {
        None | Some("否" | "无" | "false" | "no" | "0" | "n") => Some(false),
        Some("是" | "有" | "true" | "yes" | "1" | "y") => Some(true),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Color;

    fn read(text: &str) -> Vec<String> {
        let screen = Screen::new(Language::Chinese, Color::Never);
        let records = records(text, &screen).expect("a header");
        records
            .into_iter()
            .map(|(line, record)| format!("{line} {:?}", record.map(|record| record.fields.map(Option::unwrap_or_default))))
            .collect()
    }

    #[test]
    fn tables_and_json_say_the_same() {
        let table = "客服,时间,事件,有文字,免责\n小满,2026-03-06 10:00:00,差评,是,\n,2026-03-07 12:00:00,午餐脱岗,,停电\n";
        let json = "{\"agent\": \"小满\", \"time\": \"2026-03-06 10:00:00\", \"kind\": \"差评\", \"with_text\": \"是\"}\n\n\
                    {\"kind\": \"午餐脱岗\", \"time\": \"2026-03-07 12:00:00\", \"exempt\": \"停电\", \"note\": 1}\nx\n";
        let rows = [
            r#"Ok(["小满", "2026-03-06 10:00:00", "差评", "是", "", ""])"#,
            r#"Ok(["", "2026-03-07 12:00:00", "午餐脱岗", "", "停电", ""])"#,
        ];
        assert_eq!(read(table), [format!("2 {}", rows[0]), format!("3 {}", rows[1])]);
        let json = read(json);
        assert_eq!(json[..2], [format!("1 {}", rows[0]), format!("3 {}", rows[1])]);
        assert!(json[2].starts_with("4 Err"), "{json:?}");
    }
}
