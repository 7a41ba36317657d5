//! What a system line of a log says.

/// Something that happened to a conversation, as the platform writes it between the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Event {
    /// The conversation began.
    Opened,
    /// It was given to an agent.
    Assigned,
    /// It went from one agent to another.
    Transferred,
    /// An agent or the platform ended it.
    Closed,
    /// It ended because nobody wrote any more.
    Timeout,
    /// An agent left.
    Offline,
    /// The customer placed an order.
    Ordered,
    /// The customer paid.
    Paid,
}

impl Event {
    const ALL: [Event; 8] =
        [Event::Opened, Event::Assigned, Event::Transferred, Event::Closed, Event::Timeout, Event::Offline, Event::Ordered, Event::Paid];

    /// The name in our JSONL: `opened`, `assigned`, `transferred`, `closed`, `timeout`, `offline`,
    /// `ordered`, `paid`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Event::Opened => "opened",
            Event::Assigned => "assigned",
            Event::Transferred => "transferred",
            Event::Closed => "closed",
            Event::Timeout => "timeout",
            Event::Offline => "offline",
            Event::Ordered => "ordered",
            Event::Paid => "paid",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Event> {
        Event::ALL.into_iter().find(|event| event.name() == name.trim())
    }

    /// Reads a system line by its usual wordings; `None` where it says something else.
    #[must_use]
    pub fn from_wording(text: &str) -> Option<Event> {
        let text = text.trim().trim_end_matches(['。', '.', '！', '!']);
        let ends_session = text.ends_with("结束了会话") || text.ends_with("关闭了会话");
        match text {
            "会话开始" | "会话已开始" | "会话已创建" => Some(Event::Opened),
            "系统关闭会话" | "系统关闭了会话" | "会话已结束" | "会话已关闭" => Some(Event::Closed),
            "会话因超时结束" | "会话超时结束" | "会话因超时关闭" => Some(Event::Timeout),
            _ if text.starts_with("会话由") && ["转给", "转交给", "转接给"].iter().any(|mark| text.contains(mark)) => {
                Some(Event::Transferred)
            }
            _ if text.starts_with("会话分配给") || text.starts_with("会话已分配给") => Some(Event::Assigned),
            _ if ends_session => Some(Event::Closed),
            _ if text.ends_with("已下线") => Some(Event::Offline),
            _ if text.starts_with("买家已拍下") => Some(Event::Ordered),
            _ if text.starts_with("买家已付款") => Some(Event::Paid),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Event;

    #[test]
    fn the_usual_wordings() {
        for (text, event) in [
            ("会话开始", Some(Event::Opened)),
            ("会话分配给 小满", Some(Event::Assigned)),
            ("会话由 小满 转给 阿澈", Some(Event::Transferred)),
            ("客服 小满 结束了会话", Some(Event::Closed)),
            ("系统关闭会话", Some(Event::Closed)),
            ("会话因超时结束", Some(Event::Timeout)),
            ("小满 已下线", Some(Event::Offline)),
            ("买家已拍下", Some(Event::Ordered)),
            ("买家已付款，请尽快发货", Some(Event::Paid)),
            ("会话由小满负责", None),
            ("商品已下架", None),
            ("", None),
        ] {
            assert_eq!(Event::from_wording(text), event, "{text}");
        }
    }

    #[test]
    fn names_are_read_as_written() {
        for event in Event::ALL {
            assert_eq!(Event::from_name(event.name()), Some(event));
        }
        assert_eq!(Event::from_name("close"), None);
    }
}
