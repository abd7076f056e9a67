//! A selfish miner among nodes that take headers first and compact blocks: what it keeps back reaches nobody.

use bilayer::base::{ActorId, Amount, Digest, Span};
use bilayer::command::{Command, NetworkCommand, Strategy};
use bilayer::simulation::{
    LightSetup, LinkSetup, MAX_NODES_PAGE, NetworkSetup, NodeSetup, Session, Setup,
};

use super::world::setup;

/// The rogue, an honest miner, one that only validates, and Lea, who asks the rogue and the honest one.
fn world() -> Setup {
    let mut setup = setup(12, 45, Strategy::SelfishMiner);
    let link = |a: &str| LinkSetup {
        a: a.to_owned(),
        b: "third".to_owned(),
        latency: None,
        bandwidth: 0,
    };
    setup.nodes.push(NodeSetup::new("third", 0));
    setup.links.extend(["rogue", "honest"].map(link));
    setup.network = NetworkSetup {
        compact: true,
        headers_first: true,
        light: vec![LightSetup {
            name: "Lea".to_owned(),
            nodes: vec!["rogue".to_owned(), "honest".to_owned()],
            balance: Amount::coins(10),
        }],
        ..NetworkSetup::default()
    };
    setup
}

fn id(session: &Session, name: &str) -> ActorId {
    session.world().directory().find(name).expect("known").id
}

/// The blocks that the rogue keeps back: the newest of what it follows.
fn secrets(session: &Session) -> Vec<Digest> {
    let rogue = session.world().node(id(session, "rogue")).expect("a node");
    let archive = session.archive();
    let head = archive.get(&rogue.tree().head());
    let branch = std::iter::successors(head, |entry| archive.get(&entry.parent()));
    branch
        .take(rogue.kept_back())
        .map(|entry| entry.id())
        .collect()
}

/// Nobody but the rogue has a block that it keeps back, or its header.
fn hold_none(session: &Session) -> usize {
    let secrets = secrets(session);
    for secret in &secrets {
        for (node_id, node) in session.world().nodes() {
            let sync = node.sync().expect("headers first");
            let has = sync.headers().get(secret).is_some();
            let is_rogue = node_id == id(session, "rogue");
            assert!(!has && (is_rogue || !node.tree().knows(secret)));
        }
        let lea = session.world().light(id(session, "Lea")).expect("Lea");
        assert!(lea.headers().get(secret).is_none());
    }
    secrets.len()
}

fn height(session: &Session, node: &str) -> u64 {
    let node = session.world().node(id(session, node)).expect("a node");
    session.archive().entry(&node.tree().head()).height()
}

#[test]
fn who_joins_late_hears_of_no_secret_block_and_follows() {
    let mut session = Session::new(world(), MAX_NODES_PAGE).expect("valid");
    let (mut most, mut joined) = (0, false);
    for _ in 0..720 {
        let until = session.world().now() + Span::from_secs(30);
        session.run(until);
        let kept = hold_none(&session);
        most = most.max(kept);
        if kept >= 2 && !joined && height(&session, "rogue") > 20 {
            let join = NetworkCommand::AddNode {
                name: "late".to_owned(),
                hash_rate: 0,
                peers: vec!["rogue".to_owned(), "third".to_owned()],
            };
            session.give(Command::Network(join)).expect("possible");
            joined = true;
        }
    }
    assert!(joined && most >= 3, "{most} kept back at most");
    let (honest, late) = (height(&session, "honest"), height(&session, "late"));
    assert!(
        honest > 100 && late.abs_diff(honest) <= 1,
        "{late} of {honest}"
    );
    let lea = session.world().light(id(&session, "Lea")).expect("Lea");
    assert!(lea.headers().height().abs_diff(honest) <= 1);
    assert_eq!(lea.distrusted().count(), 0);
    for (_, node) in session.world().nodes() {
        assert!(node.scores().is_empty(), "nobody is banned");
    }
}
