//! The race is fair and exact, and drawn waits are distributed as searched ones.

use std::sync::Arc;

use super::{Mining, Search, SearchMemo};
use crate::base::{ActorId, Address, Digest, Stream, Time, sha256};
use crate::chain::{Block, Body, Header, Sought};
use crate::consensus::pow::target::{from_compact, meets};
use crate::event::Cause;

/// A target of 2^-6: 64 attempts on average.
const BITS: u32 = 0x2003_ffff;

fn template(number: u64) -> Arc<Block> {
    let header = Header {
        version: 1,
        previous: Digest::ZERO,
        merkle: sha256(&number.to_le_bytes()),
        time: 0,
        bits: BITS,
        nonce: 0,
    };
    let body = Body {
        height: 1,
        miner: Address([0; 20]),
        state_root: Digest::ZERO,
        receipts_root: Digest::ZERO,
        gas_used: 0,
        base_fee: crate::base::Amount::ZERO,
        blob_gas_used: 0,
        excess_blob_gas: 0,
        transactions: Vec::new(),
        engine: None,
    };
    Arc::new(Block::new(header, body))
}

fn found_template(found: &super::Found) -> Arc<Block> {
    match &found.sought {
        Sought::Template(block) => block.clone(),
        Sought::Draft(_) => panic!("nothing was drawn"),
    }
}

fn search(miner: u32, number: u64, rate: u64) -> Search {
    Search::new(
        ActorId(miner),
        template(number),
        (Time(0), rate),
        Cause::Genesis,
    )
}

#[test]
fn a_found_nonce_meets_the_target_and_none_before_it_does() {
    let mut mining = Mining::default();
    mining.start(search(0, 1, 10));
    let found = mining
        .race(Time(3_600_000_000), &mut SearchMemo::default())
        .expect("36,000 attempts at 1 in 64");
    let target = from_compact(BITS).expect("a good target");
    let hash = |nonce| {
        Header {
            nonce,
            ..*found_template(&found).header()
        }
        .id()
    };
    assert!(meets(&hash(found.nonce), target));
    assert!((0..found.nonce).all(|nonce| !meets(&hash(nonce), target)));
    let attempts = u64::from(found.nonce) + 1;
    assert_eq!(
        found.time,
        Time(attempts * 100_000),
        "ten attempts a second"
    );
}

#[test]
fn a_race_costs_the_attempts_of_all_miners_up_to_the_hit_and_no_more() {
    let mut mining = Mining::default();
    let rates = [10, 7, 3];
    for (miner, rate) in rates.into_iter().enumerate() {
        mining.start(search(miner as u32, miner as u64, rate));
    }
    let mut memo = SearchMemo::default();
    let found = mining.race(Time(3_600_000_000), &mut memo).expect("a hit");
    let made: u64 = rates
        .iter()
        .map(|rate| found.time.0 * rate / 1_000_000)
        .sum();
    let most = made + rates.len() as u64;
    assert!(
        (made..=most).contains(&memo.hashes()),
        "{} of {made}",
        memo.hashes()
    );
}

#[test]
fn a_race_in_pieces_ends_as_a_race_at_once() {
    let begin = || {
        let mut mining = Mining::default();
        mining.start(search(0, 5, 9));
        mining.start(search(1, 6, 4));
        mining
    };
    let (mut whole, mut pieces) = (begin(), begin());
    let at_once = whole
        .race(Time(3_600_000_000), &mut SearchMemo::default())
        .expect("a hit");
    let mut memo = SearchMemo::default();
    let piece = (0..3_600_000)
        .find_map(|milli| pieces.race(Time(milli * 1_000), &mut memo))
        .expect("a hit");
    assert_eq!((at_once.time, at_once.miner), (piece.time, piece.miner));
    assert_eq!(at_once.nonce, piece.nonce);
}

#[test]
fn what_was_searched_once_is_not_hashed_again() {
    let mut memo = SearchMemo::default();
    let mut first = Mining::default();
    first.start(search(0, 1, 10));
    let found = first.race(Time(3_600_000_000), &mut memo).expect("a hit");
    let hashes = memo.hashes();
    let mut second = Mining::default();
    second.start(search(0, 1, 10));
    let again = second.race(Time(3_600_000_000), &mut memo).expect("a hit");
    assert_eq!(again.time, found.time);
    assert_eq!(memo.hashes(), hashes);
}

const SAMPLES: u64 = 4_000;

fn searched() -> Vec<u64> {
    let attempts = |number| {
        let search = search(0, number, 1);
        (0..u32::MAX)
            .find(|nonce| search.hits(*nonce))
            .map_or(u64::MAX, |nonce| u64::from(nonce) + 1)
    };
    (0..SAMPLES).map(attempts).collect()
}

fn drawn() -> Vec<u64> {
    let mut stream = Stream::named(1, "drawn");
    let target = from_compact(BITS).expect("a good target");
    (0..SAMPLES).map(|_| stream.geometric(target)).collect()
}

/// Counts by edges that cut the expected distribution into eight nearly equal parts.
fn counts(samples: &[u64]) -> [i64; 8] {
    const EDGES: [u64; 7] = [8, 18, 30, 44, 62, 88, 132];
    let mut counts = [0; 8];
    for sample in samples {
        counts[EDGES.partition_point(|edge| edge < sample)] += 1;
    }
    counts
}

/// Two-sample chi-square, times a thousand, as integers.
fn chi_square(a: [i64; 8], b: [i64; 8]) -> i64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| 1_000 * (a - b) * (a - b) / (a + b).max(1))
        .sum()
}

#[test]
fn drawn_waits_are_distributed_as_searched_ones() {
    let (searched, drawn) = (searched(), drawn());
    let chi = chi_square(counts(&searched), counts(&drawn));
    // 7 degrees of freedom: 24.3 is exceeded once in a thousand times.
    assert!(chi < 24_322, "{chi}");
    for samples in [&searched, &drawn] {
        let mean = samples.iter().sum::<u64>() * 100 / SAMPLES;
        // 64 attempts, standard error 1.0.
        assert!((6_000..6_800).contains(&mean), "{mean}");
    }
}

#[test]
fn the_same_test_tells_waits_that_are_a_fifth_too_long() {
    let longer: Vec<u64> = drawn().iter().map(|wait| wait * 6 / 5).collect();
    let chi = chi_square(counts(&searched()), counts(&longer));
    assert!(chi > 24_322, "{chi}");
}
