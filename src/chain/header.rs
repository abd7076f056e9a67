//! The block header of proof of work: Bitcoin's 80 bytes, to the byte.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{Digest, sha256d};

/// What a miner hashes.
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
    Serialize,
    Deserialize,
    JsonSchema,
)]
pub struct Header {
    /// Version of the block rules.
    pub version: u32,
    /// The id of the parent block.
    pub previous: Digest,
    /// The Merkle root over the block's body.
    pub merkle: Digest,
    /// Seconds since the epoch that the chain counts from.
    pub time: u32,
    /// The target in compact form.
    pub bits: u32,
    /// What miners vary.
    pub nonce: u32,
}

impl Header {
    /// Length of the wire form.
    pub const LEN: usize = 80;

    /// The wire form: the fields in their order, integers little endian.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..4].copy_from_slice(&self.version.to_le_bytes());
        bytes[4..36].copy_from_slice(&self.previous.0);
        bytes[36..68].copy_from_slice(&self.merkle.0);
        bytes[68..72].copy_from_slice(&self.time.to_le_bytes());
        bytes[72..76].copy_from_slice(&self.bits.to_le_bytes());
        bytes[76..].copy_from_slice(&self.nonce.to_le_bytes());
        bytes
    }

    /// Reads the wire form. Every 80 bytes are a header.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
        Self {
            version: u32::from_le_bytes(part(bytes, 0)),
            previous: Digest(part(bytes, 4)),
            merkle: Digest(part(bytes, 36)),
            time: u32::from_le_bytes(part(bytes, 68)),
            bits: u32::from_le_bytes(part(bytes, 72)),
            nonce: u32::from_le_bytes(part(bytes, 76)),
        }
    }

    /// The block's id: double SHA-256 of the wire form. The same 32 bytes, read
    /// as a little-endian integer, are held against the target.
    #[must_use]
    pub fn id(&self) -> Digest {
        sha256d(&self.to_bytes())
    }
}

fn part<const N: usize>(bytes: &[u8; Header::LEN], from: usize) -> [u8; N] {
    let mut part = [0; N];
    part.copy_from_slice(&bytes[from..from + N]);
    part
}

#[cfg(test)]
mod tests;
