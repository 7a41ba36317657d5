//! Many files → checked rules, with all faults of all files at once.

mod build;

use crate::compile::Matcher;
use crate::disguise::Disguise;
use crate::fault::{Fault, FaultKind, Place, RuleErrors};
use crate::fields::Text;
use crate::profile::{Agents, Calendar, Ledgers, Shifts};
use crate::rule::{ExampleEntry, FactEntry, Layer};
use crate::talk::{Judged, Talk, TalkSet};
use crate::{Language, Severity, TimeZone};
pub use build::Builder;
use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Most rules of one set.
pub const MAX_RULES: usize = 50_000;

/// Rules that have been read and checked. Build a [`Linter`](crate::Linter) from it.
#[derive(Debug)]
pub struct RuleSet {
    pub(crate) rules: Arc<[Rule]>,
    /// The words of each list that conditions look for.
    pub(crate) lists: Vec<Vec<String>>,
    /// What may stand beside a hit that is the whole reply.
    pub(crate) padding: Vec<String>,
    /// Words of apology.
    pub(crate) apologies: Vec<String>,
    clauses: HashMap<String, Clause>,
    agents: Agents,
    shifts: Shifts,
    ledgers: Ledgers,
    auto_replies: Vec<String>,
    /// Which of the rules are run: those of single replies, or those of conversations.
    pub(crate) part: Part,
    /// What conversation rules share.
    pub(crate) talk: Arc<TalkSet>,
    /// The lists of conversation rules.
    pub(crate) talk_lists: Vec<Vec<String>>,
}

/// The two kinds of rules, which run apart from each other so that single replies are checked no slower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Replies,
    Conversations,
    /// Rules of single replies for which messages are joined.
    Joined,
    /// Rules of single replies that a conversation can excuse.
    Excused,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    id: String,
    family: String,
    clauses: Vec<String>,
    /// The level that its author gave it.
    pub(crate) written: Severity,
    severity: Severity,
    message: String,
    message_en: Option<String>,
    layer: Layer,
    file: String,
    place: Place,
    pub(crate) active: bool,
    pub(crate) order: u32,
    pub(crate) clause_numbers: Vec<u32>,
    pub(crate) matcher: Matcher,
    /// What it asks of a conversation, for the rules that do.
    pub(crate) talk: Option<Talk>,
    /// Rules of which it is the next step.
    above: Vec<Text>,
    /// It judges single replies, unless the conversation excuses them.
    excused: bool,
    /// Messages are joined for it.
    joined: bool,
    /// Facts without which it is off.
    pub(crate) shop: Vec<FactEntry>,
    flag: Vec<ExampleEntry>,
    pass: Vec<ExampleEntry>,
}

/// A clause of the manual that rules serve.
#[derive(Clone, Debug)]
pub struct Clause {
    /// What it asks, in a few words.
    pub title: String,
    /// Where it stands.
    pub source: String,
    file: String,
    line: usize,
}

impl Rule {
    /// The id, `family/name`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The family: the topic, and the first part of the id.
    #[must_use]
    pub fn family(&self) -> &str {
        &self.family
    }

    /// The clauses that it serves.
    #[must_use]
    pub fn clauses(&self) -> &[String] {
        &self.clauses
    }

    /// How bad a finding is, by the chosen preset.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Why it is a fault, in one sentence; Chinese where there is no English.
    #[must_use]
    pub fn message(&self, language: Language) -> &str {
        match (language, &self.message_en) {
            (Language::English, Some(message)) => message,
            _ => &self.message,
        }
    }

    /// Whether it judges what is said or how.
    #[must_use]
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// The file and the line (from 1) where it stands.
    #[must_use]
    pub fn place(&self) -> (&str, usize) {
        (&self.file, self.place.line)
    }

    /// Whether the preset, the selection and the shop's profile leave it on.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.active
    }

    /// Whether it judges conversations, and single replies never.
    #[must_use]
    pub fn is_of_conversations(&self) -> bool {
        self.talk.is_some() && !self.excused
    }

    /// Whether it judges single replies, but in a conversation only with what else is said there: see `excused` in the guide for rule authors.
    #[must_use]
    pub fn is_excusable(&self) -> bool {
        self.excused
    }

    /// Whether what an agent sends in several messages is one text for it.
    #[must_use]
    pub fn joins_messages(&self) -> bool {
        self.joined
    }

    /// When it can be judged; a rule of single replies at once.
    #[must_use]
    pub fn judged(&self) -> Judged {
        self.talk.as_ref().map_or(Judged::AtOnce, Talk::judged)
    }

    /// Whether it is the next step of another rule: where both stand at one message, only this one need be told.
    #[must_use]
    pub fn is_above(&self, other: &Rule) -> bool {
        self.above.iter().any(|id| id.value == other.id)
    }

    /// What it looks for, folded: phrases, spelt out from word lists.
    pub fn phrases(&self) -> impl Iterator<Item = &str> {
        let disguised = self.matcher.disguise.as_ref().map(Disguise::phrases);
        disguised.unwrap_or(&self.matcher.phrases).iter().map(String::as_str)
    }

    /// What it leaves alone, folded.
    pub fn exceptions(&self) -> impl Iterator<Item = &str> {
        self.matcher.except.iter().map(String::as_str)
    }

    /// Sentences that it must find.
    pub fn flag_examples(&self) -> impl Iterator<Item = &str> {
        self.flag.iter().map(|example| example.text.value.as_str())
    }

    /// Sentences that it must leave alone.
    pub fn pass_examples(&self) -> impl Iterator<Item = &str> {
        self.pass.iter().map(|example| example.text.value.as_str())
    }

    /// Whether `name` means this rule: its id, its family or one of its clauses.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.id == name || self.family == name || self.clauses.iter().any(|clause| clause == name)
    }

    pub(crate) fn fault(&self, place: Place, kind: FaultKind) -> Fault {
        Fault::new(&self.file, place, kind).of_rule(&self.id)
    }

    pub(crate) fn examples(&self) -> (&[ExampleEntry], &[ExampleEntry]) {
        (&self.flag, &self.pass)
    }
}

impl RuleSet {
    /// Rules from `(file name, YAML text)` pairs, without a shop profile or a preset.
    ///
    /// # Errors
    /// Every fault of every file at once.
    pub fn from_yaml<'a>(files: impl IntoIterator<Item = impl Borrow<(&'a str, &'a str)>>) -> Result<RuleSet, RuleErrors> {
        RuleSet::builder().rules(files).build()
    }

    /// Rules, profile, preset and selection, one by one.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The rules that are run, in the order of all.
    pub(crate) fn runs(&self, rule: &Rule) -> bool {
        let is_of_part = match self.part {
            Part::Replies => !rule.is_of_conversations(),
            Part::Conversations => rule.is_of_conversations(),
            Part::Joined => !rule.is_of_conversations() && rule.joined,
            Part::Excused => rule.excused,
        };
        rule.active && is_of_part
    }

    /// The same rules, of which those of conversations are run; `None` where there are none.
    pub(crate) fn of_conversations(&mut self) -> Option<RuleSet> {
        let lists = std::mem::take(&mut self.talk_lists);
        self.of_part(Part::Conversations, lists)
    }

    /// The same rules, of which those are run for which messages are joined; `None` where there are none.
    pub(crate) fn of_joined(&self) -> Option<RuleSet> {
        self.of_some(Part::Joined, |rule| rule.joined)
    }

    /// The same rules, of which those are run that a conversation can excuse; `None` where there are none.
    pub(crate) fn of_excused(&self) -> Option<RuleSet> {
        self.of_some(Part::Excused, |rule| rule.excused)
    }

    /// Only the lists that these rules name are kept.
    fn of_some(&self, part: Part, is_meant: impl Fn(&Rule) -> bool) -> Option<RuleSet> {
        let used: HashSet<u32> = self.rules.iter().filter(|rule| is_meant(rule)).flat_map(|rule| rule.matcher.lists()).collect();
        let list = |(number, words): (u32, &Vec<String>)| if used.contains(&number) { words.clone() } else { Vec::new() };
        self.of_part(part, (0..).zip(&self.lists).map(list).collect())
    }

    fn of_part(&self, part: Part, lists: Vec<Vec<String>>) -> Option<RuleSet> {
        let set = RuleSet {
            rules: Arc::clone(&self.rules),
            lists,
            padding: self.padding.clone(),
            apologies: self.apologies.clone(),
            clauses: HashMap::new(),
            agents: Agents::default(),
            shifts: Shifts::default(),
            ledgers: Ledgers::default(),
            auto_replies: Vec::new(),
            part,
            talk: Arc::clone(&self.talk),
            talk_lists: Vec::new(),
        };
        // The words of conditions are looked for with the conversation rules.
        let has_words = part == Part::Conversations && !set.talk.sets.is_empty();
        (self.part == Part::Replies && (has_words || set.rules.iter().any(|rule| set.runs(rule)))).then_some(set)
    }

    /// All rules in the order of files and entries, those that are switched off as well.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The clause of that name.
    #[must_use]
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.get(id)
    }

    /// The shop's staff.
    #[must_use]
    pub fn agents(&self) -> &Agents {
        &self.agents
    }

    /// The shop's shifts.
    #[must_use]
    pub fn shifts(&self) -> &Shifts {
        &self.shifts
    }

    /// The texts that the shop sends by itself, as the profile has them.
    #[must_use]
    pub fn auto_replies(&self) -> &[String] {
        &self.auto_replies
    }

    /// The time zone of the shop.
    #[must_use]
    pub fn time_zone(&self) -> &TimeZone {
        self.talk.calendar.zone()
    }

    pub(crate) fn calendar(&self) -> &Calendar {
        &self.talk.calendar
    }

    /// What costs points and fines.
    #[must_use]
    pub fn ledgers(&self) -> &Ledgers {
        &self.ledgers
    }
}
