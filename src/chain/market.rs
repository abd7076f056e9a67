//! How a branch prices its blocks: the base fee by EIP-1559, blob space by EIP-4844, and what a mempool keeps.

use crate::base::{Amount, Span, order};
use crate::ledger::fee::base_fee;
use crate::ledger::fee::blob::BlobSchedule;
use crate::ledger::{Prices, Receipt, USUAL_TIP};

use super::{BlockError, Body, Entry};

/// The base fee at which worlds start that name none. An empty block lowers no base fee below 8 any more, as an eighth
/// of it is less than one unit, so that it stays there until there is demand.
pub const FIRST_BASE_FEE: Amount = Amount(7);

/// The prices of a chain's blocks, and the policy of its nodes' mempools.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Market {
    /// Base fee of the genesis block.
    pub base_fee: Amount,
    /// Whether the base fee follows how full blocks are; else it stays.
    pub moves: bool,
    /// Blobs of a block, and how their price moves.
    pub blobs: BlobSchedule,
    /// Most transactions in a mempool.
    pub pool_limit: usize,
    /// How long a transaction waits in a mempool.
    pub pool_lifetime: Span,
}

impl Default for Market {
    fn default() -> Self {
        Self {
            base_fee: FIRST_BASE_FEE,
            moves: true,
            blobs: BlobSchedule::PRAGUE,
            pool_limit: 4_096,
            pool_lifetime: Span::from_secs(3 * 3_600),
        }
    }
}

impl Market {
    /// No prices that are burnt: every unit of the fee is the miner's.
    #[must_use]
    pub fn off() -> Self {
        Self {
            base_fee: Amount::ZERO,
            moves: false,
            ..Self::default()
        }
    }

    /// Prices of the first block.
    #[must_use]
    pub fn first(&self) -> Prices {
        self.prices(self.base_fee, 0)
    }

    /// Prices of a block on this parent; `gas_limit` is the parent's.
    #[must_use]
    pub fn after(&self, parent: &Body, gas_limit: u64) -> Prices {
        let base_fee = match self.moves {
            true => Amount(base_fee::next(
                parent.base_fee.0,
                gas_limit,
                parent.gas_used,
            )),
            false => parent.base_fee,
        };
        let excess = self.blobs.next_excess(
            parent.excess_blob_gas,
            parent.blob_gas_used,
            parent.base_fee.0,
        );
        self.prices(base_fee, excess)
    }

    fn prices(&self, base_fee: Amount, excess_blob_gas: u64) -> Prices {
        Prices {
            base_fee,
            blob_fee: Amount(self.blobs.fee(excess_blob_gas)),
            excess_blob_gas,
            blobs: self.blobs,
        }
    }
}

/// The tip for each gas with which a wallet expects to be in the next block: the usual one while there is room, else
/// what three fifths of the newest block's transactions did not exceed (the percentile of geth's oracle, over one block).
#[must_use]
pub fn usual_tip(head: &Entry, gas_limit: u64) -> Amount {
    let gas_used = head.block.body().gas_used;
    if gas_used.saturating_mul(10) < gas_limit.saturating_mul(9) {
        return USUAL_TIP;
    }
    let tip = |receipt: &Receipt| receipt.tip().0 / receipt.gas_used.max(1);
    let mut tips: Vec<u64> = head.receipts.iter().map(tip).collect();
    order::sort(&mut tips);
    let tip = tips.get(tips.len() * 3 / 5).copied().unwrap_or_default();
    USUAL_TIP.max(Amount(tip))
}

/// Checks that a block names the prices that its branch asks for.
pub(super) fn check_prices(body: &Body, prices: &Prices) -> Result<(), BlockError> {
    if body.base_fee != prices.base_fee {
        return Err(BlockError::BaseFee);
    }
    if body.excess_blob_gas != prices.excess_blob_gas {
        return Err(BlockError::ExcessBlobGas);
    }
    Ok(())
}
