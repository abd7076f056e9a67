//! The long-range attacker: keys that were sold write another history. Who was there takes nothing of it; who joins late
//! and asks the attacker first believes it, unless it was given a checkpoint.

use bilayer::base::Span;
use bilayer::command::{Command, NetworkCommand, StakeCommand, StakeConduct};
use bilayer::consensus::gasper::justification::Checkpoint;
use bilayer::simulation::{KeyCopy, StakeSetup};

use crate::world::{NAMES, World, unsigned, world};

/// Four honest nodes and one that bought all their keys, which has written its own history from genesis on.
fn forged() -> World {
    let copies = NAMES[..4].iter().map(|of| KeyCopy {
        node: "Espoo".to_owned(),
        of: (*of).to_owned(),
    });
    let stake = StakeSetup {
        copies: copies.collect(),
        ..unsigned()
    };
    let mut world = world(&[16, 16, 16, 16, 0], stake);
    world.run_epochs(6);
    world.behave("Espoo", StakeConduct::Rewrite);
    world.run(10);
    world
}

fn join(world: &mut World, trusts: Option<&str>) {
    let (name, peers) = ("Late".to_owned(), vec!["Espoo".to_owned()]);
    let command = match trusts {
        None => Command::Network(NetworkCommand::AddNode {
            name,
            hash_rate: 0,
            peers,
        }),
        Some(friend) => Command::Stake(StakeCommand::Join {
            name,
            peers,
            trusts: friend.to_owned(),
        }),
    };
    world.session.give(command).expect("possible");
}

fn meet(world: &mut World) {
    let link = NetworkCommand::Link {
        a: "Late".to_owned(),
        b: "Aarhus".to_owned(),
        latency: Span::from_millis(120),
        bandwidth: 0,
    };
    world
        .session
        .give(Command::Network(link))
        .expect("possible");
}

fn finalized(world: &World, place: usize) -> Checkpoint {
    world.member(place).store().finalized()
}

/// Whether the block is of the honest nodes' branch.
fn is_honest(world: &World, checkpoint: &Checkpoint) -> bool {
    let head = world.member(0).store().head();
    world
        .session
        .archive()
        .is_on_branch(&checkpoint.root, &head)
}

#[test]
fn who_was_there_takes_nothing_of_the_forged_history() {
    let mut world = forged();
    world.run_epochs(2);
    let (_, attacker) = world.session.world().nodes().nth(4).expect("there");
    let tip = attacker.tree().head();
    let archive = world.session.archive();
    assert!(
        archive.entry(&tip).height() > 48,
        "it was written up to now"
    );
    let head = world.member(0).store().head();
    assert_eq!(
        archive
            .between(&tip, &head)
            .removed
            .last()
            .map(|id| archive.entry(id).height()),
        Some(1)
    );
    assert_eq!(world.final_epochs()[..4], [6; 4]);
}

fn forged_height(world: &World) -> u64 {
    let (_, attacker) = world.session.world().nodes().nth(4).expect("there");
    let tip = attacker.tree().head();
    world.session.archive().entry(&tip).height()
}

#[test]
fn a_forger_that_crashes_goes_on_with_its_history() {
    let mut world = forged();
    let before = forged_height(&world);
    let node = "Espoo".to_owned();
    for command in [
        NetworkCommand::Crash { node: node.clone() },
        NetworkCommand::Restart { node },
    ] {
        let given = world.session.give(Command::Network(command));
        given.expect("possible");
        world.run(20);
    }
    world.run_epochs(1);
    assert!(forged_height(&world) > before + 6, "one a slot");
}

#[test]
fn who_is_told_again_to_rewrite_keeps_one_wake_up() {
    let waiting = |times: usize| {
        let mut world = forged();
        for _ in 0..times {
            world.behave("Espoo", StakeConduct::Rewrite);
        }
        world.run(10);
        assert!(forged_height(&world) > 40);
        world.session.world().pending()
    };
    assert_eq!(waiting(1), waiting(4));
}

#[test]
fn who_joins_late_and_hears_the_attacker_first_believes_it() {
    let mut world = forged();
    join(&mut world, None);
    world.run(20);
    let late = finalized(&world, 5);
    assert!(late.epoch >= 4, "{late:?}");
    assert!(!is_honest(&world, &late));
    let breaches = world.session.breaches();
    assert!(
        breaches
            .iter()
            .any(|breach| breach.judge == "judge.finality-agrees"),
        "the judge sees it"
    );
    meet(&mut world);
    world.run(20);
    assert!(
        !is_honest(&world, &finalized(&world, 5)),
        "and does not come back"
    );
}

#[test]
fn a_checkpoint_stops_the_forged_history() {
    let mut world = forged();
    join(&mut world, Some("Aarhus"));
    world.run(20);
    let trusted = finalized(&world, 5);
    assert!(is_honest(&world, &trusted));
    assert_eq!(world.session.breaches(), []);
    meet(&mut world);
    world.run(20);
    assert_eq!(
        world.member(5).store().head(),
        world.member(0).store().head()
    );
    assert!(is_honest(&world, &finalized(&world, 5)));
    assert_eq!(world.session.breaches(), []);
}

#[test]
fn who_joins_with_a_checkpoint_and_an_honest_peer_comes_to_the_same_head() {
    let mut world = world(&[16; 4], unsigned());
    world.run_epochs(5);
    let join = StakeCommand::Join {
        name: "Late".to_owned(),
        peers: vec!["Bergen".to_owned()],
        trusts: "Aarhus".to_owned(),
    };
    world.session.give(Command::Stake(join)).expect("possible");
    world.run_epochs(2);
    world.run(3);
    assert_eq!(
        world.member(4).store().head(),
        world.member(0).store().head()
    );
    assert_eq!(world.final_epochs(), [5; 5]);
}

/// An inventory has 200 blocks, and who trusts a checkpoint follows none of the first ones.
#[test]
fn a_checkpoint_after_more_blocks_than_an_inventory_holds_is_reached() {
    let mut world = world(&[2; 4], unsigned());
    world.run_epochs(34);
    let join = StakeCommand::Join {
        name: "Late".to_owned(),
        peers: vec!["Bergen".to_owned()],
        trusts: "Aarhus".to_owned(),
    };
    world.session.give(Command::Stake(join)).expect("possible");
    world.run_epochs(1);
    world.run(3);
    let trusted = world.session.archive().entry(&finalized(&world, 4).root);
    assert!(trusted.height() > 220, "{}", trusted.height());
    assert_eq!(
        world.member(4).store().head(),
        world.member(0).store().head()
    );
    assert!(world.state(4).slot() > 270);
}

#[test]
fn nobody_joins_by_the_word_of_who_holds_nothing_for_final() {
    let mut world = world(&[16; 4], unsigned());
    let join = |trusts: &str| {
        Command::Stake(StakeCommand::Join {
            name: "Late".to_owned(),
            peers: vec!["Bergen".to_owned()],
            trusts: trusts.to_owned(),
        })
    };
    assert_eq!(
        world.session.give(join("Nobody")).unwrap_err().key,
        "name.unknown"
    );
    assert_eq!(
        world.session.give(join("Ana")).unwrap_err().key,
        "name.not-a-node"
    );
}
