//! Blobs that a transaction carries (EIP-4844): hashes that it commits to, and data beside it that no block keeps.
//! The commitment is modelled: a hash of the data stands where Ethereum hashes a KZG commitment.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Amount, Digest, sha256};

use super::{TransactionError, fee::blob::GAS_PER_BLOB};

/// First byte of a versioned hash (EIP-4844, `VERSIONED_HASH_VERSION_KZG`).
pub const BLOB_VERSION: u8 = 1;
/// Most bytes of a blob; what is not given counts as zeros and is not hashed.
pub const MAX_BLOB_BYTES: usize = GAS_PER_BLOB as usize;

/// The blobs of a transaction, as it commits to them.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Blobs {
    /// Most units paid for each gas of blob space.
    pub max_fee: Amount,
    /// One versioned hash a blob.
    pub hashes: Vec<Digest>,
}

impl Blobs {
    /// Commits to `data`, one entry a blob.
    #[must_use]
    pub fn of(max_fee: Amount, data: &[Vec<u8>]) -> Self {
        Self {
            max_fee,
            hashes: data.iter().map(|data| versioned_hash(data)).collect(),
        }
    }

    /// Gas of blob space that they take.
    #[must_use]
    pub fn gas(&self) -> u64 {
        GAS_PER_BLOB.saturating_mul(self.hashes.len() as u64)
    }

    /// The most that they cost; `None` if the product does not fit.
    #[must_use]
    pub fn most(&self) -> Option<Amount> {
        self.max_fee.checked_mul(self.gas())
    }

    /// Checks number and versions; a block holds at most `max` blobs.
    ///
    /// # Errors
    /// [`TransactionError::BlobCount`] for none or too many, [`TransactionError::BlobVersion`].
    pub fn check(&self, max: u64) -> Result<(), TransactionError> {
        if !(1..=max).contains(&(self.hashes.len() as u64)) {
            return Err(TransactionError::BlobCount);
        }
        let known = |hash: &Digest| hash.0.first() == Some(&BLOB_VERSION);
        match self.hashes.iter().all(known) {
            true => Ok(()),
            false => Err(TransactionError::BlobVersion),
        }
    }

    /// Whether `data` is what the hashes commit to.
    #[must_use]
    pub fn commit_to(&self, data: &[Vec<u8>]) -> bool {
        let pairs = data.iter().zip(&self.hashes);
        self.hashes.len() == data.len()
            && data.iter().all(|data| data.len() <= MAX_BLOB_BYTES)
            && pairs
                .into_iter()
                .all(|(data, hash)| versioned_hash(data) == *hash)
    }
}

/// SHA-256 of a blob's data, its first byte replaced by [`BLOB_VERSION`].
#[must_use]
pub fn versioned_hash(data: &[u8]) -> Digest {
    let mut hash = sha256(data);
    hash.0[0] = BLOB_VERSION;
    hash
}
