//! One message as conversation rules see it, and whether it is what one of them asks for.

use crate::settle::Found;
use crate::talk::{Said, SaidSets};
use crate::{Event, Message, Moment, Role};

/// What conversation rules need of one message: no text beyond short parts of longer ones. From [`Linter::observe`](crate::Linter::observe).
#[derive(Clone, Debug, Default)]
pub struct Observation {
    pub(crate) role: Role,
    pub(crate) event: Option<Event>,
    pub(crate) moment: Moment,
    pub(crate) line: u64,
    pub(crate) sender: Option<String>,
    pub(crate) bytes: usize,
    /// A number that the same words share, where starts of the same words are counted.
    pub(crate) words_hash: u64,
    /// The words, where they may be a part of something that an agent says in several messages.
    pub(crate) part: String,
    /// The rules that could start here, and where.
    pub(crate) starts: Vec<Found>,
    /// The sets of words that are said.
    pub(crate) said: SaidSets,
}

impl Said {
    /// Whether a message is meant: by the right side, with the right words.
    pub(super) fn is_met(&self, message: &Observation) -> bool {
        self.is_from(message) && self.groups.iter().all(|group| message.says(*group))
    }

    /// The groups of words that are said, a bit each.
    pub(super) fn groups_in(&self, message: &Observation) -> u64 {
        let groups = self.groups.iter().enumerate();
        groups.filter(|(_, group)| message.says(**group)).fold(0, |bits, (at, _)| bits | 1 << (at % 64))
    }

    /// Whether nothing more need be said.
    pub(super) fn is_complete(&self, said: u64) -> bool {
        said.count_ones() as usize == self.groups.len()
    }

    /// The same but for the words that must be said.
    pub(super) fn is_from(&self, message: &Observation) -> bool {
        self.from.is_none_or(|from| message.role == from)
            && self.event.is_none_or(|event| message.event == Some(event))
            && self.not.is_none_or(|words| !message.says(words))
    }
}

impl Observation {
    /// Takes what is known of a message without its words, and in the place of those of another message nothing.
    pub(crate) fn begin(&mut self, message: &Message<'_>, is_part: bool) {
        let Message { role, text, moment, sender, event, line } = *message;
        (self.role, self.event, self.moment, self.line, self.bytes, self.words_hash) = (role, event, moment, line, text.len(), 0);
        match (sender, &mut self.sender) {
            (Some(sender), Some(known)) => sender.clone_into(known),
            (sender, known) => *known = sender.map(str::to_owned),
        }
        self.part.clear();
        self.part.push_str(if is_part { text } else { "" });
        self.starts.clear();
        self.said.clear();
    }

    /// Takes what was seen in the words of a message that says the same.
    pub(crate) fn say_as(&mut self, other: &Observation) {
        self.words_hash = other.words_hash;
        self.starts.clone_from(&other.starts);
        self.said.clear();
        self.said.add_all(&other.said);
    }

    /// When the message was sent.
    #[must_use]
    pub fn moment(&self) -> Moment {
        self.moment
    }

    pub(super) fn says(&self, set: u32) -> bool {
        self.said.has(set)
    }
}
