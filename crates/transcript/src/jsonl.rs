//! JSONL: one object a line, a message or a quick phrase.

mod plain;

use std::borrow::Cow;
use std::fmt;
use std::io::Read;

use jinyu::{Event, Role};
use serde::Deserialize;
use serde::de::value::{Error as Unknown, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess, Visitor};

use crate::json::{Take, Word, column};
use crate::lines::Lines;
use crate::message::{Kind, Message, is_blank, read_role, set};
use crate::problem::{Problem, ProblemKind};
use crate::reader::Place;

/// The records of a file, line by line.
pub(crate) struct Jsonl<R> {
    lines: Lines<R>,
    /// Every record is a quick phrase.
    phrases: bool,
}

impl<R: Read> Jsonl<R> {
    pub(crate) fn new(lines: Lines<R>, phrases: bool) -> Jsonl<R> {
        Jsonl { lines, phrases }
    }

    pub(crate) fn lines(&self) -> &Lines<R> {
        &self.lines
    }

    /// The next record; blank lines are passed over.
    pub(crate) fn read(&mut self, message: &mut Message) -> Option<Result<Place, Problem>> {
        let phrases = self.phrases;
        let result = loop {
            match self.lines.advance_or_problem(message)? {
                Err(problem) => return Some(Err(problem)),
                Ok(line) if is_blank(line) => {}
                Ok(line) => break read_line(line, phrases, message),
            }
        };
        Some(result.map(|()| self.lines.place()))
    }
}

fn read_line(line: &str, phrases: bool, message: &mut Message) -> Result<(), Problem> {
    let number = message.line;
    let mut record = Record::new(message);
    if plain::read(line, |key, text| record.take_plain(key, text)).is_none() {
        record = parse(line, record.message)?;
    }
    record.finish(phrases).map_err(|kind| Problem::new(number, kind))
}

/// Reads an object as JSON has it, whatever was read into the message before.
fn parse<'m>(line: &str, message: &'m mut Message) -> Result<Record<'m>, Problem> {
    let number = message.line;
    message.begin(number, None);
    let not_json = |fault| Problem::new(number, ProblemKind::Json).at_column(column(line, &fault));
    if !line.trim_ascii_start().starts_with('{') {
        serde_json::from_str::<IgnoredAny>(line).map_err(not_json)?;
        return Err(Problem::new(number, ProblemKind::NotAnObject));
    }
    let mut record = Record::new(message);
    let mut json = serde_json::Deserializer::from_str(line);
    let result = record.deserialize(&mut json).and_then(|()| json.end());
    result.map_err(not_json)?;
    Ok(record)
}

/// The keys that are read; every other one is passed over.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Session,
    Time,
    Role,
    Sender,
    Text,
    Withdrawn,
    Kind,
    Code,
    Group,
    ValidFrom,
    ValidUntil,
    Event,
    #[serde(other)]
    Other,
}

impl Key {
    /// The key of that name.
    fn from_name(name: &str) -> Option<Key> {
        let name: StrDeserializer<'_, Unknown> = name.into_deserializer();
        Key::deserialize(name).ok()
    }
}

/// What a record says besides what goes into the message at once.
#[derive(Default)]
struct Said {
    /// The [`bit`]s of the keys that were there.
    keys: u16,
    text: Option<Result<(), ProblemKind>>,
    role: Option<Result<Role, String>>,
    kind: Option<Result<Kind, String>>,
}

/// Reads an object into a message, without anything in between.
struct Record<'m> {
    message: &'m mut Message,
    said: Said,
}

impl<'de> DeserializeSeed<'de> for &mut Record<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Record<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Key>()? {
            if key == Key::Other {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            if self.said.has(key) {
                return Err(A::Error::custom("a key is given twice"));
            }
            map.next_value_seed(Take(|word: Word<'_>| self.take(key, &word)))?;
        }
        Ok(())
    }
}

impl<'m> Record<'m> {
    fn new(message: &'m mut Message) -> Record<'m> {
        Record { message, said: Said::default() }
    }

    /// Takes a text; `None` where its key was given before.
    fn take_plain(&mut self, key: &str, text: &str) -> Option<()> {
        let key = Key::from_name(key)?;
        (!self.said.has(key)).then(|| self.take(key, &Word::Text(Cow::Borrowed(text))))
    }

    fn take(&mut self, key: Key, value: &Word) {
        self.said.keys |= bit(key);
        let word = value.get();
        let message = &mut *self.message;
        match key {
            Key::Session => set(&mut message.session, word),
            Key::Time if *value == Word::Nested => message.set_time(Some("[…]")),
            Key::Time => message.set_time(word),
            Key::Sender => set(&mut message.sender, word),
            Key::Code => set(&mut message.code, word),
            Key::Group => set(&mut message.group, word),
            Key::ValidFrom => set(&mut message.valid_from, word),
            Key::ValidUntil => set(&mut message.valid_until, word),
            Key::Event => message.event = word.and_then(|word| Event::from_name(word.trim())),
            Key::Withdrawn => message.withdrawn = word == Some("true"),
            Key::Role => self.said.role = known(word, read_role),
            Key::Kind => self.said.kind = known(word, Kind::from_word),
            Key::Text => self.said.text = take_text(value, message),
            Key::Other => {}
        }
    }

    /// Empties what the record did not say, and judges the rest.
    fn finish(self, phrases: bool) -> Result<(), ProblemKind> {
        let Record { message, said } = self;
        let optional = [
            (Key::Session, &mut message.session),
            (Key::Time, &mut message.time),
            (Key::Sender, &mut message.sender),
            (Key::Code, &mut message.code),
            (Key::Group, &mut message.group),
            (Key::ValidFrom, &mut message.valid_from),
            (Key::ValidUntil, &mut message.valid_until),
        ];
        for (key, slot) in optional {
            if !said.has(key) {
                *slot = None;
            }
        }
        let is_phrase = phrases || said.is_phrase();
        message.sheet = None;
        said.text.unwrap_or(Err(ProblemKind::MissingText))?;
        match said.role {
            Some(_) if phrases => return Err(ProblemKind::MessageAmongPhrases),
            Some(role) => {
                message.role = role.map_err(ProblemKind::UnknownRole)?;
                message.kind = said.kind.and_then(Result::ok).unwrap_or_default();
                message.find_event();
            }
            None if is_phrase => {
                let kind = said.kind.unwrap_or(Ok(Kind::Quick));
                message.set_kind(kind.map_err(ProblemKind::UnknownKind)?);
            }
            None => return Err(ProblemKind::MissingRole),
        }
        Ok(())
    }
}

/// What a word means, or the word if it means nothing; a blank word was not said.
fn known<T>(word: Option<&str>, from_word: fn(&str) -> Option<T>) -> Option<Result<T, String>> {
    let word = word.filter(|word| !is_blank(word))?;
    Some(from_word(word).ok_or_else(|| word.to_owned()))
}

fn take_text(value: &Word, message: &mut Message) -> Option<Result<(), ProblemKind>> {
    match value {
        Word::Text(text) => {
            message.text.push_str(text);
            Some(Ok(()))
        }
        Word::Null => None,
        Word::Other(_) | Word::Nested => Some(Err(ProblemKind::TextNotString)),
    }
}

impl Said {
    fn has(&self, key: Key) -> bool {
        self.keys & bit(key) != 0
    }

    /// Whether there is a key that only quick phrases have.
    fn is_phrase(&self) -> bool {
        let is_kind = match &self.kind {
            Some(Ok(kind)) => kind.is_phrase(),
            Some(Err(_)) => true,
            None => false,
        };
        is_kind || [Key::Code, Key::Group, Key::ValidFrom, Key::ValidUntil].into_iter().any(|key| self.has(key))
    }
}

/// The bit of a key; those that are passed over have none, and may be given again.
fn bit(key: Key) -> u16 {
    if key == Key::Other { 0 } else { 1 << key as u16 }
}
