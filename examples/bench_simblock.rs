//! Native rows of the bench for the work of SimBlock: sampled Proof of Work among 300 to 10,000 nodes, all of which
//! mine, in SimBlock's regions, with blocks of 535 kB announced, asked for and sent. Prints one JSON object a line.

use std::sync::Arc;
use std::time::Instant;

use allocation_counter::measure;
use bilayer::base::{Stream, Time};
use bilayer::consensus::pow::target::to_compact;
use bilayer::network::Region;
use bilayer::simulation::{
    ConsensusSetup, LinkSetup, MAX_NODES_TERMINAL, NetworkSetup, NodeSetup, PowSetup, Setup,
    Silent, Simulation,
};
use ruint::aliases::U256;

const BLOCKS: u64 = 100;
const BLOCK_BYTES: u32 = 535_000;
const SPACING: u64 = 600;
/// Each time told is the best of this many runs, for other programs only ever make one longer.
const RUNS: u32 = 3;
const JUDGED_NODES: u64 = 3_000;
/// SimBlock, commit 5fc7f9f, with 3,000 nodes and 100 blocks on a quiet machine of two cores.
const SIMBLOCK_SECONDS: f64 = 9.2;
/// SimBlock's `DEGREE_DISTRIBUTION_BITCOIN_2015`: in thousandths, how many nodes open at most so many connections.
const OUTBOUND: [u64; 20] = [
    25, 50, 75, 100, 200, 300, 400, 500, 600, 700, 800, 850, 900, 950, 970, 970, 980, 990, 995,
    1_000,
];

fn main() {
    let only: Option<u64> = std::env::args().nth(1).and_then(|size| size.parse().ok());
    for nodes in only.map_or(vec![300, 1_000, 3_000, 10_000], |size| vec![size]) {
        measured(nodes);
    }
}

fn measured(nodes: u64) {
    let setup = Arc::new(network(nodes));
    let name = format!("simblock, {nodes} nodes x {BLOCKS} blocks");
    let (mut best, mut steps) = (f64::MAX, 0);
    let memory = measure(|| {
        for _ in 0..RUNS {
            let start = Instant::now();
            let simulation = played(&setup, true);
            best = best.min(start.elapsed().as_secs_f64());
            steps = simulation.world().steps();
            assert_eq!(laggards(&simulation), 0, "every node has every block");
        }
    });
    let judged = nodes == JUDGED_NODES;
    let reference = judged.then_some(SIMBLOCK_SECONDS);
    row(&name, (best, "s"), reference, judged.then_some(1.0));
    let megabytes = memory.bytes_max as f64 / 1e6;
    let small = judged.then_some(300.0);
    row(&format!("{name}, memory"), (megabytes, "MB"), None, small);
    let deliveries = (nodes * BLOCKS) as f64;
    let cost = best * 1e9 / deliveries;
    row(&format!("{name}, cost"), (cost, "ns/delivery"), None, None);
    let start = Instant::now();
    let all = played(&setup, false);
    let seconds = start.elapsed().as_secs_f64();
    assert!(all.world().steps() > steps);
    let name = format!("{name}, every announcement queued");
    row(&name, (seconds, "s"), None, None);
}

fn row(name: &str, (value, unit): (f64, &str), reference: Option<f64>, bar: Option<f64>) {
    let or_null = |text: Option<String>| text.unwrap_or_else(|| "null".to_owned());
    let told = or_null(reference.map(|reference| format!("{reference:.1}")));
    let ratio = or_null(reference.map(|reference| format!("{:.3}", value / reference)));
    let holds = or_null(bar.map(|bar| (value <= bar).to_string()));
    let bar = or_null(bar.map(|bar| format!("\"<= {bar} {unit}\"")));
    println!(
        r#"{{"name":"{name}","value":{value:.3},"unit":"{unit}","reference":{told},"ratio":{ratio},"bar":{bar},"holds":{holds}}}"#
    );
}

/// From nothing to the block of height 100 at every node, the making of the world included.
fn played(setup: &Arc<Setup>, leaves_out: bool) -> Simulation<Silent> {
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

/// Nodes that follow no branch as long as all blocks asked for.
fn laggards(simulation: &Simulation<Silent>) -> usize {
    let archive = simulation.archive();
    let heads = simulation.world().heads();
    heads
        .filter(|head| archive.entry(head).height() < BLOCKS)
        .count()
}

fn network(nodes: u64) -> Setup {
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
    let mut linked = std::collections::BTreeSet::new();
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
