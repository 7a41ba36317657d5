//! `jinyu rules schema`: the JSON Schema of a rule file, for editors. The reader in `jinyu` decides; this describes what it takes.

mod talk;

use crate::exit::{Exit, Failure};
use crate::output::print;
use serde_json::{Map, Value, json};

pub fn run() -> Result<Exit, Failure> {
    print(&format!("{:#}\n", schema()))?;
    Ok(Exit::Clean)
}

fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "jinyu 规则文件",
        "type": "object",
        "properties": file(),
        "additionalProperties": false,
        "anyOf": [{"required": ["rules"]}, {"required": ["words"]}, {"required": ["clauses"]}],
        "dependentRequired": {"rules": ["family"]},
        "$defs": {
            "rule": closed(rule(), &["id", "severity", "message", "examples"]),
            "condition": closed(condition(), &[]),
            "number": closed(number(), &["unit"]),
            "earlier": closed(talk::earlier(), &[]),
            "answer": closed(talk::answer(), &[]),
            "at": closed(talk::at(), &[]),
            "count": closed(talk::count(), &["at_least"]),
            "example": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/texts"}, closed(example(), &[])]},
            "name": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
            "severity": {"enum": ["critical", "error", "warning", "info"]},
            "role": {"enum": ["agent", "customer", "auto", "system"]},
            "event": {"enum": ["opened", "assigned", "transferred", "closed", "timeout", "offline", "ordered", "paid"]},
            "range": {"type": "string", "description": "turn、reply、session、N turns、N messages 或时长（45s、2min、2h、1d）"},
            "duration": {"type": "string", "description": "45s、2min、2h、1d，或 {shop.事项}"},
            "says": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/texts"}]}},
            "texts": {"type": "array", "items": {"type": "string"}},
            "bound": {"anyOf": [{"type": "number"}, {"$ref": "#/$defs/fact"}]},
            "fact": {"type": "string", "pattern": r"^\{shop\.[^}]+\}$"},
            "facts": {"type": "object", "description": "店铺档案里的事项与它的值"},
            "choice": {"anyOf": [{"$ref": "#/$defs/some"}, {"type": "object", "additionalProperties": {"$ref": "#/$defs/some"}}]},
            "some": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]},
            "cure": {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]},
        },
    })
}

/// An object with these keys and no others.
fn closed(properties: Value, required: &[&str]) -> Value {
    json!({"type": "object", "properties": properties, "additionalProperties": false, "required": required})
}

/// A reference with a description.
fn of(kind: &str, description: &str) -> Value {
    json!({"$ref": format!("#/$defs/{kind}"), "description": description})
}

fn list_of(kind: &str, description: &str) -> Value {
    json!({"type": "array", "items": {"$ref": format!("#/$defs/{kind}")}, "description": description})
}

fn file() -> Value {
    let clause = closed(json!({"title": {"type": "string"}, "source": {"type": "string"}}), &["title", "source"]);
    json!({
        "family": of("name", "规则族：规则 id 的前半部分"),
        "layer": {"enum": ["topic", "wording"], "description": "topic 说了什么（默认）；wording 怎么说的"},
        "clauses": {"type": "object", "additionalProperties": clause, "description": "手册的条款：标题与出处"},
        "words": {"type": "object", "additionalProperties": words(), "description": "词表，各文件共用"},
        "rules": list_of("rule", "规则"),
    })
}

fn words() -> Value {
    json!({"anyOf": [{"$ref": "#/$defs/texts"}, {"type": "object", "additionalProperties": {"type": "string"}}]})
}

fn rule() -> Value {
    let text = |description: &str| json!({"type": "string", "description": description});
    let span = json!({"enum": ["match", "clause", "sentence", "reply"], "description": "问题覆盖、改写替换的范围，默认 match"});
    let length = closed(json!({"under": {"$ref": "#/$defs/bound"}, "over": {"$ref": "#/$defs/bound"}}), &[]);
    let lanes = json!({"type": "array", "items": {"enum": jinyu::LANES}, "description": "短语可能的变形，pattern 里用 {phrases} 指代"});
    let texts = json!({"type": "array", "items": {"$ref": "#/$defs/example"}, "minItems": 1});
    json!({
        "id": of("name", "说明毛病的名称，公开后不再改动"),
        "clauses": of("texts", "对应的条款"),
        "severity": of("severity", "严重程度，预设可以改动"),
        "message": text("一句话说明原因"),
        "message_en": text("英文的原因"),
        "phrases": of("texts", "折叠后逐字查找的短语；{词表} 代表其中每个词"),
        "disguise": lanes,
        "pattern": text("正则，只在短语命中的句子里尝试"),
        "except": of("texts", "短语落在其中时不算"),
        "whole": {"type": "boolean", "description": "整条回复只有这些字时才算"},
        "joined": {"type": "boolean", "description": "客服分几条发的，也合起来看"},
        "length": with_description(length, "整条回复的可见字数"),
        "near": list_of("condition", "全部成立才算"),
        "unless": list_of("condition", "有一个成立就不算"),
        "info_if": list_of("condition", "有一个成立就降为提示"),
        "require": of("texts", "整条回复里没有这些词才算"),
        "excused": list_of("earlier", "会话里（这条之前，或范围内之后）有其中一种消息就不算；单条回复照常检查"),
        "number": of("number", "同一分句里的数字超出范围才算"),
        "from": of("role", "看谁的消息，默认我方；customer 等可以不写 phrases"),
        "event": of("event", "看系统的这种消息"),
        "earlier": list_of("earlier", "之前有这样的消息才算，全部成立"),
        "unless_earlier": list_of("earlier", "之前有其中一种消息就不算"),
        "at": of("at", "在这样的时间才算"),
        "count": of("count", "达到次数才算"),
        "answer": of("answer", "之后必须有这样的答复，没有才算"),
        "above": of("texts", "这条规则是它们的下一级，同一条消息只报这一条"),
        "shop": of("facts", "只对这样的店铺生效"),
        "span": span,
        "rewrite": of("cure", "改写，不会改变意思，可自动采用"),
        "suggest": of("choice", "改写，需要人工确认；可写几种，最好的在前"),
        "examples": with_description(closed(json!({"flag": texts, "pass": texts}), &["flag", "pass"]), "应命中与应放行的例句"),
    })
}

fn with_description(mut schema: Value, description: &str) -> Value {
    schema
        .as_object_mut()
        .map_or_else(Map::new, std::mem::take)
        .into_iter()
        .chain([("description".to_owned(), description.into())])
        .collect()
}

fn condition() -> Value {
    let within = json!({"anyOf": [{"enum": ["clause", "sentence", "reply"]}, {"type": "integer", "minimum": 1, "maximum": 1000}]});
    json!({
        "before": of("texts", "命中之前有其中一个"),
        "after": of("texts", "命中之后有其中一个"),
        "around": of("texts", "命中前后有其中一个"),
        "inside": of("texts", "命中里面有其中一个"),
        "within": with_description(within, "多大范围内，默认 clause（分句）"),
    })
}

fn number() -> Value {
    let allow = json!({"anyOf": [{"type": "array", "items": {"type": "number"}}, {"$ref": "#/$defs/fact"}]});
    json!({
        "unit": {"type": "object", "additionalProperties": {"type": "number"}, "description": "单位与换算的倍数"},
        "min": of("bound", "不小于"),
        "max": of("bound", "不大于"),
        "allow": with_description(allow, "只能是这些数"),
        "rivals": of("texts", "离数字更近时，数字归它们"),
    })
}

fn example() -> Value {
    json!({
        "text": {"type": "string"},
        "dialogue": of("texts", "对话，每条消息一行：C 10:00:00 有发票吗"),
        "rewrite": {"type": "string", "description": "应给出的改写"},
        "severity": of("severity", "应有的严重程度"),
        "shop": of("facts", "店铺档案如此时"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(properties: &Value) -> Vec<&str> {
        properties.as_object().map(|keys| keys.keys().map(String::as_str).collect()).unwrap_or_default()
    }

    #[test]
    fn describes_exactly_the_keys_that_are_read() {
        for (described, read) in [
            (file(), jinyu::FILE_KEYS),
            (rule(), jinyu::RULE_KEYS),
            (condition(), jinyu::CONDITION_KEYS),
            (number(), jinyu::NUMBER_KEYS),
            (talk::earlier(), jinyu::EARLIER_KEYS),
            (talk::answer(), jinyu::ANSWER_KEYS),
            (talk::count(), jinyu::COUNT_KEYS),
            (talk::at(), jinyu::AT_KEYS),
            (example(), jinyu::EXAMPLE_KEYS),
        ] {
            assert_eq!(keys(&described), read);
        }
    }

    #[test]
    fn every_reference_has_a_definition() {
        let schema = schema();
        let text = schema.to_string();
        for reference in text.split("#/$defs/").skip(1) {
            let name = reference.split('"').next().unwrap_or_default();
            assert!(schema["$defs"].get(name).is_some(), "{name}");
        }
    }
}
