//! Facts of transactions on their way to a block.

use serde::{Deserialize, Serialize};

use crate::base::{ActorId, Digest};

/// What happened to a transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum WalletFact {
    /// A wallet signed it and gave it to its node.
    Submitted {
        /// Whose wallet.
        agent: ActorId,
        /// The transaction.
        transaction: Digest,
    },
    /// A node took it into its mempool.
    Pooled {
        /// Which node.
        node: ActorId,
        /// The transaction.
        transaction: Digest,
    },
    /// A node refused it.
    Refused {
        /// Which node.
        node: ActorId,
        /// The transaction.
        transaction: Digest,
        /// Key of the reason.
        reason: String,
    },
    /// It is in a block of a node's main chain.
    Included {
        /// Which node.
        node: ActorId,
        /// The transaction.
        transaction: Digest,
        /// The block.
        block: Digest,
    },
    /// A reorg took its block out of a node's main chain.
    Orphaned {
        /// Which node.
        node: ActorId,
        /// The transaction.
        transaction: Digest,
        /// The block that left.
        block: Digest,
    },
}
