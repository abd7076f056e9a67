//! Native rows of `cargo xtask bench`: mining hashes beside a bare loop, and gossip at several sizes. Prints one JSON object a line.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bilayer::base::{Digest, Span, Stream, Time};
use bilayer::chain::Header;
use bilayer::simulation::{
    LinkSetup, MAX_NODES_TERMINAL, NodeSetup, PowSetup, Setup, Silent, Simulation, search_attempts,
};
use peak_alloc::PeakAlloc;
use sha2::{Digest as _, Sha256};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Peers that each node links to; so each has eight on average.
const LINKS_EACH: u64 = 4;
const MINERS: u64 = 10;
const BLOCKS: u64 = 100;
const SPACING: u64 = 60;

fn main() {
    let only: Option<u64> = std::env::args().nth(1).and_then(|size| size.parse().ok());
    if only.is_none() {
        hashing();
    }
    for nodes in only.map_or(vec![100, 300, 1_000, 3_000], |size| vec![size]) {
        gossip(nodes);
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
    for _ in 0..5 {
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

fn network(nodes: u64) -> Setup {
    let mut stream = Stream::named(1, "bench/topology");
    let name = |index: u64| format!("n{index}");
    let mut links = Vec::new();
    for a in 1..nodes {
        for _ in 0..LINKS_EACH.min(a) {
            links.push(LinkSetup {
                a: name(a),
                b: name(stream.below(a)),
                latency: Some(Span::from_millis(50 + stream.below(100))),
                bandwidth: 0,
            });
        }
    }
    let node = |index| NodeSetup {
        name: name(index),
        hash_rate: if index < MINERS { 7_000 } else { 0 },
    };
    Setup {
        seed: 1,
        pow: PowSetup {
            sampled: true,
            bits: 0x1e3f_ffff,
            window: 2_016,
            ..PowSetup::default()
        },
        gas_limit: 3_000_000,
        latency: Span::from_millis(100),
        client_latency: Span::from_millis(10),
        direct_latency: Span::from_millis(10),
        nodes: (0..nodes).map(node).collect(),
        links,
        people: Vec::new(),
        script: Vec::new(),
    }
}

fn gossip(nodes: u64) {
    let setup = Arc::new(network(nodes));
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let mut simulation =
        Simulation::begin(setup, Silent, MAX_NODES_TERMINAL).expect("a valid setup");
    let start = Instant::now();
    let mut minute = 0;
    while height(&simulation) < BLOCKS {
        minute += 1;
        simulation.run(Time(minute * SPACING * 1_000_000));
    }
    let seconds = start.elapsed().as_secs_f64();
    let messages = simulation.world().steps() as f64;
    let rate = messages / seconds;
    let megabytes = MEMORY.peak_usage().saturating_sub(before) as f64 / 1e6;
    let name = format!("gossip, {nodes} nodes x {BLOCKS} blocks");
    let judged = nodes == 1_000;
    let fast = judged.then_some((">= 3,000,000", rate >= 3e6));
    row(&name, rate, "messages/s", None, fast);
    let small = judged.then_some(("<= 200", megabytes <= 200.0));
    row(&format!("{name}, memory"), megabytes, "MB", None, small);
    let cost = seconds * 1e9 / messages;
    row(&format!("{name}, cost"), cost, "ns/message", None, None);
}

fn height(simulation: &Simulation<Silent>) -> u64 {
    let world = simulation.world();
    world
        .heads()
        .map(|head| simulation.archive().entry(&head).height())
        .max()
        .unwrap_or(0)
}
