//! What a miner puts together: the best-paying valid transactions, executed, with all roots, and a header to search a nonce for.

use crate::base::{Address, Time};
use crate::ledger::SignedTransaction;

use super::{
    Archive, Block, BlockError, Body, Entry, Header,
    archive::{Executed, receipts_root},
    rules::MAX_BLOCK_BYTES,
};
use std::sync::Arc;

/// Bytes kept free for header and body head.
const HEAD_BYTES: usize = 512;

/// A block on `parent` that lacks only its nonce. `candidates` come best-paying first.
///
/// # Errors
/// [`BlockError::Overflow`] if values do not fit, which no valid chain reaches.
pub fn template(
    archive: &Archive,
    parent: &Arc<Entry>,
    (miner, now): (Address, Time),
    candidates: &[SignedTransaction],
) -> Result<Block, BlockError> {
    let rules = archive.rules();
    let ancestry = archive.ancestry(parent);
    let height = parent.height() + 1;
    let time = rules
        .clock(now)
        .max(rules.consensus.earliest_time(&ancestry));
    let env = rules.env(parent.block.body(), time, miner);
    let mut executed = Executed::start(rules, parent)?;
    let mut transactions = Vec::new();
    let mut room = MAX_BLOCK_BYTES - HEAD_BYTES;
    for candidate in candidates {
        if candidate.bytes().len() <= room && executed.push(&env, candidate).is_ok() {
            room -= candidate.bytes().len();
            transactions.push(candidate.clone());
        }
    }
    executed.finish(rules, height, miner)?;
    let body = Body {
        height,
        miner,
        state_root: executed.state.root(),
        receipts_root: receipts_root(&executed.receipts),
        gas_used: executed.gas_used,
        base_fee: env.prices.base_fee,
        blob_gas_used: executed.blob_gas_used,
        excess_blob_gas: env.prices.excess_blob_gas,
        transactions,
    };
    let header = Header {
        version: rules.consensus.version(),
        previous: parent.id(),
        merkle: body.merkle_root().ok_or(BlockError::Merkle)?,
        time,
        bits: rules.consensus.next_bits(&ancestry),
        nonce: 0,
    };
    Ok(Block::new(header, body))
}
