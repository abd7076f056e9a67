//! Who does not play by the rules: where theory says it succeeds, and where the defence is on.

use bilayer::command::StakeConduct;
use bilayer::simulation::StakeSetup;

use crate::world::{World, unsigned, world};

fn slashed(world: &World, place: usize) -> Vec<u32> {
    let validators = world.state(place).validators();
    (0..)
        .zip(validators)
        .filter(|(_, one)| one.slashed)
        .map(|(index, _)| index)
        .collect()
}

#[test]
fn two_votes_in_a_slot_are_slashed_by_who_hears_both() {
    let mut world = world(&[16; 4], StakeSetup::default());
    world.run_epochs(2);
    world.behave("Aarhus", StakeConduct::VoteTwice);
    world.run(12);
    world.behave("Aarhus", StakeConduct::Honest);
    world.run_epochs(3);
    let caught = slashed(&world, 2);
    assert!(
        !caught.is_empty() && caught.iter().all(|index| *index < 16),
        "{caught:?}"
    );
    assert!(world.final_epochs().iter().all(|epoch| *epoch >= 2));
}

#[test]
fn votes_around_earlier_ones_are_slashed() {
    let mut world = world(&[16; 4], unsigned());
    world.run_epochs(4);
    world.behave("Aarhus", StakeConduct::VoteAround);
    world.run(12);
    world.behave("Aarhus", StakeConduct::Absent);
    world.run_epochs(2);
    let caught = slashed(&world, 1);
    assert!(
        !caught.is_empty() && caught.iter().all(|index| *index < 16),
        "{caught:?}"
    );
}

#[test]
fn two_blocks_for_a_slot_are_slashed_and_without_slashing_they_are_not() {
    for slashing in [true, false] {
        let stake = StakeSetup {
            slashing,
            ..unsigned()
        };
        let mut world = world(&[16; 4], stake);
        world.run_epochs(1);
        world.behave("Aarhus", StakeConduct::ProposeTwice);
        world.run_epochs(4);
        assert_eq!(slashed(&world, 3).is_empty(), !slashing);
    }
}

#[test]
fn without_a_third_nothing_becomes_final_until_it_comes_back() {
    let mut world = world(&[22, 14, 14, 14], unsigned());
    world.behave("Aarhus", StakeConduct::Absent);
    world.run_epochs(8);
    assert_eq!(world.final_epochs(), [0; 4]);
    assert!(world.state(1).score(0) > 0);
    assert!(world.state(1).balance(0) < world.state(1).balance(30));
    world.behave("Aarhus", StakeConduct::Honest);
    world.run_epochs(4);
    assert!(
        world.final_epochs().iter().all(|epoch| *epoch >= 9),
        "{:?}",
        world.final_epochs()
    );
}

#[test]
fn a_partition_without_two_thirds_on_a_side_stalls_and_heals() {
    let mut world = world(&[16; 4], unsigned());
    world.run_epochs(3);
    let before = world.final_epochs();
    world.cut(&["Aarhus", "Bergen"]);
    world.run_epochs(4);
    assert!(
        world
            .final_epochs()
            .iter()
            .all(|epoch| *epoch <= before[0] + 2)
    );
    world.mend(&["Aarhus", "Bergen"]);
    world.run_epochs(4);
    let after = world.final_epochs();
    assert!(after.iter().all(|epoch| *epoch >= 8), "{after:?}");
    // A block of the slot that has just begun is on its way.
    world.run(2);
    assert_eq!(
        world.member(0).store().head(),
        world.member(3).store().head()
    );
}

/// How many of the attacker's withheld blocks ended in everybody's chain, of how many that it made.
fn withheld(boost: u64) -> (usize, usize) {
    let stake = StakeSetup {
        boost,
        ..unsigned()
    };
    let mut world = world(&[80, 240, 240, 240], stake);
    world.run_epochs(1);
    world.behave("Aarhus", StakeConduct::Withhold);
    world.run_epochs(3);
    let archive = world.session.archive();
    let own = world.session.world().nodes().next().unwrap().1.address();
    let head = world
        .session
        .world()
        .nodes()
        .nth(1)
        .unwrap()
        .1
        .tree()
        .head();
    let made: Vec<_> = archive
        .entries()
        .filter(|entry| entry.block.body().miner == own && entry.block.header().nonce > 8)
        .collect();
    let kept = made
        .iter()
        .filter(|entry| archive.is_on_branch(&entry.id(), &head))
        .count();
    (kept, made.len())
}

#[test]
fn the_boost_stops_who_shows_blocks_a_slot_late() {
    let (kept, made) = withheld(40);
    assert!(made > 0);
    let (kept_without, made_without) = withheld(0);
    assert!(made_without > 0);
    assert_eq!(kept, 0, "of {made}");
    assert!(kept_without > 0, "of {made_without}");
}

#[test]
fn an_experiment_with_the_boost_is_refused_where_a_slot_has_fewer_than_a_hundred_votes() {
    let mut small = world(&[200, 200, 200, 199], unsigned());
    let withhold = |world: &mut World| world.try_behave("Aarhus", StakeConduct::Withhold);
    let refused = withhold(&mut small).unwrap_err();
    assert_eq!(refused.key, "stake.too-few-votes");
    assert_eq!(refused.arguments, ["99", "100"]);
    let mut large = world(&[200; 4], unsigned());
    assert_eq!(withhold(&mut large), Ok(()));
}
