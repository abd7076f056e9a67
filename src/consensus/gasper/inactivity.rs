//! The inactivity leak: while nothing becomes final, who does not vote loses stake until those
//! who do are two thirds (`altair/beacon-chain.md`, `process_inactivity_updates`), and the
//! effective balance that lags behind the balance.

use super::params::{
    EPOCHS_TO_INACTIVITY_PENALTY, ETHER, Epoch, Fork, Gwei, MIN_ACTIVATION_BALANCE, Preset,
    SCORE_BIAS, SCORE_RECOVERY,
};

/// Balance below the effective one at which it follows.
const DOWNWARD_THRESHOLD: Gwei = ETHER / 4;
/// Balance above the effective one at which it follows.
const UPWARD_THRESHOLD: Gwei = ETHER / 4 * 5;

/// Whether the chain leaks at the end of `current`, with `finalized` its newest final epoch.
#[must_use]
pub const fn is_leaking(current: Epoch, finalized: Epoch) -> bool {
    current.saturating_sub(1).saturating_sub(finalized) > EPOCHS_TO_INACTIVITY_PENALTY
}

/// A validator's score after an epoch in which it voted for the right target or did not.
#[must_use]
pub const fn next_score(score: u64, has_target: bool, leaking: bool) -> u64 {
    let voted = if has_target {
        score.saturating_sub(1)
    } else {
        score.saturating_add(SCORE_BIAS)
    };
    if leaking {
        voted
    } else {
        voted.saturating_sub(SCORE_RECOVERY)
    }
}

/// What a validator without the right target loses in an epoch by its score.
#[must_use]
pub fn penalty(effective_balance: Gwei, score: u64, preset: &Preset, fork: Fork) -> Gwei {
    let quotient = u128::from(SCORE_BIAS * preset.penalties(fork).inactivity_quotient);
    let lost = u128::from(effective_balance) * u128::from(score) / quotient;
    u64::try_from(lost).unwrap_or(u64::MAX)
}

/// The effective balance after an epoch: whole ethers, at most `most`, and only changed if the
/// balance is a quarter below it or one and a quarter above.
#[must_use]
pub fn next_effective_balance(balance: Gwei, effective: Gwei, most: Gwei) -> Gwei {
    let sank = balance.saturating_add(DOWNWARD_THRESHOLD) < effective;
    let rose = effective.saturating_add(UPWARD_THRESHOLD) < balance;
    if sank || rose {
        (balance - balance % ETHER).min(most)
    } else {
        effective
    }
}

/// Balance and effective balance of a validator that was away for some epochs of a leak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// The balance.
    pub balance: Gwei,
    /// What of it counts.
    pub effective: Gwei,
    /// The inactivity score.
    pub score: u64,
}

/// Who starts with 32 ether and is away for `epochs` of a leak: by the leak alone, without the
/// penalties for missed votes, and not ejected.
#[must_use]
pub fn away_for(epochs: u64, preset: &Preset, fork: Fork) -> Away {
    let mut away = Away {
        balance: MIN_ACTIVATION_BALANCE,
        effective: MIN_ACTIVATION_BALANCE,
        score: 0,
    };
    for _ in 0..epochs {
        if away.effective == 0 {
            away.score = epochs.saturating_mul(SCORE_BIAS);
            break;
        }
        away.score = next_score(away.score, false, true);
        let lost = penalty(away.effective, away.score, preset, fork);
        away.balance = away.balance.saturating_sub(lost);
        away.effective =
            next_effective_balance(away.balance, away.effective, MIN_ACTIVATION_BALANCE);
    }
    away
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAINNET: Preset = Preset::MAINNET;

    fn away(epochs: u64) -> Away {
        away_for(epochs, &MAINNET, Fork::Bellatrix)
    }

    #[test]
    fn who_is_away_in_a_leak_loses_faster_and_faster() {
        for (epochs, balance) in [
            (0, 32_000_000_000),
            (10, 31_999_895_100),
            (100, 31_990_367_939),
            (1000, 31_067_376_873),
            (4096, 19_505_630_341),
        ] {
            assert_eq!(away(epochs).balance, balance, "after {epochs} epochs");
        }
    }

    #[test]
    fn the_effective_balance_reaches_16_after_4685_epochs() {
        assert_eq!(away(4684).effective, 17 * ETHER);
        assert_eq!(away(4685).effective, 16 * ETHER);
        assert_eq!(away(4685).balance, 16_749_669_693);
    }

    #[test]
    fn older_forks_leak_slower() {
        let balances = [Fork::Phase0, Fork::Altair, Fork::Electra]
            .map(|fork| away_for(1000, &MAINNET, fork).balance);
        assert!(balances.is_sorted_by(|more, less| more > less));
    }

    #[test]
    fn a_number_of_epochs_without_end_comes_to_nothing_left() {
        let end = away(u64::MAX);
        assert_eq!(end.effective, 0);
        assert!(end.balance < ETHER);
        assert_eq!(away(20_000).score, 80_000);
    }

    #[test]
    fn the_leak_begins_when_the_delay_exceeds_four_epochs() {
        assert!(!is_leaking(6, 1) && is_leaking(7, 1));
        assert!(!is_leaking(0, 0) && !is_leaking(1, 5));
    }

    #[test]
    fn scores_rise_by_four_sink_by_one_and_recover_by_sixteen_without_a_leak() {
        assert_eq!(next_score(8, false, true), 12);
        assert_eq!(next_score(8, true, true), 7);
        assert_eq!(next_score(0, true, true), 0);
        assert_eq!(next_score(40, true, false), 23);
        assert_eq!(next_score(40, false, false), 28);
        assert_eq!(next_score(3, false, false), 0);
    }

    #[test]
    fn the_effective_balance_lags_behind() {
        let (full, most) = (32 * ETHER, 32 * ETHER);
        assert_eq!(next_effective_balance(31_750_000_000, full, most), full);
        assert_eq!(
            next_effective_balance(31_749_999_999, full, most),
            31 * ETHER
        );
        let low = 30 * ETHER;
        assert_eq!(next_effective_balance(31_250_000_000, low, most), low);
        assert_eq!(
            next_effective_balance(31_250_000_001, low, most),
            31 * ETHER
        );
        assert_eq!(next_effective_balance(40 * ETHER, low, most), most);
    }
}
