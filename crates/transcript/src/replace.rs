//! Corrected texts put back into the file they came from, every other byte as it was.

use std::fmt;

use jinyu::Language;

use crate::buffer::Buffer;
use crate::detect::Shape;
use crate::encoding::{Encoding, encode};
use crate::error::OpenError;
use crate::format::Format;
use crate::message::Message;
use crate::options::Options;
use crate::reader::{Place, Reader};
use crate::splice::{Edit, Style, splice};

/// Why texts cannot be put back. The file is left as it is.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReplaceError {
    /// A conversation is a record of what was said, and is not changed.
    Conversation(Format),
    /// A workbook or a compressed file, which would have to be packed anew.
    Packed,
    /// The file cannot be read.
    Open(OpenError),
    /// The file has bytes that are not text in its encoding, so that it could not be kept as it is.
    Undecodable {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// A new text has a character that the file's encoding does not have.
    Unencodable {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// A new text does not fit where the old one stands.
    Misfit {
        /// The line of the old text, from 1.
        line: u64,
    },
}

impl ReplaceError {
    /// What is wrong and what to do, without the file's name.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            _ => self.chinese(),
        }
    }

    fn chinese(&self) -> String {
        match self {
            ReplaceError::Conversation(format) => {
                format!("{format} 是聊天记录，已经说过的话不能改写；--fix 只用于话术：纯文本（text）和快捷短语（phrases）")
            }
            ReplaceError::Packed => "Excel 工作簿和压缩文件无法原样写回，没有改动；请另存为 CSV 或先解压，再用 --fix".to_owned(),
            ReplaceError::Open(error) => error.message(Language::Chinese),
            ReplaceError::Undecodable { encoding } => {
                format!("文件里有按 {encoding} 无法原样写回的字节，为免损坏没有改动；请先另存为 UTF-8 再修改")
            }
            ReplaceError::Unencodable { encoding } => format!("新的文字里有 {encoding} 写不出的字符，没有改动；请先另存为 UTF-8 再修改"),
            ReplaceError::Misfit { line } => {
                format!("第 {line} 行的新文字无法写回原处（例如一行一条的文件里出现换行或空白），没有改动；请手工修改这一条")
            }
        }
    }

    fn english(&self) -> String {
        match self {
            ReplaceError::Conversation(format) => {
                format!("{format} is a record of what was said and is not changed; --fix is for replies (text) and quick phrases (phrases)")
            }
            ReplaceError::Packed => {
                "a workbook or a compressed file cannot be written back; nothing was changed: save it as CSV or unpack it, then use --fix"
                    .to_owned()
            }
            ReplaceError::Open(error) => error.message(Language::English),
            ReplaceError::Undecodable { encoding } => {
                format!("the file has bytes that cannot be written back from {encoding}; nothing was changed: save it as UTF-8 first")
            }
            ReplaceError::Unencodable { encoding } => {
                format!("a new text has a character that {encoding} does not have; nothing was changed: save the file as UTF-8 first")
            }
            ReplaceError::Misfit { line } => format!(
                "the new text of line {line} does not fit in its place (such as a line end where every line is a reply); nothing was changed: edit it by hand"
            ),
        }
    }
}

impl fmt::Display for ReplaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english())
    }
}

impl std::error::Error for ReplaceError {}

impl From<OpenError> for ReplaceError {
    fn from(error: OpenError) -> ReplaceError {
        ReplaceError::Open(error)
    }
}

/// The file with the texts replaced for which `new_text` gives another one, or `None` where it
/// gives none. Every other byte stays as it was: line ends, byte order mark, encoding, the other
/// columns and keys. Records that cannot be read stay too and are not reported here. The result is
/// read again and compared before it is returned, so that a call costs two readings of the file.
///
/// `name` and `options` tell the form, as in [`Reader::open`].
///
/// # Errors
///
/// A conversation is refused, whatever `new_text` says. Otherwise the file cannot be read, or a
/// text cannot be put in its place.
pub fn replace_texts(
    input: &[u8],
    name: Option<&str>,
    options: &Options,
    new_text: &mut dyn FnMut(&Message) -> Option<String>,
) -> Result<Option<Vec<u8>>, ReplaceError> {
    let mut reader = Reader::open(input, name, options)?;
    let format = reader.format();
    match format {
        Format::Text | Format::Phrases if !reader.is_packed() => {}
        // Whether a workbook holds phrases, only its sheets tell.
        Format::Text | Format::Phrases | Format::Xlsx => return Err(ReplaceError::Packed),
        _ => return Err(ReplaceError::Conversation(format)),
    }
    let mut texts = Vec::new();
    let mut edits = Vec::new();
    while let Some(result) = reader.next() {
        let Ok(message) = result else { continue };
        let new = new_text(&message).filter(|new| *new != message.text);
        let text = new.clone().unwrap_or_else(|| message.text.clone());
        texts.push((message.line, text));
        edits.extend(new.map(|new| edit(reader.place(), message, new)));
    }
    if edits.is_empty() {
        return Ok(None);
    }
    // What was found once is not to be found anew in the changed file.
    let options = &Options { format: Some(format), ..options.clone() };
    let file = File::decode(input, options.encoding)?;
    // A block of YAML keeps its style if it can; a quoted scalar takes every text.
    let styles: &[Style] = match reader.shape() {
        Shape::Yaml => &[Style::Kept, Style::Quoted],
        _ => &[Style::Kept],
    };
    let mut misfit = 0;
    for &style in styles {
        let changed = splice(&file.text, reader.shape(), &edits, style);
        let bytes = file.encode(&changed)?;
        match first_difference(&bytes, name, options, &texts) {
            None => return Ok(Some(bytes)),
            Some(line) => misfit = line,
        }
    }
    Err(ReplaceError::Misfit { line: misfit })
}

fn edit(place: Place, message: Message, new: String) -> Edit {
    Edit { place, old: message.text, new }
}

/// The line of the first text that a reader of `bytes` would see otherwise than it should.
fn first_difference(bytes: &[u8], name: Option<&str>, options: &Options, texts: &[(u64, String)]) -> Option<u64> {
    let first = texts.first().map_or(1, |(line, _)| *line);
    let Ok(reader) = Reader::open(bytes, name, options) else {
        return Some(first);
    };
    let mut found = reader.flatten();
    let differs = |(_, text): &&(u64, String)| found.next().is_none_or(|read| read.text != *text);
    let line = texts.iter().find(differs).map(|(line, _)| *line);
    line.or_else(|| found.next().map(|_| first))
}

/// A file in memory, decoded without loss.
struct File<'a> {
    mark: &'a [u8],
    text: String,
    encoding: Encoding,
}

impl<'a> File<'a> {
    fn decode(input: &'a [u8], named: Option<Encoding>) -> Result<File<'a>, ReplaceError> {
        let mut buffer = Buffer::new(input, named);
        while buffer.fill().map_err(OpenError::Input)? {}
        let mark = Encoding::from_mark(input).filter(|(encoding, _)| *encoding == buffer.encoding());
        let mark = mark.map_or(0, |(_, bytes)| bytes);
        let (mark, rest) = input.split_at_checked(mark).unwrap_or((&[], input));
        let encoding = buffer.encoding();
        let text = buffer.text().to_owned();
        match encode(&text, encoding) {
            Some(bytes) if bytes == rest => Ok(File { mark, text, encoding }),
            _ => Err(ReplaceError::Undecodable { encoding: encoding.name() }),
        }
    }

    fn encode(&self, text: &str) -> Result<Vec<u8>, ReplaceError> {
        let encoding = self.encoding.name();
        let bytes = encode(text, self.encoding).ok_or(ReplaceError::Unencodable { encoding })?;
        Ok([self.mark, &bytes].concat())
    }
}
