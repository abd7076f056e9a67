//! Named random streams and the distributions drawn from them, by integer
//! methods only, so that native and Wasm draw the same bits.

use std::io::{Error, ErrorKind, Read, Result as IoResult, Write};

use borsh::{BorshDeserialize, BorshSerialize};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use ruint::aliases::U256;

use super::digest::{Hasher, Sha256};
use super::time::Span;

/// Fraction bits of [`negative_ln`].
const LN_BITS: u32 = 48;

/// ln 2 * 2^64, rounded down.
const LN_2: u128 = 0xB172_17F7_D1CF_79AB;

/// A deterministic source of randomness for one consumer.
///
/// Streams of different names are independent: a new consumer never shifts
/// what another draws. Its Borsh form is key and position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of `name` under `seed`, at its start: ChaCha8 keyed by
    /// SHA-256(seed, little endian, then name).
    #[must_use]
    pub fn named(seed: u64, name: &str) -> Self {
        let key = Sha256::hash(&[&seed.to_le_bytes(), name.as_bytes()]);
        Self(ChaCha8Rng::from_seed(key.0))
    }

    /// 64 uniform bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `0..n`, without bias; 0 for `n` = 0.
    pub fn below(&mut self, n: u64) -> u64 {
        if n == 0 {
            return 0;
        }
        // Lemire 2019, "Fast random integer generation in an interval"; the division is rarely needed.
        loop {
            let product = u128::from(self.next_u64()) * u128::from(n);
            if product as u64 >= n || product as u64 >= n.wrapping_neg() % n {
                return (product >> 64) as u64;
            }
        }
    }

    /// True with probability `num / den`; never for `den` = 0.
    pub fn chance(&mut self, num: u64, den: u64) -> bool {
        self.below(den) < num && den > 0
    }

    /// An exponentially distributed waiting time.
    ///
    /// It is rounded to the nearest microsecond and at most 44.4 means long
    /// (64 bits of randomness). Before rounding it is within `mean * 2^-47`
    /// of the exact logarithm.
    pub fn exponential(&mut self, mean: Span) -> Span {
        let scaled = u128::from(mean.0) * u128::from(negative_ln(self.next_u64()));
        let rounded = (scaled + (1 << (LN_BITS - 1))) >> LN_BITS;
        Span(u64::try_from(rounded).unwrap_or(u64::MAX))
    }

    /// The number of hashes until the first one that is at most `target`:
    /// geometric with p = (target + 1) / 2^256, at least 1, saturating.
    ///
    /// Drawn by inversion. Probabilities are fixed-point numbers of 128 bits:
    /// the tail P(more than n) is exact to n * 2^-127, which for p >= 2^-60 is
    /// an error in the mean of less than one in 2^60.
    pub fn geometric(&mut self, target: U256) -> u64 {
        let miss = miss_probability(target);
        let draw = (u128::from(self.next_u64()) << 64) | u128::from(self.next_u64());
        longest_run(miss, draw).saturating_add(1)
    }
}

/// -ln((r + 1) / 2^64) with [`LN_BITS`] fraction bits, within one of the last.
fn negative_ln(r: u64) -> u64 {
    let u = u128::from(r) + 1;
    let exponent = 127 - u.leading_zeros();
    // In [1, 2) with 63 fraction bits; the one value of 65 bits is 2^64.
    let mut mantissa = if exponent > 63 {
        1 << 63
    } else {
        u << (63 - exponent)
    };
    let mut log2 = u128::from(exponent);
    for _ in 0..LN_BITS + 2 {
        mantissa = (mantissa * mantissa) >> 63;
        let bit = mantissa >> 64;
        mantissa >>= bit;
        log2 = (log2 << 1) | bit;
    }
    let bits = (64 << (LN_BITS + 2)) - log2;
    ((bits * LN_2) >> 66) as u64
}

/// 1 - (target + 1) / 2^256 with 128 fraction bits, rounded to nearest.
fn miss_probability(target: U256) -> u128 {
    let misses = U256::MAX - target;
    let half = U256::from(1) << 127;
    let rounded: U256 = misses.saturating_add(half) >> 128;
    rounded.to::<u128>()
}

/// The largest n with `draw < miss^n`, all fractions of 2^128: how many misses
/// in a row the draw stands for. Finds n bit by bit from powers miss^(2^i).
fn longest_run(miss: u128, draw: u128) -> u64 {
    let mut powers = Vec::with_capacity(64);
    let mut power = miss;
    while draw < power && powers.len() < 64 {
        powers.push(power);
        power = fraction_product(power, power);
    }
    let mut run = 0;
    let mut reached = None;
    for (bit, power) in powers.iter().enumerate().rev() {
        let next = reached.map_or(*power, |so_far| fraction_product(so_far, *power));
        if draw < next {
            reached = Some(next);
            run |= 1 << bit;
        }
    }
    run
}

/// The product of two fractions of 2^128, rounded down.
fn fraction_product(a: u128, b: u128) -> u128 {
    let low = u128::from(u64::MAX);
    let (a1, a0, b1, b0) = (a >> 64, a & low, b >> 64, b & low);
    let middle = a1 * b0 + ((a0 * b0) >> 64);
    let cross = a0 * b1 + (middle & low);
    a1 * b1 + (middle >> 64) + (cross >> 64)
}

impl BorshSerialize for Stream {
    fn serialize<W: Write>(&self, writer: &mut W) -> IoResult<()> {
        (self.0.get_seed(), self.0.get_word_pos()).serialize(writer)
    }
}

impl BorshDeserialize for Stream {
    fn deserialize_reader<R: Read>(reader: &mut R) -> IoResult<Self> {
        let (key, position) = <([u8; 32], u128)>::deserialize_reader(reader)?;
        // ChaCha counts 2^64 blocks of 16 words.
        if position >> 68 != 0 {
            return Err(Error::new(
                ErrorKind::InvalidData,
                "stream position out of range",
            ));
        }
        let mut stream = ChaCha8Rng::from_seed(key);
        stream.set_word_pos(position);
        Ok(Self(stream))
    }
}

#[cfg(test)]
mod tests;
