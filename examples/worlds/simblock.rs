//! The world of SimBlock's work: sampled Proof of Work among nodes that all mine, in SimBlock's regions and with its
//! distribution of connections, with blocks of 535 kB. For the benches, natively and in Wasm.

use std::collections::BTreeSet;
use std::sync::Arc;

use bilayer::base::{Stream, Time};
use bilayer::consensus::pow::target::to_compact;
use bilayer::network::Region;
use bilayer::simulation::{
    ConsensusSetup, LinkSetup, MAX_NODES_TERMINAL, NetworkSetup, NodeSetup, PowSetup, Setup,
    Silent, Simulation,
};
use ruint::aliases::U256;

/// How many blocks are made.
pub const BLOCKS: u64 = 100;
const BLOCK_BYTES: u32 = 535_000;
const SPACING: u64 = 600;
/// SimBlock's `DEGREE_DISTRIBUTION_BITCOIN_2015`: in thousandths, how many nodes open at most so many connections.
const OUTBOUND: [u64; 20] = [
    25, 50, 75, 100, 200, 300, 400, 500, 600, 700, 800, 850, 900, 950, 970, 970, 980, 990, 995,
    1_000,
];

/// From nothing to the block of height 100 at every node, the making of the world included.
pub fn played(setup: &Arc<Setup>, leaves_out: bool) -> Simulation<Silent> {
    let begun = Simulation::begin(setup.clone(), Silent, MAX_NODES_TERMINAL);
    let mut simulation = begun.expect("a valid setup");
    if leaves_out {
        simulation = simulation.without_idle_announcements();
    }
    let mut minutes = 0;
    while highest(&simulation) < BLOCKS {
        minutes += 1;
        simulation.run(Time::from_secs(minutes * 60));
    }
    simulation.run(Time::from_secs((minutes + 1) * 60));
    simulation
}

fn highest(simulation: &Simulation<Silent>) -> u64 {
    let entries = simulation.archive().entries();
    entries.map(|entry| entry.height()).max().unwrap_or(0)
}

/// How it begins.
pub fn network(nodes: u64) -> Setup {
    let mut stream = Stream::named(10, "bench/simblock");
    let regions: Vec<Region> = shuffled(nodes, &mut stream)
        .into_iter()
        .map(|place| Region::drawn(place * 10_000 / nodes))
        .collect();
    let rates: Vec<u64> = (0..nodes).map(|_| hash_rate(&mut stream)).collect();
    let total: u64 = rates.iter().sum();
    let target = U256::MAX / U256::from(total * SPACING);
    let node = |index: u64| NodeSetup {
        region: Some(regions[index as usize]),
        ..NodeSetup::new(&name(index), rates[index as usize])
    };
    Setup {
        seed: 10,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            bits: to_compact(target),
            spacing: SPACING as u32,
            window: 2_016,
            ..PowSetup::default()
        }),
        jitter: 50,
        network: NetworkSetup {
            block_bytes: BLOCK_BYTES,
            ..NetworkSetup::default()
        },
        nodes: (0..nodes).map(node).collect(),
        links: links(nodes, &mut stream),
        ..Setup::default()
    }
}

fn name(index: u64) -> String {
    format!("n{index}")
}

/// As SimBlock's, of mean 400 and deviation 100, near enough to normal: the sum of twelve uniform numbers.
fn hash_rate(stream: &mut Stream) -> u64 {
    let sum: u64 = (0..12).map(|_| stream.below(101)).sum();
    (sum + 1).saturating_sub(200).max(1)
}

fn shuffled(count: u64, stream: &mut Stream) -> Vec<u64> {
    let mut places: Vec<u64> = (0..count).collect();
    for index in (1..count).rev() {
        places.swap(index as usize, stream.below(index + 1) as usize);
    }
    places
}

/// Each node in its turn opens as many connections as the distribution says, to random nodes that it has none with.
fn links(nodes: u64, stream: &mut Stream) -> Vec<LinkSetup> {
    let degrees = shuffled(nodes, stream);
    let mut linked = BTreeSet::new();
    let mut links = Vec::new();
    for a in 0..nodes {
        let rank = degrees[a as usize] * 1_000 / nodes;
        let wanted = 1 + OUTBOUND.iter().filter(|most| rank >= **most).count();
        let mut opened = 0;
        while opened < wanted {
            let b = stream.below(nodes);
            if a != b && linked.insert((a.min(b), a.max(b))) {
                opened += 1;
                links.push(LinkSetup {
                    a: name(a),
                    b: name(b),
                    latency: None,
                    bandwidth: 0,
                });
            }
        }
    }
    links
}
