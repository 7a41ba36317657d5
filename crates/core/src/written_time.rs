//! When something was said, as the log writes it: reports count by the day and the time of day that people read there.

use jiff::civil::{Date, Time};
use std::fmt;

/// A time stamp of a log: the day and the time of day as they are written, in the zone in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrittenTime {
    /// Unknown where a log has only times of day.
    date: Option<Date>,
    time: Time,
    /// East of Greenwich, in seconds, where it is written.
    offset_seconds: Option<i32>,
    has_seconds: bool,
}

impl WrittenTime {
    /// Reads RFC 3339 and what exporters write: `2026-03-06 09:02:11`, `2026/3/6 9:05`, `2026年3月6日 9:05:07`, `09:02:11`; fractions of a
    /// second are dropped. `None` where it is none of these or no such day or time exists.
    #[must_use]
    pub fn parse(text: &str) -> Option<WrittenTime> {
        let text = text.trim();
        let (date, rest) = match text.split_once([' ', 'T', 't', '日']) {
            Some((date, rest)) => (Some(read_date(date)?), rest.trim_start()),
            None => (None, text),
        };
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(rest.len());
        let (clock, zone) = rest.split_at(end);
        let clock = clock.split('.').next()?;
        let mut parts = clock.split(':');
        let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
        let second = parts.next();
        let has_seconds = second.is_some();
        let second = second.map_or(Some(0), number)?;
        if parts.next().is_some() {
            return None;
        }
        let time = Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?;
        Some(WrittenTime { date, time, offset_seconds: read_offset(zone.trim())?, has_seconds })
    }

    /// The day, `2026-03-06`.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        self.date.map(Day)
    }

    /// The month.
    #[must_use]
    pub fn month(&self) -> Option<Month> {
        self.date.map(Month::of)
    }

    /// Minutes since midnight.
    #[must_use]
    pub fn minute_of_day(&self) -> u16 {
        u16::try_from(i32::from(self.time.hour()) * 60 + i32::from(self.time.minute())).unwrap_or_default()
    }

    /// Seconds until `later`; `None` where that cannot be known: one of the two has no seconds, only one has a day, or `later` is earlier.
    #[must_use]
    pub fn seconds_until(&self, later: &WrittenTime) -> Option<u64> {
        if !self.has_seconds || !later.has_seconds || self.date.is_some() != later.date.is_some() {
            return None;
        }
        u64::try_from(later.seconds(self.offset_seconds.is_some()) - self.seconds(later.offset_seconds.is_some())).ok()
    }

    /// Seconds on a line of time; offsets count only where both moments have one.
    fn seconds(&self, uses_offset: bool) -> i64 {
        let days = self.date.map_or(0, |date| date.duration_since(Date::constant(1970, 1, 1)).as_secs());
        let time = i64::from(self.time.hour()) * 3600 + i64::from(self.time.minute()) * 60 + i64::from(self.time.second());
        days + time - i64::from(self.offset_seconds.filter(|_| uses_offset).unwrap_or(0))
    }
}

/// As it was written, in one form: `2026-03-06 09:02:11`.
impl fmt::Display for WrittenTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(date) = self.date {
            write!(formatter, "{date} ")?;
        }
        write!(formatter, "{:02}:{:02}", self.time.hour(), self.time.minute())?;
        if self.has_seconds { write!(formatter, ":{:02}", self.time.second()) } else { Ok(()) }
    }
}

/// A day; shows as `2026-03-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// Year, month and day of the month.
    #[must_use]
    pub fn parts(&self) -> (i16, u8, u8) {
        let part = |part: i8| u8::try_from(part).unwrap_or_default();
        (self.0.year(), part(self.0.month()), part(self.0.day()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A month; shows as `2026-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Months since the year 0.
    months: i32,
}

impl Month {
    fn of(date: Date) -> Month {
        Month { months: i32::from(date.year()) * 12 + i32::from(date.month()) - 1 }
    }

    /// The month after this one.
    #[must_use]
    pub fn next(self) -> Month {
        Month { months: self.months + 1 }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.months.div_euclid(12), self.months.rem_euclid(12) + 1)
    }
}

fn read_date(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '/', '.', '年', '月']);
    let mut part = || number(parts.next()?);
    let (year, month, day) = (part()?, part()?, part()?);
    if parts.next().is_some() || year < 1000 {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()
}

/// `Z`, `+08:00` or `+0800`; no offset is none.
fn read_offset(text: &str) -> Option<Option<i32>> {
    match text {
        "" => return Some(None),
        "Z" | "z" => return Some(Some(0)),
        _ => {}
    }
    let (sign, digits) = if let Some(digits) = text.strip_prefix('+') { (1, digits) } else { (-1, text.strip_prefix(['-', '\u{2212}'])?) };
    let digits = digits.replace(':', "");
    let (hours, minutes) = (digits.get(..2)?, digits.get(2..)?);
    let (hours, minutes) = (number(hours)?, if minutes.is_empty() { 0 } else { number(minutes)? });
    (hours <= 23 && minutes <= 59).then(|| Some(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)))
}

fn number(digits: &str) -> Option<u16> {
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

fn small(number: u16) -> Option<i8> {
    i8::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::WrittenTime;

    #[test]
    fn reads_what_exporters_write() {
        for (text, shown) in [
            ("2026-03-06 09:02:11", Some("2026-03-06 09:02:11")),
            ("2026-03-06T09:02:11.250+08:00", Some("2026-03-06 09:02:11")),
            ("2026-03-06T09:02:11Z", Some("2026-03-06 09:02:11")),
            ("2026/3/6 9:05", Some("2026-03-06 09:05")),
            ("2026年3月6日 9:05:07", Some("2026-03-06 09:05:07")),
            (" 9:05:07 ", Some("09:05:07")),
            ("2026-02-30 09:02:11", None),
            ("2026-03-06 25:00:00", None),
            ("2026-03-06", None),
            ("昨天 9:05", None),
            ("9:05:07:01", None),
            ("2026-03-06 09:02:11 PM", None),
            ("", None),
        ] {
            assert_eq!(WrittenTime::parse(text).map(|moment| moment.to_string()).as_deref(), shown, "{text}");
        }
    }

    #[test]
    fn waits_are_known_or_unknown() {
        for (from, to, seconds) in [
            ("2026-03-06 23:59:30", "2026-03-07 00:00:15", Some(45)),
            ("2026-03-06T09:00:00+08:00", "2026-03-06T01:00:45Z", Some(45)),
            ("2026-03-06T09:00:00+08:00", "2026-03-06 09:00:45", Some(45)),
            ("09:00:00", "09:02:00", Some(120)),
            ("23:59:30", "00:00:15", None),
            ("2026-03-06 09:00", "2026-03-06 09:10:00", None),
            ("09:00:00", "2026-03-06 09:02:00", None),
            ("2026-03-06 09:02:00", "2026-03-06 09:00:00", None),
        ] {
            let [from, to] = [from, to].map(|text| WrittenTime::parse(text).expect("a time"));
            assert_eq!(from.seconds_until(&to), seconds, "{from} {to}");
        }
    }

    #[test]
    fn months_follow_one_another() {
        let month = |text| WrittenTime::parse(text).and_then(|moment| moment.month()).expect("a month");
        assert_eq!(month("2025-12-31 10:00:00").next(), month("2026-01-01 10:00:00"));
        assert_eq!(month("2025-12-31 10:00:00").to_string(), "2025-12");
    }
}
