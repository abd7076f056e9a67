//! A network that fails: partitions and their healing, lost and repeated messages, crashes, wrong clocks, false blocks.

use super::*;
use crate::base::{ActorId, Amount, Span, Time};
use crate::chain::Entry;
use crate::command::{Command, FaultKind, FaultRule, MessageClass, NetworkCommand, WalletCommand};
use crate::event::{ChainFact, Event, Fact, NetworkFact};

pub(super) const A: ActorId = ActorId(0);
const D: ActorId = ActorId(3);

/// A ring of four nodes, the first and the third mining; Ana is a client of the second.
pub(super) fn setup() -> Setup {
    let link = |a: &str, b: &str| LinkSetup {
        a: a.to_owned(),
        b: b.to_owned(),
        latency: None,
        bandwidth: 0,
    };
    Setup {
        seed: 11,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            window: 200,
            ..PowSetup::default()
        }),
        nodes: [("a", 40), ("b", 0), ("c", 28), ("d", 0)]
            .map(|(name, rate)| NodeSetup::new(name, rate))
            .to_vec(),
        links: [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")]
            .map(|(a, b)| link(a, b))
            .to_vec(),
        people: vec![PersonSetup {
            name: "Ana".to_owned(),
            node: "b".to_owned(),
            balance: Amount::coins(100),
        }],
        ..Setup::default()
    }
}

fn session() -> Session {
    Session::new(setup(), MAX_NODES_PAGE).expect("a valid setup")
}

fn give(session: &mut Session, command: NetworkCommand) {
    session
        .give(Command::Network(command))
        .expect("a possible command");
}

fn refused(session: &mut Session, command: NetworkCommand) -> String {
    let given = session.give(Command::Network(command));
    given.expect_err("an impossible command").key
}

pub(super) fn minutes(count: u64) -> Time {
    Time::from_secs(count * 60)
}

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn head(session: &Session, node: ActorId) -> &Entry {
    let node = session.world().node(node).expect("a node");
    session.archive().entry(&node.tree().head())
}

pub(super) fn facts<'a>(session: &'a Session, is: impl Fn(&Fact) -> bool + 'a) -> Vec<&'a Event> {
    let events = session.log().all().iter();
    events.filter(|event| is(&event.fact)).collect()
}

fn split() -> NetworkCommand {
    NetworkCommand::Partition {
        groups: vec![named(&["a", "b"]), named(&["c", "d"])],
    }
}

#[test]
fn each_side_of_a_partition_goes_on_and_the_lighter_one_gives_way_when_it_heals() {
    let mut session = session();
    session.run(minutes(5));
    give(&mut session, split());
    session.run(minutes(40));
    let (left, right) = (head(&session, A).id(), head(&session, D).id());
    assert_ne!(left, right, "two histories");
    assert!(session.world().faults().divide(session.world().now(), A, D));
    let lighter = if head(&session, A).work > head(&session, D).work {
        right
    } else {
        left
    };
    give(&mut session, NetworkCommand::Heal {});
    session.run(minutes(44));
    let now = head(&session, A).id();
    assert!(
        session
            .archive()
            .is_on_branch(&now, &head(&session, D).id())
            || now == head(&session, D).id()
    );
    assert!(!session.archive().is_on_branch(&lighter, &now));
    let reorgs = facts(
        &session,
        |fact| matches!(fact, Fact::Chain(ChainFact::HeadMoved { removed, .. }) if *removed > 1),
    );
    assert!(!reorgs.is_empty(), "somebody left its branch");
}

#[test]
fn who_belongs_to_a_node_is_on_its_side() {
    let mut session = session();
    give(
        &mut session,
        NetworkCommand::Partition {
            groups: vec![named(&["b"]), named(&["a", "c", "d"])],
        },
    );
    let ana = session.world().directory().find("Ana").expect("Ana").id;
    assert!(
        session
            .world()
            .faults()
            .divide(session.world().now(), ana, A)
    );
    assert!(
        !session
            .world()
            .faults()
            .divide(session.world().now(), ana, ActorId(1))
    );
}

#[test]
fn a_node_that_crashes_forgets_its_mempool_keeps_its_blocks_and_catches_up() {
    let mut session = session();
    session.run(minutes(10));
    let height = head(&session, D).height();
    assert!(height > 3);
    let pay = WalletCommand::Transfer {
        from: "Ana".to_owned(),
        to: "Ana".to_owned(),
        amount: Amount::coins(1),
        gas_price: None,
    };
    session.give(Command::Wallet(pay)).expect("she can pay");
    session.run(minutes(10) + Span::from_secs(7));
    let waiting = |session: &Session| session.world().node(D).expect("d").pool().len();
    assert_eq!(waiting(&session), 1);
    give(
        &mut session,
        NetworkCommand::Crash {
            node: "d".to_owned(),
        },
    );
    assert_eq!(waiting(&session), 0);
    assert_eq!(head(&session, D).height(), height);
    session.run(minutes(25));
    assert_eq!(
        head(&session, D).height(),
        height,
        "who is down hears nothing"
    );
    assert!(head(&session, A).height() > height);
    give(
        &mut session,
        NetworkCommand::Restart {
            node: "d".to_owned(),
        },
    );
    session.run(minutes(26));
    assert!(head(&session, D).height() >= head(&session, A).height().saturating_sub(1));
}

#[test]
fn a_miner_that_is_down_mines_nothing_and_takes_no_orders() {
    let mut session = session();
    give(
        &mut session,
        NetworkCommand::Crash {
            node: "c".to_owned(),
        },
    );
    let rate = NetworkCommand::SetHashRate {
        node: "c".to_owned(),
        hash_rate: 5,
    };
    assert_eq!(refused(&mut session, rate), "node.down");
    session.run(minutes(30));
    let by_c = facts(
        &session,
        |fact| matches!(fact, Fact::Chain(ChainFact::Mined { miner, .. }) if *miner == ActorId(2)),
    );
    assert!(by_c.is_empty());
    give(
        &mut session,
        NetworkCommand::Restart {
            node: "c".to_owned(),
        },
    );
    session.run(minutes(60));
    let by_c = facts(
        &session,
        |fact| matches!(fact, Fact::Chain(ChainFact::Mined { miner, .. }) if *miner == ActorId(2)),
    );
    assert!(!by_c.is_empty());
}

#[test]
fn who_gives_a_false_block_is_refused_and_not_listened_to_any_more() {
    let mut session = session();
    session.run(minutes(5));
    give(
        &mut session,
        NetworkCommand::Forge {
            node: "d".to_owned(),
        },
    );
    session.run(minutes(6));
    let refusals = facts(
        &session,
        |fact| matches!(fact, Fact::Chain(ChainFact::Refused { reason, .. }) if reason == "block.state-root"),
    );
    assert_eq!(refusals.len(), 2, "both peers of d check for themselves");
    let bans = facts(
        &session,
        |fact| matches!(fact, Fact::Network(NetworkFact::Banned { peer, .. }) if *peer == D),
    );
    assert_eq!(bans.len(), 2);
    assert!(session.world().node(A).expect("a").is_banned(D));
    let honest = session.world().node(A).expect("a").scores().len();
    assert_eq!(honest, 1, "nobody else has a score");
}

#[test]
fn what_is_lost_repeated_late_and_out_of_order_changes_no_outcome() {
    for act in [
        FaultKind::Duplicate(Span::from_secs(3)),
        FaultKind::Delay(Span::from_secs(2)),
        FaultKind::Reorder(Span::from_secs(4)),
        FaultKind::Drop,
    ] {
        let mut session = session();
        let rule = FaultRule {
            from: Vec::new(),
            to: named(&["d"]),
            kinds: vec![MessageClass::Blocks],
            chance: 300,
            lasts: Some(Span::from_secs(1_800)),
            act: act.clone(),
        };
        give(&mut session, NetworkCommand::Fault(rule));
        session.run(minutes(60));
        let (a, d) = (head(&session, A).height(), head(&session, D).height());
        assert!(a > 20 && d + 1 >= a, "{act:?}: {a} and {d}");
    }
}

#[test]
fn a_clock_that_is_hours_behind_refuses_what_all_others_take() {
    let mut session = session();
    give(
        &mut session,
        NetworkCommand::Skew {
            node: "d".to_owned(),
            by: Span::from_secs(3 * 3_600),
            behind: true,
        },
    );
    session.run(minutes(30));
    assert_eq!(
        head(&session, D).height(),
        0,
        "all blocks are too far in its future"
    );
    let refusals = facts(
        &session,
        |fact| matches!(fact, Fact::Chain(ChainFact::Refused { node, reason, .. }) if *node == D && reason == "block.time-too-new"),
    );
    assert!(!refusals.is_empty());
    assert!(
        !session.world().node(D).expect("d").is_banned(A),
        "it may be its own clock"
    );
    assert!(head(&session, A).height() > 10);
}

#[test]
fn what_can_not_fail_so_is_refused_by_name_and_changes_nothing() {
    let mut session = session();
    let before = session.fingerprint();
    let one = NetworkCommand::Partition {
        groups: vec![named(&["a"])],
    };
    assert_eq!(refused(&mut session, one), "fault.groups");
    let twice = NetworkCommand::Partition {
        groups: vec![named(&["a"]), named(&["a"])],
    };
    assert_eq!(refused(&mut session, twice), "fault.in-two-groups");
    assert_eq!(
        refused(&mut session, NetworkCommand::Heal {}),
        "fault.no-partition"
    );
    assert_eq!(
        refused(&mut session, NetworkCommand::EndFaults {}),
        "fault.none"
    );
    let up = NetworkCommand::Restart {
        node: "a".to_owned(),
    };
    assert_eq!(refused(&mut session, up), "node.not-down");
    let rule = |chance, by| {
        NetworkCommand::Fault(FaultRule {
            from: Vec::new(),
            to: Vec::new(),
            kinds: Vec::new(),
            chance,
            lasts: None,
            act: FaultKind::Delay(by),
        })
    };
    assert_eq!(refused(&mut session, rule(0, Span::ZERO)), "fault.chance");
    assert_eq!(
        refused(&mut session, rule(1, Span::from_secs(601))),
        "link.latency"
    );
    assert_eq!(session.fingerprint(), before);
}

#[test]
fn a_world_that_fails_is_the_same_when_it_is_played_again() {
    let play = || {
        let mut session = session();
        give(&mut session, split());
        session.run(minutes(10));
        give(
            &mut session,
            NetworkCommand::Crash {
                node: "b".to_owned(),
            },
        );
        session.run(minutes(12));
        give(&mut session, NetworkCommand::Heal {});
        give(
            &mut session,
            NetworkCommand::Restart {
                node: "b".to_owned(),
            },
        );
        session.run(minutes(30));
        session
    };
    let mut first = play();
    let end = first.fingerprint();
    assert_eq!(play().fingerprint(), end);
    let middle = first.world().now();
    first.seek(minutes(11));
    first.seek(middle);
    assert_eq!(first.fingerprint(), end);
}
