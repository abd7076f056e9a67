//! Whole worlds by delegation: nodes that produce, people who vote, and those who do not play by
//! the rules.

use std::collections::BTreeSet;

use bilayer::actor::Delegate;
use bilayer::base::{ActorId, Address, Amount, Span};
use bilayer::chain::Entry;
use bilayer::command::{Command, Conduct, DelegatedCommand, WalletCommand};
use bilayer::consensus::dpos::delegation::{Delegation, Tally};
use bilayer::consensus::dpos::delegation_of;
use bilayer::consensus::dpos::name::AccountName;
use bilayer::event::{ChainFact, Fact};
use bilayer::scenario::shipped;
use bilayer::simulation::{
    ConsensusSetup, DelegatedSetup, LinkSetup, MAX_NODES_PAGE, NodeSetup, PersonSetup, Session,
    Setup,
};

const FOUR: [&str; 4] = ["Accra", "Berlin", "Cairo", "Delhi"];

/// A world of producers that are all linked, a standby, and three people.
fn world(producers: &[&str], standby: &[&str]) -> Session {
    let setup = shipped("delegated")
        .expect("ships")
        .read()
        .expect("reads")
        .setup;
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let all: Vec<&str> = producers.iter().chain(standby).copied().collect();
    let nodes = all.iter().map(|name| NodeSetup {
        name: (*name).to_owned(),
        hash_rate: 0,
    });
    let pairs = (0..all.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    let links = pairs.map(|(a, b)| LinkSetup {
        a: all[a].to_owned(),
        b: all[b].to_owned(),
        latency: None,
        bandwidth: 0,
    });
    let people = [("Vera", 600), ("Walt", 300), ("Xena", 100)];
    let people = people
        .iter()
        .enumerate()
        .map(|(place, (name, coins))| PersonSetup {
            name: (*name).to_owned(),
            node: all[place % all.len()].to_owned(),
            balance: Amount::coins(*coins),
        });
    let setup = Setup {
        consensus: ConsensusSetup::Delegated(DelegatedSetup {
            producers: owned(producers),
            standby: owned(standby),
            seats: producers.len() as u32,
            refund_delay: Span::from_secs(60),
            claim_interval: Span::from_secs(60),
            least_vote_pay: Amount::ZERO,
            ..DelegatedSetup::default()
        }),
        nodes: nodes.collect(),
        links: links.collect(),
        people: people.collect(),
        script: Vec::new(),
        ..setup
    };
    Session::new(setup, MAX_NODES_PAGE).expect("begins")
}

fn run(session: &mut Session, seconds: u64) {
    session.run(session.world().now() + Span::from_secs(seconds));
    assert_eq!(session.breaches(), []);
}

fn give(session: &mut Session, command: DelegatedCommand) {
    session.give(Command::Delegated(command)).expect("possible");
}

fn vote(session: &mut Session, person: &str, coins: u64, producers: &[&str]) {
    let person = person.to_owned();
    let amount = Amount::coins(coins);
    let producers = producers.iter().map(|name| (*name).to_owned()).collect();
    if coins > 0 {
        give(
            session,
            DelegatedCommand::Stake {
                person: person.clone(),
                amount,
            },
        );
        run(session, 3);
    }
    give(session, DelegatedCommand::Vote { person, producers });
}

fn behave(session: &mut Session, node: &str, conduct: Conduct) {
    let node = node.to_owned();
    give(session, DelegatedCommand::Behave { node, conduct });
}

fn id(session: &Session, name: &str) -> ActorId {
    session.world().directory().find(name).expect("known").id
}

fn head<'a>(session: &'a Session, node: &str) -> &'a Entry {
    let node = session.world().node(id(session, node)).expect("a node");
    session.archive().entry(&node.tree().head())
}

fn state<'a>(session: &'a Session, node: &str) -> &'a Delegation {
    delegation_of(&*head(session, node).engine).expect("delegated")
}

fn irreversible(session: &Session, node: &str) -> u64 {
    let member = session.world().node(id(session, node)).expect("a node");
    let block = member
        .member::<Delegate>()
        .expect("a member")
        .irreversible();
    session.archive().entry(&block).height()
}

fn tally(session: &Session, of: &str) -> Tally {
    let name = AccountName::of_node(of).expect("a name");
    let mut tallies = state(session, "Accra").tallies().iter();
    *tallies
        .find(|one| one.producer == name)
        .expect("it had slots")
}

fn transfer(session: &mut Session, from: &str, to: &str) {
    let command = WalletCommand::Transfer {
        from: from.to_owned(),
        to: to.to_owned(),
        amount: Amount::coins(1),
        gas_price: None,
    };
    session.give(Command::Wallet(command)).expect("possible");
}

/// When the first block with a transaction of somebody came to be, on the branch that a node follows.
fn included(session: &Session, sender: &str, seen_by: &str) -> Option<u64> {
    let address: Address = session
        .world()
        .directory()
        .find(sender)
        .expect("known")
        .address;
    let mut entry = session.archive().entry(&head(session, seen_by).id());
    let mut found = None;
    while entry.height() > 0 {
        let transactions = &entry.block.body().transactions;
        if transactions.iter().any(|signed| signed.sender() == address) {
            found = Some(entry.height());
        }
        entry = session.archive().entry(&entry.parent());
    }
    found
}

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
    assert!(
        included(&session, "Xena", "Accra").is_some(),
        "within a round"
    );
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
    assert!(included(&session, "Xena", "Accra").is_none_or(|height| height > last));
}

#[test]
fn one_of_four_that_vetoes_leaves_the_others_alone() {
    let mut session = world(&FOUR, &[]);
    run(&mut session, 25);
    let person = "Xena".to_owned();
    behave(&mut session, "Berlin", Conduct::Veto { person });
    transfer(&mut session, "Xena", "Walt");
    run(&mut session, 120);
    let height = included(&session, "Xena", "Accra").expect("included");
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
