//! A list of bits of a fixed length, packed into bytes.

use borsh::{BorshDeserialize, BorshSerialize};

/// Bits in order; what is beyond the length is zero.
#[derive(Clone, Debug, PartialEq, Eq, Default, BorshSerialize, BorshDeserialize)]
pub struct Bits {
    len: u32,
    bytes: Vec<u8>,
}

impl Bits {
    /// That many bits, none set.
    #[must_use]
    pub fn zeros(len: usize) -> Self {
        Self {
            len: u32::try_from(len).unwrap_or(u32::MAX),
            bytes: vec![0; len.div_ceil(8)],
        }
    }

    /// Number of bits.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether no bit is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ones().next().is_none()
    }

    /// Whether it is packed as it should be: no byte too many, nothing set beyond the length.
    #[must_use]
    pub fn is_canonical(&self) -> bool {
        let rest = self.len % 8;
        let last = self.bytes.last().copied().unwrap_or(0);
        self.bytes.len() == self.len().div_ceil(8) && (rest == 0 || last >> rest == 0)
    }

    /// Whether the bit at a place is set.
    #[must_use]
    pub fn get(&self, place: usize) -> bool {
        let byte = self.bytes.get(place / 8).copied().unwrap_or(0);
        place < self.len() && byte >> (place % 8) & 1 == 1
    }

    /// Sets the bit at a place, if there is one.
    pub fn set(&mut self, place: usize) {
        if place < self.len()
            && let Some(byte) = self.bytes.get_mut(place / 8)
        {
            *byte |= 1 << (place % 8);
        }
    }

    /// The places of set bits, ascending.
    pub fn ones(&self) -> impl Iterator<Item = usize> {
        (0..self.bytes.len().saturating_mul(8)).filter(|place| self.get(*place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_set_within_the_length_only() {
        let mut bits = Bits::zeros(11);
        for place in [0, 7, 10, 11, 99] {
            bits.set(place);
        }
        assert!(bits.ones().eq([0, 7, 10]));
        assert!(bits.is_canonical() && !bits.get(11) && !bits.is_empty());
        assert!(Bits::zeros(0).is_empty() && Bits::zeros(16).is_canonical());
    }

    #[test]
    fn other_packings_of_the_same_bits_are_told() {
        let bits = |len, bytes: &[u8]| Bits {
            len,
            bytes: bytes.to_vec(),
        };
        assert!(bits(3, &[0b111]).is_canonical() && !bits(3, &[0b1000]).is_canonical());
        assert!(!bits(3, &[1, 0]).is_canonical() && !bits(9, &[1]).is_canonical());
        assert!(bits(u32::MAX, &[0xff]).ones().eq(0..8));
    }
}
