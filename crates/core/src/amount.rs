use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

/// Points or yuan, exact to the hundredth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount {
    hundredths: i64,
}

/// Largest amount that a profile may name.
const MAX: f64 = 1_000_000.0;

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount { hundredths: 0 };

    /// So many hundredths.
    #[must_use]
    pub const fn from_hundredths(hundredths: i64) -> Amount {
        Amount { hundredths }
    }

    /// In hundredths.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.hundredths
    }

    /// A number as it is written in a profile: from 0 to a million, with two decimals at most.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    pub(crate) fn read(value: f64) -> Option<Amount> {
        let hundredths = (value * 100.0).round();
        let is_exact = (value * 100.0 - hundredths).abs() < 1e-6;
        (is_exact && (0.0..=MAX).contains(&value)).then_some(Amount { hundredths: hundredths as i64 })
    }
}

/// Without needless zeros: `1.5`, `100`, `-0.25`.
impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.hundredths < 0 { "-" } else { "" };
        let (whole, rest) = (self.hundredths.unsigned_abs() / 100, self.hundredths.unsigned_abs() % 100);
        formatter.pad(&match (rest, rest % 10) {
            (0, _) => format!("{sign}{whole}"),
            (_, 0) => format!("{sign}{whole}.{}", rest / 10),
            _ => format!("{sign}{whole}.{rest:02}"),
        })
    }
}

impl Add for Amount {
    type Output = Amount;

    fn add(self, other: Amount) -> Amount {
        Amount { hundredths: self.hundredths.saturating_add(other.hundredths) }
    }
}

impl Sub for Amount {
    type Output = Amount;

    fn sub(self, other: Amount) -> Amount {
        Amount { hundredths: self.hundredths.saturating_sub(other.hundredths) }
    }
}

impl Mul<u32> for Amount {
    type Output = Amount;

    fn mul(self, times: u32) -> Amount {
        Amount { hundredths: self.hundredths.saturating_mul(i64::from(times)) }
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(amounts: I) -> Amount {
        amounts.fold(Amount::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::Amount;

    #[test]
    fn amounts_are_exact() {
        for (value, shown) in [
            (0.0, Some("0")),
            (0.5, Some("0.5")),
            (1.5, Some("1.5")),
            (0.29, Some("0.29")),
            (200.0, Some("200")),
            (1_000_000.0, Some("1000000")),
            (0.005, None),
            (-1.0, None),
            (f64::NAN, None),
            (1e18, None),
        ] {
            assert_eq!(Amount::read(value).map(|amount| amount.to_string()).as_deref(), shown, "{value}");
        }
        let tenth = Amount::from_hundredths(10);
        assert_eq!((0..10).map(|_| tenth).sum::<Amount>(), Amount::from_hundredths(100));
        assert_eq!((tenth - Amount::from_hundredths(35)).to_string(), "-0.25");
        assert_eq!((tenth * 3).to_string(), "0.3");
    }
}
