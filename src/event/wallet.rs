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
    /// A node's mempool let it go without a block: replaced, crowded out, expired, or impossible by now.
    Dropped {
        /// Which node.
        node: ActorId,
        /// The transaction.
        transaction: Digest,
        /// Key of the reason.
        reason: String,
    },
    /// Its wallet signed it again at a higher offer.
    Raised {
        /// Whose wallet.
        agent: ActorId,
        /// The transaction until then.
        old: Digest,
        /// The transaction that is to take its place.
        transaction: Digest,
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
