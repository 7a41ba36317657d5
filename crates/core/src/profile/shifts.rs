use crate::document::Node;
use crate::fault::FaultKind;
use crate::fields::{Fields, Report};

/// The shop's shifts, as the section `shifts` of a profile names them.
#[derive(Clone, Debug, Default)]
pub struct Shifts {
    shifts: Vec<Shift>,
}

/// One shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// What it is called.
    pub name: String,
    /// The minute of the day on which it begins.
    pub from_minute: u16,
    /// The minute of the day on which it has ended, up to 1,440; before the beginning where it lasts over midnight.
    pub to_minute: u16,
}

impl Shifts {
    /// Reads the section, which takes the place of that of an earlier file.
    pub(super) fn read(&mut self, node: &Node, report: &mut Report<'_>) {
        let Some(entries) = report.map(node, "shifts") else {
            return;
        };
        self.shifts.clear();
        for (key, node) in entries {
            let Some(fields) = Fields::read(node, "shift", &["from", "to"], report) else {
                continue;
            };
            let mut minute = |key| fields.require(key, report).and_then(|node| read_minute(node, report));
            let (from, to) = (minute("from"), minute("to"));
            if let (Some(from_minute), Some(to_minute)) = (from, to) {
                self.shifts.push(Shift { name: key.name.clone(), from_minute, to_minute });
            }
        }
    }

    /// The number of the shift in which a minute of the day falls; of several the first.
    #[must_use]
    pub fn at(&self, minute: u16) -> Option<usize> {
        self.shifts.iter().position(|shift| shift.covers(minute))
    }

    /// All shifts, in the order of the profile.
    #[must_use]
    pub fn all(&self) -> &[Shift] {
        &self.shifts
    }
}

impl Shift {
    fn covers(&self, minute: u16) -> bool {
        let Shift { from_minute, to_minute, .. } = *self;
        if from_minute < to_minute { (from_minute..to_minute).contains(&minute) } else { minute >= from_minute || minute < to_minute }
    }
}

/// `08:30` as minutes since midnight; `24:00` is the end of the day.
fn read_minute(node: &Node, report: &mut Report<'_>) -> Option<u16> {
    let text = report.text(node)?;
    let minute = || {
        let (hour, minute) = text.value.trim().split_once([':', '：'])?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour <= 23 && minute <= 59 || hour == 24 && minute == 0).then_some(hour * 60 + minute)
    };
    let minute = minute();
    if minute.is_none() {
        report.fault(text.place, FaultKind::BadClockTime { value: text.value.clone() });
    }
    minute
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_shift_that_covers_counts() {
        let shift = |from_minute, to_minute| Shift { name: String::new(), from_minute, to_minute };
        let shifts = Shifts { shifts: vec![shift(510, 1050), shift(1020, 120)] };
        for (minute, expected) in
            [(509, None), (510, Some(0)), (1049, Some(0)), (1050, Some(1)), (1439, Some(1)), (0, Some(1)), (120, None)]
        {
            assert_eq!(shifts.at(minute), expected, "{minute}");
        }
    }
}
