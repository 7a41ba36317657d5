//! The clocks of a time zone, for times that are asked about message after message.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

const DAY_MS: i64 = 86_400_000;
/// The years whose changes of clocks are looked up at once: 1970 to 2099. Other times are left to the time zone.
const END_MS: i64 = 47_482 * DAY_MS;

/// A time zone, and how far its clocks are from UTC.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    zone: TimeZone,
    /// Since when they have been so far ahead, in milliseconds; the first since 1970 began, at the latest.
    offsets: Vec<(i64, i64)>,
}

impl Clock {
    pub fn new(zone: TimeZone) -> Clock {
        let offset_ms = |offset: Offset| i64::from(offset.seconds()) * 1000;
        let epoch = Timestamp::UNIX_EPOCH;
        let changes = zone.following(epoch).map(|change| (change.timestamp().as_millisecond(), offset_ms(change.offset())));
        let offsets = [(0, offset_ms(zone.to_offset(epoch)))].into_iter().chain(changes.take_while(|(at_ms, _)| *at_ms < END_MS)).collect();
        Clock { zone, offsets }
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Date and time at so many milliseconds since 1970.
    pub fn local(&self, at_ms: i64) -> Option<DateTime> {
        match self.offset(at_ms) {
            Some((_, offset_ms)) => Some(Offset::UTC.to_datetime(Timestamp::from_millisecond(at_ms + offset_ms).ok()?)),
            None => Some(self.zone.to_datetime(Timestamp::from_millisecond(at_ms).ok()?)),
        }
    }

    /// Minutes since midnight at so many milliseconds since 1970.
    pub fn minute_of_day(&self, at_ms: i64) -> Option<i32> {
        match self.offset(at_ms) {
            Some((_, offset_ms)) => i32::try_from((at_ms + offset_ms).rem_euclid(DAY_MS) / 60_000).ok(),
            None => self.local(at_ms).map(|local| i32::from(local.hour()) * 60 + i32::from(local.minute())),
        }
    }

    /// The milliseconds since 1970 at a date and time: where clocks are put forward over it the later one, where it comes twice the first one.
    pub fn at(&self, local: DateTime) -> Option<i64> {
        let wall_ms = local.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_millis() as i64;
        let at_ms = self.offset(wall_ms).map(|(_, offset_ms)| wall_ms - offset_ms);
        // Clocks are not changed within a day of it.
        let change = |at_ms: i64| self.offset(at_ms).map(|(change, _)| change);
        let is_plain = |at_ms: &i64| change(at_ms - DAY_MS).is_some_and(|before| Some(before) == change(at_ms + DAY_MS));
        at_ms.filter(is_plain).or_else(|| self.zone.to_timestamp(local).ok().map(Timestamp::as_millisecond))
    }

    /// How far clocks are ahead at a time, and which of the changes was the last one.
    fn offset(&self, at_ms: i64) -> Option<(usize, i64)> {
        let after = self.offsets.partition_point(|(since_ms, _)| *since_ms <= at_ms);
        let at = after.checked_sub(1).filter(|_| at_ms < END_MS)?;
        Some((at, self.offsets[at].1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    #[test]
    fn tells_what_the_time_zone_tells() {
        for name in ["Asia/Shanghai", "America/New_York", "Asia/Beirut", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "UTC"] {
            let zone = TimeZone::get(name).expect("the zone is bundled");
            let clock = Clock::new(zone.clone());
            // Every 7 hours and 13 minutes through years with changes of clocks, and beyond what is looked up at once.
            for year in [1960, 1969, 1970, 1986, 1991, 2011, 2026, 2029, 2099, 2100] {
                let first = TimeZone::UTC.to_timestamp(DateTime::constant(year, 1, 1, 0, 0, 0, 0)).expect("a year of the calendar");
                for step in 0..1250 {
                    let at_ms = first.as_millisecond() + step * 433 * 60_000;
                    let local = zone.to_datetime(Timestamp::from_millisecond(at_ms).expect("a time of the calendar"));
                    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
                    assert_eq!((clock.local(at_ms), clock.minute_of_day(at_ms)), (Some(local), Some(minute)), "{name} {at_ms}");
                    let expected = zone.to_timestamp(local).ok().map(Timestamp::as_millisecond);
                    assert_eq!(clock.at(local), expected, "{name} {local}");
                    let skipped = local.checked_add(SignedDuration::from_mins(61)).expect("a time of the calendar");
                    assert_eq!(clock.at(skipped), zone.to_timestamp(skipped).ok().map(Timestamp::as_millisecond), "{name} {skipped}");
                }
            }
        }
    }
}
