//! A whole divided by weights into whole parts.

use crate::base::order;

/// Parts of `total` by weight: largest remainders, at least 1 for each weight above 0.
pub(super) fn apportioned(weights: &[u64], total: u64) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: u64| u128::from(weight) * u128::from(total);
    let mut parts: Vec<u64> = weights
        .iter()
        .map(|&weight| u64::from(weight > 0).max((exact(weight) / sum) as u64))
        .collect();
    let is_whole = |at: &usize| exact(weights[*at]) >= sum;
    let mut by_remainder: Vec<usize> = (0..weights.len()).filter(is_whole).collect();
    order::sort_by_key(&mut by_remainder, |&at| {
        std::cmp::Reverse(exact(weights[at]) % sum)
    });
    let left = total.saturating_sub(parts.iter().sum()) as usize;
    for at in by_remainder.into_iter().take(left) {
        parts[at] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_minutes_miners_share_64_validators() {
        assert_eq!(
            apportioned(&[24, 0, 18, 0, 15, 0, 11, 0], 64),
            [23, 0, 17, 0, 14, 0, 10, 0]
        );
    }

    #[test]
    fn who_has_little_has_one_and_who_has_nothing_none() {
        assert_eq!(apportioned(&[1_000_000, 1, 0], 10), [9, 1, 0]);
        assert_eq!(apportioned(&[0, 0], 10), [0, 0]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_part_is_off_by_more_than_one(
            weights in proptest::collection::vec(0_u64..1_000_000, 1..40),
            total in 40_u64..100_000,
        ) {
            let sum: u64 = weights.iter().sum();
            prop_assume!(sum > 0);
            let parts = apportioned(&weights, total);
            let got: u64 = parts.iter().sum();
            prop_assert!((total..=total + weights.len() as u64).contains(&got));
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = u128::from(*weight) * u128::from(total) / u128::from(sum);
                prop_assert!(u128::from(*part).abs_diff(exact) <= 1);
            }
        }
    }
}
