//! Facts of the network: what was sent, when it arrives, what was lost.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::System;
use crate::base::{ActorId, Digest, Time};

/// What a message is, for pictures and texts.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
pub enum MessageKind {
    /// "I have this block."
    AnnounceBlock,
    /// "I have this transaction."
    AnnounceTransaction,
    /// "Send me this."
    Request,
    /// A block.
    Block,
    /// A transaction.
    Transaction,
    /// "These blocks I have; what comes after?"
    Locator,
    /// Ids of the blocks that come after.
    Inventory,
    /// A wallet gives a transaction to its node.
    Submit,
    /// A node tells a wallet that it refused a transaction.
    Refusal,
    /// A node tells a client about its new head.
    Head,
    /// A vote of the consensus.
    Vote,
    /// A message of a Layer 2 system.
    Letter,
    /// "These headers I have; what comes after?"
    AskHeaders,
    /// Headers that come after.
    Headers,
    /// "Prove that to me."
    AskProof,
    /// A Merkle proof.
    Proof,
    /// "Whom do you know?"
    AskAddresses,
    /// Addresses of nodes.
    Addresses,
    /// A block whose transactions are named by short ids.
    CompactBlock,
    /// "These transactions of the block I lack."
    AskMissing,
    /// The transactions asked for.
    Missing,
    /// "Push compact blocks to me", or no more.
    WantCompact,
    /// The keys of a new validator, from who deposits for it to its node.
    Keystore,
}

/// What happened on the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum NetworkFact {
    /// A message left.
    Sent {
        /// Sender.
        from: ActorId,
        /// Receiver.
        to: ActorId,
        /// What it is.
        kind: MessageKind,
        /// Key of a Layer 2 letter's kind.
        letter: Option<String>,
        /// Whose message.
        system: System,
        /// The block, transaction or Layer 2 object that it is about.
        object: Digest,
        /// Size on the wire.
        bytes: u32,
        /// When it arrives.
        arrival: Time,
    },
    /// There is no link, or it is cut: the message is lost.
    Lost {
        /// Sender.
        from: ActorId,
        /// Intended receiver.
        to: ActorId,
        /// What it was.
        kind: MessageKind,
    },
    /// A link was made or changed.
    Linked {
        /// One end.
        a: ActorId,
        /// Other end.
        b: ActorId,
    },
    /// A link was taken away or cut.
    Unlinked {
        /// One end.
        a: ActorId,
        /// Other end.
        b: ActorId,
    },
    /// Groups of nodes can't reach each other any more.
    Partitioned {},
    /// All nodes can reach each other again.
    Healed {},
    /// A node stopped and lost what it had in memory.
    Crashed {
        /// Who.
        node: ActorId,
    },
    /// A node that was stopped runs again.
    Restarted {
        /// Who.
        node: ActorId,
    },
    /// A node doesn't listen to a peer any more, as it sent what no honest node passes on.
    Banned {
        /// The node.
        node: ActorId,
        /// The peer.
        peer: ActorId,
    },
    /// A node or person joined.
    Joined {
        /// Who.
        actor: ActorId,
    },
    /// A client took no header or proof from a node any more, as one was false.
    Distrusted {
        /// The client.
        client: ActorId,
        /// The node.
        node: ActorId,
        /// Why, by key.
        reason: String,
    },
    /// A client holds a proof against a header that it has.
    Proven {
        /// The client.
        client: ActorId,
        /// Who gave the proof.
        node: ActorId,
        /// The block.
        block: Digest,
    },
}
