//! What a block proves to somebody who has only its header: a transaction in it, or an account after it.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, Digest, MapProof, merkle::bitcoin, sha256d};
use crate::ledger::{Account, SignedTransaction};

use super::{Entry, Header};

/// What a proof is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize)]
pub enum Subject {
    /// A transaction, in whichever block of the main chain it is.
    Transaction(Digest),
    /// An account after the block.
    Account(Address),
}

/// The parts of a body's head, which is leaf 0 of the block's Merkle tree, that prices and states are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyHead {
    /// The block's height.
    pub height: u64,
    /// Root over all accounts after the block.
    pub state_root: Digest,
    /// Root over the block's receipts.
    pub receipts_root: Digest,
    /// Gas used by the block.
    pub gas_used: u64,
    /// Units burnt for each gas.
    pub base_fee: Amount,
}

impl BodyHead {
    /// Reads the canonical bytes; `None` for what no block has.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let rest = &mut rest;
        let (height, _miner) = <(u64, Address)>::deserialize(rest).ok()?;
        let (state_root, receipts_root) = <(Digest, Digest)>::deserialize(rest).ok()?;
        let (gas_used, base_fee) = <(u64, Amount)>::deserialize(rest).ok()?;
        Some(Self {
            height,
            state_root,
            receipts_root,
            gas_used,
            base_fee,
        })
    }
}

/// A proof against a header.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Proof {
    /// The block whose header it is held against.
    pub block: Digest,
    /// What it claims.
    pub claim: Claim,
    /// The Merkle path of the claim's leaf.
    pub path: Vec<Digest>,
}

/// What a proof claims.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub enum Claim {
    /// The block's leaf of this number is this transaction.
    Transaction {
        /// The transaction.
        signed: Box<SignedTransaction>,
        /// Number of the leaf; 0 is the body's head.
        index: u64,
    },
    /// After the block, the address holds this.
    Account {
        /// The address.
        address: Address,
        /// What it holds; `None` if it was never used.
        account: Option<Box<Account>>,
        /// The body's head, with the state root.
        head: Vec<u8>,
        /// From the state root to the account, or to where it would be.
        branch: MapProof,
    },
}

impl Proof {
    /// Proves something of a block; `None` if it is not so.
    pub fn of(entry: &Entry, subject: Subject) -> Option<Self> {
        let body = entry.block.body();
        let leaves = body.leaves();
        let (claim, index) = match subject {
            Subject::Transaction(id) => {
                let mut transactions = body.transactions.iter();
                let place = transactions.position(|signed| signed.id() == id)?;
                let index = place as u64 + 1;
                let signed = Box::new(body.transactions[place].clone());
                (Claim::Transaction { signed, index }, index)
            }
            Subject::Account(address) => {
                let claim = Claim::Account {
                    address,
                    account: entry.state.get(&address).cloned().map(Box::new),
                    head: body.head_bytes(),
                    branch: entry.state.prove(&address),
                };
                (claim, 0)
            }
        };
        Some(Self {
            block: entry.id(),
            claim,
            path: bitcoin::path(&leaves, index)?,
        })
    }

    /// What it is about.
    pub fn subject(&self) -> Subject {
        match &self.claim {
            Claim::Transaction { signed, .. } => Subject::Transaction(signed.id()),
            Claim::Account { address, .. } => Subject::Account(*address),
        }
    }

    /// Whether the header commits to what is claimed.
    pub fn verify(&self, header: &Header) -> bool {
        if header.id() != self.block {
            return false;
        }
        match &self.claim {
            Claim::Transaction { signed, index } => {
                *index > 0 && bitcoin::verify(&signed.leaf(), *index, &self.path, &header.merkle)
            }
            Claim::Account {
                address,
                account,
                head,
                branch,
            } => {
                bitcoin::verify(&sha256d(head), 0, &self.path, &header.merkle)
                    && BodyHead::read(head).is_some_and(|head| {
                        branch.verify(&head.state_root, address, account.as_deref())
                    })
            }
        }
    }

    /// Bytes on the wire.
    pub fn size(&self) -> usize {
        let claim = match &self.claim {
            Claim::Transaction { signed, .. } => signed.wire_size() + 8,
            Claim::Account { head, branch, .. } => head.len() + 32 * branch.siblings().len() + 60,
        };
        32 + claim + 32 * self.path.len()
    }
}
