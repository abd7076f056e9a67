//! Account names of EOS: up to 12 characters packed into 60 bits, in whose order schedules stand.

use std::fmt;
use std::str::FromStr;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The characters of a name, in the order of their values.
const ALPHABET: &[u8; 32] = b".12345abcdefghijklmnopqrstuvwxyz";
const MOST_CHARACTERS: usize = 12;

/// An account's name. Its order is that of the packed number (`eosio::name`).
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
pub struct AccountName(u64);

/// Why a text is no account name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// No character at all.
    Empty,
    /// More than 12 characters.
    TooLong,
    /// A character other than a to z, 1 to 5 and the dot, or a dot at the end.
    Character,
}

impl AccountName {
    /// The packed number: 5 bits a character, the first in the highest bits.
    #[must_use]
    pub const fn packed(self) -> u64 {
        self.0
    }

    /// The account name that a node's name stands for: in small letters, with dots for what lies
    /// between words.
    ///
    /// # Errors
    /// Why there is none.
    pub fn of_node(name: &str) -> Result<Self, NameError> {
        let dotted = name.to_ascii_lowercase();
        dotted.replace([' ', '-', '_'], ".").parse()
    }

    /// The name of a packed number; bits below the twelfth character are dropped.
    #[must_use]
    pub const fn from_packed(packed: u64) -> Self {
        Self(packed & !0xf)
    }
}

impl FromStr for AccountName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.len() > MOST_CHARACTERS {
            return Err(NameError::TooLong);
        }
        if text.ends_with('.') {
            return Err(NameError::Character);
        }
        let mut packed = 0_u64;
        for (place, byte) in text.bytes().enumerate() {
            let value = ALPHABET.iter().position(|known| *known == byte);
            let value = value.ok_or(NameError::Character)? as u64;
            packed |= value << (59 - 5 * place);
        }
        Ok(Self(packed))
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for place in 0..MOST_CHARACTERS {
            let value = (self.0 >> (59 - 5 * place)) & 31;
            text.push(char::from(ALPHABET[value as usize]));
        }
        f.write_str(text.trim_end_matches('.'))
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an account name has at least one character",
            Self::TooLong => "an account name has at most 12 characters",
            Self::Character => {
                "an account name has only a to z, 1 to 5 and dots, and no dot at its end"
            }
        })
    }
}

impl Serialize for AccountName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AccountName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <String as Deserialize>::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn packed_numbers_of_known_accounts() {
        let packed = |text: &str| text.parse::<AccountName>().unwrap().packed();
        assert_eq!(packed("eosio"), 0x5530_ea00_0000_0000);
        assert_eq!(packed("eosio.token"), 0x5530_ea03_3482_a600);
    }

    #[test]
    fn what_is_no_name_is_told() {
        let error = |text: &str| text.parse::<AccountName>().unwrap_err();
        assert_eq!(error(""), NameError::Empty);
        assert_eq!(error("thirteenchars"), NameError::TooLong);
        assert_eq!(error("Ben"), NameError::Character);
        assert_eq!(error("six6"), NameError::Character);
        assert_eq!(error("ends."), NameError::Character);
    }

    #[test]
    fn a_node_has_an_account_by_its_name() {
        let account = |node: &str| AccountName::of_node(node).map(|name| name.to_string());
        assert_eq!(account("Cape Town"), Ok("cape.town".to_owned()));
        assert_eq!(account("Node 7"), Err(NameError::Character));
    }

    #[test]
    fn names_stand_by_their_characters_digits_before_letters() {
        let mut names: Vec<AccountName> = ["b", "a", "a5", "5a", "a.b"]
            .iter()
            .map(|text| text.parse().unwrap())
            .collect();
        names.sort();
        let shown: Vec<String> = names.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["5a", "a", "a.b", "a5", "b"]);
    }

    proptest! {
        #[test]
        fn names_read_back(text in "[.a-z1-5]{0,11}[a-z1-5]") {
            prop_assert_eq!(text.parse::<AccountName>().unwrap().to_string(), text);
        }
    }
}
