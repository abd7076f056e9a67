//! How a miner departs from what the others expect of it.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a miner departs from what the others expect of it.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Strategy {
    /// Extends the heaviest branch, takes what pays, and shows blocks at once.
    #[default]
    Honest,
    /// Takes no transactions.
    EmptyBlocks,
    /// Gives blocks the earliest time that is allowed: just after the median of the last 11.
    EarlyTimes,
    /// Gives blocks the latest time that is allowed: two hours ahead of the clock.
    LateTimes,
    /// Keeps blocks back, and shows them when that makes others' work void (Eyal and Sirer).
    SelfishMiner,
    /// Mines a branch of its own in secret, without what others sent since the fork, and shows it when it is heavier and a payment after the fork was believed.
    PrivateChain {
        /// After how many blocks the payment is believed.
        confirmations: u32,
        /// It gives up when it is so many blocks behind.
        give_up: u32,
    },
    /// Takes into its blocks whatever its people submit, though it breaks a rule.
    Unchecked,
    /// Claims a state that its blocks do not lead to.
    FalseState,
}

impl Strategy {
    /// Its name, as in files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Honest => "honest",
            Self::EmptyBlocks => "empty-blocks",
            Self::EarlyTimes => "early-times",
            Self::LateTimes => "late-times",
            Self::SelfishMiner => "selfish-miner",
            Self::PrivateChain { .. } => "private-chain",
            Self::Unchecked => "unchecked",
            Self::FalseState => "false-state",
        }
    }
}
