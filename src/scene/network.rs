//! Layer 1 as machines and wires.

use std::collections::{BTreeMap, BTreeSet};

use crate::actor::{Contact, Delegate, Node as Machine, Validating};
use crate::base::{ActorId, Address, Amount, Span, order};
use crate::command::Strategy;
use crate::consensus::gasper::engine::validators_of;
use crate::network::{LinkKind, Region};

use super::model::{Link, Network, Node, NodeCondition, NodeRole, Producers, Text};
use super::sight::Sight;

/// What a miner has to show for its work.
#[derive(Clone, Copy, Default)]
struct Work {
    earned: Amount,
    on_main: u32,
    orphaned: u32,
}

pub(super) fn build(sight: &Sight, producers: Option<&Producers>) -> Network {
    let all: u64 = sight.nodes().map(|(_, node)| node.hash_rate()).sum();
    let turns = turns(producers);
    let stakes = stakes(sight);
    let links = links(sight);
    let works = works(sight);
    let gateways = gateways(sight);
    let nodes = sight.nodes().enumerate().map(|(slot, (contact, machine))| {
        let work = works.get(&contact.address).copied().unwrap_or_default();
        Node {
            slot: slot as u32,
            roles: roles(
                machine,
                (
                    turns.contains_key(&contact.id),
                    stakes.contains_key(&contact.id),
                ),
                gateways.get(&contact.id),
            ),
            share: match turns.get(&contact.id).or(stakes.get(&contact.id)) {
                Some(share) => *share,
                None => per_mille(machine.hash_rate(), all),
            },
            condition: condition(sight, machine, &links, contact.id),
            earned: work.earned,
            blocks_on_main: work.on_main,
            blocks_orphaned: work.orphaned,
            ..plain(sight, contact, machine)
        }
    });
    Network {
        nodes: nodes.collect(),
        hop: hop(&links),
        links,
        others: others(sight),
        seen_as: sight.seen_as,
        hash_rate: all,
    }
}

fn others(sight: &Sight) -> Vec<(ActorId, String)> {
    let world = sight.world;
    let contacts = world.directory().contacts().iter();
    let others =
        contacts.filter(|one| world.node(one.id).is_none() && world.agent(one.id).is_none());
    others.map(|one| (one.id, one.name.clone())).collect()
}

fn plain(sight: &Sight, contact: &Contact, machine: &Machine) -> Node {
    let head = machine.tree().head();
    Node {
        id: contact.id,
        slot: 0,
        name: contact.name.clone(),
        roles: Vec::new(),
        hash_rate: machine.hash_rate(),
        share: 0,
        head_height: sight.archive.entry(&head).height(),
        head,
        mempool: machine.pool().len() as u32,
        condition: NodeCondition::Up,
        disagrees: head != sight.head().id(),
        earned: Amount(0),
        blocks_on_main: 0,
        blocks_orphaned: 0,
        region: region(sight, contact.id),
    }
}

/// Where a node of the setup stands, if it says so.
fn region(sight: &Sight, id: ActorId) -> Option<Text> {
    let setup = sight.session.setup().nodes.get(id.0 as usize)?;
    setup.region.map(|region| {
        Text::key(match region {
            Region::NorthAmerica => "region.north-america",
            Region::Europe => "region.europe",
            Region::SouthAmerica => "region.south-america",
            Region::AsiaPacific => "region.asia-pacific",
            Region::Japan => "region.japan",
            Region::Australia => "region.australia",
        })
    })
}

/// Rewards and blocks by the address that mined them.
fn works(sight: &Sight) -> BTreeMap<Address, Work> {
    let mut works: BTreeMap<Address, Work> = BTreeMap::new();
    for entry in sight.main.iter().skip(1) {
        let work = works.entry(entry.block.body().miner).or_default();
        let subsidy = sight.archive.rules().consensus.subsidy(entry.height());
        let tips = entry.receipts.iter().map(|receipt| receipt.tip().0);
        let reward = tips.fold(subsidy.0, u64::saturating_add);
        work.earned = Amount(work.earned.0.saturating_add(reward));
        work.on_main += 1;
    }
    let known = sight
        .node()
        .into_iter()
        .flat_map(|node| node.tree().known());
    for id in known.filter(|id| !sight.is_main(id)) {
        let miner = sight.archive.entry(id).block.body().miner;
        works.entry(miner).or_default().orphaned += 1;
    }
    works
}

/// Nodes that people hear Layer 1 through, and whether one of them takes part in a Layer 2.
fn gateways(sight: &Sight) -> BTreeMap<ActorId, bool> {
    let directory = sight.world.directory();
    let channels = directory.channels.iter().flatten().copied();
    let rollups = directory.rollups.iter();
    let rollups = rollups.flat_map(|rollup| [rollup.sequencer, rollup.verifier]);
    let above: BTreeSet<ActorId> = order::gather(channels.chain(rollups));
    let mut gateways = BTreeMap::new();
    for (contact, _) in sight.people() {
        if let Some(home) = contact.home {
            *gateways.entry(home).or_default() |= above.contains(&contact.id);
        }
    }
    gateways
}

/// Each scheduled producer's share of the turns.
fn turns(producers: Option<&Producers>) -> BTreeMap<ActorId, u32> {
    let rows = producers.into_iter().flat_map(|found| &found.rows);
    let scheduled: Vec<ActorId> = rows
        .filter(|row| row.scheduled)
        .filter_map(|row| row.node)
        .collect();
    let mut turns = BTreeMap::new();
    for node in &scheduled {
        *turns.entry(*node).or_default() += per_mille(1, scheduled.len() as u64);
    }
    turns
}

/// Each node's share of the stake on duty, as of the chosen node's head.
fn stakes(sight: &Sight) -> BTreeMap<ActorId, u32> {
    let mut stakes = BTreeMap::new();
    let Some(state) = validators_of(&*sight.head().engine) else {
        return stakes;
    };
    let epoch = state.epoch();
    for (contact, machine) in sight.nodes() {
        let indices = machine.member::<Validating>().map(Validating::indices);
        let mut staked = 0;
        for index in indices.into_iter().flatten() {
            let validator = state.validators().get(index as usize);
            staked += validator
                .filter(|one| one.is_active(epoch))
                .map_or(0, |one| one.effective);
        }
        if staked > 0 {
            stakes.insert(contact.id, per_mille(staked, state.total()));
        }
    }
    stakes
}

fn per_mille(part: u64, whole: u64) -> u32 {
    (u128::from(part) * 1_000 / u128::from(whole.max(1))) as u32
}

/// Whether it does other than the protocol asks for, or leaves somebody out, as the user told it to.
fn is_rogue(machine: &Machine) -> bool {
    let member = machine.any_member();
    let censors = machine.member::<Delegate>().and_then(Delegate::censors);
    machine.strategy() != Strategy::Honest
        || member.is_some_and(|one| !one.keeps_the_rules())
        || censors.is_some()
}

fn roles(
    machine: &Machine,
    (produces, validates): (bool, bool),
    clients: Option<&bool>,
) -> Vec<NodeRole> {
    let mut roles = Vec::new();
    if machine.hash_rate() > 0 {
        roles.push(NodeRole::Miner);
    }
    if produces {
        roles.push(NodeRole::Producer);
    }
    if validates {
        roles.push(NodeRole::Validator);
    }
    if is_rogue(machine) {
        roles.push(NodeRole::Rogue);
    }
    if clients.is_some() {
        roles.push(NodeRole::Gateway);
    }
    if clients == Some(&true) {
        roles.push(NodeRole::Layer2Client);
    }
    roles
}

fn condition(sight: &Sight, machine: &Machine, links: &[Link], id: ActorId) -> NodeCondition {
    if sight.world.is_down(id) {
        return NodeCondition::Down;
    }
    let alone = sight.world.topology().peers(id).is_empty();
    let linked = links.iter().any(|link| link.a == id || link.b == id);
    let others = sight.nodes().nth(1).is_some();
    if alone && (linked || others) {
        NodeCondition::CutOff
    } else if machine.is_syncing() {
        NodeCondition::Syncing
    } else {
        NodeCondition::Up
    }
}

fn links(sight: &Sight) -> Vec<Link> {
    let all = sight.world.topology().links();
    // Who has no machine of his own, as an attacker on tables of addresses, is not drawn.
    let below = sight.world.directory();
    let is_machine = |id: &ActorId| sight.world.node(*id).is_some() && below.is_below(*id);
    let peers =
        all.filter(|(a, b, link)| link.kind == LinkKind::Peer && is_machine(a) && is_machine(b));
    let mut links: Vec<Link> = peers
        .map(|(a, b, link)| Link {
            a: a.min(b),
            b: a.max(b),
            latency: link.latency,
            bandwidth: link.bandwidth,
            up: link.up && !sight.world.faults().divide(sight.now(), a, b),
        })
        .collect();
    order::sort_by_key(&mut links, |link| (link.a, link.b));
    links
}

fn hop(links: &[Link]) -> Span {
    let mut latencies: Vec<Span> = links
        .iter()
        .filter(|link| link.up)
        .map(|link| link.latency)
        .collect();
    order::sort(&mut latencies);
    latencies
        .get(latencies.len() / 2)
        .copied()
        .unwrap_or_default()
}
