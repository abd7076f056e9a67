//! The log of a session: a replay takes nothing out of it, and the past can be told again.

use super::*;
use crate::base::{Amount, Span, Time};
use crate::command::{Command, NetworkCommand};

fn add_node() -> Command {
    Command::Network(NetworkCommand::AddNode {
        name: "new".to_owned(),
        hash_rate: 0,
        peers: vec!["n1".to_owned()],
    })
}

/// Two linked miners and a person, with a script whose only command is refused.
fn session() -> Session {
    let node = |name: &str| NodeSetup::new(name, 40);
    let unlink = NetworkCommand::Unlink {
        a: "nobody".to_owned(),
        b: "n1".to_owned(),
    };
    let setup = Setup {
        seed: 7,
        consensus: ConsensusSetup::default(),
        latency: Span::from_millis(800),
        client_latency: Span::from_millis(200),
        direct_latency: Span::from_millis(500),
        nodes: vec![node("n1"), node("n2")],
        links: vec![LinkSetup {
            a: "n1".to_owned(),
            b: "n2".to_owned(),
            latency: None,
            bandwidth: 0,
        }],
        people: vec![PersonSetup {
            name: "Ana".to_owned(),
            node: "n1".to_owned(),
            balance: Amount::coins(100),
        }],
        script: vec![Scripted::once(
            Span::from_secs(100),
            Command::Network(unlink),
        )],
        ..Setup::default()
    };
    Session::new(setup, MAX_NODES_PAGE).expect("a valid setup")
}

#[test]
fn a_refusal_that_is_replayed_takes_nothing_out_of_the_log() {
    let mut session = session();
    session.run(Time::from_secs(3_600));
    let told = session.log().all().to_vec();
    session.seek(Time::from_secs(50));
    session.seek(Time::from_secs(150));
    assert!(session.log().all() == told);
}

#[test]
fn a_past_that_was_dropped_is_told_again() {
    let mut session = session();
    session.run(Time::from_secs(3_600));
    let told = session.log().all().to_vec();
    session.simulation.observer.drop_older_half();
    let first = session.log().first();
    assert!(first > 0);
    session.seek(Time::from_secs(1_000));
    assert!(session.world().facts() < first, "it is before what is kept");
    session.seek(Time::from_secs(3_600));
    let known = session.log().first() as usize;
    assert!(known < first as usize && session.log().all() == &told[known..]);
}

#[test]
fn a_branch_before_what_was_dropped_has_a_live_log() {
    let mut session = session();
    session.run(Time::from_secs(3_600));
    session.simulation.observer.drop_older_half();
    session.seek(Time::from_secs(1_000));
    session.give(add_node()).expect("a new name");
    session.run(Time::from_secs(2_000));
    assert_eq!(session.log().len(), session.world().facts());
    assert!(!session.log().all().is_empty());
}

#[test]
fn forwards_over_what_was_played_the_way_is_as_short_as_back() {
    let mut session = session();
    let end = Time::ZERO + Span::from_secs(1_800);
    session.run(end);
    let (world, log) = (session.fingerprint(), session.log().all().to_vec());
    session.seek(Time::ZERO + Span::from_secs(60));
    session.leap(end);
    assert!(session.world().now() > end - Span::from_secs(120));
    session.run(end);
    assert_eq!(session.fingerprint(), world);
    assert_eq!(session.log().all(), log);
}
