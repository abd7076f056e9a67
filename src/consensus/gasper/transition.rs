//! From the state after one block to the state after the next: empty slots, then the block
//! (`phase0/beacon-chain.md`, `state_transition`; `electra/beacon-chain.md`, `process_block`).

use std::sync::Arc;

use super::block::{Content, Deposit, Sealed};
use super::checked::Checked;
use super::invalid::Invalid;
use super::params::{Gwei, Slot};
use super::state::{PendingDeposit, State};
use super::validator::Index;
use super::{epoch, operations};
use crate::base::{Address, Digest};

/// Most slots from a block to the next. The specification knows no limit; without one, a block
/// that claims to be far in the future would have everybody compute for as long.
pub const MAX_GAP: u64 = 1 << 15;

/// What Layer 1 pays to an account for a validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payout {
    /// Whose balance it was.
    pub validator: Index,
    /// Who gets it.
    pub address: Address,
    /// How much.
    pub amount: Gwei,
}

/// A state and what the block that made it pays out.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The state after the block.
    pub state: State,
    /// In the order in which they are paid.
    pub payouts: Vec<Payout>,
}

/// Lets slots pass without a block: `head` is the last block before them.
///
/// # Errors
/// If `slot` is before the state's, or too far after it.
pub fn advance(state: &mut State, head: &Digest, slot: Slot) -> Result<(), Invalid> {
    let gap = slot.checked_sub(state.slot).ok_or(Invalid::Slot)?;
    if gap > MAX_GAP {
        return Err(Invalid::Gap);
    }
    while state.slot < slot {
        let place = state.slot % state.roots.len().max(1) as u64;
        if let Some(root) = state.roots.get_mut(place as usize) {
            *root = *head;
        }
        if (state.slot + 1).is_multiple_of(state.rules.preset.slots_per_epoch) {
            epoch::end(state);
        }
        state.slot += 1;
    }
    Ok(())
}

/// The state after a block on `parent`, whose own state is given; `deposits` are what the block's
/// transactions logged. Whether the block is sealed is asked by [`is_sealed`].
///
/// # Errors
/// The first rule that the block breaks.
pub fn transition(
    state: &State,
    parent: &Digest,
    content: &Content,
    deposits: &[Deposit],
    checked: &mut Checked,
) -> Result<Outcome, Invalid> {
    if content.slot <= state.block_slot {
        return Err(Invalid::Slot);
    }
    let mut state = state.clone();
    advance(&mut state, parent, content.slot)?;
    let turn = state.duties[1].proposer(content.slot);
    if turn != Some(content.proposer) {
        return Err(Invalid::Proposer);
    }
    if state
        .validator(content.proposer)
        .is_none_or(|one| one.slashed)
    {
        return Err(Invalid::SlashedProposer);
    }
    state.block_slot = content.slot;
    let payouts = pay_out(&mut state);
    if !state.reveal(content.proposer, &content.reveal) {
        return Err(Invalid::Reveal);
    }
    let mut judging = operations::Judging {
        state: &mut state,
        proposer: content.proposer,
        checked,
    };
    operations::process(&mut judging, content)?;
    if !deposits.is_empty() {
        let slot = content.slot;
        let logged = deposits
            .iter()
            .map(|&deposit| PendingDeposit { deposit, slot });
        Arc::make_mut(&mut state.pending).extend(logged);
    }
    Ok(Outcome { state, payouts })
}

/// Whether a block is sealed by its proposer, by the keys of `state`: any state of its chain.
#[must_use]
pub fn is_sealed(state: &State, sealed: &Sealed, checked: &mut Checked) -> bool {
    let Some(validator) = state.validator(sealed.proposer) else {
        return false;
    };
    let rules = state.rules();
    let message = rules
        .domain
        .seal(sealed.slot, sealed.proposer, &sealed.root);
    match sealed.signature {
        None => !rules.signed,
        Some(signature) => rules.signed && checked.is_signed(&validator.key, &message, &signature),
    }
}

/// Who would be paid out by a block on top of `state`, whose slot is the block's.
#[must_use]
pub fn expected_payouts(state: &State) -> Vec<Payout> {
    let (epoch, preset) = (state.epoch(), &state.rules.preset);
    let count = state.validators.len() as u64;
    let looked_at = count.min(preset.withdrawals_sweep);
    let indices = (0..looked_at).map(|step| ((u64::from(state.sweep) + step) % count) as Index);
    let due = indices.filter_map(|index| {
        let validator = state.validator(index)?;
        let amount = validator.payout(state.balance(index), epoch);
        let payout = Payout {
            validator: index,
            address: validator.withdrawal,
            amount,
        };
        (amount > 0).then_some(payout)
    });
    due.take(preset.max_withdrawals).collect()
}

fn pay_out(state: &mut State) -> Vec<Payout> {
    let payouts = expected_payouts(state);
    for payout in &payouts {
        state.withdraw(payout.validator, payout.amount);
    }
    let count = (state.validators.len() as u64).max(1);
    let next = match payouts.last() {
        Some(last) if payouts.len() == state.rules.preset.max_withdrawals => {
            u64::from(last.validator) + 1
        }
        _ => u64::from(state.sweep) + state.rules.preset.withdrawals_sweep,
    };
    state.sweep = (next % count) as Index;
    payouts
}
