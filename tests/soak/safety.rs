//! Proof of Work on networks of every kind, through faults and back: no judge finds anything on the way, and in the end
//! all nodes have one chain again.

use bilayer::base::{Digest, Span, Stream};
use bilayer::command::{Command, FaultKind, FaultRule, MessageClass, NetworkCommand};
use bilayer::simulation::{
    ConsensusSetup, LinkSetup, MAX_NODES_PAGE, NodeSetup, PersonSetup, PowSetup, Session, Setup,
};

use crate::{drawn, replays, variable};

const RUNS: u64 = 40;
/// Blocks by which nodes may differ while a block is on its way.
const ON_THE_WAY: u64 = 2;
/// Blocks below which all agree.
const DEEP: u64 = 6;

fn name(index: u64) -> String {
    format!("n{index}")
}

/// Four to nine nodes in a ring with chords, of which two or three mine a block a minute together.
fn setup(run: u64, dice: &mut Stream) -> Setup {
    let count = 4 + dice.below(6);
    let miners = 2 + dice.below(2);
    let rate = |index| if index < miners { 68 / miners } else { 0 };
    let chords = (0..dice.below(4)).map(|_| (dice.below(count), dice.below(count)));
    let chords: Vec<_> = chords.collect();
    let ring = (0..count).map(|index| (index, (index + 1) % count));
    let links = ring.chain(chords.into_iter().filter(|(a, b)| a != b));
    let mut setup = Setup {
        seed: run,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            window: 2_016,
            ..PowSetup::default()
        }),
        latency: Span::from_millis(50 + dice.below(400)),
        nodes: (0..count)
            .map(|index| NodeSetup::new(&name(index), rate(index)))
            .collect(),
        links: links
            .map(|(a, b)| LinkSetup {
                a: name(a),
                b: name(b),
                latency: None,
                bandwidth: 0,
            })
            .collect(),
        people: vec![PersonSetup {
            name: "Ana".to_owned(),
            node: name(1),
            balance: bilayer::base::Amount::coins(100),
        }],
        ..Setup::default()
    };
    drawn::network(dice, &mut setup);
    setup
}

/// Something that goes wrong, and can be made good.
fn fault(dice: &mut Stream, nodes: u64) -> NetworkCommand {
    let node = name(dice.below(nodes));
    let other = name(dice.below(nodes));
    let by = Span::from_millis(dice.below(60_000));
    match dice.below(6) {
        0 => {
            let first = 1 + dice.below(nodes - 1);
            NetworkCommand::Partition {
                groups: vec![
                    (0..first).map(name).collect(),
                    (first..nodes).map(name).collect(),
                ],
            }
        }
        1 => NetworkCommand::Crash { node },
        2 => NetworkCommand::Cut { a: node, b: other },
        3 => NetworkCommand::Skew {
            node,
            by,
            behind: dice.chance(1, 2),
        },
        _ => NetworkCommand::Fault(rule(dice, other, by)),
    }
}

fn rule(dice: &mut Stream, to: String, by: Span) -> FaultRule {
    let acts = [
        FaultKind::Drop,
        FaultKind::Delay(by),
        FaultKind::Duplicate(by),
        FaultKind::Reorder(by),
    ];
    let kinds = [MessageClass::Blocks, MessageClass::Transactions];
    FaultRule {
        from: Vec::new(),
        to: if dice.chance(1, 2) {
            vec![to]
        } else {
            Vec::new()
        },
        kinds: kinds[..dice.below(3) as usize].to_vec(),
        chance: 100 + dice.below(900) as u32,
        lasts: None,
        act: acts[dice.below(4) as usize].clone(),
    }
}

/// What makes good whatever went wrong.
fn mended(faults: &[NetworkCommand]) -> Vec<NetworkCommand> {
    let mut commands = vec![NetworkCommand::Heal {}, NetworkCommand::EndFaults {}];
    commands.extend(faults.iter().filter_map(|fault| match fault.clone() {
        NetworkCommand::Crash { node } => Some(NetworkCommand::Restart { node }),
        NetworkCommand::Cut { a, b } => Some(NetworkCommand::Mend { a, b }),
        NetworkCommand::Skew { node, behind, .. } => Some(NetworkCommand::Skew {
            node,
            by: Span::ZERO,
            behind,
        }),
        _ => None,
    }));
    commands
}

fn heads(session: &Session) -> Vec<Digest> {
    session.world().heads().collect()
}

/// Whether all nodes follow one chain, but for what is on its way.
fn is_one(session: &Session) -> bool {
    let archive = session.archive();
    let heads = heads(session);
    let height = |head: &Digest| archive.entry(head).height();
    let highest = heads.iter().map(height).max().unwrap_or(0);
    let deep = highest.saturating_sub(DEEP);
    let below = |head: &Digest| archive.ancestor(head, deep).map(|entry| entry.id());
    let first = below(&heads[0]);
    heads
        .iter()
        .all(|head| height(head) + ON_THE_WAY >= highest && below(head) == first)
}

/// What Lea follows is what the nodes have, and she blames nobody.
fn lea_follows(run: u64, session: &Session) {
    let Ok(lea) = session.world().directory().find("Lea") else {
        return;
    };
    let lea = session.world().light(lea.id).expect("a light client");
    let archive = session.archive();
    let highest = heads(session)
        .iter()
        .map(|head| archive.entry(head).height())
        .max();
    let behind = highest.expect("nodes").abs_diff(lea.headers().height());
    assert!(
        behind <= ON_THE_WAY,
        "run {run}: Lea is {behind} blocks behind"
    );
    assert_eq!(lea.distrusted().count(), 0, "run {run}");
}

/// Plays one run; whether its nodes had parted when all was made good.
fn played(run: u64) -> bool {
    let mut dice = Stream::named(run, "safety");
    let setup = setup(run, &mut dice);
    let told = format!("run {run}: {:?}", setup.network);
    let nodes = setup.nodes.len() as u64;
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("begins");
    session.run(session.world().now() + Span::from_secs(600));
    let mut faults = Vec::new();
    for _ in 0..2 + dice.below(5) {
        let fault = fault(&mut dice, nodes);
        if session.give(Command::Network(fault.clone())).is_ok() {
            faults.push(fault);
        }
        session.run(session.world().now() + Span::from_secs(30 + dice.below(600)));
        assert_eq!(session.breaches(), [], "{told} {faults:?}");
    }
    let parted = !is_one(&session);
    for command in mended(&faults) {
        // What fell twice is made good once.
        let _ = session.give(Command::Network(command));
    }
    session.run(session.world().now() + Span::from_secs(3_600));
    assert_eq!(session.breaches(), [], "{told} {faults:?}");
    assert!(is_one(&session), "{told} {faults:?}: {:?}", heads(&session));
    lea_follows(run, &session);
    if run.is_multiple_of(4) {
        replays(run, &session);
    }
    parted
}

#[test]
fn nodes_of_any_network_come_back_to_one_chain() {
    let first = variable("BILAYER_SOAK_SEED", 1);
    let runs = variable("BILAYER_RUNS", RUNS);
    let parted = (first..first + runs).filter(|run| played(*run)).count() as u64;
    println!("safety: work: {runs} runs, in {parted} of them nodes had parted");
    assert!(
        parted * 5 > runs,
        "{parted} of {runs}: the faults part nobody"
    );
}
