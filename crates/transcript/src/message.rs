//! One message, as every form yields it.

use crate::problem::ProblemKind;

/// Who said it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// A person of the shop.
    #[default]
    Agent,
    /// The customer.
    Customer,
    /// The shop, without a person: a bot, an automatic reply, a welcome text.
    Auto,
    /// The platform: assignments, transfers, orders.
    System,
}

impl Role {
    /// The name in our JSONL: `agent`, `customer`, `auto`, `system`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Agent => "agent",
            Role::Customer => "customer",
            Role::Auto => "auto",
            Role::System => "system",
        }
    }

    /// Reads a role by the words that exporters use, in Chinese or English; case and surrounding
    /// blanks do not matter.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Role> {
        Role::from_known(word).or_else(|| Role::from_known(&word.trim().to_lowercase()))
    }

    fn from_known(word: &str) -> Option<Role> {
        match word {
            "客服" | "商家" | "卖家" | "店铺" | "agent" | "seller" | "staff" => Some(Role::Agent),
            "客户" | "买家" | "顾客" | "customer" | "buyer" | "user" => Some(Role::Customer),
            "机器人" | "自动回复" | "auto" | "bot" => Some(Role::Auto),
            "系统" | "system" => Some(Role::System),
            _ => None,
        }
    }
}

/// What kind of text a message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Something said in a conversation, or a line of a plain text.
    #[default]
    Message,
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
            Kind::Quick => Some("quick"),
            Kind::Auto => Some("auto"),
            Kind::Welcome => Some("welcome"),
        }
    }

    /// Reads `quick`, `auto` or `welcome`; no word is a quick phrase.
    pub(crate) fn of_phrase(word: Option<&str>) -> Result<Kind, ProblemKind> {
        let Some(word) = word.filter(|word| !is_blank(word)) else {
            return Ok(Kind::Quick);
        };
        Kind::from_word(word).ok_or_else(|| ProblemKind::UnknownKind(word.to_owned()))
    }

    /// Reads `quick`, `auto` or `welcome`.
    pub(crate) fn from_word(word: &str) -> Option<Kind> {
        [Kind::Quick, Kind::Auto, Kind::Welcome].into_iter().find(|kind| kind.name() == Some(word.trim()))
    }
}

/// One message of a conversation, one line of a text or one quick phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// Which conversation, where the file says so; a file without sessions is one session.
    pub session: Option<String>,
    /// The message's number within its session, from 1, in the order of the file.
    pub index: u64,
    /// When, exactly as the file writes it.
    pub time: Option<String>,
    /// Who said it.
    pub role: Role,
    /// The account or name of whoever said it.
    pub sender: Option<String>,
    /// The words, complete and unchanged; empty for a picture or a card.
    pub text: String,
    /// The line of the file, from 1, on which the text begins.
    pub line: u64,
    /// Tables: the row, as a spreadsheet counts it: the first row, usually the header, is 1.
    pub row: Option<u64>,
    /// What kind of text it is.
    pub kind: Kind,
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
        self.kind = kind;
        self.role = match kind {
            Kind::Auto | Kind::Welcome => Role::Auto,
            _ => Role::Agent,
        };
    }

    /// Empties the fields that every form sets; the forms with further fields set all of those.
    pub(crate) fn begin(&mut self, line: u64, row: Option<u64>) {
        self.text.clear();
        self.line = line;
        self.row = row;
        self.role = Role::Agent;
        self.kind = Kind::Message;
        self.withdrawn = false;
    }

    /// Empties the fields that a form without records does not set.
    pub(crate) fn clear_record(&mut self) {
        let text = std::mem::take(&mut self.text);
        *self = Message { text, line: self.line, ..Message::default() };
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
