//! Where a run arrived: a table for people, one JSON object for programs.

use std::collections::BTreeMap;

use bilayer::base::{Amount, Digest, Time};
use bilayer::chain::Archive;
use bilayer::simulation::World;
use serde::Serialize;

/// Where a run arrived.
#[derive(Serialize)]
pub struct Summary {
    fingerprint: Digest,
    time_us: u64,
    events: u64,
    height: u64,
    balances: BTreeMap<String, Amount>,
    #[serde(skip)]
    blocks: u64,
    #[serde(skip)]
    behind: usize,
    #[serde(skip)]
    nodes: usize,
    #[serde(skip)]
    hashes: u64,
}

impl Summary {
    /// Looks at a moment, on the branch with the most work that any node follows.
    pub fn of(world: &World, archive: &Archive, fingerprint: Digest, hashes: u64) -> Self {
        let heads: Vec<Digest> = world.heads().collect();
        let best = heads
            .iter()
            .map(|head| archive.entry(head))
            .max_by_key(|entry| entry.work)
            .unwrap_or_else(|| archive.entry(&archive.genesis()));
        let contacts = world.directory().contacts().iter();
        let balances = contacts
            .map(|contact| (contact, best.state.balance(&contact.address)))
            .filter(|(contact, balance)| contact.home.is_some() || *balance > Amount::ZERO)
            .map(|(contact, balance)| (contact.name.clone(), balance))
            .collect();
        Self {
            fingerprint,
            time_us: world.now().0,
            events: world.steps(),
            height: best.height(),
            balances,
            blocks: archive.entries().count() as u64,
            behind: heads.iter().filter(|head| **head != best.id()).count(),
            nodes: heads.len(),
            hashes,
        }
    }

    /// One line of JSON.
    pub fn json(&self) -> String {
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }

    /// A table.
    pub fn table(&self) -> String {
        let off_chain = self.blocks.saturating_sub(self.height + 1);
        let mut rows = vec![
            ("time", Time(self.time_us).to_string()),
            ("events", self.events.to_string()),
            ("height", self.height.to_string()),
            ("blocks beside", off_chain.to_string()),
            ("nodes", self.nodes.to_string()),
            ("on another head", self.behind.to_string()),
            ("hashes made", self.hashes.to_string()),
            ("fingerprint", self.fingerprint.to_string()),
        ];
        let balances = self.balances.iter();
        rows.extend(balances.map(|(name, balance)| (name.as_str(), balance.to_string())));
        let width = rows.iter().map(|(name, _)| name.chars().count()).max();
        let width = width.unwrap_or_default();
        let lines = rows
            .iter()
            .map(|(name, value)| format!("{name:<width$}  {value}\n"));
        lines.collect()
    }
}
