//! The golden fingerprints and logs of all shipped scenarios, in Wasm; natively a test of the core holds them.

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::project::Project;
use crate::report::Report;
use crate::site::probe::Probe;

/// Plays every shipped scenario in Wasm and compares one by one.
pub fn run(project: &Project, report: &mut Report) {
    let start = Instant::now();
    let both = written(project).and_then(|written| Ok((written, found(project)?)));
    let (written, found) = match both {
        Ok(both) => both,
        Err(error) => {
            report.add("golden fingerprints in Wasm", start.elapsed(), Err(error));
            return;
        }
    };
    for golden in &written {
        let name = format!("golden fingerprint in Wasm: {}", golden["id"]);
        report.add(&name, start.elapsed(), compare(golden, &found));
    }
}

fn written(project: &Project) -> Result<Vec<Value>> {
    let text = fs::read_to_string(project.root.join("tests/goldens.json"))?;
    let goldens: Vec<Value> = serde_json::from_str(&text)?;
    ensure!(!goldens.is_empty(), "tests/goldens.json is empty");
    Ok(goldens)
}

fn found(project: &Project) -> Result<Vec<Value>> {
    let told = Probe::build(project)?.run("console.log(probe.goldens())")?;
    serde_json::from_str(&told).with_context(|| format!("the probe says {told}"))
}

fn compare(golden: &Value, found: &[Value]) -> Result<()> {
    let other = found.iter().find(|other| other["id"] == golden["id"]);
    let other = other.context("not played in Wasm")?;
    ensure!(other == golden, "in Wasm {other}, natively {golden}");
    Ok(())
}
