//! The bridge: what goes up is locked and queued, what was burnt above is shown, then paid once.

use crate::base::{Address, Amount, Digest, encode};
use crate::ledger::{CallContext, Revert, price};

use super::super::call::ProveCall;
use super::super::step::{Leaf, Slot};
use super::super::transfer::Withdrawal;
use super::record::{Commitment, Deposit, Key, Proven, deadline, load, need, store};
use super::{counters, domain, terms};

/// Queues the value that came along for `to`.
pub(super) fn deposit(context: &mut CallContext, to: Address) -> Result<(), Revert> {
    let amount = context.value();
    context.require(amount > Amount::ZERO, "rollup.zero")?;
    let mut counters = counters(context)?;
    let number = counters.deposits;
    let before = chain_up_to(context, number)?;
    let content = encode(&(before, number, to, amount, context.height()));
    let deposit = Deposit {
        to,
        amount,
        height: context.height(),
        chain: context.keccak256(&content)?,
    };
    store(context, Key::Deposit(number), &deposit)?;
    counters.deposits += 1;
    store(context, Key::Counters, &counters)?;
    context.note("rollup.deposit", encode(&(number, to, amount)))
}

/// Hash chain over the first `count` deposits.
pub(super) fn chain_up_to(context: &mut CallContext, count: u64) -> Result<Digest, Revert> {
    match count.checked_sub(1) {
        None => Ok(Digest::ZERO),
        Some(last) => {
            let deposit: Deposit = need(context, Key::Deposit(last), "rollup.deposit")?;
            Ok(deposit.chain)
        }
    }
}

/// Notes under which commitment a burn was shown. It may be shown again under another; that pays nothing twice.
pub(super) fn prove(context: &mut CallContext, call: &ProveCall) -> Result<(), Revert> {
    let key = withdrawal_key(context, &call.withdrawal)?;
    require_unpaid(context, &key)?;
    let commitment = standing(context, call.batch)?;
    let burnt = Leaf {
        balance: call.withdrawal.amount,
        nonce: 0,
    };
    charge_map_proof(context, call.proof.siblings().len())?;
    let shown = call
        .proof
        .verify(&commitment.root, &Slot::Burnt(key), Some(&burnt));
    context.require(shown, "rollup.proof")?;
    let proven = Proven {
        batch: call.batch,
        serial: commitment.serial,
    };
    store(context, Key::Proven(key), &proven)?;
    context.note("rollup.proven", encode(&key))
}

/// Pays a withdrawal whose commitment outlived its window. It is marked as paid before value moves.
pub(super) fn finalize(context: &mut CallContext, withdrawal: &Withdrawal) -> Result<(), Revert> {
    let key = withdrawal_key(context, withdrawal)?;
    require_unpaid(context, &key)?;
    let proven: Proven = need(context, Key::Proven(key), "rollup.not-proven")?;
    let commitment = standing(context, proven.batch)?;
    context.require(commitment.serial == proven.serial, "rollup.not-proven")?;
    let over = context.height() > deadline(commitment.height, &terms(context)?);
    context.require(over, "rollup.window-open")?;
    store(context, Key::Paid(key), &1_u8)?;
    context.pay(withdrawal.recipient, withdrawal.amount)?;
    context.note("rollup.paid", encode(&(key, withdrawal)))
}

fn withdrawal_key(context: &mut CallContext, withdrawal: &Withdrawal) -> Result<Digest, Revert> {
    let terms = terms(context)?;
    context.charge(price::KECCAK256.0 + 5 * price::KECCAK256.1)?;
    Ok(withdrawal.key(&domain(context, &terms)))
}

fn require_unpaid(context: &mut CallContext, key: &Digest) -> Result<(), Revert> {
    let paid: Option<u8> = load(context, Key::Paid(*key))?;
    context.require(paid.is_none(), "rollup.paid")
}

/// The commitment of a batch, if none deleted it.
pub(super) fn standing(context: &mut CallContext, batch: u64) -> Result<Commitment, Revert> {
    let counters = counters(context)?;
    context.require(batch < counters.commitments, "rollup.no-commitment")?;
    need(context, Key::Commitment(batch), "rollup.no-commitment")
}

/// Hashing a key, a value, a leaf and a node for each level.
pub(super) fn charge_map_proof(context: &mut CallContext, levels: usize) -> Result<(), Revert> {
    let (fixed, word) = price::KECCAK256;
    context.charge((levels as u64 + 3) * (fixed + 3 * word))
}
