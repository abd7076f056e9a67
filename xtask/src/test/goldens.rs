//! Every shipped scenario arrives in Wasm where it arrives natively: `tests/goldens.json`.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::project::Project;
use crate::report::Report;
use crate::site::probe::Probe;

/// Plays all scenarios under Node and compares; one test for each.
pub fn run(project: &Project, report: &mut Report) -> Result<()> {
    let written = fs::read_to_string(project.root.join("tests/goldens.json"))?;
    let written: Value = serde_json::from_str(&written).context("tests/goldens.json")?;
    let start = Instant::now();
    let played = play(project);
    let took = start.elapsed();
    let arrived = match played {
        Ok(arrived) => arrived,
        Err(error) => {
            report.add("wasm::scenarios_are_played", took, Err(error));
            return Ok(());
        }
    };
    report.add(
        "wasm::scenarios_are_played",
        took,
        same_number(&written, &arrived),
    );
    for golden in list(&written) {
        let id = golden["id"].as_str().unwrap_or_default();
        let name = format!("wasm::{id}_arrives_where_it_does_natively");
        report.add(&name, Duration::ZERO, compare(golden, &arrived));
    }
    Ok(())
}

fn play(project: &Project) -> Result<Value> {
    let printed = Probe::build(project)?.run("console.log(probe.fingerprints());")?;
    serde_json::from_str(&printed).context("the probe prints JSON")
}

fn list(goldens: &Value) -> impl Iterator<Item = &Value> {
    goldens.as_array().into_iter().flatten()
}

fn same_number(written: &Value, arrived: &Value) -> Result<()> {
    let (written, arrived) = (list(written).count(), list(arrived).count());
    ensure!(written > 0, "tests/goldens.json is empty");
    ensure!(
        written == arrived,
        "{arrived} scenarios ship, {written} are written down"
    );
    Ok(())
}

fn compare(golden: &Value, arrived: &Value) -> Result<()> {
    let same = list(arrived)
        .find(|other| other["id"] == golden["id"])
        .context("not played")?;
    ensure!(same == golden, "natively {golden}\n    in Wasm {same}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn another_fingerprint_or_a_missing_scenario_is_noticed() {
        let golden = json!({ "id": "a", "fingerprint": "1" });
        assert!(compare(&golden, &json!([golden])).is_ok());
        assert!(compare(&golden, &json!([{ "id": "a", "fingerprint": "2" }])).is_err());
        assert!(compare(&golden, &json!([])).is_err());
        assert!(same_number(&json!([]), &json!([])).is_err());
        assert!(same_number(&json!([golden]), &json!([golden, golden])).is_err());
    }
}
