//! Golden fingerprints: where each shipped scenario must arrive, natively and in Wasm.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::base::{Digest, Span, Time};
use crate::simulation::MAX_NODES_PAGE;

use super::{Play, Problem, SHIPPED, Scenario};

/// Where a scenario arrives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Golden {
    /// Which scenario.
    pub id: String,
    /// When.
    pub at: Span,
    /// Number of events taken until then.
    pub steps: u64,
    /// Fingerprint of the world.
    pub fingerprint: Digest,
    /// SHA-256 over all facts told until then; no part of the fingerprint, but of the comparison
    /// between native and Wasm.
    pub log: Digest,
}

/// Plays one scenario to its end.
///
/// # Errors
/// If its world can't begin.
pub fn fingerprint(scenario: &Scenario) -> Result<Golden, Problem> {
    let mut log = Sha256::new();
    let begun = Play::begin(scenario.setup.clone(), MAX_NODES_PAGE);
    let mut play = begun.map_err(|error| Problem::of_setup("", error))?;
    play.run(Time::ZERO + scenario.until, |_, event| {
        log.update(postcard::to_allocvec(event).unwrap_or_default());
    });
    Ok(Golden {
        id: scenario.id.clone(),
        at: scenario.until,
        steps: play.world().steps(),
        fingerprint: play.fingerprint(),
        log: Digest(log.finalize().into()),
    })
}

/// Plays every scenario that ships to its end.
///
/// # Errors
/// If one can't be read or can't begin.
pub fn fingerprints() -> Result<Vec<Golden>, Problem> {
    let scenarios = SHIPPED.iter().map(|shipped| shipped.read());
    scenarios.map(|scenario| fingerprint(&scenario?)).collect()
}

/// Where the shipped scenarios arrived when it was written down; empty if that can't be read.
pub fn goldens() -> Vec<Golden> {
    serde_json::from_str(include_str!("../../tests/goldens.json")).unwrap_or_default()
}
