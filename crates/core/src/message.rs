//! One message of a conversation.

use crate::Moment;

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A person of the shop.
    Agent,
    /// The customer.
    Customer,
    /// The shop, without a person. It never counts as an answer.
    Auto,
    /// The platform.
    System,
}

impl Role {
    pub(crate) const NAMES: &'static [&'static str] = &["agent", "customer", "auto", "system"];

    /// Reads `agent`, `customer`, `auto` or `system`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Role> {
        Some(match name {
            "agent" => Role::Agent,
            "customer" => Role::Customer,
            "auto" => Role::Auto,
            "system" => Role::System,
            _ => return None,
        })
    }
}

/// What the platform tells of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Event {
    /// The customer came.
    Opened,
    /// An agent was given the conversation.
    Assigned,
    /// It was handed to another agent.
    Transferred,
    /// An agent closed it.
    Closed,
    /// It ended because nobody said anything.
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

    /// Reads the names of our JSONL: `opened`, `assigned`, `transferred`, `closed`, `timeout`, `offline`, `ordered`, `paid`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Event> {
        Some(match name {
            "opened" => Event::Opened,
            "assigned" => Event::Assigned,
            "transferred" => Event::Transferred,
            "closed" => Event::Closed,
            "timeout" => Event::TimedOut,
            "offline" => Event::Offline,
            "ordered" => Event::Ordered,
            "paid" => Event::Paid,
            _ => return None,
        })
    }

    /// What the text of a system message tells, by the usual wordings (`会话分配给 X`, `客服 X 结束了会话`, `买家已付款`).
    #[must_use]
    pub fn of_text(text: &str) -> Option<Event> {
        const WORDINGS: &[(&[&str], Event)] = &[
            (&["超时结束", "超时关闭", "系统关闭会话", "系统结束会话"], Event::TimedOut),
            (&["结束了会话", "关闭了会话", "结束会话", "关闭会话", "会话结束", "会话已结束"], Event::Closed),
            (&["转给", "转交", "转接", "转移给"], Event::Transferred),
            (&["分配给", "接入会话", "已接入", "为您服务"], Event::Assigned),
            (&["下线", "离线"], Event::Offline),
            (&["已拍下", "提交了订单", "已下单"], Event::Ordered),
            (&["已付款", "已支付", "付款成功"], Event::Paid),
            (&["会话开始", "进入会话", "发起会话"], Event::Opened),
        ];
        WORDINGS.iter().find(|(words, _)| words.iter().any(|word| text.contains(word))).map(|(_, event)| *event)
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
    /// A message of which only the words are known. What a system message tells is read from them.
    #[must_use]
    pub fn new(role: Role, text: &'t str) -> Message<'t> {
        let event = if role == Role::System { Event::of_text(text) } else { None };
        Message { role, text, moment: Moment::UNKNOWN, sender: None, event, line: 0 }
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

    /// The same with what it tells; `None` leaves what its words tell.
    #[must_use]
    pub fn telling(self, event: Option<Event>) -> Message<'t> {
        Message { event: event.or(self.event), ..self }
    }
}
