//! The alphabet of what can happen: facts, each with its time, place and cause. Ids and plain values only; one file a system.

mod chain;
mod channel;
mod network;
mod rollup;
mod sidechain;
mod wallet;

pub use chain::ChainFact;
pub use channel::ChannelFact;
pub use network::{MessageKind, NetworkFact};
pub use rollup::RollupFact;
pub use sidechain::SidechainFact;
pub use wallet::WalletFact;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::base::Time;

/// Which system a thing belongs to; the page gives each its color and glyph.
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
pub enum System {
    /// The base chain.
    Layer1,
    /// Payment channels.
    Channel,
    /// The optimistic rollup.
    Rollup,
    /// Second chains.
    Sidechain,
}

/// What made a step happen.
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
pub enum Cause {
    /// The scenario's start.
    Genesis,
    /// The user's or script's command with this number.
    Command(u32),
    /// The step with this number: what it did led to this.
    Step(u64),
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Number of the step that it happened in, counted from 1 (0: the start).
    pub step: u64,
    /// When.
    pub time: Time,
    /// What made the step happen.
    pub cause: Cause,
    /// What happened.
    pub fact: Fact,
}

/// What happened, by system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fact {
    /// Messages and links.
    Network(NetworkFact),
    /// Blocks and heads.
    Chain(ChainFact),
    /// Transactions on their way.
    Wallet(WalletFact),
    /// Payment channels.
    Channel(ChannelFact),
    /// The optimistic rollup.
    Rollup(RollupFact),
    /// A command of the scenario's script was taken, or refused.
    Script {
        /// Which one, counted from 0.
        index: u32,
        /// Why it was refused, by key and values.
        refusal: Option<(String, Vec<String>)>,
    },
    /// Second chains.
    Sidechain(SidechainFact),
}

impl Fact {
    /// The system whose lane this fact is drawn in.
    pub fn system(&self) -> System {
        match self {
            Self::Network(_) | Self::Chain(_) | Self::Wallet(_) | Self::Script { .. } => {
                System::Layer1
            }
            Self::Channel(_) => System::Channel,
            Self::Rollup(_) => System::Rollup,
            Self::Sidechain(_) => System::Sidechain,
        }
    }
}
