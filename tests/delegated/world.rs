//! Whole worlds by delegation: nodes that produce, people who vote, and those who do not play by
//! the rules.

use std::collections::BTreeSet;

use bilayer::base::{Amount, Span};
use bilayer::command::{Command, Conduct, DelegatedCommand, NetworkCommand, WalletCommand};
use bilayer::consensus::dpos::name::AccountName;
use bilayer::event::{ChainFact, Fact};
use bilayer::simulation::Session;

use crate::hands::{
    FOUR, behave, give, head, included, irreversible, run, shipped_world, state, tally, transfer,
    vote, world,
};

#[test]
fn four_producers_take_turns_and_everyone_agrees_on_what_is_irreversible() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 60);
    let chain = state(&session, "Accra").confirmations().clone();
    assert!(chain.head() >= 118, "{}", chain.head());
    let lag = chain.head() - chain.irreversible();
    assert!((37..=48).contains(&lag), "{lag}");
    for node in FOUR {
        assert!(irreversible(&session, node) >= chain.irreversible() - 12);
        assert!(tally(&session, node).produced >= 24);
        assert_eq!(tally(&session, node).missed, 0);
    }
}

#[test]
fn one_of_four_may_stop_and_two_may_not() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 30);
    behave(&mut session, "Cairo", Conduct::Absent);
    run(&mut session, 72);
    let with_three = irreversible(&session, "Accra");
    assert!(with_three > 90, "{with_three}");
    assert_eq!(tally(&session, "Cairo").missed, 36);
    behave(&mut session, "Delhi", Conduct::Absent);
    run(&mut session, 60);
    let before = irreversible(&session, "Accra");
    run(&mut session, 120);
    assert_eq!(irreversible(&session, "Accra"), before);
    behave(&mut session, "Delhi", Conduct::Honest);
    run(&mut session, 72);
    assert!(irreversible(&session, "Accra") > before + 100);
}

#[test]
fn a_producer_that_stops_is_voted_out_and_another_takes_its_place() {
    let mut session = world(&FOUR, &["Essen"]);
    run(&mut session, 5);
    vote(&mut session, "Vera", 400, &FOUR);
    behave(&mut session, "Cairo", Conduct::Absent);
    run(&mut session, 60);
    assert!(tally(&session, "Cairo").missed >= 12);
    vote(
        &mut session,
        "Vera",
        0,
        &["Accra", "Berlin", "Delhi", "Essen"],
    );
    run(&mut session, 150);
    let schedule = &state(&session, "Accra").active().producers;
    let names: Vec<String> = schedule.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["accra", "berlin", "delhi", "essen"]);
    let missed = tally(&session, "Cairo").missed;
    run(&mut session, 30);
    assert_eq!(tally(&session, "Cairo").missed, missed);
    assert!(tally(&session, "Essen").produced > 0);
}

#[test]
fn a_producer_claims_its_pay_once() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 5);
    vote(&mut session, "Vera", 400, &FOUR);
    run(&mut session, 70);
    let claim = || DelegatedCommand::Claim {
        node: "Berlin".to_owned(),
    };
    let balance = |session: &Session| {
        let address = session
            .world()
            .directory()
            .find("Berlin")
            .expect("known")
            .address;
        head(session, "Accra").state.balance(&address)
    };
    let before = balance(&session);
    give(&mut session, claim());
    run(&mut session, 10);
    let paid = balance(&session);
    assert!(paid > before);
    give(&mut session, claim());
    run(&mut session, 2);
    let refused = session
        .archive()
        .entries()
        .flat_map(|entry| &entry.receipts);
    let refused = refused.filter(|receipt| !receipt.succeeded()).count();
    assert!(refused > 0, "the second claim is refused, and pays nothing");
}

#[test]
fn stake_comes_back_after_its_time_and_not_before() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 5);
    vote(&mut session, "Vera", 400, &FOUR);
    run(&mut session, 3);
    let person = || "Vera".to_owned();
    give(
        &mut session,
        DelegatedCommand::Unstake {
            person: person(),
            amount: Amount::coins(400),
        },
    );
    run(&mut session, 30);
    let votes = |session: &Session| state(session, "Accra").electorate().candidates()[0].votes;
    assert_eq!(votes(&session), 0, "it counts no more at once");
    let balance = |session: &Session| {
        let address = session
            .world()
            .directory()
            .find("Vera")
            .expect("known")
            .address;
        head(session, "Accra").state.balance(&address)
    };
    give(&mut session, DelegatedCommand::Refund { person: person() });
    run(&mut session, 5);
    assert!(balance(&session) < Amount::coins(200));
    run(&mut session, 40);
    give(&mut session, DelegatedCommand::Refund { person: person() });
    run(&mut session, 5);
    assert!(balance(&session) > Amount::coins(599));
}

#[test]
fn whoever_leaves_a_transaction_out_only_delays_it_until_the_next_producer() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 25);
    for node in &FOUR[..3] {
        let person = "Xena".to_owned();
        behave(&mut session, node, Conduct::Censor { person });
    }
    transfer(&mut session, "Xena", "Walt");
    run(&mut session, 24);
    assert!(included(&session, "Xena").is_some(), "within a round");
}

#[test]
fn three_of_four_that_veto_keep_a_transaction_out_for_ever_and_finality_goes_on() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 25);
    for node in &FOUR[..3] {
        let person = "Xena".to_owned();
        behave(&mut session, node, Conduct::Veto { person });
    }
    transfer(&mut session, "Xena", "Walt");
    run(&mut session, 240);
    let last = irreversible(&session, "Accra");
    assert!(last > 250, "{last}");
    assert!(included(&session, "Xena").is_none_or(|height| height > last));
}

#[test]
fn one_of_four_that_vetoes_leaves_the_others_alone() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 25);
    let person = "Xena".to_owned();
    behave(&mut session, "Berlin", Conduct::Veto { person });
    transfer(&mut session, "Xena", "Walt");
    run(&mut session, 120);
    let height = included(&session, "Xena").expect("included");
    assert!(irreversible(&session, "Accra") > height);
}

#[test]
fn two_blocks_for_a_slot_are_seen_and_harm_nobody() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 25);
    behave(&mut session, "Berlin", Conduct::ProduceTwice);
    run(&mut session, 100);
    let seen: BTreeSet<String> = session
        .log()
        .all()
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::Chain(ChainFact::ProducedTwice { producer, .. }) => Some(producer.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(seen, BTreeSet::from(["berlin".to_owned()]));
    assert!(irreversible(&session, "Accra") > 120);
}

#[test]
fn votes_are_bought_where_they_are_cheap_and_all_can_see_for_whom() {
    let mut session = world(&FOUR, &["Essen"]);
    run(&mut session, 5);
    vote(&mut session, "Vera", 200, &FOUR);
    run(&mut session, 2);
    let price = Amount::coins(10);
    for seller in ["Walt", "Xena"] {
        let command = WalletCommand::Transfer {
            from: "Vera".to_owned(),
            to: seller.to_owned(),
            amount: price,
            gas_price: None,
        };
        session.give(Command::Wallet(command)).expect("possible");
    }
    vote(&mut session, "Walt", 250, &["Essen"]);
    vote(&mut session, "Xena", 90, &["Essen"]);
    run(&mut session, 150);
    let now = state(&session, "Accra");
    let essen = AccountName::of_node("Essen").expect("a name");
    assert!(now.active().producers.contains(&essen));
    let bought = now.electorate().producers()[&essen].votes;
    let own = now.electorate().producers()[&AccountName::of_node("Accra").expect("a name")].votes;
    assert!(bought > own, "340 staked coins outweigh 200");
}

#[test]
fn twenty_one_producers_vote_one_out_that_stopped() {
    let mut session = shipped_world(200);
    let chain = state(&session, "Accra").confirmations();
    let lag = chain.head() - chain.irreversible();
    assert!((325..=348).contains(&lag), "{lag}");
    run(&mut session, 520);
    let now = state(&session, "Accra");
    let name = |text: &str| AccountName::of_node(text).expect("a name");
    assert_eq!(now.active().producers.len(), 21);
    assert!(!now.active().producers.contains(&name("Quito")));
    assert!(now.active().producers.contains(&name("Vienna")));
    assert!(tally(&session, "Quito").missed >= 24);
    assert!(tally(&session, "Vienna").produced > 0);
}

#[test]
fn twenty_of_twenty_one_that_censor_delay_a_transaction_by_two_minutes_at_most() {
    let mut session = shipped_world(20);
    let schedule = state(&session, "Accra").active().producers.clone();
    let names: Vec<String> = session
        .setup()
        .nodes
        .iter()
        .map(|node| node.name.clone())
        .collect();
    for node in names.iter().filter(|node| *node != "Lima") {
        let name = AccountName::of_node(node).expect("a name");
        if schedule.contains(&name) {
            let person = "Zoe".to_owned();
            behave(&mut session, node, Conduct::Censor { person });
        }
    }
    let height = head(&session, "Accra").height();
    transfer(&mut session, "Zoe", "Yuri");
    run(&mut session, 122);
    let newest = included(&session, "Zoe").expect("long ago at least");
    assert!(newest > height, "{newest} {height}");
    let last = head(&session, "Accra").id();
    let block = session
        .archive()
        .ancestor(&last, newest)
        .expect("on the branch");
    let lima = session
        .world()
        .directory()
        .find("Lima")
        .expect("known")
        .address;
    assert_eq!(block.block.body().miner, lima);
}

fn fail(session: &mut Session, command: NetworkCommand) {
    session.give(Command::Network(command)).expect("possible");
}

#[test]
fn a_producer_that_crashes_misses_and_goes_on_from_what_it_had_on_disk() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 50);
    let node = || "Cairo".to_owned();
    let held = irreversible(&session, "Cairo");
    fail(&mut session, NetworkCommand::Crash { node: node() });
    run(&mut session, 60);
    assert!(tally(&session, "Cairo").missed >= 24);
    assert_eq!(irreversible(&session, "Cairo"), held);
    fail(&mut session, NetworkCommand::Restart { node: node() });
    let missed = tally(&session, "Cairo").missed;
    run(&mut session, 60);
    assert!(tally(&session, "Cairo").missed <= missed + 12);
    assert!(irreversible(&session, "Cairo") > held + 100);
}

#[test]
fn blocks_of_a_producer_whose_clock_is_ten_seconds_ahead_are_refused() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 50);
    let skew = NetworkCommand::Skew {
        node: "Cairo".to_owned(),
        by: Span::from_secs(10),
        behind: false,
    };
    fail(&mut session, skew);
    run(&mut session, 120);
    let refused = session.log().all().iter().filter(|event| {
        matches!(&event.fact, Fact::Chain(ChainFact::Refused { reason, .. }) if reason == "block.time-too-new")
    });
    assert!(refused.count() > 0);
    assert!(irreversible(&session, "Accra") > 150, "three of four go on");
}

#[test]
fn a_cut_through_the_middle_stops_finality_and_two_halves_agree_again() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 50);
    let groups = [&FOUR[..2], &FOUR[2..]];
    let groups = groups.map(|group| group.iter().map(|name| (*name).to_owned()).collect());
    fail(
        &mut session,
        NetworkCommand::Partition {
            groups: groups.to_vec(),
        },
    );
    run(&mut session, 30);
    let before: Vec<u64> = FOUR
        .iter()
        .map(|node| irreversible(&session, node))
        .collect();
    run(&mut session, 60);
    let after: Vec<u64> = FOUR
        .iter()
        .map(|node| irreversible(&session, node))
        .collect();
    assert_eq!(before, after);
    assert_ne!(head(&session, "Accra").id(), head(&session, "Delhi").id());
    fail(&mut session, NetworkCommand::Heal {});
    run(&mut session, 72);
    assert!(irreversible(&session, "Delhi") > before[3] + 60);
}
