//! What an honest validator does: votes for the head that it sees, once in its slot, and proposes
//! on it (`phase0/validator.md`).

use borsh::BorshSerialize;

use super::justification::Checkpoint;
use super::params::Slot;
use super::slashing::{AttestationData, is_slashable};
use super::state::State;
use crate::base::Digest;

/// The vote for `head` in `slot`; `state` is the head's, with the slots since let pass.
#[must_use]
pub fn vote_for(state: &State, head: Digest, slot: Slot) -> AttestationData {
    let epoch = state.rules().preset.epoch_of(slot);
    // At the epoch's first slot the head itself is the checkpoint.
    let target = state
        .checkpoint(epoch)
        .unwrap_or(Checkpoint { epoch, root: head });
    AttestationData {
        slot,
        head,
        source: state.justification().current,
        target,
    }
}

/// What a validator has signed, so that it never signs against itself: it keeps the newest vote
/// that has the highest source and target, as EIP-3076 has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, BorshSerialize)]
pub struct Guard {
    newest: Option<AttestationData>,
    proposed: Option<Slot>,
}

impl Guard {
    /// Whether the vote is safe after all before it; if so, it is remembered as cast.
    pub fn may_vote(&mut self, data: &AttestationData) -> bool {
        let safe = self.newest.is_none_or(|old| {
            old == *data
                || (data.source.epoch >= old.source.epoch
                    && data.target.epoch > old.target.epoch
                    && !is_slashable(&old, data))
        });
        if safe {
            self.newest = Some(*data);
        }
        safe
    }

    /// Whether a block in `slot` is safe after all before it; if so, it is remembered as made.
    pub fn may_propose(&mut self, slot: Slot) -> bool {
        let safe = self.proposed.is_none_or(|old| slot > old);
        if safe {
            self.proposed = Some(slot);
        }
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vote(source: u64, target: u64, head: u8) -> AttestationData {
        let at = |epoch| Checkpoint {
            epoch,
            root: Digest::ZERO,
        };
        AttestationData {
            slot: target * 8,
            head: Digest([head; 32]),
            source: at(source),
            target: at(target),
        }
    }

    #[test]
    fn a_guarded_validator_casts_no_double_and_no_surround_vote() {
        let mut guard = Guard::default();
        assert!(guard.may_vote(&vote(2, 3, 0)) && guard.may_vote(&vote(2, 3, 0)));
        assert!(!guard.may_vote(&vote(2, 3, 1)));
        assert!(!guard.may_vote(&vote(1, 4, 0)));
        assert!(guard.may_vote(&vote(2, 4, 0)));
        assert!(!guard.may_vote(&vote(3, 3, 0)));
    }

    #[test]
    fn a_guarded_validator_proposes_once_a_slot() {
        let mut guard = Guard::default();
        assert!(guard.may_propose(0) && !guard.may_propose(0) && guard.may_propose(1));
    }
}
