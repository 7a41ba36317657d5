//! Chat logs and quick phrases as messages.
//!
//! A [`Reader`] turns the bytes of one file into [`Message`]s, one at a time: a log is never held in
//! memory as a whole. What cannot be read is a [`Problem`] with its line, and the reader goes on.
//! [`replace_texts`] writes corrected texts back and leaves every other byte as it was;
//! [`write_jsonl`] writes the messages of any form as our JSONL.
//!
//! ```
//! use jinyu_transcript::{Options, Reader, is_outgoing};
//!
//! let log = "{\"role\":\"customer\",\"text\":\"在吗\"}\n{\"role\":\"agent\",\"text\":\"在的，您请说\"}\n";
//! let reader = Reader::open(log.as_bytes(), Some("today.jsonl"), &Options::default())?;
//! let replies: Vec<_> = reader.flatten().filter(is_outgoing).collect();
//! assert_eq!(replies[0].text, "在的，您请说");
//! assert_eq!((replies[0].index, replies[0].line), (2, 2));
//! # Ok::<(), jinyu_transcript::OpenError>(())
//! ```
#![deny(missing_docs)]

mod accounts;
mod archive;
mod buffer;
mod chat_cell;
mod columns;
mod copied;
mod csv;
mod detect;
mod encoding;
mod error;
mod event;
mod format;
mod json;
mod jsonl;
mod lines;
mod log;
mod message;
mod options;
mod phrases;
mod problem;
mod qianniu;
mod qianniu_json;
mod qianniu_web;
mod reader;
mod record;
mod replace;
mod schema;
mod sides;
mod splice;
mod text;
mod time;
mod unpack;
mod wecom;
mod write;
mod xlsx;
mod yaml;

pub use encoding::{Encoding, ParseEncodingError};
pub use error::OpenError;
pub use format::{Format, ParseFormatError};
pub use jinyu::{Event, Role};
pub use message::{Kind, Message, is_outgoing};
pub use options::{ColumnNames, Options, ParseColumnsError};
pub use problem::{Problem, ProblemKind};
pub use reader::Reader;
pub use replace::{ReplaceError, replace_texts};
pub use write::write_jsonl;

/// The longest line, table record or list of phrases that is read, in bytes of UTF-8.
pub const MAX_RECORD_BYTES: usize = 16 * 1024 * 1024;
