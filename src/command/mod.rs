//! The alphabet of what a user can ask. Names and plain values only; one file a system.

mod channel;
mod delegated;
mod demand;
mod fault;
mod network;
mod rollup;
mod sidechain;
mod stake;
mod strategy;
mod wallet;

pub use channel::{ChannelCommand, DisputePeriod};
pub use delegated::{Conduct, DelegatedCommand};
pub use demand::Demand;
pub use fault::{FaultKind, FaultRule, MessageClass};
pub use network::NetworkCommand;
pub use rollup::{RollupCommand, RollupSettings};
pub use sidechain::{
    ChainConsensus, ChainNode, ChainPlan, FederationPlan, Founding, MemberConduct, SidechainCommand,
};
pub use stake::{StakeCommand, StakeConduct};
pub use strategy::Strategy;
pub use wallet::{Flaw, WalletCommand};

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Name of a node or person, unique in its world: 1 to [`MAX_NAME`] letters, digits, spaces or `-_.#'`.
pub type Name = String;

/// Longest name, in characters.
pub const MAX_NAME: usize = 24;

/// Something that a user, a script or a lesson asks for.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Nodes, miners, links.
    Network(NetworkCommand),
    /// Accounts and transfers on Layer 1.
    Wallet(WalletCommand),
    /// Payment channels.
    Channel(ChannelCommand),
    /// The optimistic rollup.
    Rollup(RollupCommand),
    /// Stake, votes and producers.
    Delegated(DelegatedCommand),
    /// Validators of Proof of Stake.
    Stake(StakeCommand),
    /// Second chains.
    Sidechain(SidechainCommand),
}

/// Why a command was not taken: a key and the values for its text. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// Key of the text.
    pub key: String,
    /// Values for the text, in order.
    pub arguments: Vec<String>,
}

impl Refusal {
    /// A refusal without values.
    pub fn new(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            arguments: Vec::new(),
        }
    }

    /// Adds a value for the text.
    #[must_use]
    pub fn with(mut self, argument: impl ToString) -> Self {
        self.arguments.push(argument.to_string());
        self
    }
}
