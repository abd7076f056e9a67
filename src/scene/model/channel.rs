//! A payment channel as its room draws it.

use super::{ActorId, Address, Amount, Selection, Text, Time, Value};
use serde::{Deserialize, Serialize};

/// One channel between two parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Its number in the world.
    pub id: u32,
    /// Its contract on Layer 1.
    pub contract: Address,
    /// The two parties; the opener first.
    pub sides: [ChannelSide; 2],
    /// What both put in.
    pub total: Amount,
    /// The newest state that both signed.
    pub latest: ChannelState,
    /// A state that one signed and the other has not answered.
    pub proposed: Option<ChannelState>,
    /// Where the channel is in its life.
    pub phase: ChannelPhase,
    /// Payments so far, off-chain.
    pub payments: u64,
    /// Transactions on Layer 1 so far, in blocks of the chosen node's main chain.
    pub onchain: u32,
    /// The last thing that was said: `channel.said.propose`, ...
    pub last: Option<Text>,
    /// When.
    pub last_at: Time,
}

/// One party's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelSide {
    /// Who.
    pub who: ActorId,
    /// What they deposited.
    pub deposit: Amount,
    /// What they own in the newest state that both signed.
    pub balance: Amount,
    /// The newest version that this party can enforce by itself.
    pub enforceable: u64,
    /// Whether they are away (switched off).
    pub away: bool,
    /// What they did that they should not have: `channel.cheat.old-state`, ...
    pub cheat: Option<Text>,
}

/// One state of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelState {
    /// Its version; 0 is the funding.
    pub version: u64,
    /// What each side owns in it.
    pub balances: [Amount; 2],
    /// Who signed.
    pub signed: [bool; 2],
}

/// Where a channel is in its life, as the chosen node sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChannelPhase {
    /// One asked for it; the other has not signed the opening state.
    Proposed,
    /// The other did not want it, or the creation could not be included as agreed.
    Refused,
    /// The funding transaction is not in a block yet.
    Funding,
    /// In a block, waiting to be deep enough: confirmations, needed.
    Confirming {
        /// How deep.
        confirmations: u64,
        /// How deep it must be.
        needed: u64,
    },
    /// Payments flow.
    Open,
    /// Both signed the end; it waits for a block.
    Closing,
    /// One asked for the end with a version; a newer one overrides until the deadline.
    Disputed {
        /// The version on Layer 1.
        version: u64,
        /// The balances that it would pay.
        balances: [Amount; 2],
        /// When a challenge counts for the last time.
        deadline: Due,
        /// Who asked.
        by: ActorId,
        /// Who was overridden by a newer state, and so loses the penalty.
        caught: Option<ActorId>,
    },
    /// Paid out.
    Closed {
        /// What each side got.
        paid: [Amount; 2],
        /// What a cheat lost.
        penalty: Option<Amount>,
        /// The block.
        height: u64,
        /// The transaction that paid.
        settled_by: Option<Selection>,
    },
}

/// Up to when something counts, that included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Due {
    /// A height.
    Height(u64),
    /// A time of a block, as a moment of the run.
    Time(Time),
}

impl From<Due> for Value {
    fn from(due: Due) -> Self {
        match due {
            Due::Height(height) => Self::Height(height),
            Due::Time(time) => Self::Time(time),
        }
    }
}
