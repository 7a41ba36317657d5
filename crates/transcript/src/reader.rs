//! One input from its first message to its last.

use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::io::Read;
use std::sync::Arc;
use std::vec::IntoIter;

use crate::MAX_RECORD_BYTES;
use crate::archive::{Archive, Content, MAX_ARCHIVE_BYTES, look_into};
use crate::buffer::Buffer;
use crate::copied::Copied;
use crate::csv::Table;
use crate::detect::{Shape, detect};
use crate::encoding::{Encoding, SAMPLE_BYTES};
use crate::error::OpenError;
use crate::format::Format;
use crate::jsonl::Jsonl;
use crate::lines::Lines;
use crate::log::Log;
use crate::message::Message;
use crate::options::Options;
use crate::phrases::read_api;
use crate::problem::{Problem, ProblemKind};
use crate::qianniu::Qianniu;
use crate::qianniu_json::QianniuJson;
use crate::qianniu_web::QianniuWeb;
use crate::sides::Convention;
use crate::text::Text;
use crate::wecom::Wecom;
use crate::xlsx::Workbook;

/// How a ZIP archive begins, which workbooks are, and how an empty one does.
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
use crate::yaml::read_yaml;

/// Where the text of a message stands: the line, cell or scalar that holds it, in bytes of the
/// decoded file without its byte order mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) start_byte: usize,
    pub(crate) length_bytes: usize,
}

/// A record of a file that is read whole.
pub(crate) type Located = Result<(Message, Place), Problem>;

enum Form<R> {
    Text(Text<R>),
    Jsonl(Jsonl<R>),
    Table(Box<Table<R>>),
    List(Buffer<R>, IntoIter<Located>),
    Qianniu(Box<Log<Copied<R, Qianniu>>>),
    QianniuWeb(Box<Log<Copied<R, QianniuWeb>>>),
    QianniuJson(Box<Log<QianniuJson<R>>>),
    Wecom(Box<Log<Wecom<R>>>),
    Workbook(Box<Log<Workbook>>),
    Archive(Box<Archive>),
}

/// Reads messages one after another, in the order of the file.
///
/// Memory: about half a megabyte, the longest record, and some 30 bytes for each session; lists of
/// phrases in YAML or JSON are read whole, up to [`MAX_RECORD_BYTES`](crate::MAX_RECORD_BYTES).
/// Workbooks and archives are held in memory, up to 256 MiB.
/// Logs in which a message's role or its withdrawal shows only later hold back up to 4,096 messages,
/// or about 4 MiB of text. Inputs packed by gzip or Zstandard are unpacked as they are read.
pub struct Reader<R> {
    form: Form<R>,
    shape: Shape,
    format: Format,
    sessions: Sessions,
    place: Place,
    /// What is said of the message that was read last.
    warning: Option<Problem>,
    finished: bool,
}

impl<R: Read> Reader<R> {
    /// Looks at the first 64 KiB of `input` and makes ready to read it. `name` is the file's name,
    /// whose extension helps to tell the form; nothing is opened by it. No buffer is needed around
    /// `input`. An empty input is no error and yields nothing.
    ///
    /// # Errors
    ///
    /// When nothing can be read: the input fails, is not text, is a table without a column of texts
    /// or without a way to know the roles, or is a list of phrases that does not parse.
    pub fn open(input: R, name: Option<&str>, options: &Options) -> Result<Reader<R>, OpenError> {
        let mut buffer = Buffer::new(input, options.encoding);
        let takes_zip = matches!(options.format, None | Some(Format::Xlsx | Format::QianniuJson | Format::Phrases));
        if takes_zip && buffer.begins_with(&ZIP)? {
            return Reader::open_zip(buffer, options);
        }
        buffer.fill_to(SAMPLE_BYTES + 1)?;
        let shape = detect(&buffer, name, options.format)?;
        let form = match shape {
            Shape::Text => Form::Text(Text::new(Lines::new(buffer))),
            Shape::Jsonl => Form::Jsonl(Jsonl::new(Lines::new(buffer), false)),
            Shape::PhraseLines => Form::Jsonl(Jsonl::new(Lines::new(buffer), true)),
            Shape::Csv(delimiter) | Shape::PhraseTable(delimiter) => {
                let phrases = shape.format() == Format::Phrases;
                let table = Table::open(buffer, delimiter, phrases, options)?;
                Form::Table(Box::new(table))
            }
            Shape::Qianniu => {
                Form::Qianniu(Box::new(Log::new(Copied::new(Lines::new(buffer), Qianniu::default()), options, Convention::Copied)))
            }
            Shape::QianniuWeb => {
                Form::QianniuWeb(Box::new(Log::new(Copied::new(Lines::new(buffer), QianniuWeb::new()), options, Convention::Copied)))
            }
            Shape::QianniuJson => {
                let file = QianniuJson::open(whole(buffer)?)?;
                Form::QianniuJson(Box::new(Log::new(file, options, Convention::Listed)))
            }
            Shape::Wecom => Form::Wecom(Box::new(Log::new(Wecom::new(Lines::new(buffer)), options, Convention::Archived))),
            Shape::Yaml => list(buffer, read_yaml)?,
            Shape::Api => list(buffer, read_api)?,
            // Both are told by their first bytes, before.
            Shape::Workbook | Shape::Archive => return Err(OpenError::EmptyArchive),
        };
        Ok(Reader::new(form, shape, options))
    }

    fn open_zip(mut buffer: Buffer<R>, options: &Options) -> Result<Reader<R>, OpenError> {
        let bytes = buffer.read_whole(MAX_ARCHIVE_BYTES)?;
        let bytes: Arc<[u8]> = bytes.ok_or(OpenError::TooLarge { limit_bytes: MAX_ARCHIVE_BYTES })?.into();
        match (look_into(Arc::clone(&bytes), options)?, options.format) {
            (Content::Workbook, Some(Format::QianniuJson)) | (Content::Logs(_), Some(Format::Xlsx)) => {
                Err(OpenError::NotText("an Excel workbook or a ZIP archive"))
            }
            (Content::Workbook, _) => {
                let book = Log::new(Workbook::open(bytes, options)?, options, Convention::Listed);
                Ok(Reader::new(Form::Workbook(Box::new(book)), Shape::Workbook, options))
            }
            (Content::Logs(archive), _) => Ok(Reader::new(Form::Archive(Box::new(archive)), Shape::Archive, options)),
        }
    }

    fn new(form: Form<R>, shape: Shape, options: &Options) -> Reader<R> {
        Reader {
            form,
            shape,
            format: options.format.unwrap_or(shape.format()),
            sessions: Sessions::default(),
            place: Place::default(),
            warning: None,
            finished: false,
        }
    }

    /// Reads the next message into `message` and reuses its memory; `None` at the end. After an
    /// error `message` holds nothing of use. The iterator does the same with a new message each.
    ///
    /// # Errors
    ///
    /// A record that cannot be read; the next call reads on behind it. A warning stands behind the
    /// message that it is about.
    pub fn read(&mut self, message: &mut Message) -> Option<Result<(), Problem>> {
        if let Some(warning) = self.warning.take() {
            return Some(Err(warning));
        }
        if self.finished {
            return None;
        }
        let result = match &mut self.form {
            Form::Text(text) => text.read(message),
            Form::Jsonl(lines) => lines.read(message),
            Form::Table(table) => table.read(message),
            Form::List(_, records) => records.next().map(|record| {
                let (read, place) = record?;
                *message = read;
                Ok(place)
            }),
            Form::Qianniu(log) => log.read().map(|read| take(read, message)),
            Form::QianniuWeb(log) => log.read().map(|read| take(read, message)),
            Form::QianniuJson(log) => log.read().map(|read| take(read, message)),
            Form::Wecom(log) => log.read().map(|read| take(read, message)),
            Form::Workbook(log) => log.read().map(|read| take(read, message)),
            Form::Archive(archive) => archive.read(message).map(|read| read.map(|()| Place::default())),
        };
        let Some(result) = result else {
            self.finished = true;
            return None;
        };
        self.finished = result.as_ref().is_err_and(Problem::is_fatal);
        Some(result.map(|place| {
            self.place = place;
            message.index = self.sessions.count(message.session.as_deref());
            self.warning = message.unread_time.as_ref().map(|time| warning(message, time));
        }))
    }

    /// The form that is read: the one that was named, or the one that was found. That of an archive
    /// is the form of its files, known once one of them is being read.
    pub fn format(&self) -> Format {
        match &self.form {
            Form::Archive(archive) => archive.format().unwrap_or(self.format),
            _ => self.format,
        }
    }

    /// The encoding: `UTF-8`, `GB18030`, `Big5`, `UTF-16LE` or `UTF-16BE`. Final only at the end of
    /// the file, because text that begins with ASCII may show its encoding late.
    pub fn encoding(&self) -> &'static str {
        match &self.form {
            Form::Archive(archive) => archive.encoding(),
            _ => self.buffer().map_or(Encoding::Utf8, Buffer::encoding).name(),
        }
    }

    /// Whether the encoding is a guess: not named, no byte order mark, and not UTF-8 throughout.
    /// Final only at the end of the file.
    pub fn encoding_guessed(&self) -> bool {
        match &self.form {
            Form::Archive(archive) => archive.encoding_guessed(),
            _ => self.buffer().is_some_and(Buffer::encoding_guessed),
        }
    }

    /// How many characters so far could not be decoded and were read as U+FFFD.
    pub fn replaced_characters(&self) -> u64 {
        match &self.form {
            Form::Archive(archive) => archive.replaced_characters(),
            _ => self.buffer().map_or(0, Buffer::replaced_characters),
        }
    }

    /// Where the text of the last message stands.
    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// Whether the input is a workbook, an archive, or compressed.
    pub(crate) fn is_packed(&self) -> bool {
        self.buffer().is_none_or(Buffer::is_packed)
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// The text of the file; a workbook and an archive are not text.
    fn buffer(&self) -> Option<&Buffer<R>> {
        Some(match &self.form {
            Form::Text(text) => &text.lines().buffer,
            Form::Jsonl(lines) => &lines.lines().buffer,
            Form::Table(table) => &table.buffer,
            Form::List(buffer, _) => buffer,
            Form::Qianniu(log) => &log.source.lines.buffer,
            Form::QianniuWeb(log) => &log.source.lines.buffer,
            Form::QianniuJson(log) => &log.source.buffer,
            Form::Wecom(log) => &log.source.lines.buffer,
            Form::Workbook(_) | Form::Archive(_) => return None,
        })
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Message, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut message = Message::default();
        self.read(&mut message).map(|result| result.map(|()| message))
    }
}

impl<R> std::fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("format", &self.format).finish_non_exhaustive()
    }
}

/// Puts what a log gave into `message`. Its place is not needed, because logs are not changed.
fn take(read: Result<Message, Problem>, message: &mut Message) -> Result<Place, Problem> {
    *message = read?;
    Ok(Place::default())
}

/// What is said of a message whose time cannot be read.
fn warning(message: &Message, time: &str) -> Problem {
    let kind = ProblemKind::Time(time.to_owned());
    Problem { row: message.row, sheet: message.sheet.clone(), ..Problem::new(message.line, kind) }
}

/// Reads the whole file and then its records.
fn list<R: Read>(buffer: Buffer<R>, read: fn(&str) -> Result<Vec<Located>, OpenError>) -> Result<Form<R>, OpenError> {
    let buffer = whole(buffer)?;
    let records = read(buffer.text())?;
    Ok(Form::List(buffer, records.into_iter()))
}

fn whole<R: Read>(mut buffer: Buffer<R>) -> Result<Buffer<R>, OpenError> {
    buffer.fill_to(MAX_RECORD_BYTES + 1)?;
    match buffer.text().len() {
        0..=MAX_RECORD_BYTES => Ok(buffer),
        _ => Err(OpenError::TooLarge { limit_bytes: MAX_RECORD_BYTES }),
    }
}

/// So many sessions are remembered at least.
const MAX_SESSIONS: usize = 1 << 17;

/// Numbers the messages of each session. Sessions may be interleaved, so that each is remembered, by a hash of its name; one of which nothing was read
/// while very many others came begins anew, so that memory does not follow the log.
#[derive(Default)]
struct Sessions {
    counts: HashMap<u64, u64, RandomState>,
    /// The sessions before those.
    before: HashMap<u64, u64, RandomState>,
    hasher: RandomState,
    last: String,
    last_count: u64,
}

impl Sessions {
    /// The number of the next message of the session, from 1.
    fn count(&mut self, session: Option<&str>) -> u64 {
        let session = session.unwrap_or_default();
        // Comparing two empty strings is slow where memcmp looks at their dangling addresses.
        let both_empty = self.last.is_empty() && session.is_empty();
        if !both_empty && self.last != session {
            self.remember(self.hasher.hash_one(self.last.as_str()), self.last_count);
            let hash = self.hasher.hash_one(session);
            self.last_count = self.counts.get(&hash).or_else(|| self.before.get(&hash)).copied().unwrap_or_default();
            self.last.clear();
            self.last.push_str(session);
        }
        self.last_count += 1;
        self.last_count
    }

    fn remember(&mut self, session: u64, count: u64) {
        if self.counts.len() == MAX_SESSIONS {
            std::mem::swap(&mut self.before, &mut self.counts);
            self.counts.clear();
        }
        self.counts.insert(session, count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_without_a_session_are_one() {
        let mut sessions = Sessions::default();
        assert_eq!([None, Some("a"), None, Some("a"), Some("")].map(|session| sessions.count(session)), [1, 1, 2, 2, 3]);
    }

    #[test]
    fn sessions_are_numbered_in_memory_that_does_not_follow_the_log() {
        let mut sessions = Sessions::default();
        let mut others = 0..;
        let mut pass = |sessions: &mut Sessions, count: usize| {
            others.by_ref().take(count).for_each(|other: usize| assert_eq!(sessions.count(Some(&other.to_string())), 1))
        };
        assert_eq!((sessions.count(Some("a")), sessions.count(Some("a")), sessions.count(None)), (1, 2, 1));
        pass(&mut sessions, MAX_SESSIONS);
        assert_eq!((sessions.count(Some("a")), sessions.count(None)), (3, 2));
        pass(&mut sessions, 2 * MAX_SESSIONS);
        assert_eq!(sessions.count(Some("a")), 1);
        assert!(sessions.counts.len() <= MAX_SESSIONS && sessions.before.len() <= MAX_SESSIONS);
    }
}
