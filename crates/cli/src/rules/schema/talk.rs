//! The fields that concern the messages around the one that a rule finds.

use super::{of, with_description};
use serde_json::{Value, json};

fn at_least() -> Value {
    json!({"type": "integer", "minimum": 1, "maximum": 20, "description": "至少几次，默认 1"})
}

/// An entry of `earlier` or `unless_earlier`.
pub fn earlier() -> Value {
    json!({
        "from": of("role", "谁的消息，默认 customer"),
        "event": of("event", "系统的哪种消息"),
        "says": of("says", "说到其中一个词；写成几组时每组都要说到"),
        "not": of("texts", "说到其中一个词的消息不算"),
        "within": of("range", "多大范围内，默认 session"),
        "older_than": of("duration", "这段会话里第一条这样的消息早于多久之前（中间没有停顿两小时）"),
        "at_least": at_least(),
        "unanswered": {"type": "boolean", "description": "只算人工还没有答复的"},
    })
}

/// The field `answer`.
pub fn answer() -> Value {
    let deadline = json!({"type": "string", "pattern": "^(same day|next day|next workday) [0-9]{1,2}:[0-9]{2}$"});
    let ending = json!({"$ref": "#/$defs/earlier"});
    let counts = json!({"enum": ["opening", "working", "clock"]});
    json!({
        "from": of("role", "谁来答，默认 agent（人工）"),
        "says": of("says", "要说到其中一个词；写成几组时每组都要说到"),
        "not": of("texts", "说到其中一个词的消息不算答复"),
        "echo": of("texts", "客户说到其中哪个词，答复里也要有"),
        "within": of("range", "多大范围内，默认 turn；正好到时限算及时"),
        "under": of("duration", "时限；正好到时限算超时"),
        "by": with_description(deadline, "期限；正好到期限算及时"),
        "counts": with_description(counts, "怎样计时：opening 非营业时间从下次开门算起（默认）；working 只计营业时间；clock 全计"),
        "first": {"type": "boolean", "description": "只看会话里的第一条"},
        "must": {"type": "boolean", "description": "要说的话没人说，即使无人答复也算"},
        "own": {"type": "boolean", "description": "这条消息本身算答复的开头，问题记在它上面"},
        "unless": {"type": "array", "items": ending, "description": "有其中一种消息就不再等"},
    })
}

/// The field `count`.
pub fn count() -> Value {
    json!({
        "at_least": at_least(),
        "within": of("range", "多大范围内，默认 session"),
        "same_text": {"type": "boolean", "description": "文字相同的才算在一起"},
        "once": {"type": "boolean", "description": "每个会话只算一次"},
    })
}

/// The field `at`.
pub fn at() -> Value {
    json!({
        "working": {"type": "boolean", "description": "营业时间内（true）或外（false）"},
        "workday": {"type": "boolean", "description": "工作日（true）或休息日（false）"},
        "between": of("texts", "在这些时段里，如 22:00-08:00"),
    })
}
