//! Shrinks a Wasm file by Binaryen's `wasm-opt`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::tools::optimizer::Optimizer;

/// Optimizes a Wasm file in place at a level such as `3` or `s`. Which features the module may
/// use, the optimizer reads in the module itself, which then has no need to tell them.
pub fn optimize(optimizer: &Optimizer, wasm: &Path, level: &str) -> Result<()> {
    let optimized = wasm.with_extension("opt");
    let status = optimizer
        .command()
        .arg(format!("-O{level}"))
        .args(["--strip-producers", "--strip-target-features"])
        .arg(wasm)
        .arg("-o")
        .arg(&optimized)
        .status()
        .context("cannot run wasm-opt")?;
    ensure!(status.success(), "wasm-opt failed on {}", wasm.display());
    Ok(fs::rename(optimized, wasm)?)
}
