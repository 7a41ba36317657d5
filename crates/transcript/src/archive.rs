//! A ZIP archive of logs, one file a customer.

use std::io::{Cursor, Read};
use std::sync::Arc;

use encoding_rs::GB18030;
use zip::ZipArchive;

use crate::error::OpenError;
use crate::format::Format;
use crate::message::Message;
use crate::options::Options;
use crate::problem::{Problem, ProblemKind};
use crate::reader::Reader;

/// The most that an archive or a workbook, or one file in it, may hold, in bytes.
pub(crate) const MAX_ARCHIVE_BYTES: usize = 256 * 1024 * 1024;

/// The files of an archive, one after another. Memory: the archive, and the file that is read.
pub(crate) struct Archive {
    zip: ZipArchive<Cursor<Arc<[u8]>>>,
    next: usize,
    options: Options,
    part: Option<Part>,
    format: Option<Format>,
    encoding: &'static str,
    encoding_guessed: bool,
    /// In the files before this one.
    replaced_characters: u64,
}

/// The file that is being read.
struct Part {
    name: String,
    reader: Box<Reader<Cursor<Vec<u8>>>>,
}

/// What a ZIP archive is.
pub(crate) enum Content {
    Workbook,
    Logs(Archive),
}

/// Looks into a ZIP archive.
///
/// # Errors
///
/// When it cannot be opened, unpacks to more than [`MAX_ARCHIVE_BYTES`] as a workbook, or holds
/// nothing that could be a log.
pub(crate) fn look_into(bytes: Arc<[u8]>, options: &Options) -> Result<Content, OpenError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| OpenError::Archive(error.to_string()))?;
    if zip.index_for_name("[Content_Types].xml").is_some() {
        if zip.index_for_name("xl/workbook.xml").is_none() {
            return Err(OpenError::NotText("a document of another program"));
        }
        check_size(&mut zip)?;
        return Ok(Content::Workbook);
    }
    let archive = Archive {
        zip,
        next: 0,
        options: options.clone(),
        part: None,
        format: None,
        encoding: "UTF-8",
        encoding_guessed: false,
        replaced_characters: 0,
    };
    if (0..archive.zip.len()).all(|index| archive.name(index).is_none()) {
        return Err(OpenError::EmptyArchive);
    }
    Ok(Content::Logs(archive))
}

/// The library unpacks a workbook whole, whatever comes out: the sizes that the archive states are
/// not to be trusted.
fn check_size(zip: &mut ZipArchive<Cursor<Arc<[u8]>>>) -> Result<(), OpenError> {
    let mut left = MAX_ARCHIVE_BYTES as u64 + 1;
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(|error| OpenError::Workbook(error.to_string()))?;
        let unpacked = std::io::copy(&mut part.take(left), &mut std::io::sink());
        left -= unpacked.map_err(|error| OpenError::Workbook(error.to_string()))?;
        if left == 0 {
            return Err(OpenError::TooLarge { limit_bytes: MAX_ARCHIVE_BYTES });
        }
    }
    Ok(())
}

impl Archive {
    /// The next message or problem of any file.
    pub(crate) fn read(&mut self, message: &mut Message) -> Option<Result<(), Problem>> {
        loop {
            let Some(part) = &mut self.part else {
                if self.next == self.zip.len() {
                    return None;
                }
                match self.open_next() {
                    Ok(()) => continue,
                    Err(problem) => return Some(Err(problem)),
                }
            };
            match part.reader.read(message) {
                Some(Ok(())) => {
                    message.sheet = Some(part.name.clone());
                    return Some(Ok(()));
                }
                // A time that cannot be read is told once, by the reader of the archive.
                Some(Err(problem)) if matches!(problem.kind, ProblemKind::Time(_)) => {}
                Some(Err(problem)) => return Some(Err(problem.in_sheet(&part.name))),
                None => self.close(),
            }
        }
    }

    /// The form of the first file.
    pub(crate) fn format(&self) -> Option<Format> {
        self.format
    }

    /// The encoding of the file that is being read, or was last.
    pub(crate) fn encoding(&self) -> &'static str {
        self.part.as_ref().map_or(self.encoding, |part| part.reader.encoding())
    }

    pub(crate) fn encoding_guessed(&self) -> bool {
        self.encoding_guessed || self.part.as_ref().is_some_and(|part| part.reader.encoding_guessed())
    }

    pub(crate) fn replaced_characters(&self) -> u64 {
        self.replaced_characters + self.part.as_ref().map_or(0, |part| part.reader.replaced_characters())
    }

    fn close(&mut self) {
        let (guessed, replaced) = (self.encoding_guessed(), self.replaced_characters());
        (self.encoding_guessed, self.replaced_characters) = (guessed, replaced);
        if let Some(part) = self.part.take() {
            self.encoding = part.reader.encoding();
        }
    }

    /// Opens the next file that could be a log.
    fn open_next(&mut self) -> Result<(), Problem> {
        let index = self.next;
        self.next += 1;
        let Some(name) = self.name(index) else {
            return Ok(());
        };
        let part = |error| Problem::new(1, ProblemKind::Part(Arc::new(error))).in_sheet(&name);
        let bytes = self.unpack(index).map_err(part)?;
        if bytes.starts_with(b"PK\x03\x04") {
            return Err(part(OpenError::NotText("an Excel workbook or a ZIP archive")));
        }
        let reader = Reader::open(Cursor::new(bytes), Some(&name), &self.options).map_err(part)?;
        self.format.get_or_insert(reader.format());
        self.part = Some(Part { name, reader: Box::new(reader) });
        Ok(())
    }

    /// The name of a file; none for folders and what systems put beside the files.
    fn name(&self, index: usize) -> Option<String> {
        let entry = self.zip.by_index_data(index).ok()?;
        let raw = entry.name_raw();
        // Windows writes the names of files in its own encoding.
        let name = String::from_utf8(raw.to_vec()).unwrap_or_else(|_| GB18030.decode(raw).0.into_owned());
        let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let is_beside = file.is_empty() || file.starts_with('.') || name.starts_with("__MACOSX/");
        (!is_beside).then_some(name)
    }

    fn unpack(&mut self, index: usize) -> Result<Vec<u8>, OpenError> {
        let part = self.zip.by_index(index).map_err(|error| OpenError::Archive(error.to_string()))?;
        let mut bytes = Vec::new();
        let read = part.take(MAX_ARCHIVE_BYTES as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|error| OpenError::Archive(error.to_string()))?;
        match bytes.len() {
            0..=MAX_ARCHIVE_BYTES => Ok(bytes),
            _ => Err(OpenError::TooLarge { limit_bytes: MAX_ARCHIVE_BYTES }),
        }
    }
}
