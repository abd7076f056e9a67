//! The scenarios that ship, one table for page, terminal and tests.

use crate::base::{encode, sha256};
use crate::simulation::Setup;

use super::{Problem, Scenario, read};

/// A scenario that ships.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// Its id.
    pub id: &'static str,
    /// Its file.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($id:literal)*) => {
        /// All scenarios that ship, in the order in which they are offered.
        pub const SHIPPED: &[Shipped] = &[$(Shipped {
            id: $id,
            text: include_str!(concat!("../../scenarios/", $id, ".json")),
        }),*];
    };
}

shipped! {
    "first-minute"
    "sandbox"
    "follow-a-transaction"
    "coffees"
    "lying-sequencer"
    "delegated"
    "fee-market"
    "priced-out"
    "broken-promise"
    "ground-moves"
    "shortened-dispute"
    "proof-of-stake"
    "nothing-at-stake"
    "censored-proof"
    "split-window"
    "early-credit"
    "eclipse"
    "harbor"
    "eleven-of-fifteen"
}

/// A scenario that ships, by its id.
pub fn shipped(id: &str) -> Option<Shipped> {
    SHIPPED.iter().find(|shipped| shipped.id == id).copied()
}

impl Shipped {
    /// The scenario.
    ///
    /// # Errors
    /// What is wrong with the file; a test reads all of them.
    pub fn read(&self) -> Result<Scenario, Problem> {
        read(self.text)
    }
}

/// Eight bytes that name the world of a setup whatever its seed.
pub(super) fn world_name(setup: &Setup) -> u64 {
    let mut setup = setup.clone();
    setup.seed = 0;
    let digest = sha256(&encode(&setup));
    let mut first = [0; 8];
    first.copy_from_slice(&digest.0[..8]);
    u64::from_le_bytes(first)
}
