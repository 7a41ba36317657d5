use super::{amount, count};
use crate::amount::Amount;
use crate::document::{Key, Node};
use crate::fault::FaultKind;
use crate::fields::{Fields, Report};

/// The fields of an entry of a ledger.
pub const ENTRY_KEYS: &[&str] = &[
    "title",
    "clause",
    "on",
    "events",
    "with_text",
    "waited_seconds",
    "amount",
    "supervisor",
    "to",
    "more_than",
    "once_a_month",
    "repeat",
];

/// What costs points or yuan, and how much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryRule {
    /// Its name in the profile.
    pub id: String,
    /// What happened, in a few words.
    pub title: String,
    /// The clause of the manual.
    pub clause: Option<String>,
    /// Findings that cause it: rules, families or clauses.
    pub on: Vec<String>,
    /// Events that cause it.
    pub events: Vec<String>,
    /// Only events with, or without, words of the customer.
    pub with_text: Option<bool>,
    /// Only findings about a wait of at least so many seconds.
    pub waited_seconds: Option<u64>,
    /// What it costs.
    pub amount: Amount,
    /// What it costs the agent's supervisor beside that.
    pub supervisor: Amount,
    /// Whom it is charged to.
    pub target: Target,
    /// So many in a month are free.
    pub more_than: u32,
    /// Whether one entry a month is the most.
    pub once_a_month: bool,
    /// When it costs more.
    pub repeat: Option<Repeat>,
}

/// Whom an entry is charged to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// The agent.
    #[default]
    Agent,
    /// The agent's group; everybody where the agent has none.
    Team,
}

/// What repeated offences cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// The number within a month,
    pub at: u32,
    /// and whether that one costs more itself, or only those after it.
    pub is_inclusive: bool,
    /// How many times the amount.
    pub times: u32,
}

impl Repeat {
    /// Whether the `number`th in a month costs more.
    #[must_use]
    pub fn counts(&self, number: u32) -> bool {
        number > self.at || self.is_inclusive && number == self.at
    }
}

impl EntryRule {
    pub(super) fn read(key: &Key, node: &Node, report: &mut Report<'_>) -> Option<EntryRule> {
        let fields = Fields::read(node, "entry", ENTRY_KEYS, report)?;
        fields.require_text("title", report);
        fields.require("amount", report);
        if !fields.has("on") && !fields.has("events") {
            report.fault(fields.place, FaultKind::NoCause);
        }
        let mut entry = EntryRule { id: key.name.clone(), ..EntryRule::default() };
        entry.set(&fields, report);
        Some(entry)
    }

    /// Changes what the node says.
    pub(super) fn change(&mut self, node: &Node, report: &mut Report<'_>) {
        if let Some(fields) = Fields::read(node, "entry", ENTRY_KEYS, report) {
            self.set(&fields, report);
        }
    }

    fn set(&mut self, fields: &Fields<'_>, report: &mut Report<'_>) {
        let mut texts = |key| fields.get(key).map(|_| fields.texts(key, report).into_iter().map(|text| text.value).collect());
        let (on, events) = (texts("on"), texts("events"));
        set(&mut self.on, on);
        set(&mut self.events, events);
        set(&mut self.title, fields.get("title").and_then(|node| report.text(node)).map(|text| text.value));
        set(&mut self.clause, fields.get("clause").and_then(|node| report.text(node)).map(|text| Some(text.value)));
        set(&mut self.with_text, fields.get("with_text").and_then(|node| report.flag(node)).map(Some));
        set(&mut self.once_a_month, fields.get("once_a_month").and_then(|node| report.flag(node)));
        set(&mut self.amount, fields.get("amount").and_then(|node| amount(node, report)));
        set(&mut self.supervisor, fields.get("supervisor").and_then(|node| amount(node, report)));
        set(&mut self.more_than, fields.get("more_than").and_then(|node| count(node, report)));
        let waited = fields.get("waited_seconds").and_then(|node| amount(node, report));
        set(&mut self.waited_seconds, waited.map(|seconds| u64::try_from(seconds.hundredths() / 100).ok()));
        let target = |name: &str| match name {
            "agent" => Some(Target::Agent),
            "team" => Some(Target::Team),
            _ => None,
        };
        set(&mut self.target, fields.get("to").and_then(|node| report.choice(node, target, &["agent", "team"])));
        set(&mut self.repeat, fields.get("repeat").and_then(|node| read_repeat(node, report)).map(Some));
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn read_repeat(node: &Node, report: &mut Report<'_>) -> Option<Repeat> {
    let fields = Fields::read(node, "repeat", &["at", "inclusive", "times"], report)?;
    let at = fields.require("at", report).and_then(|node| count(node, report));
    let times = fields.require("times", report).and_then(|node| count(node, report));
    let is_inclusive = fields.get("inclusive").map_or(Some(true), |node| report.flag(node));
    Some(Repeat { at: at?, is_inclusive: is_inclusive?, times: times? })
}
