//! What functionaries could do if they were false, who could have stopped it, and what a reorg deeper than the confirmations leaves.

use bilayer::base::Amount;
use bilayer::command::{Command, MemberConduct, NetworkCommand, SidechainCommand, WalletCommand};

use super::world::{ABOVE, World, plus};

#[test]
fn ten_who_collude_steal_nothing_and_eleven_everything() {
    let mut world = World::funded(11, 15, 11);
    for number in 1..=10 {
        world.behave(&format!("f{number}"), MemberConduct::Colludes);
    }
    world.steal("Mallory", 100);
    world.run(1_800);
    assert_eq!(world.vault("Ana").balance(), Amount::coins(100));
    assert_eq!(world.breached(), [""; 0]);
    world.behave("f11", MemberConduct::Colludes);
    let before = world.below("Mallory");
    world.steal("Mallory", 100);
    world.until("the theft", |world| {
        world.vault("Ana").balance() == Amount::ZERO
    });
    assert!(world.below("Mallory") > plus(before, 99));
    world.until("the judge", |world| {
        world.breached() == ["judge.peg-backed"]
    });
    assert_eq!(world.sheet().deficit(), Amount::coins(100));
    world.run(1_800);
    assert_eq!(world.breached(), ["judge.peg-backed"], "the deficit stays");
}

#[test]
fn copied_keys_steal_when_there_are_enough_and_their_owners_raise_the_alarm() {
    let mut world = World::funded(12, 5, 3);
    world.rob("f1", "Mallory");
    world.rob("f2", "Mallory");
    world.run(5);
    world.steal("Mallory", 60);
    world.run(1_200);
    assert_eq!(world.vault("Ana").balance(), Amount::coins(100), "two keys");
    world.rob("f3", "Mallory");
    world.run(5);
    world.steal("Mallory", 60);
    world.until("the theft", |world| {
        world.vault("Ana").balance() == Amount::coins(40)
    });
    world.until("the pause", |world| {
        world.vault("Ana").counters().paused_until > world.height("Ana")
    });
    world.steal("Mallory", 40);
    world.blocks(8);
    assert_eq!(
        world.vault("Ana").balance(),
        Amount::coins(40),
        "paused in time"
    );
    assert!(
        world
            .alarms()
            .iter()
            .any(|reason| reason == "sidechain.paid-without-burn")
    );
    world.give(SidechainCommand::ChangeMembers {
        chain: ABOVE,
        members: ["f4", "f5", "Ben", "Emil", "Eva"]
            .map(str::to_owned)
            .to_vec(),
        threshold: 3,
    });
    world.until("others", |world| world.vault("Ana").counters().serial == 2);
    world.blocks(30);
    assert_eq!(
        world.vault("Ana").balance(),
        Amount::coins(40),
        "the copies are worth nothing"
    );
    assert_eq!(world.breached(), ["judge.peg-backed"]);
}

#[test]
fn a_reorg_up_to_the_confirmations_is_followed() {
    let mut world = World::founded(13, 5, 3);
    let node = "n1".to_owned();
    world
        .network(NetworkCommand::Partition {
            groups: vec![vec!["n1".into()], vec!["n2".into(), "n3".into()]],
        })
        .expect("possible");
    world.deposit("Ana", 30).expect("she has them");
    world.until("its block on the smaller side", |world| {
        world.incoming("Ana")[0].block.is_some()
    });
    world.network(NetworkCommand::Heal {}).expect("parted");
    world.until("the deposit above all the same", |world| {
        world.above("Ana", "Ana") == Amount::coins(30)
    });
    world.run(600);
    assert_eq!(world.breached(), [""; 0], "{node}");
    assert_eq!(world.bridge("Ana").counters().mints, 1);
}

/// The functionaries of the smaller side attest a deposit whose coins are spent on the larger one.
#[test]
fn a_reorg_deeper_than_the_confirmations_leaves_a_deficit_that_stays() {
    let mut world = World::founded(14, 5, 3);
    let twin = WalletCommand::Restore {
        name: "Twin".into(),
        of: "Ana".into(),
        node: "n2".into(),
    };
    world
        .0
        .give(Command::Wallet(twin))
        .expect("a second wallet");
    world.run(30);
    world
        .network(NetworkCommand::Partition {
            groups: vec![vec!["n1".into(), "n3".into()], vec!["n2".into()]],
        })
        .expect("possible");
    world.deposit("Ana", 500).expect("she has them");
    let spent = WalletCommand::Transfer {
        from: "Twin".into(),
        to: "Mallory".into(),
        amount: Amount::coins(900),
        max_fee: None,
        tip: None,
    };
    world
        .0
        .give(Command::Wallet(spent))
        .expect("she has them there, too");
    world.until("the mint, and more work on the other side", |world| {
        let minted = world.above("Ana", "Ana") == Amount::coins(500);
        minted && world.height("f2") > world.height("Ana") + 1
    });
    world.network(NetworkCommand::Heal {}).expect("parted");
    world.until("the reorg", |world| {
        world.height("Ana") >= world.height("f2")
    });
    world.run(600);
    assert_eq!(world.vault("Ana").balance(), Amount::ZERO);
    assert_eq!(world.above("Ana", "Ana"), Amount::coins(500));
    assert_eq!(world.breached(), ["judge.peg-backed"]);
    assert!(
        world
            .alarms()
            .iter()
            .any(|reason| reason == "sidechain.reorg-too-deep")
    );
    world.run(3_600);
    assert_eq!(world.sheet().deficit(), Amount::coins(500), "it stays");
}
