//! What the engine refuses in a header, by name, and when the target changes.

use super::*;
use crate::base::{Digest, sha256};
use crate::consensus::pow::target::from_compact;

/// A branch of headers, newest first.
struct Headers(Vec<Header>);

impl Ancestry for Headers {
    fn parent_height(&self) -> u64 {
        self.0.len() as u64 - 1
    }

    fn header(&self, back: u64) -> Option<Header> {
        self.0.get(back as usize).copied()
    }
}

/// One attempt in 256.
const BITS: u32 = 0x2000_ffff;

fn engine() -> ProofOfWork {
    ProofOfWork {
        retarget: Retarget {
            window: 4,
            spacing: 60,
            clamp: 4,
            limit: from_compact(0x2000_ffff).expect("a good target"),
        },
        initial_bits: BITS,
        initial_subsidy: Amount::coins(50),
        halving_interval: 2,
        sampled: false,
        genesis_time: 0,
        asert: None,
    }
}

fn header(time: u32) -> Header {
    Header {
        version: VERSION_SEARCHED,
        previous: Digest::ZERO,
        merkle: sha256(&time.to_le_bytes()),
        time,
        bits: BITS,
        nonce: 0,
    }
}

fn branch(times: &[u32]) -> Headers {
    Headers(times.iter().rev().map(|time| header(*time)).collect())
}

/// The first nonce that fits, or the first that does not.
fn with_nonce(header: Header, fits: bool) -> Header {
    let target = from_compact(header.bits).expect("a good target");
    (0..u32::MAX)
        .map(|nonce| Header { nonce, ..header })
        .find(|header| meets(&header.id(), target) == fits)
        .expect("one in 256")
}

#[test]
fn a_header_with_work_is_taken_and_without_it_refused() {
    let ancestry = branch(&[0, 60]);
    let worked = with_nonce(header(120), true);
    assert_eq!(engine().check(&worked, &ancestry), Ok(()));
    let idle = with_nonce(header(120), false);
    assert_eq!(engine().check(&idle, &ancestry), Err(BlockError::Work));
}

#[test]
fn an_easier_target_than_the_rules_ask_for_is_refused() {
    let ancestry = branch(&[0, 60]);
    let easy = Header {
        bits: 0x2000_fffe,
        ..header(120)
    };
    let easy = with_nonce(easy, true);
    assert_eq!(
        engine().check(&easy, &ancestry),
        Err(BlockError::Difficulty)
    );
}

#[test]
fn a_time_not_after_the_median_of_the_last_eleven_is_refused() {
    let times: Vec<u32> = (0..11).map(|minute| minute * 60).collect();
    let mut engine = engine();
    engine.retarget.window = 2_016;
    let late = with_nonce(header(301), true);
    assert_eq!(engine.check(&late, &branch(&times)), Ok(()));
    let early = with_nonce(header(300), true);
    assert_eq!(
        engine.check(&early, &branch(&times)),
        Err(BlockError::TimeTooOld)
    );
}

#[test]
fn a_sampled_header_does_not_pass_for_a_searched_one() {
    let sampled = Header {
        version: VERSION_SAMPLED,
        ..header(120)
    };
    let sampled = with_nonce(sampled, true);
    let ancestry = branch(&[0, 60]);
    assert_eq!(
        engine().check(&sampled, &ancestry),
        Err(BlockError::Version)
    );
}

#[test]
fn the_target_follows_the_time_that_the_window_took() {
    let hard = engine().next_bits(&branch(&[0, 10, 20, 30]));
    let target = |bits| from_compact(bits).expect("a good target");
    assert_eq!(
        target(hard),
        target(BITS) / U256::from(4),
        "at most by four"
    );
    assert_eq!(engine().next_bits(&branch(&[0, 60, 120])), BITS, "not due");
    let slow = engine().next_bits(&branch(&[0, 600, 1_200, 1_800]));
    assert_eq!(slow, BITS, "never easier than the limit");
}

#[test]
fn the_subsidy_halves() {
    let engine = engine();
    let coins: Vec<u64> = (0..6).map(|height| engine.subsidy(height).0).collect();
    let whole = Amount::coins(50).0;
    assert_eq!(
        coins,
        [whole, whole, whole / 2, whole / 2, whole / 4, whole / 4]
    );
}
