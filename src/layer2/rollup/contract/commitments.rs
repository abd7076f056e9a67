//! Commitments: claimed roots with a bond behind them, their window, and what deletion means.

use crate::base::{Address, Amount, Digest, Keccak256, encode, merkle::log};
use crate::ledger::{CallContext, Revert, price};

use super::super::batch::MAX_STEPS;
use super::super::call::CommitCall;
use super::record::{Batch, Commitment, Counters, Key, deadline, load, need, store};
use super::{bridge, counters, inbox, terms};

/// Most commitments whose bond is not paid back yet.
pub const MAX_OPEN: u64 = 1_024;

/// Where the burnt part of a lost bond goes: nobody has a key for it.
const NOBODY: Address = Address([0; 20]);

/// Takes a claim about the next batch without one. Anybody may claim; the bond is at stake.
pub(super) fn commit(context: &mut CallContext, call: &CommitCall) -> Result<(), Revert> {
    let terms = terms(context)?;
    context.require(context.value() == terms.bond, "rollup.bond")?;
    let mut counters = counters(context)?;
    require_next(context, call.batch, &counters)?;
    let fallen = fallen_at(context, call.batch, &counters)?;
    let batch: Batch = need(context, Key::Batch(call.batch), "rollup.no-batch")?;
    context.require(call.inbox == batch.inbox, "rollup.inbox-hash")?;
    inbox::require_on_branch(context, &call.origin)?;
    context.require(call.deposits == batch.deposits, "rollup.deposits")?;
    let commitment = Commitment {
        root: require_roots(context, call)?,
        roots: roots_root(context, &call.roots)?,
        steps: (call.roots.len() - 1) as u32,
        claimant: context.caller(),
        height: context.height(),
        serial: counters.serial,
    };
    store(context, Key::Commitment(call.batch), &commitment)?;
    counters.commitments += 1;
    counters.serial += 1;
    store(context, Key::Counters, &counters)?;
    if let Some(fallen) = fallen {
        context.pay(fallen.claimant, terms.bond)?;
    }
    context.note("rollup.commitment", encode(&(call.batch, commitment.root)))
}

/// The commitment that fell with one below it and whose place the next one takes. Where none was ever deleted, storage
/// needn't be asked.
fn fallen_at(
    context: &mut CallContext,
    batch: u64,
    counters: &Counters,
) -> Result<Option<Commitment>, Revert> {
    if counters.serial == counters.commitments {
        return Ok(None);
    }
    load(context, Key::Commitment(batch))
}

fn require_next(context: &CallContext, batch: u64, counters: &Counters) -> Result<(), Revert> {
    context.require(batch >= counters.commitments, "rollup.committed")?;
    context.require(batch == counters.commitments, "rollup.no-parent")?;
    let open = counters.commitments - counters.confirmed;
    context.require(open < MAX_OPEN, "rollup.too-many-open")
}

/// The first root must be the parent's, the last is the one claimed.
fn require_roots(context: &mut CallContext, call: &CommitCall) -> Result<Digest, Revert> {
    context.require(call.roots.len() <= MAX_STEPS + 1, "rollup.steps")?;
    let (Some(first), Some(last)) = (call.roots.first(), call.roots.last()) else {
        return Err(Revert::Reason("rollup.steps"));
    };
    let before = match call.batch.checked_sub(1) {
        Some(parent) => bridge::standing(context, parent)?.root,
        None => Digest::ZERO,
    };
    context.require(*first == before, "rollup.first-root")?;
    Ok(*last)
}

fn roots_root(context: &mut CallContext, roots: &[Digest]) -> Result<Digest, Revert> {
    let (fixed, word) = price::KECCAK256;
    let count = roots.len() as u64;
    context.charge(count * (fixed + 2 * word) + count.saturating_sub(1) * (fixed + 3 * word))?;
    Ok(root_of_roots(roots))
}

/// The leaves of the tree of intermediate roots.
pub fn root_leaves(roots: &[Digest]) -> Vec<Digest> {
    roots
        .iter()
        .map(|root| log::leaf_hash::<Keccak256>(&root.0))
        .collect()
}

/// RFC 6962 root with Keccak-256 over the roots around the steps.
pub(in super::super) fn root_of_roots(roots: &[Digest]) -> Digest {
    log::root_of_hashes::<Keccak256>(&root_leaves(roots))
}

/// Pays the bond of the oldest open commitment back when its window is over.
pub(super) fn confirm(context: &mut CallContext, batch: u64) -> Result<(), Revert> {
    let mut counters = counters(context)?;
    context.require(batch == counters.confirmed, "rollup.confirm-order")?;
    let commitment = bridge::standing(context, batch)?;
    let terms = terms(context)?;
    let over = context.height() > deadline(commitment.height, &terms);
    context.require(over, "rollup.window-open")?;
    counters.confirmed += 1;
    store(context, Key::Counters, &counters)?;
    context.pay(commitment.claimant, terms.bond)?;
    context.note("rollup.confirmed", encode(&batch))
}

/// A commitment that can still be challenged.
pub(super) fn challengeable(context: &mut CallContext, batch: u64) -> Result<Commitment, Revert> {
    let commitment = bridge::standing(context, batch)?;
    let last = deadline(commitment.height, &terms(context)?);
    context.require(context.height() <= last, "rollup.window-over")?;
    Ok(commitment)
}

/// Deletes a false commitment and all that were built on it. Its own bond is lost, one half to the challenger and the
/// other burnt, and no other bond: so who challenges himself loses whatever stands above, and who built on it in good
/// faith loses nothing. Those above keep their record, from which the batch's next claim pays their bond back; to pay
/// all of them here could cost more gas than a block has. What was shown under them is not shown any more, as it names
/// serial numbers that no commitment has.
pub(super) fn delete(context: &mut CallContext, batch: u64) -> Result<(), Revert> {
    let mut counters = counters(context)?;
    let fallen = counters.commitments.saturating_sub(batch);
    counters.commitments = batch;
    store(context, Key::Counters, &counters)?;
    context.remove(&encode(&Key::Commitment(batch)))?;
    let bond = terms(context)?.bond;
    let reward = Amount(bond.0 / 2);
    context.pay(context.caller(), reward)?;
    context.pay(NOBODY, Amount(bond.0 - reward.0))?;
    context.note("rollup.deleted", encode(&(batch, fallen, bond, reward)))
}
