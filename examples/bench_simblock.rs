//! Native rows of the bench for the work of SimBlock: sampled Proof of Work among 300 to 10,000 nodes, all of which
//! mine, in SimBlock's regions, with blocks of 535 kB announced, asked for and sent. Prints one JSON object a line.

use std::sync::Arc;
use std::time::Instant;

use allocation_counter::measure;
use bilayer::simulation::{Silent, Simulation};

#[path = "worlds/simblock.rs"]
mod world;

use world::{BLOCKS, network, played};

/// Each time told is the best of this many runs, for other programs only ever make one longer.
const RUNS: u32 = 3;
const JUDGED_NODES: u64 = 3_000;
/// SimBlock, commit 5fc7f9f, with 3,000 nodes and 100 blocks on a quiet machine of two cores.
const SIMBLOCK_SECONDS: f64 = 9.2;

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

/// Nodes that follow no branch as long as all blocks asked for.
fn laggards(simulation: &Simulation<Silent>) -> usize {
    let archive = simulation.archive();
    let heads = simulation.world().heads();
    heads
        .filter(|head| archive.entry(head).height() < BLOCKS)
        .count()
}
