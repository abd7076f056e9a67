//! False times: what they do, and what the rules leave of them.

use bilayer::command::Strategy;
use bilayer::consensus::pow::median_time::median_time_past;

use super::world::{chain_of, setup};

/// How far each block's time is from the median of the 11 before it, for the rogue's and the others' blocks.
fn distances(strategy: Strategy, share: u64) -> (Vec<u32>, Vec<u32>) {
    let (chain, rogue) = chain_of(setup(3, share, strategy), 300);
    let times: Vec<u32> = chain
        .iter()
        .map(|entry| entry.block.header().time)
        .collect();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for (place, entry) in chain.iter().enumerate().skip(50) {
        let median = median_time_past(&times[..place]).expect("blocks before");
        let away = times[place].checked_sub(median).expect("after the median");
        assert!(away > 0, "no block is at or before the median");
        if entry.block.body().miner == rogue {
            own.push(away);
        } else {
            others.push(away);
        }
    }
    (own, others)
}

#[test]
fn the_earliest_time_is_a_second_after_the_median() {
    let (own, others) = distances(Strategy::EarlyTimes, 30);
    assert!(own.iter().all(|away| *away == 1), "{own:?}");
    assert!(others.iter().any(|away| *away > 100));
}

#[test]
fn a_twentieth_that_dates_ahead_moves_no_median() {
    let (own, others) = distances(Strategy::LateTimes, 5);
    let ahead = own.iter().filter(|away| **away > 7_000).count();
    assert!(own.len() > 5 && ahead * 10 > own.len() * 9, "{own:?}");
    let far = others.iter().filter(|away| **away > 5_000).count();
    assert_eq!(far, 0, "honest blocks are minutes after the median");
    assert_eq!(others.iter().filter(|away| **away == 1).count(), 0);
}

/// An honest block is dated a second after the median only where the median is ahead of its miner's clock. Six of the
/// eleven blocks before it are then ahead of their clocks: the rogue's, or others that had to follow already. So a
/// minority needs six of eleven once; after that the median stays ahead until the clock is there.
#[test]
fn the_median_moves_only_by_six_of_eleven_blocks() {
    let (chain, rogue) = chain_of(setup(3, 30, Strategy::LateTimes), 300);
    let times: Vec<u32> = chain
        .iter()
        .map(|entry| entry.block.header().time)
        .collect();
    let mut ahead: Vec<bool> = Vec::new();
    let mut forced = 0;
    for (place, entry) in chain.iter().enumerate() {
        let by_rogue = entry.block.body().miner == rogue;
        let median = median_time_past(&times[..place]);
        let had_to = !by_rogue && median.is_some_and(|median| times[place] == median + 1);
        let before = &ahead[place.saturating_sub(11)..];
        let count = before.iter().filter(|ahead| **ahead).count();
        if had_to && place > 11 {
            assert!(count >= 6, "{count} of 11 before block {place}");
            forced += 1;
        }
        ahead.push(by_rogue || had_to);
    }
    assert!(forced > 10, "{forced}");
}

#[test]
fn a_majority_that_dates_ahead_takes_the_median_with_it() {
    let (_, others) = distances(Strategy::LateTimes, 75);
    // Honest miners must date after a median that is ahead of their clocks.
    let forced = others.iter().filter(|away| **away == 1).count();
    assert!(
        forced * 10 > others.len() * 7,
        "{forced} of {}",
        others.len()
    );
}
