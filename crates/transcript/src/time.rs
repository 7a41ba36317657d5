//! Times as exporters write them, in the four shapes that [`Message::time`](crate::Message) has.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

/// Writes the time that `written` names behind `out`, in one of the shapes of
/// [`Message::time`](crate::Message); `false`, and nothing written, where it names none.
///
/// Ten and thirteen digits are seconds and milliseconds since 1970. A fraction of a second is left
/// out of a time without a zone, whose shape has no place for it.
pub(crate) fn normalise(written: &str, out: &mut String) -> bool {
    let written = written.trim();
    if is_plain(written.as_bytes()) {
        out.push_str(written);
        return true;
    }
    let time = from_number(written).or_else(|| from_words(written));
    time.inspect(|time| out.push_str(time)).is_some()
}

/// The time at the end of a line, and what stands before it. Where digits run together the year is
/// the last four: `tb55702132026-3-4 9:05:07` is `tb5570213` at 2026-03-04 09:05:07.
pub(crate) fn split_stamp(line: &str) -> Option<(&str, String)> {
    // Most lines of a log are words.
    let line = line.trim_end();
    line.ends_with(|last: char| last.is_ascii_digit()).then_some(())?;
    let time_start = line.rfind(|part: char| !part.is_ascii_digit() && part != ':').map(|at| line.ceil_char_boundary(at + 1))?;
    let (before, clock) = line.split_at_checked(time_start)?;
    let date_end = before.trim_end();
    let parts = date_end.strip_suffix('日').unwrap_or(date_end);
    let (parts, _) = digits_at_end(parts, 2)?;
    let (parts, _) = digits_at_end(parts.strip_suffix(['-', '/', '.', '月'])?, 2)?;
    let (parts, year) = digits_at_end(parts.strip_suffix(['-', '/', '.', '年'])?, 4)?;
    let is_glued = date_end.len() == before.len() && !date_end.ends_with('日');
    if year.len() != 4 || is_glued {
        return None;
    }
    let mut time = String::with_capacity(19);
    let stamp = line.get(parts.len()..time_start + clock.len())?;
    normalise(stamp, &mut time).then_some((parts, time))
}

/// The day that a line names and nothing beside it: `2026-04-07`.
pub(crate) fn whole_day(line: &str) -> Option<String> {
    let mut rest = Rest(line.trim());
    let date = rest.date()?;
    rest.0.is_empty().then(|| date.to_string())
}

/// Seconds to be compared with those of another time; `None` where the time is known to the minute
/// only. The second part tells times of day, local times and instants apart.
pub(crate) fn seconds(time: &str) -> Option<(i64, Reckoning)> {
    if time.contains('T') {
        return Some((time.parse::<Timestamp>().ok()?.as_second(), Reckoning::Instant));
    }
    let mut rest = Rest(time);
    let date = rest.date();
    rest.blanks();
    let clock = rest.clock()?;
    if !clock.has_seconds || !rest.0.is_empty() {
        return None;
    }
    let second = i64::from(clock.hour) * 3600 + i64::from(clock.minute) * 60 + i64::from(clock.second);
    Some(match date {
        None => (second, Reckoning::TimeOfDay),
        Some(date) => {
            let start = date.duration_since(jiff::civil::date(1970, 1, 1)).as_secs();
            (start + second, Reckoning::Local)
        }
    })
}

/// From where seconds are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reckoning {
    TimeOfDay,
    Local,
    Instant,
}

/// Whether it is `YYYY-MM-DD HH:MM:SS` already, the form that most logs have.
fn is_plain(time: &[u8]) -> bool {
    let [c1, c2, y1, y2, b'-', m1, m2, b'-', d1, d2, b' ', h1, h2, b':', n1, n2, b':', s1, s2] = time else {
        return false;
    };
    let number = |tens: &u8, ones: &u8| match (tens, ones) {
        (b'0'..=b'9', b'0'..=b'9') => (tens - b'0') * 10 + (ones - b'0'),
        _ => u8::MAX,
    };
    // The last days of a month are left to the slower reading.
    let day = matches!(number(m1, m2), 1..=12) && matches!(number(d1, d2), 1..=28);
    let clock = number(h1, h2) < 24 && number(n1, n2) < 60 && number(s1, s2) < 60;
    day && clock && number(c1, c2) < 100 && number(y1, y2) < 100
}

fn from_number(written: &str) -> Option<String> {
    if !written.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = written.parse().ok()?;
    let instant = match written.len() {
        10 => Timestamp::from_second(number),
        13 => Timestamp::from_millisecond(number),
        _ => return None,
    };
    instant.ok().map(|instant| instant.to_string())
}

fn from_words(written: &str) -> Option<String> {
    let mut rest = Rest(written);
    let date = rest.date();
    let mut time = String::new();
    if let Some(date) = date {
        let joined = rest.0;
        rest.blanks();
        if joined.len() == rest.0.len() && !written.contains('日') {
            rest.0 = rest.0.strip_prefix(['T', 't'])?;
        }
        let _ = write!(time, "{date} ");
    }
    let clock = rest.clock()?;
    let _ = write!(time, "{:02}:{:02}", clock.hour, clock.minute);
    if clock.has_seconds {
        let _ = write!(time, ":{:02}", clock.second);
    }
    let fraction = rest.fraction();
    if rest.0.is_empty() {
        return Some(time);
    }
    let zone = rest.zone().filter(|_| date.is_some() && clock.has_seconds)?;
    Some(time.replacen(' ', "T", 1) + fraction + &zone)
}

struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
    has_seconds: bool,
}

/// What is left of a text that is read from its start.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// `2026-3-4`, `2026/3/4`, `2026.3.4` or `2026年3月4日`, if such a day exists; else nothing is read.
    fn date(&mut self) -> Option<Date> {
        let mut rest = Rest(self.0);
        let year = rest.number(4, 4)?;
        let month = rest.after(&['-', '/', '.', '年'])?.number(1, 2)?;
        let day = rest.after(&['-', '/', '.', '月'])?.number(1, 2)?;
        rest.0 = rest.0.strip_prefix('日').unwrap_or(rest.0);
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        self.0 = rest.0;
        Some(date)
    }

    /// `9:05` or `9:05:07`.
    fn clock(&mut self) -> Option<Clock> {
        let hour = self.number(1, 2)?;
        let minute = self.after(&[':', '：'])?.number(2, 2)?;
        let has_seconds = self.0.starts_with([':', '：']);
        let second = if has_seconds { self.after(&[':', '：'])?.number(2, 2)? } else { 0 };
        let [hour, minute, second] = [hour, minute, second].map(|part| i8::try_from(part).unwrap_or(i8::MAX));
        Time::new(hour, minute, second, 0).ok()?;
        Some(Clock { hour, minute, second, has_seconds })
    }

    /// `.123`.
    fn fraction(&mut self) -> &'a str {
        let whole = self.0;
        let digits = whole.strip_prefix('.').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        let (fraction, rest) = whole.split_at_checked(if digits > 0 { digits + 1 } else { 0 }).unwrap_or_default();
        self.0 = rest;
        fraction
    }

    /// `Z`, `+08:00` or `+0800`, and nothing behind it.
    fn zone(&mut self) -> Option<String> {
        self.blanks();
        if matches!(self.0, "Z" | "z") {
            return Some("Z".to_owned());
        }
        let sign = self.0.chars().next().filter(|sign| matches!(sign, '+' | '-'))?;
        self.0 = self.0.strip_prefix(sign)?;
        let hour = self.number(2, 2)?;
        self.0 = self.0.strip_prefix(':').unwrap_or(self.0);
        let minute = self.number(2, 2)?;
        (self.0.is_empty() && hour < 24 && minute < 60).then(|| format!("{sign}{hour:02}:{minute:02}"))
    }

    fn blanks(&mut self) {
        self.0 = self.0.trim_start();
    }

    fn after(&mut self, marks: &[char]) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(marks)?;
        Some(self)
    }

    fn number(&mut self, least: usize, most: usize) -> Option<i16> {
        let digits = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        (digits >= least).then(|| number.parse().ok())?
    }
}

/// What stands before the last digits of a text, at most so many, and those; at least one.
fn digits_at_end(text: &str, most: usize) -> Option<(&str, &str)> {
    let digits = text.bytes().rev().take(most).take_while(u8::is_ascii_digit).count();
    let parts = text.split_at_checked(text.len() - digits)?;
    (digits > 0).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::{Reckoning, normalise, seconds, split_stamp, whole_day};

    fn check(written: &str, expected: &str) {
        let mut time = String::new();
        assert_eq!(normalise(written, &mut time), !expected.is_empty(), "{written}");
        assert_eq!(time, expected, "{written}");
        // What was written once is read as it is.
        let mut again = String::new();
        assert_eq!(normalise(&time, &mut again), !expected.is_empty());
        assert_eq!(again, time);
    }

    #[test]
    fn four_shapes() {
        for (written, expected) in [
            ("2026-03-04 09:05:07", "2026-03-04 09:05:07"),
            (" 2026/3/4 9:05:07 ", "2026-03-04 09:05:07"),
            ("2026年3月4日 9:05", "2026-03-04 09:05"),
            ("2026年3月4日9:05", "2026-03-04 09:05"),
            ("2026.03.31  23:59:59", "2026-03-31 23:59:59"),
            ("2026-03-04T09:05:07", "2026-03-04 09:05:07"),
            ("2026-03-04 09:05:07.250", "2026-03-04 09:05:07"),
            ("2026-03-04T09:05:07.25Z", "2026-03-04T09:05:07.25Z"),
            ("2026-03-04 09:05:07 +0800", "2026-03-04T09:05:07+08:00"),
            ("9:05", "09:05"),
            ("09：05：07", "09:05:07"),
            ("1772413875", "2026-03-02T01:11:15Z"),
            ("1772413875123", "2026-03-02T01:11:15.123Z"),
            ("2024-02-29 00:00:00", "2024-02-29 00:00:00"),
        ] {
            check(written, expected);
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for written in [
            "",
            "昨天 9:05",
            "2026-02-30 09:05:07",
            "2026-13-01 09:05:07",
            "2026-03-04 24:00:00",
            "2026-03-04 09:60",
            "2026-03-04",
            "2026-03-04 9:5",
            "2026-03-04x9:05",
            "2026-03-049:05:07",
            "2026-03-04T09:05+08:00",
            "9:05+08:00",
            "20260304",
            "2026-03-04 09:05:07 UTC",
        ] {
            check(written, "");
        }
    }

    #[test]
    fn a_stamp_ends_a_line() {
        let check = |line, expected: Option<(&str, &str)>| {
            let found = split_stamp(line);
            assert_eq!(found.as_ref().map(|(before, time)| (*before, time.as_str())), expected, "{line}");
        };
        check("青柠 2024-01-01 10:00:00", Some(("青柠 ", "2024-01-01 10:00:00")));
        check("tb55702132026-3-4 9:05:07", Some(("tb5570213", "2026-03-04 09:05:07")));
        check("青柠 --> 暖屋:小满 2026年3月4日9:05", Some(("青柠 --> 暖屋:小满 ", "2026-03-04 09:05")));
        check("2026-3-4 9:05:07", Some(("", "2026-03-04 09:05:07")));
        for line in ["", "9:05:07", "青柠 26-3-4 9:05:07", "青柠 2026-3-49:05:07", "青柠 2026-3-4", "到 2026-2-30 9:05", "单号:12"]
        {
            check(line, None);
        }
    }

    #[test]
    fn days_and_seconds() {
        assert_eq!(whole_day(" 2026年4月7日 ").as_deref(), Some("2026-04-07"));
        assert_eq!(whole_day("2026-04-07 9:05"), None);
        assert_eq!(seconds("00:01:05"), Some((65, Reckoning::TimeOfDay)));
        assert_eq!(seconds("1970-01-02 00:00:01"), Some((86_401, Reckoning::Local)));
        assert_eq!(seconds("1970-01-01T08:00:01+08:00"), Some((1, Reckoning::Instant)));
        assert_eq!(seconds("2026-04-07 09:05"), None);
    }
}
