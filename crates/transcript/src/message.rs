//! One message, as every form yields it.

use crate::event::read_wording;
use crate::problem::ProblemKind;
use crate::time::normalise;
use jinyu::{Event, Role};

/// What a message is: something said, a picture or the like, or a text that is kept to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Something said in a conversation, or a line of a plain text.
    #[default]
    Message,
    /// A picture or a sticker in a conversation.
    Image,
    /// A spoken message or a call in a conversation.
    Voice,
    /// A film in a conversation.
    Video,
    /// A file in a conversation.
    File,
    /// Anything else without words of its own: a product, a link, a place. A link's title is its text.
    Card,
    /// A quick phrase that an agent sends.
    Quick,
    /// A reply that the shop sends by itself.
    Auto,
    /// A text that greets a customer by itself.
    Welcome,
}

impl Kind {
    /// The name in our JSONL and YAML; a [`Kind::Message`] has none.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Kind::Message => None,
            Kind::Image => Some("image"),
            Kind::Voice => Some("voice"),
            Kind::Video => Some("video"),
            Kind::File => Some("file"),
            Kind::Card => Some("card"),
            Kind::Quick => Some("quick"),
            Kind::Auto => Some("auto"),
            Kind::Welcome => Some("welcome"),
        }
    }

    /// Whether it is a quick phrase and not something said in a conversation.
    #[must_use]
    pub fn is_phrase(self) -> bool {
        matches!(self, Kind::Quick | Kind::Auto | Kind::Welcome)
    }

    /// Who sends a quick phrase of this kind.
    pub(crate) fn role(self) -> Role {
        match self {
            Kind::Auto | Kind::Welcome => Role::Auto,
            _ => Role::Agent,
        }
    }

    /// Reads `quick`, `auto` or `welcome`; no word is a quick phrase.
    pub(crate) fn of_phrase(word: Option<&str>) -> Result<Kind, ProblemKind> {
        let Some(word) = word.filter(|word| !is_blank(word)) else {
            return Ok(Kind::Quick);
        };
        let kind = Kind::from_word(word).filter(|kind| kind.is_phrase());
        kind.ok_or_else(|| ProblemKind::UnknownKind(word.to_owned()))
    }

    /// Reads a kind as our JSONL names it.
    pub(crate) fn from_word(word: &str) -> Option<Kind> {
        Some(match word.trim() {
            "image" => Kind::Image,
            "voice" => Kind::Voice,
            "video" => Kind::Video,
            "file" => Kind::File,
            "card" => Kind::Card,
            "quick" => Kind::Quick,
            "auto" => Kind::Auto,
            "welcome" => Kind::Welcome,
            _ => return None,
        })
    }

    /// Reads what exporters write in the place of a picture and the like: `[图片]`.
    pub(crate) fn from_placeholder(text: &str) -> Kind {
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        inner.map_or(Kind::Message, Kind::from_label)
    }

    /// Reads what exporters call a type of message: `图片`, `image`.
    pub(crate) fn from_label(label: &str) -> Kind {
        match label.trim() {
            "图片" | "表情" | "动画表情" | "image" | "picture" | "emotion" => Kind::Image,
            "语音" | "语音通话" | "voice" | "audio" => Kind::Voice,
            "视频" | "video" => Kind::Video,
            "文件" | "file" => Kind::File,
            "商品" | "卡片" | "链接" | "位置" | "名片" | "小程序" | "card" | "link" => Kind::Card,
            _ => Kind::Message,
        }
    }
}

/// One message of a conversation, one line of a text or one quick phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// Which conversation, where the file says so; a file without sessions is one session.
    pub session: Option<String>,
    /// The message's number within its session, from 1, in the order of the file. A session that comes again after 131,072 others at least may begin anew.
    pub index: u64,
    /// When, in one of these shapes and no other, whatever the file writes: RFC 3339
    /// (`2026-03-04T09:05:07+08:00`), `YYYY-MM-DD HH:MM:SS` and `YYYY-MM-DD HH:MM` in the time of the
    /// shop, or `HH:MM:SS` and `HH:MM` where the day is unknown. Every one of them names a time that
    /// exists.
    pub time: Option<String>,
    /// A time that could not be read, exactly as the file writes it; `time` is `None` then.
    pub unread_time: Option<String>,
    /// Who said it.
    pub role: Role,
    /// The account or name of whoever said it.
    pub sender: Option<String>,
    /// The words, complete and unchanged; empty for a picture or a card, unless the file names it.
    pub text: String,
    /// The line of the file, from 1, on which the text begins.
    pub line: u64,
    /// Tables: the row, as a spreadsheet counts it: the first row, usually the header, is 1.
    pub row: Option<u64>,
    /// The sheet of a workbook, or the file within an archive.
    pub sheet: Option<String>,
    /// What kind of message it is.
    pub kind: Kind,
    /// What a system line says, where that is known.
    pub event: Option<Event>,
    /// Withdrawn by its sender afterwards.
    pub withdrawn: bool,
    /// Quick phrases: the short code by which it is found.
    pub code: Option<String>,
    /// Quick phrases: the group that it is kept in.
    pub group: Option<String>,
    /// Quick phrases: the first day on which it may be sent, as the file writes it.
    pub valid_from: Option<String>,
    /// Quick phrases: the last day on which it may be sent, as the file writes it.
    pub valid_until: Option<String>,
}

impl Message {
    /// Makes it a quick phrase of this kind.
    pub(crate) fn set_kind(&mut self, kind: Kind) {
        (self.kind, self.role) = (kind, kind.role());
    }

    /// Empties the fields that every form sets; the forms with further fields set all of those.
    pub(crate) fn begin(&mut self, line: u64, row: Option<u64>) {
        self.text.clear();
        self.line = line;
        self.row = row;
        self.role = Role::Agent;
        self.kind = Kind::Message;
        self.event = None;
        self.withdrawn = false;
        self.unread_time = None;
    }

    /// Takes a time as the file writes it; blank is none.
    pub(crate) fn set_time(&mut self, written: Option<&str>) {
        let Some(written) = written.filter(|written| !is_blank(written)) else {
            self.time = None;
            return;
        };
        let time = self.time.get_or_insert_default();
        time.clear();
        if !normalise(written, time) {
            self.time = None;
            self.unread_time = Some(written.to_owned());
        }
    }

    /// Reads what happened from a system line that does not name it.
    pub(crate) fn find_event(&mut self) {
        if self.role == Role::System && self.event.is_none() {
            self.event = read_wording(&self.text);
        }
    }

    /// Empties the fields that a form without records does not set.
    pub(crate) fn clear_record(&mut self) {
        let text = std::mem::take(&mut self.text);
        *self = Message { text, line: self.line, ..Message::default() };
    }
}

/// Reads a role by the words that exporters use, in Chinese or English; case and surrounding
/// blanks do not matter.
pub(crate) fn read_role(word: &str) -> Option<Role> {
    known_role(word).or_else(|| known_role(&word.trim().to_lowercase()))
}

fn known_role(word: &str) -> Option<Role> {
    match word {
        "客服" | "商家" | "卖家" | "店铺" | "agent" | "seller" | "staff" => Some(Role::Agent),
        "客户" | "买家" | "顾客" | "customer" | "buyer" | "user" => Some(Role::Customer),
        "机器人" | "自动回复" | "auto" | "bot" => Some(Role::Auto),
        "系统" | "system" => Some(Role::System),
        _ => None,
    }
}

/// Puts `value` into `slot` and reuses the memory that is there; a blank value is none.
pub(crate) fn set(slot: &mut Option<String>, value: Option<&str>) {
    match (value.filter(|value| !is_blank(value)), &mut *slot) {
        (None, _) => *slot = None,
        (Some(value), Some(text)) => {
            text.clear();
            text.push_str(value);
        }
        (Some(value), None) => *slot = Some(value.to_owned()),
    }
}

/// Whether there is nothing but blanks; looks no further than the first other character.
pub(crate) fn is_blank(text: &str) -> bool {
    // Most texts begin with a letter, which the first byte shows at once.
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.chars().all(char::is_whitespace)
}

/// Whether the shop says it: agents, automatic replies and quick phrases. This is what is linted.
#[must_use]
pub fn is_outgoing(message: &Message) -> bool {
    matches!(message.role, Role::Agent | Role::Auto)
}
