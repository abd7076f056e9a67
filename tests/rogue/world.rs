//! Worlds of miners whose waits are drawn, and what their chains say of them.

use std::sync::Arc;

use bilayer::base::{Address, Amount, Span, Time};
use bilayer::chain::{Archive, Entry};
use bilayer::command::{Command, NetworkCommand, Strategy, WalletCommand};
use bilayer::simulation::{
    ConsensusSetup, LinkSetup, MAX_NODES_PAGE, NodeSetup, PersonSetup, PowSetup, Session, Setup,
    Silent, Simulation, World,
};

/// Two miners, the rogue first, with hash rates in hundredths, and two people: Mallory at the rogue's node, Ben at the other.
pub fn setup(seed: u64, share: u64, strategy: Strategy) -> Setup {
    let node = |name: &str, hash_rate, rogue| NodeSetup {
        rogue,
        ..NodeSetup::new(name, hash_rate)
    };
    let person = |name: &str, node: &str, coins| PersonSetup {
        name: name.to_owned(),
        node: node.to_owned(),
        balance: Amount::coins(coins),
    };
    Setup {
        seed,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            window: 100,
            ..PowSetup::default()
        }),
        gas_limit: 3_000_000,
        latency: Span::from_millis(20),
        client_latency: Span::from_millis(10),
        direct_latency: Span::from_millis(10),
        nodes: vec![
            node("rogue", share, strategy),
            node("honest", 100 - share, Strategy::Honest),
        ],
        links: vec![LinkSetup {
            a: "rogue".to_owned(),
            b: "honest".to_owned(),
            latency: None,
            bandwidth: 0,
        }],
        people: vec![person("Mallory", "rogue", 100), person("Ben", "honest", 0)],
        ..Setup::default()
    }
}

/// The honest node's chain after at least so many blocks, oldest first, without genesis.
pub fn chain_of(setup: Setup, blocks: u64) -> (Vec<Arc<Entry>>, Address) {
    let mut simulation =
        Simulation::begin(Arc::new(setup), Silent, MAX_NODES_PAGE).expect("a valid setup");
    loop {
        let until = simulation.world().now() + Span::from_secs(3_600);
        simulation.run(until);
        let chain = followed(simulation.world(), simulation.archive(), "honest");
        if chain.len() as u64 >= blocks {
            let rogue = simulation.world().directory().find("rogue");
            return (chain, rogue.expect("a node").address);
        }
    }
}

/// The chain that a node follows, oldest first, without genesis.
pub fn followed(world: &World, archive: &Archive, node: &str) -> Vec<Arc<Entry>> {
    let node = world.directory().find(node).expect("a node").id;
    let head = world.node(node).expect("a node").tree().head();
    let ids = archive.between(&archive.genesis(), &head).added;
    ids.iter().map(|id| archive.entry(id).clone()).collect()
}

/// How many of a thousand blocks are this miner's.
pub fn thousandths(chain: &[Arc<Entry>], miner: &Address) -> u64 {
    let own = chain
        .iter()
        .filter(|entry| entry.block.body().miner == *miner);
    own.count() as u64 * 1_000 / chain.len().max(1) as u64
}

/// A session of the same world, for commands.
pub fn session(seed: u64, share: u64) -> Session {
    let setup = setup(seed, share, Strategy::Honest);
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("a valid setup");
    session.run(Time::from_secs(1));
    session
}

pub fn set_strategy(session: &mut Session, strategy: Strategy) {
    let node = "rogue".to_owned();
    let command = NetworkCommand::SetStrategy { node, strategy };
    session.give(Command::Network(command)).expect("a miner");
}

pub fn pay(double: bool) -> Command {
    let (from, to) = ("Mallory".to_owned(), "Ben".to_owned());
    let amount = Amount::coins(50);
    Command::Wallet(if double {
        WalletCommand::DoubleSpend { from, to, amount }
    } else {
        WalletCommand::Transfer {
            from,
            to,
            amount,
            max_fee: None,
            tip: None,
        }
    })
}

pub fn strategy(session: &Session) -> Strategy {
    let world = session.world();
    let rogue = world.directory().find("rogue").expect("a node").id;
    world.node(rogue).expect("a node").strategy()
}

/// Whole coins that somebody has as the honest node sees it.
pub fn coins(session: &Session, who: &str) -> u64 {
    let directory = session.world().directory();
    let address = directory.find(who).expect("known").address;
    let honest = directory.find("honest").expect("a node").id;
    let node = session.world().node(honest).expect("a node");
    let head = session.archive().entry(&node.tree().head());
    head.state.balance(&address).0 / Amount::coins(1).0
}
