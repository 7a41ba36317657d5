//! When a shop works: its time zone, hours, days of the week, holidays.

use super::clock::Clock;
use crate::Moment;
use crate::document::Node;
use crate::fault::FaultKind;
use crate::fields::{Fields, Report};
use crate::moment::{Stamp, read_date, read_duration};
use crate::rule::{At, Deadline, DeadlineDay};
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::ops::Range;

/// The keys of the section `calendar`.
pub const CALENDAR_KEYS: &[&str] = &["zone", "hours", "days", "closed", "workdays", "holidays", "extra_workdays", "session_idle"];
/// The names of the days of the week in `days`.
const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// A shop that opens on none of so many days never does.
const MAX_CLOSED_DAYS: i32 = 60;
const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i32 = 1440;

/// When a shop works.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    clock: Clock,
    /// Minutes of the day on which a shift begins; a shift over midnight ends after 1440.
    shifts: Vec<(i32, i32)>,
    /// The days on which customers are served.
    service: Days,
    /// The days on which the office works.
    office: Days,
    /// A session in which nothing happens for so long has ended, in milliseconds.
    pub session_idle_ms: i64,
}

/// Days of the week, and dates that are otherwise.
#[derive(Clone, Debug)]
struct Days {
    /// Monday first.
    weekdays: [bool; 7],
    without: BTreeSet<Date>,
    with: BTreeSet<Date>,
}

impl Days {
    fn of_week(weekdays: [bool; 7]) -> Days {
        Days { weekdays, without: BTreeSet::new(), with: BTreeSet::new() }
    }

    fn contain(&self, date: Date) -> bool {
        let weekday = date.weekday().to_monday_zero_offset() as usize;
        self.with.contains(&date) || self.weekdays.get(weekday) == Some(&true) && !self.without.contains(&date)
    }
}

impl Default for Calendar {
    /// Always open, in the time zone of China.
    fn default() -> Calendar {
        Calendar {
            clock: Clock::new(TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC)),
            shifts: vec![(0, DAY_MINUTES)],
            service: Days::of_week([true; 7]),
            office: Days::of_week([true, true, true, true, true, false, false]),
            session_idle_ms: 3 * 86_400_000,
        }
    }
}

impl Calendar {
    pub fn zone(&self) -> &TimeZone {
        self.clock.zone()
    }

    /// Reads the section over what is known.
    pub fn read(&mut self, node: &Node, report: &mut Report<'_>) {
        let Some(fields) = Fields::read(node, "calendar", CALENDAR_KEYS, report) else {
            return;
        };
        if let Some(node) = fields.get("zone")
            && let Some(name) = report.text(node)
        {
            match TimeZone::get(&name.value) {
                Ok(zone) => self.clock = Clock::new(zone),
                Err(_) => report.fault(name.place, FaultKind::BadZone { name: name.value }),
            }
        }
        if let Some(node) = fields.get("hours") {
            self.shifts = report.texts(node).iter().filter_map(|text| value(text.place, &text.value, read_shift, report)).collect();
        }
        for (key, weekdays) in [("days", &mut self.service.weekdays), ("workdays", &mut self.office.weekdays)] {
            if let Some(node) = fields.get(key) {
                *weekdays = [false; 7];
                for day in report.list(node, "list of texts") {
                    if let Some(at) = report.choice(day, |name| DAYS.iter().position(|day| *day == name), DAYS) {
                        weekdays[at] = true;
                    }
                }
            }
        }
        let Calendar { service, office, .. } = self;
        for (key, dates) in [("closed", &mut service.without), ("holidays", &mut office.without), ("extra_workdays", &mut office.with)] {
            if let Some(node) = fields.get(key) {
                *dates = BTreeSet::new();
                for text in report.texts(node) {
                    dates.extend(value(text.place, &text.value, read_dates, report).unwrap_or_default());
                }
            }
        }
        if let Some(text) = fields.get("session_idle").and_then(|node| report.text(node)) {
            match read_duration(&text.value) {
                Some(idle_ms) => self.session_idle_ms = idle_ms,
                None => report.fault(text.place, FaultKind::BadDuration { text: text.value }),
            }
        }
    }

    /// Whether the shop works at that time; of a time without a date, whether it does on a plain working day.
    pub fn is_open(&self, at: Stamp) -> bool {
        self.opening(at).is_some_and(|opening_ms| opening_ms == at.earliest_ms)
    }

    /// Whether the shop works on some day of the week. One that never does answers nobody in time, and nobody late.
    pub fn opens(&self) -> bool {
        !self.shifts.is_empty() && self.service.weekdays.contains(&true)
    }

    /// The time itself where the shop works then, or when it opens next; `None` where it never does.
    pub fn opening(&self, at: Stamp) -> Option<i64> {
        self.open_parts(at).next().map(|(start_ms, _)| start_ms.max(at.earliest_ms))
    }

    /// The shift in which a time with a date lies, from its beginning to its end in milliseconds; none while the shop is closed.
    pub fn shift(&self, at: Stamp) -> Option<Range<i64>> {
        let (start_ms, end_ms) = self.open_parts(at).next().filter(|_| at.has_date)?;
        (start_ms <= at.earliest_ms).then_some(start_ms..end_ms)
    }

    /// When the shop has worked for `work_ms` since `from`.
    pub fn after_work(&self, from: Stamp, work_ms: i64) -> Option<i64> {
        let mut left = work_ms;
        for (start_ms, end_ms) in self.open_parts(from) {
            let start_ms = start_ms.max(from.earliest_ms);
            if end_ms - start_ms >= left {
                return Some(start_ms + left);
            }
            left -= end_ms - start_ms;
        }
        None
    }

    /// The seconds for which the shop worked between two moments; `None` where that cannot be known: one of them is unknown or has no seconds,
    /// only one has a day, or they run backwards.
    pub fn worked_seconds(&self, from: Moment, to: Moment) -> Option<u64> {
        let (from, to) = (from.stamp()?, to.stamp()?);
        let is_exact = from.open_ms == 0 && to.open_ms == 0;
        if !is_exact || from.has_date != to.has_date || to.earliest_ms < from.earliest_ms {
            return None;
        }
        let parts = self.open_parts(from).take_while(|(start_ms, _)| *start_ms < to.earliest_ms);
        let worked_ms: i64 = parts.map(|(start_ms, end_ms)| end_ms.min(to.earliest_ms) - start_ms.max(from.earliest_ms)).sum();
        u64::try_from(worked_ms / 1000).ok()
    }

    /// The shifts that end after `from`, as milliseconds of the same kind, in order, joined where they touch.
    fn open_parts(&self, from: Stamp) -> impl Iterator<Item = (i64, i64)> {
        let date = self.date(from);
        // Yesterday counts where a shift goes on after midnight.
        let ends_late = self.shifts.iter().any(|(_, end)| *end > DAY_MINUTES);
        let (first_day, first) = if ends_late { (-1, date.yesterday().ok()) } else { (0, Some(date)) };
        let dates = std::iter::successors(first, |date| date.tomorrow().ok());
        let parts = (first_day..MAX_CLOSED_DAYS * 8).zip(dates).flat_map(move |(days, date)| {
            let is_working = !from.has_date || self.service.contain(date);
            let shifts = self.shifts.iter().filter(move |_| is_working);
            shifts.filter_map(move |&(start, end)| Some((self.at(from, days, date, start)?, self.at(from, days, date, end)?)))
        });
        let may_touch = self.shifts_may_touch();
        let mut parts = parts.filter(move |(_, end_ms)| *end_ms > from.earliest_ms).peekable();
        std::iter::from_fn(move || {
            let (start_ms, mut end_ms) = parts.next()?;
            // A shop that is always open would else give one part a day for ever.
            for _ in 0..if may_touch { MAX_CLOSED_DAYS } else { 0 } {
                match parts.next_if(|(next_ms, _)| *next_ms <= end_ms) {
                    Some((_, next_end_ms)) => end_ms = next_end_ms.max(end_ms),
                    None => break,
                }
            }
            Some((start_ms, end_ms))
        })
    }

    /// Whether a shift can begin where another one, or that of the day before, ends.
    fn shifts_may_touch(&self) -> bool {
        let shifts = || (0..).zip(&self.shifts);
        let touches = |(at, (start, end)): (usize, &(i32, i32)), (other, (next, _)): (usize, &(i32, i32))| {
            at != other && start <= next && next <= end || next + DAY_MINUTES <= *end
        };
        shifts().any(|shift| shifts().any(|next| touches(shift, next)))
    }

    /// The date in the shop's zone; any for a time without one.
    pub fn date(&self, at: Stamp) -> Date {
        if at.has_date { self.clock.local(at.earliest_ms).map_or(Date::MIN, DateTime::date) } else { Date::constant(2024, 1, 3) }
    }

    /// The minute of the day in the shop's zone.
    pub fn minute_of_day(&self, at: Stamp) -> i32 {
        let known = if at.has_date { self.clock.minute_of_day(at.earliest_ms) } else { None };
        known.unwrap_or_else(|| i32::from(at.minute_of_day(self.zone())))
    }

    /// The time at a minute of a date, which is `days` after that of `like`.
    pub fn at(&self, like: Stamp, days: i32, date: Date, minute: i32) -> Option<i64> {
        if !like.has_date {
            return Some(i64::from(days * DAY_MINUTES + minute) * MINUTE_MS);
        }
        // Shifts and deadlines end on the next day at the latest.
        let date = if minute < DAY_MINUTES { date } else { date.tomorrow().ok()? };
        let minute = minute % DAY_MINUTES;
        let at = date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
        self.clock.at(at)
    }

    /// Whether something was said when `at` asks for; `is_open` tells whether the shop worked then.
    pub fn holds(&self, at: &At, moment: Option<Stamp>, is_open: impl FnOnce(Stamp) -> bool) -> bool {
        let Some(stamp) = moment else {
            return false;
        };
        let is_within = |minute: i32| {
            let contains = |&(start, end): &(i32, i32)| (start..end).contains(&minute) || (start..end).contains(&(minute + DAY_MINUTES));
            at.between.iter().any(contains)
        };
        at.working.is_none_or(|working| is_open(stamp) == working)
            && at.workday.is_none_or(|workday| stamp.has_date && self.is_workday(self.date(stamp)) == workday)
            && (at.between.is_empty() || is_within(self.minute_of_day(stamp)))
    }

    /// When a deadline ends for what was said at `since`. What is said before the shop opens belongs to the night before, unless that
    /// deadline is over.
    pub fn deadline_ms(&self, since: Stamp, deadline: Deadline) -> Option<i64> {
        if !since.has_date {
            return None;
        }
        let today = self.date(since);
        let opens = self.shifts.iter().map(|(start, _)| *start).min().unwrap_or(0);
        let is_night = deadline.day != DeadlineDay::Same && self.minute_of_day(since) < opens;
        let last_night = today.yesterday().ok().filter(|_| is_night);
        let end_ms = |date: Date| self.at(since, 0, self.deadline_date(date, deadline.day)?, deadline.minute);
        last_night.and_then(end_ms).filter(|end_ms| *end_ms > since.earliest_ms).or_else(|| end_ms(today))
    }

    fn deadline_date(&self, date: Date, day: DeadlineDay) -> Option<Date> {
        let mut later = date.series(1.day()).skip(1).take(MAX_CLOSED_DAYS as usize);
        match day {
            DeadlineDay::Same => Some(date),
            DeadlineDay::Next => later.next(),
            DeadlineDay::NextWorkday => later.find(|date| self.is_workday(*date)),
        }
    }

    /// Whether the office works on a date.
    pub fn is_workday(&self, date: Date) -> bool {
        self.office.contain(date)
    }
}

fn value<T>(place: crate::Place, text: &str, read: fn(&str) -> Option<T>, report: &mut Report<'_>) -> Option<T> {
    let value = read(text);
    if value.is_none() {
        report.fault(place, FaultKind::BadTime { text: text.to_owned() });
    }
    value
}

/// `09:00-23:00`; `17:00-02:00` ends on the next day.
pub(crate) fn read_shift(text: &str) -> Option<(i32, i32)> {
    let (start, end) = text.split_once('-')?;
    let (start, end) = (read_minute(start)?, read_minute(end)?);
    if start == DAY_MINUTES || start == end { None } else { Some((start, if end < start { end + DAY_MINUTES } else { end })) }
}

/// `09:00`, up to `24:00`, in minutes.
pub(crate) fn read_minute(text: &str) -> Option<i32> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |text: &str| if text.len() <= 2 { text.parse::<u8>().ok() } else { None };
    let minutes = i32::from(number(hour)?) * 60 + i32::from(number(minute).filter(|minute| *minute < 60)?);
    (minutes <= DAY_MINUTES).then_some(minutes)
}

/// `2026-10-01`, or several days as `2026-10-01..2026-10-08`.
fn read_dates(text: &str) -> Option<Vec<Date>> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (read_date(first.trim())?, read_date(last.trim())?);
    let dates: Vec<Date> = first.series(1.day()).take_while(|date| *date <= last).take(366).collect();
    (!dates.is_empty()).then_some(dates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_counted_while_the_shop_works() {
        let calendar = Calendar { shifts: vec![(9 * 60, 23 * 60)], ..Calendar::default() };
        for (from, to, seconds) in [
            ("2026-03-06 10:00:00", "2026-03-06 10:00:45", Some(45)),
            ("2026-03-06T10:00:00+08:00", "2026-03-06T02:00:45Z", Some(45)),
            ("2026-03-06 22:59:30", "2026-03-07 09:00:15", Some(45)),
            ("2026-03-06 23:30:00", "2026-03-06 23:40:00", Some(0)),
            ("2026-03-06 08:59:00", "2026-03-06 09:01:00", Some(60)),
            ("2026-03-06 22:00:00", "2026-03-08 10:00:00", Some(16 * 3600)),
            ("10:00:00", "10:02:00", Some(120)),
            ("22:59:30", "00:00:15", None),
            ("2026-03-06 10:00", "2026-03-06 10:10:00", None),
            ("10:00:00", "2026-03-06 10:02:00", None),
            ("2026-03-06 10:02:00", "2026-03-06 10:00:00", None),
            ("昨天", "2026-03-06 10:00:00", None),
        ] {
            let [start, end] = [from, to].map(|text| Moment::parse(text, calendar.zone()).unwrap_or_default());
            assert_eq!(calendar.worked_seconds(start, end), seconds, "{from} {to}");
        }
    }
}
