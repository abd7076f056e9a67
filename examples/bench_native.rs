//! Native rows of `cargo xtask bench`: mining hashes beside a bare loop, and gossip at several sizes. Prints one JSON object a line.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use allocation_counter::measure;
use bilayer::base::{Digest, Span, Stream, Time};
use bilayer::chain::Header;
use bilayer::scenario::shipped;
use bilayer::simulation::{
    ConsensusSetup, LinkSetup, MAX_NODES_TERMINAL, NodeSetup, PowSetup, Setup, Silent, Simulation,
    search_attempts,
};
use sha2::{Digest as _, Sha256};

/// Peers that each node links to; so each has eight on average.
const LINKS_EACH: u64 = 4;
/// Each time told is the best of this many runs, for other programs only ever make one longer.
const RUNS: u32 = 5;
const JUDGED_NODES: u64 = 1_000;
const MINERS: u64 = 10;
const BLOCKS: u64 = 100;
const SPACING: u64 = 60;

fn main() {
    let only: Option<u64> = std::env::args().nth(1).and_then(|size| size.parse().ok());
    if only.is_none() {
        hashing();
        delegation();
    }
    let mut smaller = None;
    for nodes in only.map_or(vec![100, 300, 1_000, 3_000], |size| vec![size]) {
        smaller = Some(gossip(nodes, smaller));
    }
}

/// A bar and whether the value meets it; a row without one is told as a figure only.
type Bar = Option<(&'static str, bool)>;

fn row(name: &str, value: f64, unit: &str, reference: Option<f64>, bar: Bar) {
    let reference_text = reference.map_or("null".to_owned(), |reference| format!("{reference:.1}"));
    let ratio = reference.map_or("null".to_owned(), |reference| {
        format!("{:.3}", value / reference)
    });
    let (bar, holds) = bar.map_or(("null".to_owned(), "null".to_owned()), |(bar, holds)| {
        (format!("\"{bar}\""), holds.to_string())
    });
    println!(
        r#"{{"name":"{name}","value":{value:.1},"unit":"{unit}","reference":{reference_text},"ratio":{ratio},"bar":{bar},"holds":{holds}}}"#
    );
}

fn per_second(count: u32, mut work: impl FnMut(u32)) -> f64 {
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        work(count);
        best = best.min(start.elapsed());
    }
    f64::from(count) / best.as_secs_f64()
}

fn hashing() {
    let header = Header {
        version: 1,
        previous: Digest([7; 32]),
        merkle: Digest([9; 32]),
        time: 1,
        bits: 0x1d00_ffff,
        nonce: 0,
    };
    let count = 500_000;
    let bare = per_second(count, |count| {
        let mut bytes = header.to_bytes();
        for nonce in 0..count {
            bytes[76..].copy_from_slice(&nonce.to_le_bytes());
            black_box(Sha256::digest(Sha256::digest(bytes)));
        }
    });
    let ours = per_second(count, |count| {
        black_box(search_attempts(&header, count));
    });
    let name = "pow hashing, native";
    let bar = Some((">= 0.8 of a bare loop", ours / bare >= 0.8));
    row(name, ours, "hashes/s", Some(bare), bar);
}

fn network(nodes: u64, links_each: u64) -> Setup {
    let mut stream = Stream::named(1, "bench/topology");
    let name = |index: u64| format!("n{index}");
    let mut links = Vec::new();
    for a in 1..nodes {
        for _ in 0..links_each.min(a) {
            links.push(LinkSetup {
                a: name(a),
                b: name(stream.below(a)),
                latency: Some(Span::from_millis(50 + stream.below(100))),
                bandwidth: 0,
            });
        }
    }
    let node = |index| NodeSetup::new(&name(index), if index < MINERS { 7_000 } else { 0 });
    Setup {
        seed: 1,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            bits: 0x1e3f_ffff,
            window: 2_016,
            ..PowSetup::default()
        }),
        latency: Span::from_millis(100),
        client_latency: Span::from_millis(10),
        direct_latency: Span::from_millis(10),
        nodes: (0..nodes).map(node).collect(),
        links,
        ..Setup::default()
    }
}

fn begin(setup: &Arc<Setup>) -> Simulation<Silent> {
    Simulation::begin(setup.clone(), Silent, MAX_NODES_TERMINAL).expect("a valid setup")
}

fn run_until(simulation: &mut Simulation<Silent>, blocks: u64) {
    while height(simulation) < blocks {
        let minute = simulation.world().now().as_secs() / SPACING + 1;
        simulation.run(Time::from_secs(minute * SPACING));
    }
}

/// How much faster than real time the scenario of 21 producers runs, every block signed and verified.
fn delegation() {
    let scenario = shipped("delegated").and_then(|shipped| shipped.read().ok());
    let scenario = scenario.expect("a scenario that ships");
    let (setup, until) = (Arc::new(scenario.setup), scenario.until);
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let mut simulation = begin(&setup);
        let start = Instant::now();
        simulation.run(Time::ZERO + until);
        best = best.min(start.elapsed());
    }
    let rate = until.as_secs() as f64 / best.as_secs_f64();
    let name = "delegation, 21 producers of 24 nodes, 12 minutes";
    row(name, rate, "simulated s/s", None, None);
}

/// The cost of a message, to be held against that of the next larger world.
fn gossip(nodes: u64, smaller: Option<f64>) -> f64 {
    let setup = Arc::new(network(nodes, LINKS_EACH));
    let (mut messages, mut best) = (0, Duration::MAX);
    let memory = measure(|| {
        for _ in 0..RUNS {
            let mut simulation = begin(&setup);
            let start = Instant::now();
            run_until(&mut simulation, BLOCKS);
            best = best.min(start.elapsed());
            messages = simulation.world().steps();
        }
    });
    let (messages, seconds) = (messages as f64, best.as_secs_f64());
    let rate = messages / seconds;
    let megabytes = memory.bytes_max as f64 / 1e6;
    let name = format!("gossip, {nodes} nodes x {BLOCKS} blocks");
    let judged = nodes == JUDGED_NODES;
    let fast = judged.then_some((">= 3,000,000", rate >= 3e6));
    row(&name, rate, "messages/s", None, fast);
    let small = judged.then_some(("<= 200", megabytes <= 200.0));
    row(&format!("{name}, memory"), megabytes, "MB", None, small);
    let cost = seconds * 1e9 / messages;
    let steady = smaller.map(|smaller| ("<= 1.5 of the smaller world", cost <= 1.5 * smaller));
    row(
        &format!("{name}, cost"),
        cost,
        "ns/message",
        smaller,
        steady,
    );
    if judged {
        allocations(&name, nodes);
    }
    cost
}

/// With twice the links there are twice the messages and no more blocks: what a message allocates shows in the difference.
fn allocations(name: &str, nodes: u64) {
    let late = |links_each| {
        let mut simulation = begin(&Arc::new(network(nodes, links_each)));
        run_until(&mut simulation, BLOCKS / 2);
        let before = simulation.world().steps();
        let counted = measure(|| run_until(&mut simulation, BLOCKS));
        let messages = simulation.world().steps() - before;
        (messages as f64, counted.count_total as f64)
    };
    let ((few, little), (many, much)) = (late(LINKS_EACH), late(2 * LINKS_EACH));
    let value = 1_000.0 * (much - little) / (many - few);
    let name = format!("{name}, allocations for 1,000 messages more");
    row(
        &name,
        value,
        "allocations",
        None,
        Some(("<= 1", value <= 1.0)),
    );
}

fn height(simulation: &Simulation<Silent>) -> u64 {
    let world = simulation.world();
    world
        .heads()
        .map(|head| simulation.archive().entry(&head).height())
        .max()
        .unwrap_or(0)
}
