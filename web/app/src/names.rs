//! What everyone and everything is called on the page.

use crate::text;
use bilayer::base::order;
use bilayer::scene::model::{ActorId, Address, Border, Network, Person, Selection, Text};
use std::collections::BTreeMap;

/// Names of actors, contracts and objects, for one scene.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    actors: BTreeMap<ActorId, String>,
    contracts: BTreeMap<Address, Text>,
}

impl Names {
    /// Collects the names of a scene's parts.
    pub fn collect(network: &Network, people: &[Person], border: &Border) -> Self {
        let nodes = network
            .nodes
            .iter()
            .map(|node| (node.id, node.name.clone()));
        let people = people.iter().map(|person| (person.id, person.name.clone()));
        let contracts = border.contracts.iter();
        Self {
            actors: order::gather(nodes.chain(people).chain(network.others.iter().cloned())),
            contracts: order::gather(contracts.map(|found| (found.address, found.name.clone()))),
        }
    }

    /// The name of an actor.
    pub fn of(&self, who: ActorId) -> String {
        match self.actors.get(&who) {
            Some(name) => name.clone(),
            None => text::say_with("name.unknown", &[("id", who.0.to_string())]),
        }
    }

    /// The name of an actor that may be nobody known.
    pub fn of_known(&self, who: Option<ActorId>) -> String {
        who.map_or_else(|| text::say("name.nobody"), |who| self.of(who))
    }

    /// The name of a contract.
    pub fn contract(&self, address: Address) -> String {
        match self.contracts.get(&address) {
            Some(name) => text::tell(name, self),
            None => text::shorten(&text::hex(&address.0)),
        }
    }

    /// What an object is called, in a few words.
    pub fn title(&self, object: &Selection) -> String {
        match object {
            Selection::Node(who) | Selection::Agent(who) => self.of(*who),
            Selection::Link(a, b) => format!("{} – {}", self.of(*a), self.of(*b)),
            Selection::Contract(address) => self.contract(*address),
            Selection::Block(id) => titled("block", text::shorten(&text::hex(&id.0))),
            Selection::Transaction(id) => titled("transaction", text::shorten(&text::hex(&id.0))),
            Selection::Transfer(_, id) => titled("transfer", text::shorten(&text::hex(&id.0))),
            Selection::Channel(number) => titled("channel", number.to_string()),
            Selection::ChannelState(_, version) => titled("channel-state", version.to_string()),
            Selection::Rollup(number) => titled("rollup", number.to_string()),
            Selection::Batch(_, number) => titled("batch", number.to_string()),
            Selection::Deposit(_, number) => titled("deposit", number.to_string()),
            Selection::Withdrawal(_, number) => titled("withdrawal", number.to_string()),
            Selection::Packet(number) => titled("packet", number.to_string()),
            Selection::Event(place) => titled("event", place.to_string()),
        }
    }
}

fn titled(kind: &str, id: String) -> String {
    text::say_with(&format!("title.{kind}"), &[("id", id)])
}
