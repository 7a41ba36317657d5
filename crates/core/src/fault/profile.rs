//! What can be wrong with the sections of a profile, and what to do about it.

use super::message::say;
use super::{Both, FaultKind};
use crate::Language;

pub(super) fn message(fault: &FaultKind, l: Language) -> String {
    use FaultKind::*;
    match fault {
        DuplicateAccount { account, agent, line } => {
            say!(l, "账号 {account} 已在第 {line} 行归 {agent}", "account {account} belongs to {agent} already, on line {line}")
        }
        UnknownAgent { name } => say!(l, "agents 里没有名为 {name} 的主管", "supervisor {name} is not among the agents"),
        BadClockTime { value } => say!(l, "{value} 不是一天中的时刻", "{value} is no time of day"),
        BadAmount => say!(l, "数额应为 0–1000000，最多两位小数", "an amount is from 0 to 1000000, with two decimals at most"),
        BadEntryCount => say!(l, "次数应为 0–1000 的整数", "a count is a whole number from 0 to 1000"),
        NoCause => say!(l, "没有写明因什么而记：on 与 events 都没有", "nothing causes the entry: it has neither on nor events"),
        BandsOverlap { from, to } => {
            say!(l, "奖金档位重叠：{from}–{to} 分同时落入两档", "bonus bands overlap: scores from {from} to {to} fall into two")
        }
        BandsGap { from, to } => {
            say!(l, "奖金档位有空缺：{from}–{to} 分没有对应的档位", "bonus bands leave a gap: scores from {from} to {to} fall into none")
        }
        BandsFall { score, upper, lower } => say!(
            l,
            "{score} 分及以上只有 {upper}%，少于低一档的 {lower}%",
            "scores from {score} earn {upper} %, less than the {lower} % of the band below"
        ),
        _ => String::new(),
    }
}

pub(super) fn help(fault: &FaultKind) -> Option<Both> {
    use FaultKind::*;
    Some(match fault {
        DuplicateAccount { .. } => ("一个账号只能归一位客服，删去其中一处", "an account has one owner; delete it in one of the places"),
        UnknownAgent { .. } => ("在 agents 下补上这位主管，或改正名字", "add the supervisor under agents, or correct the name"),
        BadClockTime { .. } => ("写成 \"08:30\"，一天的结束是 \"24:00\"", "write \"08:30\"; the end of the day is \"24:00\""),
        BadAmount => ("例如 amount: 1.5", "for example amount: 1.5"),
        BadEntryCount => ("例如 more_than: 3", "for example more_than: 3"),
        NoCause => ("补上 on: [规则或条款]，或 events: [事件]", "add on: [a rule or clause], or events: [an event]"),
        BandsOverlap { .. } => (
            "让上一档的 from 等于下一档的 to；只有最高一档可以没有 to",
            "let each band begin where the one below ends; only the highest may have no to",
        ),
        BandsGap { .. } => ("让上一档的 from 等于下一档的 to", "let each band begin where the one below ends"),
        BandsFall { .. } => ("改正其中一档的 percent，分数越高比例不得越低", "correct one of the two: a higher score must not earn less"),
        _ => return None,
    })
}
