//! Judges: what must hold in every run, checked apart from the code that they judge.

use std::collections::BTreeSet;

use crate::base::{Amount, Digest, order};
use crate::chain::{Archive, Entry};
use crate::layer2::channel::{OnChain, Record};

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
    ("judge.finality-agrees", finality_agrees),
    ("judge.channels-funded", channels_funded),
];

pub(super) fn breach(judge: &'static str, arguments: &[&dyn ToString]) -> Breach {
    Breach {
        judge,
        arguments: arguments.iter().map(|value| value.to_string()).collect(),
    }
}

/// The state at every head holds what genesis held and what blocks created, not a unit more or less.
fn value_conserved(world: &World, archive: &Archive) -> Result<(), Breach> {
    for head in order::gather::<_, BTreeSet<Digest>>(world.heads()) {
        let entry = archive.entry(&head);
        let expected = expected_total(archive, entry);
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

/// Genesis, all subsidies, and what the engine created on the branch.
pub fn expected_total(archive: &Archive, head: &Entry) -> Option<Amount> {
    let genesis = archive.entry(&archive.genesis()).state.total()?;
    let subsidies = (1..=head.height()).try_fold(genesis, |sum, height| {
        sum.checked_add(archive.rules().consensus.subsidy(height))
    });
    let branch = std::iter::successors(Some(head), |entry| {
        archive.get(&entry.parent()).map(|parent| &**parent)
    });
    branch
        .map(|entry| entry.credited)
        .try_fold(subsidies?, Amount::checked_add)
}

/// Every node that follows weight follows a heaviest branch of those that it knows, and knows all of it.
fn heaviest_followed(world: &World, archive: &Archive) -> Result<(), Breach> {
    let heads: Vec<_> = world
        .nodes()
        .filter(|(_, node)| node.follows_weight())
        .map(|(id, node)| (id, node.tree(), archive.entry(&node.tree().head())))
        .collect();
    let Some(least) = heads.iter().map(|(_, _, head)| head.work).min() else {
        return Ok(());
    };
    let heavier: Vec<_> = archive
        .entries()
        .filter(|entry| entry.work > least)
        .collect();
    for (id, tree, head) in &heads {
        let missed = heavier
            .iter()
            .find(|entry| entry.work > head.work && tree.knows(&entry.id()));
        let torn = head.height() > 0 && !tree.knows(&head.parent());
        if missed.is_some() || torn {
            return Err(breach("judge.heaviest-followed", &[&id.0, &head.id()]));
        }
    }
    Ok(())
}

/// The state that is kept for a head is the one that its block commits to.
fn roots_true(world: &World, archive: &Archive) -> Result<(), Breach> {
    for head in order::gather::<_, BTreeSet<Digest>>(world.heads()) {
        let entry: &Entry = archive.entry(&head);
        if entry.state.root() != entry.block.body().state_root {
            return Err(breach("judge.roots-true", &[&head]));
        }
    }
    Ok(())
}

/// What any two nodes that keep the rules hold for final is on one branch.
fn finality_agrees(world: &World, archive: &Archive) -> Result<(), Breach> {
    let members = world.nodes().filter_map(|(_, node)| node.any_member());
    let honest = members.filter(|member| member.keeps_the_rules());
    let mut finals: Vec<(u64, Digest)> = honest
        .filter_map(|member| member.finalized())
        .map(|block| (archive.entry(&block).height(), block))
        .collect();
    order::sort(&mut finals);
    finals.dedup();
    for pair in finals.windows(2) {
        if !archive.is_on_branch(&pair[0].1, &pair[1].1) {
            let arguments: [&dyn ToString; 2] = [&pair[0].1, &pair[1].1];
            return Err(breach("judge.finality-agrees", &arguments));
        }
    }
    Ok(())
}

/// A channel's contract holds exactly what its record says is locked.
fn channels_funded(world: &World, archive: &Archive) -> Result<(), Breach> {
    for head in order::gather::<_, BTreeSet<Digest>>(world.heads()) {
        for channel in OnChain::all(&archive.entry(&head).state) {
            let due = match channel.record {
                Record::Funding { .. } => Some(channel.terms.deposits[0]),
                Record::Open { .. } | Record::Disputed(_) => channel.terms.total(),
                Record::Closed { .. } => Some(Amount::ZERO),
            };
            if due != Some(channel.locked) {
                let due = due.unwrap_or_default();
                return Err(breach(
                    "judge.channels-funded",
                    &[&channel.contract, &channel.locked, &due],
                ));
            }
        }
    }
    Ok(())
}
