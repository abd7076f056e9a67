//! Compact blocks (BIP 152): a block whose transactions are named by six bytes each, and how it is put together again from a mempool.

use std::collections::BTreeMap;
use std::hash::Hasher as _;

use borsh::BorshSerialize;
use siphasher::sip::SipHasher24;

use crate::base::{Digest, Hasher as _, Sha256, encode};
use crate::ledger::SignedTransaction;

use super::{Block, Body, Header};

/// Bytes of a short id.
const SHORT: usize = 6;

/// A transaction's short id in one compact block: the low 48 bits of SipHash-2-4.
pub type ShortId = u64;

/// What short ids of one compact block are made with: from its header and a nonce, so that nobody can prepare a collision
/// that holds for every sender.
#[derive(Clone, Copy, Debug)]
pub struct ShortIds {
    key: (u64, u64),
}

impl ShortIds {
    /// Of a header and a nonce.
    pub fn new(header: &Header, nonce: u64) -> Self {
        let digest = Sha256::hash(&[&header.to_bytes(), &nonce.to_le_bytes()]);
        let half = |from: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&digest.0[from..from + 8]);
            u64::from_le_bytes(bytes)
        };
        Self {
            key: (half(0), half(8)),
        }
    }

    /// The short id of a transaction, named by its leaf, which covers its signature (as wtxid, version 2 of the protocol).
    pub fn of(self, leaf: &Digest) -> ShortId {
        let mut hasher = SipHasher24::new_with_keys(self.key.0, self.key.1);
        hasher.write(&leaf.0);
        hasher.finish() & 0xffff_ffff_ffff
    }
}

/// A block without its transactions. The body's head, which takes the place of a coinbase, is there in full.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct CompactBlock {
    header: Header,
    nonce: u64,
    /// The body, with no transactions.
    head: Body,
    seal: Vec<u8>,
    short: Vec<ShortId>,
}

/// What a mempool makes of a compact block.
#[derive(Debug, PartialEq)]
pub enum Filled {
    /// All of it.
    Whole(Box<Block>),
    /// All but the transactions of these numbers.
    Lacks(Vec<u32>),
    /// Two transactions have one short id: only the full block tells which it is.
    Collides,
}

impl CompactBlock {
    /// Of a block, with a nonce of the sender's own.
    pub fn of(block: &Block, nonce: u64) -> Self {
        let ids = ShortIds::new(block.header(), nonce);
        let transactions = &block.body().transactions;
        let head = Body {
            transactions: Vec::new(),
            ..block.body().clone()
        };
        Self {
            header: *block.header(),
            nonce,
            head,
            seal: block.seal().to_vec(),
            short: transactions
                .iter()
                .map(|signed| ids.of(&signed.leaf()))
                .collect(),
        }
    }

    /// The block's id.
    pub fn id(&self) -> Digest {
        self.header.id()
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Number of transactions.
    pub fn count(&self) -> usize {
        self.short.len()
    }

    /// Bytes on the wire: header, nonce, count, six bytes a transaction, the body's head, the seal.
    pub fn size(&self) -> usize {
        let head = self.head.head_bytes().len() + self.seal.len();
        Header::LEN + 8 + 3 + SHORT * self.short.len() + head
    }

    /// Puts the block together from transactions that are at hand.
    pub fn fill<'a>(&self, at_hand: impl Iterator<Item = &'a SignedTransaction>) -> Filled {
        let ids = ShortIds::new(&self.header, self.nonce);
        self.fill_by(at_hand, |leaf| ids.of(leaf))
    }

    fn fill_by<'a>(
        &self,
        at_hand: impl Iterator<Item = &'a SignedTransaction>,
        short: impl Fn(&Digest) -> ShortId,
    ) -> Filled {
        let mut places = BTreeMap::new();
        for (place, id) in self.short.iter().enumerate() {
            if places.insert(*id, place).is_some() {
                return Filled::Collides;
            }
        }
        let mut found: Vec<Option<&SignedTransaction>> = vec![None; self.short.len()];
        for signed in at_hand {
            let leaf = signed.leaf();
            let Some(place) = places.get(&short(&leaf)) else {
                continue;
            };
            // The same one may come from the mempool and from a peer.
            let other = found[*place].replace(signed);
            if other.is_some_and(|other| other.leaf() != leaf) {
                return Filled::Collides;
            }
        }
        let lacks: Vec<u32> = (0..)
            .zip(&found)
            .filter(|(_, found)| found.is_none())
            .map(|(place, _)| place)
            .collect();
        match lacks.is_empty() {
            true => Filled::Whole(Box::new(self.whole(found.into_iter().flatten()))),
            false => Filled::Lacks(lacks),
        }
    }

    fn whole<'a>(&self, transactions: impl Iterator<Item = &'a SignedTransaction>) -> Block {
        let body = Body {
            transactions: transactions.cloned().collect(),
            ..self.head.clone()
        };
        Block::sealed(self.header, body, self.seal.clone())
    }
}

/// Whether a block's body is the one that its header commits to.
pub fn is_consistent(block: &Block) -> bool {
    block.body().merkle_root() == Some(block.header().merkle)
}

/// Bytes on the wire of transactions that were asked for.
pub fn wire_size(transactions: &[SignedTransaction]) -> usize {
    transactions.iter().map(|signed| encode(signed).len()).sum()
}

#[cfg(test)]
#[path = "compact_tests.rs"]
mod tests;
