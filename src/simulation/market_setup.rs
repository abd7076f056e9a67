//! How a world's blocks are priced and who wants room in them, as its setup says it.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{Amount, Span};
use crate::chain::Market;
use crate::command::{Demand, Name};
use crate::ledger::fee::blob::BlobSchedule;

/// Whose parameters blob space follows.
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
pub enum BlobFork {
    /// 3 blobs wanted, 6 at most (EIP-4844).
    Deneb,
    /// 6 and 9 (EIP-7691).
    Prague,
    /// As Prague, with a floor by the price of execution (EIP-7918).
    Osaka,
}

/// The market of a world.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields, default)]
pub struct MarketSetup {
    /// Base fee of the first block, in coins for each gas.
    pub base_fee: Amount,
    /// Whether the base fee follows how full blocks are (EIP-1559); else it stays.
    pub moves: bool,
    /// Parameters of blob space.
    pub blobs: BlobFork,
    /// Most transactions in a node's mempool.
    pub pool_limit: u32,
    /// How long a transaction waits in a mempool.
    pub pool_lifetime: Span,
}

impl Default for MarketSetup {
    fn default() -> Self {
        let usual = Market::default();
        Self {
            base_fee: usual.base_fee,
            moves: usual.moves,
            blobs: BlobFork::Prague,
            pool_limit: 4_096,
            pool_lifetime: usual.pool_lifetime,
        }
    }
}

impl MarketSetup {
    /// The rules that it asks for.
    #[must_use]
    pub fn rules(&self) -> Market {
        Market {
            base_fee: self.base_fee,
            moves: self.moves,
            blobs: match self.blobs {
                BlobFork::Deneb => BlobSchedule::DENEB,
                BlobFork::Prague => BlobSchedule::PRAGUE,
                BlobFork::Osaka => BlobSchedule::OSAKA,
            },
            pool_limit: self.pool_limit as usize,
            pool_lifetime: self.pool_lifetime,
        }
    }
}

/// Most accounts of a crowd.
pub const MAX_CROWD: u32 = 1_000;
/// Most crowds of a world.
pub const MAX_CROWDS: usize = 4;

/// A crowd of the beginning.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct CrowdSetup {
    /// Its name.
    pub name: Name,
    /// The node that its wallets submit to.
    pub node: Name,
    /// Number of accounts, 1 to [`MAX_CROWD`].
    pub accounts: u32,
    /// Balance of each in the genesis block.
    pub balance: Amount,
    /// What it wants at the beginning.
    #[serde(default)]
    pub demand: Demand,
}
