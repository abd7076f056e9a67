//! Offers on nodes, miners and links.

use crate::base::ActorId;
use crate::command::{Command, NetworkCommand, Refusal};
use crate::network::Link;
use crate::scene::model::{Offer, OfferGroup, ParameterKind, Selection, System};
use crate::simulation::{MAX_SEARCHED_RATE, Session};

use super::build::*;
use super::choose::Chosen;
use super::{strategy, wallet};

/// Hash rate that a new miner comes with, in attempts a simulated second.
const NEW_RATE: u64 = 30;
/// Most hash rate that a sampled world's miner is offered.
const MAX_SAMPLED_RATE: u64 = 1_000_000;

/// Offers that are about no object.
pub(super) fn general(session: &Session) -> Vec<Offer> {
    let mut offers = vec![add_node(session)];
    offers.extend(mines(session).then(|| add_miner(session)));
    offers.push(add_link(session));
    offers.extend(wallet::general(session));
    offers.extend(cut_any(session));
    offers
}

/// Whether blocks are mined in this world.
fn mines(session: &Session) -> bool {
    session.setup().consensus.pow().is_some()
}

fn is_full(session: &Session) -> Option<Refusal> {
    let full = session.world().nodes().count() >= session.max_nodes();
    full.then(|| Refusal::new("node.too-many").with(session.max_nodes()))
}

fn add_node(session: &Session) -> Offer {
    let nodes = nodes(session);
    offer("act.add-node", OfferGroup::AddLayer1, System::Layer1)
        .with(
            "name",
            ParameterKind::Name(fresh_name(session, "n", nodes.len() + 1)),
        )
        .with("peers", ParameterKind::Actors(nodes))
        .unless(is_full(session))
}

fn add_miner(session: &Session) -> Offer {
    let nodes = nodes(session);
    let free = free_rate(session, None);
    offer("act.add-miner", OfferGroup::AddLayer1, System::Layer1)
        .with(
            "name",
            ParameterKind::Name(fresh_name(session, "m", nodes.len() + 1)),
        )
        .with(
            "hash-rate",
            count(1, free.max(1), NEW_RATE.min(free.max(1))),
        )
        .with("peers", ParameterKind::Actors(nodes))
        .unless(is_full(session))
        .unless(rate_is_spent(free))
}

/// Hash rate that a miner may have beside the others.
fn free_rate(session: &Session, but: Option<ActorId>) -> u64 {
    if session
        .setup()
        .consensus
        .pow()
        .is_some_and(|pow| pow.sampled)
    {
        return MAX_SAMPLED_RATE;
    }
    let others = session.world().nodes().filter(|(id, _)| Some(*id) != but);
    let spent: u64 = others.map(|(_, node)| node.hash_rate()).sum();
    MAX_SEARCHED_RATE.saturating_sub(spent)
}

fn rate_is_spent(free: u64) -> Option<Refusal> {
    let refusal = Refusal::new("hash-rate.needs-sampling");
    (free == 0).then(|| refusal.with(MAX_SEARCHED_RATE + 1).with(MAX_SEARCHED_RATE))
}

fn add_link(session: &Session) -> Offer {
    let mut nodes = nodes(session);
    if let Some(first) = nodes
        .iter()
        .position(|id| !unlinked(session, &nodes, *id).is_empty())
    {
        nodes.rotate_left(first);
    }
    let mut peers = rotated(&nodes);
    if let Some(first) = nodes.first() {
        let free = unlinked(session, &nodes, *first);
        peers.sort_by_key(|id| !free.contains(id));
    }
    offer("act.add-link", OfferGroup::AddLayer1, System::Layer1)
        .with("a", ParameterKind::Actor(nodes.clone()))
        .with("b", ParameterKind::Actor(peers))
        .with("latency", latency(session.setup().latency))
        .with_more("bandwidth", bandwidth(0))
        .unless(if_so(nodes.len() < 2, "link.needs-two"))
}

/// Nodes that have no link to this one yet.
fn unlinked(session: &Session, nodes: &[ActorId], id: ActorId) -> Vec<ActorId> {
    let topology = session.world().topology();
    let mut others = others(nodes, id);
    others.retain(|other| topology.link(id, *other).is_none());
    others
}

fn cut_any(session: &Session) -> Option<Offer> {
    let links = session.world().topology().links();
    let peers = links.filter(|(a, b, _)| both_nodes(session, *a, *b));
    let up: Vec<_> = peers
        .filter(|(_, _, link)| link.up)
        .map(|(a, b, _)| Selection::Link(a.min(b), a.max(b)))
        .collect();
    (!up.is_empty()).then(|| {
        offer("act.cut-a-link", OfferGroup::Break, System::Layer1)
            .with("link", ParameterKind::Object(up))
    })
}

fn both_nodes(session: &Session, a: ActorId, b: ActorId) -> bool {
    let world = session.world();
    let is_one = |id| world.node(id).is_some() && world.directory().is_below(id);
    is_one(a) && is_one(b)
}

/// Offers beside a node.
pub(super) fn node(session: &Session, id: ActorId) -> Vec<Offer> {
    let Some(node) = session.world().node(id) else {
        return Vec::new();
    };
    let about = Selection::Node(id);
    let free = free_rate(session, Some(id));
    let rate = |now: u64| count(1, free.max(1), now.clamp(1, free.max(1)));
    let nodes = nodes(session);
    let others = unlinked(session, &nodes, id);
    let mut offers = if !mines(session) {
        Vec::new()
    } else if node.hash_rate() == 0 {
        let mine = act("act.mine", System::Layer1, &about).with("hash-rate", rate(NEW_RATE));
        vec![mine.unless(rate_is_spent(free))]
    } else {
        vec![
            act("act.set-hash-rate", System::Layer1, &about)
                .with("hash-rate", rate(node.hash_rate())),
            act("act.stop-mining", System::Layer1, &about),
        ]
    };
    let alone = if_so(nodes.len() < 2, "link.needs-two");
    let everybody = if_so(others.is_empty(), "link.all-linked");
    let link = act("act.link-to", System::Layer1, &about)
        .with("b", ParameterKind::Actor(others))
        .with("latency", latency(session.setup().latency))
        .with_more("bandwidth", bandwidth(0));
    offers.push(link.unless(alone).unless(everybody));
    offers.extend(strategy::node(session, id));
    offers
}

/// Offers beside a link.
pub(super) fn link(session: &Session, a: ActorId, b: ActorId) -> Vec<Offer> {
    let Some(link) = session.world().topology().link(a, b) else {
        return Vec::new();
    };
    let about = Selection::Link(a.min(b), a.max(b));
    let change = if link.up { "act.cut" } else { "act.mend" };
    let mut offers = vec![act(change, System::Layer1, &about), set_link(link, &about)];
    if both_nodes(session, a, b) {
        offers.push(act("act.unlink", System::Layer1, &about));
        offers.extend(super::faults::link(a, b));
    }
    offers
}

fn set_link(link: &Link, about: &Selection) -> Offer {
    act("act.set-link", System::Layer1, about)
        .with("latency", latency(link.latency))
        .with_more("bandwidth", bandwidth(link.bandwidth))
        .unless(if_so(!link.up, "link.is-cut"))
}

/// The command of an offer of Layer 1; `None` if the key is none of its own.
pub(super) fn command(key: &str, chosen: &Chosen) -> Option<Result<Command, Refusal>> {
    network_command(key, chosen).map(|found| found.map(Command::Network))
}

fn network_command(key: &str, chosen: &Chosen) -> Option<Result<NetworkCommand, Refusal>> {
    match (key, chosen.about) {
        ("act.add-node", _) => Some(join(chosen, Ok(0))),
        ("act.add-miner", _) => Some(join(chosen, chosen.count("hash-rate"))),
        ("act.add-link", _) => Some(connect(chosen, chosen.actor("a"), chosen.actor("b"))),
        ("act.link-to", Some(Selection::Node(id))) => {
            Some(connect(chosen, chosen.name_of(*id), chosen.actor("b")))
        }
        ("act.set-link", Some(Selection::Link(a, b))) => {
            Some(connect(chosen, chosen.name_of(*a), chosen.name_of(*b)))
        }
        ("act.mine" | "act.set-hash-rate", Some(Selection::Node(id))) => {
            Some(rate(chosen, *id, chosen.count("hash-rate")))
        }
        ("act.stop-mining", Some(Selection::Node(id))) => Some(rate(chosen, *id, Ok(0))),
        ("act.cut-a-link", _) => Some(
            chosen
                .object("link")
                .and_then(|link| ends(chosen, &link, Ends::Cut)),
        ),
        ("act.cut", Some(link)) => Some(ends(chosen, link, Ends::Cut)),
        ("act.mend", Some(link)) => Some(ends(chosen, link, Ends::Mend)),
        ("act.unlink", Some(link)) => Some(ends(chosen, link, Ends::Unlink)),
        _ => None,
    }
}

fn join(chosen: &Chosen, hash_rate: Result<u64, Refusal>) -> Result<NetworkCommand, Refusal> {
    Ok(NetworkCommand::AddNode {
        name: chosen.word("name")?,
        hash_rate: hash_rate?,
        peers: chosen.actors("peers"),
    })
}

fn rate(
    chosen: &Chosen,
    id: ActorId,
    hash_rate: Result<u64, Refusal>,
) -> Result<NetworkCommand, Refusal> {
    Ok(NetworkCommand::SetHashRate {
        node: chosen.name_of(id)?,
        hash_rate: hash_rate?,
    })
}

fn connect(
    chosen: &Chosen,
    a: Result<String, Refusal>,
    b: Result<String, Refusal>,
) -> Result<NetworkCommand, Refusal> {
    Ok(NetworkCommand::Link {
        a: a?,
        b: b?,
        latency: chosen.span("latency")?,
        bandwidth: chosen.count("bandwidth").unwrap_or(0),
    })
}

#[derive(Clone, Copy)]
enum Ends {
    Cut,
    Mend,
    Unlink,
}

fn ends(chosen: &Chosen, link: &Selection, what: Ends) -> Result<NetworkCommand, Refusal> {
    let Selection::Link(a, b) = link else {
        return Err(Refusal::new("offer.choice").with("link"));
    };
    let (a, b) = (chosen.name_of(*a)?, chosen.name_of(*b)?);
    Ok(match what {
        Ends::Cut => NetworkCommand::Cut { a, b },
        Ends::Mend => NetworkCommand::Mend { a, b },
        Ends::Unlink => NetworkCommand::Unlink { a, b },
    })
}
