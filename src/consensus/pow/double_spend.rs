//! How likely a payment is undone by an attacker who mines in secret: Nakamoto's formula, and the exact one.

use ruint::aliases::U256;

use crate::base::fraction::Fraction;

/// Confirmations for which the formulas are computed, at most.
pub const MOST_CONFIRMATIONS: u32 = 1000;

/// Results are whole multiples of one part in this many.
pub const UNIT: u64 = 1_000_000_000_000;

/// Bits after the point while computing: what a thousand roundings take is far below [`UNIT`].
const PRECISION: usize = 120;

const ONE: U256 = U256::from_limbs([0, 1 << (PRECISION - 64), 0, 0]);

/// The chance that an attacker with the `share` of the hash rate ever overtakes a payment with `confirmations`,
/// in parts of [`UNIT`], rounded to the nearest (Grunspan and Pérez-Marco, "Double spend races",
/// arXiv 1702.02867, theorem 1). More than [`MOST_CONFIRMATIONS`] count as that many.
///
/// With shares p and q of the honest and the attacker it is `I_{4pq}(z, 1/2)`, which equals
/// `2 q^z * sum over k < z of p^k C(z - 1 + k, k)`: only positive terms, of which the last is the largest.
#[must_use]
pub fn exact(share: Fraction, confirmations: u32) -> u64 {
    let z = u64::from(confirmations.min(MOST_CONFIRMATIONS));
    if z == 0 || share.part() >= share.rest() {
        return UNIT;
    }
    let mut term = largest_term(share, z);
    let mut sum = term;
    for k in (1..z).rev() {
        term = scaled(term, k * share.whole(), share.rest() * (z - 1 + k));
        sum += term;
    }
    in_units(sum << 1)
}

/// `q (pq)^(z - 1) C(2z - 2, z - 1)`, factor by factor, each below 1.
fn largest_term(share: Fraction, z: u64) -> U256 {
    let (p, q, whole) = (share.rest(), share.part(), share.whole());
    let first = scaled(ONE, q, whole);
    (1..z).fold(first, |term, n| {
        let lead = scaled(term, p * 2, whole);
        scaled(lead, q * (2 * n - 1), whole * n)
    })
}

/// The same chance as Nakamoto's paper approximates it (section 11), by a Poisson distribution of the attacker's
/// blocks, in parts of [`UNIT`], rounded to the nearest.
#[must_use]
pub fn nakamoto(share: Fraction, confirmations: u32) -> u64 {
    let z = u64::from(confirmations.min(MOST_CONFIRMATIONS));
    if z == 0 || share.part() >= share.rest() {
        return UNIT;
    }
    let weights = Weights::of(z * share.part(), share.rest());
    let (mut all, mut caught) = (weights.beyond(z), weights.beyond(z));
    let mut chance = ONE;
    for k in (0..=z).rev() {
        let weight = weights.at(k);
        all += weight;
        caught += (weight * chance) >> PRECISION;
        chance = scaled(chance, share.part(), share.rest());
    }
    if all.is_zero() {
        return UNIT;
    }
    in_units((caught << PRECISION) / all)
}

/// A Poisson distribution, up to a factor: the most likely number has the weight 1.
struct Weights {
    weights: Vec<U256>,
}

impl Weights {
    /// With the mean `numerator / denominator`.
    fn of(numerator: u64, denominator: u64) -> Self {
        let mode = numerator / denominator;
        let mut weights = Vec::new();
        let mut weight = ONE;
        for k in (1..=mode).rev() {
            weight = scaled(weight, k * denominator, numerator);
            weights.push(weight);
        }
        weights.reverse();
        weight = ONE;
        let mut k = mode;
        while !weight.is_zero() {
            weights.push(weight);
            k += 1;
            weight = scaled(weight, numerator, k * denominator);
        }
        Self { weights }
    }

    fn at(&self, k: u64) -> U256 {
        let place = usize::try_from(k).ok();
        place
            .and_then(|place| self.weights.get(place))
            .copied()
            .unwrap_or(U256::ZERO)
    }

    /// The weight of all numbers above `k`.
    fn beyond(&self, k: u64) -> U256 {
        let first = usize::try_from(k).unwrap_or(usize::MAX).saturating_add(1);
        let rest = self.weights.iter().skip(first);
        rest.fold(U256::ZERO, |sum, weight| sum + *weight)
    }
}

fn scaled(number: U256, numerator: u64, denominator: u64) -> U256 {
    number * U256::from(numerator) / U256::from(denominator.max(1))
}

fn in_units(number: U256) -> u64 {
    let half = ONE >> 1;
    let parts: U256 = (number * U256::from(UNIT) + half) >> PRECISION;
    parts.saturating_to()
}

/// The chance against an attacker with a tenth of the hash rate, in parts of a million, rounded to the nearest.
#[must_use]
pub fn reversal_ppm(confirmations: u64) -> u32 {
    /// Confirmations from which the chance is below one in a million.
    const SURE: u64 = 13;
    let tenth = Fraction::new(1, 10).filter(|_| confirmations < SURE);
    let parts = tenth.map_or(0, |tenth| exact(tenth, confirmations as u32));
    let million = 1_000_000;
    ((parts + UNIT / million / 2) / (UNIT / million)) as u32
}

#[cfg(test)]
#[path = "double_spend_tests.rs"]
mod tests;
