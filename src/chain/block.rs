//! Blocks: Bitcoin's 80-byte header, whose Merkle field commits to the whole body.

use std::sync::OnceLock;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Digest, encode, merkle::bitcoin, sha256d};
use crate::ledger::SignedTransaction;

use super::{EnginePart, Header};

/// What the Merkle field commits to: this head is leaf 0, the transactions follow.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Body {
    /// Number of blocks before it.
    pub height: u64,
    /// Who receives subsidy and fees.
    pub miner: Address,
    /// Root over all accounts after the block.
    pub state_root: Digest,
    /// Root over the receipts.
    pub receipts_root: Digest,
    /// Gas used by all transactions.
    pub gas_used: u64,
    /// The transactions in order.
    pub transactions: Vec<SignedTransaction>,
    /// The consensus engine's part, if it has one.
    pub engine: Option<Box<EnginePart>>,
}

impl Body {
    /// Canonical bytes of leaf 0: all but the transactions.
    pub fn head_bytes(&self) -> Vec<u8> {
        let mut bytes = encode(&(
            self.height,
            &self.miner,
            &self.state_root,
            &self.receipts_root,
            self.gas_used,
        ));
        if let Some(part) = &self.engine {
            bytes.extend(encode(part));
        }
        bytes
    }

    /// The bytes of the consensus engine's part.
    pub fn engine_bytes(&self) -> &[u8] {
        self.engine.as_ref().map_or(&[], |part| &part.bytes)
    }

    /// The Merkle tree's leaves: the body's head, then each transaction with its signature.
    pub fn leaves(&self) -> Vec<Digest> {
        std::iter::once(sha256d(&self.head_bytes()))
            .chain(self.transactions.iter().map(SignedTransaction::leaf))
            .collect()
    }

    /// Bitcoin's Merkle root over the leaves; `None` for a list that a duplication made (CVE-2012-2459).
    pub fn merkle_root(&self) -> Option<Digest> {
        bitcoin::root(&self.leaves())
    }
}

/// A block. Ids and size are computed once.
#[derive(Debug)]
pub struct Block {
    header: Header,
    body: Body,
    seal: Vec<u8>,
    id: Digest,
    size: OnceLock<usize>,
    content: OnceLock<Digest>,
}

impl Block {
    /// Puts header and body together, without checking that they fit, and without a seal.
    pub fn new(header: Header, body: Body) -> Self {
        Self::sealed(header, body, Vec::new())
    }

    /// As [`Self::new`], with what vouches for the header beside its hash: a producer's signature over the id.
    pub fn sealed(header: Header, body: Body, seal: Vec<u8>) -> Self {
        Self {
            id: header.id(),
            header,
            body,
            seal,
            size: OnceLock::new(),
            content: OnceLock::new(),
        }
    }

    /// Hash of the header.
    pub fn id(&self) -> Digest {
        self.id
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The body.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// What vouches for the header beside its hash; the id does not cover it.
    pub fn seal(&self) -> &[u8] {
        &self.seal
    }

    /// Canonical bytes: the header's 80, the body's, the seal's.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.header.to_bytes().to_vec();
        bytes.extend(encode(&self.body));
        bytes.extend(&self.seal);
        bytes
    }

    /// Number of canonical bytes.
    pub fn size(&self) -> usize {
        *self.size.get_or_init(|| self.bytes().len())
    }

    /// Hash of all bytes: what a verdict on this very block is remembered by.
    pub fn content(&self) -> Digest {
        *self.content.get_or_init(|| sha256d(&self.bytes()))
    }
}

impl PartialEq for Block {
    fn eq(&self, other: &Self) -> bool {
        self.header == other.header && self.body == other.body && self.seal == other.seal
    }
}
