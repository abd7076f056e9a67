//! Shrinks a Wasm file by Binaryen's `wasm-opt`, where it is present.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::tools;

/// Optimizes a Wasm file in place at a level such as `3` or `s`.
pub fn optimize(wasm: &Path, level: &str) -> Result<()> {
    if !tools::present("wasm-opt") {
        println!(
            "wasm-opt (Binaryen) was not found: the page is whole, but larger than it could be."
        );
        return Ok(());
    }
    let optimized = wasm.with_extension("opt");
    let status = Command::new("wasm-opt")
        .arg(format!("-O{level}"))
        .arg(wasm)
        .arg("-o")
        .arg(&optimized)
        .status()
        .context("cannot run wasm-opt")?;
    ensure!(status.success(), "wasm-opt failed on {}", wasm.display());
    Ok(fs::rename(optimized, wasm)?)
}
