mod bonus;
mod entry;

use crate::amount::Amount;
use crate::document::{Node, Value};
use crate::fault::FaultKind;
use crate::fields::{Fields, Report};
pub use bonus::Band;
pub use entry::{ENTRY_KEYS, EntryRule, Repeat, Target};

/// Points and fines, as the section `ledgers` of a profile sets them. The two are never summed.
#[derive(Clone, Debug, Default)]
pub struct Ledgers {
    /// What costs points, in the order of the profile.
    pub points: Vec<EntryRule>,
    /// What costs yuan.
    pub yuan: Vec<EntryRule>,
    /// The points with which a month begins.
    pub start: Amount,
    /// What share of the bonus a score earns, lowest score first.
    pub bonus: Vec<Band>,
    /// When low scores are reported.
    pub streak: Streak,
}

/// Months in a row below a score.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Streak {
    /// How many months in a row; 0 switches it off.
    pub months: u32,
    /// Scores below it count.
    pub below: Amount,
    /// Events because of which a month counts whatever its score.
    pub events: Vec<String>,
}

impl Ledgers {
    /// Reads the section over what is known.
    pub(super) fn read(&mut self, node: &Node, report: &mut Report<'_>) {
        let Some(fields) = Fields::read(node, "ledgers", &["points", "yuan"], report) else {
            return;
        };
        let points = fields.get("points").and_then(|node| Fields::read(node, "ledger", &["start", "entries", "bonus", "streak"], report));
        if let Some(fields) = points {
            if let Some(start) = fields.get("start").and_then(|node| amount(node, report)) {
                self.start = start;
            }
            read_entries(&fields, &mut self.points, report);
            if let Some(node) = fields.get("bonus") {
                self.bonus = bonus::read(node, report);
            }
            if let Some(node) = fields.get("streak") {
                self.streak.read(node, report);
            }
        }
        if let Some(fields) = fields.get("yuan").and_then(|node| Fields::read(node, "ledger", &["entries"], report)) {
            read_entries(&fields, &mut self.yuan, report);
        }
    }

    /// The events that an entry, or the report on low scores, knows, sorted.
    #[must_use]
    pub fn events(&self) -> Vec<&str> {
        let entries = self.points.iter().chain(&self.yuan).flat_map(|entry| &entry.events);
        let mut events: Vec<&str> = entries.chain(&self.streak.events).map(String::as_str).collect();
        events.sort_unstable();
        events.dedup();
        events
    }

    /// The share of the bonus that a score earns, in percent; nothing below the lowest band.
    #[must_use]
    pub fn bonus_percent(&self, score: Amount) -> Amount {
        self.bonus.iter().rev().find(|band| score >= band.from).map_or(Amount::ZERO, |band| band.percent)
    }
}

impl Streak {
    fn read(&mut self, node: &Node, report: &mut Report<'_>) {
        let Some(fields) = Fields::read(node, "streak", &["months", "below", "events"], report) else {
            return;
        };
        if let Some(months) = fields.get("months").and_then(|node| count(node, report)) {
            self.months = months;
        }
        if let Some(below) = fields.get("below").and_then(|node| amount(node, report)) {
            self.below = below;
        }
        if fields.get("events").is_some() {
            self.events = fields.texts("events", report).into_iter().map(|text| text.value).collect();
        }
    }
}

/// An entry of the same name is changed where the file says so; `off` removes it.
fn read_entries(fields: &Fields<'_>, entries: &mut Vec<EntryRule>, report: &mut Report<'_>) {
    for (key, node) in fields.get("entries").and_then(|node| report.map(node, "entries")).unwrap_or_default() {
        let known = entries.iter().position(|entry| entry.id == key.name);
        if let (Value::Text(text), Some(at)) = (&node.value, known)
            && text == "off"
        {
            entries.remove(at);
            continue;
        }
        match known {
            Some(at) => entries[at].change(node, report),
            None => entries.extend(EntryRule::read(key, node, report)),
        }
    }
}

/// An amount that is exact to the hundredth.
fn amount(node: &Node, report: &mut Report<'_>) -> Option<Amount> {
    let value = report.number(node)?;
    let amount = Amount::read(value);
    if amount.is_none() {
        report.fault(node.place, FaultKind::BadAmount);
    }
    amount
}

/// A whole number up to 1,000.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn count(node: &Node, report: &mut Report<'_>) -> Option<u32> {
    let value = report.number(node)?;
    let is_count = value.fract() == 0.0 && (0.0..=1000.0).contains(&value);
    if !is_count {
        report.fault(node.place, FaultKind::BadEntryCount);
    }
    is_count.then_some(value as u32)
}
