//! What a transaction offers for each gas, and what of it is paid, burnt and earned (EIP-1559).

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::Amount;

/// What wallets leave to the miner for each gas, unless the user says otherwise.
pub const USUAL_TIP: Amount = Amount(3);

/// A transaction's offer for each gas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Bid {
    /// The most that it pays, base fee and tip together.
    pub max_fee: Amount,
    /// The most of it that goes to who makes the block.
    pub max_tip: Amount,
}

impl Bid {
    /// An offer of `price` whose whole rest above the base fee is tip: what a gas price meant before EIP-1559.
    #[must_use]
    pub const fn flat(price: u64) -> Self {
        Self {
            max_fee: Amount(price),
            max_tip: Amount(price),
        }
    }

    /// What wallets offer at this base fee: room for it to double, and `tip`.
    #[must_use]
    pub const fn usual(base_fee: Amount, tip: Amount) -> Self {
        let double = base_fee.0.saturating_mul(2);
        Self {
            max_fee: Amount(double.saturating_add(tip.0)),
            max_tip: tip,
        }
    }

    /// What the miner earns for each gas in a block with this base fee; `None` if the offer is below it.
    #[must_use]
    pub fn tip_at(self, base_fee: Amount) -> Option<Amount> {
        let above = self.max_fee.checked_sub(base_fee)?;
        Some(above.min(self.max_tip))
    }

    /// What is paid for each gas in a block with this base fee; `None` if the offer is below it.
    #[must_use]
    pub fn price_at(self, base_fee: Amount) -> Option<Amount> {
        base_fee.checked_add(self.tip_at(base_fee)?)
    }

    /// By how much the offer is above the base fee, or below it: for comparing offers.
    #[must_use]
    pub fn margin_at(self, base_fee: Amount) -> i128 {
        let above = i128::from(self.max_fee.0) - i128::from(base_fee.0);
        above.min(i128::from(self.max_tip.0))
    }

    /// The least offer that may take the place of this one: both parts more, and by `percent` (geth's price bump).
    #[must_use]
    pub fn raised(self, percent: u64) -> Self {
        let raise = |amount| raised(amount, percent);
        Self {
            max_fee: raise(self.max_fee),
            max_tip: raise(self.max_tip),
        }
    }

    /// Whether this offer is in neither part below `other`.
    #[must_use]
    pub fn reaches(self, other: Self) -> bool {
        self.max_fee >= other.max_fee && self.max_tip >= other.max_tip
    }

    /// The larger of both, part by part.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            max_fee: self.max_fee.max(other.max_fee),
            max_tip: self.max_tip.max(other.max_tip),
        }
    }
}

/// The least amount that is more than `amount` and at least `percent` more, rounded down as geth does.
#[must_use]
pub fn raised(amount: Amount, percent: u64) -> Amount {
    let by = u128::from(amount.0) * u128::from(percent) / 100;
    let by = u64::try_from(by).unwrap_or(u64::MAX).max(1);
    Amount(amount.0.saturating_add(by))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bid(max_fee: u64, max_tip: u64) -> Bid {
        Bid {
            max_fee: Amount(max_fee),
            max_tip: Amount(max_tip),
        }
    }

    #[test]
    fn the_tip_is_what_the_offer_leaves_above_the_base_fee_and_no_more_than_it_says() {
        let tips = |max_fee, max_tip, base| bid(max_fee, max_tip).tip_at(Amount(base));
        assert_eq!(tips(30, 2, 10), Some(Amount(2)));
        assert_eq!(tips(11, 2, 10), Some(Amount(1)));
        assert_eq!(tips(10, 2, 10), Some(Amount(0)));
        assert_eq!(tips(9, 2, 10), None);
        assert_eq!(bid(30, 2).price_at(Amount(10)), Some(Amount(12)));
        assert_eq!(Bid::flat(30).price_at(Amount(10)), Some(Amount(30)));
        assert_eq!(bid(9, 2).margin_at(Amount(10)), -1);
    }

    #[test]
    fn a_replacement_pays_a_tenth_more_in_both_parts() {
        assert_eq!(bid(100, 10).raised(10), bid(110, 11));
        assert_eq!(bid(109, 9).raised(10), bid(119, 10), "at least one more");
        assert_eq!(bid(0, 0).raised(10), bid(1, 1));
        let least = bid(110, 11);
        assert!(least.reaches(least));
        assert!(!bid(200, 10).reaches(least));
        assert!(!bid(109, 50).reaches(least));
        assert_eq!(bid(u64::MAX, 1).raised(100), bid(u64::MAX, 2));
    }

    #[test]
    fn the_usual_offer_lets_the_base_fee_double() {
        let usual = Bid::usual(Amount(7), USUAL_TIP);
        assert_eq!(usual, bid(17, 3));
        assert_eq!(usual.price_at(Amount(7)), Some(Amount(10)));
        assert_eq!(usual.price_at(Amount(14)), Some(Amount(17)));
        assert_eq!(Bid::usual(Amount(u64::MAX), USUAL_TIP).max_fee.0, u64::MAX);
    }
}
