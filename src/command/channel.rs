//! Commands on payment channels.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;
use crate::base::Amount;

/// What can be asked of payment channels. Channels are counted from 1 in the order of opening.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ChannelCommand {
    /// Two people open a channel; each locks a deposit on Layer 1.
    Open {
        /// First party, who creates the contract.
        a: Name,
        /// Second party.
        b: Name,
        /// What the first locks.
        deposit_a: Amount,
        /// What the second locks.
        deposit_b: Amount,
    },
    /// A payment inside the channel.
    Pay {
        /// Which channel.
        channel: u32,
        /// Who pays.
        from: Name,
        /// How much.
        amount: Amount,
    },
    /// Both sign a final state and close at once.
    CloseTogether {
        /// Which channel.
        channel: u32,
        /// Who asks.
        by: Name,
    },
    /// One party closes by its latest state, without the other.
    CloseForced {
        /// Which channel.
        channel: u32,
        /// Who closes.
        by: Name,
    },
    /// One party cheats: it closes by an old state.
    CloseStale {
        /// Which channel.
        channel: u32,
        /// Who cheats.
        by: Name,
        /// Version of the old state that is posted.
        version: u64,
    },
    /// A party stops answering and watching (true), or comes back (false).
    Sleep {
        /// Which channel.
        channel: u32,
        /// Who.
        party: Name,
        /// Whether it sleeps.
        asleep: bool,
    },
}

/// How long a newer state counts after a posting.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DisputePeriod {
    /// So many blocks.
    Blocks(u32),
    /// So many seconds by the headers' times, rounded up to BIP 68's units of 512.
    Seconds(u32),
}

impl Default for DisputePeriod {
    fn default() -> Self {
        Self::Blocks(12)
    }
}
