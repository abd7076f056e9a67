//! Those who own keys.

use crate::actor::{Agent, Contact};
use crate::base::ActorId;

use super::model::{Person, Text};
use super::sight::Sight;

pub(super) fn build(sight: &Sight) -> Vec<Person> {
    sight
        .people()
        .map(|(contact, agent)| person(sight, contact, agent))
        .collect()
}

fn person(sight: &Sight, contact: &Contact, agent: &Agent) -> Person {
    let state = &sight.head_of(agent.home()).state;
    Person {
        id: contact.id,
        name: contact.name.clone(),
        address: contact.address,
        role: Text::key(role(sight, contact.id)),
        node: agent.home(),
        balance: state.balance(&contact.address),
        pending: pending(agent),
        dishonest: false,
        away: false,
    }
}

fn pending(agent: &Agent) -> u32 {
    let watched = agent.wallet().watched();
    watched
        .filter(|(_, _, included)| included.is_none())
        .count() as u32
}

/// The key of what somebody is.
pub(super) fn role(sight: &Sight, who: ActorId) -> &'static str {
    let directory = sight.world.directory();
    if directory
        .rollups
        .iter()
        .any(|rollup| rollup.sequencer == who)
    {
        "role.sequencer"
    } else if directory
        .rollups
        .iter()
        .any(|rollup| rollup.verifier == who)
    {
        "role.verifier"
    } else if directory
        .channels
        .iter()
        .flatten()
        .any(|party| *party == who)
    {
        "role.channel-party"
    } else {
        "role.account"
    }
}
