//! Casper FFG: which checkpoints two thirds of the stake have justified, and which of them are
//! final (`phase0/beacon-chain.md`, `weigh_justification_and_finalization`).

use borsh::{BorshDeserialize, BorshSerialize};

use super::params::{Epoch, Gwei};
use crate::base::Digest;

/// The last block at or before an epoch's first slot, as the chain's votes name it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, BorshSerialize, BorshDeserialize,
)]
pub struct Checkpoint {
    /// The epoch.
    pub epoch: Epoch,
    /// The block.
    pub root: Digest,
}

/// What a chain has justified and finalized, as its state keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, BorshSerialize, BorshDeserialize)]
pub struct Justification {
    /// Bit `n`: whether the epoch `n` before the current one is justified.
    pub bits: u8,
    /// The justified checkpoint of the epoch before.
    pub previous: Checkpoint,
    /// The newest justified checkpoint.
    pub current: Checkpoint,
    /// The newest final checkpoint.
    pub finalized: Checkpoint,
}

/// Votes for the targets of two epochs, as they stand when the second ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Votes {
    /// The active stake.
    pub total: Gwei,
    /// What voted for the target of the epoch before.
    pub previous: Gwei,
    /// What voted for the target of the epoch that ends.
    pub current: Gwei,
}

impl Justification {
    /// The end of the epoch of `current`, the second of the two newest checkpoints.
    pub fn weigh(&mut self, votes: Votes, previous: Checkpoint, current: Checkpoint) {
        let (old_previous, old_current) = (self.previous, self.current);
        self.previous = self.current;
        self.bits = self.bits << 1 & 0b1111;
        if is_two_thirds(votes.previous, votes.total) {
            self.current = previous;
            self.bits |= 0b10;
        }
        if is_two_thirds(votes.current, votes.total) {
            self.current = current;
            self.bits |= 0b1;
        }
        let justified = |bits: u8| self.bits & bits == bits;
        let is_before = |old: Checkpoint, epochs| old.epoch + epochs == current.epoch;
        for (bits, old, epochs) in [
            (0b1110, old_previous, 3),
            (0b0110, old_previous, 2),
            (0b0111, old_current, 2),
            (0b0011, old_current, 1),
        ] {
            if justified(bits) && is_before(old, epochs) {
                self.finalized = old;
            }
        }
    }
}

/// Whether `part` is at least two thirds of `total`.
#[must_use]
pub fn is_two_thirds(part: Gwei, total: Gwei) -> bool {
    u128::from(part) * 3 >= u128::from(total) * 2
}

/// The justified and the finalized epoch after each of the epochs 2, 3, and so on: `targets` are
/// what voted for the previous and for the current target of each, of `total`. The epochs 0 and 1
/// justify nothing.
#[must_use]
pub fn finality_of(total: Gwei, targets: &[(Gwei, Gwei)]) -> Vec<(Epoch, Epoch)> {
    let mut state = Justification::default();
    let at = |epoch| Checkpoint {
        epoch,
        root: Digest::ZERO,
    };
    let after = |(&(previous, current), epoch): (&(Gwei, Gwei), Epoch)| {
        let votes = Votes {
            total,
            previous,
            current,
        };
        state.weigh(votes, at(epoch - 1), at(epoch));
        (state.current.epoch, state.finalized.epoch)
    };
    targets.iter().zip(2..).map(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_99(targets: &[(u64, u64)]) -> Vec<(u64, u64)> {
        finality_of(99, targets)
    }

    #[test]
    fn full_attendance_finalizes_the_epoch_before() {
        assert_eq!(of_99(&[(99, 66); 3]), [(2, 0), (3, 2), (4, 3)]);
    }

    #[test]
    fn late_votes_finalize_an_epoch_later() {
        let expected = [(1, 0), (2, 0), (3, 1), (4, 2)];
        assert_eq!(of_99(&[(66, 65); 4]), expected);
    }

    #[test]
    fn a_vote_less_than_two_thirds_justifies_nothing() {
        assert_eq!(of_99(&[(65, 65); 5]), [(0, 0); 5]);
    }

    #[test]
    fn a_gap_is_closed_when_the_votes_come_back() {
        let (all, few) = (99, 60);
        let targets = [
            (all, all),
            (all, all),
            (all, few),
            (few, few),
            (few, all),
            (all, all),
        ];
        let expected = [(2, 0), (3, 2), (3, 2), (3, 2), (6, 2), (7, 6)];
        assert_eq!(of_99(&targets), expected);
    }

    #[test]
    fn the_largest_stakes_do_not_overflow() {
        assert!(is_two_thirds(u64::MAX, u64::MAX));
        assert!(!is_two_thirds(u64::MAX / 2, u64::MAX));
        assert!(is_two_thirds(2, 3) && !is_two_thirds(1, 2));
    }
}
