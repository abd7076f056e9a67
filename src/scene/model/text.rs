//! Words as keys and arguments: the page and the terminal hold the sentences.

use super::{ActorId, Address, Amount, Digest, Span, Time};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Something to say: a key like `caption.block-mined` and what fills its gaps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Text {
    /// The key, lowercase, words joined by `-`, parts by `.`.
    pub key: Cow<'static, str>,
    /// What fills the gaps, by name.
    pub arguments: Vec<Argument>,
}

/// A named gap of a [`Text`] and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argument {
    /// The name of the gap.
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: Value,
}

/// A value with its kind, so that the reader's side can choose unit, rounding and copy button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// A phrase of its own.
    Text(Text),
    /// A proper name or other word that is shown as it is.
    Name(String),
    /// Someone by id; the reader's side knows the name.
    Actor(ActorId),
    /// Value in the smallest unit.
    Amount(Amount),
    /// A plain count.
    Count(u64),
    /// A number of bytes.
    Size(u64),
    /// Gas units.
    Gas(u64),
    /// Hashes per simulated second.
    HashRate(u64),
    /// A share in thousandths.
    PerMille(u32),
    /// A block height.
    Height(u64),
    /// A moment of the run.
    Time(Time),
    /// A length of time.
    Span(Span),
    /// A hash, shortened in the middle, copyable.
    Hash(Digest),
    /// An address, shortened in the middle, copyable.
    Address(Address),
    /// Bytes in hex, shortened in the middle, copyable.
    Hex(Vec<u8>),
    /// Yes or no.
    Flag(bool),
    /// Another object, as a link that selects it.
    Link(super::Selection),
}

impl Text {
    /// A text without gaps.
    pub const fn key(key: &'static str) -> Self {
        Self {
            key: Cow::Borrowed(key),
            arguments: Vec::new(),
        }
    }

    /// The same text with one more gap filled.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.arguments.push(Argument {
            name: Cow::Borrowed(name),
            value,
        });
        self
    }
}
