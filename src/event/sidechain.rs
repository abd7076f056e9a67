//! Facts of second chains and what ties them to Layer 1.

use serde::{Deserialize, Serialize};

use crate::base::{ActorId, Amount, Digest};

/// What happened around a second chain, as one actor sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SidechainFact {
    /// A second chain began.
    Founded {
        /// Its number.
        chain: u32,
        /// Its first block.
        genesis: Digest,
    },
    /// The lock is on Layer 1, as `agent` sees it.
    Started {
        /// Which chain.
        chain: u32,
        /// Who sees it.
        agent: ActorId,
    },
    /// A deposit is in a Layer 1 block that `agent` follows.
    Deposited {
        /// Which chain.
        chain: u32,
        /// Who deposited.
        agent: ActorId,
        /// The deposit's transaction on Layer 1.
        transaction: Digest,
        /// How much.
        amount: Amount,
    },
    /// A deposit's block has left the branch that `agent` follows.
    DepositGone {
        /// Which chain.
        chain: u32,
        /// Who deposited.
        agent: ActorId,
        /// The deposit's transaction on Layer 1.
        transaction: Digest,
    },
    /// A functionary attested that a Layer 1 block is deep enough.
    Attested {
        /// Which chain.
        chain: u32,
        /// Who.
        member: ActorId,
        /// The block.
        block: Digest,
    },
    /// A deposit's value is on the second chain.
    Minted {
        /// Which chain.
        chain: u32,
        /// Who deposited.
        agent: ActorId,
        /// The deposit's transaction on Layer 1.
        transaction: Digest,
        /// How much.
        amount: Amount,
    },
    /// Value was burnt on the second chain.
    Burnt {
        /// Which chain.
        chain: u32,
        /// Who burnt it.
        agent: ActorId,
        /// The burn's paid-once key.
        burn: Digest,
        /// How much.
        amount: Amount,
    },
    /// A functionary signed something.
    Signed {
        /// Which chain.
        chain: u32,
        /// Who.
        member: ActorId,
        /// Key of what was signed.
        act: String,
        /// Its message.
        message: Digest,
    },
    /// A burn was paid on Layer 1, as its burner sees it.
    Paid {
        /// Which chain.
        chain: u32,
        /// Who was paid.
        agent: ActorId,
        /// The burn's paid-once key.
        burn: Digest,
        /// How much.
        amount: Amount,
    },
    /// A thief has a functionary's key.
    Robbed {
        /// Which chain.
        chain: u32,
        /// Whose key.
        member: ActorId,
        /// Who has it.
        thief: ActorId,
    },
    /// A functionary saw something that must not be, by key.
    Alarm {
        /// Which chain.
        chain: u32,
        /// Who.
        member: ActorId,
        /// Key of what was seen.
        reason: String,
        /// What it is about: a burn's key, or a block.
        object: Digest,
    },
}
