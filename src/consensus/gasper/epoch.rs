//! The end of an epoch: justification, the leak, rewards and penalties, the registry, slashings,
//! deposits, effective balances, in this order (`electra/beacon-chain.md`, `process_epoch`).

use std::sync::Arc;

use super::block::Deposit;
use super::duties::Duties;
use super::exits::activation_exit_epoch;
use super::inactivity::{is_leaking, next_effective_balance, next_score, penalty};
use super::justification::{Checkpoint, Justification, Votes};
use super::params::{EJECTION_BALANCE, ETHER, Epoch, FAR_FUTURE_EPOCH, Gwei};
use super::reward::Flag;
use super::slashing::correlation_penalty;
use super::state::{PendingDeposit, State, active_balance};
use super::validator::Index;

/// Most deposits that an epoch takes.
const MAX_PENDING_DEPOSITS: usize = 16;

/// Ends the epoch of `state`, whose slot is the epoch's last.
pub(super) fn end(state: &mut State) {
    state.justification = justified(state);
    if state.epoch() > 0 {
        update_scores(state);
        pay(state);
    }
    update_registry(state);
    punish(state);
    take_deposits(state);
    update_effective(state);
    turn(state);
}

/// What would be justified and final if the epoch of `state` ended now: also what fork choice
/// knows of a block before its epoch has ended.
#[must_use]
pub fn justified(state: &State) -> Justification {
    let mut justification = *state.justification();
    let (previous, current) = (state.previous_epoch(), state.epoch());
    // The checkpoints of the first two epochs are stubs.
    if current <= 1 {
        return justification;
    }
    let votes = Votes {
        total: state.total(),
        previous: with_flag(state, 0, Flag::Target),
        current: with_flag(state, 1, Flag::Target),
    };
    let Some(previous) = state.checkpoint(previous) else {
        return justification;
    };
    // At an epoch's first slot its checkpoint is the block itself, and nobody has voted for it.
    let current = state.checkpoint(current).unwrap_or(Checkpoint {
        epoch: current,
        ..previous
    });
    justification.weigh(votes, previous, current);
    justification
}

/// The unslashed stake that has a flag in the epoch before (0) or in this one (1).
fn with_flag(state: &State, which: usize, flag: Flag) -> Gwei {
    let epoch = state.epoch() + which as u64 - 1;
    let flags = state.flags.get(which).map(|flags| flags.as_slice());
    let all = state.validators().iter().zip(flags.unwrap_or_default());
    let sum = all
        .filter(|(one, flags)| **flags & flag.bit() != 0 && one.is_active(epoch) && !one.slashed)
        .fold(0_u64, |sum, (one, _)| sum.saturating_add(one.effective));
    sum.max(ETHER)
}

/// Whether the chain leaks.
fn leaks(state: &State) -> bool {
    is_leaking(state.epoch(), state.justification().finalized.epoch)
}

fn update_scores(state: &mut State) {
    let (leaking, previous) = (leaks(state), state.previous_epoch());
    let validators = state.validators.clone();
    for (place, validator) in validators.iter().enumerate() {
        if !validator.is_eligible(previous) {
            continue;
        }
        let has_target = has(state, place, Flag::Target);
        let old = state.scores.get(place).copied().unwrap_or(0);
        let next = next_score(old, has_target, leaking);
        if next != old
            && let Some(score) = Arc::make_mut(&mut state.scores).get_mut(place)
        {
            *score = next;
        }
    }
}

/// Whether an unslashed validator has a flag of the epoch before.
fn has(state: &State, place: usize, flag: Flag) -> bool {
    let slashed = state.validators.get(place).is_none_or(|one| one.slashed);
    let flags = state.flags[0].get(place).copied().unwrap_or(0);
    !slashed && flags & flag.bit() != 0
}

fn pay(state: &mut State) {
    let (rewards, leaking) = (state.base_reward(), leaks(state));
    let participating = Flag::ALL.map(|flag| with_flag(state, 0, flag) / ETHER);
    let (previous, rules) = (state.previous_epoch(), state.rules.clone());
    let validators = state.validators.clone();
    for ((index, validator), place) in (0..).zip(validators.iter()).zip(0..) {
        if !validator.is_eligible(previous) {
            continue;
        }
        for (flag, participating) in Flag::ALL.into_iter().zip(participating) {
            if !has(state, place, flag) {
                let penalty = rewards.flag_penalty(validator.effective, flag);
                state.lose(index, penalty);
            } else if !leaking {
                let reward = rewards.flag_reward(validator.effective, flag, participating);
                state.earn(index, reward);
            }
        }
        if !has(state, place, Flag::Target) {
            let score = state.score(index);
            let leaked = penalty(validator.effective, score, &rules.preset, rules.fork);
            state.lose(index, leaked);
        }
    }
}

fn update_registry(state: &mut State) {
    let epoch = state.epoch();
    let finalized = state.justification().finalized.epoch;
    let validators = state.validators.clone();
    for (index, validator) in (0..).zip(validators.iter()) {
        if validator.may_queue() {
            state.change(index, |one| one.eligible = epoch + 1);
        } else if validator.is_active(epoch) && validator.effective <= EJECTION_BALANCE {
            state.initiate_exit(index);
        } else if validator.may_activate(finalized) {
            state.change(index, |one| one.activation = activation_exit_epoch(epoch));
        }
    }
}

/// Half-way to its withdrawal, a slashed validator pays for all that were slashed around it.
fn punish(state: &mut State) {
    let rules = state.rules.clone();
    let due = state.epoch() + rules.preset.slashings_vector / 2;
    let sum = state.slashings.iter();
    let slashed = sum.fold(0_u64, |sum, (_, one)| sum.saturating_add(*one));
    let validators = state.validators.clone();
    for (index, validator) in (0..).zip(validators.iter()) {
        if validator.slashed && validator.withdrawable == due {
            let (effective, total) = (validator.effective, state.total);
            let penalty = correlation_penalty(effective, slashed, total, &rules.preset, rules.fork);
            state.lose(index, penalty);
        }
    }
}

/// Takes deposits whose block is final, as far as the churn has room for them.
fn take_deposits(state: &mut State) {
    if state.pending.is_empty() {
        state.deposit_room = 0;
        return;
    }
    let room = state.deposit_room.saturating_add(state.churn());
    let finalized = state
        .rules
        .preset
        .start_of(state.justification.finalized.epoch);
    let pending = state.pending.clone();
    let (mut used, mut taken, mut full) = (0_u64, 0, false);
    let mut postponed = Vec::new();
    for waiting in pending.iter().take(MAX_PENDING_DEPOSITS) {
        if waiting.slot > finalized {
            break;
        }
        match fate(state, &waiting.deposit) {
            Fate::Postponed => postponed.push(*waiting),
            Fate::WithoutChurn => apply(state, &waiting.deposit),
            Fate::WithChurn => {
                full = used.saturating_add(waiting.deposit.amount) > room;
                if full {
                    break;
                }
                used += waiting.deposit.amount;
                apply(state, &waiting.deposit);
            }
        }
        taken += 1;
    }
    let rest: Vec<PendingDeposit> = pending
        .iter()
        .skip(taken)
        .copied()
        .chain(postponed)
        .collect();
    state.pending = Arc::new(rest);
    state.deposit_room = if full { room - used } else { 0 };
}

enum Fate {
    Postponed,
    WithChurn,
    WithoutChurn,
}

fn fate(state: &State, deposit: &Deposit) -> Fate {
    let Some(validator) = owner(state, deposit).and_then(|index| state.validator(index)) else {
        return Fate::WithChurn;
    };
    if validator.withdrawable <= state.epoch() {
        Fate::WithoutChurn
    } else if validator.exit < FAR_FUTURE_EPOCH {
        Fate::Postponed
    } else {
        Fate::WithChurn
    }
}

fn owner(state: &State, deposit: &Deposit) -> Option<Index> {
    let mut indices = (0..).zip(state.validators());
    indices
        .find(|(_, one)| one.key == deposit.key)
        .map(|(index, _)| index)
}

/// A known key's balance grows; a new one is registered if its owner signed for it. Otherwise the
/// deposit is lost, as in the specification.
fn apply(state: &mut State, deposit: &Deposit) {
    if let Some(index) = owner(state, deposit) {
        state.deposit(index, deposit.amount);
        return;
    }
    let is_signed = deposit
        .signature
        .is_some_and(|signature| deposit.key.verify(&deposit.message(), &signature));
    if is_signed || !state.rules.signed {
        state.register(deposit);
    } else {
        state.flow.forfeited = state.flow.forfeited.saturating_add(deposit.amount);
    }
}

fn update_effective(state: &mut State) {
    let validators = state.validators.clone();
    for (index, validator) in (0..).zip(validators.iter()) {
        let (balance, effective) = (state.balance(index), validator.effective);
        let next = next_effective_balance(balance, effective, validator.most_effective());
        if next != effective {
            state.change(index, |one| one.effective = next);
        }
    }
}

/// Makes room for the next epoch: slashings that no longer count, mixes, flags, duties.
fn turn(state: &mut State) {
    let next: Epoch = state.epoch() + 1;
    let vector = state.rules.preset.slashings_vector;
    state.slashings.retain(|(epoch, _)| epoch + vector > next);
    state.mixes = [state.mixes[0], state.mixes[0], state.mixes[1]];
    let none = Arc::new(vec![0; state.validators.len()]);
    let ended = std::mem::replace(&mut state.flags[1], none);
    state.flags[0] = ended;
    state.total = active_balance(&state.validators, next);
    let duties = Duties::deal(
        &state.validators,
        next,
        &state.mixes[2],
        &state.rules.preset,
    );
    let ended = std::mem::replace(&mut state.duties[1], Arc::new(duties));
    state.duties[0] = ended;
}
