//! Times of one log, read one after another.

use super::{DAY_MS, Moment};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// Reads the times of a log, of which most are of the same day as the one before.
///
/// ```
/// use jinyu::{Moment, TimeZone, Times};
///
/// let zone = TimeZone::get("Asia/Shanghai")?;
/// let mut times = Times::new(zone.clone());
/// for text in ["2026-03-06 09:02:11", "2026-03-06 09:02:45", "9:03"] {
///     assert_eq!(times.read(text), Moment::parse(text, &zone));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Times {
    zone: TimeZone,
    /// A day on which no clock is changed, as it is written, and when it begins.
    day: Option<([u8; 10], i64)>,
}

impl Times {
    /// Of local times in `zone`.
    #[must_use]
    pub fn new(zone: TimeZone) -> Times {
        Times { zone, day: None }
    }

    /// The same as [`Moment::parse`].
    pub fn read(&mut self, text: &str) -> Option<Moment> {
        let Some((date, second)) = plain(text.as_bytes()) else {
            return Moment::parse(text, &self.zone);
        };
        match self.day {
            Some((known, start_ms)) if known == date => Some(Moment::from_unix_ms(start_ms + second * 1000)),
            _ => {
                self.day = self.start_ms(date).map(|start_ms| (date, start_ms));
                Moment::parse(text, &self.zone)
            }
        }
    }

    /// When a day begins on which no clock is changed.
    fn start_ms(&self, date: [u8; 10]) -> Option<i64> {
        let date: Date = std::str::from_utf8(&date).ok()?.parse().ok()?;
        let start = self.zone.to_ambiguous_timestamp(DateTime::from_parts(date, Time::MIN)).unambiguous().ok()?;
        let end_ms = start.as_millisecond() + DAY_MS;
        let is_changed = self.zone.following(start).next().is_some_and(|change| change.timestamp().as_millisecond() < end_ms);
        (!is_changed && Timestamp::from_millisecond(end_ms).is_ok()).then_some(start.as_millisecond())
    }
}

/// The date, and the second of the day, of `2026-03-06 09:02:11`.
fn plain(text: &[u8]) -> Option<([u8; 10], i64)> {
    let (date, [b' ', h1, h2, b':', m1, m2, b':', s1, s2]) = text.split_first_chunk::<10>()? else {
        return None;
    };
    let number =
        |tens: &u8, ones: &u8| (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i64::from((tens - b'0') * 10 + (ones - b'0')));
    let (hour, minute, second) = (number(h1, h2)?, number(m1, m2)?, number(s1, s2)?);
    let is_plain = date.iter().enumerate().all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() });
    // Years before 1000 are no times of logs.
    let is_plain = is_plain && date[0] != b'0';
    (is_plain && hour < 24 && minute < 60 && second < 60).then_some((*date, hour * 3600 + minute * 60 + second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_moments_read() {
        for zone in ["Asia/Shanghai", "America/New_York", "Asia/Beirut", "America/Sao_Paulo"] {
            let zone = TimeZone::get(zone).expect("the zone is bundled");
            let mut times = Times::new(zone.clone());
            for day in [
                "2026-03-06",
                "2026-03-08",
                "2026-03-29",
                "2026-10-25",
                "2026-11-01",
                "1990-04-15",
                "2018-11-04",
                "2026-02-30",
                "0500-01-01",
            ] {
                for clock in
                    ["00:00:00", "00:30:00", "01:30:00", "02:30:00", "12:00:00", "23:30:00", "23:59:59", "23:59:60", "24:00:00", "9:05"]
                {
                    let text = format!("{day} {clock}");
                    assert_eq!(times.read(&text), Moment::parse(&text, &zone), "{text}");
                }
            }
        }
    }
}
