//! What is found on Layer 1 of a rollup: batches with all that follows from them, claims, and challenges upheld.

use std::sync::Arc;

use crate::base::{Address, Amount, Digest};
use crate::chain::Entry;
use crate::ledger::{Receipt, SignedTransaction};

use super::batch::{BatchHeader, Origin};
use super::contract::{Commitment, Reader};
use super::step::{Effect, RollupState, Step};
use super::transfer::SignedTransfer;

/// Where on Layer 1 something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The block.
    pub block: Origin,
    /// The transaction.
    pub transaction: Digest,
    /// Who sent it.
    pub sender: Address,
    /// Gas that Layer 1 charged.
    pub gas: u64,
    /// Bytes of its calldata.
    pub bytes: u32,
}

/// A batch with all that follows from it.
#[derive(Clone, Debug)]
pub struct RollupBlock {
    /// Index, origin, and deposits taken so far.
    pub header: BatchHeader,
    /// Inbox hash before it.
    pub parent: Digest,
    /// Inbox hash after it.
    pub inbox: Digest,
    /// Compressed transfers.
    pub data: Vec<u8>,
    /// Deposits, then transfers.
    pub steps: Vec<Step>,
    /// What each step did.
    pub effects: Vec<Effect>,
    /// The roots around the steps.
    pub roots: Vec<Digest>,
    /// Root of the tree over them.
    pub roots_root: Digest,
    /// The state before.
    pub before: RollupState,
    /// The state after.
    pub after: RollupState,
    /// Its transaction on Layer 1.
    pub place: Place,
}

impl RollupBlock {
    /// Decodable transfers, in order.
    pub fn transfers(&self) -> impl Iterator<Item = SignedTransfer> + '_ {
        self.steps.iter().filter_map(|step| match step {
            Step::Deposit { .. } => None,
            Step::Transfer(bytes) => SignedTransfer::from_bytes(bytes),
        })
    }

    /// Whether the batch derives to all that was committed to, not to the last root alone.
    #[must_use]
    pub fn bears_out(&self, commitment: &Commitment) -> bool {
        commitment.roots == self.roots_root
            && commitment.steps as usize == self.steps.len()
            && commitment.root == self.after.root()
    }

    /// Number of transfers, decodable or not.
    #[must_use]
    pub fn transfer_count(&self) -> u32 {
        let transfers = self
            .steps
            .iter()
            .filter(|step| matches!(step, Step::Transfer(_)));
        transfers.count() as u32
    }
}

/// A claim as it was made, with all its roots.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Index of the batch.
    pub batch: u64,
    /// The claimed roots around the steps.
    pub roots: Vec<Digest>,
    /// Root of the tree over them.
    pub roots_root: Digest,
    /// Its transaction on Layer 1.
    pub place: Place,
}

/// A challenge that Layer 1 upheld.
#[derive(Clone, Debug)]
pub struct Upheld {
    /// Index of the batch whose commitment fell, with its descendants.
    pub batch: u64,
    /// The step that was executed; `None` if the number of steps was false.
    pub step: Option<u32>,
    /// The bond lost.
    pub bond: Amount,
    /// Its transaction on Layer 1.
    pub place: Place,
}

/// What following a head changed.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Batches that are gone, newest first.
    pub removed: Vec<Arc<RollupBlock>>,
    /// Batches that came, oldest first.
    pub added: Vec<Arc<RollupBlock>>,
    /// Challenges that Layer 1 upheld.
    pub upheld: Vec<Upheld>,
    /// Whether the contract appeared.
    pub created: bool,
}

/// Steps of the deposits from number `first` to before `end`.
pub(super) fn deposits(reader: &Reader, first: u64, end: u64) -> Option<Vec<Step>> {
    (first..end)
        .map(|number| {
            let deposit = reader.deposit(number)?;
            Some(Step::Deposit {
                to: deposit.to,
                amount: deposit.amount,
            })
        })
        .collect()
}

/// A block as an origin.
pub(super) fn origin_of(entry: &Entry) -> Origin {
    Origin {
        height: entry.height(),
        hash: entry.id(),
    }
}

/// Where a transaction is, and what it cost.
pub(super) fn place_of(entry: &Entry, signed: &SignedTransaction, receipt: &Receipt) -> Place {
    Place {
        block: origin_of(entry),
        transaction: signed.id(),
        sender: signed.sender(),
        gas: receipt.gas_used,
        bytes: signed.transaction().action.input().len() as u32,
    }
}
