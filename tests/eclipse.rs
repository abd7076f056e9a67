//! The scenario of the eclipse attack: its expected end, and that all defences together, anchors alone, and buckets by group alone change it.

use bilayer::base::{Amount, Time};
use bilayer::scenario::shipped;
use bilayer::simulation::{DiscoverySetup, MAX_NODES_PAGE, Session};

fn played(change: impl Fn(&mut DiscoverySetup)) -> Session {
    let scenario = shipped("eclipse").expect("ships").read().expect("reads");
    let mut setup = scenario.setup;
    change(setup.network.discovery.as_mut().expect("discovery"));
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("valid");
    session.run(Time::ZERO + scenario.until);
    session
}

/// Blocks that Vera is behind, and what Ben has as she knows it.
fn end(session: &Session) -> (u64, Amount) {
    let (directory, archive) = (session.world().directory(), session.archive());
    let head = |name: &str| {
        let id = directory.node(name).expect("a node").id;
        let node = session.world().node(id).expect("a node");
        archive.entry(&node.tree().head()).clone()
    };
    let ben = directory.find("Ben").expect("Ben").address;
    let (vera, all) = (head("Vera"), head("n1"));
    assert_eq!(
        all.state.balance(&ben),
        Amount::coins(15),
        "the others know"
    );
    let behind = all.height().saturating_sub(vera.height());
    (behind, vera.state.balance(&ben))
}

/// Of how many of Vera's connections, Eve has how many.
fn eves(session: &Session) -> (usize, usize) {
    let directory = session.world().directory();
    let id = |name: &str| directory.find(name).expect("known").id;
    let vera = session.world().node(id("Vera")).expect("a node");
    let finder = vera.finder().expect("it finds its peers");
    let peers = || finder.outbound().iter().chain(finder.inbound());
    let eves = peers().filter(|peer| peer.owner == id("Eve")).count();
    (eves, peers().count())
}

#[test]
fn vera_knows_nobody_but_eve_and_misses_the_payment() {
    let session = played(|_| {});
    let (eves, all) = eves(&session);
    assert!(all > 0 && eves == all, "{eves} of {all}");
    let (behind, balance) = end(&session);
    assert!(behind > 20, "{behind} blocks behind");
    assert_eq!(balance, Amount::coins(5));
}

#[test]
fn with_all_defences_she_follows() {
    let session = played(|discovery| {
        discovery.by_group = true;
        discovery.test_before_evict = true;
        discovery.anchors = true;
    });
    let (behind, balance) = end(&session);
    assert!(behind <= 2, "{behind} blocks behind");
    assert_eq!(balance, Amount::coins(15));
}

#[test]
fn anchors_alone_are_enough_here() {
    let session = played(|discovery| discovery.anchors = true);
    assert!(end(&session).0 <= 2);
}

#[test]
fn buckets_by_group_alone_are_enough_here() {
    let session = played(|discovery| discovery.by_group = true);
    let (eves, _) = eves(&session);
    let (behind, _) = end(&session);
    assert!(behind <= 2, "{behind} blocks behind, {eves} of Eve");
}
