use std::collections::BTreeMap;
use std::sync::Arc;

use super::sample::Sample;

/// The limits that replies are measured against, in seconds, each with whether a wait that meets it exactly is still within: 45 s and
/// 30 min and 2 h are kept when met; two minutes "or longer" are a fault.
pub const WAIT_LIMITS: [(u64, bool); 4] = [(45, true), (120, false), (1800, true), (7200, true)];

/// Slowest replies that are remembered.
const SLOWEST: usize = 5;

/// How long customers waited for a person's reply, in working time. Memory: at most 2,500 buckets.
#[derive(Clone, Debug, Default)]
pub struct Waits {
    /// Replies whose wait is known.
    pub known: u64,
    /// Replies whose wait cannot be known: without times, with times to the minute, or out of order.
    pub unknown: u64,
    /// Of the known ones, those within each of [`WAIT_LIMITS`]; exact.
    pub within: [u64; 4],
    /// The slowest replies, slowest first, each with its wait in seconds; at most five.
    pub slowest: Vec<(u64, Arc<Sample>)>,
    buckets: BTreeMap<u32, u64>,
    longest_seconds: u64,
}

impl Waits {
    /// Counts one reply; `None` is a wait that cannot be known.
    pub(super) fn add(&mut self, seconds: Option<u64>) {
        let Some(seconds) = seconds else {
            self.unknown += 1;
            return;
        };
        self.known += 1;
        self.longest_seconds = self.longest_seconds.max(seconds);
        for (within, (limit, is_met)) in self.within.iter_mut().zip(WAIT_LIMITS) {
            *within += u64::from(seconds < limit || is_met && seconds == limit);
        }
        *self.buckets.entry(bucket(seconds)).or_default() += 1;
    }

    /// Whether a reply is among the slowest so far.
    pub(super) fn is_slow(&self, seconds: u64) -> bool {
        self.slowest.len() < SLOWEST || self.slowest.last().is_some_and(|(least, _)| seconds > *least)
    }

    /// Remembers a slow reply.
    pub(super) fn remember(&mut self, seconds: u64, sample: &Arc<Sample>) {
        let at = self.slowest.partition_point(|(other, _)| *other >= seconds);
        self.slowest.insert(at, (seconds, Arc::clone(sample)));
        self.slowest.truncate(SLOWEST);
    }

    /// The wait in seconds that the given percentage of replies (0–100) kept to: 50 is the median. Exact up to 255 s, above that too long
    /// by less than 0.8 %. `None` where no wait is known.
    #[must_use]
    pub fn percentile(&self, percentage: u8) -> Option<u64> {
        let wanted = (self.known * u64::from(percentage)).div_ceil(100).max(1);
        let mut seen = 0;
        let mut reached = |count: u64| {
            seen += count;
            seen >= wanted
        };
        self.buckets.iter().find(|(_, count)| reached(**count)).map(|(bucket, _)| last_second(*bucket).min(self.longest_seconds))
    }
}

/// Seconds below 256 have a bucket each; every doubling above is divided into 128.
fn bucket(seconds: u64) -> u32 {
    let doublings = (u64::BITS - seconds.leading_zeros()).saturating_sub(8);
    let within = u32::try_from(seconds >> doublings).unwrap_or(u32::MAX);
    doublings * 128 + within
}

/// The longest wait in a bucket.
fn last_second(bucket: u32) -> u64 {
    let doublings = (bucket / 128).saturating_sub(1);
    let within = u64::from(bucket - doublings * 128);
    ((within + 1) << doublings) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_narrow() {
        for seconds in (0..5000).chain([86_399, 86_400, 2_678_400, 1 << 40]) {
            let last = last_second(bucket(seconds));
            assert!(last >= seconds && (last - seconds) * 128 <= seconds, "{seconds} {last}");
            assert!(seconds > 255 || last == seconds, "{seconds} {last}");
            assert_eq!(bucket(last), bucket(seconds));
            assert_ne!(bucket(last + 1), bucket(seconds));
        }
    }

    #[test]
    fn limits_and_percentiles() {
        let mut waits = Waits::default();
        assert_eq!(waits.percentile(50), None);
        for seconds in [44, 45, 46, 119, 120, 1800, 1801, 7200, 7201] {
            waits.add(Some(seconds));
        }
        waits.add(None);
        assert_eq!((waits.known, waits.unknown, waits.within), (9, 1, [2, 4, 6, 8]));
        assert_eq!((waits.percentile(50), waits.percentile(0), waits.percentile(100)), (Some(120), Some(44), Some(7201)));
        assert_eq!((waits.percentile(90), waits.percentile(80)), (Some(7201), Some(7201)), "of nine the ninth, and the end of its bucket");
    }
}
