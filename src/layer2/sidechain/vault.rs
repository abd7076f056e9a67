//! The vault on Layer 1: locks what goes to the second chain, and pays out by signatures of the functionaries.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, Digest, decode, encode};
use crate::ledger::{CallContext, Contract, Revert};

use super::act::{Act, Signed};
use super::quorum::{Membership, change, require_signed};
use super::record::{DepositNote, Key, Paid, VaultCounters, VaultTerms, load, need, store};

/// Name of the code in the contract table.
pub const VAULT_CODE: &str = "peg-vault";

/// The constructor's input.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct VaultCreation {
    /// What is fixed.
    pub terms: VaultTerms,
    /// The first functionaries.
    pub membership: Membership,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum VaultCall {
    /// Locks the value that comes along for an account on the second chain.
    Deposit {
        /// Whose account there.
        to: Address,
    },
    /// Does what functionaries, or the emergency keys, signed.
    Act {
        /// What.
        act: Act,
        /// By whom, ascending by key.
        signatures: Vec<Signed>,
    },
}

/// The code.
#[derive(Debug)]
pub struct VaultContract;

impl Contract for VaultContract {
    fn code(&self) -> &'static str {
        VAULT_CODE
    }

    fn create(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert> {
        let creation: VaultCreation =
            decode(input).map_err(|_| Revert::Reason("peg.undecodable"))?;
        context.require(context.value() == Amount::ZERO, "peg.value")?;
        let emergency = &creation.terms.emergency.keys;
        let possible = creation.membership.is_possible() && emergency.is_possible();
        context.require(possible, "peg.members")?;
        let counters = VaultCounters {
            signed_at: context.height(),
            ..VaultCounters::default()
        };
        store(context, Key::Terms, &creation.terms)?;
        store(context, Key::Membership, &creation.membership)?;
        store(context, Key::Counters, &counters)
    }

    fn call(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert> {
        let call: VaultCall = decode(input).map_err(|_| Revert::Reason("peg.undecodable"))?;
        match call {
            VaultCall::Deposit { to } => deposit(context, to),
            VaultCall::Act { act, signatures } => {
                context.require(context.value() == Amount::ZERO, "peg.value")?;
                perform(context, &act, &signatures)
            }
        }
    }
}

fn deposit(context: &mut CallContext, to: Address) -> Result<(), Revert> {
    let amount = context.value();
    context.require(amount > Amount::ZERO, "peg.zero")?;
    let terms: VaultTerms = need(context, Key::Terms)?;
    let mut counters: VaultCounters = need(context, Key::Counters)?;
    context.require(!counters.is_opened, "peg.opened")?;
    let note = DepositNote {
        chain: terms.chain,
        number: counters.deposits,
        to,
        amount,
    };
    counters.deposits += 1;
    counters.deposited = sum(counters.deposited, amount)?;
    store(context, Key::Counters, &counters)?;
    context.note("peg.deposit", encode(&note))
}

fn sum(a: Amount, b: Amount) -> Result<Amount, Revert> {
    a.checked_add(b).ok_or(Revert::Reason("peg.overflow"))
}

fn perform(context: &mut CallContext, act: &Act, signatures: &[Signed]) -> Result<(), Revert> {
    let membership: Membership = need(context, Key::Membership)?;
    let mut counters: VaultCounters = need(context, Key::Counters)?;
    match act {
        Act::Payout { burn, to, amount } => {
            let signed = (&membership, membership.threshold);
            check_payout(context, burn, *amount, &counters)?;
            require_signed(context, signed, act, signatures)?;
            pay(context, (*burn, *to, *amount), &mut counters)?;
        }
        Act::Change { serial, .. } | Act::Refresh { serial } => {
            let signed = (&membership, membership.threshold);
            require_next(context, &mut counters, *serial)?;
            require_signed(context, signed, act, signatures)?;
            counters.signed_at = context.height();
        }
        Act::Pause { serial } => {
            require_next(context, &mut counters, *serial)?;
            let signed = (&membership, membership.freezers());
            require_signed(context, signed, act, signatures)?;
            let terms: VaultTerms = need(context, Key::Terms)?;
            counters.paused_until = context.height().saturating_add(terms.pause);
            context.note("peg.paused", encode(&counters.paused_until))?;
        }
        Act::Emergency { to, serial } => {
            require_next(context, &mut counters, *serial)?;
            emergency(context, (act, *to), signatures, &mut counters)?;
        }
        Act::Deep { .. } => return Err(Revert::Reason("peg.wrong-contract")),
    }
    if let Act::Change {
        members, threshold, ..
    } = act
    {
        let after = Membership {
            members: members.clone(),
            threshold: *threshold,
        };
        change(context, &membership, &after)?;
        context.note("peg.members", encode(&after))?;
    }
    store(context, Key::Counters, &counters)
}

fn require_next(
    context: &CallContext,
    counters: &mut VaultCounters,
    serial: u64,
) -> Result<(), Revert> {
    context.require(serial == counters.serial, "peg.serial")?;
    counters.serial += 1;
    Ok(())
}

/// What costs little is asked before any signature is looked at.
fn check_payout(
    context: &mut CallContext,
    burn: &Digest,
    amount: Amount,
    counters: &VaultCounters,
) -> Result<(), Revert> {
    context.require(amount > Amount::ZERO, "peg.zero")?;
    let paid: Option<u64> = load(context, Key::Paid(*burn))?;
    context.require(paid.is_none(), "peg.paid")?;
    let is_paused = context.height() <= counters.paused_until;
    context.require(!is_paused, "peg.paused")?;
    sum(counters.paid, amount)?;
    context.require(amount <= context.balance(), "peg.underfunded")
}

/// Pays a burn. It is marked as paid before value moves.
fn pay(
    context: &mut CallContext,
    (burn, to, amount): (Digest, Address, Amount),
    counters: &mut VaultCounters,
) -> Result<(), Revert> {
    let paid = Paid {
        burn,
        to,
        amount,
        height: context.height(),
    };
    store(context, Key::Paid(burn), &counters.payouts)?;
    store(context, Key::Payout(counters.payouts), &paid)?;
    counters.payouts += 1;
    counters.paid = sum(counters.paid, amount)?;
    counters.signed_at = context.height();
    context.pay(to, amount)?;
    context.note("peg.paid", encode(&paid))
}

fn emergency(
    context: &mut CallContext,
    (act, to): (&Act, Address),
    signatures: &[Signed],
    counters: &mut VaultCounters,
) -> Result<(), Revert> {
    let terms: VaultTerms = need(context, Key::Terms)?;
    let opens_after = counters.signed_at.saturating_add(terms.emergency.after);
    context.require(context.height() > opens_after, "peg.emergency-early")?;
    let keys = &terms.emergency.keys;
    require_signed(context, (keys, keys.threshold), act, signatures)?;
    let all = context.balance();
    counters.is_opened = true;
    counters.paid = sum(counters.paid, all)?;
    context.pay(to, all)?;
    context.note("peg.emergency", encode(&(to, all)))
}
