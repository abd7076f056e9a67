//! A channel's life as two people live it: open, pay, close together, by force, by cheating, through reorgs and sleep.

#[path = "common/story.rs"]
mod story;

use bilayer::base::Amount;
use bilayer::event::ChannelFact;
use bilayer::layer2::channel::{DISPUTE_PERIOD, Phase, Record};
use story::{ANA, BEN, FUNDS, Homes, Story, coins};

fn fee_free(story: &Story, who: &str, expected: u64) {
    let balance = story
        .state(ANA)
        .balance(&story.session.world().directory().find(who).unwrap().address);
    let low = coins(expected).0 - 30_000_000;
    assert!(
        (low..=coins(expected).0).contains(&balance.0),
        "{who} has {balance}, not {expected} less fees"
    );
}

#[test]
fn they_open_pay_and_close_together() {
    let mut story = Story::open(30, 10);
    assert_eq!(story.on_chain(ANA).unwrap().locked, coins(40));
    story.pay_through(ANA, 3);
    story.pay_through(BEN, 1);
    assert_eq!(story.latest(ANA), (2, [coins(28), coins(12)]));
    assert_eq!(story.latest(ANA), story.latest(BEN));
    story.close_together(ANA).unwrap();
    let (paid, penalty) = story.until_closed();
    assert_eq!((paid, penalty), ([coins(28), coins(12)], Amount::ZERO));
    assert_eq!(story.transactions(), 3);
    fee_free(&story, ANA, FUNDS - 2);
    fee_free(&story, BEN, FUNDS + 2);
}

#[test]
fn a_hundred_coffees_need_two_transactions_on_layer_1() {
    let mut story = Story::open(50, 0);
    for _ in 0..100 {
        story
            .give(bilayer::command::ChannelCommand::Pay {
                channel: 1,
                from: ANA.to_owned(),
                amount: Amount(320_000_000),
            })
            .unwrap();
    }
    story.until("a hundred payments", |story| {
        story.view(BEN).payments == 100
    });
    story.seconds(2);
    assert_eq!(story.latest(BEN), (100, [coins(18), coins(32)]));
    story.close_together(BEN).unwrap();
    assert_eq!(story.until_closed().0, [coins(18), coins(32)]);
    assert_eq!(story.transactions(), 2);
}

#[test]
fn a_payment_is_there_within_a_second_and_a_block_has_nothing_to_do_with_it() {
    let mut story = Story::open(30, 10);
    let height = story.height(BEN);
    story.pay(ANA, 3).unwrap();
    story.seconds(1);
    let paid = story
        .facts()
        .any(|fact| matches!(fact, ChannelFact::Paid { amount, .. } if *amount == coins(3)));
    assert!(paid && story.height(BEN) <= height + 1);
}

#[test]
fn one_closes_by_force_and_waits_out_the_dispute_period() {
    let mut story = Story::open(30, 10);
    story.pay_through(ANA, 3);
    story.close_forced(BEN).unwrap();
    story.until_phase(Phase::Disputed);
    let Some(Record::Disputed(dispute)) = story.record(BEN) else {
        panic!("disputed");
    };
    assert_eq!((dispute.version, dispute.caught), (1, [false, false]));
    let refusal = story.pay(ANA, 1).unwrap_err();
    assert_eq!(refusal.key, "channel.in-dispute");
    let left: u64 = refusal.arguments[0].parse().unwrap();
    assert_eq!(left, dispute.deadline - story.height(ANA));
    let (paid, penalty) = story.until_closed();
    assert_eq!((paid, penalty), ([coins(27), coins(13)], Amount::ZERO));
    assert!(story.height(ANA) > dispute.deadline);
}

#[test]
fn a_cheat_is_caught_and_pays_the_penalty() {
    let mut story = Story::open(30, 10);
    story.pay_through(ANA, 12);
    story.close_stale(ANA, 0).unwrap();
    story.until("the challenge", |story| {
        matches!(story.record(BEN), Some(Record::Disputed(dispute)) if dispute.caught == [true, false])
    });
    let (paid, penalty) = story.until_closed();
    assert_eq!(penalty, coins(4));
    assert_eq!(paid, [coins(14), coins(26)]);
}

#[test]
fn who_leaves_while_its_proposal_is_being_answered_is_no_cheat() {
    let mut story = Story::open(30, 10);
    story.pay(BEN, 1).unwrap();
    story.close_forced(BEN).unwrap();
    story.seconds(5);
    assert_eq!(story.latest(ANA).0, 1, "she answered");
    assert_eq!(
        story.latest(BEN).0,
        1,
        "he holds it, but has posted version 0"
    );
    assert_eq!(story.until_closed(), ([coins(31), coins(9)], Amount::ZERO));
}

#[test]
fn nobody_watches_so_the_cheat_wins() {
    let mut story = Story::open(30, 10);
    story.pay_through(ANA, 12);
    story.sleep(BEN, true);
    story.close_stale(ANA, 0).unwrap();
    let (paid, penalty) = story.until_closed();
    assert_eq!((paid, penalty), ([coins(30), coins(10)], Amount::ZERO));
}

#[test]
fn a_sleeper_who_wakes_before_the_deadline_still_catches_the_cheat() {
    let mut story = Story::open(30, 10);
    story.pay_through(ANA, 12);
    story.sleep(BEN, true);
    story.close_stale(ANA, 0).unwrap();
    story.until("the old state on Layer 1", |story| {
        matches!(story.record(BEN), Some(Record::Disputed(_)))
    });
    story.blocks(BEN, DISPUTE_PERIOD - 5);
    story.sleep(BEN, false);
    assert_eq!(story.until_closed(), ([coins(14), coins(26)], coins(4)));
}

#[test]
fn who_sleeps_answers_nothing_and_catches_up_when_it_wakes() {
    let mut story = Story::open(30, 10);
    story.sleep(BEN, true);
    story.pay(ANA, 3).unwrap();
    story.pay(ANA, 2).unwrap();
    story.seconds(10);
    assert_eq!(story.latest(ANA).0, 0);
    assert_eq!(story.pay(BEN, 1).unwrap_err().key, "channel.asleep");
    story.sleep(BEN, false);
    story.seconds(5);
    assert_eq!(story.latest(ANA), (2, [coins(25), coins(15)]));
    assert_eq!(story.latest(ANA), story.latest(BEN));
}

#[test]
fn both_propose_at_once_and_both_payments_arrive() {
    let mut story = Story::open(30, 10);
    story.pay(ANA, 3).unwrap();
    story.pay(BEN, 1).unwrap();
    story.seconds(10);
    assert_eq!(story.latest(ANA).1, [coins(28), coins(12)]);
    assert_eq!(story.latest(ANA), story.latest(BEN));
    assert_eq!(story.view(ANA).payments, 2);
    let alarms = story
        .facts()
        .filter(|fact| matches!(fact, ChannelFact::Alarm { .. }))
        .count();
    assert_eq!(alarms, 0);
}

#[test]
fn a_cut_link_loses_a_message_and_the_mended_one_brings_it_again() {
    for letters in 1..=3 {
        let mut story = Story::open(30, 10);
        let before = story.letters();
        story.pay(ANA, 3).unwrap();
        story.until("a letter", |story| story.letters() == before + letters);
        story.cut((ANA, BEN), true);
        story.seconds(20);
        story.cut((ANA, BEN), false);
        story.seconds(5);
        assert_eq!(
            story.latest(ANA),
            (1, [coins(27), coins(13)]),
            "after {letters}"
        );
        assert_eq!(story.latest(ANA), story.latest(BEN));
        assert_eq!(story.view(BEN).revoked_below, Some(1), "after {letters}");
    }
}

#[test]
fn orders_that_make_no_sense_are_refused_in_the_protocols_terms() {
    let mut story = Story::new(Homes::AnaWeak, 7);
    assert_eq!(story.pay(ANA, 1).unwrap_err().key, "channel.unknown");
    assert_eq!(
        story.give(Story::opening(0, 0)).unwrap_err().key,
        "channel.deposit"
    );
    assert_eq!(
        story.give(Story::opening(101, 0)).unwrap_err().key,
        "wallet.balance"
    );
    assert_eq!(
        story.give(Story::opening(1, 101)).unwrap_err().key,
        "channel.peer-balance"
    );
    story.give(Story::opening(30, 10)).unwrap();
    assert_eq!(story.pay(ANA, 1).unwrap_err().key, "channel.not-open");
    assert_eq!(story.close_forced(ANA).unwrap_err().key, "channel.not-open");
    story.until_phase(Phase::Open);
    assert_eq!(story.pay(ANA, 31).unwrap_err().key, "channel.balance");
    assert_eq!(story.pay(BEN, 11).unwrap_err().key, "channel.balance");
    assert_eq!(story.pay(ANA, 0).unwrap_err().key, "channel.amount");
    assert_eq!(
        story.close_stale(ANA, 0).unwrap_err().key,
        "channel.no-old-state"
    );
    story.pay(ANA, 20).unwrap();
    assert_eq!(
        story.pay(ANA, 11).unwrap_err().key,
        "channel.balance",
        "20 are on their way"
    );
    assert_eq!(story.close_together(ANA).unwrap_err().key, "channel.busy");
    story.seconds(5);
    story.close_together(ANA).unwrap();
    assert_eq!(story.pay(ANA, 1).unwrap_err().key, "channel.closing");
    story.until_closed();
    story.until_phase(Phase::Closed);
    assert_eq!(story.pay(ANA, 1).unwrap_err().key, "channel.closed");
}

#[test]
fn the_other_never_deposits_and_the_opener_gets_its_money_back() {
    let mut story = Story::new(Homes::AnaWeak, 7);
    story.give(Story::opening(30, 10)).unwrap();
    story.until("both signatures", |story| story.try_view(BEN).is_some());
    story.sleep(BEN, true);
    let (paid, _) = story.until_closed();
    assert_eq!(paid, [coins(30), Amount::ZERO]);
    fee_free(&story, ANA, FUNDS);
    fee_free(&story, BEN, FUNDS);
}

#[test]
fn a_reorg_that_removes_the_opening_is_survived() {
    let mut story = Story::new(Homes::AnaWeak, 7);
    story.blocks(ANA, 2);
    story.cut(("weak", "strong"), true);
    story.give(Story::opening(30, 10)).unwrap();
    story.until("the contract on Ana's branch", |story| {
        story
            .try_view(ANA)
            .is_some_and(|view| view.contract.is_some())
            && story.on_chain(ANA).is_some()
    });
    story.blocks(BEN, 3);
    story.until("the other branch to be longer", |story| {
        story.height(BEN) > story.height(ANA) + 2
    });
    story.cut(("weak", "strong"), false);
    story.until("the reorg", |story| story.on_chain(ANA).is_none());
    story.until_phase(Phase::Open);
    story.pay_through(ANA, 3);
    story.close_together(ANA).unwrap();
    assert_eq!(story.until_closed().0, [coins(27), coins(13)]);
}

#[test]
fn a_reorg_that_removes_a_close_is_survived() {
    let mut story = Story::open(30, 10);
    story.pay_through(ANA, 3);
    story.cut(("weak", "strong"), true);
    story.close_together(ANA).unwrap();
    let closed = |story: &Story| matches!(story.record(ANA), Some(Record::Closed { .. }));
    story.until("the close on Ana's branch", closed);
    story.until("the other branch to be longer", |story| {
        story.height(BEN) > story.height(ANA) + 2
    });
    let there = matches!(
        story.record(BEN),
        Some(Record::Open { .. }) | Some(Record::Closed { .. })
    );
    assert!(there);
    story.cut(("weak", "strong"), false);
    assert_eq!(story.until_closed().0, [coins(27), coins(13)]);
    story.blocks(ANA, 5);
    assert_eq!(story.until_closed().0, [coins(27), coins(13)]);
}

#[test]
fn a_reorg_that_removes_a_forced_close_is_survived() {
    let mut story = Story::open(30, 10);
    story.pay_through(ANA, 3);
    story.cut(("weak", "strong"), true);
    story.close_forced(ANA).unwrap();
    story.until("the dispute on Ana's branch", |story| {
        story.view(ANA).phase == Phase::Disputed
    });
    story.until("the other branch to be longer", |story| {
        story.height(BEN) > story.height(ANA) + 2
    });
    story.cut(("weak", "strong"), false);
    story.until("the reorg", |story| {
        story.view(ANA).phase != Phase::Disputed
    });
    assert_eq!(story.until_closed(), ([coins(27), coins(13)], Amount::ZERO));
}

#[test]
fn a_reorg_that_removes_a_challenge_is_survived() {
    let mut story = Story::new(Homes::BenWeak, 11);
    story.give(Story::opening(30, 10)).unwrap();
    story.until_phase(Phase::Open);
    story.pay_through(ANA, 12);
    story.sleep(BEN, true);
    story.close_stale(ANA, 0).unwrap();
    let disputed =
        |story: &Story, who: &str| matches!(story.record(who), Some(Record::Disputed(_)));
    story.until("the old state on Layer 1", |story| {
        disputed(story, ANA) && disputed(story, BEN)
    });
    story.cut(("weak", "strong"), true);
    story.sleep(BEN, false);
    let caught = |story: &Story, who: &str| matches!(story.record(who), Some(Record::Disputed(dispute)) if dispute.caught[0]);
    story.until("the challenge on Ben's branch", |story| caught(story, BEN));
    assert!(!caught(&story, ANA));
    story.until("the other branch to be longer", |story| {
        story.height(ANA) > story.height(BEN) + 1
    });
    let Some(Record::Disputed(dispute)) = story.record(ANA) else {
        panic!("disputed on Ana's branch");
    };
    assert!(
        story.height(ANA) + 2 < dispute.deadline,
        "or the cut lasted longer than any watcher can bear"
    );
    story.cut(("weak", "strong"), false);
    story.until("the reorg", |story| !caught(story, BEN));
    assert_eq!(story.until_closed(), ([coins(14), coins(26)], coins(4)));
}

#[test]
fn a_payment_that_arrives_before_the_own_node_shows_the_channel_open_waits() {
    let mut story = Story::new(Homes::AnaWeak, 7);
    story.give(Story::opening(30, 0)).unwrap();
    story.until("open for one of them", |story| {
        [ANA, BEN].iter().any(|who| {
            story
                .try_view(who)
                .is_some_and(|view| view.phase == Phase::Open)
        })
    });
    let first = [ANA, BEN]
        .into_iter()
        .find(|who| story.view(who).phase == Phase::Open)
        .unwrap();
    if first == ANA {
        story.pay(ANA, 3).unwrap();
    }
    story.seconds(20);
    if first == BEN {
        story.pay(ANA, 3).unwrap();
        story.seconds(5);
    }
    assert_eq!(story.latest(BEN), (1, [coins(27), coins(3)]));
}

#[test]
fn a_step_that_is_lost_on_its_way_to_the_node_is_posted_again() {
    let mut story = Story::open(30, 10);
    story.pay_through(ANA, 3);
    story.close_forced(ANA).unwrap();
    story.cut((ANA, "weak"), true);
    story.blocks(BEN, 4);
    assert!(matches!(story.record(BEN), Some(Record::Open { .. })));
    story.cut((ANA, "weak"), false);
    assert_eq!(story.until_closed(), ([coins(27), coins(13)], Amount::ZERO));
}

#[test]
fn nothing_is_paid_before_the_funding_is_deep_enough() {
    let mut story = Story::new(Homes::AnaWeak, 7);
    story.give(Story::opening(30, 10)).unwrap();
    story.until_phase(Phase::Confirming);
    assert!(story.pay(ANA, 3).is_err());
    story.until_phase(Phase::Open);
    let Some(Record::Open { since }) = story.record(ANA) else {
        panic!("both deposits are there");
    };
    assert!(story.height(ANA) >= since + 2, "three blocks, its own too");
}
