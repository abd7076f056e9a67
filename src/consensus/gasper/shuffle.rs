//! The swap-or-not shuffle that deals validators to committees (`phase0/beacon-chain.md`,
//! `compute_shuffled_index`).

use crate::base::{Digest, Hasher, Sha256};

/// Where `index` of `count` goes in `rounds` rounds; nothing if it is not below `count`.
#[must_use]
pub fn shuffled_index(index: u64, count: u64, seed: &Digest, rounds: u8) -> Option<u64> {
    let mut at = Some(index).filter(|index| *index < count)?;
    for round in 0..rounds {
        let flip = (pivot(seed, round, count) + count - at) % count;
        let position = at.max(flip);
        if bit(&source(seed, round, position / 256), position) {
            at = flip;
        }
    }
    Some(at)
}

/// The whole list, with at each place `i` what stood at `shuffled_index(i)`: each round needs a
/// hash for 256 places instead of one for each.
pub fn shuffle<T>(list: &mut [T], seed: &Digest, rounds: u8) {
    let count = list.len() as u64;
    if count < 2 {
        return;
    }
    for round in (0..rounds).rev() {
        let sources: Vec<Digest> = (0..=(count - 1) / 256)
            .map(|block| source(seed, round, block))
            .collect();
        let pivot = pivot(seed, round, count);
        swap_pairs(list, &sources, 0, pivot);
        swap_pairs(list, &sources, pivot + 1, count - 1);
    }
}

/// Mirrors `first..=last`, pair by pair, where the bit of the pair's upper place says so.
fn swap_pairs<T>(list: &mut [T], sources: &[Digest], first: u64, last: u64) {
    let (mut low, mut high) = (first, last);
    while low < high {
        let source = sources.get((high / 256) as usize);
        if source.is_some_and(|source| bit(source, high)) {
            list.swap(low as usize, high as usize);
        }
        low += 1;
        high -= 1;
    }
}

fn pivot(seed: &Digest, round: u8, count: u64) -> u64 {
    let Digest([a, b, c, d, e, f, g, h, ..]) = Sha256::hash(&[&seed.0, &[round]]);
    u64::from_le_bytes([a, b, c, d, e, f, g, h]) % count
}

fn source(seed: &Digest, round: u8, block: u64) -> Digest {
    Sha256::hash(&[&seed.0, &[round], &(block as u32).to_le_bytes()])
}

fn bit(source: &Digest, position: u64) -> bool {
    let place = (position % 256) as usize;
    source.0[place / 8] >> (place % 8) & 1 == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::sha256;

    fn mapping(seed: &str, count: u64) -> Vec<u64> {
        let seed = Digest::from_hex(seed).unwrap();
        (0..count)
            .map(|index| shuffled_index(index, count, &seed, 90).unwrap())
            .collect()
    }

    /// Two of consensus-spec-tests, `tests/mainnet/phase0/shuffling`.
    #[test]
    fn mappings_of_the_specification() {
        assert_eq!(
            mapping(
                "01b4f6bd5d6a06a7b74a8565ceb4f845afe0ae96a0ac05cf5e86066bf7b538ec",
                10
            ),
            [2, 7, 8, 5, 4, 1, 6, 0, 9, 3]
        );
        assert_eq!(
            mapping(
                "2594b6a92ebfb1c3312deb7d01c015fb95e9fbe9bd7bc6b527af07813ec7b910",
                5
            ),
            [1, 3, 4, 2, 0]
        );
    }

    #[test]
    fn an_index_outside_goes_nowhere() {
        assert_eq!(shuffled_index(5, 5, &Digest::ZERO, 90), None);
        assert_eq!(shuffled_index(0, 0, &Digest::ZERO, 90), None);
        assert_eq!(shuffled_index(0, 1, &Digest::ZERO, 90), Some(0));
    }

    proptest! {
        #[test]
        fn the_list_goes_as_its_single_places(count in 0_u64..700, salt: u8, rounds in 0_u8..91) {
            let seed = sha256(&[salt]);
            let mut list: Vec<u64> = (0..count).collect();
            shuffle(&mut list, &seed, rounds);
            let single = (0..count).map(|index| shuffled_index(index, count, &seed, rounds).unwrap());
            prop_assert!(single.eq(list.iter().copied()));
            list.sort_unstable();
            prop_assert!(list.into_iter().eq(0..count));
        }
    }
}
