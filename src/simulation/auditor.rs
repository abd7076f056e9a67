//! All judges of a run, asked once for each set of heads; the rollups' books are kept from head to head.

use std::collections::BTreeMap;

use crate::actor::Archives;
use crate::base::{ActorId, Digest};
use crate::chain::{Archive, Entry, LAYER1};
use crate::layer2::rollup::{Derivation, audit_along};
use crate::layer2::sidechain::{Sheet, sheet};

use super::{Bench, Breach, JUDGES, World, judge::breach};

/// Remembers the last verdict and each rollup's derivation.
#[derive(Default)]
pub struct Auditor {
    heads: Vec<Digest>,
    breaches: Vec<Breach>,
    books: BTreeMap<u32, Derivation>,
}

impl Auditor {
    /// Every invariant that does not hold, on Layer 1 and beside it.
    pub fn check(
        &mut self,
        world: &World,
        (archive, beside): (&Archive, &Archives),
    ) -> Vec<Breach> {
        let heads: Vec<Digest> = world
            .chains()
            .flat_map(|number| world.heads_on(number))
            .collect();
        if heads != self.heads {
            self.heads = heads;
            let benches = benches(world, (archive, beside));
            self.breaches = benches
                .iter()
                .flat_map(|bench| JUDGES.iter().filter_map(|(_, judge)| judge(bench).err()))
                .collect();
            self.audit_rollups(world, archive);
            self.audit_pegs(&benches);
        }
        self.breaches.clone()
    }

    /// What is locked covers what is on the second chain: by theft, or by a reorg deeper than the confirmations, it may
    /// not, and that stays.
    fn audit_pegs(&mut self, benches: &[Bench]) {
        let Some((below, above)) = benches.split_first() else {
            return;
        };
        for bench in above {
            let sheet = peg_sheet(below, bench);
            if let Some(sheet) = sheet.filter(|sheet| !sheet.is_backed()) {
                let owed = sheet.owed().unwrap_or_default();
                self.breaches.push(breach(
                    "judge.peg-backed",
                    &[&bench.chain, &sheet.locked, &owed],
                ));
            }
        }
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

/// The heaviest block that the functionaries of a chain's peg follow on Layer 1 (`above` none), or on the chain itself.
fn heaviest<'a>(bench: &Bench<'a>, members: &[ActorId], above: Option<u32>) -> Option<&'a Entry> {
    let world = bench.world;
    let home = |member: &ActorId| match above {
        None => Some(world.agent(*member)?.home()),
        Some(chain) => Some(world.agent(*member)?.account(chain)?.home()),
    };
    let nodes = members
        .iter()
        .filter_map(home)
        .filter_map(|home| world.node(home));
    let heads = nodes.map(|node| &**bench.archive.entry(&node.tree().head()));
    heads.max_by_key(|head| (head.work, head.height(), head.id()))
}

/// What a chain's vault holds and owes by the heaviest branches that its functionaries follow. A vault that is not there
/// yet owes nothing.
fn peg_sheet(below: &Bench, above: &Bench) -> Option<Sheet> {
    let contact = above.world.directory().chain(above.chain).ok()?;
    let low = heaviest(below, &contact.members, None)?;
    let high = heaviest(above, &contact.members, Some(above.chain))?;
    Some(sheet(&low.state, contact.vault, &high.state))
}

fn benches<'a>(world: &'a World, (archive, beside): (&'a Archive, &'a Archives)) -> Vec<Bench<'a>> {
    let own = |number| match number {
        LAYER1 => Some(archive),
        number => beside.get(&world.directory().chain(number).ok()?.key),
    };
    let bench = |chain| {
        Some(Bench {
            world,
            chain,
            archive: own(chain)?,
        })
    };
    world.chains().filter_map(bench).collect()
}
