//! The inbox: takes batches in order, bound to Layer 1 by their origin. It reads no transfer; that is the point.

use crate::base::{Digest, encode};
use crate::ledger::{CallContext, Revert, price};

use super::super::batch::{BatchHeader, MAX_BATCH_BYTES, MAX_DEPOSITS, Origin};
use super::super::call::{BatchBytes, BatchCall};
use super::record::{Batch, Counters, Deposit, Key, load, need, store};
use super::{bridge, counters, terms};

/// Takes the next batch.
pub(super) fn submit(context: &mut CallContext, call: &BatchCall) -> Result<(), Revert> {
    let terms = terms(context)?;
    context.require(context.caller() == terms.sequencer, "rollup.not-sequencer")?;
    let mut counters = counters(context)?;
    context.require(call.index == counters.batches, "rollup.batch-order")?;
    context.require(call.data.len() <= MAX_BATCH_BYTES, "rollup.batch-size")?;
    let parent = before(context, call.index)?;
    context.require(call.parent == parent.inbox, "rollup.inbox-hash")?;
    require_on_branch(context, &call.origin)?;
    context.require(call.origin.height >= parent.origin, "rollup.origin-order")?;
    require_deposits(context, call, &parent, &counters)?;
    let batch = Batch {
        inbox: chained(context, call)?,
        deposits: call.deposits,
        origin: call.origin.height,
    };
    store(context, Key::Batch(call.index), &batch)?;
    counters.batches += 1;
    store(context, Key::Counters, &counters)?;
    context.note("rollup.batch", encode(&(call.index, batch.inbox)))
}

/// The record of the batch before `index`; before the first, nothing.
pub(super) fn before(context: &mut CallContext, index: u64) -> Result<Batch, Revert> {
    match index.checked_sub(1) {
        Some(last) => need(context, Key::Batch(last), "rollup.no-batch"),
        None => Ok(Batch {
            inbox: Digest::ZERO,
            deposits: 0,
            origin: 0,
        }),
    }
}

/// Refuses what was made for another branch of Layer 1.
pub(super) fn require_on_branch(context: &mut CallContext, origin: &Origin) -> Result<(), Revert> {
    let here = context.block_hash(origin.height)?;
    context.require(here == Some(origin.hash), "rollup.origin")
}

/// A batch takes all deposits of blocks up to its origin, in order, up to the maximum; none may be left out.
fn require_deposits(
    context: &mut CallContext,
    call: &BatchCall,
    parent: &Batch,
    counters: &Counters,
) -> Result<(), Revert> {
    let in_range = (parent.deposits..=counters.deposits).contains(&call.deposits)
        && call.deposits - parent.deposits <= MAX_DEPOSITS;
    context.require(in_range, "rollup.deposits")?;
    if call.deposits > parent.deposits {
        let last: Deposit = need(context, Key::Deposit(call.deposits - 1), "rollup.deposit")?;
        context.require(last.height <= call.origin.height, "rollup.deposit-early")?;
    }
    if call.deposits - parent.deposits < MAX_DEPOSITS {
        let next: Option<Deposit> = load(context, Key::Deposit(call.deposits))?;
        let later = next.is_none_or(|next| next.height > call.origin.height);
        context.require(later, "rollup.deposit-skipped")?;
    }
    Ok(())
}

fn chained(context: &mut CallContext, call: &BatchCall) -> Result<Digest, Revert> {
    let header = BatchHeader {
        index: call.index,
        origin: call.origin,
        deposits: call.deposits,
        deposit_chain: bridge::chain_up_to(context, call.deposits)?,
    };
    inbox_hash(context, &header, &call.parent, &call.data)
}

fn inbox_hash(
    context: &mut CallContext,
    header: &BatchHeader,
    parent: &Digest,
    data: &[u8],
) -> Result<Digest, Revert> {
    let (fixed, word) = price::KECCAK256;
    context.charge(2 * fixed + word * (6 + (data.len() as u64).div_ceil(32)))?;
    Ok(header.inbox(parent, data))
}

/// Refuses bytes that are not those of the batch in the inbox.
pub(super) fn require_bytes(context: &mut CallContext, bytes: &BatchBytes) -> Result<(), Revert> {
    let batch: Batch = need(context, Key::Batch(bytes.batch), "rollup.no-batch")?;
    let parent = before(context, bytes.batch)?;
    let header = BatchHeader {
        index: bytes.batch,
        origin: Origin {
            height: batch.origin,
            hash: bytes.origin_hash,
        },
        deposits: batch.deposits,
        deposit_chain: bridge::chain_up_to(context, batch.deposits)?,
    };
    let hash = inbox_hash(context, &header, &parent.inbox, &bytes.data)?;
    context.require(hash == batch.inbox, "rollup.batch-bytes")
}
