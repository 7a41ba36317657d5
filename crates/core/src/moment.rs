//! When a message was sent, as precisely as its log says.

mod times;

pub use times::Times;

use crate::Day;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan as _};

/// What a stamp without seconds leaves open, in milliseconds.
const MINUTE_MS: i64 = 59_999;
const DAY_MS: i64 = 86_400_000;

/// A point in time as a log gives it: unknown, a time of day without a date, or date and time; to the minute or to the second.
///
/// ```
/// use jinyu::Moment;
///
/// let zone = jiff::tz::TimeZone::get("Asia/Shanghai")?;
/// assert_eq!(Moment::parse("2024-1-1 9:05:07", &zone), Moment::parse("2024年1月1日 09:05:07", &zone));
/// assert_eq!(Moment::parse("2024-01-01T09:05:07+08:00", &zone), Moment::parse("2024/1/1 9:05:07", &zone));
/// assert!(!Moment::parse("2024-01-01 09:05", &zone).unwrap_or_default().has_seconds());
/// assert_eq!(Moment::parse("yesterday", &zone), None);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment(Option<Stamp>);

/// The earliest point that a stamp can mean, and how much later it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Since 1970, or since midnight where there is no date.
    pub earliest_ms: i64,
    pub open_ms: i64,
    pub has_date: bool,
}

impl Stamp {
    pub fn latest_ms(self) -> i64 {
        self.earliest_ms + self.open_ms
    }

    /// The same in so many milliseconds; exact.
    pub fn exactly(self, at_ms: i64) -> Stamp {
        Stamp { earliest_ms: at_ms, open_ms: 0, ..self }
    }

    /// Date and time in `zone`, where there is a date.
    pub fn local(self, zone: &TimeZone) -> Option<DateTime> {
        let at = Timestamp::from_millisecond(self.earliest_ms).ok().filter(|_| self.has_date)?;
        Some(zone.to_datetime(at))
    }

    /// Minutes since midnight in `zone`; a time without a date is one of that zone.
    pub fn minute_of_day(self, zone: &TimeZone) -> u16 {
        let time = match self.local(zone) {
            Some(local) => local.time(),
            None => Time::MIN.wrapping_add(self.earliest_ms.milliseconds()),
        };
        u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
    }
}

impl Moment {
    /// When nothing is known.
    pub const UNKNOWN: Moment = Moment(None);

    /// So many milliseconds since 1970 began in UTC.
    #[must_use]
    pub const fn from_unix_ms(at_ms: i64) -> Moment {
        Moment(Some(Stamp { earliest_ms: at_ms, open_ms: 0, has_date: true }))
    }

    /// Reads RFC 3339, or a date and a time in `zone` as chat tools write them (`2024-01-01 09:05:07`, `2024/1/1 9:05`,
    /// `2024年1月1日 9:05:07`), or a time of day alone. `None` where it is none of these.
    #[must_use]
    pub fn parse(text: &str, zone: &TimeZone) -> Option<Moment> {
        let text = text.trim();
        if let Ok(exact) = text.parse::<jiff::Timestamp>() {
            let clock = text.split(['T', 't', ' ']).nth(1).and_then(|time| time.split(['+', '-', 'Z', 'z']).next()).unwrap_or_default();
            let open_ms = if clock.matches(':').count() == 1 { MINUTE_MS } else { 0 };
            return Some(Moment(Some(Stamp { earliest_ms: exact.as_millisecond(), open_ms, has_date: true })));
        }
        let (date, time) = split(text);
        let (time, open_ms) = read_time(time)?;
        if date.is_empty() {
            let earliest_ms = i64::from(time.hour()) * 3_600_000 + i64::from(time.minute()) * 60_000 + i64::from(time.second()) * 1000;
            return Some(Moment(Some(Stamp { earliest_ms, open_ms, has_date: false })));
        }
        Moment::in_zone(DateTime::from_parts(read_date(date)?, time), open_ms, zone)
    }

    fn in_zone(at: DateTime, open_ms: i64, zone: &TimeZone) -> Option<Moment> {
        let local = zone.to_ambiguous_timestamp(at);
        let twice_ms = match local.offset() {
            AmbiguousOffset::Unambiguous { .. } => 0,
            // Clocks were put forward over it: nobody sent anything then.
            AmbiguousOffset::Gap { .. } => return None,
            // Clocks were put back, and it came twice.
            AmbiguousOffset::Fold { before, after } => i64::from(before.seconds() - after.seconds()) * 1000,
        };
        let earliest_ms = local.compatible().ok()?.as_millisecond();
        Some(Moment(Some(Stamp { earliest_ms, open_ms: open_ms + twice_ms, has_date: true })))
    }

    /// Whether anything is known.
    #[must_use]
    pub const fn is_known(self) -> bool {
        self.0.is_some()
    }

    /// Whether the day is known.
    #[must_use]
    pub fn has_date(self) -> bool {
        self.0.is_some_and(|stamp| stamp.has_date)
    }

    /// Whether it is known to the second.
    #[must_use]
    pub fn has_seconds(self) -> bool {
        self.0.is_some_and(|stamp| stamp.open_ms == 0)
    }

    /// The day in `zone`, where it is known.
    #[must_use]
    pub fn day(self, zone: &TimeZone) -> Option<Day> {
        Some(Day(self.0?.local(zone)?.date()))
    }

    /// Minutes since midnight in `zone`; a time of day without a date is one of that zone.
    #[must_use]
    pub fn minute_of_day(self, zone: &TimeZone) -> Option<u16> {
        self.0.map(|stamp| stamp.minute_of_day(zone))
    }

    /// In one form, whatever its log writes: `2026-03-06 09:02:11`, in `zone` and as precisely as it is known; `None` without a date.
    #[must_use]
    pub fn written(self, zone: &TimeZone) -> Option<String> {
        let format = if self.has_seconds() { "%F %T" } else { "%F %H:%M" };
        Some(self.0?.local(zone)?.strftime(format).to_string())
    }

    /// The earliest time that it can mean, in milliseconds since 1970 began in UTC; `None` without a date.
    #[must_use]
    pub fn unix_ms(self) -> Option<i64> {
        self.0.filter(|stamp| stamp.has_date).map(|stamp| stamp.earliest_ms)
    }

    /// The later of two; one that cannot be compared gives way to the other's date.
    #[must_use]
    pub fn max(self, other: Moment) -> Moment {
        match (self.0, other.0) {
            (_, None) => self,
            (None, _) => other,
            (Some(a), Some(b)) if a.has_date != b.has_date => {
                if a.has_date {
                    self
                } else {
                    other
                }
            }
            (Some(a), Some(b)) => {
                if b.earliest_ms > a.earliest_ms {
                    other
                } else {
                    self
                }
            }
        }
    }

    pub(crate) fn stamp(self) -> Option<Stamp> {
        self.0
    }
}

/// Date and time; the date is empty where there is only a time.
fn split(text: &str) -> (&str, &str) {
    let at = text.rfind([' ', 'T', '\u{3000}', '日']);
    let Some(at) = at else {
        return ("", text);
    };
    let width = text[at..].chars().next().map_or(1, char::len_utf8);
    (text[..at].trim(), text[at + width..].trim())
}

/// A time of day and how much later it can be.
fn read_time(text: &str) -> Option<(Time, i64)> {
    let mut parts = text.split([':', '：']);
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let second = parts.next();
    if parts.next().is_some() {
        return None;
    }
    let (whole, fraction) = second.map_or(("0", ""), |second| second.split_once('.').unwrap_or((second, "")));
    if !fraction.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    // A leap second is the last one of its minute.
    let time = Time::new(hour as i8, minute as i8, number(whole, 2)?.min(59) as i8, 0).ok()?;
    Some((time, if second.is_some() { 0 } else { MINUTE_MS }))
}

/// `2024-1-1`, `2024/01/01`, `2024.1.1`, `2024年1月1` (the 日 has been cut off).
pub(crate) fn read_date(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '/', '.', '年', '月']).map(|part| part.trim_end_matches('日'));
    let (year, month, day) = (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    if parts.next().is_some() || year < 1000 {
        return None;
    }
    Date::new(year as i16, month as i8, day as i8).ok()
}

fn number(text: &str, digits: usize) -> Option<u16> {
    let is_number = !text.is_empty() && text.len() <= digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// How long a wait may be, in milliseconds: `45s`, `2min`, `30min`, `2h`, `1d`.
pub(crate) fn read_duration(text: &str) -> Option<i64> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (count, unit) = text.split_at(digits);
    let unit_ms = match unit.trim() {
        "s" => 1000,
        "min" => 60_000,
        "h" => 3_600_000,
        "d" => DAY_MS,
        _ => return None,
    };
    let count: i64 = count.parse().ok().filter(|count| (1..=1_000_000).contains(count))?;
    Some(count * unit_ms).filter(|ms| *ms <= 366 * DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(i64, i64, bool)>) {
        let zone = TimeZone::get("Asia/Shanghai").expect("the zone is bundled");
        let found = Moment::parse(text, &zone).and_then(Moment::stamp);
        assert_eq!(found.map(|stamp| (stamp.earliest_ms / 1000, stamp.open_ms, stamp.has_date)), expected, "{text}");
    }

    #[test]
    fn reads_times_as_logs_write_them() {
        let seven = 1_704_071_107;
        for text in [
            "2024-01-01 09:05:07",
            "2024-1-1 9:05:07",
            "2024/1/1 9:05:07",
            "2024/01/01 09:05:07",
            "2024年1月1日 9:05:07",
            "2024年1月1日9:05:07",
            "2024.1.1 9:05:07",
            "2024-01-01T09:05:07",
            "2024-01-01T09:05:07+08:00",
            "2024-01-01T01:05:07Z",
            "2024-01-01 09:05:07.250",
            " 2024-01-01 09:05:07 ",
            "2024-01-01 9：05：07",
        ] {
            check(text, Some((seven, 0, true)));
        }
        check("2024-01-01T09:05+08:00", Some((seven - 7, MINUTE_MS, true)));
        check("2024-01-01T01:05Z", Some((seven - 7, MINUTE_MS, true)));
        check("2024-01-01 09:05", Some((seven - 7, MINUTE_MS, true)));
        check("9:05:07", Some((32_707, 0, false)));
        check("09:05", Some((32_700, MINUTE_MS, false)));
        check("23:59:60", Some((86_399, 0, false)));
        for text in [
            "",
            "昨天",
            "2024-02-30 09:05:07",
            "2024-01-01",
            "24:00:00",
            "9:5:7:1",
            "09",
            "2024-01-01 9点",
            "2024-13-01 09:05",
            "1-1 09:05",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_time_that_comes_twice_or_never() {
        let zone = TimeZone::get("America/New_York").expect("the zone is bundled");
        assert_eq!(Moment::parse("2026-03-08 02:30:00", &zone), None);
        let twice = Moment::parse("2026-11-01 01:30:00", &zone).and_then(Moment::stamp);
        assert_eq!(twice.map(|stamp| (stamp.earliest_ms / 1000, stamp.open_ms)), Some((1_793_511_000, 3_600_000)));
    }

    #[test]
    fn is_written_in_the_zone_of_the_shop() {
        let zone = TimeZone::get("Asia/Shanghai").expect("the zone is bundled");
        for (text, written, day, minute) in [
            ("2026-03-06T17:02:11Z", Some("2026-03-07 01:02:11"), Some("2026-03-07"), Some(62)),
            ("2026/3/6 9:05", Some("2026-03-06 09:05"), Some("2026-03-06"), Some(545)),
            ("23:59:59", None, None, Some(1439)),
            ("昨天", None, None, None),
        ] {
            let moment = Moment::parse(text, &zone).unwrap_or_default();
            let found = (moment.written(&zone), moment.day(&zone).map(|day| day.to_string()), moment.minute_of_day(&zone));
            assert_eq!((found.0.as_deref(), found.1.as_deref(), found.2), (written, day, minute), "{text}");
        }
    }

    #[test]
    fn reads_durations() {
        for (text, seconds) in [
            ("45s", Some(45)),
            ("2min", Some(120)),
            ("2 min", Some(120)),
            ("2h", Some(7200)),
            ("1d", Some(86_400)),
            ("0s", None),
            ("45", None),
            ("2m", None),
            ("-1s", None),
            ("400d", None),
        ] {
            assert_eq!(read_duration(text).map(|ms| ms / 1000), seconds, "{text}");
        }
    }
}
