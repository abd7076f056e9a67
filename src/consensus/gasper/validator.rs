//! One validator as the chain knows it, and whether it is active, may be slashed, may be paid out
//! (`phase0/beacon-chain.md`, `electra/beacon-chain.md`).

use borsh::{BorshDeserialize, BorshSerialize};

use super::key::ValidatorKey;
use super::params::{
    ETHER, Epoch, FAR_FUTURE_EPOCH, Gwei, MAX_EFFECTIVE_BALANCE, MIN_ACTIVATION_BALANCE,
};
use crate::base::Address;

/// A place in the registry. Places are never given again.
pub type Index = u32;

/// What does not change from slot to slot.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Validator {
    /// Verifies its blocks and votes.
    pub key: ValidatorKey,
    /// Where its balance is paid out to.
    pub withdrawal: Address,
    /// Whether more than 32 ether of it count (credentials of type 2).
    pub compounding: bool,
    /// What of its balance counts, in whole ethers.
    pub effective: Gwei,
    /// Whether it was caught.
    pub slashed: bool,
    /// Since when it waits to be activated.
    pub eligible: Epoch,
    /// Its first epoch on duty.
    pub activation: Epoch,
    /// Its first epoch off duty.
    pub exit: Epoch,
    /// From when its balance can be paid out.
    pub withdrawable: Epoch,
}

impl Validator {
    /// One that is registered and has not entered any queue.
    #[must_use]
    pub fn new(key: ValidatorKey, withdrawal: Address, compounding: bool, balance: Gwei) -> Self {
        let mut validator = Self {
            key,
            withdrawal,
            compounding,
            effective: 0,
            slashed: false,
            eligible: FAR_FUTURE_EPOCH,
            activation: FAR_FUTURE_EPOCH,
            exit: FAR_FUTURE_EPOCH,
            withdrawable: FAR_FUTURE_EPOCH,
        };
        validator.effective = (balance - balance % ETHER).min(validator.most_effective());
        validator
    }

    /// The most of its balance that can count.
    #[must_use]
    pub const fn most_effective(&self) -> Gwei {
        if self.compounding {
            MAX_EFFECTIVE_BALANCE
        } else {
            MIN_ACTIVATION_BALANCE
        }
    }

    /// Whether it is on duty.
    #[must_use]
    pub const fn is_active(&self, epoch: Epoch) -> bool {
        self.activation <= epoch && epoch < self.exit
    }

    /// Whether it can still be caught.
    #[must_use]
    pub const fn is_slashable(&self, epoch: Epoch) -> bool {
        !self.slashed && self.activation <= epoch && epoch < self.withdrawable
    }

    /// Whether it is rewarded and punished at the end of the epoch after `previous`.
    #[must_use]
    pub const fn is_eligible(&self, previous: Epoch) -> bool {
        self.is_active(previous) || (self.slashed && previous + 1 < self.withdrawable)
    }

    /// Whether it holds enough to wait for activation, and does not yet.
    #[must_use]
    pub const fn may_queue(&self) -> bool {
        self.eligible == FAR_FUTURE_EPOCH && self.effective >= MIN_ACTIVATION_BALANCE
    }

    /// Whether its waiting is final, and it is not yet activated.
    #[must_use]
    pub const fn may_activate(&self, finalized: Epoch) -> bool {
        self.eligible <= finalized && self.activation == FAR_FUTURE_EPOCH
    }

    /// What of `balance` is paid out in `epoch`: all of it after the exit, otherwise what is above
    /// the most that can count.
    #[must_use]
    pub const fn payout(&self, balance: Gwei, epoch: Epoch) -> Gwei {
        let most = self.most_effective();
        if self.withdrawable <= epoch {
            balance
        } else if self.effective == most {
            balance.saturating_sub(most)
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(balance: Gwei) -> Validator {
        Validator::new(ValidatorKey([2; 32]), Address([0; 20]), false, balance)
    }

    #[test]
    fn whole_ethers_count_and_not_more_than_32_unless_it_compounds() {
        assert_eq!(of(31_999_999_999).effective, 31 * ETHER);
        assert_eq!(of(40 * ETHER).effective, 32 * ETHER);
        let compounding = Validator::new(ValidatorKey([2; 32]), Address([0; 20]), true, u64::MAX);
        assert_eq!(compounding.effective, 2048 * ETHER);
    }

    #[test]
    fn it_is_on_duty_from_activation_to_exit() {
        let validator = Validator {
            activation: 5,
            exit: 9,
            ..of(32 * ETHER)
        };
        let active = [4, 5, 8, 9].map(|epoch| validator.is_active(epoch));
        assert_eq!(active, [false, true, true, false]);
    }

    #[test]
    fn it_can_be_caught_after_its_exit_until_it_is_withdrawable_but_only_once() {
        let mut validator = Validator {
            activation: 5,
            exit: 9,
            withdrawable: 265,
            ..of(32 * ETHER)
        };
        let slashable = [4, 5, 264, 265].map(|epoch| validator.is_slashable(epoch));
        assert_eq!(slashable, [false, true, true, false]);
        validator.slashed = true;
        assert!(!validator.is_slashable(5));
        assert!(validator.is_eligible(263) && !validator.is_eligible(264));
    }

    #[test]
    fn it_waits_only_with_32_ethers_and_until_the_waiting_is_final() {
        assert!(of(32 * ETHER).may_queue() && !of(31 * ETHER).may_queue());
        let waiting = Validator {
            eligible: 3,
            ..of(32 * ETHER)
        };
        assert!(!waiting.may_queue() && !waiting.may_activate(2) && waiting.may_activate(3));
    }

    #[test]
    fn what_is_above_is_paid_out_and_everything_after_the_exit() {
        let mut validator = of(32 * ETHER);
        assert_eq!(validator.payout(33 * ETHER, 0), ETHER);
        validator.effective = 31 * ETHER;
        assert_eq!(validator.payout(33 * ETHER, 0), 0);
        validator.withdrawable = 7;
        assert_eq!(validator.payout(33 * ETHER, 6), 0);
        assert_eq!(validator.payout(33 * ETHER, 7), 33 * ETHER);
    }
}
