//! Facts of blocks: found, taken, refused, and where a node's head went.

use serde::{Deserialize, Serialize};

use crate::base::{ActorId, Digest};

/// What happened to a block or a head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ChainFact {
    /// A miner found a nonce.
    Mined {
        /// Who.
        miner: ActorId,
        /// The block.
        block: Digest,
        /// Its height.
        height: u64,
    },
    /// A node whose turn it was made a block.
    Produced {
        /// Who.
        node: ActorId,
        /// The block.
        block: Digest,
        /// Its height.
        height: u64,
    },
    /// A node checked a vote and refused it.
    VoteRefused {
        /// Who.
        node: ActorId,
        /// The vote.
        vote: Digest,
        /// Key of the reason.
        reason: String,
    },
    /// By the votes that a node knows, a block can't be left any more.
    Finalized {
        /// Who sees it.
        node: ActorId,
        /// The block.
        block: Digest,
        /// Its height.
        height: u64,
    },
    /// A node checked a block and took it into its tree.
    Accepted {
        /// Who.
        node: ActorId,
        /// The block.
        block: Digest,
        /// Its height.
        height: u64,
    },
    /// A node checked a block and refused it.
    Refused {
        /// Who.
        node: ActorId,
        /// The block.
        block: Digest,
        /// Key of the reason.
        reason: String,
    },
    /// A node follows another branch or a longer one.
    HeadMoved {
        /// Who.
        node: ActorId,
        /// The new head.
        head: Digest,
        /// Its height.
        height: u64,
        /// Blocks left behind; more than none is a reorg.
        removed: u32,
        /// Blocks gained.
        added: u32,
    },
    /// A node took a block that does not extend its head: it sees a fork.
    Forked {
        /// Who.
        node: ActorId,
        /// The block beside the head.
        block: Digest,
        /// Its height.
        height: u64,
    },
    /// A node saw a second block of a producer for one slot.
    ProducedTwice {
        /// Who saw it.
        node: ActorId,
        /// The producer's account.
        producer: String,
        /// The second block.
        block: Digest,
        /// Its height.
        height: u64,
    },
    /// A miner shows blocks that it kept back.
    Shown {
        /// Who.
        node: ActorId,
        /// The newest of them.
        block: Digest,
        /// How many.
        count: u32,
    },
}

impl ChainFact {
    /// The node that did it, or that it happened to.
    #[must_use]
    pub fn node(&self) -> ActorId {
        match self {
            Self::Mined { miner: node, .. }
            | Self::Produced { node, .. }
            | Self::VoteRefused { node, .. }
            | Self::Finalized { node, .. }
            | Self::Accepted { node, .. }
            | Self::Refused { node, .. }
            | Self::HeadMoved { node, .. }
            | Self::Forked { node, .. }
            | Self::ProducedTwice { node, .. }
            | Self::Shown { node, .. } => *node,
        }
    }
}
