//! The market for room in blocks.

use super::{Amount, Digest, Span};
use serde::{Deserialize, Serialize};

/// Prices and fullness of the newest blocks, as the chosen node sees them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Market {
    /// What the next block burns for each gas.
    pub next_base_fee: Amount,
    /// What the next block burns for each gas of blob space.
    pub next_blob_fee: Amount,
    /// Most gas in a block; it aims at half of it.
    pub gas_limit: u64,
    /// Most blobs of a block.
    pub max_blobs: u32,
    /// What the whole branch burnt.
    pub burnt: Amount,
    /// The newest blocks of the main chain, oldest first.
    pub blocks: Vec<MarketBlock>,
    /// How long transactions waited, by the tip that they left, lowest first.
    pub waits: Vec<TipClass>,
}

/// One block's price and fullness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketBlock {
    /// The block.
    pub id: Digest,
    /// Its height.
    pub height: u64,
    /// What it burns for each gas.
    pub base_fee: Amount,
    /// Gas that it uses.
    pub gas_used: u64,
    /// Blobs that it carries.
    pub blobs: u32,
    /// What it leaves its miner above the subsidy.
    pub tips: Amount,
}

/// Transactions whose tip for each gas is alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TipClass {
    /// The least tip of the class; the next class begins where it ends.
    pub from: Amount,
    /// How many were included.
    pub count: u32,
    /// The middle one's time from wallet to block.
    pub median: Span,
    /// The longest time.
    pub longest: Span,
}
