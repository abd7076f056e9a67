//! Those who own keys.

use crate::actor::{Agent, Contact};
use crate::base::ActorId;
use crate::layer2::channel::{ChannelRole, PartyView};

use super::model::{Person, Text};
use super::sight::Sight;

pub(super) fn build(sight: &Sight) -> Vec<Person> {
    let people = sight
        .people()
        .map(|(contact, agent)| person(sight, contact, agent));
    people.chain(outsiders(sight)).collect()
}

/// Who takes part without a node or a trusted one: light clients, attackers on tables of addresses.
fn outsiders<'a>(sight: &'a Sight) -> impl Iterator<Item = Person> + use<'a> {
    let contacts = sight.world.directory().contacts().iter();
    contacts.filter_map(|contact| {
        let light = sight.world.light(contact.id);
        let flooder = sight.world.flooder(contact.id);
        let node = match (light, flooder) {
            (Some(_), _) => contact.home?,
            (_, Some(flooder)) => flooder.victim(),
            _ => return None,
        };
        Some(Person {
            id: contact.id,
            name: contact.name.clone(),
            address: contact.address,
            role: Text::key(role(sight, contact.id)),
            node,
            balance: sight.head_of(node).state.balance(&contact.address),
            pending: 0,
            dishonest: flooder.is_some(),
            away: false,
        })
    })
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
        dishonest: is_dishonest(sight, contact.id),
        away: is_away(sight, contact.id),
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
    } else if sight.world.light(who).is_some() {
        "role.light-client"
    } else if sight.world.flooder(who).is_some() {
        "role.attacker"
    } else {
        "role.account"
    }
}

fn is_dishonest(sight: &Sight, who: ActorId) -> bool {
    let cheats = channels(sight, who).any(|view| view.cheats_with.is_some());
    let mut seats =
        super::rollup::numbers(sight).filter_map(|number| super::rollup::seat(sight, number, who));
    cheats || seats.any(|seat| seat.sequencer().is_some_and(|part| part.lie().is_some()))
}

fn is_away(sight: &Sight, who: ActorId) -> bool {
    let asleep = channels(sight, who).any(|view| view.asleep);
    let mut seats =
        super::rollup::numbers(sight).filter_map(|number| super::rollup::seat(sight, number, who));
    asleep || seats.any(|seat| seat.verifier().is_some_and(|part| part.is_asleep()))
}

fn channels<'a>(sight: &Sight<'a>, who: ActorId) -> impl Iterator<Item = PartyView> + use<'a> {
    let role = sight
        .world
        .agent(who)
        .and_then(|agent| agent.role::<ChannelRole>());
    role.into_iter().flat_map(|role| role.views())
}
