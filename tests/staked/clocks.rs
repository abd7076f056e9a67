//! Clocks that are wrong, and nodes that stop: duties follow a node's own clock, and a block that is early waits for its slot.

use bilayer::base::Span;
use bilayer::command::{Command, NetworkCommand};
use bilayer::event::{ChainFact, Fact};

use crate::world::{EPOCH, World, unsigned, world};

fn give(world: &mut World, command: NetworkCommand) -> Result<(), String> {
    let given = world.session.give(Command::Network(command));
    given.map_err(|refusal| refusal.key)
}

fn skewed(seconds: u64, behind: bool) -> World {
    let mut world = world(&[20, 14, 14, 16], unsigned());
    let skew = NetworkCommand::Skew {
        node: "Dublin".to_owned(),
        by: Span::from_secs(seconds),
        behind,
    };
    give(&mut world, skew).expect("a node");
    world.run_epochs(8);
    world
}

fn height(world: &World, place: usize) -> u64 {
    let head = world.member(place).store().head();
    world.session.archive().entry(&head).height()
}

/// What the validators of the last node have, in Gwei.
fn kept(world: &World) -> u64 {
    let state = world.state(0);
    (48..64).map(|index| state.balance(index)).sum()
}

fn too_early(world: &World) -> usize {
    let facts = world.session.log().all().iter().map(|event| &event.fact);
    facts
        .filter(|fact| {
            matches!(fact, Fact::Chain(ChainFact::Refused { reason, .. }) if reason == "block.time-too-new")
        })
        .count()
}

#[test]
fn a_clock_that_is_ten_minutes_ahead_loses_duties_and_blocks() {
    let (right, wrong) = (skewed(0, false), skewed(600, false));
    assert!(too_early(&wrong) > 0, "its blocks are of slots to come");
    assert!(
        height(&wrong, 0) < height(&right, 0),
        "its slots stay empty"
    );
    assert!(kept(&wrong) < kept(&right));
}

#[test]
fn a_clock_that_is_half_a_slot_behind_keeps_blocks_until_their_slot_and_comes_to_the_same_head() {
    let mut world = skewed(3, true);
    assert_eq!(too_early(&world), 0);
    assert!(height(&world, 0) > 8 * 8 * 9 / 10, "{}", height(&world, 0));
    assert!(world.final_epochs().iter().all(|epoch| *epoch >= 5));
    world.run(5);
    let behind = height(&world, 3);
    assert!(behind + 1 >= height(&world, 0), "{behind}");
}

#[test]
fn a_clock_that_is_minutes_behind_refuses_blocks_until_it_is_set_right() {
    let mut world = skewed(120, true);
    assert!(too_early(&world) > 0);
    assert!(height(&world, 3) < height(&world, 0));
    let right = NetworkCommand::Skew {
        node: "Dublin".to_owned(),
        by: Span::ZERO,
        behind: false,
    };
    give(&mut world, right).expect("a node");
    world.run_epochs(3);
    world.run(2);
    assert_eq!(height(&world, 3), height(&world, 0));
}

#[test]
fn a_clock_can_not_be_wrong_by_a_day() {
    let mut world = world(&[16; 4], unsigned());
    let skew = NetworkCommand::Skew {
        node: "Dublin".to_owned(),
        by: Span::from_secs(86_400),
        behind: false,
    };
    assert_eq!(give(&mut world, skew), Err("fault.skew".to_owned()));
}

#[test]
fn what_only_waited_in_memory_is_gone_after_a_crash_and_no_vote_is_given_twice() {
    let mut world = world(&[16; 4], unsigned());
    world.run(EPOCH / 2);
    let digest = |world: &World| {
        let mut bytes = Vec::new();
        bilayer::actor::Member::digest(world.member(0), &mut bytes);
        bytes.len()
    };
    let before = digest(&world);
    let node = "Aarhus".to_owned();
    give(&mut world, NetworkCommand::Crash { node: node.clone() }).expect("a node");
    assert!(digest(&world) < before, "the pool of votes was in memory");
    world.run(1);
    give(&mut world, NetworkCommand::Restart { node }).expect("a node");
    world.run_epochs(6);
    let slashed = (0..64).filter(|index| world.state(1).validators()[*index].slashed);
    assert_eq!(slashed.count(), 0);
    assert!(world.final_epochs().iter().all(|epoch| *epoch >= 3));
}
