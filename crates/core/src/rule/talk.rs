//! What an author writes of the messages around the one that a rule finds.

use crate::document::{Node, Value};
use crate::fault::{FaultKind, Place};
use crate::fields::{Fields, Report, Text};
use crate::moment::read_duration;
use crate::profile::{read_minute, read_shift};
use crate::{Event, Role};

/// The keys of `earlier` and `unless_earlier`.
pub const EARLIER_KEYS: &[&str] = &["from", "event", "says", "not", "within", "older_than", "at_least", "unanswered"];
/// The keys of `answer`.
pub const ANSWER_KEYS: &[&str] = &["from", "says", "not", "echo", "within", "under", "by", "counts", "first", "must", "own", "unless"];
/// The keys of `count`.
pub const COUNT_KEYS: &[&str] = &["at_least", "within", "same_text", "once"];
/// The keys of `at`.
pub const AT_KEYS: &[&str] = &["working", "workday", "between"];
/// The keys of a condition that ends a wait.
const ENDING_KEYS: &[&str] = &["from", "event", "says", "not"];
/// The keys of `excused`.
pub const EXCUSED_KEYS: &[&str] = &["from", "event", "says", "not", "within"];
/// Most messages that a condition counts: it keeps in mind as many.
pub const MAX_COUNT: u32 = 20;

/// The fields of a rule that concern the conversation; there is none without one of them.
#[derive(Debug, Default)]
pub(crate) struct TalkEntry {
    /// Whose messages the rule looks at; the shop's where nothing is said.
    pub from: Option<Role>,
    pub event: Option<Event>,
    pub earlier: Vec<EarlierEntry>,
    pub unless_earlier: Vec<EarlierEntry>,
    pub answer: Option<AnswerEntry>,
    pub count: Option<CountEntry>,
    pub at: Option<At>,
    /// Rules of which this one is the next step.
    pub above: Vec<Text>,
}

impl TalkEntry {
    /// Whether it says which messages start the rule, so that no words are needed.
    pub fn names_messages(&self) -> bool {
        self.from.is_some() || self.event.is_some()
    }

    /// The words that it asks for in other messages, and those that must not stand there.
    pub fn words(&self) -> impl Iterator<Item = &Text> {
        let earlier = self.earlier.iter().chain(&self.unless_earlier).flat_map(EarlierEntry::words);
        earlier.chain(self.answer.iter().flat_map(AnswerEntry::words))
    }
}

/// Messages that must, or must not, have come before.
#[derive(Debug)]
pub(crate) struct EarlierEntry {
    pub from: Option<Role>,
    pub event: Option<Event>,
    pub says: Vec<Vec<Text>>,
    pub not: Vec<Text>,
    pub within: RangeEntry,
    /// The talk must have gone on for longer since the first such message.
    pub older_than: Option<DurationEntry>,
    pub at_least: u32,
    pub unanswered: bool,
}

impl EarlierEntry {
    /// The words that it asks for, and those that must not stand there.
    pub fn words(&self) -> impl Iterator<Item = &Text> {
        self.says.iter().flatten().chain(&self.not)
    }
}

/// What must come afterwards.
#[derive(Debug)]
pub(crate) struct AnswerEntry {
    pub from: Role,
    /// One word of each group must be said.
    pub says: Vec<Vec<Text>>,
    pub not: Vec<Text>,
    /// Words of which one must be said that the waiting message says.
    pub echo: Vec<Text>,
    pub within: RangeEntry,
    /// The limit itself is too late.
    pub is_under: bool,
    pub counts: Counts,
    pub first: bool,
    /// Nobody's answer is a fault as well where words are asked for.
    pub must: bool,
    /// The message itself is the beginning of the answer, and the fault stands at it.
    pub own: bool,
    /// Messages after which nobody waits any more.
    pub unless: Vec<EarlierEntry>,
}

impl AnswerEntry {
    fn words(&self) -> impl Iterator<Item = &Text> {
        self.says.iter().flatten().chain(&self.not).chain(self.unless.iter().flat_map(EarlierEntry::words))
    }
}

/// How often something must have happened.
#[derive(Debug)]
pub(crate) struct CountEntry {
    pub at_least: u32,
    pub within: RangeEntry,
    /// Only messages with the same words are counted together.
    pub same_text: bool,
    /// Only the first time in a session.
    pub once: bool,
}

/// When something must have been said; nothing holds of an unknown time.
#[derive(Clone, Debug, Default)]
pub(crate) struct At {
    pub working: Option<bool>,
    pub workday: Option<bool>,
    /// Minutes of the day, from and up to; over midnight up to more than 1440.
    pub between: Vec<(i32, i32)>,
}

/// How far from a message a condition looks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RangeEntry {
    /// So many turns, this one included.
    Turns(u32),
    /// So many messages of the side that is asked about.
    Messages(u32),
    Session,
    Time(DurationEntry),
    Until(Deadline),
}

/// A time of day by which something must have happened: of the same day, or of a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deadline {
    pub day: DeadlineDay,
    pub minute: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeadlineDay {
    Same,
    Next,
    NextWorkday,
}

#[derive(Clone, Debug)]
pub(crate) enum DurationEntry {
    Ms(i64),
    Fact(Text),
}

impl PartialEq for DurationEntry {
    fn eq(&self, other: &DurationEntry) -> bool {
        match (self, other) {
            (DurationEntry::Ms(a), DurationEntry::Ms(b)) => a == b,
            (DurationEntry::Fact(a), DurationEntry::Fact(b)) => a.value == b.value,
            _ => false,
        }
    }
}

/// Which time a wait counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Counts {
    /// All of it, from the next opening where it begins outside working hours.
    #[default]
    Opening,
    /// Only the time in which the shop works.
    Working,
    /// All of it.
    Clock,
}

/// What excuses a finding of a single reply, where the conversation is known.
pub(crate) fn read_excused(fields: &Fields<'_>, report: &mut Report<'_>) -> Vec<EarlierEntry> {
    let entries = fields.get("excused").map_or(&[][..], |node| report.list(node, "list of earlier messages"));
    entries.iter().filter_map(|entry| earlier(entry, EXCUSED_KEYS, report)).collect()
}

/// Reads the fields of a rule that concern the conversation.
pub(crate) fn read_talk(fields: &Fields<'_>, report: &mut Report<'_>) -> Option<TalkEntry> {
    const KEYS: &[&str] = &["from", "event", "earlier", "unless_earlier", "answer", "count", "at", "above"];
    if !KEYS.iter().any(|key| fields.get(key).is_some()) {
        return None;
    }
    let earlier = |key: &str, report: &mut Report<'_>| {
        let entries = fields.get(key).map_or(&[][..], |node| report.list(node, "list of earlier messages"));
        entries.iter().filter_map(|entry| earlier(entry, EARLIER_KEYS, report)).collect()
    };
    let entry = TalkEntry {
        from: role(fields, report),
        event: event(fields, report),
        earlier: earlier("earlier", report),
        unless_earlier: earlier("unless_earlier", report),
        answer: fields.get("answer").and_then(|node| answer(node, report)),
        count: fields.get("count").and_then(|node| count(node, report)),
        at: fields.get("at").and_then(|node| at(node, report)),
        above: fields.texts("above", report),
    };
    Some(entry)
}

fn role(fields: &Fields<'_>, report: &mut Report<'_>) -> Option<Role> {
    fields.get("from").and_then(|node| report.choice(node, Role::from_name, Role::NAMES))
}

fn event(fields: &Fields<'_>, report: &mut Report<'_>) -> Option<Event> {
    fields.get("event").and_then(|node| report.choice(node, Event::from_name, Event::NAMES))
}

fn earlier(node: &Node, keys: &[&str], report: &mut Report<'_>) -> Option<EarlierEntry> {
    let first_fault = report.faults.len();
    let fields = Fields::read(node, "earlier message", keys, report)?;
    let event = event(&fields, report);
    let from = role(&fields, report);
    let entry = EarlierEntry {
        from: from.or(if event.is_none() { Some(Role::Customer) } else { None }),
        event,
        says: groups(&fields, report),
        not: fields.texts("not", report),
        within: range(&fields, RangeEntry::Session, report)?,
        older_than: fields.get("older_than").and_then(|node| duration(node, report)),
        at_least: fields.get("at_least").map_or(Some(1), |node| times(node, report))?,
        unanswered: fields.get("unanswered").and_then(|node| report.flag(node)).unwrap_or(false),
    };
    (report.faults.len() == first_fault).then_some(entry)
}

fn answer(node: &Node, report: &mut Report<'_>) -> Option<AnswerEntry> {
    let first_fault = report.faults.len();
    let fields = Fields::read(node, "answer", ANSWER_KEYS, report)?;
    let limits: Vec<&Node> = ["within", "under", "by"].iter().filter_map(|key| fields.get(key)).collect();
    if let [_, second, ..] = &limits[..] {
        report.fault(second.place, FaultKind::BothLimits);
    }
    let flag = |key: &str, report: &mut Report<'_>| fields.get(key).and_then(|node| report.flag(node)).unwrap_or(false);
    let endings = fields.get("unless").map_or(&[][..], |node| report.list(node, "list of earlier messages"));
    let counts = |name: &str| match name {
        "opening" => Some(Counts::Opening),
        "working" => Some(Counts::Working),
        "clock" => Some(Counts::Clock),
        _ => None,
    };
    let entry = AnswerEntry {
        from: role(&fields, report).unwrap_or(Role::Agent),
        says: groups(&fields, report),
        not: fields.texts("not", report),
        echo: fields.texts("echo", report),
        within: match (fields.get("under"), fields.get("by")) {
            (Some(node), _) => RangeEntry::Time(duration(node, report)?),
            (None, Some(node)) => RangeEntry::Until(deadline(node, report)?),
            (None, None) => range(&fields, RangeEntry::Turns(1), report)?,
        },
        is_under: fields.get("under").is_some(),
        counts: fields.get("counts").and_then(|node| report.choice(node, counts, &["opening", "working", "clock"])).unwrap_or_default(),
        first: flag("first", report),
        must: flag("must", report),
        own: flag("own", report),
        unless: endings.iter().filter_map(|entry| earlier(entry, ENDING_KEYS, report)).collect(),
    };
    (report.faults.len() == first_fault).then_some(entry)
}

fn count(node: &Node, report: &mut Report<'_>) -> Option<CountEntry> {
    let fields = Fields::read(node, "count", COUNT_KEYS, report)?;
    let at_least = fields.require("at_least", report).and_then(|node| times(node, report));
    let once = fields.get("once").and_then(|node| report.flag(node)).unwrap_or(false);
    let same_text = fields.get("same_text").and_then(|node| report.flag(node)).unwrap_or(false);
    Some(CountEntry { within: range(&fields, RangeEntry::Session, report)?, at_least: at_least?, same_text, once })
}

fn at(node: &Node, report: &mut Report<'_>) -> Option<At> {
    let first_fault = report.faults.len();
    let fields = Fields::read(node, "time", AT_KEYS, report)?;
    let mut at = At {
        working: fields.get("working").and_then(|node| report.flag(node)),
        workday: fields.get("workday").and_then(|node| report.flag(node)),
        between: Vec::new(),
    };
    for text in fields.texts("between", report) {
        match read_shift(&text.value) {
            Some(shift) => at.between.push(shift),
            None => report.fault(text.place, FaultKind::BadTime { text: text.value }),
        }
    }
    let is_empty = at.working.is_none() && at.workday.is_none() && at.between.is_empty();
    if is_empty && report.faults.len() == first_fault {
        report.fault(node.place, FaultKind::EmptyAt);
    }
    Some(at)
}

/// One list of words, or several of which each must be said.
fn groups(fields: &Fields<'_>, report: &mut Report<'_>) -> Vec<Vec<Text>> {
    let Some(node) = fields.get("says") else {
        return Vec::new();
    };
    let groups = match &node.value {
        Value::List(items) if items.iter().any(|item| matches!(item.value, Value::List(_))) => {
            items.iter().map(|item| report.texts(item)).collect()
        }
        _ => vec![report.texts(node)],
    };
    if groups.iter().any(Vec::is_empty) && matches!(node.value, Value::List(_)) {
        report.fault(node.place, FaultKind::EmptySays);
    }
    groups
}

fn times(node: &Node, report: &mut Report<'_>) -> Option<u32> {
    match node.value {
        Value::Number(times) if times.fract() == 0.0 && (1.0..=f64::from(MAX_COUNT)).contains(&times) => Some(times as u32),
        _ => {
            report.fault(node.place, FaultKind::BadCount { limit: MAX_COUNT });
            None
        }
    }
}

/// The value of `within`; `None` where it cannot be read.
fn range(fields: &Fields<'_>, default: RangeEntry, report: &mut Report<'_>) -> Option<RangeEntry> {
    let Some(node) = fields.get("within") else {
        return Some(default);
    };
    let read = match &node.value {
        Value::Text(text) => read_range(text, node.place),
        _ => None,
    };
    if read.is_none() {
        report.fault(node.place, FaultKind::BadRange);
    }
    read
}

fn read_range(text: &str, place: Place) -> Option<RangeEntry> {
    let counted = |unit: &str| {
        let count: u32 = text.strip_suffix(unit)?.trim().parse().ok()?;
        (1..=100).contains(&count).then_some(count)
    };
    match text {
        "turn" => Some(RangeEntry::Turns(1)),
        "reply" => Some(RangeEntry::Messages(1)),
        "session" => Some(RangeEntry::Session),
        _ if text.ends_with("turns") => counted("turns").map(RangeEntry::Turns),
        _ if text.ends_with("messages") => counted("messages").map(RangeEntry::Messages),
        _ => read_duration_entry(text, place).map(RangeEntry::Time),
    }
}

/// `same day 24:00`, `next day 12:00`, `next workday 12:00`.
fn deadline(node: &Node, report: &mut Report<'_>) -> Option<Deadline> {
    let read = |text: &str| {
        let (day, time) = text.rsplit_once(' ')?;
        let day = match day.trim() {
            "same day" => DeadlineDay::Same,
            "next day" => DeadlineDay::Next,
            "next workday" => DeadlineDay::NextWorkday,
            _ => return None,
        };
        Some(Deadline { day, minute: read_minute(time)? })
    };
    let text = report.text(node)?;
    let deadline = read(&text.value);
    if deadline.is_none() {
        report.fault(text.place, FaultKind::BadDeadline { text: text.value });
    }
    deadline
}

fn duration(node: &Node, report: &mut Report<'_>) -> Option<DurationEntry> {
    let read = match &node.value {
        Value::Text(text) => read_duration_entry(text, node.place),
        _ => None,
    };
    if read.is_none() {
        let text = if let Value::Text(text) = &node.value { text.clone() } else { node.kind().to_owned() };
        report.fault(node.place, FaultKind::BadDuration { text });
    }
    read
}

fn read_duration_entry(text: &str, place: Place) -> Option<DurationEntry> {
    match super::read::fact_name(text, place) {
        Some(fact) => Some(DurationEntry::Fact(fact)),
        None => read_duration(text).map(DurationEntry::Ms),
    }
}
