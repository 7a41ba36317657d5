//! JSON of Qianniu's messages, one file a customer:
//! `{"user", "exportTime", "count", "chats": [{"date", "time", "sender", "text", "imgUrl"}]}`.

use std::fmt;
use std::io::Read;
use std::vec::IntoIter;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::buffer::Buffer;
use crate::error::OpenError;
use crate::json::{Word, column};
use crate::lines::count_ends;
use crate::log::{Draft, Entry, Source};
use crate::message::{Kind, Message, is_blank};
use crate::phrases::LineCounter;
use crate::problem::{Problem, ProblemKind};
use crate::sides::role_beside;
use crate::time::normalise;

/// The messages of one customer, which are read whole.
pub(crate) struct QianniuJson<R> {
    pub(crate) buffer: Buffer<R>,
    entries: IntoIter<Result<Entry, Problem>>,
}

impl<R: Read> QianniuJson<R> {
    pub(crate) fn open(buffer: Buffer<R>) -> Result<QianniuJson<R>, OpenError> {
        let entries = read(buffer.text())?.into_iter();
        Ok(QianniuJson { buffer, entries })
    }
}

impl<R> Source for QianniuJson<R> {
    fn next(&mut self) -> Option<Result<Entry, Problem>> {
        self.entries.next()
    }
}

/// The document as far as it can be read. Messages stay unparsed, so that one that is broken does
/// not break the others.
#[derive(Default)]
struct Chats<'a> {
    user: Option<String>,
    chats: Vec<&'a RawValue>,
    has_chats: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chat {
    date: Option<Word<'static>>,
    time: Option<Word<'static>>,
    sender: Option<Word<'static>>,
    text: Option<Word<'static>>,
    img_url: Option<Word<'static>>,
}

fn read(text: &str) -> Result<Vec<Result<Entry, Problem>>, OpenError> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let mut document = Chats::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let fault = document.deserialize(&mut json).and_then(|()| json.end()).err();
    if !document.has_chats {
        let place = fault.map_or((1, 1), |fault| (fault.line() as u64, fault.column() as u64));
        return Err(OpenError::Chats { line: place.0, column: place.1 });
    }
    let user = document.user.as_deref().filter(|user| !is_blank(user));
    let mut lines = LineCounter::new(text);
    let records = document.chats.iter().map(|record| chat(record, &mut lines));
    let mut messages: Vec<Result<Message, Problem>> = records.collect();
    let is_users = |message: &Message| message.sender.as_deref() == user;
    let user_speaks = user.is_some() && messages.iter().flatten().any(is_users);
    let fault = fault.map(|fault| {
        let line = text.lines().nth(fault.line().saturating_sub(1)).unwrap_or_default();
        Problem::new(fault.line() as u64, ProblemKind::CutOff).at_column(column(line, &fault))
    });
    messages.extend(fault.map(Err));
    let entry = |mut message: Message| {
        message.session = user.map(str::to_owned);
        let sender = message.sender.as_deref().unwrap_or_default();
        let role = role_beside(sender, user.unwrap_or_default(), user_speaks);
        Entry::Said(Box::new(Draft { message, role, ..Draft::default() }))
    };
    Ok(messages.into_iter().map(|message| message.map(entry)).collect())
}

fn chat(record: &RawValue, lines: &mut LineCounter) -> Result<Message, Problem> {
    let line = lines.line(lines.offset_bytes(record.get()));
    let problem = |kind| Problem::new(line, kind);
    let chat: Chat = serde_json::from_str(record.get()).map_err(|_| problem(ProblemKind::NotAnObject))?;
    let word = |value: &Option<Word<'static>>| value.as_ref().and_then(Word::get).map(|word| word.trim().to_owned()).unwrap_or_default();
    let text = match &chat.text {
        None | Some(Word::Null) => String::new(),
        Some(Word::Text(text)) => text.to_string(),
        Some(_) => return Err(problem(ProblemKind::TextNotString)),
    };
    let (sender, image) = (word(&chat.sender), word(&chat.img_url));
    if sender.is_empty() {
        return Err(problem(ProblemKind::MissingSender));
    }
    let is_picture = text.trim().is_empty() && !image.is_empty();
    let kind = if is_picture { Kind::Image } else { Kind::from_placeholder(text.trim()) };
    let mut message = Message { line: line + text_line(record.get()), sender: Some(sender), text, kind, ..Message::default() };
    let (date, time) = (word(&chat.date), word(&chat.time));
    let both = format!("{date} {time}");
    // Some exporters repeat the date in the time.
    let mut alone = String::new();
    let is_whole = normalise(&time, &mut alone) && alone.contains('-');
    message.set_time(Some(if is_whole { &time } else { both.trim() }));
    Ok(message)
}

/// How many lines below the start of a record its text begins.
fn text_line(record: &str) -> u64 {
    let at = record.find("\"text\"").unwrap_or_default();
    count_ends(record.get(..at).unwrap_or_default())
}

impl<'de> DeserializeSeed<'de> for &mut Chats<'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Chats<'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the messages of a customer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "user" => self.user = map.next_value::<Word>()?.get().map(str::to_owned),
                "chats" => map.next_value_seed(List(self))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// The list of messages, of which those before a fault are kept.
struct List<'a, 'de>(&'a mut Chats<'de>);

impl<'de> DeserializeSeed<'de> for List<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of messages")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.has_chats = true;
        while let Some(record) = list.next_element()? {
            self.0.chats.push(record);
        }
        Ok(())
    }
}
