//! A batch as it goes to Layer 1: compressed bytes with bounds, and the inbox hash that chains batches.

use borsh::{BorshDeserialize, BorshSerialize};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::base::{Digest, Hasher, Keccak256, encode, keccak256};

use super::transfer::{MAX_TRANSFER_BYTES, put_number, take_number};

/// Most transfers in a batch.
pub const MAX_TRANSFERS: usize = 128;
/// Most deposits that one batch takes.
pub const MAX_DEPOSITS: u64 = 64;
/// Most steps of a batch: deposits and transfers.
pub const MAX_STEPS: usize = MAX_TRANSFERS + MAX_DEPOSITS as usize;
/// Most bytes of a batch before compression.
pub const MAX_INFLATED: usize = 24_576;
/// Most bytes of a batch on Layer 1.
pub const MAX_BATCH_BYTES: usize = 24_576;
/// Deflate's effort, 0 to 10.
const LEVEL: u8 = 9;

/// A block of Layer 1 that something is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, BorshSerialize, BorshDeserialize)]
pub struct Origin {
    /// Its height.
    pub height: u64,
    /// Its hash.
    pub hash: Digest,
}

/// What the inbox hash covers of a batch besides its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct BatchHeader {
    /// Number of batches before it.
    pub index: u64,
    /// The Layer 1 block up to which it takes deposits.
    pub origin: Origin,
    /// Deposits taken by this and all batches before.
    pub deposits: u64,
    /// Hash chain over those deposits.
    pub deposit_chain: Digest,
}

impl BatchHeader {
    /// The inbox hash after this batch: `keccak(parent, header, keccak(data))`.
    #[must_use]
    pub fn inbox(&self, parent: &Digest, data: &[u8]) -> Digest {
        Keccak256::hash(&[&parent.0, &encode(self), &keccak256(data).0])
    }
}

/// Compresses transfers (each as its canonical bytes) by raw deflate (RFC 1951), each after its length.
#[must_use]
pub fn pack(transfers: &[Vec<u8>]) -> Vec<u8> {
    compress_to_vec(&framed(transfers), LEVEL)
}

/// The bytes before compression.
#[must_use]
pub fn framed(transfers: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for transfer in transfers {
        put_number(&mut bytes, transfer.len() as u64);
        bytes.extend(transfer);
    }
    bytes
}

/// The transfers of a batch, not decoded yet. Data that does not inflate within the bounds or is not framed to its
/// end is a batch of no transfers, for everybody alike.
#[must_use]
pub fn unpack(data: &[u8]) -> Vec<Vec<u8>> {
    decompress_to_vec_with_limit(data, MAX_INFLATED)
        .ok()
        .and_then(|bytes| unframed(&bytes))
        .unwrap_or_default()
}

fn unframed(mut rest: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut transfers = Vec::new();
    while !rest.is_empty() {
        let length = usize::try_from(take_number(&mut rest)?).ok()?;
        if length > MAX_TRANSFER_BYTES || transfers.len() == MAX_TRANSFERS {
            return None;
        }
        let (transfer, tail) = rest.split_at_checked(length)?;
        transfers.push(transfer.to_vec());
        rest = tail;
    }
    Some(transfers)
}
