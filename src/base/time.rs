//! Simulated time in integer microseconds.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};
use std::str::FromStr;

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const MILLI: u64 = 1_000;
const SECOND: u64 = 1_000 * MILLI;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// Units of a [`Span`]'s text, largest first, in microseconds.
const UNITS: [(&str, u64); 5] = [
    ("h", HOUR),
    ("m", MINUTE),
    ("s", SECOND),
    ("ms", MILLI),
    ("us", 1),
];

/// A point in time: microseconds since the start of the simulation.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    BorshSerialize,
    BorshDeserialize,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Time(pub u64);

/// A length of time in microseconds; a text such as `1m30s` in JSON, an integer in binary forms.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    BorshSerialize,
    BorshDeserialize,
)]
pub struct Span(pub u64);

impl Time {
    /// The start of the simulation.
    pub const ZERO: Self = Self(0);

    /// Whole seconds after the start; saturates.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(SECOND))
    }

    /// Milliseconds after the start; saturates.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(MILLI))
    }

    /// Whole seconds since the start, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / SECOND
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of milliseconds; saturates.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(MILLI))
    }

    /// A span of seconds; saturates.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(SECOND))
    }

    /// Whole seconds, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / SECOND
    }
}

impl Add<Span> for Time {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Span> for Time {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Sub<Span> for Time {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Sub for Time {
    type Output = Span;

    /// The time from `earlier` to `self`; zero if that is later.
    fn sub(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<u64> for Span {
    type Output = Self;

    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl fmt::Display for Time {
    /// Hours, minutes, seconds, milliseconds: `00:14:32.400`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes) = (self.0 / HOUR, self.0 / MINUTE % 60);
        let (seconds, millis) = (self.0 / SECOND % 60, self.0 / MILLI % 1000);
        write!(f, "{hours:02}:{minutes:02}:{seconds:02}.{millis:03}")
    }
}

impl fmt::Display for Span {
    /// What [`FromStr`] reads, without zero parts: `1h30m`, `1s500ms`, `0s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        let mut rest = self.0;
        for (unit, micros) in UNITS {
            if rest >= micros {
                write!(f, "{}{unit}", rest / micros)?;
                rest %= micros;
            }
        }
        Ok(())
    }
}

/// Why a text is not a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpanError {
    /// Nothing to read.
    Empty,
    /// A number was expected where this text stands.
    NumberExpected(String),
    /// This is none of the units h, m, s, ms, us.
    UnknownUnit(String),
    /// This unit stands twice or after a smaller one.
    UnitOutOfOrder(String),
    /// Less than a microsecond.
    TooFine,
    /// More than 64 bits of microseconds.
    TooLong,
}

impl fmt::Display for SpanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "expected a span such as 10m, 90s or 1h30m"),
            Self::NumberExpected(at) => write!(f, "expected a number at \"{at}\""),
            Self::UnknownUnit(unit) => write!(f, "unknown unit \"{unit}\": use h, m, s, ms or us"),
            Self::UnitOutOfOrder(unit) => {
                write!(f, "unit \"{unit}\" must come once, largest first")
            }
            Self::TooFine => write!(f, "finer than a microsecond"),
            Self::TooLong => write!(f, "longer than 64 bits of microseconds"),
        }
    }
}

impl std::error::Error for SpanError {}

impl FromStr for Span {
    type Err = SpanError;

    /// Reads numbers with units, largest first: `10m`, `1h30m`, `1.5s`.
    fn from_str(text: &str) -> Result<Self, SpanError> {
        let mut rest = text;
        let mut total = 0_u64;
        let mut smaller = &UNITS[..];
        while !rest.is_empty() {
            let (number, after) = split_at(rest, |c| !c.is_ascii_digit() && c != '.');
            let (unit, after) = split_at(after, |c| c.is_ascii_digit() || c == '.');
            if number.is_empty() {
                return Err(SpanError::NumberExpected(rest.into()));
            }
            let place = unit_place(unit, smaller)?;
            let micros = scaled(number, smaller[place].1)?;
            total = total.checked_add(micros).ok_or(SpanError::TooLong)?;
            smaller = &smaller[place + 1..];
            rest = after;
        }
        if text.is_empty() {
            Err(SpanError::Empty)
        } else {
            Ok(Self(total))
        }
    }
}

fn split_at(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(end).unwrap_or(text.len()))
}

fn unit_place(unit: &str, allowed: &[(&str, u64)]) -> Result<usize, SpanError> {
    if UNITS.iter().all(|(name, _)| *name != unit) {
        return Err(SpanError::UnknownUnit(unit.into()));
    }
    let place = allowed.iter().position(|(name, _)| *name == unit);
    place.ok_or_else(|| SpanError::UnitOutOfOrder(unit.into()))
}

/// `number`, a decimal, times `micros`, if that is a whole number.
fn scaled(number: &str, micros: u64) -> Result<u64, SpanError> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || decimals.is_empty() || decimals.contains('.') {
        return Err(SpanError::NumberExpected(number.into()));
    }
    let whole: u64 = whole.parse().map_err(|_| SpanError::TooLong)?;
    let decimals = decimals.trim_end_matches('0');
    // An hour has 3.6 * 10^9 microseconds: ten decimals are always too fine.
    if decimals.len() > 10 {
        return Err(SpanError::TooFine);
    }
    let parts: u64 = if decimals.is_empty() {
        0
    } else {
        decimals.parse().unwrap_or(0)
    };
    let scale = 10_u128.pow(decimals.len() as u32);
    let fraction = u128::from(parts) * u128::from(micros);
    if fraction % scale != 0 {
        return Err(SpanError::TooFine);
    }
    let total = u128::from(whole) * u128::from(micros) + fraction / scale;
    u64::try_from(total).map_err(|_| SpanError::TooLong)
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            <String as Deserialize>::deserialize(deserializer)?
                .parse()
                .map_err(serde::de::Error::custom)
        } else {
            <u64 as Deserialize>::deserialize(deserializer).map(Self)
        }
    }
}

impl JsonSchema for Span {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A length of time, such as 800ms, 90s or 1h30m.",
            "pattern": r"^([0-9]+(\.[0-9]+)?(h|m|s|ms|us))+$"
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn time_is_shown_as_a_clock() {
        assert_eq!(Time::from_millis(872_400).to_string(), "00:14:32.400");
        assert_eq!(Time::from_secs(360_000).to_string(), "100:00:00.000");
    }

    #[test]
    fn spans_are_read() {
        let secs = |text: &str| text.parse::<Span>().unwrap();
        assert_eq!(secs("10m"), Span::from_secs(600));
        assert_eq!(secs("90s"), Span::from_secs(90));
        assert_eq!(secs("1h30m"), Span::from_secs(5400));
        assert_eq!(secs("250ms"), Span::from_millis(250));
        assert_eq!(secs("1.5s"), Span::from_millis(1500));
        assert_eq!(secs("0.5h"), Span::from_secs(1800));
    }

    #[test]
    fn malformed_spans_are_named() {
        let error = |text: &str| text.parse::<Span>().unwrap_err();
        assert_eq!(error(""), SpanError::Empty);
        assert_eq!(error("m"), SpanError::NumberExpected("m".into()));
        assert_eq!(error("-1s"), SpanError::NumberExpected("-1s".into()));
        assert_eq!(error("1.2.3s"), SpanError::NumberExpected("1.2.3".into()));
        assert_eq!(error(".5s"), SpanError::NumberExpected(".5".into()));
        assert_eq!(error("10"), SpanError::UnknownUnit("".into()));
        assert_eq!(error("3d"), SpanError::UnknownUnit("d".into()));
        assert_eq!(error("30m1h"), SpanError::UnitOutOfOrder("h".into()));
        assert_eq!(error("1s1s"), SpanError::UnitOutOfOrder("s".into()));
        assert_eq!(error("0.5us"), SpanError::TooFine);
        assert_eq!(error("1.00000000001h"), SpanError::TooFine);
        assert_eq!(error("99999999999999999999s"), SpanError::TooLong);
        assert_eq!(error("9999999999999999h"), SpanError::TooLong);
    }

    #[test]
    fn arithmetic_saturates() {
        assert_eq!(Time(3) - Time(5), Span::ZERO);
        assert_eq!(Time(5) - Time(3), Span(2));
        assert_eq!(Time(u64::MAX) + Span(1), Time(u64::MAX));
        assert_eq!(Time(1) - Span(2), Time::ZERO);
    }

    #[test]
    fn json_of_a_time_is_the_integer_and_of_a_span_its_text() {
        assert_eq!(serde_json::to_string(&Time(7)).unwrap(), "7");
        assert_eq!(serde_json::to_string(&Span(1_500)).unwrap(), "\"1ms500us\"");
        let span = serde_json::from_str::<Span>("\"1m30s\"").unwrap();
        assert_eq!(span, Span::from_secs(90));
        assert!(serde_json::from_str::<Span>("7").is_err());
        let bytes = postcard::to_allocvec(&Span(300)).unwrap();
        assert_eq!(bytes, [0xac, 0x02]);
        assert_eq!(postcard::from_bytes::<Span>(&bytes).unwrap(), Span(300));
    }

    proptest! {
        #[test]
        fn span_texts_read_back(micros: u64) {
            prop_assert_eq!(Span(micros).to_string().parse(), Ok(Span(micros)));
        }

        #[test]
        fn no_text_panics(text in "[0-9.hmsu é-]{0,20}") {
            let _ = text.parse::<Span>();
        }
    }
}
