//! Amounts of the simulated coin.

use std::fmt;
use std::str::FromStr;

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Units in one coin. With 10^9, 64 bits hold 1.8 * 10^10 coins, and Gasper's
/// formulas, which count in Gwei, apply as they are written.
pub const COIN: u64 = 1_000_000_000;

const DECIMALS: usize = 9;

/// An amount in units of 1/[`COIN`].
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
pub struct Amount(pub u64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole coins; saturates above 18 446 744 073 coins.
    #[must_use]
    pub const fn coins(coins: u64) -> Self {
        Self(coins.saturating_mul(COIN))
    }

    /// The sum, if 64 bits hold it.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// The difference, if it isn't negative.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// The product, if 64 bits hold it.
    #[must_use]
    pub const fn checked_mul(self, factor: u64) -> Option<Self> {
        match self.0.checked_mul(factor) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// The sum of all, if 64 bits hold it.
    #[must_use]
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (coins, units) = (self.0 / COIN, self.0 % COIN);
        if units == 0 {
            return write!(f, "{coins}");
        }
        let decimals = format!("{units:0DECIMALS$}");
        write!(f, "{coins}.{}", decimals.trim_end_matches('0'))
    }
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Not digits with at most one point between digits.
    NotDecimal,
    /// More than nine decimals.
    TooFine,
    /// More than 64 bits of units.
    TooLarge,
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotDecimal => "expected a decimal number of coins such as 3.2",
            Self::TooFine => "a coin has at most nine decimals",
            Self::TooLarge => "more coins than 64 bits of units can hold",
        })
    }
}

impl std::error::Error for AmountError {}

impl FromStr for Amount {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, AmountError> {
        let (whole, decimals) = match text.split_once('.') {
            Some((whole, decimals)) => (digits(whole)?, digits(decimals)?),
            None => (digits(text)?, ""),
        };
        if decimals.len() > DECIMALS {
            return Err(AmountError::TooFine);
        }
        let coins: u64 = whole.parse().map_err(|_| AmountError::TooLarge)?;
        let units = format!("{decimals:0<DECIMALS$}")
            .parse()
            .map_err(|_| AmountError::TooLarge)?;
        let total = coins
            .checked_mul(COIN)
            .and_then(|all| all.checked_add(units));
        total.map(Self).ok_or(AmountError::TooLarge)
    }
}

fn digits(text: &str) -> Result<&str, AmountError> {
    let decimal = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if decimal {
        Ok(text)
    } else {
        Err(AmountError::NotDecimal)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
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

impl JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,9})?$" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shown_as_coins() {
        assert_eq!(Amount(3_200_000_000).to_string(), "3.2");
        assert_eq!(Amount::coins(1000).to_string(), "1000");
        assert_eq!(Amount(1).to_string(), "0.000000001");
        assert_eq!(Amount(u64::MAX).to_string(), "18446744073.709551615");
    }

    #[test]
    fn malformed_texts_are_named() {
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1.2.3", " 1", "1,5"] {
            assert_eq!(
                text.parse::<Amount>(),
                Err(AmountError::NotDecimal),
                "{text}"
            );
        }
        assert_eq!("0.0000000001".parse::<Amount>(), Err(AmountError::TooFine));
        assert_eq!(
            "18446744073.709551616".parse::<Amount>(),
            Err(AmountError::TooLarge)
        );
        assert_eq!("9".repeat(40).parse::<Amount>(), Err(AmountError::TooLarge));
    }

    #[test]
    fn arithmetic_refuses_what_does_not_fit() {
        assert_eq!(Amount(u64::MAX).checked_add(Amount(1)), None);
        assert_eq!(Amount(1).checked_sub(Amount(2)), None);
        assert_eq!(Amount(u64::MAX).checked_mul(2), None);
        assert_eq!(Amount(3).checked_mul(2), Some(Amount(6)));
        assert_eq!(Amount::checked_sum([Amount(1), Amount(2)]), Some(Amount(3)));
        assert_eq!(Amount::checked_sum([Amount(u64::MAX), Amount(2)]), None);
    }

    #[test]
    fn json_takes_only_strings() {
        assert_eq!(serde_json::to_string(&Amount::coins(7)).unwrap(), "\"7\"");
        assert_eq!(
            serde_json::from_str::<Amount>("\"0.5\"").unwrap(),
            Amount(COIN / 2)
        );
        assert!(serde_json::from_str::<Amount>("7").is_err());
        let bytes = postcard::to_allocvec(&Amount(300)).unwrap();
        assert_eq!(postcard::from_bytes::<Amount>(&bytes).unwrap(), Amount(300));
    }

    proptest! {
        #[test]
        fn texts_read_back(units: u64) {
            prop_assert_eq!(Amount(units).to_string().parse(), Ok(Amount(units)));
        }
    }
}
