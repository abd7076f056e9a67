//! Facts of payment channels.

use serde::{Deserialize, Serialize};

use crate::base::{ActorId, Amount};

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
}
