//! Where a scenario comes from: shipped, by id, or a file, by path.

use std::io::Read;

use bilayer::scenario::{MAX_FILE, Scenario, read, shipped};

use crate::failure::Failure;

/// A scenario with its text.
pub struct Source {
    /// What it was asked for by.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What the text says.
    pub scenario: Scenario,
}

/// Reads a scenario.
pub fn load(name: &str) -> Result<Source, Failure> {
    let text = match shipped(name) {
        Some(shipped) => shipped.text.to_owned(),
        None => read_file(name)?,
    };
    of_text(name, text)
}

/// Reads a scenario in a text.
pub fn of_text(name: &str, text: String) -> Result<Source, Failure> {
    let scenario = read(&text).map_err(|problem| Failure::problem(name, &problem))?;
    Ok(Source {
        name: name.to_owned(),
        text,
        scenario,
    })
}

/// Reads a text file, but not more than a file may have (and one byte, by which that is seen).
pub fn read_file(path: &str) -> Result<String, Failure> {
    let fail = |error: std::io::Error| {
        let hint = if path.contains(['/', '.']) {
            ""
        } else {
            " (`bilayer list` tells what ships)"
        };
        Failure::input(format!("{path}: {error}{hint}"))
    };
    let file = std::fs::File::open(path).map_err(fail)?;
    let mut text = String::new();
    let mut bounded = file.take(MAX_FILE as u64 + 1);
    bounded.read_to_string(&mut text).map_err(fail)?;
    Ok(text)
}
