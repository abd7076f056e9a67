//! All judges of a run, asked once for each set of heads; the rollups' books are kept from head to head.

use std::collections::BTreeMap;

use crate::base::Digest;
use crate::chain::Archive;
use crate::layer2::rollup::{Derivation, audit_along};

use super::{Breach, JUDGES, World, judge::breach};

/// Remembers the last verdict and each rollup's derivation.
#[derive(Default)]
pub struct Auditor {
    heads: Vec<Digest>,
    breaches: Vec<Breach>,
    books: BTreeMap<u32, Derivation>,
}

impl Auditor {
    /// Every invariant that does not hold.
    pub fn check(&mut self, world: &World, archive: &Archive) -> Vec<Breach> {
        let heads: Vec<Digest> = world.heads().collect();
        if heads != self.heads {
            self.heads = heads;
            self.breaches = JUDGES
                .iter()
                .filter_map(|(_, judge)| judge(world, archive).err())
                .collect();
            self.audit_rollups(world, archive);
        }
        self.breaches.clone()
    }

    /// A rollup's bridge holds what it owes, unless a false claim outlived its window because nobody watched.
    fn audit_rollups(&mut self, world: &World, archive: &Archive) {
        let directory = world.directory();
        for (number, rollup) in (1..).zip(&directory.rollups) {
            let Some(sequencer) = directory.get(rollup.sequencer) else {
                continue;
            };
            let home = sequencer.home.and_then(|home| world.node(home));
            let Some(head) = home.map(|node| node.tree().head()) else {
                continue;
            };
            let book = self.books.entry(number).or_insert_with(|| {
                Derivation::new(number, sequencer.address, archive.rules().chain)
            });
            let sheet = audit_along(book, archive, &head);
            if let Some(sheet) = sheet.filter(|sheet| !sheet.is_betrayed && !sheet.is_balanced()) {
                let owed = sheet.owed().unwrap_or_default();
                self.breaches.push(breach(
                    "judge.rollup-solvent",
                    &[&number, &sheet.held, &owed],
                ));
            }
        }
    }
}
