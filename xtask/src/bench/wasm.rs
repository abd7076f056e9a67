//! The core's own speed in Wasm.

use anyhow::{Context, Result};

use crate::project::Project;
use crate::rows::{Bar, Row};
use crate::site::probe::Probe;
use crate::tools;

/// Prints hashes a second of the miner's search and of a bare loop: the best of some rounds, in
/// turns, so that a busy moment of the machine meets both.
const HASHING: &str = "
    const count = 300000, best = { search_nonces: 0, hash_headers: 0 };
    for (let round = 0; round < 7; round++) {
        for (const name of Object.keys(best)) {
            const start = performance.now();
            probe[name](count);
            best[name] = Math.max(best[name], count / (performance.now() - start) * 1000);
        }
    }
    console.log(best.search_nonces + ' ' + best.hash_headers);";

/// Plays SimBlock's work, and prints seconds: the best of some rounds.
const GOSSIP: &str = "
    let best = Infinity;
    for (let round = 0; round < 3; round++) {
        const start = performance.now();
        probe.play_simblock(NODES);
        best = Math.min(best, (performance.now() - start) / 1000);
    }
    console.log(best);";

/// Sizes of the world that is played natively, too.
const SIZES: [u64; 2] = [1_000, 3_000];

/// The rows of the core in Wasm; `native` are those of the same work outside of it.
pub fn measure(project: &Project, native: &[Row]) -> Result<Vec<Row>> {
    tools::ensure_wasm_target()?;
    let probe = Probe::build(project)?;
    let mut rows = vec![hashing(&probe)?];
    for nodes in SIZES {
        rows.push(gossip(&probe, nodes, native)?);
    }
    Ok(rows)
}

/// Gossip among so many nodes, compared with the same natively.
fn gossip(probe: &Probe, nodes: u64, native: &[Row]) -> Result<Row> {
    let name = format!("simblock, {nodes} nodes x 100 blocks");
    let natively = native.iter().find(|row| row.name == name);
    let natively = natively.context("not measured natively")?.value;
    let printed = probe.run(&GOSSIP.replace("NODES", &nodes.to_string()))?;
    let seconds = printed.trim().parse().context("no number")?;
    let name = format!("{name}, Wasm");
    Ok(Row::compared(
        &name,
        seconds,
        "s",
        natively,
        Bar::AtMost(2.5),
    ))
}

/// Proof of Work in Wasm, compared with a bare `sha2` loop of the same build.
fn hashing(probe: &Probe) -> Result<Row> {
    let printed = probe.run(HASHING)?;
    let mut figures = printed.split_whitespace().map(str::parse);
    let mut next = || figures.next().context("no figure")?.context("no number");
    let (ours, bare): (f64, f64) = (next()?, next()?);
    Ok(Row::compared(
        "pow hashing, Wasm",
        ours,
        "hashes/s",
        bare,
        Bar::AtLeast(0.8),
    ))
}
