//! What every part of a picture reads: the world, its blocks and its past, as the chosen node sees them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::actor::{Agent, Contact, Node};
use crate::base::{ActorId, Address, Digest, Time, order};
use crate::chain::{Archive, Entry, LAYER1};
use crate::event::Event;
use crate::simulation::{Session, World};

use super::View;

/// A session at its present place, seen as one node.
pub(super) struct Sight<'a> {
    pub(super) session: &'a Session,
    pub(super) world: &'a World,
    pub(super) archive: &'a Archive,
    pub(super) view: &'a View,
    /// Kept facts up to the present place.
    pub(super) past: &'a [Event],
    /// The chosen node.
    pub(super) seen_as: ActorId,
    /// The chosen node's main chain, by height.
    pub(super) main: Vec<&'a Arc<Entry>>,
    addresses: BTreeMap<Address, ActorId>,
    on_main: BTreeSet<Digest>,
}

impl<'a> Sight<'a> {
    pub(super) fn new(session: &'a Session, view: &'a View) -> Self {
        let (world, archive) = (session.world(), session.archive());
        let seen_as = chosen(world, view);
        let head = world
            .node(seen_as)
            .map_or(archive.genesis(), |node| node.tree().head());
        let main = branch(archive, &head);
        let contacts = world.directory().contacts().iter();
        Self {
            session,
            world,
            archive,
            view,
            past: session.log().until(world.facts()),
            seen_as,
            addresses: order::gather(contacts.map(|found| (found.address, found.id))),
            on_main: order::gather(main.iter().map(|entry| entry.id())),
            main,
        }
    }

    /// The chosen node's head.
    pub(super) fn head(&self) -> &'a Arc<Entry> {
        self.main
            .last()
            .copied()
            .unwrap_or_else(|| self.archive.entry(&self.archive.genesis()))
    }

    /// The time.
    pub(super) fn now(&self) -> Time {
        self.world.now()
    }

    /// The chosen node.
    pub(super) fn node(&self) -> Option<&'a Node> {
        self.world.node(self.seen_as)
    }

    /// Who owns an address.
    pub(super) fn owner(&self, address: &Address) -> Option<ActorId> {
        let known = self.addresses.get(address).copied();
        known.or_else(|| self.crowd_of(address))
    }

    fn crowd_of(&self, address: &Address) -> Option<ActorId> {
        let mut crowds = self.world.crowds();
        let found = crowds.find(|(_, crowd)| crowd.addresses().any(|one| one == *address));
        found.map(|(id, _)| id)
    }

    /// Whether a block is on the chosen node's main chain.
    pub(super) fn is_main(&self, block: &Digest) -> bool {
        self.on_main.contains(block)
    }

    /// All contacts of nodes, in the order of ids.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (&'a Contact, &'a Node)> + use<'a> {
        let world = self.world;
        let contacts = world.directory().contacts().iter();
        let own = contacts.filter(|contact| contact.chain == LAYER1);
        own.filter_map(move |contact| Some((contact, world.node(contact.id)?)))
    }

    /// All contacts of people, in the order of ids.
    pub(super) fn people(&self) -> impl Iterator<Item = (&'a Contact, &'a Agent)> + use<'a> {
        let world = self.world;
        let contacts = world.directory().contacts().iter();
        contacts.filter_map(move |contact| Some((contact, world.agent(contact.id)?)))
    }

    /// The block that a node follows.
    pub(super) fn head_of(&self, node: ActorId) -> &'a Arc<Entry> {
        let head = self.world.node(node).map(|node| node.tree().head());
        self.archive
            .entry(&head.unwrap_or_else(|| self.archive.genesis()))
    }

    /// The moment of the run that a header's time names.
    pub(super) fn time_of(&self, entry: &Entry) -> Time {
        let start = self.archive.rules().genesis_time;
        let seconds = entry.block.header().time.saturating_sub(start);
        Time::from_secs(seconds.into())
    }
}

fn chosen(world: &World, view: &View) -> ActorId {
    view.seen_as
        .filter(|id| world.node(*id).is_some() && world.directory().is_below(*id))
        .or_else(|| world.nodes().next().map(|(id, _)| id))
        .unwrap_or_default()
}

fn branch<'a>(archive: &'a Archive, head: &Digest) -> Vec<&'a Arc<Entry>> {
    let mut entry = archive.entry(head);
    let mut main = vec![entry];
    while entry.height() > 0 {
        entry = archive.entry(&entry.parent());
        main.push(entry);
    }
    main.reverse();
    main
}
