//! Exactly what an author writes: the fields of a rule file, read from YAML and nothing more.

use crate::Severity;
use crate::document::{Node, Value};
use crate::fault::{FaultKind, Place};
use crate::fields::{Fields, Report, Text};

/// Whether rules judge what is said or how it is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layer {
    /// What is said; holds inside quotation marks as well.
    #[default]
    Topic,
    /// How it is said: gives way to a topic on the same words, and is lowered to info inside quotation marks.
    Wording,
}

/// Which part of a reply something refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Match,
    Clause,
    Sentence,
    Reply,
    /// So many characters, within the sentence.
    Chars(usize),
}

/// One file of rules.
#[derive(Debug, Default)]
pub(crate) struct RuleFile {
    pub family: Option<Text>,
    pub layer: Layer,
    pub clauses: Vec<ClauseEntry>,
    pub words: Vec<ListEntry>,
    pub rules: Vec<RuleEntry>,
}

/// A clause of the manual.
#[derive(Debug)]
pub(crate) struct ClauseEntry {
    pub id: Text,
    pub title: String,
    pub source: String,
}

/// A word list, or a table where words have a text to write instead.
#[derive(Debug)]
pub(crate) struct ListEntry {
    pub name: Text,
    pub words: Vec<(Text, Option<String>)>,
}

/// One rule.
#[derive(Debug)]
pub(crate) struct RuleEntry {
    pub id: Text,
    pub clauses: Vec<Text>,
    pub severity: Severity,
    pub message: String,
    pub message_en: Option<String>,
    pub phrases: Vec<Text>,
    pub pattern: Option<Text>,
    pub except: Vec<Text>,
    pub whole: bool,
    pub length: Option<LengthEntry>,
    pub near: Vec<ConditionEntry>,
    pub unless: Vec<ConditionEntry>,
    pub info_if: Vec<ConditionEntry>,
    pub require: Vec<Text>,
    pub number: Option<NumberEntry>,
    pub shop: Vec<FactEntry>,
    pub span: Scope,
    pub rewrite: Option<RewriteEntry>,
    pub suggest: Option<RewriteEntry>,
    pub flag: Vec<ExampleEntry>,
    pub pass: Vec<ExampleEntry>,
}

/// Bounds on the visible length of a reply.
#[derive(Debug)]
pub(crate) struct LengthEntry {
    pub under: Option<Bound>,
    pub over: Option<Bound>,
    pub place: Place,
}

/// A number, or a fact of the shop that is one.
#[derive(Clone, Debug)]
pub(crate) enum Bound {
    Number(f64),
    Fact(Text),
}

/// Words that must, or must not, stand near a hit.
#[derive(Debug)]
pub(crate) struct ConditionEntry {
    pub before: Vec<Text>,
    pub after: Vec<Text>,
    pub around: Vec<Text>,
    pub inside: Vec<Text>,
    pub within: Scope,
}

/// Bounds on a number with its unit.
#[derive(Debug)]
pub(crate) struct NumberEntry {
    pub unit: Vec<(String, f64)>,
    pub min: Option<Bound>,
    pub max: Option<Bound>,
    pub allow: Option<AllowEntry>,
    pub rivals: Vec<Text>,
}

/// The only values that a number may have.
#[derive(Debug)]
pub(crate) enum AllowEntry {
    Numbers(Vec<f64>),
    Fact(Text),
}

/// A fact of the shop and the value that it must have.
#[derive(Clone, Debug)]
pub(crate) struct FactEntry {
    pub name: Text,
    pub value: Value,
}

/// What to write instead.
#[derive(Debug)]
pub(crate) enum RewriteEntry {
    One(Text),
    Table(Vec<(Text, Text)>),
}

/// A sentence that proves a rule.
#[derive(Clone, Debug)]
pub(crate) struct ExampleEntry {
    pub text: Text,
    pub rewrite: Option<Text>,
    pub severity: Option<Severity>,
    pub shop: Vec<FactEntry>,
}

/// The keys of a rule file.
pub const FILE_KEYS: &[&str] = &["family", "layer", "clauses", "words", "rules"];
/// The keys of a rule.
pub const RULE_KEYS: &[&str] = &[
    "id",
    "clauses",
    "severity",
    "message",
    "message_en",
    "phrases",
    "pattern",
    "except",
    "whole",
    "length",
    "near",
    "unless",
    "info_if",
    "require",
    "number",
    "shop",
    "span",
    "rewrite",
    "suggest",
    "examples",
];
/// The keys of a condition.
pub const CONDITION_KEYS: &[&str] = &["before", "after", "around", "inside", "within"];
/// The keys of `number`.
pub const NUMBER_KEYS: &[&str] = &["unit", "min", "max", "allow", "rivals"];
/// The keys of an example.
pub const EXAMPLE_KEYS: &[&str] = &["text", "rewrite", "severity", "shop"];
const SEVERITIES: &[&str] = &["critical", "error", "warning", "info"];

/// Reads one rule file; faults go to `report`.
pub(crate) fn read(document: &Node, report: &mut Report<'_>) -> RuleFile {
    let Some(fields) = Fields::read(document, FILE_KEYS, report) else {
        return RuleFile::default();
    };
    let layer = |name: &str| match name {
        "topic" => Some(Layer::Topic),
        "wording" => Some(Layer::Wording),
        _ => None,
    };
    let mut file = RuleFile::default();
    if let Some(node) = fields.get("layer") {
        file.layer = report.choice(node, layer, &["topic", "wording"]).unwrap_or_default();
    }
    if let Some(node) = fields.get("clauses") {
        file.clauses = clauses(node, report);
    }
    if let Some(node) = fields.get("words") {
        file.words = word_lists(node, report);
    }
    if let Some(node) = fields.get("rules") {
        file.family = fields.require_text("family", report);
        file.rules = report.list(node).iter().filter_map(|entry| rule(entry, report)).collect();
    }
    if ["rules", "words", "clauses"].iter().all(|key| fields.get(key).is_none()) {
        report.fault(fields.place, FaultKind::EmptyFile);
    }
    file
}

fn clauses(node: &Node, report: &mut Report<'_>) -> Vec<ClauseEntry> {
    let mut clauses = Vec::new();
    for (key, value) in report.map(node).unwrap_or_default() {
        let Some(fields) = Fields::read(value, &["title", "source"], report) else {
            continue;
        };
        let title = fields.require_text("title", report).map_or_else(String::new, |text| text.value);
        let source = fields.require_text("source", report).map_or_else(String::new, |text| text.value);
        clauses.push(ClauseEntry { id: Text { value: key.name.clone(), place: key.place }, title, source });
    }
    clauses
}

fn word_lists(node: &Node, report: &mut Report<'_>) -> Vec<ListEntry> {
    let mut lists = Vec::new();
    for (key, value) in report.map(node).unwrap_or_default() {
        let words = match &value.value {
            Value::Map(entries) => entries
                .iter()
                .filter_map(|(word, text)| {
                    let word = Text { value: word.name.clone(), place: word.place };
                    report.text(text).map(|text| (word, Some(text.value)))
                })
                .collect(),
            Value::List(_) => report.texts(value).into_iter().map(|word| (word, None)).collect(),
            _ => {
                report.fault(value.place, FaultKind::WrongType { expected: "list or table", found: value.kind() });
                Vec::new()
            }
        };
        lists.push(ListEntry { name: Text { value: key.name.clone(), place: key.place }, words });
    }
    lists
}

fn rule(node: &Node, report: &mut Report<'_>) -> Option<RuleEntry> {
    let first_fault = report.faults.len();
    let fields = Fields::read(node, RULE_KEYS, report)?;
    let id = fields.require_text("id", report);
    let severity = fields.require("severity", report).and_then(|node| report.choice(node, Severity::from_name, SEVERITIES));
    let message = fields.require_text("message", report);
    let conditions = |key: &str, report: &mut Report<'_>| {
        fields.get(key).map_or_else(Vec::new, |node| report.list(node).iter().filter_map(|entry| condition(entry, report)).collect())
    };
    let (flag, pass) = examples(&fields, report);
    let entry = RuleEntry {
        clauses: fields.texts("clauses", report),
        severity: severity.unwrap_or(Severity::Warning),
        message: message.map_or_else(String::new, |text| text.value),
        message_en: fields.get("message_en").and_then(|node| report.text(node)).map(|text| text.value),
        phrases: fields.texts("phrases", report),
        pattern: fields.get("pattern").and_then(|node| report.text(node)),
        except: fields.texts("except", report),
        whole: fields.get("whole").and_then(|node| report.flag(node)).unwrap_or(false),
        length: fields.get("length").and_then(|node| length(node, report)),
        near: conditions("near", report),
        unless: conditions("unless", report),
        info_if: conditions("info_if", report),
        require: fields.texts("require", report),
        number: fields.get("number").and_then(|node| number(node, report)),
        shop: fields.get("shop").map_or_else(Vec::new, |node| facts(node, report)),
        span: fields.get("span").map_or(Scope::Match, |node| span(node, report)),
        rewrite: fields.get("rewrite").and_then(|node| rewrite(node, report)),
        suggest: fields.get("suggest").and_then(|node| rewrite(node, report)),
        flag,
        pass,
        id: id.clone().unwrap_or(Text { value: String::new(), place: fields.place }),
    };
    let name = &entry.id.value;
    for fault in report.faults.iter_mut().skip(first_fault).filter(|_| !name.is_empty()) {
        fault.rule = Some(name.clone());
    }
    id.is_some().then_some(entry)
}

fn span(node: &Node, report: &mut Report<'_>) -> Scope {
    let read = |name: &str| match name {
        "match" => Some(Scope::Match),
        "clause" => Some(Scope::Clause),
        "sentence" => Some(Scope::Sentence),
        "reply" => Some(Scope::Reply),
        _ => None,
    };
    report.choice(node, read, &["match", "clause", "sentence", "reply"]).unwrap_or(Scope::Match)
}

fn length(node: &Node, report: &mut Report<'_>) -> Option<LengthEntry> {
    let fields = Fields::read(node, &["under", "over"], report)?;
    let entry = LengthEntry {
        under: fields.get("under").and_then(|node| bound(node, report)),
        over: fields.get("over").and_then(|node| bound(node, report)),
        place: node.place,
    };
    let positive = |bound: &Option<Bound>| !matches!(bound, Some(Bound::Number(value)) if *value < 1.0);
    if entry.under.is_none() && entry.over.is_none() || !positive(&entry.under) || !positive(&entry.over) {
        report.fault(node.place, FaultKind::BadLength);
        return None;
    }
    Some(entry)
}

fn bound(node: &Node, report: &mut Report<'_>) -> Option<Bound> {
    match &node.value {
        Value::Number(value) => Some(Bound::Number(*value)),
        Value::Text(text) => fact_name(text, node.place).map(Bound::Fact).or_else(|| {
            report.fault(node.place, FaultKind::WrongType { expected: "number or {shop.fact}", found: "text" });
            None
        }),
        _ => {
            report.fault(node.place, FaultKind::WrongType { expected: "number or {shop.fact}", found: node.kind() });
            None
        }
    }
}

/// The name in `{shop.name}`.
pub(crate) fn fact_name(text: &str, place: Place) -> Option<Text> {
    let name = text.strip_prefix("{shop.")?.strip_suffix('}')?;
    Some(Text { value: name.to_owned(), place })
}

fn condition(node: &Node, report: &mut Report<'_>) -> Option<ConditionEntry> {
    let fields = Fields::read(node, CONDITION_KEYS, report)?;
    let within = fields.get("within").map_or(Some(Scope::Clause), |node| match &node.value {
        Value::Number(chars) if (1.0..=1000.0).contains(chars) => Some(Scope::Chars(*chars as usize)),
        Value::Text(name) if name == "clause" => Some(Scope::Clause),
        Value::Text(name) if name == "sentence" => Some(Scope::Sentence),
        Value::Text(name) if name == "reply" => Some(Scope::Reply),
        _ => {
            report.fault(node.place, FaultKind::BadWithin);
            None
        }
    });
    let entry = ConditionEntry {
        before: fields.texts("before", report),
        after: fields.texts("after", report),
        around: fields.texts("around", report),
        inside: fields.texts("inside", report),
        within: within?,
    };
    if [&entry.before, &entry.after, &entry.around, &entry.inside].iter().all(|words| words.is_empty()) {
        report.fault(node.place, FaultKind::EmptyCondition);
        return None;
    }
    Some(entry)
}

fn number(node: &Node, report: &mut Report<'_>) -> Option<NumberEntry> {
    let fields = Fields::read(node, NUMBER_KEYS, report)?;
    let mut unit = Vec::new();
    for (name, factor) in fields.get("unit").and_then(|node| report.map(node)).unwrap_or_default() {
        if let Some(factor) = report.number(factor) {
            unit.push((name.name.clone(), factor));
        }
    }
    if unit.is_empty() {
        report.fault(node.place, FaultKind::NoUnit);
    }
    let entry = NumberEntry {
        unit,
        min: fields.get("min").and_then(|node| bound(node, report)),
        max: fields.get("max").and_then(|node| bound(node, report)),
        allow: fields.get("allow").and_then(|node| allow(node, report)),
        rivals: fields.texts("rivals", report),
    };
    match (&entry.min, &entry.max, &entry.allow) {
        (None, None, None) => report.fault(node.place, FaultKind::NoBound),
        (Some(Bound::Number(min)), Some(Bound::Number(max)), _) if min > max => report.fault(node.place, FaultKind::BadBounds),
        _ => return Some(entry),
    }
    None
}

fn allow(node: &Node, report: &mut Report<'_>) -> Option<AllowEntry> {
    match &node.value {
        Value::List(items) => Some(AllowEntry::Numbers(items.iter().filter_map(|item| report.number(item)).collect())),
        Value::Text(text) if fact_name(text, node.place).is_some() => fact_name(text, node.place).map(AllowEntry::Fact),
        _ => {
            report.fault(node.place, FaultKind::WrongType { expected: "list of numbers", found: node.kind() });
            None
        }
    }
}

pub(crate) fn facts(node: &Node, report: &mut Report<'_>) -> Vec<FactEntry> {
    let entries = report.map(node).unwrap_or_default();
    entries
        .iter()
        .map(|(key, value)| FactEntry { name: Text { value: key.name.clone(), place: key.place }, value: value.value.clone() })
        .collect()
}

fn rewrite(node: &Node, report: &mut Report<'_>) -> Option<RewriteEntry> {
    match &node.value {
        Value::Text(value) => Some(RewriteEntry::One(Text { value: value.clone(), place: node.place })),
        Value::Map(entries) => {
            let table = entries.iter().filter_map(|(phrase, text)| {
                report.text(text).map(|text| (Text { value: phrase.name.clone(), place: phrase.place }, text))
            });
            Some(RewriteEntry::Table(table.collect()))
        }
        _ => {
            report.fault(node.place, FaultKind::WrongType { expected: "text or table", found: node.kind() });
            None
        }
    }
}

fn examples(fields: &Fields<'_>, report: &mut Report<'_>) -> (Vec<ExampleEntry>, Vec<ExampleEntry>) {
    let Some(node) = fields.require("examples", report) else {
        return Default::default();
    };
    let Some(kinds) = Fields::read(node, &["flag", "pass"], report) else {
        return Default::default();
    };
    let mut read = |kind: &'static str| {
        let items = kinds.get(kind).map_or(&[][..], |node| report.list(node));
        let examples: Vec<_> = items.iter().filter_map(|item| example(item, report)).collect();
        if examples.is_empty() {
            report.fault(node.place, FaultKind::NoExamples { kind });
        }
        examples
    };
    (read("flag"), read("pass"))
}

fn example(node: &Node, report: &mut Report<'_>) -> Option<ExampleEntry> {
    if let Value::Text(value) = &node.value {
        let text = Text { value: value.clone(), place: node.place };
        return Some(ExampleEntry { text, rewrite: None, severity: None, shop: Vec::new() });
    }
    let fields = Fields::read(node, EXAMPLE_KEYS, report)?;
    Some(ExampleEntry {
        text: fields.require_text("text", report)?,
        rewrite: fields.get("rewrite").and_then(|node| report.text(node)),
        severity: fields.get("severity").and_then(|node| report.choice(node, Severity::from_name, SEVERITIES)),
        shop: fields.get("shop").map_or_else(Vec::new, |node| facts(node, report)),
    })
}
