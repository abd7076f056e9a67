//! `bilayer goldens`: compares the golden fingerprints, or writes them down.

use bilayer::scenario::{Ships, fingerprints, goldens as written_down};

use crate::failure::Failure;
use crate::put;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/goldens.json");
/// What ships, as the page reads it.
const SHIPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/shipped.bin");
const SETUPS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../scenarios/shipped-setups.bin"
);

/// Compares or writes the golden fingerprints.
pub fn goldens(write: bool) -> Result<(), Failure> {
    if write {
        write_ships()?;
    }
    let found = fingerprints().map_err(|problem| Failure::problem("scenarios", &problem))?;
    let mut text = serde_json::to_string_pretty(&found).unwrap_or_default();
    text.push('\n');
    if write {
        return std::fs::write(FILE, text)
            .map_err(|error| Failure::input(format!("{FILE}: {error}")));
    }
    put(&text)?;
    if found == written_down() {
        Ok(())
    } else {
        Err(Failure::run("other fingerprints than tests/goldens.json"))
    }
}

fn write_ships() -> Result<(), Failure> {
    let ships = Ships::read().map_err(|problem| Failure::problem("scenarios", &problem))?;
    let setups = Ships::pack_setups().map_err(|problem| Failure::problem("scenarios", &problem))?;
    for (file, bytes) in [(SHIPS, ships.pack()), (SETUPS, setups)] {
        std::fs::write(file, bytes).map_err(|error| Failure::input(format!("{file}: {error}")))?;
    }
    Ok(())
}
