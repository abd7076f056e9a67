//! Offers on stake, votes and producers.

use crate::actor::{DEFAULT_GAS_PRICE, Delegate, Node};
use crate::base::{ActorId, Amount};
use crate::command::{Command, Conduct, DelegatedCommand, Refusal};
use crate::consensus::dpos::delegation::Delegation;
use crate::consensus::dpos::delegation_of;
use crate::scene::model::{Offer, ParameterKind, Selection, System};
use crate::simulation::Session;

use super::build::*;
use super::choose::Chosen;

/// Gas for which coins are kept back when all the rest is staked.
const CALL_GAS: u64 = 400_000;

/// Delegation as a node's head has it.
fn state_at(session: &Session, node: ActorId) -> Option<&Delegation> {
    let head = session.world().node(node)?.tree().head();
    delegation_of(&*session.archive().entry(&head).engine)
}

/// Offers beside a person who may vote.
pub(super) fn agent(session: &Session, id: ActorId) -> Vec<Offer> {
    let Some(agent) = session.world().agent(id) else {
        return Vec::new();
    };
    let Some(state) = state_at(session, agent.home()) else {
        return Vec::new();
    };
    let about = Selection::Agent(id);
    let voter = state.electorate().voters().get(&agent.address());
    let staked = Amount(voter.map_or(0, |voter| voter.stake));
    let kept = DEFAULT_GAS_PRICE.0.saturating_mul(CALL_GAS);
    let free = Amount(spendable(session, id).0.saturating_sub(kept));
    let most = Amount(free.0 / 2);
    let offer = |key| act(key, System::Layer1, &about);
    vec![
        offer("act.stake")
            .with("amount", amount(1, free, most))
            .unless(if_so(free.0 == 0, "wallet.empty")),
        offer("act.vote")
            .with(
                "producers",
                ParameterKind::Actors(registered(session, state)),
            )
            .unless(if_so(staked.0 == 0, "delegation.no-stake")),
        offer("act.unstake")
            .with("amount", amount(1, staked, staked))
            .unless(if_so(staked.0 == 0, "delegation.no-stake")),
        offer("act.refund"),
    ]
}

/// Nodes that offer to produce.
fn registered(session: &Session, state: &Delegation) -> Vec<ActorId> {
    let producers = state.electorate().producers();
    let offers = |node: &Node| {
        let name = node.member::<Delegate>()?.name()?;
        producers.get(&name).map(|producer| producer.active)
    };
    let nodes = session.world().nodes();
    nodes
        .filter(|(_, node)| offers(node) == Some(true))
        .map(|(id, _)| id)
        .collect()
}

/// Offers beside a node that produces, or may.
pub(super) fn node(session: &Session, id: ActorId) -> Vec<Offer> {
    let Some(state) = state_at(session, id) else {
        return Vec::new();
    };
    let about = Selection::Node(id);
    let offer = |key| act(key, System::Layer1, &about);
    if !registered(session, state).contains(&id) {
        return vec![offer("act.register")];
    }
    let people = people(session);
    let whom = |key| {
        offer(key)
            .with("person", ParameterKind::Actor(people.clone()))
            .unless(if_so(people.is_empty(), "person.none"))
    };
    vec![
        offer("act.behave-honest"),
        offer("act.behave-absent"),
        offer("act.behave-twice"),
        whom("act.behave-censor"),
        whom("act.behave-veto"),
        offer("act.claim"),
        offer("act.retire"),
    ]
}

/// The command of an offer of delegation; `None` if the key is none of its own.
pub(super) fn command(key: &str, chosen: &Chosen) -> Option<Result<Command, Refusal>> {
    let found = match chosen.about {
        Some(Selection::Agent(id)) => of_person(key, chosen, *id),
        Some(Selection::Node(id)) => of_node(key, chosen, *id),
        _ => None,
    };
    found.map(|command| command.map(Command::Delegated))
}

fn of_person(key: &str, chosen: &Chosen, id: ActorId) -> Option<Result<DelegatedCommand, Refusal>> {
    let known = ["act.stake", "act.unstake", "act.refund", "act.vote"];
    known.contains(&key).then(|| {
        let person = chosen.name_of(id)?;
        Ok(match key {
            "act.stake" => DelegatedCommand::Stake {
                person,
                amount: chosen.amount("amount")?,
            },
            "act.unstake" => DelegatedCommand::Unstake {
                person,
                amount: chosen.amount("amount")?,
            },
            "act.vote" => DelegatedCommand::Vote {
                person,
                producers: chosen.actors("producers"),
            },
            _ => DelegatedCommand::Refund { person },
        })
    })
}

fn of_node(key: &str, chosen: &Chosen, id: ActorId) -> Option<Result<DelegatedCommand, Refusal>> {
    let behave = |conduct: Result<Conduct, Refusal>| {
        let node = chosen.name_of(id)?;
        let conduct = conduct?;
        Ok(DelegatedCommand::Behave { node, conduct })
    };
    let person = || chosen.actor("person");
    let name = || chosen.name_of(id);
    Some(match key {
        "act.register" => name().map(|node| DelegatedCommand::Register { node }),
        "act.retire" => name().map(|node| DelegatedCommand::Retire { node }),
        "act.claim" => name().map(|node| DelegatedCommand::Claim { node }),
        "act.behave-honest" => behave(Ok(Conduct::Honest)),
        "act.behave-absent" => behave(Ok(Conduct::Absent)),
        "act.behave-twice" => behave(Ok(Conduct::ProduceTwice)),
        "act.behave-censor" => behave(person().map(|person| Conduct::Censor { person })),
        "act.behave-veto" => behave(person().map(|person| Conduct::Veto { person })),
        _ => return None,
    })
}
