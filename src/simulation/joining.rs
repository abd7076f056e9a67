//! Nodes that come into the world: of the beginning, by command, on Layer 1 and on second chains.

use crate::actor::{Node, Relay};
use crate::base::{ActorId, Digest, SecretKey, Stream, sha256};
use crate::chain::{Archive, LAYER1};
use crate::command::Refusal;
use crate::event::Cause;
use crate::network::{Link, LinkKind};

use super::{
    ConsensusSetup, MAX_SEARCHED_RATE, NodeSetup, Observer, Setup, Simulation, engine, names,
};

/// Most peers of a node that is added by hand.
const MAX_PEERS: usize = 16;

impl<O: Observer> Simulation<O> {
    pub(super) fn join(
        &mut self,
        node: &NodeSetup,
        (peers, trusted): (&[String], Option<Digest>),
        cause: Cause,
    ) -> Result<(), Refusal> {
        if peers.len() > MAX_PEERS {
            return Err(Refusal::new("node.too-many-peers").with(MAX_PEERS));
        }
        let peers = peers
            .iter()
            .map(|peer| self.world.node_named(peer))
            .collect::<Result<Vec<_>, _>>()?;
        let chain = self.common_chain(&peers)?;
        let world = self.setup_on(chain)?;
        let genesis = match chain {
            LAYER1 => self.archive.genesis(),
            number => self.world.directory.chain(number)?.genesis,
        };
        self.check_rate((chain, None), node.hash_rate)?;
        let trusted = trusted.unwrap_or(genesis);
        let node = self.place_node((chain, &world), (node, trusted), cause)?;
        let latency = world.latency;
        for peer in peers {
            self.connect(node, peer, Link::new(LinkKind::Peer, latency, 0), cause);
        }
        Ok(())
    }

    /// The chain that all of these are on; Layer 1 for nobody.
    fn common_chain(&self, nodes: &[ActorId]) -> Result<u32, Refusal> {
        let chain_of = |node: &ActorId| self.world.directory.chain_of(*node);
        let chain = nodes.first().map_or(LAYER1, chain_of);
        if nodes.iter().all(|node| chain_of(node) == chain) {
            Ok(chain)
        } else {
            Err(Refusal::new("link.other-chain"))
        }
    }

    pub(super) fn join_trusting(
        &mut self,
        name: &str,
        (peers, trusts): (&[String], &str),
        cause: Cause,
    ) -> Result<(), Refusal> {
        if !matches!(self.setup.consensus, ConsensusSetup::Stake(_)) {
            return Err(Refusal::new("order.not-a-member"));
        }
        let friend = self.world.node_named(trusts)?;
        let member = self.world.node(friend).and_then(Node::any_member);
        let trusted = member.and_then(|member| member.finalized());
        let trusted = trusted.ok_or_else(|| Refusal::new("order.not-a-member"))?;
        self.join(&NodeSetup::new(name, 0), (peers, Some(trusted)), cause)
    }

    /// A node of Layer 1 that begins with a block that it trusts.
    pub(super) fn add_node(
        &mut self,
        node: &NodeSetup,
        trusted: Digest,
        cause: Cause,
    ) -> Result<ActorId, Refusal> {
        let world = self.setup.clone();
        self.place_node((LAYER1, &world), (node, trusted), cause)
    }

    /// A node of a chain with this setup.
    pub(super) fn place_node(
        &mut self,
        (chain, world): (u32, &Setup),
        (setup, trusted): (&NodeSetup, Digest),
        cause: Cause,
    ) -> Result<ActorId, Refusal> {
        let name = &setup.name;
        names::check(&self.world.directory, name)?;
        let nodes = self.world.directory.contacts().len() - self.people();
        if nodes >= self.max_nodes {
            return Err(Refusal::new("node.too-many").with(self.max_nodes));
        }
        let seed = sha256(&world.seed.to_le_bytes());
        let key = SecretKey::derive(&seed, &format!("node/{name}"));
        let id = self.world.directory.add(name, key.public(), None);
        if chain != LAYER1 {
            self.world.directory.set_chain(id, chain);
        }
        let node = self.new_node((id, world), (setup, trusted), &key);
        self.admit(id, Box::new(node), cause);
        Ok(id)
    }

    fn new_node(
        &self,
        (id, world): (ActorId, &Setup),
        (setup, trusted): (&NodeSetup, Digest),
        key: &SecretKey,
    ) -> Node {
        let archive = self.archive_at(id);
        let member = engine::member(world, (setup, trusted), key, archive);
        let headers = world.network.headers_first;
        let headers = headers.then(|| self.genesis_headers());
        let address = key.public().address();
        let node = Node::new(address, setup.hash_rate, archive.genesis());
        let node = node.with(member).with_headers(headers);
        let dice = || Stream::named(self.setup.seed, &format!("compact/{}", id.0));
        let relay = world.network.compact.then(|| Relay::new(dice()));
        let finder = world
            .network
            .discovery
            .as_ref()
            .and_then(|_| self.finder(id));
        let node = node.with_finder(finder).with_relay(relay);
        node.with_strategy(setup.rogue)
    }

    /// Whether all miners that really search could search as fast as this one is to.
    pub(super) fn check_rate(
        &self,
        (chain, changed): (u32, Option<ActorId>),
        hash_rate: u64,
    ) -> Result<(), Refusal> {
        let is_searched = |archive: &Archive| archive.rules().is_searched();
        let own = self.archive_of(chain).unwrap_or(&self.archive);
        let others: u64 = self
            .world
            .all_nodes()
            .filter(|(id, _)| Some(*id) != changed && is_searched(self.archive_at(*id)))
            .map(|(_, node)| node.hash_rate())
            .fold(0, u64::saturating_add);
        if is_searched(own) && others.saturating_add(hash_rate) > MAX_SEARCHED_RATE {
            return Err(Refusal::new("hash-rate.needs-sampling")
                .with(others.saturating_add(hash_rate))
                .with(MAX_SEARCHED_RATE));
        }
        Ok(())
    }
}
