//! What a system line of a log says.

use jinyu::Event;

/// The usual wordings. The first that stands in a line counts.
const WORDINGS: &[(&[&str], Event)] = &[
    (&["超时结束", "超时关闭", "系统关闭会话", "系统关闭了会话", "系统结束会话", "系统结束了会话"], Event::TimedOut),
    (&["结束了会话", "关闭了会话", "结束会话", "关闭会话", "会话结束", "会话已结束", "会话已关闭"], Event::Closed),
    (&["转给", "转交", "转接", "转移给"], Event::Transferred),
    (&["分配给", "接入会话", "已接入", "为您服务"], Event::Assigned),
    (&["下线", "离线"], Event::Offline),
    (&["已拍下", "提交了订单", "已下单"], Event::Ordered),
    (&["已付款", "已支付", "付款成功"], Event::Paid),
    (&["会话开始", "会话已开始", "会话已创建", "进入会话", "发起会话"], Event::Opened),
];

/// Reads a system line by its usual wordings; `None` where it says something else.
pub(crate) fn read_wording(line: &str) -> Option<Event> {
    WORDINGS.iter().find(|(words, _)| words.iter().any(|word| line.contains(word))).map(|(_, event)| *event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_wordings() {
        for (line, event) in [
            ("会话开始", Some(Event::Opened)),
            ("会话分配给 小满", Some(Event::Assigned)),
            ("会话由 小满 转给 阿澈", Some(Event::Transferred)),
            ("客服 小满 结束了会话", Some(Event::Closed)),
            ("系统关闭会话", Some(Event::TimedOut)),
            ("系统结束会话", Some(Event::TimedOut)),
            ("系统关闭了会话。", Some(Event::TimedOut)),
            ("会话因超时结束", Some(Event::TimedOut)),
            ("小满 已下线", Some(Event::Offline)),
            ("买家已拍下", Some(Event::Ordered)),
            ("买家已付款，请尽快发货", Some(Event::Paid)),
            ("会话由小满负责", None),
            ("商品已下架", None),
            ("", None),
        ] {
            assert_eq!(read_wording(line), event, "{line}");
        }
    }
}
