//! A rollup's life in a whole world: the good day, the lie, and the day on which nobody watched.

use bilayer::base::{Amount, Span};
use bilayer::command::RollupCommand;
use bilayer::event::RollupFact;
use bilayer::layer2::rollup::{BatchPhase, DisputePhase, Seat, WithdrawalPhase};

use super::world::{BOND, WINDOW, World};

const FEE: u64 = 100_000;

#[test]
fn value_goes_up_is_paid_above_and_comes_down_again() {
    let mut world = World::started_with(1, Some(Span::from_secs(60)));
    world.deposit("Ana", 100);
    world.until("the deposit above", |world| {
        world.above("Ana", "Ana") == Amount::coins(100)
    });
    world.check();
    world.transfer("Ana", "Ben", 5).unwrap();
    world.run(3);
    assert_eq!(world.promised("Ben"), Amount::coins(5), "promised at once");
    assert_eq!(
        world.above("Vera", "Ben"),
        Amount::ZERO,
        "but not on Layer 1 yet"
    );
    world.until("the transfer above", |world| {
        world.above("Vera", "Ben") == Amount::coins(5)
    });
    world.check();
    let below = world.below("Ben");
    world.withdraw("Ben", 3).unwrap();
    world.until("the payment below", |world| {
        let outgoing = world.seat("Ben").unwrap().user().outgoing();
        outgoing[0].phase == WithdrawalPhase::Paid
    });
    world.until("the payment in Vera's view", |world| {
        world.below("Ben") > below
    });
    let gained = world.below("Ben").0 - below.0;
    let fees = Amount::coins(3).0 - gained;
    assert!(
        fees < 10_000_000,
        "three coins less the fees of two transactions"
    );
    assert_eq!(world.above("Vera", "Ben").0, Amount::coins(2).0 - FEE);
    world.check();
}

#[test]
fn each_phase_of_a_withdrawal_is_told_once_and_none_before_its_time() {
    let mut world = World::started_with(2, Some(Span::from_secs(60)));
    world.deposit("Ana", 50);
    world.until("the deposit above", |world| {
        world.above("Ana", "Ana") == Amount::coins(50)
    });
    world.withdraw("Ana", 20).unwrap();
    world.until("the payment below", |world| {
        world.seat("Ana").unwrap().user().outgoing()[0].phase == WithdrawalPhase::Paid
    });
    let phases: Vec<String> = world
        .facts()
        .into_iter()
        .filter_map(|fact| match fact {
            RollupFact::Withdrawal { phase, .. } => Some(phase),
            _ => None,
        })
        .collect();
    let expected = ["requested", "burnt", "committed", "proven", "ready", "paid"];
    assert_eq!(
        phases,
        expected.map(|phase| format!("rollup.withdrawal.{phase}"))
    );
    let seat = world.seat("Ana").unwrap();
    let outgoing = seat.user().outgoing()[0];
    let reader = world.reader("Ana").unwrap();
    let commitment = reader.commitment(outgoing.batch.unwrap()).unwrap();
    assert!(world.height("Ana") > commitment.height + WINDOW);
    world.check();
}

#[test]
fn a_false_root_is_found_by_layer_1_data_alone_and_costs_the_bond() {
    let mut world = World::funded(3);
    world.until("the first claim", |world| world.commitments() == 1);
    world.transfer("Ana", "Ben", 1).unwrap();
    world.transfer("Ana", "Mallory", 2).unwrap();
    world.run(3);
    world.corrupt("Mallory", 500);
    world.batch();
    let sam = world.below("Sam").0 - BOND.0;
    let vera = world.below("Vera").0;
    world.until("the lie", |world| {
        world
            .facts()
            .iter()
            .any(|fact| matches!(fact, RollupFact::Claimed { honest: false, .. }))
    });
    world.until("the deletion", |world| {
        world
            .facts()
            .iter()
            .any(|fact| matches!(fact, RollupFact::Deleted { batch: 1, .. }))
    });
    let finding = world
        .seat("Vera")
        .and_then(Seat::verifier)
        .unwrap()
        .findings()[0]
        .clone();
    assert_eq!((finding.batch, finding.step, finding.steps), (1, 1, 2));
    assert_ne!(finding.claimed, finding.executed);
    assert!(
        world.below("Sam").0 < sam + BOND.0,
        "the liar paid the bond"
    );
    assert!(
        world.below("Vera").0 > vera + BOND.0 / 2 - 50_000_000,
        "the challenger gained"
    );
    assert_eq!(world.view().dispute.unwrap().phase, DisputePhase::Won);
    world.until("an honest claim", |world| world.commitments() == 2);
    world.until("agreement", |world| {
        world
            .facts()
            .iter()
            .any(|fact| matches!(fact, RollupFact::Agreed { batch: 1, .. }))
    });
    world.check();
}

#[test]
fn descendants_of_a_lie_fall_with_it_and_only_the_bond_of_the_lie_is_lost() {
    let mut world = World::funded(4);
    world.sleep(true);
    world.corrupt("Mallory", 500);
    for coins in 1..=2 {
        world.transfer("Ana", "Ben", coins).unwrap();
        world.run(3);
        world.batch();
        let goal = 1 + coins;
        world.until("a claim", |world| world.commitments() == goal);
    }
    let reader = world.reader("Vera").unwrap();
    let derived = world.derivation("Vera").block(2).unwrap().after.root();
    assert_ne!(
        reader.commitment(2).unwrap().root,
        derived,
        "built on the lie"
    );
    world.sleep(false);
    world.until("the deletion", |world| {
        world
            .facts()
            .iter()
            .any(|fact| matches!(fact, RollupFact::Deleted { .. }))
    });
    let deleted = world.facts().into_iter().find_map(|fact| match fact {
        RollupFact::Deleted { batch, bond, .. } => Some((batch, bond)),
        _ => None,
    });
    assert_eq!(deleted, Some((1, BOND)));
    world.until("honest claims", |world| world.commitments() == 3);
    world.blocks(1);
    world.check();
}

#[test]
fn a_sleeping_verifier_lets_the_lie_outlive_its_window_and_wakes_too_late() {
    let mut world = World::funded(5);
    world.until("the first claim", |world| world.commitments() == 1);
    world.sleep(true);
    world.transfer("Ana", "Ben", 1).unwrap();
    world.run(3);
    world.corrupt("Mallory", 500);
    world.batch();
    world.until("the lie", |world| world.commitments() == 2);
    assert!(
        world
            .facts()
            .iter()
            .all(|fact| !matches!(fact, RollupFact::Disputed { .. }))
    );
    world.blocks(WINDOW + 1);
    assert_eq!(world.view().batches[1].phase, BatchPhase::Final);
    world.sleep(false);
    world.run(5);
    let late = |fact: &RollupFact| matches!(fact, RollupFact::Alarm { reason, batch: 1, .. } if reason == "rollup.too-late");
    assert!(world.audit().is_betrayed);
    world.until("the alarm or the bond's return", |world| {
        let confirmed = world.reader("Vera").unwrap().counters().confirmed;
        world.facts().iter().any(late) || confirmed > 1
    });
    world.blocks(3);
    assert!(world.commitments() >= 2, "it can't be deleted any more");
}

#[test]
fn the_next_claim_after_a_sleep_in_time_is_still_caught() {
    let mut world = World::funded(6);
    world.until("the first claim", |world| world.commitments() == 1);
    world.sleep(true);
    world.transfer("Ana", "Ben", 1).unwrap();
    world.run(3);
    world.corrupt("Mallory", 500);
    world.batch();
    world.until("the lie", |world| world.commitments() == 2);
    world.blocks(1);
    world.sleep(false);
    world.until("the deletion", |world| {
        world
            .facts()
            .iter()
            .any(|fact| matches!(fact, RollupFact::Deleted { batch: 1, .. }))
    });
    world.blocks(2);
    world.check();
}

#[test]
fn what_cannot_be_is_refused_by_name_and_changes_nothing() {
    let mut world = World::new(7);
    let key = |result: Result<(), bilayer::command::Refusal>| result.unwrap_err().key;
    assert_eq!(key(world.transfer("Ana", "Ben", 1)), "rollup.unknown");
    let start = |verifier: &str, window, bond| RollupCommand::Start {
        sequencer: "Sam".into(),
        verifier: verifier.into(),
        settings: bilayer::command::RollupSettings {
            window,
            bond,
            batch_every: None,
        },
    };
    assert_eq!(
        key(world.try_give(start("Sam", 5, BOND))),
        "rollup.same-person"
    );
    assert_eq!(
        key(world.try_give(start("Vera", 0, BOND))),
        "rollup.settings"
    );
    assert_eq!(
        key(world.try_give(start("Vera", 5, Amount::ZERO))),
        "rollup.settings"
    );
    world.give(start("Vera", 5, BOND));
    assert_eq!(key(world.transfer("Ana", "Ben", 1)), "rollup.not-started");
    let batch = RollupCommand::SubmitBatch { rollup: 1 };
    assert_eq!(key(world.try_give(batch.clone())), "rollup.not-started");
    world.until("the contract", |world| world.reader("Sam").is_some());
    world.run(10);
    assert_eq!(key(world.try_give(batch)), "rollup.nothing");
    assert_eq!(key(world.transfer("Ana", "Ben", 1)), "rollup.balance");
    assert_eq!(key(world.withdraw("Ana", 1)), "rollup.balance");
    assert_eq!(key(world.transfer("Ana", "Ben", 0)), "rollup.zero");
    let rich = RollupCommand::Deposit {
        rollup: 1,
        from: "Ana".into(),
        amount: Amount::coins(1000),
    };
    assert_eq!(key(world.try_give(rich)), "wallet.balance");
    let often = RollupCommand::SetBatching {
        rollup: 1,
        every: Some(Span::from_millis(10)),
    };
    assert_eq!(key(world.try_give(often)), "rollup.interval");
}

#[test]
fn a_promise_can_be_spent_before_it_is_on_layer_1() {
    let mut world = World::funded(8);
    world.give(RollupCommand::SetBatching {
        rollup: 1,
        every: None,
    });
    let _ = world.withdraw("Ben", 1).unwrap_err();
    world.transfer("Ana", "Ben", 10).unwrap();
    world.run(3);
    // The refused command left no link behind; a deposit makes one.
    world.deposit("Ben", 1);
    world.run(1);
    world.transfer("Ana", "Ben", 10).unwrap();
    world.run(3);
    world.transfer("Ben", "Mallory", 4).unwrap();
    world.run(3);
    assert_eq!(world.promised("Mallory"), Amount::coins(4));
    world.batch();
    world.until("all above", |world| {
        world.above("Vera", "Mallory") == Amount::coins(4)
    });
    world.check();
}

#[test]
fn many_transfers_go_down_as_one_transaction() {
    let mut world = World::funded(9);
    for _ in 0..30 {
        world.transfer("Ana", "Ben", 1).unwrap();
    }
    world.run(5);
    assert_eq!(world.view().pending.len(), 30);
    world.batch();
    let again = world.try_give(RollupCommand::SubmitBatch { rollup: 1 });
    assert_eq!(again.unwrap_err().key, "rollup.batch-waiting");
    world.until("all above", |world| {
        world.above("Vera", "Ben") == Amount::coins(30)
    });
    let view = world.view();
    let batch = &view.batches[1];
    assert_eq!((batch.number, batch.transfers), (1, 30));
    assert!(batch.bytes > 30 * 64, "every signature is published");
    assert!(batch.gas > 21_000 + 40 * 30 * 64, "and paid for");
    assert_eq!(view.pending.len(), 0);
    assert_eq!(view.safe, view.ahead);
}

#[test]
fn the_same_commands_give_the_same_fingerprint_and_seek_changes_nothing() {
    let mut first = World::funded(10);
    first.transfer("Ana", "Ben", 1).unwrap();
    first.run(600);
    let mut second = World::funded(10);
    second.transfer("Ana", "Ben", 1).unwrap();
    second.run(600);
    let end = first.now();
    assert_eq!(first.0.fingerprint(), second.0.fingerprint());
    first.0.seek(bilayer::base::Time(end.0 / 2));
    first.0.seek(end);
    assert_eq!(first.0.fingerprint(), second.0.fingerprint());
}
