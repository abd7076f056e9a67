//! `bilayer check`: what is wrong in a scenario, and where.

use bilayer::scenario::{Problem, check_played};
use bilayer::simulation::MAX_NODES_TERMINAL;
use serde_json::json;

use crate::failure::{Failure, placed};
use crate::{put, source, text};

/// Checks a scenario.
pub fn check(name: &str, as_json: bool) -> Result<(), Failure> {
    let source = source::load(name)?;
    let refused = check_played(&source.text, &source.scenario, MAX_NODES_TERMINAL)
        .map_err(|problem| Failure::problem(name, &problem))?;
    if as_json {
        let lines: Vec<String> = refused
            .iter()
            .map(|(time, problem)| format!("{}\n", line(time.0, problem)))
            .collect();
        put(&lines.concat())?;
    } else {
        for (time, problem) in &refused {
            eprintln!("{}, refused at {time}", placed(name, problem));
        }
    }
    match refused.len() {
        0 => put(&good(&source)),
        count => Err(Failure::input(format!(
            "{name}: {count} of its commands refused"
        ))),
    }
}

fn line(time: u64, problem: &Problem) -> serde_json::Value {
    json!({
        "time_us": time,
        "line": problem.line,
        "column": problem.column,
        "path": problem.path,
        "key": problem.refusal.key,
        "text": text::refusal(&problem.refusal),
    })
}

fn good(source: &source::Source) -> String {
    let setup = &source.scenario.setup;
    let commands: u64 = setup
        .script
        .iter()
        .map(|entry| u64::from(entry.times))
        .sum();
    format!(
        "{}: good: {} nodes, {} links, {} people, {commands} commands, played for {}\n",
        source.name,
        setup.nodes.len(),
        setup.links.len(),
        setup.people.len(),
        source.scenario.until,
    )
}
