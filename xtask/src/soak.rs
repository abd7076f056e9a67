//! `cargo xtask soak`: the random tests again, with many times more runs.

use anyhow::{Context, Result, ensure};

use crate::project::{Project, cargo};

/// Tests that draw random runs multiply their number by this environment variable.
const FACTOR: &str = "BILAYER_SOAK";

/// Runs all tests of the workspace, optimized, with `factor` times the usual random runs.
pub fn run(factor: u32) -> Result<()> {
    let project = Project::find()?;
    println!("All tests, optimized, with {factor} times the usual random runs.");
    let status = cargo()
        .current_dir(&project.root)
        .args([
            "test",
            "--release",
            "--package",
            "bilayer",
            "--no-fail-fast",
        ])
        .env(FACTOR, factor.to_string())
        .status()
        .context("cannot run cargo")?;
    ensure!(
        status.success(),
        "a random run failed; its seed is printed above"
    );
    Ok(())
}
