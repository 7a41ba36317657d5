//! Messages as our JSONL.

use serde::Serialize;

use crate::message::Message;

/// What a line has, in this order; what a message does not have is left out.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<&'a str>,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<&'a str>,
}

/// Appends `message` and a line end to `out`, in the form that [`Format::Jsonl`](crate::Format)
/// reads as the same message; a quick phrase in that of [`Format::Phrases`](crate::Format), without a
/// role. Its place in the file it came from (`line`, `row`, `sheet`) and `index` are not written. A
/// time that could not be read is written as it was.
pub fn write_jsonl(message: &Message, out: &mut Vec<u8>) {
    let is_phrase = message.kind.is_phrase() && message.role == message.kind.role();
    let line = Line {
        session: message.session.as_deref(),
        time: message.time.as_deref().or(message.unread_time.as_deref()),
        role: (!is_phrase).then(|| message.role.name()),
        sender: message.sender.as_deref(),
        text: &message.text,
        kind: message.kind.name(),
        event: message.event.map(|event| event.name()),
        withdrawn: message.withdrawn,
        code: message.code.as_deref(),
        group: message.group.as_deref(),
        valid_from: message.valid_from.as_deref(),
        valid_until: message.valid_until.as_deref(),
    };
    // Neither memory nor texts can fail to be written.
    if serde_json::to_writer(&mut *out, &line).is_ok() {
        out.push(b'\n');
    }
}
