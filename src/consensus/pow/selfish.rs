//! What a selfish miner earns: the formula of Eyal and Sirer ("Majority is not enough", 2014, equation 8).

use ruint::aliases::U256;

use crate::base::fraction::Fraction;

/// Results are whole multiples of one part in this many.
pub const UNIT: u64 = 1_000_000_000_000;

/// The share of all rewards that a selfish miner with the share `alpha` of the hash rate gets, if in a race `gamma`
/// of the others mine on its block; in parts of [`UNIT`], rounded to the nearest. All of them from one half on:
///
/// `(a (1 - a)^2 (4a + g (1 - 2a)) - a^3) / (1 - a (1 + (2 - a) a))`.
#[must_use]
pub fn revenue(alpha: Fraction, gamma: Fraction) -> u64 {
    if alpha.part() >= alpha.rest() {
        return UNIT;
    }
    // Over the denominator d for alpha and e for gamma; 30 bits each.
    let [a, rest, d] = [alpha.part(), alpha.rest(), alpha.whole()].map(U256::from);
    let [g, e] = [gamma.part(), gamma.whole()].map(U256::from);
    let four = U256::from(4);
    let won = a * rest * rest * (four * a * e + g * (rest - a));
    let lost = a * a * a * d * e;
    let rounds = d * d * d - a * (d * d + (d + rest) * a);
    let whole = rounds * d * e;
    ((won - lost) * U256::from(2 * UNIT) + whole)
        .checked_div(whole << 1)
        .map_or(0, |parts| parts.saturating_to())
}

/// The share of the hash rate from which selfish mining pays, in parts of [`UNIT`], rounded to the nearest:
/// `(1 - g) / (3 - 2g)`.
#[must_use]
pub fn threshold(gamma: Fraction) -> u64 {
    let (rest, whole) = (gamma.rest(), gamma.whole());
    let below = u128::from(whole + 2 * rest);
    let parts = (u128::from(rest) * u128::from(2 * UNIT) + below) / (2 * below);
    u64::try_from(parts).unwrap_or(UNIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn six(alpha: &str, gamma: &str) -> u64 {
        let [alpha, gamma] = [alpha, gamma].map(|text| text.parse().expect("a share"));
        (revenue(alpha, gamma) + 500_000) / 1_000_000
    }

    #[test]
    fn revenue_by_share_and_by_who_follows() {
        let table = [
            ("0.2", [129_670, 182_418, 235_165]),
            ("0.25", [195_122, 250_000, 304_878]),
            ("0.3", [273_126, 326_874, 380_622]),
            ("1/3", [333_333, 384_615, 435_897]),
            ("0.35", [366_509, 416_034, 465_560]),
            ("0.4", [483_721, 525_581, 567_442]),
            ("0.45", [651_773, 680_598, 709_423]),
        ];
        for (alpha, expected) in table {
            let found = ["0", "0.5", "1"].map(|gamma| six(alpha, gamma));
            assert_eq!(found, expected, "{alpha}");
        }
    }

    #[test]
    fn it_pays_from_the_threshold_on() {
        let cases = [("0", UNIT / 3), ("0.5", UNIT / 4), ("1", 0)];
        for (gamma, expected) in cases {
            let gamma: Fraction = gamma.parse().expect("a share");
            assert_eq!(threshold(gamma), expected);
            for thousandth in 1..500 {
                let alpha = Fraction::new(thousandth, 1000).expect("a share");
                let fair = thousandth * (UNIT / 1000);
                let pays = revenue(alpha, gamma) > fair;
                assert_eq!(pays, fair > expected, "{thousandth}");
            }
        }
    }

    #[test]
    fn the_ends_do_not_panic() {
        let [none, all] = [Fraction::new(0, 1), Fraction::new(1, 1)].map(Option::unwrap);
        assert_eq!(revenue(none, all), 0);
        assert_eq!(revenue(all, none), UNIT);
        let fine = Fraction::new(499_999_999, 1_000_000_000).expect("a share");
        assert!(revenue(fine, fine) > UNIT / 1000 * 999);
        let odd = Fraction::new(499_999_996, 999_999_999).expect("a share");
        assert!(revenue(odd, odd) <= UNIT);
    }
}
