//! Facts of the optimistic rollup.

use serde::{Deserialize, Serialize};

use crate::base::{ActorId, Amount, Digest};

/// What happened in an optimistic rollup, as one agent sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RollupFact {
    /// The contracts are on Layer 1, as `agent` sees it.
    Started {
        /// Which rollup, counted from 1.
        rollup: u32,
        /// Who sees it.
        agent: ActorId,
    },
    /// The sequencer promised to include a transfer.
    Promised {
        /// Which rollup.
        rollup: u32,
        /// The transfer's id.
        transfer: Digest,
    },
    /// The sequencer refused a transfer, by key.
    Refused {
        /// Which rollup.
        rollup: u32,
        /// The transfer's id.
        transfer: Digest,
        /// Key of the reason.
        reason: String,
    },
    /// A batch was handed to Layer 1.
    Batched {
        /// Which rollup.
        rollup: u32,
        /// Index of the batch.
        batch: u64,
        /// Number of transfers.
        transfers: u32,
        /// Size of the batch's bytes.
        bytes: u32,
    },
    /// A state root was claimed.
    Claimed {
        /// Which rollup.
        rollup: u32,
        /// Index of the batch.
        batch: u64,
        /// The root claimed.
        root: Digest,
        /// Whether it is what the claimant itself derived.
        honest: bool,
    },
    /// A verifier derived the same root from Layer 1 data alone.
    Agreed {
        /// Which rollup.
        rollup: u32,
        /// Who.
        verifier: ActorId,
        /// Index of the batch.
        batch: u64,
    },
    /// A verifier derived another root, and challenges one step.
    Disputed {
        /// Which rollup.
        rollup: u32,
        /// Who.
        verifier: ActorId,
        /// Index of the batch.
        batch: u64,
        /// The first step whose root differs.
        step: u32,
    },
    /// Layer 1 executed the step: the commitment is deleted and its bond lost.
    Deleted {
        /// Which rollup.
        rollup: u32,
        /// Index of the batch.
        batch: u64,
        /// Bond taken.
        bond: Amount,
    },
    /// The window of a commitment is over.
    Confirmed {
        /// Which rollup.
        rollup: u32,
        /// Index of the batch.
        batch: u64,
    },
    /// A deposit was credited above.
    Deposited {
        /// Which rollup.
        rollup: u32,
        /// How much.
        amount: Amount,
    },
    /// A withdrawal reached a phase, by key.
    Withdrawal {
        /// Which rollup.
        rollup: u32,
        /// The withdrawal's key.
        withdrawal: Digest,
        /// Key of the phase.
        phase: String,
    },
    /// The rollup's state was taken back to an earlier batch, as a Layer 1 reorg took its data away.
    Rewound {
        /// Which rollup.
        rollup: u32,
        /// Who.
        agent: ActorId,
        /// First batch that is gone.
        batch: u64,
    },
    /// `agent` saw something that it can't mend, by key.
    Alarm {
        /// Which rollup.
        rollup: u32,
        /// Who.
        agent: ActorId,
        /// Index of the batch.
        batch: u64,
        /// Key of what was seen.
        reason: String,
        /// What was counted on and does not come, where it is about a payment.
        amount: Option<Amount>,
    },
}
