//! Targets: their compact form, the work they stand for, and who meets them.
//!
//! The rules are those of Bitcoin Core's `arith_uint256` and `pow`.

use std::fmt;

use ruint::Uint;
use ruint::aliases::U256;

use crate::base::Digest;

/// Bitcoin's easiest target, 2^224 - 1.
pub const BITCOIN_LIMIT: U256 = U256::from_limbs([u64::MAX, u64::MAX, u64::MAX, u32::MAX as u64]);

/// Holds what is divided: 2^256, or a target times a number of seconds.
pub(super) type Wide = Uint<320, 5>;

const SIGN: u32 = 0x0080_0000;
const MANTISSA: u32 = 0x007f_ffff;

/// Why bits are no valid target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetError {
    /// The sign bit is set on a mantissa that isn't zero.
    Negative,
    /// The value needs more than 256 bits.
    Overflow,
    /// Nothing could meet it.
    Zero,
    /// Easier than the chain allows.
    AboveLimit,
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Negative => "negative target",
            Self::Overflow => "target of more than 256 bits",
            Self::Zero => "zero target",
            Self::AboveLimit => "target above the limit",
        })
    }
}

impl std::error::Error for TargetError {}

/// The number that compact `bits` stand for: mantissa * 256^(exponent - 3),
/// with bytes below the point cut off. It may be zero.
///
/// # Errors
/// [`TargetError::Negative`] and [`TargetError::Overflow`].
pub fn from_compact(bits: u32) -> Result<U256, TargetError> {
    let exponent = bits >> 24;
    let mantissa = bits & MANTISSA;
    let shown = if exponent < 3 {
        mantissa >> (8 * (3 - exponent))
    } else {
        mantissa
    };
    if shown == 0 {
        return Ok(U256::ZERO);
    }
    if bits & SIGN != 0 {
        return Err(TargetError::Negative);
    }
    let shift = 8 * exponent.saturating_sub(3);
    if 32 - shown.leading_zeros() + shift > 256 {
        return Err(TargetError::Overflow);
    }
    Ok(U256::from(shown) << shift as usize)
}

/// The compact form; all but the first 15 to 23 significant bits are lost.
#[must_use]
pub fn to_compact(number: U256) -> u32 {
    let exponent = number.bit_len().div_ceil(8) as u32;
    let aligned = if exponent > 3 {
        number >> (8 * (exponent as usize - 3))
    } else {
        number << (8 * (3 - exponent as usize))
    };
    let mantissa = aligned.as_limbs()[0] as u32;
    if mantissa & SIGN == 0 {
        (exponent << 24) | mantissa
    } else {
        // The top bit is the sign: one byte more of exponent instead.
        ((exponent + 1) << 24) | (mantissa >> 8)
    }
}

/// The target of a header's `bits` on a chain whose easiest target is `limit`.
///
/// # Errors
/// Names what a valid target must not be.
pub fn from_bits(bits: u32, limit: U256) -> Result<U256, TargetError> {
    let target = from_compact(bits)?;
    if target.is_zero() {
        Err(TargetError::Zero)
    } else if target > limit {
        Err(TargetError::AboveLimit)
    } else {
        Ok(target)
    }
}

/// The expected number of hashes until one meets `target`:
/// floor(2^256 / (target + 1)); saturates for a target of zero.
#[must_use]
pub fn work(target: U256) -> U256 {
    let hashes = Wide::from_limbs([0, 0, 0, 0, 1]);
    (hashes / (Wide::from(target) + Wide::ONE)).saturating_to()
}

/// Whether an id, read as a little-endian integer, is at most `target`.
#[must_use]
pub fn meets(id: &Digest, target: U256) -> bool {
    U256::from_le_bytes(id.0) <= target
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn compact_numbers_decode_and_encode_as_in_core() {
        let vectors = [
            (0x0012_3456_u32, 0_u64, 0),
            (0x0112_3456, 0x12, 0x0112_0000),
            (0x0212_3456, 0x1234, 0x0212_3400),
            (0x0412_3456, 0x1234_5600, 0x0412_3456),
            (0x0500_9234, 0x9234_0000, 0x0500_9234),
        ];
        for (bits, number, again) in vectors {
            assert_eq!(from_compact(bits), Ok(U256::from(number)), "{bits:08x}");
            assert_eq!(to_compact(U256::from(number)), again, "{bits:08x}");
        }
    }

    #[test]
    fn numbers_whose_top_bit_would_be_a_sign_move_one_byte() {
        assert_eq!(to_compact(U256::from(0x80)), 0x0200_8000);
        assert_eq!(to_compact(U256::from(0x8000)), 0x0300_8000);
        assert_eq!(to_compact(U256::from(0x7f_ffff)), 0x037f_ffff);
    }

    #[test]
    fn invalid_bits_are_refused_by_name() {
        assert_eq!(from_compact(0x0492_3456), Err(TargetError::Negative));
        assert_eq!(from_compact(0x01fe_dcba), Err(TargetError::Negative));
        assert_eq!(from_compact(0xff12_3456), Err(TargetError::Overflow));
        assert_eq!(
            from_bits(0x0012_3456, BITCOIN_LIMIT),
            Err(TargetError::Zero)
        );
        assert_eq!(
            from_bits(0x0080_0000, BITCOIN_LIMIT),
            Err(TargetError::Zero)
        );
        assert_eq!(
            from_bits(0x207f_ffff, BITCOIN_LIMIT),
            Err(TargetError::AboveLimit)
        );
        assert!(from_bits(0x1d00_ffff, BITCOIN_LIMIT).is_ok());
        assert!(from_bits(0x1d01_0000, BITCOIN_LIMIT).is_err());
    }

    #[test]
    fn the_widest_numbers_fit_and_the_next_overflow() {
        for (fits, overflows) in [
            (0x2200_00ff, 0x2300_00ff),
            (0x2100_ffff, 0x2200_ffff),
            (0x207f_ffff, 0x217f_ffff),
        ] {
            assert!(from_compact(fits).is_ok(), "{fits:08x}");
            assert_eq!(
                from_compact(overflows),
                Err(TargetError::Overflow),
                "{overflows:08x}"
            );
        }
        assert_eq!(BITCOIN_LIMIT, U256::MAX >> 32);
    }

    #[test]
    fn work_of_known_bits() {
        let vectors: [(u32, u64); 6] = [
            (0x207f_ffff, 2),
            (0x1d00_ffff, 4_295_032_833),
            (0x1d00_d86a, 5_080_592_338),
            (0x1b04_04cb, 70_040_908_352_512),
            (0x1b04_864c, 62_209_952_899_966),
            (0x1903_a30c, 5_072_103_896_884_509_938),
        ];
        for (bits, expected) in vectors {
            assert_eq!(
                work(from_compact(bits).unwrap()),
                U256::from(expected),
                "{bits:08x}"
            );
        }
        let first_twelve = work(from_compact(0x1d00_ffff).unwrap()) * U256::from(12);
        assert_eq!(
            first_twelve,
            U256::from(0xc_000c_000c_u64),
            "chain work through block 11"
        );
    }

    #[test]
    fn work_at_the_ends_of_the_range() {
        assert_eq!(work(U256::MAX), U256::ONE);
        assert_eq!(work(U256::MAX - U256::ONE), U256::ONE);
        assert_eq!(work(U256::ONE), U256::ONE << 255);
        assert_eq!(work(U256::ZERO), U256::MAX);
    }

    #[test]
    fn real_ids_meet_their_targets_and_no_harder_ones() {
        let id = |shown: &str| {
            let mut id = Digest::from_hex(shown).unwrap();
            id.0.reverse();
            id
        };
        let block = id("000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506");
        let target = from_bits(0x1b04_864c, BITCOIN_LIMIT).unwrap();
        assert!(meets(&block, target));
        assert!(!meets(&block, target >> 8));
        let exact = U256::from_le_bytes(block.0);
        assert!(meets(&block, exact) && !meets(&block, exact - U256::ONE));
    }

    proptest! {
        #[test]
        fn every_bits_decode_or_are_refused_and_encode_to_the_same_number(bits: u32) {
            if let Ok(number) = from_compact(bits) {
                prop_assert_eq!(from_compact(to_compact(number)), Ok(number));
            }
        }

        #[test]
        fn encoding_rounds_down_by_less_than_one_in_2_to_15(bytes: [u8; 32], cut in 0..256_usize) {
            let number = U256::from_le_bytes(bytes) >> cut;
            let shown = from_compact(to_compact(number)).unwrap();
            prop_assert!(shown <= number && number - shown <= number >> 15);
        }
    }
}
