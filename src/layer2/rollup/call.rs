//! What is sent to the rollup's contract: canonical bytes of calls and of the constructor's input.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, Digest, Keccak256, MapProof};

use super::batch::Origin;
use super::step::Witness;
use super::transfer::Withdrawal;

/// Name of the code in the contract table.
pub const CODE: &str = "rollup";

/// The constructor's input; the creator is the sequencer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Creation {
    /// The rollup's number in its world.
    pub number: u32,
    /// Blocks after a commitment's in which it can be challenged.
    pub window: u64,
    /// What each commitment locks.
    pub bond: Amount,
}

/// A call.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Call {
    /// Bridge: locks the value that comes along for an account above.
    Deposit {
        /// Whose account.
        to: Address,
    },
    /// Inbox: publishes a batch.
    SubmitBatch(BatchCall),
    /// Commitments: claims the roots around each step of a batch; the bond comes along.
    Commit(CommitCall),
    /// Challenge: the claimed number of steps is not the batch's.
    ChallengeCount(BatchBytes),
    /// Challenge: one claimed root does not follow from the one before it.
    ChallengeStep(Box<StepCall>),
    /// Commitments: pays the bond of the oldest commitment back when its window is over.
    Confirm {
        /// Index of its batch.
        batch: u64,
    },
    /// Bridge: shows a burn in a committed state.
    Prove(ProveCall),
    /// Bridge: pays a withdrawal whose proof outlived the window.
    Finalize {
        /// The withdrawal.
        withdrawal: Withdrawal,
    },
}

/// A batch on its way into the inbox.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct BatchCall {
    /// Number of batches before it.
    pub index: u64,
    /// The inbox hash that it extends.
    pub parent: Digest,
    /// The Layer 1 block up to which it takes deposits.
    pub origin: Origin,
    /// Deposits taken by this and all batches before.
    pub deposits: u64,
    /// Compressed transfers.
    pub data: Vec<u8>,
}

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct CommitCall {
    /// Index of the batch.
    pub batch: u64,
    /// The inbox hash after that batch.
    pub inbox: Digest,
    /// A Layer 1 block that the claimant derived from.
    pub origin: Origin,
    /// Deposits taken by this and all batches before.
    pub deposits: u64,
    /// The root before the first step, then one after each step.
    pub roots: Vec<Digest>,
}

/// A batch's bytes once more, with what the inbox hash needs besides.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct BatchBytes {
    /// Index of the batch.
    pub batch: u64,
    /// Hash of the batch's origin.
    pub origin_hash: Digest,
    /// Compressed transfers.
    pub data: Vec<u8>,
}

/// A claimed root with its audit path in the tree of intermediate roots.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ClaimedRoot {
    /// The root.
    pub root: Digest,
    /// Nearest sibling first (RFC 6962).
    pub path: Vec<Digest>,
}

/// A challenge of one step.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct StepCall {
    /// Index of the batch.
    pub batch: u64,
    /// Number of the step in it, from 0.
    pub step: u32,
    /// The batch's bytes, if the step is a transfer; a deposit is in storage.
    pub bytes: Option<BatchBytes>,
    /// The claimed root before the step.
    pub before: ClaimedRoot,
    /// The claimed root after it.
    pub after: ClaimedRoot,
    /// The leaves that the step reads, in the order of reading.
    pub witnesses: Vec<Witness>,
}

/// A burn shown in a committed state.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct ProveCall {
    /// The withdrawal.
    pub withdrawal: Withdrawal,
    /// Index of the batch whose committed root holds the burn.
    pub batch: u64,
    /// Shows the burn under that root.
    pub proof: MapProof<Keccak256>,
}
