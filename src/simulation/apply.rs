//! What a command does to the world: checked first, undone if anything refuses.

use crate::actor::{Actor, Agent, Crowd, Input};
use crate::base::{ActorId, SecretKey, Span, Stream};
use crate::chain::LAYER1;
use crate::command::{
    Command, DelegatedCommand, NetworkCommand, Refusal, StakeCommand, WalletCommand,
};
use crate::event::{Cause, Fact, NetworkFact};
use crate::layer2;
use crate::network::{Link, LinkKind, MAX_LATENCY};

use super::{CrowdSetup, NodeSetup, Observer, Simulation, names, strategy};

/// Most people of a world.
pub const MAX_PEOPLE: usize = 256;

impl<O: Observer> Simulation<O> {
    /// Applies a command; if anything refuses, the world is as it was.
    pub(super) fn try_apply(&mut self, command: &Command, cause: Cause) -> Result<(), Refusal> {
        let before = self.world.clone();
        let heard = self.observer.heard();
        let result = self.apply(command, cause);
        if result.is_err() {
            self.world = before;
            self.observer.retract(heard);
        }
        result
    }

    /// Applies a command that may leave the world changed when it refuses.
    pub(super) fn apply(&mut self, command: &Command, cause: Cause) -> Result<(), Refusal> {
        match command {
            Command::Network(network) => self.apply_network(network, command, cause),
            Command::Wallet(wallet) => self.apply_wallet(wallet, command, cause),
            Command::Channel(channel) => self.apply_channel(channel, command, cause),
            Command::Rollup(rollup) => self.apply_rollup(rollup, command, cause),
            Command::Sidechain(sidechain) => self.apply_sidechain(sidechain, command, cause),
            Command::Delegated(delegated) => {
                let actor = self.delegated_actor(delegated)?;
                self.order(actor, command, cause)
            }
            Command::Stake(StakeCommand::Behave { node, .. } | StakeCommand::Exit { node, .. }) => {
                let node = self.world.node_named(node)?;
                self.order(node, command, cause)
            }
            Command::Stake(StakeCommand::Deposit { person, .. }) => {
                let person = self.depositor(person)?;
                self.order(person, command, cause)
            }
            Command::Stake(StakeCommand::Join {
                name,
                peers,
                trusts,
            }) => self.join_trusting(name, (peers, trusts), cause),
        }
    }

    /// A person whose node hears it: what it deposits for would have no keys otherwise.
    fn depositor(&self, person: &str) -> Result<ActorId, Refusal> {
        let contact = self.world.directory.person(person)?;
        let home = contact.home.unwrap_or(contact.id);
        let link = self.world.topology.link(home, contact.id);
        if self.world.is_down(home) || !link.is_some_and(|link| link.up) {
            return Err(Refusal::new("stake.node-out-of-reach").with(person));
        }
        Ok(contact.id)
    }

    fn delegated_actor(&self, command: &DelegatedCommand) -> Result<ActorId, Refusal> {
        let directory = &self.world.directory;
        let contact = match command {
            DelegatedCommand::Stake { person, .. }
            | DelegatedCommand::Unstake { person, .. }
            | DelegatedCommand::Refund { person }
            | DelegatedCommand::Vote { person, .. } => directory.person(person)?,
            DelegatedCommand::Register { node }
            | DelegatedCommand::Retire { node }
            | DelegatedCommand::Claim { node }
            | DelegatedCommand::Behave { node, .. } => directory.node(node)?,
        };
        Ok(contact.id)
    }

    fn apply_network(
        &mut self,
        network: &NetworkCommand,
        command: &Command,
        cause: Cause,
    ) -> Result<(), Refusal> {
        match network {
            NetworkCommand::AddNode {
                name,
                hash_rate,
                peers,
            } => self.join(&NodeSetup::new(name, *hash_rate), (peers, None), cause),
            NetworkCommand::SetHashRate { node, hash_rate } => {
                let node = self.world.node_named(node)?;
                let chain = self.world.directory.chain_of(node);
                self.check_rate((chain, Some(node)), *hash_rate)?;
                self.order(node, command, cause)
            }
            NetworkCommand::SetStrategy { node, strategy } => {
                let node = self.world.node_named(node)?;
                let chain = self.world.directory.chain_of(node);
                strategy::check_strategy(&self.setup_on(chain)?.consensus, *strategy)?;
                self.order(node, command, cause)
            }
            NetworkCommand::Link {
                a,
                b,
                latency,
                bandwidth,
            } => self.link(a, b, (*latency, *bandwidth), cause),
            NetworkCommand::Unlink { a, b } => {
                let (a, b) = self.ends(a, b)?;
                self.drop_link(a, b)?;
                self.world.topology.disconnect(a, b);
                self.tell_down(a, b, cause);
                Ok(())
            }
            NetworkCommand::Cut { a, b } => self.cut(a, b),
            NetworkCommand::Mend { a, b } => {
                let (a, b) = self.ends(a, b)?;
                if !self.world.topology.set_up(a, b, true) {
                    return Err(Refusal::new("link.not-cut"));
                }
                self.tell_up(a, b, cause);
                Ok(())
            }
            failure => self.apply_failure(failure, command, cause),
        }
    }

    fn cut(&mut self, a: &str, b: &str) -> Result<(), Refusal> {
        let (a, b) = self.ends(a, b)?;
        self.drop_link(a, b)?;
        self.world.topology.set_up(a, b, false);
        self.note(Fact::Network(NetworkFact::Unlinked { a, b }));
        Ok(())
    }

    pub(super) fn add_person(
        &mut self,
        name: &str,
        home: ActorId,
        cause: Cause,
    ) -> Result<ActorId, Refusal> {
        let key = self.person_key(name);
        self.add_wallet((name, key), home, cause)
    }

    pub(super) fn add_wallet(
        &mut self,
        (name, key): (&str, SecretKey),
        home: ActorId,
        cause: Cause,
    ) -> Result<ActorId, Refusal> {
        names::check(&self.world.directory, name)?;
        if self.world.directory.chain_of(home) != LAYER1 {
            return Err(Refusal::new("chain.not-layer1"));
        }
        if self.people() >= MAX_PEOPLE {
            return Err(Refusal::new("person.too-many").with(MAX_PEOPLE));
        }
        let id = self.world.directory.add(name, key.public(), Some(home));
        let agent = Agent::new(
            key,
            home,
            self.archive.genesis(),
            layer2::roles(self.setup.channel_dispute),
        );
        self.admit(id, Box::new(agent), cause);
        let link = Link::new(LinkKind::Client, self.setup.client_latency, 0);
        self.connect(home, id, link, cause);
        Ok(id)
    }

    /// A crowd with these keys; what it wants begins at once.
    pub(super) fn add_crowd(
        &mut self,
        crowd: &CrowdSetup,
        keys: Vec<SecretKey>,
    ) -> Result<(), Refusal> {
        names::check(&self.world.directory, &crowd.name)?;
        let home = self.world.node_named(&crowd.node)?;
        let public = keys.first().map(SecretKey::public);
        let public = public.ok_or_else(|| Refusal::new("setup.range"))?;
        let id = self.world.directory.add(&crowd.name, public, Some(home));
        let dice = Stream::named(self.setup.seed, &format!("crowd/{}", crowd.name));
        let actor = Crowd::new(keys, home, self.archive.genesis(), dice);
        self.admit(id, Box::new(actor), Cause::Genesis);
        let link = Link::new(LinkKind::Client, self.setup.client_latency, 0);
        self.connect(home, id, link, Cause::Genesis);
        let demand = WalletCommand::Demand {
            crowd: crowd.name.clone(),
            demand: crowd.demand,
        };
        self.order(id, &Command::Wallet(demand), Cause::Genesis)
    }

    pub(super) fn person_key(&self, name: &str) -> SecretKey {
        SecretKey::derive(&self.seed_digest(), &format!("person/{name}"))
    }

    pub(super) fn people(&self) -> usize {
        self.world.directory.people()
    }

    pub(super) fn admit(&mut self, id: ActorId, actor: Box<dyn Actor>, cause: Cause) {
        self.world.topology.admit(id);
        self.world.actors.push(actor);
        self.note(Fact::Network(NetworkFact::Joined { actor: id }));
        let _ = self.hand(id, &Input::Start, cause);
    }

    fn ends(&self, a: &str, b: &str) -> Result<(ActorId, ActorId), Refusal> {
        let (a, b) = (self.world.directory.find(a)?, self.world.directory.find(b)?);
        if a.id == b.id {
            return Err(Refusal::new("link.to-itself").with(&a.name));
        }
        Ok((a.id, b.id))
    }

    fn link(
        &mut self,
        a: &str,
        b: &str,
        (latency, bandwidth): (Span, u64),
        cause: Cause,
    ) -> Result<(), Refusal> {
        if latency > MAX_LATENCY {
            return Err(Refusal::new("link.latency").with(MAX_LATENCY));
        }
        let (a, b) = self.ends(a, b)?;
        let contacts = (self.world.directory.get(a), self.world.directory.get(b));
        let kind = match contacts {
            (Some(a), Some(b)) if a.chain != b.chain => {
                return Err(Refusal::new("link.other-chain"));
            }
            (Some(a), Some(b)) if a.home.is_none() && b.home.is_none() => LinkKind::Peer,
            (Some(a), Some(b)) if a.home.is_some() && b.home.is_some() => LinkKind::Direct,
            (Some(x), Some(y)) if x.home == Some(y.id) || y.home == Some(x.id) => LinkKind::Client,
            _ => return Err(Refusal::new("link.not-its-node")),
        };
        self.connect(a, b, Link::new(kind, latency, bandwidth), cause);
        Ok(())
    }

    /// Links two actors and tells both; a link that is there gets the new figures.
    pub(super) fn connect(&mut self, a: ActorId, b: ActorId, link: Link, cause: Cause) {
        let was_up = self.world.topology.link(a, b).is_some_and(|link| link.up);
        self.world.topology.connect(a, b, link);
        if was_up {
            self.note(Fact::Network(NetworkFact::Linked { a, b }));
        } else {
            self.tell_up(a, b, cause);
        }
    }

    pub(super) fn tell_up(&mut self, a: ActorId, b: ActorId, cause: Cause) {
        let Some(kind) = self.world.topology.link(a, b).map(|link| link.kind) else {
            return;
        };
        self.note(Fact::Network(NetworkFact::Linked { a, b }));
        let _ = self.hand(a, &Input::LinkUp(b, kind), cause);
        let _ = self.hand(b, &Input::LinkUp(a, kind), cause);
    }

    pub(super) fn tell_down(&mut self, a: ActorId, b: ActorId, cause: Cause) {
        self.note(Fact::Network(NetworkFact::Unlinked { a, b }));
        let _ = self.hand(a, &Input::LinkDown(b), cause);
        let _ = self.hand(b, &Input::LinkDown(a), cause);
    }

    /// Loses what is on the way between two actors.
    pub(super) fn drop_link(&mut self, a: ActorId, b: ActorId) -> Result<(), Refusal> {
        if self.world.topology.link(a, b).is_none() {
            return Err(Refusal::new("link.none"));
        }
        for transit in self.world.queue.drain_between(a, b) {
            let kind = transit.message.kind();
            let (from, to) = (transit.from, transit.to);
            self.note(Fact::Network(NetworkFact::Lost { from, to, kind }));
        }
        Ok(())
    }

    pub(super) fn ensure_direct(&mut self, a: ActorId, b: ActorId, cause: Cause) {
        if a != b && self.world.topology.link(a, b).is_none() {
            let latency = self.setup.direct_latency;
            self.connect(a, b, Link::new(LinkKind::Direct, latency, 0), cause);
        }
    }
}
