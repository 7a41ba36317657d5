//! Who speaks, to whom, and whether by hand, where a log says it only by its whole.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use jinyu::Role;

use crate::accounts::{Accounts, sub_account};
use crate::log::Draft;
use crate::message::{Kind, Message};
use crate::options::Options;
use crate::time::{Reckoning, seconds};

/// An answer that comes no later than this behind the customer's message, in seconds, was hardly
/// written by hand.
const AUTO_WITHIN_SECONDS: i64 = 3;

/// What a kind of log leaves to be found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Convention {
    /// Whose session a message belongs to, and which answers are automatic.
    Copied,
    /// Which answers are automatic.
    Listed,
    /// Neither.
    Archived,
}

/// The role of a sender where the record names the customer: everybody else is the shop's, if the
/// customer is seen to speak under that name. `None` leaves it to the form of the account.
pub(crate) fn role_beside(sender: &str, customer: &str, customer_speaks: bool) -> Option<Role> {
    match sender {
        _ if sender == customer => Some(Role::Customer),
        _ if is_system(sender) => Some(Role::System),
        _ => customer_speaks.then_some(Role::Agent),
    }
}

fn is_system(sender: &str) -> bool {
    matches!(sender, "系统" | "系统消息" | "系统通知")
}

/// What was seen of a log so far. Memory: some 30 bytes for each session and each text of the shop.
pub(crate) struct Sides {
    accounts: Accounts,
    auto_replies: HashSet<String>,
    convention: Convention,
    /// How often each text was sent, by shop and text.
    sent: HashMap<u64, u32>,
    /// When the customer of each session wrote last.
    asked: HashMap<u64, (i64, Reckoning)>,
    /// The customer who wrote last.
    customer: Option<String>,
    hasher: BuildHasherDefault<DefaultHasher>,
}

impl Sides {
    pub(crate) fn new(options: &Options, convention: Convention) -> Sides {
        Sides {
            accounts: Accounts::new(&options.agents),
            auto_replies: options.auto_replies.iter().map(|text| text.trim().to_owned()).collect(),
            convention,
            sent: HashMap::new(),
            asked: HashMap::new(),
            customer: None,
            hasher: BuildHasherDefault::default(),
        }
    }

    /// Takes note of a message before its turn comes.
    pub(crate) fn see(&mut self, draft: &Draft) {
        let sender = draft.message.sender.as_deref().unwrap_or_default();
        if draft.role.is_none() {
            self.accounts.see(sender);
        }
        if self.finds_auto() && draft.role != Some(Role::Customer) {
            *self.sent.entry(self.key(sender, &draft.message.text)).or_default() += 1;
        }
    }

    /// The message with its role and session. `following` are those behind it.
    pub(crate) fn settle<'a>(&mut self, draft: Draft, following: impl Iterator<Item = &'a Draft>) -> Message {
        if draft.message.kind.is_phrase() {
            return draft.message;
        }
        let role = self.role(&draft);
        let Draft { mut message, receiver, .. } = draft;
        message.role = role;
        if self.convention == Convention::Copied && message.session.is_none() {
            message.session = self.session(&message, receiver, following);
        }
        let time = message.time.as_deref().filter(|_| self.finds_auto()).and_then(seconds);
        let session = self.hasher.hash_one(&message.session);
        match role {
            Role::Customer => {
                match time {
                    Some(time) => self.asked.insert(session, time),
                    None => self.asked.remove(&session),
                };
            }
            Role::Agent if self.is_auto(&message, self.asked.get(&session).copied(), time) => message.role = Role::Auto,
            _ => {}
        }
        message.find_event();
        message
    }

    fn finds_auto(&self) -> bool {
        self.convention != Convention::Archived
    }

    fn role(&self, draft: &Draft) -> Role {
        let sender = draft.message.sender.as_deref().unwrap_or_default();
        let by_account = || match sender {
            _ if is_system(sender) => Role::System,
            _ if self.accounts.is_ours(sender) => Role::Agent,
            _ => Role::Customer,
        };
        match draft.role {
            Some(Role::Customer) if self.accounts.is_named(sender) => Role::Agent,
            role => role.unwrap_or_else(by_account),
        }
    }

    /// A session is one customer: the one who writes, the one who is named as receiver, else the
    /// last who wrote, and where nobody has written yet the first who will.
    fn session<'a>(&mut self, message: &Message, receiver: Option<String>, following: impl Iterator<Item = &'a Draft>) -> Option<String> {
        if message.role == Role::Customer {
            self.customer.clone_from(&message.sender);
            return message.sender.clone();
        }
        if receiver.as_ref().is_some_and(|receiver| !self.accounts.is_ours(receiver)) {
            self.customer.clone_from(&receiver);
            return receiver;
        }
        if self.customer.is_none() {
            let mut customers = following.filter(|draft| self.role(draft) == Role::Customer);
            self.customer = customers.find_map(|draft| draft.message.sender.clone());
        }
        self.customer.clone()
    }

    fn is_auto(&self, message: &Message, asked: Option<(i64, Reckoning)>, time: Option<(i64, Reckoning)>) -> bool {
        if message.kind != Kind::Message || message.text.trim().is_empty() {
            return false;
        }
        if self.auto_replies.contains(message.text.trim()) {
            return true;
        }
        let is_quick = match (asked, time) {
            (Some((asked, from)), Some((time, to))) => from == to && (0..=AUTO_WITHIN_SECONDS).contains(&(time - asked)),
            _ => false,
        };
        let key = self.key(message.sender.as_deref().unwrap_or_default(), &message.text);
        is_quick && self.sent.get(&key).is_some_and(|&times| times > 1)
    }

    /// The same for the same text of all accounts of a shop.
    fn key(&self, sender: &str, text: &str) -> u64 {
        let shop = sub_account(sender).map_or(sender, |(shop, _)| shop);
        self.hasher.hash_one((shop, text))
    }
}
