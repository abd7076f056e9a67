//! Where a world is, in the form of `bilayer run --json`.

use std::collections::BTreeMap;

use bilayer::base::{Amount, Digest};
use bilayer::simulation::Session;
use serde::Serialize;

/// A moment in figures.
#[derive(Serialize)]
pub struct Summary {
    fingerprint: Digest,
    time_us: u64,
    events: u64,
    height: u64,
    balances: BTreeMap<String, Amount>,
    /// Invariants that do not hold: a fault of Bilayer.
    broken: Vec<&'static str>,
}

impl Summary {
    /// The present moment, on the branch with the most work that any node follows.
    pub fn of(session: &Session) -> Self {
        let (world, archive) = (session.world(), session.archive());
        let heads = world.heads().map(|head| archive.entry(&head));
        let best = heads
            .max_by_key(|entry| entry.work)
            .unwrap_or_else(|| archive.entry(&archive.genesis()));
        let contacts = world.directory().contacts().iter();
        let balances = contacts
            .map(|contact| (contact, best.state.balance(&contact.address)))
            .filter(|(contact, balance)| contact.home.is_some() || *balance > Amount::ZERO)
            .map(|(contact, balance)| (contact.name.clone(), balance));
        Self {
            fingerprint: session.fingerprint(),
            time_us: world.now().0,
            events: world.steps(),
            height: best.height(),
            balances: balances.collect(),
            broken: session.breaches().iter().map(|one| one.judge).collect(),
        }
    }
}
