//! What the nodes of the authenticated map hash to, and how a key finds its way.

use borsh::BorshSerialize;

use crate::base::digest::{Digest, Hasher};
use crate::base::encoding::encode;

/// The bit at `depth` counted from the most significant one of the first byte.
pub(super) fn bit(key_hash: &Digest, depth: usize) -> usize {
    usize::from(key_hash.0[depth / 8] >> (7 - depth % 8) & 1)
}

pub(super) fn hash_of<H: Hasher>(value: &impl BorshSerialize) -> Digest {
    H::hash(&[&encode(value)])
}

pub(super) fn leaf_hash<H: Hasher>(key_hash: &Digest, value_hash: &Digest) -> Digest {
    H::hash(&[&[0], &key_hash.0, &value_hash.0])
}

pub(super) fn inner_hash<H: Hasher>(left: &Digest, right: &Digest) -> Digest {
    H::hash(&[&[1], &left.0, &right.0])
}
