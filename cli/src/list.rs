//! `bilayer list`: the scenarios that ship.

use bilayer::scenario::{SHIPPED, Scenario};
use serde_json::json;

use crate::failure::Failure;
use crate::put;

/// Lists the scenarios that ship.
pub fn list(as_json: bool) -> Result<(), Failure> {
    let mut out = String::new();
    for shipped in SHIPPED {
        let scenario = shipped
            .read()
            .map_err(|problem| Failure::problem(shipped.id, &problem))?;
        out.push_str(&if as_json {
            object(&scenario)
        } else {
            line(&scenario)
        });
    }
    put(&out)
}

fn english(texts: &std::collections::BTreeMap<String, String>) -> &str {
    texts.get("en").map_or("", String::as_str)
}

fn line(scenario: &Scenario) -> String {
    let about = english(&scenario.about);
    format!("{:<22} {about}\n", scenario.id)
}

fn object(scenario: &Scenario) -> String {
    let object = json!({
        "id": scenario.id,
        "title": english(&scenario.title),
        "about": english(&scenario.about),
        "until_us": scenario.until.0,
        "nodes": scenario.setup.nodes.len(),
        "people": scenario.setup.people.len(),
    });
    format!("{object}\n")
}
