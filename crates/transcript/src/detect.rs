//! Which form an input has, by its name and its first 64 KiB.

use std::io::Read;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::buffer::Buffer;
use crate::columns::{Columns, names_phrases};
use crate::encoding::SAMPLE_BYTES;
use crate::error::OpenError;
use crate::format::Format;
use crate::lines::find_end;
use crate::qianniu::is_copied;
use crate::qianniu_web::is_page;
use crate::record::{Scan, Scanner, unquote};

/// A form in full detail; tables with their delimiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Jsonl,
    Csv(u8),
    Qianniu,
    QianniuWeb,
    QianniuJson,
    Wecom,
    Workbook,
    Archive,
    PhraseLines,
    PhraseTable(u8),
    Yaml,
    Api,
}

impl Shape {
    pub(crate) fn format(self) -> Format {
        match self {
            Shape::Text => Format::Text,
            Shape::Jsonl => Format::Jsonl,
            Shape::Csv(_) => Format::Csv,
            Shape::Qianniu => Format::Qianniu,
            Shape::QianniuWeb => Format::QianniuWeb,
            Shape::QianniuJson | Shape::Archive => Format::QianniuJson,
            Shape::Workbook => Format::Xlsx,
            Shape::Wecom => Format::Wecom,
            _ => Format::Phrases,
        }
    }
}

/// The shape of the input, of which `buffer` holds more than [`SAMPLE_BYTES`] or all there is. A
/// form that was named is not doubted.
pub(crate) fn detect<R: Read>(buffer: &Buffer<R>, name: Option<&str>, format: Option<Format>) -> Result<Shape, OpenError> {
    let text = buffer.text();
    // The same part of the file, in whatever pieces it came.
    let ended = text.len() <= SAMPLE_BYTES;
    let text = text.get(..text.floor_char_boundary(SAMPLE_BYTES));
    let text = text.unwrap_or_default();
    if let Some(what) = not_text(buffer.head(), text, format.is_none()) {
        return Err(OpenError::NotText(what));
    }
    let extension = name.and_then(extension).unwrap_or_default();
    let sample = Sample { text, ended };
    Ok(match format {
        Some(Format::Text) => Shape::Text,
        Some(Format::Jsonl) => Shape::Jsonl,
        Some(Format::Csv) => Shape::Csv(sample.table().0),
        Some(Format::Qianniu) => Shape::Qianniu,
        Some(Format::QianniuWeb) => Shape::QianniuWeb,
        Some(Format::QianniuJson) => Shape::QianniuJson,
        Some(Format::Wecom) => Shape::Wecom,
        Some(Format::Xlsx) if text.trim().is_empty() => Shape::Text,
        Some(Format::Xlsx) => return Err(OpenError::Workbook("not in a ZIP container".to_owned())),
        Some(Format::Phrases) => sample.phrases(&extension),
        None => sample.any(&extension),
    })
}

fn not_text(head: [u8; 4], text: &str, doubt: bool) -> Option<&'static str> {
    match head {
        [b'P', b'K', 3, 4] => Some("an Excel workbook or a ZIP archive"),
        [0xD0, 0xCF, 0x11, 0xE0] => Some("an old or locked Excel workbook"),
        _ => {
            let zeros = text.bytes().filter(|&byte| byte == 0).count();
            (doubt && zeros * 100 > text.len()).then_some("a binary file")
        }
    }
}

/// The extension of the last part of a path, in lower case.
fn extension(name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next()?;
    let (_, extension) = file.rsplit_once('.')?;
    Some(extension.to_lowercase())
}

/// The keys that tell what a JSON object is.
#[derive(Deserialize)]
struct Keys {
    data: Option<IgnoredAny>,
    chats: Option<IgnoredAny>,
    msgid: Option<IgnoredAny>,
    msgtype: Option<IgnoredAny>,
    action: Option<IgnoredAny>,
    role: Option<IgnoredAny>,
    text: Option<IgnoredAny>,
    code: Option<IgnoredAny>,
    group: Option<IgnoredAny>,
    kind: Option<IgnoredAny>,
}

struct Sample<'a> {
    text: &'a str,
    ended: bool,
}

impl Sample<'_> {
    /// The shape of a file of which nothing is said.
    fn any(&self, extension: &str) -> Shape {
        match extension {
            "jsonl" | "ndjson" => self.json_lines(),
            "json" => self.json(),
            "yaml" | "yml" => Shape::Yaml,
            "csv" | "tsv" => match self.table() {
                (delimiter, header) if names_phrases(&header) => Shape::PhraseTable(delimiter),
                (delimiter, _) => Shape::Csv(delimiter),
            },
            _ => self.content().unwrap_or(Shape::Text),
        }
    }

    /// The shape of quick phrases.
    fn phrases(&self, extension: &str) -> Shape {
        let table = || Shape::PhraseTable(self.table().0);
        match extension {
            "csv" | "tsv" => table(),
            "yaml" | "yml" => Shape::Yaml,
            "jsonl" | "ndjson" => Shape::PhraseLines,
            _ if self.text.trim_start().starts_with(['{', '[']) => match self.json() {
                Shape::Jsonl => Shape::PhraseLines,
                shape => shape,
            },
            _ if self.is_yaml() => Shape::Yaml,
            _ if self.text.trim().is_empty() => Shape::Text,
            _ => table(),
        }
    }

    /// The shape as the content shows it beyond doubt.
    fn content(&self) -> Option<Shape> {
        if self.text.trim_start().starts_with('{') {
            let known = |keys: Keys| keys.role.or(keys.text).or(keys.data).or(keys.chats).or(keys.msgid).is_some();
            let json = match self.first_line() {
                Some(line) => serde_json::from_str(line).is_ok_and(known),
                None => true,
            };
            return (json || self.names_list() || self.names_chats()).then(|| self.json());
        }
        let (delimiter, header) = self.table();
        let messages = Columns::of_messages(&header);
        if names_phrases(&header) && header.len() > 1 {
            return Some(Shape::PhraseTable(delimiter));
        }
        if messages.text.is_some() && messages.count() > 1 {
            return Some(Shape::Csv(delimiter));
        }
        if self.is_yaml() {
            return Some(Shape::Yaml);
        }
        if is_page(self.text) {
            return Some(Shape::QianniuWeb);
        }
        is_copied(self.text).then_some(Shape::Qianniu)
    }

    /// The shape of JSON: a line each, or one value over many lines.
    fn json(&self) -> Shape {
        if self.text.trim_start().starts_with('[') {
            return Shape::Yaml;
        }
        match self.first_line().map(serde_json::from_str::<Keys>) {
            Some(Ok(keys)) if keys.data.is_some() => Shape::Api,
            Some(Ok(keys)) if keys.chats.is_some() => Shape::QianniuJson,
            Some(Ok(_)) => self.json_lines(),
            _ if self.names_chats() => Shape::QianniuJson,
            _ if self.names_list() => Shape::Api,
            _ => self.json_lines(),
        }
    }

    /// The shape of JSON lines: phrases if the first object has the keys of one and no role.
    fn json_lines(&self) -> Shape {
        let keys = self.first_line().map(serde_json::from_str::<Keys>);
        match keys {
            Some(Ok(keys)) if keys.role.is_some() => Shape::Jsonl,
            Some(Ok(keys)) if keys.msgid.is_some() && keys.msgtype.or(keys.action).is_some() => Shape::Wecom,
            Some(Ok(keys)) if keys.code.or(keys.group).or(keys.kind).is_some() => Shape::PhraseLines,
            _ => Shape::Jsonl,
        }
    }

    /// Whether the outermost key of the quick-phrase interface is in the sample.
    fn names_list(&self) -> bool {
        self.text.contains("\"data\"")
    }

    /// Whether the list of Qianniu's messages is in the sample, or what stands before it.
    fn names_chats(&self) -> bool {
        self.text.contains("\"chats\"") || self.text.contains("\"exportTime\"")
    }

    fn is_yaml(&self) -> bool {
        let is_content = |line: &&str| !line.is_empty() && !line.starts_with(['#', '%']);
        let lines = self.text.lines().map(str::trim_end).filter(is_content);
        let mut lines = lines.filter(|line| *line != "---").take(50).peekable();
        let is_list = lines.peek().is_some_and(|line| line.starts_with("- "));
        let key = |line: &str| line.trim_start_matches(['-', ' ']).starts_with("text:");
        is_list && lines.any(key)
    }

    /// The first line that is not blank; `None` if the sample does not hold all of it.
    fn first_line(&self) -> Option<&str> {
        let text = self.text.trim_start();
        let (content, _) = find_end(text, 0, self.ended)?;
        text.get(..content)
    }

    /// The delimiter whose header names the most fields, and that header.
    fn table(&self) -> (u8, Vec<String>) {
        let fields = |header: &Vec<String>| {
            let messages = Columns::of_messages(header).count();
            messages.max(Columns::of_phrases(header).count())
        };
        let tables = [b';', b'\t', b','].map(|delimiter| (delimiter, self.header(delimiter)));
        let best = tables.into_iter().max_by_key(|(_, header)| fields(header));
        best.unwrap_or((b',', Vec::new()))
    }

    fn header(&self, delimiter: u8) -> Vec<String> {
        let text = self.text.trim_start_matches(['\r', '\n', ' ']);
        let mut scanner = Scanner::new(delimiter);
        match scanner.scan(text.as_bytes(), self.ended) {
            Scan::Record { .. } => {
                let cells = scanner.cells.iter().filter_map(|cell| text.get(cell.clone()));
                cells.map(|cell| unquote(cell).trim().to_owned()).collect()
            }
            _ => Vec::new(),
        }
    }
}
