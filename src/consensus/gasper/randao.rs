//! Randomness that all see and nobody chooses alone: each block mixes in what its proposer had
//! committed to, and the mix of two epochs before deals the duties (`phase0/beacon-chain.md`,
//! `get_seed`; `electra/beacon-chain.md`, `compute_proposer_index`).

use super::params::{Epoch, Gwei, MAX_EFFECTIVE_BALANCE, Preset, Slot};
use super::shuffle::shuffled_index;
use crate::base::{Digest, Hasher, Sha256, sha256};

/// For which duty a seed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Who proposes: `DOMAIN_BEACON_PROPOSER`.
    Propose,
    /// Who votes in which committee: `DOMAIN_BEACON_ATTESTER`.
    Attest,
}

/// The mix after a block with this reveal: the exclusive or with the reveal's hash.
#[must_use]
pub fn mixed(mix: &Digest, reveal: &[u8]) -> Digest {
    let mut next = sha256(reveal);
    for (byte, old) in next.0.iter_mut().zip(mix.0) {
        *byte ^= old;
    }
    next
}

/// The seed of `epoch` for a duty, from the mix that the chain had after the epoch two before it
/// (`MIN_SEED_LOOKAHEAD` is 1).
#[must_use]
pub fn seed(duty: Duty, epoch: Epoch, mix: &Digest) -> Digest {
    let domain = match duty {
        Duty::Propose => 0_u32,
        Duty::Attest => 1,
    };
    Sha256::hash(&[&domain.to_le_bytes(), &epoch.to_le_bytes(), &mix.0])
}

/// Who proposes in `slot`: a place among `balances`, the effective balances of all that are
/// active; nothing if none has any. `seed` is the epoch's for [`Duty::Propose`].
#[must_use]
pub fn proposer(seed: &Digest, slot: Slot, balances: &[Gwei], preset: &Preset) -> Option<usize> {
    let count = balances.len() as u64;
    let most = balances.iter().copied().max().filter(|most| *most > 0)?;
    let seed = Sha256::hash(&[&seed.0, &slot.to_le_bytes()]);
    let candidate = |draw: u64, random: u16| {
        // Whom nobody's balance would get accepted need not be found out.
        if !is_accepted(most, random) {
            return None;
        }
        let place = shuffled_index(draw % count, count, &seed, preset.shuffle_rounds)? as usize;
        let held = *balances.get(place)?;
        is_accepted(held, random).then_some(place)
    };
    (0..).find_map(|block: u64| {
        let bytes = Sha256::hash(&[&seed.0, &block.to_le_bytes()]).0;
        let draws = bytes.chunks_exact(2).zip(block * 16..);
        let mut draws = draws.map(|(two, draw)| (draw, u16::from_le_bytes([two[0], two[1]])));
        draws.find_map(|(draw, random)| candidate(draw, random))
    })
}

/// A balance is accepted as often as it is a part of the greatest there can be.
fn is_accepted(held: Gwei, random: u16) -> bool {
    u128::from(held) * u128::from(u16::MAX)
        >= u128::from(MAX_EFFECTIVE_BALANCE) * u128::from(random)
}

#[cfg(test)]
mod tests {
    use super::super::params::{ETHER, MIN_ACTIVATION_BALANCE};
    use super::*;

    #[test]
    fn a_reveal_mixed_in_twice_is_out_again() {
        let once = mixed(&sha256(b"mix"), b"reveal");
        assert_ne!(once, sha256(b"mix"));
        assert_eq!(mixed(&once, b"reveal"), sha256(b"mix"));
    }

    #[test]
    fn each_duty_and_epoch_has_a_seed_of_its_own() {
        let of = |duty, epoch| seed(duty, epoch, &Digest::ZERO);
        assert_ne!(of(Duty::Propose, 1), of(Duty::Attest, 1));
        assert_ne!(of(Duty::Propose, 1), of(Duty::Propose, 2));
        let bytes = [&[1, 0, 0, 0][..], &[3, 0, 0, 0, 0, 0, 0, 0], &[0; 32]].concat();
        assert_eq!(of(Duty::Attest, 3), sha256(&bytes));
    }

    #[test]
    fn who_holds_more_proposes_as_much_more_often() {
        let balances = [MIN_ACTIVATION_BALANCE, 4 * MIN_ACTIVATION_BALANCE];
        let of = |slot| proposer(&Digest::ZERO, slot, &balances, &Preset::MINIMAL);
        let large = (0..2000).filter(|slot| of(*slot) == Some(1)).count();
        assert!(
            (1520..1680).contains(&large),
            "{large} of 2000, expected 1600"
        );
    }

    #[test]
    fn the_whole_balance_is_always_accepted_and_none_only_by_chance() {
        assert!(is_accepted(MAX_EFFECTIVE_BALANCE, u16::MAX));
        assert!(!is_accepted(MAX_EFFECTIVE_BALANCE - ETHER, u16::MAX));
        assert!(is_accepted(0, 0) && !is_accepted(0, 1));
        let of = |balances: &[u64]| proposer(&Digest::ZERO, 0, balances, &Preset::MINIMAL);
        assert_eq!((of(&[]), of(&[0, 0]), of(&[ETHER])), (None, None, Some(0)));
    }
}
