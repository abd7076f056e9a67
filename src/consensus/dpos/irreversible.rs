//! When a block becomes irreversible: EOS' two stages at full attendance, and BitShares' one.

use crate::base::order;

use super::confirmations::{Confirmations, threshold};
use super::name::AccountName;
use super::schedule::{BLOCKS_IN_A_ROW, MOST_PRODUCERS};

/// What a schedule in which nobody ever misses makes irreversible, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// Producers that must confirm a block, and then know it confirmed.
    pub threshold: u64,
    /// Height of the first block after which any block beyond genesis is irreversible.
    pub first_at: u64,
    /// The block that is irreversible then.
    pub first: u64,
    /// Fewest blocks from the last irreversible block to the head afterwards.
    pub lag_min: u64,
    /// Most of them.
    pub lag_max: u64,
}

/// How `producers` that never miss, each with 12 blocks in a row, make blocks irreversible; by
/// producing them. `None` unless they are 1 to 125.
#[must_use]
pub fn at_full_attendance(producers: u64) -> Option<Attendance> {
    if !(1..=MOST_PRODUCERS as u64).contains(&producers) {
        return None;
    }
    let schedule: Vec<AccountName> = (1..=producers)
        .map(|number| AccountName::from_packed(number << 8))
        .collect();
    let mut chain = Confirmations::new(&schedule);
    let mut next = || {
        produce(&mut chain, &schedule);
        (chain.head(), chain.irreversible())
    };
    let (first_at, first) = (0..).map(|_| next()).find(|(_, last)| *last > 0)?;
    let mut lags = vec![first_at - first];
    lags.extend((0..2 * producers * BLOCKS_IN_A_ROW).map(|_| {
        let (head, irreversible) = next();
        head - irreversible
    }));
    Some(Attendance {
        threshold: threshold(schedule.len()) as u64,
        first_at,
        first,
        lag_min: lags.iter().copied().min()?,
        lag_max: lags.iter().copied().max()?,
    })
}

/// The next block, by whose turn it is: it confirms all since its producer's last block.
fn produce(chain: &mut Confirmations, schedule: &[AccountName]) {
    let turn = (chain.head() / BLOCKS_IN_A_ROW) as usize % schedule.len();
    let own = chain.progress().get(turn).map_or(0, |own| own.produced);
    let confirmed = u16::try_from(chain.head() - own).unwrap_or(u16::MAX);
    if let Some(producer) = schedule.get(turn) {
        chain.extend(*producer, confirmed).ok();
    }
}

/// BitShares' last irreversible block: the height that more than 70 % of the witnesses reached
/// with their own last block. `None` without witnesses.
///
/// Source: `bitshares-core/libraries/chain/db_update.cpp`, `update_last_irreversible_block`.
#[must_use]
pub fn bitshares_irreversible(last_confirmed: &[u64]) -> Option<u64> {
    let mut heights = last_confirmed.to_vec();
    order::sort(&mut heights);
    heights.get(heights.len() * 3 / 10).copied()
}

/// How many of BitShares' witnesses must have produced on a block before it is irreversible.
#[must_use]
pub fn bitshares_witnesses_needed(witnesses: u64) -> u64 {
    witnesses - witnesses * 3 / 10
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attendance(producers: u64) -> (u64, u64, u64, u64, u64) {
        let found = at_full_attendance(producers).unwrap();
        (
            found.threshold,
            found.first_at,
            found.first,
            found.lag_min,
            found.lag_max,
        )
    }

    #[test]
    fn twenty_one_producers_need_up_to_336_blocks() {
        assert_eq!(attendance(21), (15, 337, 12, 325, 336));
    }

    #[test]
    fn twelve_blocks_later_twelve_more_are_irreversible() {
        let schedule: Vec<_> = (1..=21)
            .map(|number| AccountName::from_packed(number << 8))
            .collect();
        let mut chain = Confirmations::new(&schedule);
        let mut seen = Vec::new();
        for _ in 0..349 {
            let before = chain.irreversible();
            produce(&mut chain, &schedule);
            if chain.irreversible() > before {
                seen.push((chain.head(), chain.irreversible()));
            }
        }
        assert_eq!(seen, [(337, 12), (349, 24)]);
    }

    #[test]
    fn four_producers_need_37_to_48_blocks() {
        let (threshold, _, _, min, max) = attendance(4);
        assert_eq!((threshold, min, max), (3, 37, 48));
    }

    #[test]
    fn one_producer_and_the_most_that_the_protocol_takes() {
        assert_eq!(attendance(1), (1, 2, 1, 1, 1));
        let (threshold, first_at, first, ..) = attendance(125);
        assert_eq!(threshold, 84);
        assert_eq!((first_at, first), (2 * 83 * 12 + 1, 12));
        assert_eq!(at_full_attendance(0), None);
        assert_eq!(at_full_attendance(126), None);
    }

    #[test]
    fn bitshares_takes_seventy_percent() {
        for (witnesses, needed) in [(11, 8), (21, 15), (27, 19)] {
            assert_eq!(bitshares_witnesses_needed(witnesses), needed);
            let ahead = vec![9; needed as usize];
            let behind = vec![4; (witnesses - needed) as usize];
            let enough = [ahead.clone(), behind.clone()].concat();
            assert_eq!(bitshares_irreversible(&enough), Some(9));
            let one_less = [&ahead[1..], &behind[..], &[4]].concat();
            assert_eq!(bitshares_irreversible(&one_less), Some(4));
        }
        assert_eq!(bitshares_irreversible(&[]), None);
    }

    #[test]
    fn the_lists_that_stand_in_the_source_of_bitshares() {
        let last = |low: u64, count: usize| {
            let mut heights = vec![low; count];
            heights.resize(10, low + 1);
            bitshares_irreversible(&heights).unwrap()
        };
        assert_eq!(last(1, 3), 2);
        assert_eq!(last(1, 7), 1);
        assert_eq!(last(3, 10), 3);
        assert_eq!(last(3, 3), 4);
    }
}
