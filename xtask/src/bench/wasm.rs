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

/// Proof of Work in Wasm, compared with a bare `sha2` loop of the same build.
pub fn hashing(project: &Project) -> Result<Row> {
    tools::ensure_wasm_target()?;
    let printed = Probe::build(project)?.run(HASHING)?;
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
