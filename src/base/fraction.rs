//! Shares and chances as exact fractions, read from text such as `0.25` or `1/3`.

use std::str::FromStr;

/// Largest denominator: nine decimals.
pub const FINEST: u64 = 1_000_000_000;

/// A number from 0 to 1: `part` of `whole`, where `whole` is from 1 to [`FINEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    part: u64,
    whole: u64,
}

/// The text is no fraction from 0 to 1 with at most nine decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoFraction;

impl Fraction {
    /// `part` of `whole`; none if it is more than 1 or finer than [`FINEST`].
    #[must_use]
    pub fn new(part: u64, whole: u64) -> Option<Self> {
        ((1..=FINEST).contains(&whole) && part <= whole).then_some(Self { part, whole })
    }

    /// The numerator.
    #[must_use]
    pub fn part(&self) -> u64 {
        self.part
    }

    /// The denominator, from 1 to [`FINEST`].
    #[must_use]
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// What is missing to 1, over the same denominator.
    #[must_use]
    pub fn rest(&self) -> u64 {
        self.whole - self.part
    }
}

impl FromStr for Fraction {
    type Err = NoFraction;

    fn from_str(text: &str) -> Result<Self, NoFraction> {
        let (part, whole) = match text.split_once('/') {
            Some((part, whole)) => (digits(part)?, digits(whole)?),
            None => decimal(text)?,
        };
        Self::new(part, whole).ok_or(NoFraction)
    }
}

fn decimal(text: &str) -> Result<(u64, u64), NoFraction> {
    let (ones, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let places = u32::try_from(decimals.len()).map_err(|_| NoFraction)?;
    let whole = 10_u64.checked_pow(places).ok_or(NoFraction)?;
    let ones = digits(ones)?.checked_mul(whole).ok_or(NoFraction)?;
    let part = ones.checked_add(digits(decimals)?).ok_or(NoFraction)?;
    Ok((part, whole))
}

fn digits(text: &str) -> Result<u64, NoFraction> {
    let only_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if only_digits {
        text.parse().map_err(|_| NoFraction)
    } else {
        Err(NoFraction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_and_ratios_are_exact() {
        let cases = [
            ("0", 0, 10),
            ("1", 10, 10),
            ("0.1", 1, 10),
            ("0.33", 33, 100),
            ("1.0", 10, 10),
            ("1/3", 1, 3),
            ("0.123456789", 123_456_789, FINEST),
        ];
        for (text, part, whole) in cases {
            assert_eq!(text.parse(), Ok(Fraction { part, whole }), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            ".",
            "1.1",
            "-0.1",
            "+0.1",
            "0.1e1",
            "4/3",
            "0/0",
            "1/0",
            "0.0123456789",
            "0,1",
            "NaN",
            "1/2/3",
            "99999999999999999999",
            "0.1 ",
        ] {
            assert_eq!(text.parse::<Fraction>(), Err(NoFraction), "{text}");
        }
    }
}
