//! The slice of Layer 1 as a whole: mining, gossip, forks, transfers, time travel.

use super::*;
use crate::base::{Amount, Span, Time};
use crate::command::{Command, NetworkCommand, WalletCommand};
use crate::event::{Fact, NetworkFact, WalletFact};

fn setup() -> Setup {
    let node = |name: &str, hash_rate| NodeSetup::new(name, hash_rate);
    let link = |a: &str, b: &str| LinkSetup {
        a: a.to_owned(),
        b: b.to_owned(),
        latency: None,
        bandwidth: 0,
    };
    let person = |name: &str, node: &str| PersonSetup {
        name: name.to_owned(),
        node: node.to_owned(),
        balance: Amount::coins(100),
    };
    Setup {
        seed: 7,
        consensus: ConsensusSetup::default(),
        latency: Span::from_millis(800),
        client_latency: Span::from_millis(200),
        direct_latency: Span::from_millis(500),
        nodes: vec![node("n1", 40), node("n2", 30), node("n3", 0)],
        links: vec![link("n1", "n2"), link("n2", "n3")],
        people: vec![person("Ana", "n1"), person("Ben", "n3")],
        ..Setup::default()
    }
}

pub(super) fn session() -> Session {
    Session::new(setup(), MAX_NODES_PAGE).expect("a valid setup")
}

pub(super) fn minutes(count: u64) -> Time {
    Time(count * 60_000_000)
}

pub(super) fn transfer(amount: u64) -> Command {
    Command::Wallet(WalletCommand::Transfer {
        from: "Ana".to_owned(),
        to: "Ben".to_owned(),
        amount: Amount::coins(amount),
        gas_price: None,
    })
}

fn ben(session: &Session) -> Amount {
    let world = session.world();
    let ben = world.directory().find("Ben").expect("Ben is there");
    let node = world.node(ben.home.expect("a person")).expect("a node");
    let head = session.archive().entry(&node.tree().head());
    head.state.balance(&ben.address)
}

#[test]
fn miners_extend_one_chain_that_all_nodes_agree_on_but_for_the_last_blocks() {
    let mut session = session();
    session.run(minutes(60));
    let heights: Vec<u64> = session
        .world()
        .heads()
        .map(|head| session.archive().entry(&head).height())
        .collect();
    assert!(
        heights.iter().all(|height| (30..120).contains(height)),
        "{heights:?}"
    );
    assert_eq!(session.breaches(), []);
}

#[test]
fn a_transfer_reaches_the_other_side_of_the_network() {
    let mut session = session();
    session.run(minutes(1));
    session.give(transfer(3)).expect("Ana has enough");
    assert_eq!(ben(&session), Amount::coins(100));
    session.run(minutes(20));
    assert_eq!(ben(&session), Amount::coins(103));
}

#[test]
fn a_refused_command_changes_nothing() {
    let mut session = session();
    session.run(minutes(2));
    let before = (session.fingerprint(), session.log().len());
    let refusal = session.give(transfer(1_000)).expect_err("Ana has 100");
    assert_eq!(refusal.key, "wallet.balance");
    assert_eq!((session.fingerprint(), session.log().len()), before);
    assert!(session.commands().is_empty());
}

#[test]
fn any_moment_is_reached_again_the_same() {
    let mut session = session();
    session.run(minutes(1));
    session.give(transfer(3)).expect("Ana has enough");
    session.run(minutes(5));
    let early = session.fingerprint();
    session.run(minutes(30));
    let late = session.fingerprint();
    let facts = session.log().len();
    session.seek(minutes(5));
    assert_eq!(session.fingerprint(), early);
    session.seek(minutes(30));
    assert_eq!(session.fingerprint(), late);
    assert_eq!(session.log().len(), facts, "seeking tells no fact twice");
}

#[test]
fn stepping_back_and_forth_returns_to_the_same_place() {
    let mut session = session();
    session.run(minutes(3));
    let step = session.place().step;
    let here = session.fingerprint();
    session.seek_step(step - 1);
    assert_eq!(session.place().step, step - 1);
    session.seek_step(step);
    session.seek(minutes(3));
    assert_eq!(session.fingerprint(), here);
}

#[test]
fn acting_in_the_past_leaves_the_other_course_selectable() {
    let mut session = session();
    session.run(minutes(1));
    session.give(transfer(3)).expect("Ana has enough");
    session.run(minutes(20));
    let first = session.fingerprint();
    session.seek(Time(30_000_000));
    session.give(transfer(5)).expect("Ana has enough");
    session.run(minutes(20));
    assert_eq!(ben(&session), Amount::coins(105));
    assert_eq!(session.branches().len(), 1);
    assert!(session.take_branch(0));
    assert_eq!(session.fingerprint(), first);
    assert_eq!(ben(&session), Amount::coins(103));
}

#[test]
fn going_back_in_a_new_course_does_not_lead_into_the_one_that_was_left() {
    let mut session = session();
    session.run(minutes(20));
    session.seek(minutes(1));
    session.give(transfer(5)).expect("Ana has enough");
    session.run(minutes(10));
    let early = session.fingerprint();
    session.run(minutes(20));
    session.seek(minutes(10));
    assert_eq!(session.fingerprint(), early);
}

#[test]
fn a_record_plays_to_the_same_fingerprint() {
    let mut session = session();
    session.run(minutes(1));
    session.give(transfer(3)).expect("Ana has enough");
    session.run(minutes(4));
    let record = session.record();
    let mut replayed = Session::open(&record, MAX_NODES_PAGE).expect("a good record");
    replayed.run(record.time);
    assert_eq!(replayed.fingerprint(), record.fingerprint);
}

#[test]
fn a_node_that_joins_late_synchronizes() {
    let mut session = session();
    session.run(minutes(20));
    let add = Command::Network(NetworkCommand::AddNode {
        name: "late".to_owned(),
        hash_rate: 0,
        peers: vec!["n1".to_owned()],
    });
    session.give(add).expect("a new name");
    session.run(minutes(21));
    let world = session.world();
    let late = world.directory().find("late").expect("it joined").id;
    let first = world.directory().find("n1").expect("there").id;
    let head = |id| world.node(id).expect("a node").tree().head();
    let height = |id| session.archive().entry(&head(id)).height();
    assert!(
        height(late) + 2 >= height(first),
        "{} {}",
        height(late),
        height(first)
    );
}

#[test]
fn a_cut_network_forks_and_heals_to_the_heavier_branch() {
    let mut session = session();
    session.run(minutes(2));
    session.give(cut(true)).expect("linked");
    session.run(minutes(22));
    let heads: Vec<_> = session.world().heads().collect();
    assert_ne!(heads[0], heads[1], "two branches");
    session.give(cut(false)).expect("cut");
    session.run(minutes(40));
    let agreed = |session: &Session| {
        let heads: Vec<_> = session.world().heads().collect();
        let height = session
            .archive()
            .entry(&heads[0])
            .height()
            .saturating_sub(3);
        heads
            .iter()
            .map(|head| {
                session
                    .archive()
                    .ancestor(head, height)
                    .map(|entry| entry.id())
            })
            .collect::<Vec<_>>()
    };
    let common = agreed(&session);
    assert_eq!(common[0], common[1]);
    assert_eq!(session.breaches(), []);
}

#[test]
fn what_is_remembered_changes_no_result() {
    let until = minutes(15);
    let mut with = Simulation::begin(setup().into(), Silent, MAX_NODES_PAGE).expect("valid");
    let mut without = Simulation::begin(setup().into(), Silent, MAX_NODES_PAGE).expect("valid");
    without.archive = without.archive.clone().without_memory();
    with.run(until);
    without.run(until);
    assert_eq!(
        with.world().fingerprint(&[]),
        without.world().fingerprint(&[])
    );
}

#[test]
fn who_listens_changes_no_result() {
    let until = minutes(15);
    let mut heard =
        Simulation::begin(setup().into(), Log::default(), MAX_NODES_PAGE).expect("valid");
    let mut silent = Simulation::begin(setup().into(), Silent, MAX_NODES_PAGE).expect("valid");
    heard.run(until);
    silent.run(until);
    assert!(!heard.observer().is_empty());
    assert_eq!(
        heard.world().fingerprint(&[]),
        silent.world().fingerprint(&[])
    );
}

fn cut(cut: bool) -> Command {
    let (a, b) = ("n1".to_owned(), "n2".to_owned());
    Command::Network(if cut {
        NetworkCommand::Cut { a, b }
    } else {
        NetworkCommand::Mend { a, b }
    })
}

#[test]
fn a_reorg_returns_transactions_to_the_mempool_and_they_are_included_again() {
    let mut setup = setup();
    setup.nodes[0].hash_rate = 10;
    setup.nodes[1].hash_rate = 60;
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("valid");
    session.run(minutes(2));
    session.give(cut(true)).expect("linked");
    session.give(transfer(3)).expect("Ana has enough");
    let count = |session: &Session, orphaned: bool| {
        let facts = session.log().all().iter();
        facts
            .filter(|event| match &event.fact {
                Fact::Wallet(WalletFact::Included { .. }) => !orphaned,
                Fact::Wallet(WalletFact::Orphaned { .. }) => orphaned,
                _ => false,
            })
            .count()
    };
    while count(&session, false) == 0 {
        let next = Time(session.place().time.0 + 60_000_000);
        session.run(next);
    }
    assert_eq!(
        ben(&session),
        Amount::coins(100),
        "Ben's side has not seen it"
    );
    let later = Time(session.place().time.0 + 30 * 60_000_000);
    session.run(later);
    session.give(cut(false)).expect("cut");
    session.run(Time(later.0 + 20 * 60_000_000));
    assert!(count(&session, true) > 0, "it was orphaned");
    assert_eq!(ben(&session), Amount::coins(103), "and is included again");
    assert_eq!(session.breaches(), []);
}

#[test]
fn what_is_on_the_way_over_a_link_is_lost_when_it_is_cut() {
    let mut session = session();
    let on_the_way = |session: &Session| session.world().transits().count();
    while on_the_way(&session) == 0 {
        let next = Time(session.place().time.0 + 100_000);
        session.run(next);
    }
    for (a, b) in [("n1", "n2"), ("n2", "n3"), ("n1", "Ana"), ("n3", "Ben")] {
        let (a, b) = (a.to_owned(), b.to_owned());
        session
            .give(Command::Network(NetworkCommand::Cut { a, b }))
            .expect("linked");
    }
    assert_eq!(on_the_way(&session), 0);
    let lost = |event: &&crate::event::Event| {
        matches!(event.fact, Fact::Network(NetworkFact::Lost { .. }))
    };
    assert!(session.log().all().iter().any(|event| lost(&event)));
}

#[test]
fn a_node_that_is_hundreds_of_blocks_late_catches_up_without_waiting_for_a_new_block() {
    let mut setup = setup();
    setup.consensus.pow_mut().expect("proof of work").sampled = true;
    setup.nodes[0].hash_rate = 400;
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("valid");
    session.run(minutes(500));
    let stop = |node: &str| {
        Command::Network(NetworkCommand::SetHashRate {
            node: node.to_owned(),
            hash_rate: 0,
        })
    };
    session.give(stop("n1")).expect("a node");
    session.give(stop("n2")).expect("a node");
    session.run(minutes(501));
    let add = Command::Network(NetworkCommand::AddNode {
        name: "late".to_owned(),
        hash_rate: 0,
        peers: vec!["n3".to_owned()],
    });
    session.give(add).expect("a new name");
    session.run(minutes(503));
    let heights: Vec<u64> = session
        .world()
        .heads()
        .map(|head| session.archive().entry(&head).height())
        .collect();
    assert!(
        heights[0] > 400,
        "two inventories are not enough: {heights:?}"
    );
    assert_eq!(heights[3], heights[2]);
}

#[test]
fn too_many_people_are_refused_by_their_number_alone() {
    let mut setup = setup();
    setup.people = vec![setup.people[0].clone(); MAX_PEOPLE + 1];
    let error = Session::new(setup, MAX_NODES_PAGE).err().expect("too many");
    assert_eq!(error.place, "people");
    assert_eq!(error.refusal.key, "person.too-many");
}
