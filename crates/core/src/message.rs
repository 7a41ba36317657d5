//! One message of a conversation.

use crate::Moment;

/// Who said something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// A person of the shop.
    #[default]
    Agent,
    /// The customer.
    Customer,
    /// The shop, without a person: a bot, an automatic reply, a welcome text. It never counts as an answer.
    Auto,
    /// The platform: assignments, transfers, orders.
    System,
}

impl Role {
    pub(crate) const NAMES: &'static [&'static str] = &["agent", "customer", "auto", "system"];

    /// All of them.
    pub const ALL: [Role; 4] = [Role::Agent, Role::Customer, Role::Auto, Role::System];

    /// The name in our JSONL: `agent`, `customer`, `auto` or `system`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Role::NAMES[self as usize]
    }

    /// Reads such a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// What the platform tells of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Event {
    /// It began.
    Opened,
    /// An agent was given it.
    Assigned,
    /// It was handed to another agent.
    Transferred,
    /// An agent closed it.
    Closed,
    /// It ended, or the platform ended it, because nobody said anything.
    TimedOut,
    /// An agent logged off.
    Offline,
    /// The customer placed an order.
    Ordered,
    /// The customer paid.
    Paid,
}

impl Event {
    pub(crate) const NAMES: &'static [&'static str] =
        &["opened", "assigned", "transferred", "closed", "timeout", "offline", "ordered", "paid"];

    /// All of them.
    pub const ALL: [Event; 8] =
        [Event::Opened, Event::Assigned, Event::Transferred, Event::Closed, Event::TimedOut, Event::Offline, Event::Ordered, Event::Paid];

    /// The name in our JSONL: `opened`, `assigned`, `transferred`, `closed`, `timeout`, `offline`, `ordered` or `paid`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Event::NAMES[self as usize]
    }

    /// Reads such a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Event> {
        Event::ALL.into_iter().find(|event| event.name() == name)
    }
}

/// One message as a conversation takes it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Message<'t> {
    /// Who said it.
    pub role: Role,
    /// The words; empty for a picture or a card, which is an answer as well.
    pub text: &'t str,
    /// When.
    pub moment: Moment,
    /// The account of whoever said it.
    pub sender: Option<&'t str>,
    /// What it tells, where it tells something.
    pub event: Option<Event>,
    /// The line of its log, for findings that name several messages; 0 where there is none.
    pub line: u64,
}

impl<'t> Message<'t> {
    /// A message of which only the words are known.
    #[must_use]
    pub fn new(role: Role, text: &'t str) -> Message<'t> {
        Message { role, text, moment: Moment::UNKNOWN, sender: None, event: None, line: 0 }
    }

    /// The same at a moment.
    #[must_use]
    pub fn at(self, moment: Moment) -> Message<'t> {
        Message { moment, ..self }
    }

    /// The same by a sender.
    #[must_use]
    pub fn by(self, sender: Option<&'t str>) -> Message<'t> {
        Message { sender, ..self }
    }

    /// The same on a line of a log, from 1.
    #[must_use]
    pub fn on_line(self, line: u64) -> Message<'t> {
        Message { line, ..self }
    }

    /// The same with what it tells.
    #[must_use]
    pub fn telling(self, event: Option<Event>) -> Message<'t> {
        Message { event, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_written() {
        for event in Event::ALL {
            assert_eq!(Event::from_name(event.name()), Some(event));
        }
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
        assert_eq!((Event::TimedOut.name(), Role::System.name()), ("timeout", "system"));
        assert_eq!((Event::from_name("close"), Role::from_name("bot")), (None, None));
    }
}
