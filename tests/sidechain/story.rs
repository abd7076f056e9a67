//! Across the peg and back, with what may go wrong on the way and nobody being false.

use bilayer::base::Amount;
use bilayer::command::{ChainConsensus, MemberConduct, NetworkCommand, SidechainCommand};
use bilayer::event::SidechainFact;
use bilayer::layer2::sidechain::Phase;

use super::world::{ABOVE, CONFIRMATIONS, World, plus, work};

#[test]
fn a_deposit_is_above_after_its_confirmations_and_not_before() {
    let mut world = World::founded(1, 15, 11);
    world.deposit("Ana", 100).expect("she has them");
    world.until("its block", |world| {
        world.incoming("Ana")[0].block.is_some()
    });
    let locked = world.height("Ana");
    world.until("the deposit above", |world| {
        assert_eq!(world.breached(), [""; 0]);
        world.above("Ana", "Ana") == Amount::coins(100)
    });
    assert!(world.height("Ana") + 1 >= locked + CONFIRMATIONS);
    let attested = world
        .facts()
        .into_iter()
        .filter(|fact| matches!(fact, SidechainFact::Attested { .. }));
    assert!(attested.count() >= 11);
    assert_eq!(world.incoming("Ana")[0].phase, Phase::Minted);
    let sheet = world.sheet();
    assert_eq!(
        (sheet.locked, sheet.circulating),
        (Amount::coins(100), Amount::coins(100))
    );
}

#[test]
fn across_the_bridge_and_back() {
    for consensus in [work(false), ChainConsensus::Producers {}] {
        let mut world = World::founded_on(2, (15, 11), consensus);
        world.deposit("Ana", 100).expect("she has them");
        world.until("the deposit above", |world| {
            world.above("Ana", "Ana") == Amount::coins(100)
        });
        world.give(SidechainCommand::OpenAccount {
            chain: ABOVE,
            person: "Ben".into(),
            node: "harbor3".into(),
        });
        world.transfer("Ana", "Ben", 30).expect("she has them");
        world.until("the payment", |world| {
            world.above("Ben", "Ben") == Amount::coins(30)
        });
        let before = world.below("Ben");
        world.withdraw("Ben", 20).expect("he has them");
        world.until("the payout", |world| world.below("Ben") == plus(before, 20));
        world.run(600);
        assert_eq!(world.below("Ben"), plus(before, 20), "paid once");
        assert_eq!(world.vault("Ana").counters().payouts, 1);
        assert!(world.sheet().is_backed());
        assert_eq!(world.breached(), [""; 0]);
        assert_eq!(world.alarms(), [""; 0]);
    }
}

#[test]
fn eleven_of_fifteen_are_enough_and_ten_are_not() {
    let mut world = World::funded(3, 15, 11);
    for number in 1..=4 {
        world.behave(&format!("f{number}"), MemberConduct::Offline);
    }
    let before = world.below("Ana");
    world.withdraw("Ana", 20).expect("she has them");
    world.until("a payout by eleven", |world| {
        world.below("Ana") == plus(before, 20)
    });
    world.behave("f5", MemberConduct::Offline);
    world.withdraw("Ana", 10).expect("she has them");
    world.deposit("Ben", 50).expect("he has them");
    world.run(3_000);
    assert_eq!(world.vault("Ana").counters().payouts, 1, "ten can't");
    assert_eq!(world.above("Ana", "Ben"), Amount::ZERO, "nor attest");
    assert_eq!(world.breached(), [""; 0], "frozen, and not stolen");
    world.behave("f5", MemberConduct::Honest);
    world.until("both, when one is back", |world| {
        world.vault("Ana").counters().payouts == 2 && world.above("Ana", "Ben") == Amount::coins(50)
    });
}

#[test]
fn nothing_is_asked_of_a_peg_that_is_not_there_yet() {
    let mut world = World::new(4, 3);
    let founding = super::world::founding(3, 2, work(true));
    world.give(SidechainCommand::Found(Box::new(founding)));
    let early = world.deposit("Ana", 5).expect_err("no vault yet");
    assert_eq!(early.key, "sidechain.not-started");
    let none = world.withdraw("Ana", 5).expect_err("no coins above");
    assert_eq!(none.key, "wallet.balance");
}

#[test]
fn who_is_functionary_and_user_attests_its_own_deposit() {
    let mut world = World::founded(9, 3, 3);
    world.deposit("f2", 40).expect("it has them");
    world.until("the deposit above", |world| {
        world.above("f1", "f2") == Amount::coins(40)
    });
}

#[test]
fn a_lost_letter_is_asked_for_again() {
    let mut world = World::founded(5, 3, 3);
    let (a, b) = ("Ana".to_owned(), "f2".to_owned());
    world.deposit("Ana", 40).expect("she has them");
    let cut = NetworkCommand::Cut {
        a: a.clone(),
        b: b.clone(),
    };
    world.network(cut).expect("a link");
    world.run(1_500);
    assert_eq!(
        world.above("Ana", "Ana"),
        Amount::ZERO,
        "one of three is missing"
    );
    world.network(NetworkCommand::Mend { a, b }).expect("cut");
    world.until("the deposit above", |world| {
        world.above("Ana", "Ana") == Amount::coins(40)
    });
}

#[test]
fn functionaries_are_replaced_and_the_new_ones_pay() {
    let mut world = World::funded(6, 4, 3);
    world.give(SidechainCommand::ChangeMembers {
        chain: ABOVE,
        members: ["f1", "f2", "Ben", "Emil"].map(str::to_owned).to_vec(),
        threshold: 3,
    });
    world.until("the change on both chains", |world| {
        let below = world.vault("Ana").counters().serial;
        below == 1 && world.bridge("Ana").counters().serial == 1
    });
    world.behave("f1", MemberConduct::Offline);
    let before = world.below("Ana");
    world.withdraw("Ana", 20).expect("she has them");
    world.until("a payout by f2, Ben and Emil", |world| {
        world.below("Ana") == plus(before, 20)
    });
    world.deposit("Ana", 5).expect("she has them");
    world.until("a mint by them", |world| {
        world.above("Ana", "Ana") >= Amount::coins(84)
    });
    assert_eq!(world.breached(), [""; 0]);
}

#[test]
fn who_is_silent_too_long_is_opened_by_the_emergency_keys_and_who_refreshes_is_not() {
    let mut world = World::funded(7, 3, 2);
    let open = || SidechainCommand::Emergency {
        chain: ABOVE,
        to: "Ben".into(),
    };
    world.give(SidechainCommand::Refresh { chain: ABOVE });
    world.blocks(20);
    assert_eq!(world.vault("Ana").counters().serial, 1, "refreshed");
    world.give(open());
    world.blocks(10);
    assert_eq!(
        world.vault("Ana").balance(),
        Amount::coins(100),
        "too early"
    );
    world.blocks(30);
    world.until("the emergency", |world| {
        world.vault("Ana").balance() == Amount::ZERO
    });
    world.run(600);
    assert_eq!(world.breached(), ["judge.peg-backed"]);
}
