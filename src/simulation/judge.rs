//! Judges: what must hold in every run, checked apart from the code that they judge.

use std::collections::BTreeSet;

use crate::base::{Amount, Digest};
use crate::chain::{Archive, Entry};

use super::World;

/// An invariant does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// Key of the judge.
    pub judge: &'static str,
    /// Values that tell where.
    pub arguments: Vec<String>,
}

/// Checks one invariant of a moment.
pub type Judge = fn(&World, &Archive) -> Result<(), Breach>;

/// All judges, by key.
pub const JUDGES: &[(&str, Judge)] = &[
    ("judge.value-conserved", value_conserved),
    ("judge.heaviest-followed", heaviest_followed),
    ("judge.roots-true", roots_true),
];

fn breach(judge: &'static str, arguments: &[&dyn ToString]) -> Breach {
    Breach {
        judge,
        arguments: arguments.iter().map(|value| value.to_string()).collect(),
    }
}

/// The state at every head holds what genesis held and what blocks created, not a unit more or less.
fn value_conserved(world: &World, archive: &Archive) -> Result<(), Breach> {
    for head in world.heads().collect::<BTreeSet<Digest>>() {
        let entry = archive.entry(&head);
        let expected = expected_total(archive, entry.height());
        let total = entry.state.total();
        if total != expected {
            let shown = |total: Option<Amount>| total.unwrap_or_default();
            return Err(breach(
                "judge.value-conserved",
                &[&head, &shown(total), &shown(expected)],
            ));
        }
    }
    Ok(())
}

/// Genesis and all subsidies up to `height`.
pub fn expected_total(archive: &Archive, height: u64) -> Option<Amount> {
    let genesis = archive.entry(&archive.genesis()).state.total()?;
    (1..=height).try_fold(genesis, |sum, height| {
        sum.checked_add(archive.rules().consensus.subsidy(height))
    })
}

/// Every node follows a heaviest branch of those that it knows, and knows all of it.
fn heaviest_followed(world: &World, archive: &Archive) -> Result<(), Breach> {
    for (id, node) in world.nodes() {
        let head = archive.entry(&node.tree().head());
        let heavier = node
            .tree()
            .known()
            .filter_map(|known| archive.get(known))
            .find(|known| known.work > head.work);
        if let Some(heavier) = heavier {
            return Err(breach(
                "judge.heaviest-followed",
                &[&id.0, &head.id(), &heavier.id()],
            ));
        }
        if head.height() > 0 && !node.tree().knows(&head.parent()) {
            return Err(breach("judge.heaviest-followed", &[&id.0, &head.id()]));
        }
    }
    Ok(())
}

/// The state that is kept for a head is the one that its block commits to.
fn roots_true(world: &World, archive: &Archive) -> Result<(), Breach> {
    for head in world.heads().collect::<BTreeSet<Digest>>() {
        let entry: &Entry = archive.entry(&head);
        if entry.state.root() != entry.block.body().state_root {
            return Err(breach("judge.roots-true", &[&head]));
        }
    }
    Ok(())
}
