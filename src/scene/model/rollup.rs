//! An optimistic rollup as its room draws it.

use super::{ActorId, Address, Amount, Digest, Text, Time};
use serde::{Deserialize, Serialize};

/// One rollup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rollup {
    /// Its number in the world.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Who orders and batches.
    pub sequencer: RollupSide,
    /// Who checks.
    pub verifiers: Vec<RollupSide>,
    /// The contract that locks the deposits.
    pub bridge: Address,
    /// The contract that takes batches.
    pub inbox: Address,
    /// The contract that takes claimed roots.
    pub commitments: Address,
    /// The challenge window in Layer 1 blocks.
    pub window: u64,
    /// The bond of a claim.
    pub bond: Amount,
    /// The batches, newest last; the newest dozen.
    pub batches: Vec<Batch>,
    /// How many batches there are in all.
    pub batch_count: u64,
    /// The accounts, as the chosen verifier (else the sequencer) has them.
    pub accounts: Vec<LayerTwoAccount>,
    /// Transfers that the sequencer took and no batch holds yet.
    pub pending: Vec<PendingTransfer>,
    /// Deposits, newest last; the newest dozen.
    pub deposits: Vec<Deposit>,
    /// Withdrawals, newest last; the newest dozen.
    pub withdrawals: Vec<Withdrawal>,
    /// Transfers executed in all.
    pub transfers: u64,
    /// Transactions on Layer 1 so far, on the chosen node's main chain.
    pub onchain: u32,
    /// The dispute that runs, or the last one that ended.
    pub dispute: Option<Dispute>,
    /// The sequencer batches by itself.
    pub automatic: bool,
}

/// A sequencer or a verifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollupSide {
    /// Who.
    pub who: ActorId,
    /// The root of the state as they have it.
    pub root: Digest,
    /// The last batch that they derived or made.
    pub batch: Option<u64>,
    /// Whether they are away (switched off).
    pub away: bool,
    /// Whether they lie, as the user told them to.
    pub dishonest: bool,
}

/// One batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its number.
    pub number: u64,
    /// How many transfers.
    pub transfers: u32,
    /// Its bytes on Layer 1.
    pub bytes: u64,
    /// The gas that Layer 1 charged for it; 0 while it waits.
    pub gas: u64,
    /// The transaction that carries it.
    pub transaction: Option<Digest>,
    /// The block that it is in, as the chosen node sees it: height.
    pub height: Option<u64>,
    /// The root before.
    pub parent_root: Digest,
    /// The root that was claimed on Layer 1.
    pub claimed: Option<Digest>,
    /// The root that the verifier computed.
    pub recomputed: Option<Digest>,
    /// The bond that is at stake.
    pub bond: Amount,
    /// Where it is in its life.
    pub phase: BatchPhase,
}

/// Where a batch is in its life, as the chosen node sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BatchPhase {
    /// Made, submitted, in no block yet.
    Submitted,
    /// Its bytes are on Layer 1, no root is claimed yet.
    Published,
    /// A root is claimed; it may be challenged up to and with the deadline.
    Window {
        /// The height at which the claim was included.
        opened: u64,
        /// The last height at which a challenge counts.
        deadline: u64,
    },
    /// A verifier found it false and its challenge is on the way.
    Disputed {
        /// The last height at which a challenge counts.
        deadline: u64,
    },
    /// The window passed.
    Final,
    /// Layer 1 found the claim false and deleted it; the batch itself stays.
    ClaimDeleted,
    /// A reorg took it out of the chain.
    Reorged,
}

/// A dispute: one step that Layer 1 re-executes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// The batch.
    pub batch: u64,
    /// Who claimed.
    pub claimant: ActorId,
    /// Who challenges.
    pub challenger: ActorId,
    /// The step (index of the transfer in the batch) that is re-executed.
    pub step: u32,
    /// How many steps the batch has.
    pub steps: u32,
    /// The root before the step, on which both agree.
    pub before: Digest,
    /// The root after it that was claimed.
    pub claimed: Digest,
    /// The root after it as re-execution has it.
    pub recomputed: Digest,
    /// Where it is.
    pub phase: DisputePhase,
    /// The bytes of the challenge.
    pub bytes: u64,
    /// The gas that Layer 1 charged for the challenge; 0 while it waits.
    pub gas: u64,
    /// When it began.
    pub since: Time,
}

/// Where a dispute is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DisputePhase {
    /// The verifier's own derivation differs from the claim.
    Found,
    /// The challenge waits for a block.
    Submitted,
    /// Layer 1 re-executed the step and deleted the claim.
    Won,
    /// Layer 1 re-executed the step and the claim stands.
    Refused,
    /// The window was over before a challenge could be in a block.
    TooLate,
}

/// An account on the rollup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerTwoAccount {
    /// Whose, if it is someone known by name.
    pub who: Option<ActorId>,
    /// The address.
    pub address: Address,
    /// The balance.
    pub balance: Amount,
    /// The next nonce.
    pub nonce: u64,
}

/// A transfer that waits for a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingTransfer {
    /// Its id.
    pub id: Digest,
    /// Who pays.
    pub from: Option<ActorId>,
    /// Who is paid.
    pub to: Option<ActorId>,
    /// How much.
    pub amount: Amount,
    /// Whether the sequencer promised to include it.
    pub promised: bool,
}

/// A deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// Its number.
    pub number: u64,
    /// For whom.
    pub who: ActorId,
    /// How much.
    pub amount: Amount,
    /// Where it is.
    pub phase: DepositPhase,
}

/// Where a deposit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DepositPhase {
    /// Its transaction waits for a block.
    Submitted,
    /// Locked in the bridge, not yet taken by a rollup block.
    Locked,
    /// Credited on the rollup.
    Credited,
}

/// A withdrawal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Its number.
    pub number: u64,
    /// For whom.
    pub who: ActorId,
    /// How much.
    pub amount: Amount,
    /// The batch that burns it on the rollup, once there is one.
    pub batch: Option<u64>,
    /// Where it is.
    pub phase: WithdrawalPhase,
    /// Why Layer 1 refused it, if it did.
    pub refused: Option<Text>,
}

/// Where a withdrawal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WithdrawalPhase {
    /// Asked for on the rollup, in no batch yet.
    Requested,
    /// Burnt by a batch on Layer 1; no true claim covers it yet.
    Burnt,
    /// Burnt in a batch; its root is in the window.
    Waiting {
        /// The last height of the window.
        deadline: u64,
    },
    /// The root survived: it can be proven.
    Ready,
    /// Proven against a root; the transaction to pay can follow.
    Proven,
    /// The transaction waits for a block.
    Finalizing,
    /// Paid on Layer 1, once.
    Paid,
    /// Layer 1 refused it.
    Refused,
}
