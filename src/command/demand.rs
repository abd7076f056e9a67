//! What a crowd wants of Layer 1.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{Amount, Span};

/// How a crowd of accounts asks for room in blocks.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Demand {
    /// Nothing.
    #[default]
    Off,
    /// Transfers at random moments.
    Steady {
        /// How many a minute, on average.
        per_minute: u32,
    },
    /// As steady, and more for a while.
    Burst {
        /// How many a minute before and after.
        per_minute: u32,
        /// How many a minute in the burst, which begins at once.
        peak: u32,
        /// How long it lasts.
        lasts: Span,
    },
    /// Some want the first place of the next block, and outbid each other's tips until there is one.
    Auction {
        /// How many.
        bidders: u32,
        /// The most that any of them would leave the miner for each gas; each draws its own limit below.
        up_to: Amount,
    },
    /// Transfers that carry blobs, at random moments.
    Blobs {
        /// How many transfers a minute, on average.
        per_minute: u32,
        /// How many blobs each carries.
        each: u32,
    },
}

impl Demand {
    /// Most transactions a minute.
    pub const MAX_PER_MINUTE: u32 = 6_000;
    /// Most blobs of a transaction.
    pub const MAX_BLOBS: u32 = 9;

    /// Whether all figures are in range: rates up to [`Self::MAX_PER_MINUTE`], at least one bidder, 1 to
    /// [`Self::MAX_BLOBS`] blobs.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        let rate = |per_minute: u32| per_minute <= Self::MAX_PER_MINUTE;
        match *self {
            Self::Off => true,
            Self::Steady { per_minute } => rate(per_minute),
            Self::Burst {
                per_minute, peak, ..
            } => rate(per_minute) && rate(peak),
            Self::Auction { bidders, .. } => bidders > 0,
            Self::Blobs { per_minute, each } => {
                rate(per_minute) && (1..=Self::MAX_BLOBS).contains(&each)
            }
        }
    }
}
