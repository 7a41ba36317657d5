use std::sync::Arc;

use crate::talk::Talk;
use crate::{Day, Finding, Language, Moment, Role, SessionFinding, Severity, Span};

/// One message of a log.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The file as it was named.
    pub file: &'a Arc<str>,
    /// The line of the file, from 1.
    pub line: u64,
    /// The conversation; a file without them is one conversation.
    pub session: Option<&'a str>,
    /// The number of the message within its conversation, from 1.
    pub index: u64,
    /// When, as the file writes it.
    pub time: Option<&'a str>,
    /// The same as a point in time.
    pub moment: Moment,
    /// Who sends it.
    pub role: Role,
    /// The account or name of the sender.
    pub sender: Option<&'a str>,
    /// The agent, by name or account, who answers for what is found about a message of the customer or the platform.
    pub agent: Option<&'a str>,
    /// The words; empty for a picture.
    pub text: &'a str,
    /// Whether the text was checked by rules.
    pub is_checked: bool,
}

/// What was found in or about a message.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'a> {
    /// The rule's id.
    pub rule: &'a str,
    /// The clauses that the rule serves.
    pub clauses: &'a [String],
    /// How bad it is.
    pub severity: Severity,
    /// Why, in Chinese and in English.
    pub message: [&'a str; 2],
    /// Where in the text; `None` for what is not a matter of words.
    pub span: Option<Span>,
    /// How long the customer waited, in seconds, where that is the fault.
    pub waited_seconds: Option<u64>,
}

impl<'a> From<&Finding<'a>> for Hit<'a> {
    fn from(finding: &Finding<'a>) -> Hit<'a> {
        let rule = finding.rule;
        let message = [Language::Chinese, Language::English].map(|language| rule.message(language));
        let span = Some(finding.span);
        Hit { rule: rule.id(), clauses: rule.clauses(), severity: finding.severity, message, span, waited_seconds: None }
    }
}

impl<'a> From<&SessionFinding<'a>> for Hit<'a> {
    fn from(found: &SessionFinding<'a>) -> Hit<'a> {
        let hit = Hit::from(&found.finding);
        let is_of_words = found.finding.rule.talk.as_ref().is_none_or(Talk::is_of_words);
        Hit { span: hit.span.filter(|_| is_of_words), waited_seconds: found.waited_seconds, ..hit }
    }
}

/// To whom a message counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// A person, by the name in the profile or else by the account.
    Person(String),
    /// A person whom the log does not name.
    Unknown,
    /// Automatic replies.
    Auto,
}

/// The shift in which a message falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShiftSlot {
    /// A shift of the profile, by its number there.
    Shift(usize),
    /// None of them.
    Outside,
    /// The time is unknown.
    Unknown,
}

/// What figures are about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    All,
    Who(Who),
    Day(Option<Day>),
    Shift(ShiftSlot),
}
