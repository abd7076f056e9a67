//! Who proposes and who votes in each slot of an epoch: a function of the active validators and
//! of randomness that was fixed an epoch before (`phase0/beacon-chain.md`, `compute_committee`).

use super::params::{Epoch, Gwei, Preset, Slot};
use super::randao::{Duty, proposer, seed};
use super::shuffle::shuffle;
use super::validator::{Index, Validator};
use crate::base::Digest;

/// The duties of one epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duties {
    epoch: Epoch,
    slots: u64,
    committees: u64,
    shuffled: Vec<Index>,
    proposers: Vec<Option<Index>>,
}

impl Duties {
    /// Deals the duties of `epoch` to who is active in it, by the mix that its seed is taken from.
    #[must_use]
    pub fn deal(validators: &[Validator], epoch: Epoch, mix: &Digest, preset: &Preset) -> Self {
        let mut shuffled = Vec::new();
        let mut balances: Vec<Gwei> = Vec::new();
        for (index, validator) in (0..).zip(validators) {
            if validator.is_active(epoch) {
                shuffled.push(index);
                balances.push(validator.effective);
            }
        }
        let to_propose = seed(Duty::Propose, epoch, mix);
        let first = preset.start_of(epoch);
        let proposers = (first..first.saturating_add(preset.slots_per_epoch))
            .map(|slot| {
                let place = proposer(&to_propose, slot, &balances, preset)?;
                shuffled.get(place).copied()
            })
            .collect();
        let to_attest = seed(Duty::Attest, epoch, mix);
        shuffle(&mut shuffled, &to_attest, preset.shuffle_rounds);
        Self {
            epoch,
            slots: preset.slots_per_epoch,
            committees: preset.committees_per_slot(shuffled.len() as u64),
            shuffled,
            proposers,
        }
    }

    /// The epoch.
    #[must_use]
    pub const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Who may propose in `slot`; nobody in another epoch, or if nobody is active.
    #[must_use]
    pub fn proposer(&self, slot: Slot) -> Option<Index> {
        if slot / self.slots != self.epoch {
            return None;
        }
        let place = (slot % self.slots) as usize;
        self.proposers.get(place).copied().flatten()
    }

    /// Committees in each slot.
    #[must_use]
    pub const fn committees(&self) -> u64 {
        self.committees
    }

    /// One committee of `slot`.
    #[must_use]
    pub fn committee(&self, slot: Slot, committee: u64) -> &[Index] {
        if committee >= self.committees {
            return &[];
        }
        let number = slot % self.slots * self.committees + committee;
        self.between(slot, number, number + 1)
    }

    /// All who vote in `slot`, committee after committee: the order of an attestation's bits.
    #[must_use]
    pub fn voters(&self, slot: Slot) -> &[Index] {
        let first = slot % self.slots * self.committees;
        self.between(slot, first, first + self.committees)
    }

    fn between(&self, slot: Slot, from: u64, to: u64) -> &[Index] {
        if slot / self.slots != self.epoch {
            return &[];
        }
        let count = self.slots * self.committees;
        let start = |number: u64| (self.shuffled.len() as u64 * number / count) as usize;
        self.shuffled.get(start(from)..start(to)).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::ValidatorKey;
    use super::super::params::MIN_ACTIVATION_BALANCE;
    use super::*;
    use crate::base::order::sort;
    use crate::base::{Address, sha256};

    fn registry(count: usize) -> Vec<Validator> {
        let key = ValidatorKey([2; 32]);
        let one = Validator {
            activation: 0,
            ..Validator::new(key, Address([0; 20]), false, MIN_ACTIVATION_BALANCE)
        };
        vec![one; count]
    }

    #[test]
    fn each_validator_votes_once_in_an_epoch() {
        for (count, preset) in [
            (1000, Preset::MAINNET),
            (64, Preset::MINIMAL),
            (5, Preset::MINIMAL),
        ] {
            let duties = Duties::deal(&registry(count), 3, &sha256(b"mix"), &preset);
            let first = preset.start_of(3);
            let slots = first..first + preset.slots_per_epoch;
            let mut all: Vec<u32> = slots
                .clone()
                .flat_map(|slot| duties.voters(slot).to_vec())
                .collect();
            sort(&mut all);
            assert!(all.into_iter().eq(0..count as u32));
            assert!(slots.clone().all(|slot| duties.proposer(slot).is_some()));
            for slot in slots {
                let parts: Vec<u32> = (0..duties.committees())
                    .flat_map(|number| duties.committee(slot, number).to_vec())
                    .collect();
                assert_eq!(parts, duties.voters(slot));
            }
        }
    }

    #[test]
    fn another_epoch_has_no_duties_here() {
        let duties = Duties::deal(&registry(64), 3, &sha256(b"mix"), &Preset::MINIMAL);
        assert_eq!(duties.proposer(23), None);
        assert!(duties.voters(32).is_empty() && duties.committee(24, 4).is_empty());
    }

    #[test]
    fn who_is_not_active_has_none() {
        let mut validators = registry(8);
        validators[5].exit = 3;
        let duties = Duties::deal(&validators, 3, &sha256(b"mix"), &Preset::MINIMAL);
        assert!((24..32).all(|slot| !duties.voters(slot).contains(&5)));
        assert!((24..32).all(|slot| duties.proposer(slot) != Some(5)));
        let nobody = Duties::deal(&[], 3, &sha256(b"mix"), &Preset::MINIMAL);
        assert!((24..32).all(|slot| nobody.proposer(slot).is_none()));
    }
}
