//! A log whose messages can be understood only together: a withdrawal comes behind what it
//! withdraws, an account shows itself late, an automatic reply by being repeated.

use std::collections::VecDeque;

use jinyu::Role;

use crate::message::Message;
use crate::options::Options;
use crate::problem::{Problem, ProblemKind};
use crate::sides::{Convention, Sides};

/// So many messages are held back until it is known what they are.
pub(crate) const MAX_HELD_MESSAGES: usize = 4096;
/// No more than about so much text is held back, in bytes.
const MAX_HELD_BYTES: usize = 4 * 1024 * 1024;

/// What a form reads, one after another.
pub(crate) trait Source {
    fn next(&mut self) -> Option<Result<Entry, Problem>>;
}

/// One record of a log.
pub(crate) enum Entry {
    Said(Box<Draft>),
    Recalled(Recall),
}

/// A message whose role or session may not be known yet.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) message: Message,
    /// Who said it, where the record tells.
    pub(crate) role: Option<Role>,
    /// To whom, where the record tells.
    pub(crate) receiver: Option<String>,
    /// By what a withdrawal names it.
    pub(crate) id: Option<String>,
}

/// Withdraws the message of that id or, without one, the sender's last.
#[derive(Debug, Default)]
pub(crate) struct Recall {
    pub(crate) line: u64,
    pub(crate) id: Option<String>,
    pub(crate) sender: Option<String>,
}

/// Holds back the messages of a source and gives them out settled, in their order.
///
/// A log of up to [`MAX_HELD_MESSAGES`] is known whole before its first message is given out; of a
/// longer one, what a message is depends on all before it and that many behind it.
pub(crate) struct Log<S> {
    pub(crate) source: S,
    sides: Sides,
    held: VecDeque<Result<Box<Draft>, Problem>>,
    held_bytes: usize,
    ended: bool,
}

impl<S: Source> Log<S> {
    pub(crate) fn new(source: S, options: &Options, convention: Convention) -> Log<S> {
        Log { source, sides: Sides::new(options, convention), held: VecDeque::new(), held_bytes: 0, ended: false }
    }

    pub(crate) fn read(&mut self) -> Option<Result<Message, Problem>> {
        while !self.ended && self.held.len() < MAX_HELD_MESSAGES && self.held_bytes < MAX_HELD_BYTES {
            match self.source.next() {
                None => self.ended = true,
                Some(Err(problem)) => self.held.push_back(Err(problem)),
                Some(Ok(Entry::Said(draft))) => self.hold(draft),
                Some(Ok(Entry::Recalled(recall))) => self.withdraw(&recall),
            }
        }
        Some(match self.held.pop_front()? {
            Err(problem) => Err(problem),
            Ok(draft) => {
                self.held_bytes -= draft.message.text.len();
                Ok(self.sides.settle(*draft, self.held.iter().flatten().map(Box::as_ref)))
            }
        })
    }

    fn hold(&mut self, draft: Box<Draft>) {
        self.sides.see(&draft);
        self.held_bytes += draft.message.text.len();
        self.held.push_back(Ok(draft));
    }

    fn withdraw(&mut self, recall: &Recall) {
        let is_meant = |draft: &&mut Box<Draft>| match &recall.id {
            Some(_) => draft.id == recall.id,
            None => !draft.message.withdrawn && draft.message.sender == recall.sender,
        };
        match self.held.iter_mut().rev().flatten().find(is_meant) {
            Some(draft) => draft.message.withdrawn = true,
            None => self.held.push_back(Err(Problem::new(recall.line, ProblemKind::Recall))),
        }
    }
}
