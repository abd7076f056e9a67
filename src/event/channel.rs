//! Facts of payment channels.

use serde::{Deserialize, Serialize};

use crate::base::{ActorId, Amount, Digest};

/// What happened in a payment channel, as one party sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ChannelFact {
    /// A step of the channel's life, by key, as `party` knows it.
    Phase {
        /// Which channel, counted from 1 in the order of opening.
        channel: u32,
        /// Who knows it.
        party: ActorId,
        /// Key of the phase entered.
        phase: String,
    },
    /// Both signatures of a state are with `party`.
    Signed {
        /// Which channel.
        channel: u32,
        /// Who holds it.
        party: ActorId,
        /// Version of the state.
        version: u64,
        /// The parties' balances in it.
        balances: [Amount; 2],
    },
    /// A payment arrived: both signed it.
    Paid {
        /// Which channel.
        channel: u32,
        /// Who paid.
        from: ActorId,
        /// How much.
        amount: Amount,
    },
    /// `party` saw something wrong, by key.
    Alarm {
        /// Which channel.
        channel: u32,
        /// Who saw it.
        party: ActorId,
        /// Key of what was seen.
        reason: String,
    },
    /// `party` signed a state and asks the other to.
    Proposed {
        /// Which channel.
        channel: u32,
        /// Who proposes.
        party: ActorId,
        /// Version of the state.
        version: u64,
        /// The parties' balances in it.
        balances: [Amount; 2],
    },
    /// `party` holds the other's word that all states before a version are void.
    Revoked {
        /// Which channel.
        channel: u32,
        /// Who holds it.
        party: ActorId,
        /// The first version that is not void.
        version: u64,
    },
    /// `party` submits a step to Layer 1.
    Posted {
        /// Which channel.
        channel: u32,
        /// Who.
        party: ActorId,
        /// Key of the step: `channel.step.deposit`, `.reclaim`, `.close`, `.dispute`, `.challenge`, `.payout`.
        step: String,
        /// Version of the state in it.
        version: u64,
        /// The transaction.
        transaction: Digest,
    },
    /// The contract has paid out, as `party`'s node shows it.
    Closed {
        /// Which channel.
        channel: u32,
        /// Who sees it.
        party: ActorId,
        /// What each got.
        paid: [Amount; 2],
        /// How much of it is the penalty of a cheat.
        penalty: Amount,
    },
    /// `party` stopped answering and watching, or came back.
    Asleep {
        /// Which channel.
        channel: u32,
        /// Who.
        party: ActorId,
        /// Whether it is away.
        asleep: bool,
    },
}
