//! Proofs of what a [`super::MerkleMap`] holds, without the map.

use std::io::{Error, ErrorKind, Read, Result as IoResult};
use std::marker::PhantomData;

use borsh::{BorshDeserialize, BorshSerialize};

use super::hash::{bit, hash_of, inner_hash, leaf_hash};
use crate::base::digest::{Digest, Hasher, Sha256};

/// Bits in a hashed key: no path is longer.
const MAX_DEPTH: usize = 256;

/// What stands where the path of a key ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum PathEnd {
    /// Nothing: the key is absent.
    Empty,
    /// The key's own leaf.
    Leaf,
    /// The leaf of another key with the same prefix: the key is absent.
    Other {
        /// The other key, hashed.
        key_hash: Digest,
        /// The other value, hashed.
        value_hash: Digest,
    },
}

/// Proves what a map of some root holds for one key, be it nothing.
///
/// Deeper than 256 it does not decode.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct MapProof<H = Sha256> {
    /// Hashes beside the path, from the root down.
    siblings: Vec<Digest>,
    end: PathEnd,
    #[borsh(skip)]
    hasher: PhantomData<fn() -> H>,
}

impl<H: Hasher> MapProof<H> {
    pub(super) fn new(siblings: Vec<Digest>, end: PathEnd) -> Self {
        Self {
            siblings,
            end,
            hasher: PhantomData,
        }
    }

    /// Hashes beside the path, from the root down.
    #[must_use]
    pub fn siblings(&self) -> &[Digest] {
        &self.siblings
    }

    /// What stands where the path ends.
    #[must_use]
    pub fn end(&self) -> PathEnd {
        self.end
    }

    /// Whether the map of `root` holds exactly `value` for `key`; `None` is
    /// the claim that the key is absent.
    #[must_use]
    pub fn verify<K, V>(&self, root: &Digest, key: &K, value: Option<&V>) -> bool
    where
        K: BorshSerialize,
        V: BorshSerialize,
    {
        let key_hash = hash_of::<H>(key);
        let end = match (self.end, value) {
            (PathEnd::Leaf, Some(value)) => leaf_hash::<H>(&key_hash, &hash_of::<H>(value)),
            (PathEnd::Empty, None) => Digest::ZERO,
            (
                PathEnd::Other {
                    key_hash: other,
                    value_hash,
                },
                None,
            ) if self.ends_in_other(&key_hash, &other) => leaf_hash::<H>(&other, &value_hash),
            _ => return false,
        };
        self.siblings.len() <= MAX_DEPTH && self.root_over(end, &key_hash) == *root
    }

    /// The root after `new` was set for `key`, from the proof alone; none if
    /// the proof doesn't show that the map of `root_before` held `old`.
    #[must_use]
    pub fn root_after<K, V>(
        &self,
        root_before: &Digest,
        key: &K,
        old: Option<&V>,
        new: &V,
    ) -> Option<Digest>
    where
        K: BorshSerialize,
        V: BorshSerialize,
    {
        if !self.verify(root_before, key, old) {
            return None;
        }
        let key_hash = hash_of::<H>(key);
        let leaf = leaf_hash::<H>(&key_hash, &hash_of::<H>(new));
        let end = match self.end {
            PathEnd::Empty | PathEnd::Leaf => leaf,
            PathEnd::Other {
                key_hash: other,
                value_hash,
            } => self.fork(&key_hash, leaf, &other, leaf_hash::<H>(&other, &value_hash)),
        };
        Some(self.root_over(end, &key_hash))
    }

    fn ends_in_other(&self, key_hash: &Digest, other: &Digest) -> bool {
        common_bits(key_hash, other) >= self.siblings.len() && key_hash != other
    }

    /// The subtree at the path's end that holds both leaves, which part at
    /// their first different bit.
    fn fork(&self, key_hash: &Digest, leaf: Digest, other: &Digest, beside: Digest) -> Digest {
        let parting = common_bits(key_hash, other);
        let both = parent::<H>(bit(key_hash, parting), leaf, beside);
        (self.siblings.len()..parting)
            .rev()
            .fold(both, |below, depth| {
                parent::<H>(bit(key_hash, depth), below, Digest::ZERO)
            })
    }

    fn root_over(&self, end: Digest, key_hash: &Digest) -> Digest {
        let levels = self.siblings.iter().enumerate().rev();
        levels.fold(end, |below, (depth, sibling)| {
            parent::<H>(bit(key_hash, depth), below, *sibling)
        })
    }
}

/// The inner node with `child` on `side` and `sibling` on the other.
fn parent<H: Hasher>(side: usize, child: Digest, sibling: Digest) -> Digest {
    if side == 0 {
        inner_hash::<H>(&child, &sibling)
    } else {
        inner_hash::<H>(&sibling, &child)
    }
}

/// How many leading bits two digests share.
fn common_bits(a: &Digest, b: &Digest) -> usize {
    (0..MAX_DEPTH)
        .take_while(|depth| bit(a, *depth) == bit(b, *depth))
        .count()
}

impl<H: Hasher> BorshDeserialize for MapProof<H> {
    fn deserialize_reader<R: Read>(reader: &mut R) -> IoResult<Self> {
        let siblings = Vec::<Digest>::deserialize_reader(reader)?;
        if siblings.len() > MAX_DEPTH {
            return Err(Error::new(
                ErrorKind::InvalidData,
                "a map proof deeper than 256",
            ));
        }
        Ok(Self::new(siblings, PathEnd::deserialize_reader(reader)?))
    }
}
