//! Which two votes are a crime, and what it costs (`phase0/beacon-chain.md`,
//! `is_slashable_attestation_data`; `electra/beacon-chain.md`, `process_slashings`).

use borsh::{BorshDeserialize, BorshSerialize};

use super::justification::Checkpoint;
use super::params::{ETHER, Fork, Gwei, Preset, Slot};
use crate::base::Digest;

/// What a validator votes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub struct AttestationData {
    /// The slot in which it is its validator's duty to vote.
    pub slot: Slot,
    /// The head of the chain that it saw.
    pub head: Digest,
    /// The checkpoint from which it votes: the newest that its chain has justified.
    pub source: Checkpoint,
    /// The checkpoint for which it votes: its own epoch's.
    pub target: Checkpoint,
}

/// Whether one validator may not sign both: two different votes with one target epoch, or one
/// that surrounds the other. The order does not matter.
#[must_use]
pub fn is_slashable(one: &AttestationData, other: &AttestationData) -> bool {
    is_double(one, other) || surrounds(one, other) || surrounds(other, one)
}

/// Two different votes with one target epoch.
#[must_use]
pub fn is_double(one: &AttestationData, other: &AttestationData) -> bool {
    one != other && one.target.epoch == other.target.epoch
}

/// Whether `outer` starts before `inner` and ends after it.
#[must_use]
pub const fn surrounds(outer: &AttestationData, inner: &AttestationData) -> bool {
    outer.source.epoch < inner.source.epoch && inner.target.epoch < outer.target.epoch
}

/// What a slashing takes at once.
#[must_use]
pub fn initial_penalty(effective_balance: Gwei, preset: &Preset, fork: Fork) -> Gwei {
    effective_balance / preset.penalties(fork).slashing_quotient
}

/// What a slashing takes half-way to its withdrawal, by how much was slashed together with it:
/// `slashed` of `total` active stake. Up to Deneb it is rounded down to whole ethers at the end,
/// since Electra for each ether of the balance.
#[must_use]
pub fn correlation_penalty(
    effective_balance: Gwei,
    slashed: Gwei,
    total: Gwei,
    preset: &Preset,
    fork: Fork,
) -> Gwei {
    let multiplier = preset.penalties(fork).slashing_multiplier;
    let total = total.max(ETHER);
    let adjusted = slashed.saturating_mul(multiplier).min(total);
    let increments = effective_balance / ETHER;
    match fork {
        Fork::Electra => (adjusted / (total / ETHER)).saturating_mul(increments),
        _ => {
            let share = u128::from(increments) * u128::from(adjusted) / u128::from(total);
            u64::try_from(share).map_or(u64::MAX, |whole| whole.saturating_mul(ETHER))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::params::MIN_ACTIVATION_BALANCE;
    use super::*;
    use crate::base::sha256;

    const MAINNET: Preset = Preset::MAINNET;
    const WHOLE: Gwei = MIN_ACTIVATION_BALANCE;

    fn vote(source: u64, target: u64, head: &[u8]) -> AttestationData {
        let at = |epoch| Checkpoint {
            epoch,
            root: Digest::ZERO,
        };
        AttestationData {
            slot: target * 32,
            head: sha256(head),
            source: at(source),
            target: at(target),
        }
    }

    #[test]
    fn two_votes_for_one_target_epoch_are_a_crime_and_one_vote_twice_is_none() {
        assert!(is_slashable(&vote(1, 2, b"a"), &vote(1, 2, b"b")));
        assert!(!is_slashable(&vote(1, 2, b"a"), &vote(1, 2, b"a")));
        assert!(!is_slashable(&vote(1, 2, b"a"), &vote(2, 3, b"b")));
    }

    #[test]
    fn a_vote_around_another_is_a_crime_in_either_order() {
        let (outer, inner) = (vote(1, 5, b"a"), vote(2, 4, b"b"));
        assert!(surrounds(&outer, &inner) && !surrounds(&inner, &outer));
        assert!(is_slashable(&outer, &inner) && is_slashable(&inner, &outer));
    }

    #[test]
    fn votes_that_only_touch_are_none() {
        for (one, other) in [((1, 5), (1, 4)), ((1, 3), (3, 4)), ((1, 3), (2, 4))] {
            let (one, other) = (vote(one.0, one.1, b"a"), vote(other.0, other.1, b"b"));
            assert!(!is_slashable(&one, &other));
        }
    }

    #[test]
    fn the_initial_penalty_of_each_fork() {
        let forks = [Fork::Phase0, Fork::Altair, Fork::Bellatrix, Fork::Electra];
        let penalties = forks.map(|fork| initial_penalty(WHOLE, &MAINNET, fork));
        assert_eq!(penalties, [250_000_000, 500_000_000, ETHER, 7_812_500]);
    }

    #[test]
    fn the_more_are_slashed_together_the_more_it_costs() {
        let of = |slashed: u64, fork| {
            correlation_penalty(WHOLE, slashed * WHOLE, 100_000 * WHOLE, &MAINNET, fork)
        };
        for (slashed, bellatrix, electra) in [
            (100, 0, 96_000_000),
            (1000, 0, 960_000_000),
            (3000, 2 * ETHER, 2_880_000_000),
            (10_000, 9 * ETHER, 9_600_000_000),
            (33_334, 32 * ETHER, 32 * ETHER),
        ] {
            assert_eq!(of(slashed, Fork::Bellatrix), bellatrix, "{slashed}");
            assert_eq!(of(slashed, Fork::Electra), electra, "{slashed}");
        }
    }

    #[test]
    fn a_third_takes_everything_and_more_is_not_taken() {
        let all = correlation_penalty(WHOLE, u64::MAX, 100 * WHOLE, &MAINNET, Fork::Electra);
        assert_eq!(all, WHOLE);
        assert_eq!(correlation_penalty(WHOLE, 0, 0, &MAINNET, Fork::Electra), 0);
    }
}
