//! How fixed-size byte strings are shown, parsed and passed through Serde.

use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserializer, Serializer};

/// Why a text is not the hex of a byte string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HexError {
    /// The text does not start with the `0x` its type is written with.
    NoPrefix,
    /// The text has another length than its type.
    Length,
    /// A character is not a hex digit.
    Digit,
}

impl fmt::Display for HexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPrefix => "expected a leading 0x",
            Self::Length => "wrong number of hex digits",
            Self::Digit => "not a hex digit",
        })
    }
}

impl std::error::Error for HexError {}

/// Parses exactly `N` bytes of hex after `prefix`.
pub(super) fn parse<const N: usize>(text: &str, prefix: &str) -> Result<[u8; N], HexError> {
    let digits = text.strip_prefix(prefix).ok_or(HexError::NoPrefix)?;
    let mut bytes = [0; N];
    match hex::decode_to_slice(digits, &mut bytes) {
        Ok(()) => Ok(bytes),
        Err(hex::FromHexError::InvalidHexCharacter { .. }) => Err(HexError::Digit),
        Err(_) => Err(HexError::Length),
    }
}

/// Serializes as hex for people and as bytes for machines.
pub(super) fn serialize<S: Serializer>(
    bytes: &[u8],
    prefix: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_str(&format_args!("{prefix}{}", hex::encode(bytes)))
    } else {
        serializer.serialize_bytes(bytes)
    }
}

/// The inverse of [`serialize`].
pub(super) fn deserialize<'de, const N: usize, D: Deserializer<'de>>(
    prefix: &'static str,
    deserializer: D,
) -> Result<[u8; N], D::Error> {
    if deserializer.is_human_readable() {
        deserializer.deserialize_str(HexVisitor(prefix))
    } else {
        deserializer.deserialize_bytes(BytesVisitor)
    }
}

struct HexVisitor<const N: usize>(&'static str);

impl<const N: usize> Visitor<'_> for HexVisitor<N> {
    type Value = [u8; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{N} bytes in hex")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<[u8; N], E> {
        parse(text, self.0).map_err(E::custom)
    }
}

struct BytesVisitor<const N: usize>;

impl<'de, const N: usize> Visitor<'de> for BytesVisitor<N> {
    type Value = [u8; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{N} bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<[u8; N], E> {
        bytes
            .try_into()
            .map_err(|_| E::invalid_length(bytes.len(), &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<[u8; N], A::Error> {
        let mut bytes = [0; N];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = seq
                .next_element()?
                .ok_or_else(|| A::Error::invalid_length(at, &self))?;
        }
        Ok(bytes)
    }
}

/// Gives a newtype over `[u8; N]` its text, Serde and JSON schema forms.
macro_rules! hex_bytes {
    ($name:ident, $len:literal, $prefix:literal) => {
        impl $name {
            /// Parses the form that `Display` writes.
            ///
            /// # Errors
            /// Names what is wrong with the text.
            pub fn from_hex(text: &str) -> Result<Self, $crate::base::hex_bytes::HexError> {
                $crate::base::hex_bytes::parse(text, $prefix).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}{}", $prefix, hex::encode(self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::base::hex_bytes::HexError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::from_hex(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::base::hex_bytes::serialize(&self.0, $prefix, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::base::hex_bytes::deserialize($prefix, d).map(Self)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let pattern = format!("^{}[0-9a-fA-F]{{{}}}$", $prefix, 2 * $len);
                schemars::json_schema!({ "type": "string", "pattern": pattern })
            }
        }
    };
}
pub(super) use hex_bytes;
