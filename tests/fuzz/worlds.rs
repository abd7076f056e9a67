//! A small world of each engine.

use bilayer::base::{Amount, Span, Time};
use bilayer::command::{Command, Demand, StakeCommand, StakeConduct};
use bilayer::scenario::shipped;
use bilayer::simulation::{
    ConsensusSetup, CrowdSetup, DelegatedSetup, DiscoverySetup, FlooderSetup, LightSetup,
    LinkSetup, MAX_NODES_PAGE, NetworkSetup, NodeSetup, PersonSetup, PowSetup, Session, Setup,
    Share, StakeSetup,
};

use crate::second_chain;

/// Names that the shared commands know.
pub const NODES: [&str; 4] = ["North", "East", "South", "West"];
pub const PEOPLE: [&str; 3] = ["Ana", "Ben", "Cai"];
pub const CROWD: &str = "Crowd";

fn names() -> Vec<String> {
    NODES.map(str::to_owned).to_vec()
}

/// Four nodes, all linked, and three people.
fn base(seed: u64, consensus: ConsensusSetup) -> Setup {
    let rate = |place: usize| match consensus {
        ConsensusSetup::Pow(_) => 20 * (place as u64 % 3),
        _ => 0,
    };
    let pairs = (0..NODES.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    Setup {
        seed,
        nodes: NODES
            .iter()
            .enumerate()
            .map(|(place, name)| NodeSetup::new(name, rate(place)))
            .collect(),
        links: pairs
            .map(|(a, b)| LinkSetup {
                a: NODES[a].to_owned(),
                b: NODES[b].to_owned(),
                latency: None,
                bandwidth: 0,
            })
            .collect(),
        people: PEOPLE
            .iter()
            .zip(NODES)
            .map(|(name, node)| PersonSetup {
                name: (*name).to_owned(),
                node: node.to_owned(),
                balance: Amount::coins(200),
            })
            .collect(),
        crowds: vec![CrowdSetup {
            name: CROWD.to_owned(),
            node: NODES[0].to_owned(),
            accounts: 4,
            balance: Amount::coins(20),
            demand: Demand::Off,
        }],
        latency: Span::from_millis(50),
        consensus,
        ..Setup::default()
    }
}

fn staked(signed: bool) -> ConsensusSetup {
    ConsensusSetup::Stake(StakeSetup {
        validators: NODES
            .iter()
            .map(|node| Share {
                node: (*node).to_owned(),
                count: 4,
            })
            .collect(),
        signed,
        ..StakeSetup::default()
    })
}

fn sampled() -> ConsensusSetup {
    ConsensusSetup::Pow(PowSetup {
        sampled: true,
        ..PowSetup::default()
    })
}

/// With all that nodes may do on the network but for finding each other.
fn talking(seed: u64) -> Setup {
    let mut setup = base(seed, sampled());
    setup.network = NetworkSetup {
        compact: true,
        headers_first: true,
        light: vec![LightSetup {
            name: "Lea".to_owned(),
            nodes: names(),
            balance: Amount::coins(200),
        }],
        ..NetworkSetup::default()
    };
    setup
}

/// Nodes that find each other, and somebody who floods their tables.
fn finding(seed: u64) -> Setup {
    let mut setup = base(seed, sampled());
    setup.links.clear();
    setup.network.discovery = Some(DiscoverySetup {
        seeds: names(),
        flooders: vec![FlooderSetup {
            name: "Eve".to_owned(),
            victim: NODES[3].to_owned(),
            endpoints: 100,
            groups: 4,
        }],
        ..DiscoverySetup::default()
    });
    setup
}

/// Number of engines.
pub const ENGINES: u64 = 7;

/// A setup of an engine, by number.
pub fn setup(engine: u64, seed: u64) -> Setup {
    match engine {
        0 => {
            let mut setup = shipped("sandbox")
                .expect("ships")
                .read()
                .expect("reads")
                .setup;
            setup.seed = seed;
            setup
        }
        1 => base(seed, sampled()),
        2 => base(
            seed,
            ConsensusSetup::Delegated(DelegatedSetup {
                producers: names(),
                seats: 4,
                ..DelegatedSetup::default()
            }),
        ),
        3 => base(seed, staked(false)),
        5 => talking(seed),
        6 => finding(seed),
        _ => base(seed, staked(true)),
    }
}

pub fn session(engine: u64, seed: u64) -> Session {
    Session::new(setup(engine, seed), MAX_NODES_PAGE).expect("begins")
}

/// A world with a channel in which was paid, and a rollup and a second chain into which was paid, if blocks came in time.
pub fn opened(engine: u64, seed: u64) -> Session {
    let mut session = session(engine, seed);
    let _ = session.give(second_chain::found(0));
    for (at, line) in &STORY[..4] {
        session.run(Time::from_secs(*at));
        let command: Command = serde_json::from_str(line).expect("a command");
        let _ = session.give(command);
    }
    for _ in 0..4 {
        session.run(session.world().now() + Span::from_secs(120));
        for line in PAID {
            let _ = session.give(serde_json::from_str(line).expect("a command"));
        }
        for command in second_chain::story() {
            let _ = session.give(command);
        }
    }
    session
}

/// A payment within the channel, and one within the rollup.
const PAID: [&str; 2] = [
    r#"{"channel":{"pay":{"channel":1,"from":"Ana","amount":"1"}}}"#,
    r#"{"rollup":{"transfer":{"rollup":1,"from":"Ana","to":"Ben","amount":"1"}}}"#,
];

/// A world that has run for a while, with payments, a channel, a rollup, and, under stake, evidence.
pub fn played(engine: u64) -> Session {
    let mut session = session(engine, 1);
    for (at, line) in STORY {
        session.run(Time::from_secs(*at));
        let command: Command = serde_json::from_str(line).expect("a command");
        session.give(command).expect(line);
    }
    if matches!(engine, 3 | 4) {
        for (node, conduct) in [
            ("West", StakeConduct::VoteTwice),
            ("East", StakeConduct::ProposeTwice),
        ] {
            let node = node.to_owned();
            let command = Command::Stake(StakeCommand::Behave { node, conduct });
            session.give(command).expect("validates");
        }
    }
    session.run(Time::from_secs(1_300));
    session
}

const STORY: &[(u64, &str)] = &[
    (
        20,
        r#"{"wallet":{"transfer":{"from":"Ana","to":"Ben","amount":"1"}}}"#,
    ),
    (
        30,
        r#"{"channel":{"open":{"a":"Ana","b":"Ben","deposit_a":"20","deposit_b":"10"}}}"#,
    ),
    (
        40,
        r#"{"rollup":{"start":{"sequencer":"Cai","verifier":"Ben","settings":{"window":6,"bond":"5","batch-every":"60s"}}}}"#,
    ),
    (
        500,
        r#"{"rollup":{"deposit":{"rollup":1,"from":"Ana","amount":"30"}}}"#,
    ),
    (
        900,
        r#"{"wallet":{"transfer":{"from":"Ben","to":"Cai","amount":"1"}}}"#,
    ),
];
