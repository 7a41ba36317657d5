//! Replies in which people marked what is wrong.

use super::problem::Problem;
use crate::screen::Screen;
use jinyu::{Language, RuleSet, Span};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The name of a part in which there is no fault.
const EXEMPT: &str = "exempt";
/// What makes a label doubtful.
const DOUBTFUL: &str = ":info";

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledReply {
    pub line: u64,
    pub id: Option<String>,
    pub text: String,
    pub labels: Vec<Label>,
    /// Parts in which there is no fault.
    pub exempt: Vec<String>,
}

/// A part that somebody marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub group: Group,
    pub name: String,
    pub weight: Weight,
    /// Where the part stands first.
    pub span: Span,
}

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Family,
    Clause,
    Rule,
}

/// What a label asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Must be found.
    Fault,
    /// May be found.
    Doubtful,
    /// Is not in the text, so that it says nothing but that a fault may be there.
    Unplaced,
}

/// Reads labelled replies and knows their names.
pub struct Labels<'r> {
    rules: &'r RuleSet,
    /// What each name that was met means, and whether one of its rules is on.
    known: HashMap<String, Option<(Group, bool)>>,
    /// Labels of rules that are off.
    idle: u64,
}

impl<'r> Labels<'r> {
    pub fn new(rules: &'r RuleSet) -> Labels<'r> {
        Labels { rules, known: HashMap::new(), idle: 0 }
    }

    /// Reads one line; `None` where it cannot be used at all. A faulty label is a problem, and the others count.
    pub fn read(&mut self, line: u64, json: &str, problems: &mut Vec<Problem>) -> Option<LabelledReply> {
        let (fields, text) = parse(json).map_err(|problem| problems.push(problem)).ok()?;
        let Some(Value::Array(pairs)) = fields.get("labels") else {
            problems.push(Problem::Labels);
            return None;
        };
        let id = fields.get("id").and_then(|id| id.as_str().map(str::to_owned).or_else(|| id.as_number().map(ToString::to_string)));
        let mut reply = LabelledReply { line, id, text, labels: Vec::new(), exempt: Vec::new() };
        for (number, pair) in (1..).zip(pairs) {
            let pair = pair.as_array().map_or(&[][..], Vec::as_slice);
            match pair {
                [Value::String(name), Value::String(part)] => self.add(name, part, &mut reply, problems),
                _ => problems.push(Problem::Pair { number }),
            }
        }
        Some(reply)
    }

    fn add(&mut self, name: &str, part: &str, reply: &mut LabelledReply, problems: &mut Vec<Problem>) {
        let found = reply.text.find(part).filter(|_| !part.is_empty());
        if found.is_none() {
            problems.push(Problem::Part { name: name.to_owned(), part: part.to_owned() });
        }
        let (plain, weight) = match name.strip_suffix(DOUBTFUL) {
            Some(plain) => (plain, Weight::Doubtful),
            None => (name, Weight::Fault),
        };
        let start = found.unwrap_or(0);
        let (weight, span) = (if found.is_some() { weight } else { Weight::Unplaced }, Span::new(start, start + part.len()));
        match self.meaning(plain) {
            Some((group, true)) => reply.labels.push(Label { group, name: plain.to_owned(), weight, span }),
            Some((_, false)) => self.idle += 1,
            None if name != EXEMPT => problems.push(Problem::Name(name.to_owned())),
            None if found.is_some() => reply.exempt.push(part.to_owned()),
            None => {}
        }
    }

    /// What a name means and whether its labels count: those of rules that are off do not.
    fn meaning(&mut self, name: &str) -> Option<(Group, bool)> {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let mut rules = self.rules.rules().iter().filter(|rule| rule.is_named(name)).peekable();
        let group = match rules.peek() {
            Some(rule) if rule.id() == name => Some(Group::Rule),
            Some(rule) if rule.family() == name => Some(Group::Family),
            Some(_) => Some(Group::Clause),
            None => self.rules.clause(name).map(|_| Group::Clause),
        };
        // What no rule serves is missed, always.
        let counts = rules.peek().is_none() || rules.any(|rule| rule.is_active());
        let meaning = group.map(|group| (group, counts));
        self.known.insert(name.to_owned(), meaning);
        meaning
    }

    /// Tells how many labels were left out.
    pub fn tell_idle(&self, screen: &Screen) {
        let idle = self.idle;
        if idle > 0 {
            screen.line(&match screen.language {
                Language::English => format!("{idle} labels of rules that are off were left out"),
                _ => format!("有 {idle} 处标注属于停用的规则，没有计入"),
            });
        }
    }
}

fn parse(json: &str) -> Result<(Map<String, Value>, String), Problem> {
    let value: Value = serde_json::from_str(json).map_err(|error| {
        let before = json.get(..json.floor_char_boundary(error.column())).unwrap_or(json);
        Problem::Json { column: before.chars().count().max(1) as u64 }
    })?;
    let Value::Object(mut fields) = value else {
        return Err(Problem::NotAnObject);
    };
    match fields.remove("text") {
        Some(Value::String(text)) => Ok((fields, text)),
        _ => Err(Problem::Text),
    }
}
