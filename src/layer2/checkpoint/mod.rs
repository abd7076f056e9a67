//! Formulas of a chain that settles on Layer 1 by checkpoints, as Polygon PoS: the tree of headers, the quorum, the exits' times.

use crate::base::{Digest, Hasher, Keccak256};

/// Seconds from the making of a Plasma exit's output until it may be paid.
const EXIT_AFTER_OUTPUT: u64 = 604_800;
/// Seconds from the request of a Plasma exit until it may be paid.
const EXIT_AFTER_REQUEST: u64 = 302_400;

/// What a checkpoint's tree has of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderLeaf {
    /// Its number.
    pub number: u64,
    /// Its time, in seconds.
    pub time: u64,
    /// Root over its transactions.
    pub transactions: Digest,
    /// Root over its receipts.
    pub receipts: Digest,
}

impl HeaderLeaf {
    /// keccak(number, time, both roots), each in 32 bytes.
    #[must_use]
    pub fn hash(&self) -> Digest {
        let word = |number: u64| {
            let mut bytes = [0; 32];
            bytes[24..].copy_from_slice(&number.to_be_bytes());
            bytes
        };
        let (number, time) = (word(self.number), word(self.time));
        Keccak256::hash(&[&number, &time, &self.transactions.0, &self.receipts.0])
    }
}

/// The root over a range's headers: a binary tree in their order, filled up with zeros to a power of two.
/// None for no headers.
#[must_use]
pub fn root(leaves: &[HeaderLeaf]) -> Option<Digest> {
    let mut level: Vec<Digest> = leaves.iter().map(HeaderLeaf::hash).collect();
    level.resize(leaves.len().checked_next_power_of_two()?, Digest::ZERO);
    while level.len() > 1 {
        let pairs = level.chunks_exact(2);
        level = pairs
            .map(|pair| Keccak256::hash(&[&pair[0].0, &pair[1].0]))
            .collect();
    }
    level.first().copied().filter(|_| !leaves.is_empty())
}

/// The least stake that carries a checkpoint: more than two thirds, floor(2 total / 3) + 1.
#[must_use]
pub fn quorum(total: u64) -> u64 {
    let two_thirds = u128::from(total) * 2 / 3;
    u64::try_from(two_thirds).unwrap_or(u64::MAX) + 1
}

/// When a Plasma exit may be paid, in seconds: a week after its output was made, or half a week after it was asked
/// for, whichever is later.
#[must_use]
pub fn exitable_at(created: u64, now: u64) -> u64 {
    let by_output = created.saturating_add(EXIT_AFTER_OUTPUT);
    by_output.max(now.saturating_add(EXIT_AFTER_REQUEST))
}
