//! A person: keys, account, what waits, and what it does in the Layer 2 systems.

use crate::actor::{Agent, Contact};
use crate::base::{ActorId, encode};
use crate::layer2::channel::ChannelRole;
use crate::scene::model::{Field, Selection, System, Text, Value};
use crate::scene::people::role;
use crate::scene::rollup;

use super::bytes::{Parts, section};
use super::page::{Page, field};
use super::{Desk, merkle, validators};

pub(super) fn person(desk: &Desk, id: ActorId) -> Option<Page> {
    let sight = desk.sight;
    let (contact, agent) = (sight.world.directory().get(id)?, sight.world.agent(id)?);
    let state = &sight.head_of(agent.home()).state;
    let account = state.account(&contact.address);
    let role = role(sight, id);
    let system = match role {
        "role.sequencer" | "role.verifier" => System::Rollup,
        "role.channel-party" => System::Channel,
        _ => System::Layer1,
    };
    let watched = agent
        .wallet()
        .watched()
        .map(|(_, signed, _)| Selection::Transaction(signed.id()));
    let bytes = encode(&account);
    let parts = Parts::default()
        .then("part.nonce", 8)
        .then("part.balance", 8)
        .then("part.contract", bytes.len() - 16);
    let page = Page::new(
        system,
        Text::key("inspect.person").with("name", Value::Name(contact.name.clone())),
    )
    .state(Text::key(role))
    .fields(fields(desk, contact, agent))
    .fields(above(desk, id))
    .fields(validators::of_person(desk, agent.home(), &contact.address))
    .section(section("bytes.account", &bytes, parts, false))
    .sections(merkle::account(state, &contact.address))
    .list("list.watched", watched.collect())
    .related([Selection::Node(agent.home())])
    .related(rooms(desk, id));
    Some(page)
}

fn fields(desk: &Desk, contact: &Contact, agent: &Agent) -> Vec<Field> {
    let head = desk.sight.head_of(agent.home());
    let pending = agent
        .wallet()
        .watched()
        .filter(|(_, _, included)| included.is_none());
    vec![
        field("field.address", Value::Address(contact.address)),
        field("field.public-key", Value::Hex(contact.key.0.to_vec())),
        field("field.node", Value::Link(Selection::Node(agent.home()))),
        field(
            "field.balance",
            Value::Amount(head.state.balance(&contact.address)),
        ),
        field(
            "field.nonce",
            Value::Count(head.state.nonce(&contact.address)),
        ),
        field("field.pending", Value::Count(pending.count() as u64)),
        field("field.seen-at", Value::Height(head.height())),
    ]
}

/// What the person owns above.
fn above(desk: &Desk, id: ActorId) -> Vec<Field> {
    let sight = desk.sight;
    let Some(agent) = sight.world.agent(id) else {
        return Vec::new();
    };
    let channels = agent
        .role::<ChannelRole>()
        .into_iter()
        .flat_map(|role| role.views());
    let channels = channels.filter_map(|view| {
        let owned = view.latest.as_ref()?.balances[usize::from(view.me & 1)];
        Some(field("field.owns-in-channel", Value::Amount(owned)))
    });
    let rollups = rollup::numbers(sight).filter_map(|number| {
        let seat = rollup::seat(sight, number, id)?;
        let spendable = seat.user().spendable(seat.derivation(), &agent.address());
        Some(field("field.owns-on-rollup", Value::Amount(spendable)))
    });
    channels.chain(rollups).collect()
}

/// The channels and rollups that the person has to do with.
fn rooms(desk: &Desk, id: ActorId) -> Vec<Selection> {
    let directory = desk.sight.world.directory();
    let channels = (1..)
        .zip(&directory.channels)
        .filter(|(_, parties)| parties.contains(&id));
    let rollups = (1..).zip(&directory.rollups);
    let rollups = rollups.filter(|(number, _)| rollup::seat(desk.sight, *number, id).is_some());
    let channels = channels.map(|(number, _)| Selection::Channel(number));
    channels
        .chain(rollups.map(|(number, _)| Selection::Rollup(number)))
        .collect()
}
