//! YAML → the fields of a rule file. A follow-up of a fault, such as a check of what could not be read, is not reported.

use super::talk::{read_excused, read_talk};
use super::*;
use crate::dialogue::read_dialogue;
use crate::disguise::LANES;
use crate::document::Node;
use crate::fault::FaultKind;
use crate::fields::{Fields, Report};
use crate::words::is_name;

const SEVERITIES: &[&str] = &["critical", "error", "warning", "info"];

/// Reads one rule file; faults go to `report`.
pub(crate) fn read(document: &Node, report: &mut Report<'_>) -> RuleFile {
    let mut file = RuleFile { is_incomplete: true, ..RuleFile::default() };
    let Some(fields) = Fields::read(document, "rule file", FILE_KEYS, report) else {
        return file;
    };
    let layer = |name: &str| match name {
        "topic" => Some(Layer::Topic),
        "wording" => Some(Layer::Wording),
        _ => None,
    };
    if let Some(node) = fields.get("layer") {
        file.layer = report.choice(node, layer, &["topic", "wording"]).unwrap_or_default();
    }
    let is_read = |key: &str| !fields.has(key) || fields.get(key).is_some_and(|node| matches!(node.value, Value::Map(_)));
    file.is_incomplete = !is_read("clauses") || !is_read("words");
    file.clauses = fields.get("clauses").map_or_else(Vec::new, |node| clauses(node, report));
    file.words = fields.get("words").map_or_else(Vec::new, |node| word_lists(node, report));
    file.family = family(&fields, report);
    if let Some(node) = fields.get("rules") {
        let name = file.family.as_ref().map(|family| family.value.as_str());
        file.rules = report.list(node, "list of rules").iter().filter_map(|entry| rule(entry, name, report)).collect();
    }
    if ["rules", "words", "clauses"].iter().all(|key| !fields.has(key)) {
        report.fault(fields.place, FaultKind::EmptyFile);
    }
    file
}

fn family(fields: &Fields<'_>, report: &mut Report<'_>) -> Option<Text> {
    let family = match fields.get("rules") {
        Some(_) => fields.require_text("family", report)?,
        None => report.text(fields.get("family")?)?,
    };
    let is_good = is_name(&family.value);
    if !is_good && !family.value.trim().is_empty() {
        report.fault(family.place, FaultKind::BadName { name: family.value.clone() });
    }
    is_good.then_some(family)
}

/// Names a rule, with its family where that is known.
pub(crate) fn rule_id(family: Option<&str>, name: &str) -> String {
    family.map_or_else(|| name.to_owned(), |family| format!("{family}/{name}"))
}

fn clauses(node: &Node, report: &mut Report<'_>) -> Vec<ClauseEntry> {
    let mut clauses = Vec::new();
    for (key, value) in report.map(node, "clauses").unwrap_or_default() {
        let id = Text { value: key.name.clone(), place: key.place };
        let mut entry = ClauseEntry { id, title: String::new(), source: String::new() };
        if let Some(fields) = Fields::read(value, "clause", &["title", "source"], report) {
            entry.title = fields.require_text("title", report).map_or_else(String::new, |text| text.value);
            entry.source = fields.require_text("source", report).map_or_else(String::new, |text| text.value);
        }
        clauses.push(entry);
    }
    clauses
}

fn word_lists(node: &Node, report: &mut Report<'_>) -> Vec<ListEntry> {
    let mut lists = Vec::new();
    for (key, value) in report.map(node, "word lists").unwrap_or_default() {
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
                report.wrong_type(value, "list or table");
                Vec::new()
            }
        };
        lists.push(ListEntry { name: Text { value: key.name.clone(), place: key.place }, words });
    }
    lists
}

fn rule(node: &Node, family: Option<&str>, report: &mut Report<'_>) -> Option<RuleEntry> {
    let first_fault = report.faults.len();
    let fields = Fields::read(node, "rule", RULE_KEYS, report)?;
    let id = fields.require_text("id", report);
    let severity = fields.require("severity", report).and_then(|node| report.choice(node, Severity::from_name, SEVERITIES));
    let message = fields.require_text("message", report);
    let conditions = |key: &str, report: &mut Report<'_>| {
        let entries = fields.get(key).map_or(&[][..], |node| report.list(node, "list of conditions"));
        entries.iter().filter_map(|entry| condition(entry, report)).collect()
    };
    let (flag, pass) = examples(&fields, report);
    let mut entry = RuleEntry {
        is_sound: true,
        clauses: served(&fields, report),
        severity: severity.unwrap_or(Severity::Warning),
        message: message.map_or_else(String::new, |text| text.value),
        message_en: fields.get("message_en").and_then(|node| report.text(node)).map(|text| text.value),
        phrases: fields.texts("phrases", report),
        disguise: fields.get("disguise").map_or_else(Vec::new, |node| lanes(node, report)),
        pattern: fields.get("pattern").and_then(|node| report.text(node)),
        except: fields.texts("except", report),
        whole: fields.get("whole").and_then(|node| report.flag(node)).unwrap_or(false),
        joined: fields.get("joined").and_then(|node| report.flag(node)).unwrap_or(false),
        length: fields.get("length").and_then(|node| length(node, report)),
        near: conditions("near", report),
        unless: conditions("unless", report),
        info_if: conditions("info_if", report),
        require: fields.texts("require", report),
        number: fields.get("number").and_then(|node| number(node, report)),
        shop: fields.get("shop").map_or_else(Vec::new, |node| facts(node, report)),
        talk: read_talk(&fields, report),
        excused: read_excused(&fields, report),
        span: fields.get("span").map_or(Scope::Match, |node| span(node, report)),
        rewrite: fields.get("rewrite").and_then(|node| rewrite(node, one_text, "text or table", report)),
        suggest: fields.get("suggest").and_then(|node| rewrite(node, some_texts, "text, list or table", report)),
        flag,
        pass,
        id: id.clone().unwrap_or(Text { value: String::new(), place: fields.place }),
    };
    entry.is_sound = report.faults.len() == first_fault;
    let name = &entry.id.value;
    for fault in report.faults.iter_mut().skip(first_fault).filter(|_| !name.is_empty()) {
        fault.rule = Some(rule_id(family, name));
    }
    id.is_some().then_some(entry)
}

/// The clauses that the rule serves; it must serve one.
fn served(fields: &Fields<'_>, report: &mut Report<'_>) -> Vec<Text> {
    match fields.get("clauses").map(|node| (node, &node.value)) {
        None if fields.has("clauses") => {}
        None => report.fault(fields.place, FaultKind::NoClause),
        Some((node, Value::List(items))) if items.is_empty() => report.fault(node.place, FaultKind::NoClause),
        Some((node, _)) => return report.texts(node),
    }
    Vec::new()
}

fn lanes(node: &Node, report: &mut Report<'_>) -> Vec<(Lane, Place)> {
    let items = report.list(node, "list of texts");
    items.iter().filter_map(|item| Some((report.choice(item, Lane::from_name, LANES)?, item.place))).collect()
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
    let first_fault = report.faults.len();
    let fields = Fields::read(node, "length", &["under", "over"], report)?;
    let entry = LengthEntry {
        under: fields.get("under").and_then(|node| bound(node, report)),
        over: fields.get("over").and_then(|node| bound(node, report)),
        place: node.place,
    };
    if report.faults.len() > first_fault {
        return None;
    }
    let is_good = |bound: &Option<Bound>| !matches!(bound, Some(Bound::Number(value, _)) if *value < 1.0 || value.fract() != 0.0);
    if entry.under.is_none() && entry.over.is_none() || !is_good(&entry.under) || !is_good(&entry.over) {
        report.fault(node.place, FaultKind::BadLength);
        return None;
    }
    Some(entry)
}

fn bound(node: &Node, report: &mut Report<'_>) -> Option<Bound> {
    match &node.value {
        Value::Number(value) => return Some(Bound::Number(*value, node.place)),
        Value::Text(text) if let Some(fact) = fact_name(text, node.place) => return Some(Bound::Fact(fact)),
        _ => report.wrong_type(node, "number or fact"),
    }
    None
}

/// The name in `{shop.name}`.
pub(super) fn fact_name(text: &str, place: Place) -> Option<Text> {
    let name = text.strip_prefix("{shop.")?.strip_suffix('}')?;
    Some(Text { value: name.to_owned(), place })
}

fn condition(node: &Node, report: &mut Report<'_>) -> Option<ConditionEntry> {
    let first_fault = report.faults.len();
    let fields = Fields::read(node, "condition", CONDITION_KEYS, report)?;
    let within = fields.get("within").map_or(Some(Scope::Clause), |node| within(node, report));
    let entry = ConditionEntry {
        before: fields.texts("before", report),
        after: fields.texts("after", report),
        around: fields.texts("around", report),
        inside: fields.texts("inside", report),
        within: within?,
    };
    let is_empty = entry.positions().iter().all(|words| words.is_empty());
    if is_empty && report.faults.len() == first_fault {
        report.fault(node.place, FaultKind::EmptyCondition);
    }
    (!is_empty).then_some(entry)
}

fn within(node: &Node, report: &mut Report<'_>) -> Option<Scope> {
    match &node.value {
        Value::Number(chars) if (1.0..=1000.0).contains(chars) && chars.fract() == 0.0 => return Some(Scope::Chars(*chars as usize)),
        Value::Text(name) if name == "clause" => return Some(Scope::Clause),
        Value::Text(name) if name == "sentence" => return Some(Scope::Sentence),
        Value::Text(name) if name == "reply" => return Some(Scope::Reply),
        _ => report.fault(node.place, FaultKind::BadWithin),
    }
    None
}

fn number(node: &Node, report: &mut Report<'_>) -> Option<NumberEntry> {
    let first_fault = report.faults.len();
    let fields = Fields::read(node, "number check", NUMBER_KEYS, report)?;
    let mut unit = Vec::new();
    for (name, factor) in fields.get("unit").and_then(|node| report.map(node, "units")).unwrap_or_default() {
        if let Some(factor) = report.number(factor) {
            unit.push((name.name.clone(), factor));
        }
    }
    let entry = NumberEntry {
        unit,
        min: fields.get("min").and_then(|node| bound(node, report)),
        max: fields.get("max").and_then(|node| bound(node, report)),
        allow: fields.get("allow").and_then(|node| allow(node, report)),
        rivals: fields.texts("rivals", report),
    };
    if report.faults.len() > first_fault {
        return None;
    }
    if entry.unit.is_empty() {
        report.fault(node.place, FaultKind::NoUnit);
    }
    if entry.min.is_none() && entry.max.is_none() && entry.allow.is_none() {
        report.fault(node.place, FaultKind::NoBound);
    }
    (report.faults.len() == first_fault).then_some(entry)
}

fn allow(node: &Node, report: &mut Report<'_>) -> Option<AllowEntry> {
    match &node.value {
        Value::List(items) => return Some(AllowEntry::Numbers(items.iter().filter_map(|item| report.number(item)).collect())),
        Value::Text(text) if let Some(fact) = fact_name(text, node.place) => return Some(AllowEntry::Fact(fact)),
        _ => report.wrong_type(node, "list of numbers or fact"),
    }
    None
}

/// Facts of the shop with their values.
fn facts(node: &Node, report: &mut Report<'_>) -> Vec<FactEntry> {
    let entries = report.map(node, "facts").unwrap_or_default();
    let fact = |(key, node): &(crate::document::Key, Node)| FactEntry {
        name: Text { value: key.name.clone(), place: key.place },
        value: node.value.clone(),
        value_place: node.place,
    };
    entries.iter().map(fact).collect()
}

/// A text for the whole rule, or a table by phrase; `read` reads what may stand in the place of one text.
fn rewrite(node: &Node, read: ReadTexts, expected: &'static str, report: &mut Report<'_>) -> Option<RewriteEntry> {
    match &node.value {
        Value::Map(entries) => {
            let table = entries.iter().filter_map(|(phrase, texts)| {
                let texts = read(texts, report).or_else(|| report.text(texts).map(|text| vec![text]))?;
                Some((Text { value: phrase.name.clone(), place: phrase.place }, texts))
            });
            Some(RewriteEntry::Table(table.collect()))
        }
        _ => {
            let texts = read(node, report);
            if texts.is_none() {
                report.wrong_type(node, expected);
            }
            texts.map(RewriteEntry::Any)
        }
    }
}

/// Reads one text or several, if it is that.
type ReadTexts = fn(&Node, &mut Report<'_>) -> Option<Vec<Text>>;

fn one_text(node: &Node, _: &mut Report<'_>) -> Option<Vec<Text>> {
    match &node.value {
        Value::Text(value) => Some(vec![Text { value: value.clone(), place: node.place }]),
        _ => None,
    }
}

fn some_texts(node: &Node, report: &mut Report<'_>) -> Option<Vec<Text>> {
    match &node.value {
        Value::List(items) if !items.is_empty() => Some(report.texts(node)),
        _ => one_text(node, report),
    }
}

fn examples(fields: &Fields<'_>, report: &mut Report<'_>) -> (Vec<ExampleEntry>, Vec<ExampleEntry>) {
    let Some(node) = fields.require("examples", report) else {
        return Default::default();
    };
    let Some(kinds) = Fields::read(node, "examples", &["flag", "pass"], report) else {
        return Default::default();
    };
    let mut read = |kind: &'static str| {
        let first_fault = report.faults.len();
        let items = kinds.get(kind).map_or(&[][..], |node| report.list(node, "list of examples"));
        let examples: Vec<_> = items.iter().filter_map(|item| example(item, report)).collect();
        let is_misspelt = kinds.get(kind).is_none() && kinds.has(kind);
        if examples.is_empty() && !is_misspelt && report.faults.len() == first_fault {
            report.fault(node.place, FaultKind::NoExamples { kind });
        }
        examples
    };
    (read("flag"), read("pass"))
}

fn example(node: &Node, report: &mut Report<'_>) -> Option<ExampleEntry> {
    if let Value::Text(value) = &node.value {
        let text = Text { value: value.clone(), place: node.place };
        return Some(ExampleEntry { text, rewrite: None, severity: None, shop: Vec::new(), dialogue: Vec::new() });
    }
    if let Value::List(_) = &node.value {
        let (text, dialogue) = read_dialogue(node, report)?;
        return Some(ExampleEntry { text, rewrite: None, severity: None, shop: Vec::new(), dialogue });
    }
    let fields = Fields::read(node, "example", EXAMPLE_KEYS, report)?;
    let (text, dialogue) = match fields.get("dialogue") {
        Some(node) => read_dialogue(node, report)?,
        None => (fields.require_text("text", report)?, Vec::new()),
    };
    Some(ExampleEntry {
        text,
        dialogue,
        rewrite: fields.get("rewrite").and_then(|node| report.text(node)),
        severity: fields.get("severity").and_then(|node| report.choice(node, Severity::from_name, SEVERITIES)),
        shop: fields.get("shop").map_or_else(Vec::new, |node| facts(node, report)),
    })
}
