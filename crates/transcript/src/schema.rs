//! What a row of a table says, by the names of its columns.

use std::borrow::Cow;
use std::collections::HashSet;

use jinyu::Role;

use crate::accounts::Accounts;
use crate::columns::Columns;
use crate::error::OpenError;
use crate::message::{Kind, Message, is_blank, read_role, set};
use crate::options::Options;
use crate::problem::ProblemKind;

/// The meaning of a table's columns.
#[derive(Default)]
pub(crate) struct Schema {
    pub(crate) columns: Columns,
    /// The cells of the header up to the last that has a name.
    pub(crate) width: usize,
    phrases: bool,
    accounts: Accounts,
    auto_replies: HashSet<String>,
}

impl Schema {
    /// Reads a header; one without any cell is that of an empty table.
    ///
    /// # Errors
    ///
    /// When no column holds the texts, none of those that the user names is there, or nothing tells
    /// who is the shop.
    pub(crate) fn new(header: Vec<String>, phrases: bool, options: &Options) -> Result<Schema, OpenError> {
        let mut columns = if phrases { Columns::of_phrases(&header) } else { Columns::of_messages(&header) };
        let width = header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        let accounts = Accounts::new(&options.agents);
        if !header.is_empty() {
            let renamed = columns.rename(&header, &options.columns);
            if let Err(name) = renamed {
                return Err(OpenError::NoSuchColumn { name, header });
            }
            if columns.text.is_none() {
                return Err(OpenError::NoTextColumn(header));
            }
            let is_told = accounts.are_named() && columns.sender.is_some();
            if !phrases && columns.role.is_none() && !is_told {
                return Err(OpenError::NoRole);
            }
        }
        let auto_replies = options.auto_replies.iter().map(|text| text.trim().to_owned()).collect();
        Ok(Schema { columns, width, phrases, accounts, auto_replies })
    }

    /// Puts what a row says into `message`, which is begun. `cell` gives the value of a column.
    pub(crate) fn fill<'a>(&self, message: &mut Message, cell: impl Fn(Option<usize>) -> Option<Cow<'a, str>>) -> Result<(), ProblemKind> {
        let columns = &self.columns;
        let text = cell(columns.text).unwrap_or_default();
        let sender = cell(columns.sender);
        if self.phrases {
            if is_blank(&text) {
                return Err(ProblemKind::MissingText);
            }
            message.set_kind(Kind::of_phrase(cell(columns.kind).as_deref())?);
        } else {
            let word = columns.role.map(|role| cell(Some(role)).unwrap_or_default());
            message.role = self.role(word.as_deref(), sender.as_deref())?;
            if message.role == Role::Agent && self.auto_replies.contains(text.trim()) {
                message.role = Role::Auto;
            }
            message.kind = cell(columns.type_).map_or_else(|| Kind::from_placeholder(text.trim()), |label| Kind::from_label(&label));
        }
        message.text.push_str(&text);
        set(&mut message.sender, sender.as_deref());
        set(&mut message.session, cell(columns.session).as_deref());
        message.set_time(cell(columns.time).as_deref());
        set(&mut message.code, cell(columns.code).as_deref());
        set(&mut message.group, cell(columns.group).as_deref());
        set(&mut message.valid_from, cell(columns.valid_from).as_deref());
        set(&mut message.valid_until, cell(columns.valid_until).as_deref());
        message.find_event();
        Ok(())
    }

    /// Who speaks: as the column says, else by the sender's name.
    fn role(&self, word: Option<&str>, sender: Option<&str>) -> Result<Role, ProblemKind> {
        let ours = sender.is_some_and(|sender| self.accounts.is_named(sender.trim()));
        let Some(word) = word else {
            return Ok(if ours { Role::Agent } else { Role::Customer });
        };
        match read_role(word) {
            Some(role) => Ok(role),
            None if ours => Ok(Role::Agent),
            None if is_blank(word) => Err(ProblemKind::MissingRole),
            None => Err(ProblemKind::UnknownRole(word.trim().to_owned())),
        }
    }
}
