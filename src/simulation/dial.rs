//! Connections that actors open and give up by themselves, where nodes find their peers.

use borsh::BorshSerialize;

use crate::actor::{Answer, Finder, Flooder, Input, Node};
use crate::base::{ActorId, Stream, sha256};
use crate::command::Refusal;
use crate::event::Cause;
use crate::network::{AddressBook, Defence, Endpoint, Link, LinkKind};

use super::{FlooderSetup, Observer, Setup, SetupError, Simulation, names, range::error};

/// An attempt to connect, on its way.
#[derive(Clone, Debug, BorshSerialize)]
pub(super) struct Dial {
    pub(super) from: ActorId,
    pub(super) own: Endpoint,
    pub(super) to: Endpoint,
    pub(super) probe: bool,
}

impl<O: Observer> Simulation<O> {
    /// The attempt arrives: who is there takes it or not, and both hear of the link.
    pub(super) fn dial(&mut self, dial: &Dial) {
        let (from, to) = (dial.from, dial.to.owner);
        let cause = Cause::Step(self.world.steps);
        let answer = match self.answers(dial) {
            false => Answer::Nobody,
            true if dial.probe || self.accepts(dial, cause) => Answer::Taken,
            true => Answer::Refused,
        };
        let answered = Input::Answered {
            own: dial.own,
            to: dial.to,
            answer,
            probe: dial.probe,
        };
        self.tell(from, &answered);
        let is_linked = self.world.topology.link(from, to).is_some();
        if answer == Answer::Taken && !dial.probe && !is_linked && self.wants(dial) {
            let link = Link::new(LinkKind::Peer, self.setup.latency, 0);
            self.connect(from, to, link, cause);
        }
    }

    /// Whether somebody runs at the address, and can be reached.
    fn answers(&self, dial: &Dial) -> bool {
        let world = &self.world;
        let to = dial.to.owner;
        let exists = (to.0 as usize) < world.actors.len() && to != dial.from;
        let link = world.topology.link(dial.from, to);
        let is_cut = link.is_some_and(|link| !link.up);
        exists
            && !is_cut
            && !world.is_down(dial.from)
            && !world.is_down(to)
            && !world.faults.divide(world.now, dial.from, to)
    }

    /// Whether who dialed takes part in the connection; a node that crashed in between has hung up.
    fn wants(&self, dial: &Dial) -> bool {
        let node = self.world.node(dial.from);
        let finder = node.and_then(|node| node.finder());
        finder.is_none_or(|finder| finder.is_connected(dial.to.owner))
    }

    fn accepts(&mut self, dial: &Dial, cause: Cause) -> bool {
        let dialed = Input::Dialed(dial.own);
        self.hand(dial.to.owner, &dialed, cause).is_ok()
    }

    pub(super) fn hang_up(&mut self, from: ActorId, peer: ActorId, own: Endpoint) {
        self.tell(peer, &Input::HungUp(own));
        let is_alone = |node: Option<&Node>| {
            let finder = node.and_then(|node| node.finder());
            finder.is_some_and(|finder| !finder.is_connected(from))
        };
        if is_alone(self.world.node(peer)) {
            self.unlink(from, peer, Cause::Step(self.world.steps));
        }
    }

    /// Where nodes find their peers, connections don't outlive a crash.
    pub(super) fn unlink_all(&mut self, node: ActorId, cause: Cause) {
        if self.setup.network.discovery.is_none() {
            return;
        }
        let peers = self.world.topology.peers(node).to_vec();
        for peer in peers {
            self.unlink(node, peer, cause);
        }
    }

    fn unlink(&mut self, a: ActorId, b: ActorId, cause: Cause) {
        // What is on the way between the two is lost.
        if self.drop_link(a, b).is_ok() {
            self.world.topology.disconnect(a, b);
            self.tell_down(a, b, cause);
        }
    }

    /// How a new node finds peers, if this world's nodes do.
    pub(super) fn finder(&self, id: ActorId) -> Option<Finder> {
        let discovery = self.setup.network.discovery.as_ref()?;
        let seed = self.setup.seed;
        let own = Endpoint::of(id, seed);
        let secret = sha256(format!("addresses/{seed}/{}", id.0).as_bytes());
        let defence = Defence {
            by_group: discovery.by_group,
            test_before_evict: discovery.test_before_evict,
            anchors: discovery.anchors,
        };
        let most = (discovery.outbound as usize, discovery.inbound as usize);
        let seeds = discovery.seeds.iter().filter_map(|name| self.seed(name));
        let seeds = seeds.map(|id| Endpoint::of(id, seed));
        Some(Finder::new(
            own,
            AddressBook::new(secret, defence),
            (defence, most),
            seeds.collect(),
            Stream::named(seed, &format!("finder/{}", id.0)),
        ))
    }

    /// A seed's id; of one that has no place yet, by its turn in the setup.
    fn seed(&self, name: &str) -> Option<ActorId> {
        let placed = self.world.directory.find(name).ok();
        let turn = || self.setup.nodes.iter().position(|node| node.name == name);
        placed.map_or_else(|| Some(ActorId(turn()? as u32)), |contact| Some(contact.id))
    }

    pub(super) fn place_flooders(&mut self, setup: &Setup) -> Result<(), SetupError> {
        let Some(discovery) = &setup.network.discovery else {
            return Ok(());
        };
        for (index, flooder) in discovery.flooders.iter().enumerate() {
            let place = format!("network.discovery.flooders[{index}]");
            self.add_flooder(flooder)
                .map_err(|refusal| error(place, refusal))?;
        }
        Ok(())
    }

    fn add_flooder(&mut self, flooder: &FlooderSetup) -> Result<(), Refusal> {
        names::check(&self.world.directory, &flooder.name)?;
        let victim = self.world.node_named(&flooder.victim)?;
        let key = self.person_key(&flooder.name);
        let id = self.world.directory.add(&flooder.name, key.public(), None);
        let endpoints = Flooder::endpoints(id, flooder.endpoints, flooder.groups);
        let victim = Endpoint::of(victim, self.setup.seed);
        self.admit(
            id,
            Box::new(Flooder::new(victim, endpoints)),
            Cause::Genesis,
        );
        Ok(())
    }
}
