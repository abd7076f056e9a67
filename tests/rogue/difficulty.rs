//! The per-block rule of difficulty in a world whose hash rate jumps.

use bilayer::base::{Span, Time};
use bilayer::command::{Command, NetworkCommand, Strategy};
use bilayer::simulation::{ConsensusSetup, MAX_NODES_PAGE, PowSetup, Session};

use super::world::{followed, setup};

/// Mean seconds between the last blocks of a world whose hash rate grew eightfold ten hours before.
fn spacing_after_a_jump(half_life: u32) -> (u64, usize) {
    let mut setup = setup(9, 50, Strategy::Honest);
    setup.consensus = ConsensusSetup::Pow(PowSetup {
        sampled: true,
        half_life,
        window: 100_000,
        ..PowSetup::default()
    });
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("a valid setup");
    session.run(Time::from_secs(3_600));
    for node in ["rogue", "honest"] {
        let (node, hash_rate) = (node.to_owned(), 400);
        let command = NetworkCommand::SetHashRate { node, hash_rate };
        session.give(Command::Network(command)).expect("a miner");
    }
    session.run(session.world().now() + Span::from_secs(36_000));
    let chain = followed(session.world(), session.archive(), "honest");
    let bits: std::collections::BTreeSet<u32> = chain
        .iter()
        .map(|entry| entry.block.header().bits)
        .collect();
    let late = &chain[chain.len() - 150..];
    let times = late
        .iter()
        .map(|entry| u64::from(entry.block.header().time));
    let (first, last) = (
        times.clone().min().expect("blocks"),
        times.max().expect("blocks"),
    );
    ((last - first) / 149, bits.len())
}

#[test]
fn the_target_follows_every_block_and_the_spacing_comes_back() {
    let (spacing, targets) = spacing_after_a_jump(3_600);
    assert!((50..=70).contains(&spacing), "{spacing} s");
    assert!(targets > 200, "{targets} targets");
}

#[test]
fn a_window_that_does_not_end_leaves_the_blocks_too_fast() {
    let (spacing, targets) = spacing_after_a_jump(0);
    assert!(spacing < 10, "{spacing} s");
    assert_eq!(targets, 1);
}
