//! Quick phrases as the JSON of the interface: `{"data": {"result": {"groups": …, "list": …}}}`.
//!
//! Tables of phrases are read by `csv`, JSON lines by `jsonl`, YAML by `yaml`.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::OpenError;
use crate::json::Word;
use crate::lines::count_ends;
use crate::message::{Kind, Message, set};
use crate::problem::{Problem, ProblemKind};
use crate::reader::{Located, Place};

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    result: Lists<'a>,
}

// The records stay unparsed, so that one that is broken does not break the others.
#[derive(Deserialize)]
struct Lists<'a> {
    #[serde(borrow)]
    groups: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    list: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Group {
    id: Word<'static>,
    name: Word<'static>,
}

#[derive(Deserialize)]
struct Phrase<'a> {
    #[serde(rename = "groupId")]
    group_id: Option<Word<'static>>,
    code: Option<Word<'static>>,
    #[serde(borrow)]
    content: Option<&'a RawValue>,
}

/// Every phrase of the document, in its order.
pub(crate) fn read_api(text: &str) -> Result<Vec<Located>, OpenError> {
    let answer: Answer =
        serde_json::from_str(text).map_err(|fault| OpenError::Json { line: fault.line() as u64, column: fault.column() as u64 })?;
    let lists = answer.data.result;
    let groups = lists.groups.unwrap_or_default();
    let groups: HashMap<String, String> = groups.into_iter().filter_map(group).collect();
    let mut lines = LineCounter::new(text);
    let records = lists.list.into_iter();
    Ok(records.map(|record| phrase(record, &groups, &mut lines)).collect())
}

fn group(record: &RawValue) -> Option<(String, String)> {
    let group: Group = serde_json::from_str(record.get()).ok()?;
    Some((group.id.get()?.to_owned(), group.name.get()?.to_owned()))
}

fn phrase(record: &RawValue, groups: &HashMap<String, String>, lines: &mut LineCounter) -> Located {
    let line = lines.line(lines.offset_bytes(record.get()));
    let problem = |kind| Problem::new(line, kind);
    let phrase: Phrase = serde_json::from_str(record.get()).map_err(|_| problem(ProblemKind::NotAnObject))?;
    let content = phrase.content.ok_or_else(|| problem(ProblemKind::MissingText))?;
    let start_byte = lines.offset_bytes(content.get());
    let mut message = Message::default();
    message.begin(lines.line(start_byte), None);
    message.kind = Kind::Quick;
    match serde_json::from_str(content.get()) {
        Ok(Word::Text(text)) => message.text.push_str(&text),
        _ => return Err(Problem::new(message.line, ProblemKind::TextNotString)),
    }
    set(&mut message.code, phrase.code.as_ref().and_then(Word::get));
    let group = phrase.group_id.as_ref().and_then(Word::get);
    let name = group.map(|id| groups.get(id).map_or(id, String::as_str));
    set(&mut message.group, name);
    let place = Place { start_byte, length_bytes: content.get().len() };
    Ok((message, place))
}

/// Turns places of a text into line numbers, cheaply as long as the places ascend.
pub(crate) struct LineCounter<'a> {
    text: &'a str,
    counted_bytes: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    pub(crate) fn new(text: &'a str) -> LineCounter<'a> {
        LineCounter { text, counted_bytes: 0, line: 1 }
    }

    /// Where a part of the text begins in it.
    pub(crate) fn offset_bytes(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// The line, from 1, of a place.
    pub(crate) fn line(&mut self, start_byte: usize) -> u64 {
        let between = self.text.get(self.counted_bytes..start_byte);
        self.line += count_ends(between.unwrap_or_default());
        self.counted_bytes = self.counted_bytes.max(start_byte);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::read_api;

    #[test]
    fn broken_phrases_stand_alone() {
        let text = "{\"data\":{\"result\":{\"groups\":[{\"id\":7,\"name\":\"售后\"},3],\"list\":[\n\
                    {\"groupId\":7,\"code\":\"th\",\"content\":\"亲，\\u0061\"},\r\n5,\n{\"code\":1},\n\
                    {\"groupId\":8,\n\"content\":\"好\"},{\"content\":[]}]}}}";
        let found: Vec<_> = read_api(text)
            .unwrap_or_default()
            .into_iter()
            .map(|record| match record {
                Ok((message, place)) => {
                    let raw = text.get(place.start_byte..place.start_byte + place.length_bytes);
                    format!("{} {} {:?} {:?}", message.line, message.text, message.group, raw)
                }
                Err(problem) => problem.to_string(),
            })
            .collect();
        assert_eq!(
            found,
            [
                "2 亲，a Some(\"售后\") Some(\"\\\"亲，\\\\u0061\\\"\")",
                "line 3: this record is not an object of named values",
                "line 4: this record has no text",
                "6 好 Some(\"8\") Some(\"\\\"好\\\"\")",
                "line 6: the text is not a string",
            ]
        );
    }

    #[test]
    fn a_document_of_another_shape_is_refused() {
        for text in ["", "{}", "{\"data\":{\"result\":{}}}", "{\"data\":"] {
            assert!(read_api(text).is_err(), "{text}");
        }
    }
}
