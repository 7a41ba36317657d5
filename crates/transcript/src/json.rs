//! Values of JSON and YAML as words.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value that should be a word: texts as they are, numbers and truth values as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word<'a> {
    Text(Cow<'a, str>),
    Other(String),
    Null,
    Nested,
}

impl Word<'_> {
    /// The same, borrowing nothing.
    pub(crate) fn into_owned(self) -> Word<'static> {
        match self {
            Word::Text(text) => Word::Text(Cow::Owned(text.into_owned())),
            Word::Other(text) => Word::Other(text),
            Word::Null => Word::Null,
            Word::Nested => Word::Nested,
        }
    }

    /// The word; a list or an object is none.
    pub(crate) fn get(&self) -> Option<&str> {
        match self {
            Word::Text(text) => Some(text),
            Word::Other(text) => Some(text),
            Word::Null | Word::Nested => None,
        }
    }
}

impl<'de> Deserialize<'de> for Word<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Take(|word: Word<'_>| word.into_owned()).deserialize(deserializer)
    }
}

/// Hands a value to a function as a word, without keeping it.
pub(crate) struct Take<F>(pub(crate) F);

impl<'de, T, F: FnOnce(Word<'_>) -> T> DeserializeSeed<'de> for Take<F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T, F: FnOnce(Word<'_>) -> T> Visitor<'de> for Take<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(self.0(Word::Text(Cow::Borrowed(text))))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        Ok(self.0(Word::Other(value.to_string())))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        Ok(self.0(Word::Other(value.to_string())))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        Ok(self.0(Word::Other(value.to_string())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        Ok(self.0(Word::Other(value.to_string())))
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        Ok(self.0(Word::Null))
    }

    fn visit_none<E: Error>(self) -> Result<T, E> {
        Ok(self.0(Word::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<T, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.0(Word::Nested))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.0(Word::Nested))
    }
}

/// The column that a fault of serde_json stands at, in characters from 1. `line` is what was
/// parsed, a single line.
pub(crate) fn column(line: &str, fault: &serde_json::Error) -> u64 {
    let until = line.as_bytes().get(..fault.column());
    let until = until.unwrap_or(line.as_bytes()).iter();
    // A byte of the form 10xxxxxx goes on with a character, every other one begins one.
    let characters = until.filter(|&byte| byte & 0xC0 != 0x80).count() as u64;
    characters.max(1)
}
