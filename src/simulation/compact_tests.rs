//! Compact blocks in a world with traffic: the same chain, fewer bytes, and help where mempools differ.

use super::fail_tests::minutes;
use super::*;
use crate::actor::RelayCounts;
use crate::base::{Amount, Digest, Span};
use crate::command::{Command, Demand, FaultKind, FaultRule, MessageClass, NetworkCommand};
use crate::event::{Fact, MessageKind, NetworkFact};

fn setup(compact: bool) -> Setup {
    let name = |index: usize| format!("n{index}");
    let link = |a: usize, b: usize| LinkSetup {
        a: name(a),
        b: name(b),
        latency: None,
        bandwidth: 50_000,
    };
    Setup {
        seed: 9,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            window: 2_016,
            ..PowSetup::default()
        }),
        latency: Span::from_millis(200),
        network: NetworkSetup {
            compact,
            ..NetworkSetup::default()
        },
        nodes: (0..6)
            .map(|index| NodeSetup::new(&name(index), if index < 2 { 34 } else { 0 }))
            .collect(),
        links: vec![
            link(0, 2),
            link(1, 2),
            link(2, 3),
            link(3, 4),
            link(4, 5),
            link(5, 0),
        ],
        crowds: vec![CrowdSetup {
            name: "Crowd".to_owned(),
            node: name(3),
            accounts: 100,
            balance: Amount::coins(100),
            demand: Demand::Steady { per_minute: 30 },
        }],
        ..Setup::default()
    }
}

fn played(setup: Setup, faults: &[Command]) -> Session {
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("valid");
    for fault in faults {
        session.give(fault.clone()).expect("possible");
    }
    session.run(minutes(60));
    session
}

/// Bytes of all messages that carry blocks, and how many were announced.
fn traffic(session: &Session) -> (u64, usize) {
    let (mut bytes, mut announced) = (0, 0);
    for event in session.log().all() {
        if let Fact::Network(NetworkFact::Sent {
            kind, bytes: sent, ..
        }) = &event.fact
        {
            match kind {
                MessageKind::Block
                | MessageKind::CompactBlock
                | MessageKind::AskMissing
                | MessageKind::Missing => bytes += u64::from(*sent),
                MessageKind::AnnounceBlock => announced += 1,
                _ => {}
            }
        }
    }
    (bytes, announced)
}

fn counts(session: &Session) -> RelayCounts {
    let mut sum = RelayCounts::default();
    for (_, node) in session.world().nodes() {
        let counts = node.relay().expect("compact blocks").counts();
        sum.whole += counts.whole;
        sum.lacking += counts.lacking;
        sum.full += counts.full;
    }
    sum
}

fn follow_one_chain(session: &Session) {
    let archive = session.archive();
    let heights: Vec<u64> = session
        .world()
        .heads()
        .map(|head| archive.entry(&head).height())
        .collect();
    let highest = heights.iter().max().copied().unwrap_or(0);
    assert!(highest > 30, "{highest}");
    assert!(
        heights.iter().all(|height| height + 2 >= highest),
        "{heights:?}"
    );
}

#[test]
fn nodes_come_to_one_chain_with_a_fraction_of_the_bytes() {
    let (full, compact) = (played(setup(false), &[]), played(setup(true), &[]));
    follow_one_chain(&full);
    follow_one_chain(&compact);
    let ((many, announced), (few, pushed)) = (traffic(&full), traffic(&compact));
    assert!(few * 2 < many, "{few} of {many} bytes");
    assert!(
        pushed * 2 < announced,
        "{pushed} of {announced} announcements"
    );
    let counts = counts(&compact);
    assert!(
        counts.whole > 50 && counts.whole > 4 * counts.lacking,
        "{counts:?}"
    );
}

#[test]
fn nobody_has_more_than_three_peers_push() {
    let session = played(setup(true), &[]);
    for (id, node) in session.world().nodes() {
        let pushers = node.relay().expect("compact blocks").pushers();
        let peers = session.world().topology().peers(id);
        assert!((1..=3).contains(&pushers.len()), "{id:?}: {pushers:?}");
        assert!(
            pushers.iter().all(|pusher| peers.contains(pusher)),
            "{id:?}"
        );
    }
}

#[test]
fn where_mempools_differ_the_missing_transactions_are_asked_for() {
    let fault = FaultRule {
        from: Vec::new(),
        to: vec!["n5".to_owned()],
        kinds: vec![MessageClass::Transactions],
        chance: 500,
        lasts: None,
        act: FaultKind::Drop,
    };
    let fault = Command::Network(NetworkCommand::Fault(fault));
    let session = played(setup(true), &[fault]);
    follow_one_chain(&session);
    let counts = counts(&session);
    assert!(counts.lacking > 20, "{counts:?}");
}

#[test]
fn who_gets_no_message_about_blocks_gets_no_block() {
    let fault = FaultRule {
        from: Vec::new(),
        to: vec!["n5".to_owned()],
        kinds: vec![MessageClass::Blocks],
        chance: 1_000,
        lasts: None,
        act: FaultKind::Drop,
    };
    let mut setup = setup(true);
    setup.network.headers_first = true;
    let session = played(setup, &[Command::Network(NetworkCommand::Fault(fault))]);
    let fifth = session.world().directory().find("n5").expect("n5").id;
    let node = session.world().node(fifth).expect("a node");
    assert_eq!(node.tree().head(), session.archive().genesis());
    assert_eq!(node.sync().map(|sync| sync.headers().height()), Some(0));
}

#[test]
fn a_node_that_crashes_is_pushed_to_again() {
    let mut session = played(setup(true), &[]);
    let node = "n4".to_owned();
    for command in [
        NetworkCommand::Crash { node: node.clone() },
        NetworkCommand::Restart { node },
    ] {
        session.give(Command::Network(command)).expect("possible");
        session.run(session.world().now() + Span::from_secs(300));
    }
    session.run(minutes(120));
    follow_one_chain(&session);
    let fourth = session.world().directory().find("n4").expect("n4").id;
    let relay = session.world().node(fourth).and_then(|node| node.relay());
    assert!(!relay.expect("compact blocks").pushers().is_empty());
}

/// A miner at whom two payments a second come in, one who hears of all a second later, and Vera, linked
/// to both, who lacks what came in within 0.6 s before a block.
fn with_vera() -> Session {
    let mut setup = setup(true);
    let link = |a: &str, b: &str, millis| LinkSetup {
        a: a.to_owned(),
        b: b.to_owned(),
        latency: Some(Span::from_millis(millis)),
        bandwidth: 0,
    };
    setup.nodes = [("n3", 68), ("late", 0), ("Vera", 0)]
        .map(|(name, rate)| NodeSetup::new(name, rate))
        .to_vec();
    setup.links = vec![
        link("n3", "late", 1_000),
        link("n3", "Vera", 200),
        link("late", "Vera", 200),
    ];
    setup.crowds[0].demand = Demand::Steady { per_minute: 120 };
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("valid");
    session.run(minutes(20));
    session
}

/// Runs until Vera has just asked the miner for what a block lacks, and tells which block.
fn asked_by_vera(session: &mut Session) -> Digest {
    let id = |name| session.world().directory().find(name).expect("known").id;
    let (vera, miner) = (id("Vera"), id("n3"));
    let seen = session.log().all().len();
    loop {
        session.run(session.world().now() + Span::from_millis(50));
        let told = session.log().all().iter().skip(seen);
        let mut asked = told.filter_map(|event| match &event.fact {
            Fact::Network(NetworkFact::Sent {
                from,
                to,
                kind: MessageKind::AskMissing,
                object,
                ..
            }) if (*from, *to) == (vera, miner) => Some(*object),
            _ => None,
        });
        if let Some(block) = asked.next_back() {
            return block;
        }
    }
}

fn vera_has(session: &Session, block: &Digest) -> bool {
    let vera = session.world().directory().find("Vera").expect("Vera").id;
    let vera = session.world().node(vera).expect("a node");
    vera.tree().knows(block)
}

fn ends() -> (String, String) {
    ("n3".to_owned(), "Vera".to_owned())
}

/// Nobody tells her of the cut: she waits for the answer as long as she has patience, and asks another after that.
#[test]
fn what_a_cut_swallowed_after_it_was_asked_for_is_asked_of_another() {
    let mut session = with_vera();
    let block = asked_by_vera(&mut session);
    let (a, b) = ends();
    let cut = Command::Network(NetworkCommand::Cut { a, b });
    session.give(cut).expect("linked");
    session.run(session.world().now() + Span::from_secs(15));
    assert!(!vera_has(&session, &block), "the answer was on the way");
    session.run(session.world().now() + Span::from_secs(600));
    assert!(vera_has(&session, &block));
    let mut heights = session
        .world()
        .heads()
        .map(|head| session.archive().entry(&head).height());
    let first = heights.next().expect("a node");
    assert!(heights.all(|height| height + 1 >= first), "she follows");
}

/// Of a link that is taken away both ends know: the next announcement is asked for at once.
#[test]
fn what_a_lost_peer_was_asked_for_is_asked_of_the_next_at_once() {
    let mut session = with_vera();
    let block = asked_by_vera(&mut session);
    let (a, b) = ends();
    let unlink = Command::Network(NetworkCommand::Unlink { a, b });
    session.give(unlink).expect("linked");
    session.run(session.world().now() + Span::from_secs(15));
    assert!(vera_has(&session, &block));
}
