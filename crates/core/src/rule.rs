//! Exactly what an author writes: the fields of a rule file, read from YAML and nothing more.

mod read;
mod talk;

use crate::Severity;
use crate::dialogue::Line;
use crate::disguise::Lane;
use crate::document::Value;
use crate::fault::Place;
use crate::fields::Text;
pub(crate) use read::{read, rule_id};
pub use talk::{ANSWER_KEYS, AT_KEYS, COUNT_KEYS, EARLIER_KEYS, EXCUSED_KEYS};
pub(crate) use talk::{AnswerEntry, At, Counts, Deadline, DeadlineDay, DurationEntry, EarlierEntry, RangeEntry, TalkEntry};

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
    /// Some clauses or word lists could not be read, so that names may be unknown for that reason alone.
    pub is_incomplete: bool,
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
    /// Whether every field could be read.
    pub is_sound: bool,
    pub clauses: Vec<Text>,
    pub severity: Severity,
    pub message: String,
    pub message_en: Option<String>,
    pub phrases: Vec<Text>,
    /// The lanes by which the phrases may be disguised, and where that stands.
    pub disguise: Vec<(Lane, Place)>,
    pub pattern: Option<Text>,
    pub except: Vec<Text>,
    pub whole: bool,
    /// It sees messages that an agent sends one after another as one, too.
    pub joined: bool,
    pub length: Option<LengthEntry>,
    pub near: Vec<ConditionEntry>,
    pub unless: Vec<ConditionEntry>,
    pub info_if: Vec<ConditionEntry>,
    pub require: Vec<Text>,
    pub number: Option<NumberEntry>,
    pub shop: Vec<FactEntry>,
    pub talk: Option<TalkEntry>,
    /// Messages of the conversation that excuse a finding of a single reply.
    pub excused: Vec<EarlierEntry>,
    pub span: Scope,
    pub rewrite: Option<RewriteEntry>,
    pub suggest: Option<RewriteEntry>,
    pub flag: Vec<ExampleEntry>,
    pub pass: Vec<ExampleEntry>,
}

impl RuleEntry {
    /// Whether a field asks something of a place in the text, other than its phrases.
    pub fn asks_of_words(&self) -> bool {
        let has_conditions = [&self.near, &self.unless, &self.info_if].into_iter().any(|conditions| !conditions.is_empty());
        let has_words = [&self.except, &self.require].into_iter().any(|words| !words.is_empty());
        has_conditions || has_words || self.pattern.is_some() || self.number.is_some() || self.whole || !self.disguise.is_empty()
    }
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
    Number(f64, Place),
    Fact(Text),
}

impl Bound {
    /// Where it stands.
    pub fn place(&self) -> Place {
        match self {
            Bound::Number(_, place) => *place,
            Bound::Fact(name) => name.place,
        }
    }
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

impl ConditionEntry {
    /// The words of each position: before, after, around, inside.
    pub fn positions(&self) -> [&Vec<Text>; 4] {
        [&self.before, &self.after, &self.around, &self.inside]
    }
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
    /// Where the value stands.
    pub value_place: Place,
}

/// What to write instead.
#[derive(Debug)]
pub(crate) enum RewriteEntry {
    /// One text, or several, best first.
    Any(Vec<Text>),
    /// The same by phrase.
    Table(Vec<(Text, Vec<Text>)>),
}

/// A sentence that proves a rule.
#[derive(Clone, Debug)]
pub(crate) struct ExampleEntry {
    pub text: Text,
    pub rewrite: Option<Text>,
    pub severity: Option<Severity>,
    pub shop: Vec<FactEntry>,
    /// The messages, where the example is a conversation.
    pub dialogue: Vec<Line>,
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
    "disguise",
    "pattern",
    "except",
    "whole",
    "joined",
    "length",
    "near",
    "unless",
    "info_if",
    "require",
    "excused",
    "number",
    "from",
    "event",
    "earlier",
    "unless_earlier",
    "at",
    "count",
    "answer",
    "above",
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
pub const EXAMPLE_KEYS: &[&str] = &["text", "dialogue", "rewrite", "severity", "shop"];
