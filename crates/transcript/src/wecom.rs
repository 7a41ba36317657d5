//! A decrypted message archive of WeCom: one JSON object a message.

use std::io::Read;

use jinyu::Role;
use serde_json::Value;

use crate::json::column;
use crate::lines::{Lines, Step};
use crate::log::{Draft, Entry, Recall, Source};
use crate::message::{Kind, Message, is_blank};
use crate::problem::{Problem, ProblemKind};

/// The least length of an external contact's or a robot's id, in bytes: its prefix and twenty more.
const EXTERNAL_ID_BYTES: usize = 22;

pub(crate) struct Wecom<R> {
    pub(crate) lines: Lines<R>,
    ended: bool,
}

impl<R: Read> Wecom<R> {
    pub(crate) fn new(lines: Lines<R>) -> Wecom<R> {
        Wecom { lines, ended: false }
    }
}

impl<R: Read> Source for Wecom<R> {
    fn next(&mut self) -> Option<Result<Entry, Problem>> {
        while !self.ended {
            let number = match self.lines.advance() {
                Ok(Step::End) => return None,
                Ok(Step::Line) => self.lines.number(),
                Ok(Step::TooLong) => return Some(Err(Problem::new(self.lines.number(), ProblemKind::LineTooLong))),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(Problem::of_input(self.lines.number() + 1, &error)));
                }
            };
            if !is_blank(self.lines.current()) {
                return Some(entry(self.lines.current(), number));
            }
        }
        None
    }
}

fn entry(text: &str, line: u64) -> Result<Entry, Problem> {
    let problem = |kind| Problem::new(line, kind);
    let record: Value = serde_json::from_str(text).map_err(|fault| problem(ProblemKind::Json).at_column(column(text, &fault)))?;
    if !record.is_object() {
        return Err(problem(ProblemKind::NotAnObject));
    }
    let word = |path: &str| record.pointer(path).and_then(Value::as_str).filter(|word| !is_blank(word)).map(str::to_owned);
    let type_ = word("/msgtype").unwrap_or_default();
    let action = word("/action").unwrap_or_default();
    if action == "switch" {
        return Ok(Entry::Said(Box::new(switch(&record, line))));
    }
    let sender = word("/from").ok_or_else(|| problem(ProblemKind::MissingSender))?;
    if action == "recall" || type_ == "revoke" {
        return Ok(Entry::Recalled(Recall { line, id: word("/revoke/pre_msgid"), sender: Some(sender) }));
    }
    let (kind, text) = content(&type_, &record).ok_or_else(|| problem(ProblemKind::MissingText))?;
    let mut message = Message { line, kind, text, ..Message::default() };
    message.session = word("/roomid").or_else(|| session(&sender, &record));
    message.set_time(number(&record["msgtime"]).as_deref());
    let role = Some(role(&sender));
    message.sender = Some(sender);
    Ok(Entry::Said(Box::new(Draft { message, role, id: word("/msgid"), ..Draft::default() })))
}

/// An employee changed to the log of another company: a line of the system, without words.
fn switch(record: &Value, line: u64) -> Draft {
    let mut message = Message { line, ..Message::default() };
    message.sender = record["user"].as_str().map(str::to_owned);
    message.set_time(number(&record["time"]).as_deref());
    Draft { message, role: Some(Role::System), ..Draft::default() }
}

/// What a message is and its words; `None` where it should have some and has not.
fn content(type_: &str, record: &Value) -> Option<(Kind, String)> {
    let text = |paths: &[&str]| paths.iter().find_map(|path| record.pointer(path)?.as_str()).map(str::to_owned);
    let without = |kind| Some((kind, String::new()));
    match type_ {
        "text" => Some((Kind::Message, text(&["/text/content"])?)),
        "markdown" => Some((Kind::Message, text(&["/info/content", "/markdown/content"])?)),
        "link" => Some((Kind::Card, text(&["/link/title"]).unwrap_or_default())),
        "mixed" => Some(mixed(record.pointer("/mixed/item")?.as_array()?)),
        "image" | "emotion" => without(Kind::Image),
        "voice" | "meeting_voice_call" | "voiptext" => without(Kind::Voice),
        "video" => without(Kind::Video),
        "file" | "docmsg" => without(Kind::File),
        "" => None,
        _ => without(Kind::Card),
    }
}

/// The words of a mixed message, a line each part; one of pictures alone is a picture.
fn mixed(parts: &[Value]) -> (Kind, String) {
    let mut words = Vec::new();
    for part in parts {
        // The content may be an object, or the text of one.
        let inner = match &part["content"] {
            Value::String(text) => serde_json::from_str(text).ok().filter(Value::is_object).unwrap_or_else(|| part["content"].clone()),
            other => other.clone(),
        };
        let key = if part["type"] == "link" { "title" } else { "content" };
        let text = inner.as_str().or_else(|| inner[key].as_str());
        if matches!(part["type"].as_str(), Some("text" | "markdown" | "link")) {
            words.extend(text.map(str::to_owned));
        }
    }
    let kind = if words.is_empty() { Kind::Image } else { Kind::Message };
    (kind, words.join("\n"))
}

/// A number, or a text of digits, as it is written.
fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn role(sender: &str) -> Role {
    match sender {
        _ if is_external(sender) => Role::Customer,
        _ if sender.starts_with("wb") && sender.len() >= EXTERNAL_ID_BYTES => Role::Auto,
        _ => Role::Agent,
    }
}

fn is_external(id: &str) -> bool {
    (id.starts_with("wm") || id.starts_with("wo")) && id.len() >= EXTERNAL_ID_BYTES
}

/// Outside a room the conversation is the external contact's; among colleagues it is both names, in
/// an order that does not depend on who speaks.
fn session(sender: &str, record: &Value) -> Option<String> {
    if is_external(sender) {
        return Some(sender.to_owned());
    }
    let receivers = record["tolist"].as_array().map(Vec::as_slice).unwrap_or_default();
    let receivers = || receivers.iter().filter_map(Value::as_str);
    if let Some(contact) = receivers().find(|id| is_external(id)) {
        return Some(contact.to_owned());
    }
    let colleague = receivers().next()?;
    let (first, second) = if sender <= colleague { (sender, colleague) } else { (colleague, sender) };
    Some(format!("{first}、{second}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{content, role, session};
    use crate::message::Kind;
    use jinyu::Role;

    #[test]
    fn ids_tell_the_role() {
        for (id, expected) in [
            ("wmAAAAAAAAAAAAAAAAAAAAAA", Role::Customer),
            ("woBBBBBBBBBBBBBBBBBBBB", Role::Customer),
            ("wbCCCCCCCCCCCCCCCCCCCCCC", Role::Auto),
            ("wmBBBBBBBBBBBBBBBBBBB", Role::Agent),
            ("wangmin", Role::Agent),
            ("woody", Role::Agent),
        ] {
            assert_eq!(role(id), expected, "{id}");
        }
    }

    #[test]
    fn words_of_every_type() {
        for (type_, record, expected) in [
            ("text", json!({"text": {"content": "您好"}}), Some((Kind::Message, "您好"))),
            ("text", json!({"text": {}}), None),
            ("markdown", json!({"info": {"content": "**您好**"}}), Some((Kind::Message, "**您好**"))),
            ("markdown", json!({"markdown": {"content": "您好"}}), Some((Kind::Message, "您好"))),
            ("link", json!({"link": {"title": "洗护说明"}}), Some((Kind::Card, "洗护说明"))),
            ("image", json!({}), Some((Kind::Image, ""))),
            ("weapp", json!({}), Some((Kind::Card, ""))),
            (
                "mixed",
                json!({"mixed": {"item": [{"type": "text", "content": "{\"content\":\"这款\"}"}, {"type": "image", "content": "{}"},
                    {"type": "text", "content": {"content": "有货"}}, {"type": "text", "content": "的"}]}}),
                Some((Kind::Message, "这款\n有货\n的")),
            ),
            ("mixed", json!({"mixed": {"item": [{"type": "image", "content": "{}"}]}}), Some((Kind::Image, ""))),
            ("", json!({}), None),
        ] {
            let found = content(type_, &record);
            assert_eq!(found.as_ref().map(|(kind, text)| (*kind, text.as_str())), expected, "{record}");
        }
    }

    #[test]
    fn a_conversation_among_colleagues_is_one() {
        let to = |name| json!({"tolist": [name]});
        assert_eq!(session("lin", &to("wang")), session("wang", &to("lin")));
        assert_eq!(session("lin", &json!({})), None);
    }
}
