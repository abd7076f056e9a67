//! Nothing at stake: more than a third votes on both sides of a cut. Both become final, the judge sees it; and what it
//! costs who did it depends on whether evidence counts.

use bilayer::command::StakeConduct;
use bilayer::consensus::gasper::params::MIN_ACTIVATION_BALANCE;
use bilayer::simulation::{KeyCopy, StakeSetup};

use crate::world::{World, seeded, unsigned, world};

/// First validator of the node that runs twice, and how many it has: 24 of 64.
const TWINS: std::ops::Range<u32> = 40..64;

fn copy() -> Vec<KeyCopy> {
    vec![KeyCopy {
        node: "Dublin".to_owned(),
        of: "Cadiz".to_owned(),
    }]
}

/// Two honest halves of 20; Cadiz on one side, Dublin with its keys on the other.
fn split(slashing: bool) -> World {
    let stake = StakeSetup {
        slashing,
        copies: copy(),
        ..unsigned()
    };
    let mut world = world(&[20, 20, 24, 0], stake);
    world.run_epochs(3);
    world.cut(&["Aarhus", "Cadiz"]);
    world.behave("Dublin", StakeConduct::UseCopies);
    world.run(5 * crate::world::EPOCH);
    world
}

fn is_split(world: &World) -> bool {
    let breaches = world.session.breaches();
    breaches
        .iter()
        .any(|breach| breach.judge == "judge.finality-agrees")
}

/// Balances of the twins' validators together, by a node's chain, and how many of them are slashed.
fn left(world: &World, place: usize) -> (u64, usize) {
    let state = world.state(place);
    let slashed = TWINS.filter(|index| state.validators()[*index as usize].slashed);
    (
        TWINS.map(|index| state.balance(index)).sum(),
        slashed.count(),
    )
}

#[test]
fn more_than_a_third_on_both_sides_makes_both_final_and_the_judge_sees_it() {
    let world = split(true);
    assert!(is_split(&world), "{:?}", world.final_epochs());
    let finals: Vec<_> = (0..2)
        .map(|place| world.member(place).store().finalized())
        .collect();
    assert!(finals[0].epoch > 3 && finals[1].epoch > 3, "{finals:?}");
    assert_ne!(finals[0].root, finals[1].root);
}

#[test]
fn with_slashing_the_twins_lose_their_stake_once_both_sides_meet() {
    let mut world = split(true);
    let before = left(&world, 0);
    assert_eq!(before.1, 0);
    world.mend(&["Aarhus", "Cadiz"]);
    world.run(36);
    for place in [0, 1] {
        let after = left(&world, place);
        assert!(
            after.1 > 0 && after.0 < before.0,
            "{place}: {after:?} {before:?}"
        );
    }
}

#[test]
fn without_slashing_nothing_is_at_stake() {
    let mut world = split(false);
    world.mend(&["Aarhus", "Cadiz"]);
    world.run(3 * crate::world::EPOCH);
    let stake = TWINS.len() as u64 * MIN_ACTIVATION_BALANCE;
    for place in [0, 1] {
        let (balance, slashed) = left(&world, place);
        assert_eq!(slashed, 0);
        assert!(
            balance >= stake,
            "on both sides it has what it began with: {balance}"
        );
    }
    assert!(is_split(&world));
}

#[test]
fn less_than_a_third_on_both_sides_makes_neither_final() {
    let stake = StakeSetup {
        copies: copy(),
        ..unsigned()
    };
    let mut world = world(&[22, 22, 20, 0], stake);
    world.run_epochs(3);
    world.cut(&["Aarhus", "Cadiz"]);
    world.behave("Dublin", StakeConduct::UseCopies);
    world.run_epochs(5);
    assert!(world.final_epochs().iter().all(|epoch| *epoch <= 3));
}

#[test]
fn who_holds_no_copy_is_refused_by_name() {
    let mut world = world(&[16; 4], unsigned());
    for conduct in [StakeConduct::UseCopies, StakeConduct::Rewrite] {
        assert_eq!(
            world.try_behave("Aarhus", conduct).unwrap_err().key,
            "stake.no-copied-keys"
        );
    }
}

/// A validator that runs twice proposes twice and votes twice, at times in one slot: then both kinds of evidence are there
/// for the same block, and only one may be in it, as nobody is slashed twice.
#[test]
fn evidence_of_both_kinds_about_one_validator_voids_no_block() {
    for seed in 0..16 {
        let stake = StakeSetup {
            copies: copy(),
            ..unsigned()
        };
        let mut world = seeded(seed, &[3, 3, 2, 0], stake);
        world.run_epochs(1);
        world.behave("Dublin", StakeConduct::UseCopies);
        world.run_epochs(3);
        assert!(
            world.state(0).slot() + 4 >= 32,
            "seed {seed}: {}",
            world.state(0).slot()
        );
    }
}
