//! Who enters and leaves waits in a queue whose width is counted in stake since Electra
//! (`electra/beacon-chain.md`, `compute_exit_epoch_and_update_churn`), and for how long that
//! keeps an old checkpoint trustworthy (`electra/weak-subjectivity.md`).

use borsh::{BorshDeserialize, BorshSerialize};

use super::params::{ETHER, Epoch, Gwei, MAX_SEED_LOOKAHEAD, Preset, WITHDRAWABILITY_DELAY};

/// Percent of the two thirds' safety that may be lost to the change of validators.
const SAFETY_DECAY: u64 = 10;

/// The earliest epoch in which what is decided in `epoch` takes effect.
#[must_use]
pub const fn activation_exit_epoch(epoch: Epoch) -> Epoch {
    epoch.saturating_add(1 + MAX_SEED_LOOKAHEAD)
}

/// The epoch in which the balance of who leaves in `exit` can be withdrawn.
#[must_use]
pub const fn withdrawable_epoch(exit: Epoch) -> Epoch {
    exit.saturating_add(WITHDRAWABILITY_DELAY)
}

/// The stake that may change in an epoch, with `total` active.
#[must_use]
pub fn balance_churn(total: Gwei, preset: &Preset) -> Gwei {
    let churn = (total / preset.churn_quotient).max(preset.min_churn);
    churn - churn % ETHER
}

/// The stake that may enter, and that may leave, in an epoch.
#[must_use]
pub fn activation_exit_churn(total: Gwei, preset: &Preset) -> Gwei {
    balance_churn(total, preset).min(preset.max_churn)
}

/// How far ahead the queue is filled, and how much room its last epoch still has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, BorshSerialize, BorshDeserialize)]
pub struct ExitQueue {
    /// The last epoch that has exits.
    pub earliest: Epoch,
    /// What may still leave in it.
    pub room: Gwei,
}

impl ExitQueue {
    /// The epoch in which `balance` leaves that asks to in `epoch`, if `churn` may leave in each.
    /// A churn of 0 counts as 1.
    pub fn exit(&mut self, epoch: Epoch, churn: Gwei, balance: Gwei) -> Epoch {
        let churn = churn.max(1);
        let soonest = activation_exit_epoch(epoch);
        if self.earliest < soonest {
            *self = Self {
                earliest: soonest,
                room: churn,
            };
        }
        if balance > self.room {
            let more = (balance - self.room).div_ceil(churn);
            self.earliest = self.earliest.saturating_add(more);
            self.room = self.room.saturating_add(more.saturating_mul(churn));
        }
        self.room = self.room.saturating_sub(balance);
        self.earliest
    }
}

/// For so many epochs a checkpoint can be trusted without asking anybody, with `total` active.
#[must_use]
pub fn weak_subjectivity_period(total: Gwei, preset: &Preset) -> Epoch {
    let churn = u128::from(balance_churn(total, preset));
    let changing = u128::from(SAFETY_DECAY) * u128::from(total) / (200 * churn);
    WITHDRAWABILITY_DELAY.saturating_add(u64::try_from(changing).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAINNET: Preset = Preset::MAINNET;

    fn exits(epoch: u64, ethers: &[u64]) -> Vec<u64> {
        let mut queue = ExitQueue::default();
        let exit = |balance: &u64| queue.exit(epoch, 256 * ETHER, balance * ETHER);
        ethers.iter().map(exit).collect()
    }

    #[test]
    fn a_large_exit_makes_all_after_it_wait() {
        let expected = [1005, 1005, 1005, 1005, 1013, 1013];
        assert_eq!(exits(1000, &[32, 32, 32, 32, 2048, 32]), expected);
    }

    #[test]
    fn an_epoch_takes_its_churn_and_not_more() {
        assert_eq!(exits(0, &[256, 1]), [5, 6]);
        assert_eq!(exits(0, &[256, 256, 256]), [5, 6, 7]);
        assert_eq!(exits(0, &[257]), [6]);
        assert_eq!(exits(0, &[0]), [5]);
    }

    #[test]
    fn a_queue_that_has_run_dry_begins_anew() {
        let mut queue = ExitQueue::default();
        assert_eq!(queue.exit(0, 256 * ETHER, 256 * ETHER), 5);
        assert_eq!(queue.exit(100, 256 * ETHER, 256 * ETHER), 105);
        assert_eq!(queue.exit(100, 256 * ETHER, ETHER), 106);
    }

    #[test]
    fn numbers_without_bounds_do_not_panic() {
        let mut queue = ExitQueue::default();
        let _ = queue.exit(u64::MAX, 0, u64::MAX);
        let _ = queue.exit(0, 3, u64::MAX);
        assert_eq!(withdrawable_epoch(1005), 1261);
    }

    #[test]
    fn the_churn_has_a_least_and_a_most() {
        let million = |millions: u64| activation_exit_churn(millions * 1_000_000 * ETHER, &MAINNET);
        assert_eq!(million(1), 128 * ETHER);
        assert_eq!(million(10), 152 * ETHER);
        assert_eq!(million(34), 256 * ETHER);
        assert_eq!(balance_churn(34_000_000 * ETHER, &MAINNET), 518 * ETHER);
    }

    /// The table of the specification.
    #[test]
    fn weak_subjectivity_periods() {
        let of = |power: u32| weak_subjectivity_period((1 << power) * ETHER, &MAINNET);
        assert_eq!([of(20), of(21), of(22), of(23)], [665, 1075, 1894, 3532]);
        assert_eq!([of(24), of(25)], [3532, 3532]);
        assert_eq!(weak_subjectivity_period(0, &MAINNET), 256);
    }
}
