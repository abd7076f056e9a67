//! Nodes that find their peers, and an attacker who wants to be all that one of them knows.

use super::fail_tests::minutes;
use super::*;
use crate::base::{ActorId, Span};
use crate::command::{Command, NetworkCommand};

const NODES: usize = 24;
const VICTIM: ActorId = ActorId(5);
const EVE: &str = "Eve";

/// Which defences are on, and of how many groups the attacker has addresses; 0 for no attacker.
fn setup(defended: bool, groups: u16) -> Setup {
    let name = |index: usize| format!("n{index}");
    let node = |index: usize| NodeSetup::new(&name(index), if index < 4 { 17 } else { 0 });
    let eve = FlooderSetup {
        name: EVE.to_owned(),
        victim: name(VICTIM.0 as usize),
        endpoints: 2_000,
        groups,
    };
    let discovery = DiscoverySetup {
        seeds: vec![name(0), name(1)],
        by_group: defended,
        test_before_evict: defended,
        anchors: defended,
        flooders: (groups > 0).then_some(eve).into_iter().collect(),
        ..DiscoverySetup::default()
    };
    Setup {
        seed: 3,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            window: 2_016,
            ..PowSetup::default()
        }),
        latency: Span::from_millis(100),
        network: NetworkSetup {
            discovery: Some(discovery),
            ..NetworkSetup::default()
        },
        nodes: (0..NODES).map(node).collect(),
        ..Setup::default()
    }
}

/// Half an hour of flooding, a restart of the victim, and an hour after it.
fn played(setup: Setup) -> Session {
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("valid");
    session.run(minutes(30));
    let node = format!("n{}", VICTIM.0);
    for command in [
        NetworkCommand::Crash { node: node.clone() },
        NetworkCommand::Restart { node },
    ] {
        session.give(Command::Network(command)).expect("possible");
        session.run(session.world().now() + Span::from_secs(30));
    }
    session.run(minutes(90));
    session
}

fn height(session: &Session, node: ActorId) -> u64 {
    let node = session.world().node(node).expect("a node");
    session.archive().entry(&node.tree().head()).height()
}

/// How many of the victim's connections go to the attacker: of those that it opened, and that others did.
fn attackers(session: &Session) -> ((usize, usize), (usize, usize)) {
    let world = session.world();
    let eve = world.directory().find(EVE).map(|eve| eve.id).ok();
    let finder = world.node(VICTIM).and_then(|node| node.finder());
    let finder = finder.expect("it finds its peers");
    let count = |peers: &[crate::network::Endpoint]| {
        let of_eve = peers.iter().filter(|peer| Some(peer.owner) == eve).count();
        (of_eve, peers.len())
    };
    (count(finder.outbound()), count(finder.inbound()))
}

#[test]
fn nodes_find_each_other_within_their_bounds_and_follow_one_chain() {
    let mut setup = setup(true, 0);
    if let Some(discovery) = &mut setup.network.discovery {
        (discovery.outbound, discovery.inbound) = (4, 6);
        discovery.seeds = (0..8).map(|index| format!("n{index}")).collect();
    }
    let session = played(setup);
    let highest = (0..NODES)
        .map(|node| height(&session, ActorId(node as u32)))
        .max();
    for (id, node) in session.world().nodes() {
        let finder = node.finder().expect("it finds its peers");
        assert!((1..=4).contains(&finder.outbound().len()), "{id:?}");
        assert!(finder.inbound().len() <= 6, "{id:?}");
        assert!(
            height(&session, id) + 3 >= highest.expect("nodes"),
            "{id:?}"
        );
        let links = session.world().topology().peers(id).len();
        let known = finder.book().tried().chain(finder.book().heard()).count();
        assert!(
            links <= 10 && known > 8,
            "{id:?}: {links} links, knows {known}"
        );
    }
}

#[test]
fn without_defence_a_restart_leaves_the_victim_with_nobody_but_the_attacker() {
    let session = played(setup(false, 4));
    let ((of_eve, opened), (taken_by_eve, taken)) = attackers(&session);
    assert_eq!(of_eve, opened, "every connection that it opened");
    assert_eq!(taken_by_eve, taken, "and every one that it took");
    assert!(opened > 0 && taken > 0);
    let behind = height(&session, ActorId(0)) - height(&session, VICTIM);
    assert!(behind > 30, "{behind} blocks behind after an hour");
}

#[test]
fn with_its_defences_the_victim_keeps_honest_peers_and_follows() {
    let session = played(setup(true, 4));
    let ((of_eve, opened), _) = attackers(&session);
    assert!(
        of_eve <= 4 && of_eve < opened,
        "{of_eve} of {opened}, one a group"
    );
    let behind = height(&session, ActorId(0)).abs_diff(height(&session, VICTIM));
    assert!(behind <= 2, "{behind} blocks behind");
}

#[test]
fn without_an_attacker_no_defence_is_needed() {
    let session = played(setup(false, 0));
    let behind = height(&session, ActorId(0)).abs_diff(height(&session, VICTIM));
    assert!(behind <= 2, "{behind} blocks behind");
}

/// Addresses of others than the attacker in the victim's table of those that were tried.
fn honest_tried(session: &Session) -> usize {
    let world = session.world();
    let eve = world.directory().find(EVE).expect("Eve").id;
    let finder = world.node(VICTIM).and_then(|node| node.finder());
    let tried = finder.expect("it finds its peers").book().tried();
    tried.filter(|kept| kept.owner != eve).count()
}

#[test]
fn a_test_before_an_address_gives_way_alone_keeps_honest_ones_among_those_that_were_tried() {
    let mut tested = setup(false, 4);
    if let Some(discovery) = &mut tested.network.discovery {
        discovery.test_before_evict = true;
    }
    let (flooded, tested) = (played(setup(false, 4)), played(tested));
    assert_eq!(honest_tried(&flooded), 0, "without it the flood takes all");
    // The flood is there from the beginning: only who came before the table was full has a place.
    assert!(honest_tried(&tested) > 0);
    // So few are drawn too seldom: after its restart the victim's connections are all the attacker's.
    let ((of_eve, opened), _) = attackers(&tested);
    assert_eq!(
        of_eve, opened,
        "a test alone is no defence against a flood that came first"
    );
}

#[test]
fn anchors_alone_keep_the_victim_in_touch() {
    let mut anchored = setup(false, 4);
    if let Some(discovery) = &mut anchored.network.discovery {
        discovery.anchors = true;
    }
    let session = played(anchored);
    let behind = height(&session, ActorId(0)).abs_diff(height(&session, VICTIM));
    assert!(behind <= 2, "{behind} blocks behind");
}

#[test]
fn what_cannot_be_is_refused_by_its_place() {
    let place = |change: &dyn Fn(&mut DiscoverySetup)| {
        let mut setup = setup(true, 4);
        change(setup.network.discovery.as_mut().expect("discovery"));
        let error = Session::new(setup, MAX_NODES_PAGE).err().expect("refused");
        format!("{error:?}")
    };
    type Change<'a> = &'a dyn Fn(&mut DiscoverySetup);
    let fields: [(&str, Change); 4] = [
        ("discovery.outbound", &|it| it.outbound = 0),
        ("discovery.seeds[0]", &|it| {
            it.seeds = vec!["nobody".to_owned()]
        }),
        ("flooders[0].groups", &|it| it.flooders[0].groups = 3_000),
        ("flooders[0]", &|it| {
            it.flooders[0].victim = "nobody".to_owned()
        }),
    ];
    for (field, change) in fields {
        assert!(place(change).contains(field), "{field}: {}", place(change));
    }
}

#[test]
fn going_back_in_time_brings_the_same_peers() {
    let mut session = Session::new(setup(false, 4), MAX_NODES_PAGE).expect("valid");
    session.run(minutes(8));
    let early = session.fingerprint();
    session.run(minutes(12));
    session.seek(minutes(8));
    assert_eq!(session.fingerprint(), early);
}
