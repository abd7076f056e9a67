//! Commands on the optimistic rollup.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;
use crate::base::{Amount, Span};

/// How a rollup is set up.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RollupSettings {
    /// Layer 1 blocks in which a commitment can be challenged.
    pub window: u64,
    /// What stands behind each commitment.
    pub bond: Amount,
    /// How often the sequencer submits a batch by itself; `None`: by hand only.
    pub batch_every: Option<Span>,
}

/// What can be asked of optimistic rollups. Rollups are counted from 1 in the order of starting.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum RollupCommand {
    /// Puts the contracts on Layer 1 and starts a sequencer and a verifier.
    Start {
        /// Who sequences and stands for the commitments.
        sequencer: Name,
        /// Who derives the state from Layer 1 and challenges.
        verifier: Name,
        /// The rollup's parameters.
        settings: RollupSettings,
    },
    /// Moves value from Layer 1 up.
    Deposit {
        /// Which rollup.
        rollup: u32,
        /// Who deposits.
        from: Name,
        /// How much.
        amount: Amount,
    },
    /// A signed transfer on the rollup.
    Transfer {
        /// Which rollup.
        rollup: u32,
        /// Who pays.
        from: Name,
        /// Who receives.
        to: Name,
        /// How much.
        amount: Amount,
    },
    /// The sequencer submits what it has as a batch now.
    SubmitBatch {
        /// Which rollup.
        rollup: u32,
    },
    /// The sequencer submits by itself this often, or by hand only.
    SetBatching {
        /// Which rollup.
        rollup: u32,
        /// The interval; `None`: by hand only.
        every: Option<Span>,
    },
    /// Burns value above, to be paid on Layer 1 after the window.
    Withdraw {
        /// Which rollup.
        rollup: u32,
        /// Who withdraws.
        from: Name,
        /// How much.
        amount: Amount,
    },
    /// The sequencer will claim a false root for its next batch, one that gives `amount` to `to`.
    Corrupt {
        /// Which rollup.
        rollup: u32,
        /// Who would gain.
        to: Name,
        /// How much is invented.
        amount: Amount,
    },
    /// The sequencer will put a rival of a transfer that it promised before it (true), or keeps its promises (false).
    SetFavours {
        /// Which rollup.
        rollup: u32,
        /// Whether it does.
        favours: bool,
    },
    /// Somebody signs its last transfer that is in no batch again, to another receiver.
    Rival {
        /// Which rollup.
        rollup: u32,
        /// Who pays.
        from: Name,
        /// Who would receive instead.
        to: Name,
    },
    /// The verifier stops watching (true) or watches again (false).
    SleepVerifier {
        /// Which rollup.
        rollup: u32,
        /// Whether it sleeps.
        asleep: bool,
    },
}
