//! Light clients and headers first, in a world.

use super::fail_tests::{minutes, setup};
use super::*;
use crate::base::{ActorId, Amount, Time};
use crate::command::{Command, NetworkCommand, WalletCommand};

fn with_lea() -> Setup {
    let mut setup = setup();
    let nodes = setup.nodes.iter().take(2);
    setup.network.light = vec![LightSetup {
        name: "Lea".to_owned(),
        nodes: nodes.map(|node| node.name.clone()).collect(),
        balance: Amount::coins(80),
    }];
    setup
}

fn pay(from: &str, to: &str, coins: u64) -> Command {
    Command::Wallet(WalletCommand::Transfer {
        from: from.to_owned(),
        to: to.to_owned(),
        amount: Amount::coins(coins),
        max_fee: None,
        tip: None,
    })
}

fn lea(session: &Session) -> ActorId {
    session.world().directory().find("Lea").expect("Lea").id
}

fn shown(session: &Session) -> Amount {
    let light = session.world().light(lea(session)).expect("a light client");
    light.shown().expect("a proof").account.balance
}

#[test]
fn a_light_client_knows_its_account_and_pays_without_a_single_block() {
    let mut session = Session::new(with_lea(), MAX_NODES_PAGE).expect("valid");
    session.run(minutes(10));
    assert_eq!(shown(&session), Amount::coins(80));
    let payee = setup().people[0].name.clone();
    session.give(pay("Lea", &payee, 30)).expect("she can pay");
    session.run(minutes(60));
    let light = session
        .world()
        .light(lea(&session))
        .expect("a light client");
    let paid = light.paid()[0].signed.id();
    assert!(
        light.confirmations(&paid) > 5,
        "{}",
        light.confirmations(&paid)
    );
    assert!(shown(&session) < Amount::coins(50));
    let state = &session.archive().entry(&light.headers().head()).state;
    assert_eq!(
        shown(&session),
        state.balance(&light.address()),
        "as full nodes know it"
    );
    session.give(pay(&payee, "Lea", 5)).expect("he can pay");
    session.run(minutes(120));
    assert!(shown(&session) > Amount::coins(54));
}

#[test]
fn a_light_client_pays_no_more_than_a_proof_shows() {
    let mut session = Session::new(with_lea(), MAX_NODES_PAGE).expect("valid");
    let payee = setup().people[0].name.clone();
    let early = session
        .give(pay("Lea", &payee, 1))
        .expect_err("no proof yet");
    assert_eq!(early.key, "light.not-proven");
    session.run(minutes(10));
    session.give(pay("Lea", &payee, 50)).expect("she can pay");
    let twice = session.give(pay("Lea", &payee, 50)).expect_err("only once");
    assert_eq!(twice.key, "wallet.balance");
}

#[test]
fn a_light_client_goes_back_in_time_as_everybody() {
    let mut session = Session::new(with_lea(), MAX_NODES_PAGE).expect("valid");
    session.run(minutes(20));
    let early = session.fingerprint();
    session.run(minutes(40));
    session.seek(minutes(20));
    assert_eq!(session.fingerprint(), early);
}

#[test]
fn light_clients_need_nodes_and_headers_that_tell_something() {
    let begun = |setup: &Setup| Session::new(setup.clone(), MAX_NODES_PAGE).err();
    let mut alone = with_lea();
    alone.network.light[0].nodes.clear();
    assert!(begun(&alone).is_some());
    let mut lost = with_lea();
    lost.network.light[0].nodes = vec!["nowhere".to_owned()];
    assert!(begun(&lost).is_some());
    let staked = crate::scenario::shipped("proof-of-stake")
        .expect("ships")
        .read();
    let mut staked = staked.expect("reads").setup;
    assert!(begun(&staked).is_none());
    staked.network.headers_first = true;
    assert!(
        begun(&staked).is_some(),
        "headers of Gasper tell nothing alone"
    );
}

/// A world in which somebody joins late; how long it took to follow, and from how many peers blocks came at once.
fn joined(headers_first: bool) -> (Time, usize) {
    let mut setup = setup();
    setup.network.headers_first = headers_first;
    let peers: Vec<String> = setup.nodes.iter().map(|node| node.name.clone()).collect();
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("valid");
    session.run(minutes(300));
    let join = NetworkCommand::AddNode {
        name: "Late".to_owned(),
        hash_rate: 0,
        peers,
    };
    session.give(Command::Network(join)).expect("possible");
    let late = session.world().directory().find("Late").expect("Late").id;
    let mut sources = 0;
    for tenth in 0..6_000 {
        session.run(minutes(300) + crate::base::Span::from_millis(tenth * 100));
        let world = session.world();
        let node = world.node(late).expect("a node");
        sources = sources.max(node.sync().map_or(0, |sync| sync.sources()));
        if world.heads().all(|head| head == node.tree().head()) {
            return (world.now(), sources);
        }
    }
    panic!("it never follows");
}

#[test]
fn who_takes_headers_first_takes_blocks_from_several_peers_at_once() {
    let (_, alone) = joined(false);
    let (_, sources) = joined(true);
    assert_eq!(alone, 0);
    assert!(sources >= 2, "{sources}");
}
