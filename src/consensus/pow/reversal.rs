//! How likely a block is undone by an attacker with a tenth of the hash rate, exactly.

/// Confirmations from which the chance is below one in a million.
const SURE: u64 = 13;

/// The chance, in parts of a million rounded to the nearest, that an attacker with 10 % of the hash rate overtakes
/// `confirmations` blocks, exactly (Grunspan and Pérez-Marco, "Double spend races", 2018, theorem 1; Nakamoto 2008,
/// section 11, approximates the same by a Poisson distribution):
/// `1 - sum over k < z of (p^z q^k - q^z p^k) C(k + z - 1, k)`.
#[must_use]
pub fn reversal_ppm(confirmations: u64) -> u32 {
    let z = confirmations.min(SURE) as u32;
    if z == 0 {
        return 1_000_000;
    }
    if confirmations >= SURE {
        return 0;
    }
    // Over the common denominator 10^(2z - 1), with p = 9/10 and q = 1/10.
    let whole = 10_u128.pow(2 * z - 1);
    let (mut held, mut choices) = (0_u128, 1_u128);
    for k in 0..z {
        let weight = 9_u128.pow(z) - 9_u128.pow(k);
        held += weight * 10_u128.pow(z - 1 - k) * choices;
        choices = choices * u128::from(k + z) / u128::from(k + 1);
    }
    let left = whole.saturating_sub(held);
    ((left * 1_000_000 + whole / 2) / whole) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_the_paper() {
        // Grunspan and Pérez-Marco, table for q = 0.1, z = 1 to 6.
        let expected = [200_000, 56_000, 17_120, 5_456, 1_782, 591];
        for (z, ppm) in (1..).zip(expected) {
            assert_eq!(reversal_ppm(z), ppm, "{z} confirmations");
        }
    }

    #[test]
    fn each_confirmation_helps_and_none_makes_it_certain_to_fail() {
        assert_eq!(reversal_ppm(0), 1_000_000);
        let chances: Vec<u32> = (0..12).map(reversal_ppm).collect();
        assert!(
            chances.windows(2).all(|pair| pair[1] < pair[0]),
            "{chances:?}"
        );
        assert_eq!(reversal_ppm(u64::MAX), 0);
    }
}
