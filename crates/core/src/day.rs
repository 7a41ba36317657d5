//! Days and months, by which reports count.

use jiff::civil::Date;
use std::fmt;

/// A day; shows as `2026-03-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub(crate) Date);

impl Day {
    /// The month in which it lies.
    #[must_use]
    pub fn month(self) -> Month {
        Month { months: i32::from(self.0.year()) * 12 + i32::from(self.0.month()) - 1 }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_one_another() {
        let month = |year, month| Day(Date::constant(year, month, 31)).month();
        assert_eq!(month(2025, 12).next(), month(2026, 1));
        assert_eq!(month(2025, 12).to_string(), "2025-12");
    }
}
