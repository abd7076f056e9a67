//! Blocks as a market, with a network: prices follow demand, offers are replaced everywhere, wallets keep up.

mod world;

use std::collections::BTreeSet;

use bilayer::base::{Amount, Span};
use bilayer::chain::Entry;
use bilayer::command::{Demand, WalletCommand};
use bilayer::event::WalletFact;
use bilayer::simulation::{MAX_NODES_PAGE, Session};
use world::{World, follows, setup};

#[test]
fn a_burst_of_demand_raises_the_base_fee_and_calm_lets_it_fall() {
    let mut world = World::new();
    world.want(Demand::Steady { per_minute: 10 });
    world.minutes(10);
    let before = world.base_fee();
    world.want(Demand::Burst {
        per_minute: 2,
        peak: 60,
        lasts: Span::from_secs(600),
    });
    world.minutes(11);
    let peak = world.base_fee();
    assert!(peak > before * 3 / 2, "{before} rose to {peak}");
    world.minutes(40);
    let calm = world.base_fee();
    assert!(calm < peak / 2, "{peak} fell to {calm}");
    let chain = world.chain();
    assert!(chain.windows(2).all(|pair| follows(&pair[0], &pair[1])));
    assert!(chain.iter().any(|entry| entry.receipts.len() == 20), "full");
    world.check();
}

#[test]
fn value_is_conserved_with_what_is_burnt_and_the_judge_sees_where_it_is_not() {
    let mut world = World::new();
    world.want(Demand::Steady { per_minute: 15 });
    world.minutes(15);
    let chain = world.chain();
    let burnt: u64 = chain
        .iter()
        .flat_map(|entry| &entry.receipts)
        .map(|receipt| receipt.burnt.0)
        .sum();
    assert!(burnt > 0);
    let head = chain.last().expect("a block");
    let held = head.state.total().expect("fits").0;
    let genesis = Amount::coins(200 + 150 * 1_000).0;
    let created = Amount::coins(50 * chain.len() as u64).0;
    assert_eq!(held + burnt, genesis + created);
    world.check();
}

#[test]
fn a_replaced_transaction_is_gone_at_every_node_and_only_one_of_both_counts() {
    let mut world = World::new();
    world.want(Demand::Steady { per_minute: 10 });
    world.minutes(5);
    world.pay(Some(20), None).expect("Ana has enough");
    world.until("the mempools", |world| {
        world.pooled().iter().all(|pool| pool.len() == 1)
    });
    let old = world.pooled()[0].clone();
    world.minutes(10);
    assert_eq!(world.pooled()[0], old, "below the base fee it waits");
    assert_eq!(world.paid_to_ben(), Amount::ZERO);
    world.bump(None, None).expect("a higher offer");
    world.until("the new one everywhere", |world| {
        world.pooled().iter().all(|pool| pool.is_disjoint(&old))
    });
    let dropped = world.facts().filter(|fact| {
        matches!(fact, WalletFact::Dropped { transaction, reason, .. }
            if old.contains(transaction) && reason == "pool.replaced")
    });
    assert!(dropped.count() >= 1);
    world.minutes(10);
    assert_eq!(world.paid_to_ben(), Amount::coins(3), "once");
    world.check();
}

#[test]
fn an_offer_is_raised_by_a_tenth_in_both_parts_or_not_at_all() {
    let mut world = World::new();
    world.minutes(1);
    let nothing = world.bump(None, None).expect_err("nothing waits");
    assert_eq!(nothing.key, "wallet.nothing-waits");
    world.pay(Some(100), Some(10)).expect("Ana has enough");
    for (max_fee, tip) in [(109, 20), (200, 10)] {
        let small = world.bump(Some(max_fee), Some(tip)).expect_err("too small");
        assert_eq!(small.key, "wallet.raise-too-small");
        let least = [Amount(110), Amount(11)].map(|amount| amount.to_string());
        assert_eq!(small.arguments, least);
    }
    let poor = world.bump(Some(10_000_000_000), Some(20));
    assert_eq!(poor.expect_err("too much").key, "wallet.balance");
    world.bump(Some(110), Some(11)).expect("just enough");
}

#[test]
fn a_tip_above_the_offer_is_a_fact_that_the_node_tells() {
    let mut world = World::new();
    world.minutes(1);
    world.pay(Some(5_000), Some(6_000)).expect("Ana may try");
    world.minutes(1);
    let refused = world.facts().any(|fact| {
        matches!(fact, WalletFact::Refused { reason, .. } if reason == "transaction.tip-above-fee")
    });
    assert!(refused);
    assert!(world.pooled().iter().all(BTreeSet::is_empty));
}

#[test]
fn a_wallet_raises_an_offer_that_the_base_fee_has_passed() {
    let mut world = World::new();
    world.want(Demand::Burst {
        per_minute: 0,
        peak: 90,
        lasts: Span::from_secs(1_800),
    });
    world.minutes(4);
    world.pay(None, Some(0)).expect("Ana has enough");
    let agent = world.0.world().directory().find("Ana").expect("there").id;
    let is_raise =
        |fact: &WalletFact| matches!(fact, WalletFact::Raised { agent: who, .. } if *who == agent);
    world.until("a higher offer", |world| world.facts().any(is_raise));
    world.until("the payment", |world| {
        world.paid_to_ben() == Amount::coins(3)
    });
    world.check();
}

#[test]
fn bidders_outbid_each_other_by_replacement_and_the_highest_is_first() {
    let mut world = World::new();
    world.minutes(3);
    let up_to = Amount(500);
    world.want(Demand::Auction { bidders: 6, up_to });
    world.minutes(15);
    let raised = world
        .facts()
        .filter(|fact| matches!(fact, WalletFact::Raised { .. }));
    assert!(raised.count() >= 6, "they answered each other");
    let tips: Vec<u64> = world
        .chain()
        .iter()
        .filter_map(|entry| {
            let first = entry.receipts.first()?;
            let tip = |receipt: &bilayer::ledger::Receipt| receipt.tip().0 / receipt.gas_used;
            let most = entry.receipts.iter().map(tip).max()?;
            assert_eq!(tip(first), most, "the highest comes first");
            Some(most)
        })
        .collect();
    assert!(tips.iter().any(|tip| *tip > 24), "{tips:?}");
    assert!(tips.iter().all(|tip| *tip <= up_to.0), "{tips:?}");
    world.check();
}

#[test]
fn blobs_have_a_price_of_their_own_that_rises_above_their_target() {
    let mut world = World::new();
    world.want(Demand::Blobs {
        per_minute: 8,
        each: 3,
    });
    world.minutes(30);
    let chain = world.chain();
    let blobs = |entry: &Entry| entry.block.body().blob_gas_used / 131_072;
    assert!(chain.iter().all(|entry| blobs(entry) <= 9));
    assert!(chain.iter().any(|entry| blobs(entry) == 9), "full of blobs");
    let excess = chain.iter().map(|entry| entry.block.body().excess_blob_gas);
    assert!(excess.max() > Some(0));
    let paid = chain.iter().flat_map(|entry| &entry.receipts);
    let paid: Vec<_> = paid.filter(|receipt| receipt.blob_fee.0 > 0).collect();
    assert!(!paid.is_empty());
    assert!(
        paid.iter()
            .all(|receipt| receipt.blob_fee.0 % (3 * 131_072) == 0)
    );
    world.check();
}

#[test]
fn a_small_mempool_keeps_those_that_pay_most() {
    let mut setup = setup();
    setup.market.pool_limit = 30;
    let mut world = World::of(setup);
    world.want(Demand::Burst {
        per_minute: 0,
        peak: 240,
        lasts: Span::from_secs(600),
    });
    world.minutes(10);
    let world_now = world.0.world();
    assert!(world_now.nodes().all(|(_, node)| node.pool().len() <= 30));
    let gone = world.facts().filter(
        |fact| matches!(fact, WalletFact::Dropped { reason, .. } if reason == "pool.crowded-out"),
    );
    assert!(gone.count() > 0);
    world.check();
}

#[test]
fn a_market_that_stands_still_has_no_base_fee() {
    let mut setup = setup();
    setup.market.base_fee = Amount::ZERO;
    setup.market.moves = false;
    let mut world = World::of(setup);
    world.want(Demand::Steady { per_minute: 30 });
    world.minutes(10);
    let chain = world.chain();
    assert!(chain.iter().all(|entry| entry.block.body().base_fee.0 == 0));
    let receipts = chain.iter().flat_map(|entry| &entry.receipts);
    assert!(receipts.into_iter().all(|receipt| receipt.burnt.0 == 0));
    world.check();
}

#[test]
fn impossible_markets_and_demands_are_refused_by_name() {
    let mut dear = setup();
    dear.market.base_fee = Amount::coins(2);
    let mut none = setup();
    none.crowds[0].accounts = 0;
    let mut wild = setup();
    wild.crowds[0].demand = Demand::Steady { per_minute: 6_001 };
    let mut homeless = setup();
    homeless.crowds[0].node = "Ana".to_owned();
    let mut full = setup();
    full.market.pool_limit = 0;
    let cases = [
        (dear, "market.base_fee"),
        (none, "crowds[0].accounts"),
        (wild, "crowds[0].demand"),
        (homeless, "crowds[0]"),
        (full, "market.pool_limit"),
    ];
    for (setup, place) in cases {
        let error = Session::new(setup, MAX_NODES_PAGE).err().expect(place);
        assert!(format!("{error:?}").contains(place), "{error:?}");
    }
    let mut world = World::new();
    let demand = Demand::Blobs {
        per_minute: 1,
        each: 10,
    };
    let crowd = "Crowd".to_owned();
    let refused = world.give(WalletCommand::Demand { crowd, demand });
    assert_eq!(refused.expect_err("ten blobs").key, "crowd.demand");
    let crowd = "Ana".to_owned();
    let refused = world.give(WalletCommand::Demand {
        crowd,
        demand: Demand::Off,
    });
    assert_eq!(refused.expect_err("a person").key, "order.not-a-crowd");
}

#[test]
fn a_moment_with_a_crowd_is_reached_again_the_same() {
    let mut world = World::new();
    world.want(Demand::Steady { per_minute: 20 });
    world.minutes(5);
    let early = (world.0.place(), world.0.fingerprint());
    world.minutes(10);
    let late = (world.0.place(), world.0.fingerprint());
    world.0.seek_place(early.0);
    assert_eq!(world.0.fingerprint(), early.1);
    world.0.seek_place(late.0);
    assert_eq!(world.0.fingerprint(), late.1);
}
