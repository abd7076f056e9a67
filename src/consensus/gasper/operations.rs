//! What a block carries: votes, evidence, wishes to leave (`electra/beacon-chain.md`,
//! `process_operations`).

use std::sync::Arc;

use super::block::{
    Attestation, AttesterSlashing, Content, Exit, IndexedAttestation, MAX_ATTESTATIONS,
    MAX_ATTESTER_SLASHINGS, MAX_EXITS, MAX_PROPOSER_SLASHINGS, ProposerSlashing, Sealed,
};
use super::checked::Checked;
use super::invalid::Invalid;
use super::params::{FAR_FUTURE_EPOCH, Gwei};
use super::reward::{BaseReward, Flag};
use super::slashing::{AttestationData, initial_penalty, is_slashable};
use super::state::State;
use super::transition::is_sealed;
use super::validator::Index;
use crate::base::{Digest, Signature};

/// A state on its way through a block.
pub(super) struct Judging<'a> {
    pub(super) state: &'a mut State,
    pub(super) proposer: Index,
    pub(super) checked: &'a mut Checked,
}

pub(super) fn process(judging: &mut Judging, content: &Content) -> Result<(), Invalid> {
    let fits = content.attestations.len() <= MAX_ATTESTATIONS
        && content.attester_slashings.len() <= MAX_ATTESTER_SLASHINGS
        && content.proposer_slashings.len() <= MAX_PROPOSER_SLASHINGS
        && content.exits.len() <= MAX_EXITS;
    if !fits {
        return Err(Invalid::TooMany);
    }
    for slashing in &content.proposer_slashings {
        proposer_slashing(judging, slashing)?;
    }
    for slashing in &content.attester_slashings {
        attester_slashing(judging, slashing)?;
    }
    for vote in &content.attestations {
        attestation(judging, vote)?;
    }
    for wish in &content.exits {
        exit(judging, wish)?;
    }
    Ok(())
}

fn proposer_slashing(judging: &mut Judging, slashing: &ProposerSlashing) -> Result<(), Invalid> {
    if !judging.state.rules.slashing {
        return Err(Invalid::NoSlashing);
    }
    let ProposerSlashing { one, other } = slashing;
    if !is_equivocation(one, other) {
        return Err(Invalid::Harmless);
    }
    let epoch = judging.state.epoch();
    let accused = judging.state.validator(one.proposer);
    if accused.is_none_or(|accused| !accused.is_slashable(epoch)) {
        return Err(Invalid::NobodySlashed);
    }
    if ![one, other]
        .into_iter()
        .all(|sealed| is_sealed(judging.state, sealed, judging.checked))
    {
        return Err(Invalid::Seal);
    }
    slash(judging.state, one.proposer, judging.proposer);
    Ok(())
}

/// Whether two seals are of one proposer's two blocks for one slot.
#[must_use]
pub fn is_equivocation(one: &Sealed, other: &Sealed) -> bool {
    one.slot == other.slot && one.proposer == other.proposer && one.root != other.root
}

fn attester_slashing(judging: &mut Judging, slashing: &AttesterSlashing) -> Result<(), Invalid> {
    if !judging.state.rules.slashing {
        return Err(Invalid::NoSlashing);
    }
    let guilty = guilty_of(judging.state, slashing, judging.checked)?;
    let epoch = judging.state.epoch();
    let mut any = false;
    for index in guilty {
        let accused = judging.state.validator(index);
        if accused.is_some_and(|accused| accused.is_slashable(epoch)) {
            slash(judging.state, index, judging.proposer);
            any = true;
        }
    }
    if any {
        Ok(())
    } else {
        Err(Invalid::NobodySlashed)
    }
}

/// Who cast both votes, if nobody may and the signatures are theirs by the keys of `state`.
///
/// # Errors
/// What the evidence lacks.
pub fn guilty_of(
    state: &State,
    slashing: &AttesterSlashing,
    checked: &mut Checked,
) -> Result<Vec<Index>, Invalid> {
    let AttesterSlashing { one, other } = slashing;
    if !is_slashable(&one.data, &other.data) {
        return Err(Invalid::Harmless);
    }
    for vote in [one, other] {
        check_indexed(state, vote, checked)?;
    }
    let both = one
        .voters
        .iter()
        .filter(|index| other.voters.binary_search(index).is_ok());
    Ok(both.copied().collect())
}

fn check_indexed(
    state: &State,
    vote: &IndexedAttestation,
    checked: &mut Checked,
) -> Result<(), Invalid> {
    let ascending = vote.voters.is_sorted_by(|low, high| low < high);
    if vote.voters.is_empty() || !ascending {
        return Err(Invalid::Voters);
    }
    check_signatures(state, &vote.data, &vote.voters, &vote.signatures, checked)
}

/// Each voter's signature: what BLS would aggregate into one.
fn check_signatures(
    state: &State,
    data: &AttestationData,
    voters: &[Index],
    signatures: &[Signature],
    checked: &mut Checked,
) -> Result<(), Invalid> {
    let rules = state.rules();
    let wanted = if rules.signed { voters.len() } else { 0 };
    if signatures.len() != wanted {
        return Err(Invalid::VoteSignature);
    }
    let message: Digest = rules.domain.vote(data);
    let mut by = Vec::new();
    for (index, signature) in voters.iter().zip(signatures) {
        let validator = state.validator(*index).ok_or(Invalid::VoteSignature)?;
        by.push((validator.key, *signature));
    }
    if checked.are_signed(&message, by) {
        Ok(())
    } else {
        Err(Invalid::VoteSignature)
    }
}

/// Who voted, by the duties of `state`, which must know the vote's epoch; with all signatures
/// verified.
///
/// # Errors
/// What the vote lacks.
pub fn voters_of(
    state: &State,
    vote: &Attestation,
    checked: &mut Checked,
) -> Result<Vec<Index>, Invalid> {
    let duties = state
        .duties(vote.data.target.epoch)
        .ok_or(Invalid::VoteEpoch)?;
    let all = duties.voters(vote.data.slot);
    if vote.bits.len() != all.len() || !vote.bits.is_canonical() || vote.bits.is_empty() {
        return Err(Invalid::VoteBits);
    }
    let ones = vote.bits.ones();
    let voters: Vec<Index> = ones.filter_map(|place| all.get(place).copied()).collect();
    check_signatures(state, &vote.data, &voters, &vote.signatures, checked)?;
    Ok(voters)
}

fn attestation(judging: &mut Judging, vote: &Attestation) -> Result<(), Invalid> {
    let state = &*judging.state;
    let (data, preset) = (&vote.data, state.rules.preset);
    let is_current = data.target.epoch == state.epoch();
    let is_known = is_current || data.target.epoch == state.previous_epoch();
    if !is_known || data.target.epoch != preset.epoch_of(data.slot) {
        return Err(Invalid::VoteEpoch);
    }
    if data.slot >= state.slot {
        return Err(Invalid::VoteEarly);
    }
    let earned = flags_of(state, data).ok_or(Invalid::VoteSource)?;
    let voters = voters_of(state, vote, judging.checked)?;
    let rewards = state.base_reward();
    let weighed = raise(
        judging.state,
        &voters,
        usize::from(is_current),
        earned,
        &rewards,
    );
    let reward = BaseReward::proposer_reward(weighed);
    judging.state.earn(judging.proposer, reward);
    Ok(())
}

/// What a vote got right, as bits; nothing if its source is wrong, with which it can't be included.
#[must_use]
pub fn flags_of(state: &State, data: &AttestationData) -> Option<u8> {
    let justification = state.justification();
    let source = if data.target.epoch == state.epoch() {
        justification.current
    } else {
        justification.previous
    };
    if data.source != source {
        return None;
    }
    let delay = state.slot.saturating_sub(data.slot);
    let has_target = state.checkpoint(data.target.epoch) == Some(data.target);
    let has_head = has_target && state.root_at(data.slot) == Some(data.head);
    let mut flags = 0;
    if delay <= state.rules.preset.slots_per_epoch.isqrt() {
        flags |= Flag::Source.bit();
    }
    if has_target {
        flags |= Flag::Target.bit();
    }
    if has_head && delay == 1 {
        flags |= Flag::Head.bit();
    }
    Some(flags)
}

/// Raises the flags that the voters did not have yet, and weighs them for the proposer's reward.
fn raise(
    state: &mut State,
    voters: &[Index],
    which: usize,
    earned: u8,
    rewards: &BaseReward,
) -> Gwei {
    let validators = state.validators.clone();
    let Some(flags) = state.flags.get_mut(which) else {
        return 0;
    };
    let flags = Arc::make_mut(flags);
    let mut weighed: Gwei = 0;
    for index in voters {
        let place = *index as usize;
        let (Some(own), Some(validator)) = (flags.get_mut(place), validators.get(place)) else {
            continue;
        };
        let base = rewards.base(validator.effective);
        for flag in Flag::ALL {
            if earned & !*own & flag.bit() != 0 {
                weighed = weighed.saturating_add(base.saturating_mul(flag.weight()));
            }
        }
        *own |= earned;
    }
    weighed
}

fn exit(judging: &mut Judging, wish: &Exit) -> Result<(), Invalid> {
    check_exit(judging.state, wish, judging.checked)?;
    judging.state.initiate_exit(wish.validator);
    Ok(())
}

/// Whether a block in the slot of `state` may take a wish to leave.
///
/// # Errors
/// The first rule that it breaks.
pub fn check_exit(state: &State, wish: &Exit, checked: &mut Checked) -> Result<(), Invalid> {
    may_leave(state, wish)?;
    let message = state.rules.domain.exit(wish.epoch, wish.validator);
    let validator = state.validator(wish.validator).ok_or(Invalid::Inactive)?;
    let is_signed = match wish.signature {
        None => !state.rules.signed,
        Some(signature) => checked.is_signed(&validator.key, &message, &signature),
    };
    is_signed.then_some(()).ok_or(Invalid::ExitSignature)
}

/// Whether a validator may leave, whoever signed for it.
///
/// # Errors
/// The first rule that keeps it.
pub fn may_leave(state: &State, wish: &Exit) -> Result<(), Invalid> {
    let epoch = state.epoch();
    let validator = state.validator(wish.validator).ok_or(Invalid::Inactive)?;
    if !validator.is_active(epoch) {
        return Err(Invalid::Inactive);
    }
    if validator.exit != FAR_FUTURE_EPOCH {
        return Err(Invalid::Leaving);
    }
    let age = epoch.saturating_sub(validator.activation);
    if epoch < wish.epoch || age < state.rules.preset.shard_committee_period {
        return Err(Invalid::TooYoung);
    }
    Ok(())
}

/// Takes the initial penalty, locks the rest, and rewards the proposer that brought the evidence:
/// as in the specification it is the whistleblower.
fn slash(state: &mut State, index: Index, proposer: Index) {
    let (epoch, rules) = (state.epoch(), state.rules.clone());
    state.initiate_exit(index);
    let vector = rules.preset.slashings_vector;
    state.change(index, |one| {
        one.slashed = true;
        one.withdrawable = one.withdrawable.max(epoch + vector);
    });
    let effective = state.validator(index).map_or(0, |one| one.effective);
    match state.slashings.last_mut() {
        Some((last, sum)) if *last == epoch => *sum = sum.saturating_add(effective),
        _ => state.slashings.push((epoch, effective)),
    }
    state.lose(index, initial_penalty(effective, &rules.preset, rules.fork));
    let reward = effective / rules.preset.penalties(rules.fork).whistleblower_quotient;
    state.earn(proposer, reward);
}
