//! `cargo xtask soak`: the random tests for long, with their counts and times.

use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::command_line::SoakOptions;
use crate::project::{Project, cargo};

/// Tests that draw random runs multiply their number by this environment variable.
const FACTOR: &str = "BILAYER_SOAK";
/// How many runs the tests of safety do.
const RUNS: &str = "BILAYER_RUNS";
/// How long each test with random bytes or commands goes on.
const SECONDS: &str = "BILAYER_FUZZ_SECONDS";

/// Runs what the options ask for.
pub fn run(options: &SoakOptions) -> Result<()> {
    let runs = options.runs.to_string();
    println!(
        "{runs} random runs with faults of each consensus, of work on networks of every kind, of a federated peg."
    );
    let safety = [
        "--test",
        "gasper",
        "--test",
        "delegated",
        "--test",
        "staked",
        "--test",
        "sidechain",
        "--test",
        "soak",
        "--",
        "safety",
    ];
    tests(options, &safety, (RUNS, &runs))?;
    if options.minutes > 0 {
        let minutes = options.minutes;
        println!("Random bytes, blocks, calls and commands for {minutes} minutes.");
        let seconds = (u64::from(minutes) * 60).to_string();
        tests(options, &["--test", "fuzz", "--"], (SECONDS, &seconds))?;
    }
    if let Some(factor) = options.factor {
        println!("All tests, with {factor} times the usual random runs.");
        let all = ["--no-fail-fast", "--"];
        tests(options, &all, (FACTOR, &factor.to_string()))?;
    }
    Ok(())
}

/// Runs tests of the core with a variable set, and tells how long they took.
fn tests(options: &SoakOptions, which: &[&str], variable: (&str, &str)) -> Result<()> {
    let project = Project::find()?;
    let begun = Instant::now();
    let mut command = cargo();
    command.current_dir(&project.root);
    command.args(["test", "--package", "bilayer"]);
    if !options.development {
        command.arg("--release");
    }
    let status = command
        .args(which)
        .arg("--nocapture")
        .env(variable.0, variable.1)
        .status()
        .context("cannot run cargo")?;
    println!("That took {} s.", begun.elapsed().as_secs());
    ensure!(
        status.success(),
        "a random run failed; its number is printed above"
    );
    Ok(())
}
