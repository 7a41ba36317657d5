//! How a text is written where another one stands, in each form.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::detect::Shape;
use crate::reader::Place;
use crate::record::quote;

/// One text to be replaced.
pub(crate) struct Edit {
    /// The line, cell or scalar that holds it.
    pub(crate) place: Place,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// How scalars of YAML are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Blocks stay blocks.
    Kept,
    /// Everything becomes a double-quoted scalar.
    Quoted,
}

/// The file with every edit made. The edits stand in the order of the file.
pub(crate) fn splice(file: &str, shape: Shape, edits: &[Edit], style: Style) -> String {
    let mut result = String::with_capacity(file.len());
    let mut copied = 0;
    for edit in edits {
        let (start, end, new) = write(file, shape, edit, style);
        result.push_str(file.get(copied..start).unwrap_or_default());
        result.push_str(&new);
        copied = end;
    }
    result.push_str(file.get(copied..).unwrap_or_default());
    result
}

/// What is put in the place of which bytes.
fn write<'a>(file: &'a str, shape: Shape, edit: &'a Edit, style: Style) -> (usize, usize, Cow<'a, str>) {
    let start = edit.place.start_byte;
    let end = start + edit.place.length_bytes;
    let written = file.get(start..end).unwrap_or_default();
    match shape {
        Shape::Text => (start, end, Cow::Borrowed(&edit.new)),
        Shape::Csv(delimiter) | Shape::PhraseTable(delimiter) => {
            let cell = quote(&edit.new, delimiter, written.starts_with('"'));
            (start, end, Cow::Owned(cell))
        }
        Shape::Jsonl | Shape::PhraseLines => {
            let raw = text_of_record(written);
            let at = start + offset_bytes(written, raw);
            (at, at + raw.len(), Cow::Owned(json_string(&edit.new, raw)))
        }
        Shape::Api => (start, end, Cow::Owned(json_string(&edit.new, written))),
        Shape::Yaml => yaml_scalar(file, start, end, edit, style),
        // Logs and what is packed are refused before.
        _ => (start, end, Cow::Borrowed(written)),
    }
}

/// The `text` of a record as it is written.
fn text_of_record(line: &str) -> &str {
    #[derive(Deserialize)]
    struct Text<'a> {
        #[serde(borrow)]
        text: &'a RawValue,
    }
    let record = serde_json::from_str::<Text>(line);
    record.map_or("", |record| record.text.get())
}

fn offset_bytes(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}

/// A string of JSON; where the old one escapes everything but ASCII, the new one does too.
fn json_string(text: &str, old: &str) -> String {
    let plain = serde_json::Value::from(text).to_string();
    if !(old.is_ascii() && old.contains("\\u")) {
        return plain;
    }
    let mut escaped = String::with_capacity(plain.len() * 2);
    for character in plain.chars() {
        if character.is_ascii() {
            escaped.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            escaped.push_str(&format!("\\u{unit:04x}"));
        }
    }
    escaped
}

/// A scalar of YAML: within a literal block as long as that is possible, else in double quotes,
/// which are those of JSON.
fn yaml_scalar<'a>(file: &str, start: usize, end: usize, edit: &'a Edit, style: Style) -> (usize, usize, Cow<'a, str>) {
    let quoted = Cow::Owned(serde_json::Value::from(edit.new.as_str()).to_string());
    let written = file.get(start..end).unwrap_or_default();
    let Some(block) = Block::before(file, start) else {
        return (start, end, quoted);
    };
    let core = start + written.trim_end().len();
    let tail = |text: &str| text.get(text.trim_end().len()..).unwrap_or_default().to_owned();
    if style == Style::Kept && block.literal && tail(&edit.old) == tail(&edit.new) {
        let line_end = if written.contains("\r\n") { "\r\n" } else { "\n" };
        let mut content = String::new();
        for (number, line) in edit.new.trim_end().split('\n').enumerate() {
            if number > 0 {
                content.push_str(line_end);
            }
            if number > 0 && !line.is_empty() {
                content.push_str(block.indent);
            }
            content.push_str(line);
        }
        return (start, core, Cow::Owned(content));
    }
    (block.indicator, core, quoted)
}

/// The head of a block scalar.
struct Block<'a> {
    /// Where its `|` or `>` stands.
    indicator: usize,
    literal: bool,
    indent: &'a str,
}

impl<'a> Block<'a> {
    /// The head before the content that begins at `start`; `None` if the scalar is no block.
    fn before(file: &'a str, start: usize) -> Option<Block<'a>> {
        let head = file.get(..start)?;
        let above = head.trim_end();
        let blank = head.get(above.len()..)?;
        let indent_start = blank.rfind(['\n', '\r'])? + 1;
        let line_start = above.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let line = above.get(line_start..)?;
        let line = line.split(" #").next()?.trim_end();
        let before = line.trim_end_matches(|mark: char| mark.is_ascii_digit() || "+-".contains(mark));
        let literal = before.ends_with('|');
        let is_block = literal || before.ends_with('>');
        is_block.then(|| Block { indicator: line_start + before.len() - 1, literal, indent: blank.get(indent_start..).unwrap_or_default() })
    }
}
