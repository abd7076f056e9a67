//! Judges: what must hold in every run, checked apart from the code that they judge.

use std::collections::BTreeSet;

use crate::actor::Node;
use crate::base::{ActorId, Amount, Digest, order};
use crate::chain::{Archive, Entry};
use crate::consensus::gasper::deposit_contract::DEPOSITS;
use crate::consensus::gasper::store::States;
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

/// One chain of a moment: what most judges look at, for each chain by itself.
#[derive(Clone, Copy)]
pub struct Bench<'a> {
    /// The moment.
    pub world: &'a World,
    /// The chain's number.
    pub chain: u32,
    /// All its valid blocks.
    pub archive: &'a Archive,
}

impl<'a> Bench<'a> {
    fn nodes(&self) -> impl Iterator<Item = (ActorId, &'a Node)> + use<'a> {
        self.world.nodes_on(self.chain)
    }

    /// All different heads of its nodes.
    fn heads(&self) -> BTreeSet<Digest> {
        order::gather(self.world.heads_on(self.chain))
    }
}

/// Checks one invariant of a chain at a moment.
pub type Judge = fn(&Bench) -> Result<(), Breach>;

/// All judges, by key.
pub const JUDGES: &[(&str, Judge)] = &[
    ("judge.value-conserved", value_conserved),
    ("judge.heaviest-followed", heaviest_followed),
    ("judge.roots-true", roots_true),
    ("judge.finality-agrees", finality_agrees),
    ("judge.stake-conserved", stake_conserved),
    ("judge.channels-funded", channels_funded),
];

pub(super) fn breach(judge: &'static str, arguments: &[&dyn ToString]) -> Breach {
    Breach {
        judge,
        arguments: arguments.iter().map(|value| value.to_string()).collect(),
    }
}

/// The state at every head holds what genesis held and what blocks created, less what they burnt, not a unit more or less.
fn value_conserved(bench: &Bench) -> Result<(), Breach> {
    let archive = bench.archive;
    for head in bench.heads() {
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

/// Genesis, all subsidies, and what the engine created on the branch, less what its blocks burnt.
pub fn expected_total(archive: &Archive, head: &Entry) -> Option<Amount> {
    let genesis = archive.entry(&archive.genesis()).state.total()?;
    let subsidies = (1..=head.height()).try_fold(genesis, |sum, height| {
        sum.checked_add(archive.rules().consensus.subsidy(height))
    });
    let branch = std::iter::successors(Some(head), |entry| {
        archive.get(&entry.parent()).map(|parent| &**parent)
    });
    let created = branch
        .map(|entry| entry.credited)
        .try_fold(subsidies?, Amount::checked_add);
    created?.checked_sub(burnt(archive, head)?)
}

/// What a branch burnt, by its blocks' own figures: gas by base fee, and blob gas by its price.
fn burnt(archive: &Archive, head: &Entry) -> Option<Amount> {
    let blobs = archive.rules().market.blobs;
    let branch = std::iter::successors(Some(head), |entry| {
        archive.get(&entry.parent()).map(|parent| &**parent)
    });
    branch
        .map(|entry| {
            let body = entry.block.body();
            let price = Amount(blobs.fee(body.excess_blob_gas));
            let carried = price.checked_mul(body.blob_gas_used)?;
            let burnt = body.base_fee.checked_mul(body.gas_used)?;
            burnt.checked_add(carried)
        })
        .try_fold(Amount::ZERO, |sum, block| sum.checked_add(block?))
}

/// Every node that follows weight follows a heaviest branch of those that it knows, and knows all of it.
fn heaviest_followed(bench: &Bench) -> Result<(), Breach> {
    let archive = bench.archive;
    let heads: Vec<_> = bench
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
fn roots_true(bench: &Bench) -> Result<(), Breach> {
    let archive = bench.archive;
    for head in bench.heads() {
        let entry: &Entry = archive.entry(&head);
        if entry.state.root() != entry.block.body().state_root {
            return Err(breach("judge.roots-true", &[&head]));
        }
    }
    Ok(())
}

/// What any two nodes that keep the rules hold for final is on one branch.
fn finality_agrees(bench: &Bench) -> Result<(), Breach> {
    let archive = bench.archive;
    let members = bench.nodes().filter_map(|(_, node)| node.any_member());
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

/// Validators hold what was deposited and earned, less what was lost and paid out; and the deposit
/// contract holds all that ever was deposited.
fn stake_conserved(bench: &Bench) -> Result<(), Breach> {
    let archive = bench.archive;
    let Some(genesis) = archive.after(&archive.genesis()) else {
        return Ok(());
    };
    for head in bench.heads() {
        let Some(state) = archive.after(&head) else {
            continue;
        };
        let flow = state.flow();
        let waiting = state.pending().iter().map(|waiting| waiting.deposit.amount);
        let in_contract = genesis.held() + flow.deposited + flow.forfeited + waiting.sum::<u64>();
        let contract = archive.entry(&head).state.balance(&DEPOSITS).0;
        let came = genesis.held() + flow.deposited + flow.earned;
        let went = state.held() + flow.lost + flow.withdrawn;
        if in_contract != contract || came != went {
            let arguments: [&dyn ToString; 2] = [&came, &went];
            return Err(breach("judge.stake-conserved", &arguments));
        }
    }
    Ok(())
}

/// A channel's contract holds exactly what its record says is locked.
fn channels_funded(bench: &Bench) -> Result<(), Breach> {
    let archive = bench.archive;
    for head in bench.heads() {
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
