//! How the target follows every block: an exponential of how far the chain is ahead of its schedule
//! (Bitcoin Cash, `aserti3-2d`, since November 2020).

use ruint::Uint;
use ruint::aliases::U256;

use super::target::{TargetError, from_bits, to_compact};

/// The rule of one chain. A chain that is `half_life` seconds behind its schedule has twice the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asert {
    /// The wanted time between blocks in seconds.
    pub spacing: u32,
    /// Seconds of delay for which the target doubles; 0 counts as 1.
    pub half_life: u32,
    /// The easiest target.
    pub limit: U256,
}

/// How far a tip is from the block that the schedule counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distance {
    /// Blocks from the anchor to the tip.
    pub blocks: u64,
    /// Seconds from the anchor's parent to the tip; negative if the tip bears an earlier time.
    pub seconds: i64,
}

/// Fractions of a half-life have 16 bits.
const RADIX: i128 = 1 << 16;

/// A target times a factor of 17 bits.
type Wide = Uint<320, 5>;

impl Asert {
    /// The bits that follow a tip at a `distance` from an anchor with `bits`.
    ///
    /// # Errors
    /// If the anchor's `bits` are no valid target.
    pub fn next_bits(&self, bits: u32, distance: Distance) -> Result<u32, TargetError> {
        let target = from_bits(bits, self.limit)?;
        let (shift, factor) = self.growth(distance);
        let scaled = Wide::from(target) * Wide::from(factor);
        let room = usize::try_from(shift.unsigned_abs()).unwrap_or(usize::MAX);
        let next = match shift {
            0.. if scaled.bit_len().saturating_add(room) > 256 => Wide::from(self.limit),
            0.. => scaled << room,
            _ if room >= 320 => Wide::ZERO,
            _ => scaled >> room,
        };
        let next = next.clamp(Wide::ONE, Wide::from(self.limit));
        Ok(to_compact(next.to::<U256>()))
    }

    /// `2^(delay / half_life)` as `2^shift * factor`, where factor has 17 bits: its power of two, and a cubic
    /// approximation of the rest, off by less than 0.013 %.
    fn growth(&self, distance: Distance) -> (i128, u64) {
        let due = i128::from(self.spacing) * (i128::from(distance.blocks) + 1);
        let delay = i128::from(distance.seconds) - due;
        // As in C++, the division rounds toward zero, and the shift below downward.
        let exponent = delay * RADIX / i128::from(self.half_life.max(1));
        let rest = exponent.rem_euclid(RADIX) as u128;
        let cubic = 195_766_423_245_049 * rest
            + 971_821_376 * rest * rest
            + 5_127 * rest * rest * rest
            + (1 << 47);
        let factor = (1 << 16) + (cubic >> 48) as u64;
        (exponent.div_euclid(RADIX) - 16, factor)
    }
}

#[cfg(test)]
#[path = "asert_tests.rs"]
mod tests;
