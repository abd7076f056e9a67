//! Merkle paths, drawn and checked step by step.

use crate::base::merkle::map::PathEnd;
use crate::base::merkle::{bitcoin, log};
use crate::base::{Digest, Hasher, Keccak256, MapProof, Sha256, Sha256d, encode};
use crate::scene::model::{MerklePath, MerkleStep, Section, Text};

/// A path in Bitcoin's tree.
pub(super) fn bitcoin(
    name: &'static str,
    leaves: &[Digest],
    index: u64,
    root: Digest,
) -> Option<Section> {
    let leaf = *leaves.get(usize::try_from(index).ok()?)?;
    let mut hash = leaf;
    let mut steps = Vec::new();
    for (level, sibling) in bitcoin::path(leaves, index)?.into_iter().enumerate() {
        let left = index >> level & 1 == 1;
        hash = if left {
            Sha256d::hash(&[&sibling.0, &hash.0])
        } else {
            Sha256d::hash(&[&hash.0, &sibling.0])
        };
        steps.push(MerkleStep {
            sibling,
            left,
            parent: hash,
        });
    }
    Some(Section::Merkle(MerklePath {
        name: Text::key(name),
        index: Some(index),
        leaves: leaves.len() as u64,
        leaf,
        steps,
        computed: hash,
        root,
    }))
}

/// A path in a tree of RFC 6962 over leaf hashes, with Keccak-256.
pub(super) fn log_path(
    name: &'static str,
    leaves: &[Digest],
    index: u64,
    root: Digest,
) -> Option<Section> {
    let leaf = *leaves.get(usize::try_from(index).ok()?)?;
    let path = log::path_of_hashes::<Keccak256>(leaves, index)?;
    let (mut place, mut last) = (index, leaves.len() as u64 - 1);
    let mut hash = leaf;
    let mut steps = Vec::new();
    for sibling in path {
        let left = place & 1 == 1 || place == last;
        hash = if left {
            Keccak256::hash(&[&[1], &sibling.0, &hash.0])
        } else {
            Keccak256::hash(&[&[1], &hash.0, &sibling.0])
        };
        steps.push(MerkleStep {
            sibling,
            left,
            parent: hash,
        });
        if left {
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        }
        place >>= 1;
        last >>= 1;
    }
    Some(Section::Merkle(MerklePath {
        name: Text::key(name),
        index: Some(index),
        leaves: leaves.len() as u64,
        leaf,
        steps,
        computed: hash,
        root,
    }))
}

/// What a path in an authenticated map proves: key and value as their canonical bytes.
pub(super) struct InMap<'a> {
    pub(super) name: &'static str,
    pub(super) key: &'a [u8],
    pub(super) value: &'a [u8],
    pub(super) leaves: u64,
    pub(super) root: Digest,
}

/// A path in an authenticated map; `None` for a proof of absence.
pub(super) fn map<H: Hasher>(what: &InMap, proof: &MapProof<H>) -> Option<Section> {
    if proof.end() != PathEnd::Leaf {
        return None;
    }
    let key_hash = H::hash(&[what.key]);
    let value_hash = H::hash(&[what.value]);
    let leaf = H::hash(&[&[0], &key_hash.0, &value_hash.0]);
    let mut hash = leaf;
    let mut steps = Vec::new();
    for (depth, sibling) in proof.siblings().iter().enumerate().rev() {
        let left = key_hash.0[depth / 8] >> (7 - depth % 8) & 1 == 1;
        hash = if left {
            H::hash(&[&[1], &sibling.0, &hash.0])
        } else {
            H::hash(&[&[1], &hash.0, &sibling.0])
        };
        steps.push(MerkleStep {
            sibling: *sibling,
            left,
            parent: hash,
        });
    }
    Some(Section::Merkle(MerklePath {
        name: Text::key(what.name),
        index: None,
        leaves: what.leaves,
        leaf,
        steps,
        computed: hash,
        root: what.root,
    }))
}

/// The path of an account to the state root.
pub(super) fn account(
    state: &crate::ledger::State,
    address: &crate::base::Address,
) -> Option<Section> {
    let account = state.get(address)?;
    let what = InMap {
        name: "merkle.account-in-state",
        key: &encode(address),
        value: &encode(account),
        leaves: state.accounts().count() as u64,
        root: state.root(),
    };
    map::<Sha256>(&what, &state.prove(address))
}
