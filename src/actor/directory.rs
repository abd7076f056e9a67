//! The world's phone book: who is called what, with which key; which channels and rollups were started by whom.

use std::collections::{BTreeMap, BTreeSet};

use borsh::BorshSerialize;

use crate::base::{ActorId, Address, Digest, PublicKey};
use crate::chain::LAYER1;
use crate::command::{Founding, Refusal, RollupSettings};

/// What everybody may know of somebody.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Contact {
    /// The actor.
    pub id: ActorId,
    /// Its name.
    pub name: String,
    /// Its public key: of a person, what it signs with; of a node, where rewards go.
    pub key: PublicKey,
    /// The key's address.
    pub address: Address,
    /// For a person, the node that it is a client of.
    pub home: Option<ActorId>,
    /// The chain that it is on; of a person, the one of its first account. Covered by [`ChainContact::nodes`].
    #[borsh(skip)]
    pub chain: u32,
}

/// A second chain as it was founded.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct ChainContact {
    /// What it began with.
    pub founding: Founding,
    /// Names it among all that ever began, in whichever course of events: a digest of number, moment, and all of the above.
    pub key: Digest,
    /// Simulated seconds at which it began.
    pub founded: u32,
    /// Its first block.
    pub genesis: Digest,
    /// The contract on Layer 1 that holds what is locked.
    pub vault: Address,
    /// Its nodes of the beginning and those that joined.
    pub nodes: Vec<ActorId>,
    /// Its functionaries of the beginning, and those asked for since.
    pub members: Vec<ActorId>,
}

/// A rollup as it was asked for.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct RollupContact {
    /// Who sequences.
    pub sequencer: ActorId,
    /// Who verifies.
    pub verifier: ActorId,
    /// Its parameters.
    pub settings: RollupSettings,
}

/// Names, keys, and numbered things.
#[derive(Clone, Debug, Default, BorshSerialize)]
pub struct Directory {
    contacts: Vec<Contact>,
    names: BTreeMap<String, ActorId>,
    people: u32,
    /// Follows from the setup, and is no part of the fingerprint.
    #[borsh(skip)]
    light: BTreeSet<ActorId>,
    /// Parties of each channel ever asked for; the first has number 1.
    pub channels: Vec<[ActorId; 2]>,
    /// Each rollup ever asked for; the first has number 1.
    pub rollups: Vec<RollupContact>,
    /// Each second chain; the first has number 2. The fingerprint covers them where there are any.
    #[borsh(skip)]
    pub chains: Vec<ChainContact>,
}

impl Directory {
    /// Adds somebody; ids are given in order.
    pub fn add(&mut self, name: &str, key: PublicKey, home: Option<ActorId>) -> ActorId {
        let chain = home.map_or(LAYER1, |home| self.chain_of(home));
        let id = ActorId(self.contacts.len() as u32);
        self.names.insert(name.to_owned(), id);
        self.people += u32::from(home.is_some());
        self.contacts.push(Contact {
            id,
            name: name.to_owned(),
            key,
            address: key.address(),
            home,
            chain,
        });
        id
    }

    /// Somebody is a node of a second chain.
    pub fn set_chain(&mut self, id: ActorId, number: u32) {
        if let Some(contact) = self.contacts.get_mut(id.0 as usize) {
            contact.chain = number;
        }
        let place = number.checked_sub(LAYER1 + 1);
        if let Some(chain) = place.and_then(|index| self.chains.get_mut(index as usize)) {
            chain.nodes.push(id);
        }
    }

    /// The chain that somebody is on.
    pub fn chain_of(&self, id: ActorId) -> u32 {
        self.get(id).map_or(LAYER1, |contact| contact.chain)
    }

    /// Whether somebody is on Layer 1.
    pub fn is_below(&self, id: ActorId) -> bool {
        self.chain_of(id) == LAYER1
    }

    /// A second chain by number, counted from 2.
    ///
    /// # Errors
    /// `chain.unknown`.
    pub fn chain(&self, number: u32) -> Result<&ChainContact, Refusal> {
        number
            .checked_sub(LAYER1 + 1)
            .and_then(|index| self.chains.get(index as usize))
            .ok_or_else(|| Refusal::new("chain.unknown").with(number))
    }

    /// Somebody has a light client, and no node that it trusts.
    pub fn set_light(&mut self, id: ActorId) {
        self.light.insert(id);
    }

    /// Whether somebody has a light client.
    pub fn is_light(&self, id: ActorId) -> bool {
        self.light.contains(&id)
    }

    /// Number of people; all others are nodes.
    pub fn people(&self) -> usize {
        self.people as usize
    }

    /// Everybody, in the order of ids.
    pub fn contacts(&self) -> &[Contact] {
        &self.contacts
    }

    /// Somebody by id.
    pub fn get(&self, id: ActorId) -> Option<&Contact> {
        self.contacts.get(id.0 as usize)
    }

    /// Somebody by address.
    pub fn by_address(&self, address: &Address) -> Option<&Contact> {
        self.contacts
            .iter()
            .find(|contact| contact.address == *address)
    }

    /// Somebody by name.
    ///
    /// # Errors
    /// `name.unknown` if there is nobody of that name.
    pub fn find(&self, name: &str) -> Result<&Contact, Refusal> {
        self.names
            .get(name)
            .and_then(|id| self.get(*id))
            .ok_or_else(|| Refusal::new("name.unknown").with(name))
    }

    /// A person by name.
    ///
    /// # Errors
    /// `name.unknown`, or `name.not-a-person` for a node.
    pub fn person(&self, name: &str) -> Result<&Contact, Refusal> {
        let contact = self.find(name)?;
        match contact.home {
            Some(_) => Ok(contact),
            None => Err(Refusal::new("name.not-a-person").with(name)),
        }
    }

    /// A node by name.
    ///
    /// # Errors
    /// `name.unknown`, or `name.not-a-node` for a person.
    pub fn node(&self, name: &str) -> Result<&Contact, Refusal> {
        let contact = self.find(name)?;
        match contact.home {
            None => Ok(contact),
            Some(_) => Err(Refusal::new("name.not-a-node").with(name)),
        }
    }

    /// The parties of a channel by number, counted from 1.
    ///
    /// # Errors
    /// `channel.unknown`.
    pub fn channel(&self, number: u32) -> Result<[ActorId; 2], Refusal> {
        number
            .checked_sub(1)
            .and_then(|index| self.channels.get(index as usize))
            .copied()
            .ok_or_else(|| Refusal::new("channel.unknown").with(number))
    }

    /// A rollup by number, counted from 1.
    ///
    /// # Errors
    /// `rollup.unknown`.
    pub fn rollup(&self, number: u32) -> Result<&RollupContact, Refusal> {
        number
            .checked_sub(1)
            .and_then(|index| self.rollups.get(index as usize))
            .ok_or_else(|| Refusal::new("rollup.unknown").with(number))
    }
}
