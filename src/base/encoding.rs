//! The canonical encoding (Borsh): one value, one byte string.

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};

/// The bytes are not the encoding of the expected type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(String);

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DecodeError {}

/// Encodes a value; equal values give equal bytes.
///
/// # Panics
/// If the type's own encoder refuses the value. Derived encoders refuse only
/// collections of more than 2^32 - 1 items.
pub fn encode<T: BorshSerialize + ?Sized>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    value
        .serialize(&mut bytes)
        .expect("a derived encoder accepts every value");
    bytes
}

/// Decodes a value that fills all of `bytes`.
///
/// Claimed lengths are not believed: at most 1 MiB is reserved ahead of what
/// was read, so memory stays within that plus a multiple of the input's size
/// that depends on the type only. A type that contains itself must bound its
/// own depth.
///
/// # Errors
/// If bytes are missing, left over or not what the type allows.
pub fn decode<T: BorshDeserialize>(bytes: &[u8]) -> Result<T, DecodeError> {
    T::try_from_slice(bytes).map_err(|error| DecodeError(error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    type Nested = (Vec<Vec<u8>>, BTreeMap<u16, String>, Option<[u8; 3]>);

    #[test]
    fn hostile_lengths_are_refused() {
        for claimed in [1_u32, 1 << 20, 1 << 31, u32::MAX] {
            let bytes = claimed.to_le_bytes();
            assert!(decode::<Vec<u64>>(&bytes).is_err());
            assert!(decode::<String>(&bytes).is_err());
            assert!(decode::<Vec<Vec<u8>>>(&bytes).is_err());
            assert!(decode::<BTreeMap<u8, u8>>(&bytes).is_err());
            assert!(decode::<Vec<()>>(&bytes).is_err());
        }
    }

    #[test]
    fn bytes_left_over_are_refused() {
        assert_eq!(decode::<u16>(&[1, 0]), Ok(1));
        assert!(decode::<u16>(&[1, 0, 0]).is_err());
        assert!(decode::<bool>(&[2]).is_err());
    }

    proptest! {
        #[test]
        fn what_decodes_encodes_to_the_same_bytes(bytes: Vec<u8>) {
            if let Ok(value) = decode::<Nested>(&bytes) {
                prop_assert_eq!(encode(&value), bytes);
            }
        }

        #[test]
        fn values_come_back(value: Nested) {
            prop_assert_eq!(decode::<Nested>(&encode(&value)), Ok(value));
        }
    }
}
