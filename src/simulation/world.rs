//! Everything that a moment of a run consists of, but for the blocks' archive, which is the same for all moments.

use crate::actor::{Actor, Agent, Crowd, Directory, Flooder, Light, Node};
use crate::base::{ActorId, Digest, Stream, Time};
use crate::chain::LAYER1;
use crate::command::Refusal;
use crate::network::{Faults, Topology};

use super::{
    mining::{Mining, Search},
    queue::{Queue, Transit},
};

/// Rough bytes of an actor, of a block that a node knows, of what waits, and of a link.
const ACTOR: usize = 2_000;
const BLOCK: usize = 48;
const WAITING: usize = 400;
const LINK: usize = 150;

/// A moment of a run. Cloned for keyframes.
pub struct World {
    pub(super) now: Time,
    pub(super) steps: u64,
    pub(super) facts: u64,
    pub(super) commands: u32,
    pub(super) queue: Queue,
    pub(super) actors: Vec<Box<dyn Actor>>,
    pub(super) topology: Topology,
    pub(super) directory: Directory,
    pub(super) mining: Mining,
    pub(super) draws: Vec<Option<Stream>>,
    pub(super) jitter: Stream,
    pub(super) faults: Faults,
    pub(super) down: Vec<ActorId>,
}

impl Clone for World {
    fn clone(&self) -> Self {
        Self {
            now: self.now,
            steps: self.steps,
            facts: self.facts,
            commands: self.commands,
            queue: self.queue.clone(),
            actors: self.actors.iter().map(|actor| actor.boxed()).collect(),
            topology: self.topology.clone(),
            directory: self.directory.clone(),
            mining: self.mining.clone(),
            draws: self.draws.clone(),
            jitter: self.jitter.clone(),
            faults: self.faults.clone(),
            down: self.down.clone(),
        }
    }
}

impl World {
    pub(super) fn empty(seed: u64) -> Self {
        Self {
            now: Time(0),
            steps: 0,
            facts: 0,
            commands: 0,
            queue: Queue::default(),
            actors: Vec::new(),
            topology: Topology::default(),
            directory: Directory::default(),
            mining: Mining::default(),
            draws: Vec::new(),
            jitter: Stream::named(seed, "jitter"),
            faults: Faults::new(seed),
            down: Vec::new(),
        }
    }

    /// An estimate of the memory that it takes: what grows with a run, by rough sizes.
    pub(super) fn bytes(&self) -> usize {
        let blocks: usize = self
            .all_nodes()
            .map(|(_, node)| node.tree().known().count())
            .sum();
        let pools: usize = self.all_nodes().map(|(_, node)| node.pool().len()).sum();
        self.actors.len() * ACTOR
            + blocks * BLOCK
            + (pools + self.queue.len()) * WAITING
            + self.topology.links().count() * LINK
    }

    /// The time.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Number of events taken.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Number of facts told so far.
    pub fn facts(&self) -> u64 {
        self.facts
    }

    /// Number of the user's commands taken so far.
    pub fn commands(&self) -> u32 {
        self.commands
    }

    /// Number of things still to happen.
    pub fn pending(&self) -> usize {
        self.queue.len()
    }

    /// Who is called what.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Who is linked to whom.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// What goes wrong on the way between actors.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Whether a node was stopped.
    pub fn is_down(&self, node: ActorId) -> bool {
        self.down.contains(&node)
    }

    /// A node by id.
    pub fn node(&self, id: ActorId) -> Option<&Node> {
        self.actors.get(id.0 as usize)?.as_any().downcast_ref()
    }

    /// A node by name. An attacker on tables of addresses is none, though it belongs to nobody else.
    ///
    /// # Errors
    /// `name.unknown`, or `name.not-a-node`.
    pub fn node_named(&self, name: &str) -> Result<ActorId, Refusal> {
        let id = self.directory.node(name)?.id;
        match self.node(id) {
            Some(_) => Ok(id),
            None => Err(Refusal::new("name.not-a-node").with(name)),
        }
    }

    /// A person by id.
    pub fn agent(&self, id: ActorId) -> Option<&Agent> {
        self.actors.get(id.0 as usize)?.as_any().downcast_ref()
    }

    /// An attacker on nodes' tables by id.
    pub fn flooder(&self, id: ActorId) -> Option<&Flooder> {
        self.actors.get(id.0 as usize)?.as_any().downcast_ref()
    }

    /// A light client by id.
    pub fn light(&self, id: ActorId) -> Option<&Light> {
        self.actors.get(id.0 as usize)?.as_any().downcast_ref()
    }

    /// A crowd by id.
    pub fn crowd(&self, id: ActorId) -> Option<&Crowd> {
        self.actors.get(id.0 as usize)?.as_any().downcast_ref()
    }

    /// All nodes of Layer 1, in the order of ids.
    pub fn nodes(&self) -> impl Iterator<Item = (ActorId, &Node)> {
        self.nodes_on(LAYER1)
    }

    /// All nodes of a chain, in the order of ids.
    pub fn nodes_on(&self, number: u32) -> impl Iterator<Item = (ActorId, &Node)> {
        let nodes = self.all_nodes();
        nodes.filter(move |(id, _)| self.directory.chain_of(*id) == number)
    }

    /// All nodes, whichever chain they are on, in the order of ids.
    pub fn all_nodes(&self) -> impl Iterator<Item = (ActorId, &Node)> {
        self.ids().filter_map(|id| Some((id, self.node(id)?)))
    }

    /// All people, in the order of ids.
    pub fn agents(&self) -> impl Iterator<Item = (ActorId, &Agent)> {
        self.ids().filter_map(|id| Some((id, self.agent(id)?)))
    }

    /// All crowds, in the order of ids.
    pub fn crowds(&self) -> impl Iterator<Item = (ActorId, &Crowd)> {
        self.ids().filter_map(|id| Some((id, self.crowd(id)?)))
    }

    fn ids(&self) -> impl Iterator<Item = ActorId> + use<> {
        (0..self.actors.len() as u32).map(ActorId)
    }

    /// Messages on their way, with arrival and a number that stays the same while they travel.
    pub fn transits(&self) -> impl Iterator<Item = (&Transit, Time, u64)> {
        self.queue.transits()
    }

    /// The heads of all nodes of Layer 1.
    pub fn heads(&self) -> impl Iterator<Item = Digest> + '_ {
        self.heads_on(LAYER1)
    }

    /// The heads of all nodes of a chain.
    pub fn heads_on(&self, number: u32) -> impl Iterator<Item = Digest> + '_ {
        self.nodes_on(number).map(|(_, node)| node.tree().head())
    }

    /// Numbers of all chains, Layer 1 first.
    pub fn chains(&self) -> impl Iterator<Item = u32> + use<> {
        LAYER1..=LAYER1 + self.directory.chains.len() as u32
    }

    /// Who searches, at how many attempts a second, for a block on which parent.
    pub fn miners(&self) -> impl Iterator<Item = (ActorId, u64, Digest)> {
        self.mining.searches().iter().map(|search: &Search| {
            let parent = search.sought.parent();
            (search.miner, search.rate(), parent)
        })
    }
}
