//! The loop: takes the next event, hands it to its actor, carries the effects out.

use std::sync::Arc;

use crate::actor::{Archives, Context, Effect, Input, Item, Message};
use crate::base::{ActorId, Digest, Stream, Time, sha256};
use crate::chain::{Archive, LAYER1, Sought};
use crate::command::{Command, Refusal};
use crate::event::{Cause, Event, Fact, NetworkFact};

use super::{
    Observer, SearchMemo, Setup, World,
    dial::Dial,
    fail::jittered,
    idle::Idle,
    mining::{Found, Search},
    queue::{Task, Transit},
};

/// A world with its chains' archives, and an observer of what happens.
pub struct Simulation<O> {
    pub(super) setup: Arc<Setup>,
    pub(super) world: World,
    pub(super) archive: Archive,
    pub(super) beside: Archives,
    pub(super) memo: SearchMemo,
    pub(super) observer: O,
    pub(super) max_nodes: usize,
    pub(super) idle: Idle,
    cause: Cause,
    effects: Vec<Effect>,
    ways: Vec<(ActorId, u32)>,
}

impl<O: Observer> Simulation<O> {
    pub(super) fn with_parts(
        setup: Arc<Setup>,
        archive: Archive,
        observer: O,
        max_nodes: usize,
    ) -> Self {
        Self {
            world: World::empty(setup.seed),
            setup,
            archive,
            beside: Archives::new(),
            memo: SearchMemo::default(),
            observer,
            max_nodes,
            idle: Idle::default(),
            cause: Cause::Genesis,
            effects: Vec::new(),
            ways: Vec::new(),
        }
    }

    /// The present moment.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// All valid blocks of Layer 1 in the run.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// How the world began.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Who hears the facts.
    pub fn observer(&self) -> &O {
        &self.observer
    }

    /// Who hears the facts, to take from it what it heard.
    pub fn observer_mut(&mut self) -> &mut O {
        &mut self.observer
    }

    /// Number of hashes really computed in mining.
    pub fn hashes(&self) -> u64 {
        self.memo.hashes()
    }

    pub(super) fn seed_digest(&self) -> Digest {
        sha256(&self.setup.seed.to_le_bytes())
    }

    /// Takes the next event if it is due at or before `until`; otherwise moves the clock there. Whether an event was taken.
    pub fn step(&mut self, until: Time) -> bool {
        let due = self.world.queue.next_time().filter(|time| *time <= until);
        let horizon = due.unwrap_or(until);
        if let Some(found) = self.world.mining.race(horizon, &mut self.memo) {
            self.on_found(&found);
            return true;
        }
        if due.is_none() {
            self.world.now = self.world.now.max(until);
            return false;
        }
        if let Some(item) = self.world.queue.pop() {
            self.enter(item.time, item.cause);
            self.take(item.task);
        }
        true
    }

    /// Takes every event up to and including `until`.
    pub fn run(&mut self, until: Time) {
        while self.step(until) {}
    }

    fn enter(&mut self, time: Time, cause: Cause) {
        self.world.now = time;
        self.world.steps += 1;
        self.cause = cause;
    }

    fn take(&mut self, task: Task) {
        match task {
            Task::Deliver(transit) => {
                let input = Input::Message {
                    from: transit.from,
                    message: &transit.message,
                };
                self.tell(transit.to, &input);
                if self.world.is_down(transit.to) {
                    let (from, to, kind) = (transit.from, transit.to, transit.message.kind());
                    self.note(Fact::Network(NetworkFact::Lost { from, to, kind }));
                }
            }
            Task::Wake { actor, token } => self.tell(actor, &Input::Wake(token)),
            Task::Script(index) => self.run_script(index),
            Task::Dial(dial) => self.dial(&dial),
        }
    }

    fn run_script(&mut self, index: u32) {
        let setup = self.setup.clone();
        let Some(scripted) = setup.script.get(index as usize) else {
            return;
        };
        let cause = Cause::Step(self.world.steps);
        let refusal = self
            .try_apply(&scripted.command, cause)
            .err()
            .map(|refusal| (refusal.key, refusal.arguments));
        self.note(Fact::Script { index, refusal });
    }

    fn on_found(&mut self, found: &Found) {
        self.enter(found.time, found.cause);
        let Ok(template) = found.sought.block(self.archive_at(found.miner)) else {
            return;
        };
        let input = Input::Found {
            template: &template,
            nonce: found.nonce,
        };
        self.tell(found.miner, &input);
    }

    /// Hands an input to an actor that can't refuse it.
    pub(super) fn tell(&mut self, actor: ActorId, input: &Input) {
        let cause = Cause::Step(self.world.steps);
        // Only orders are refused, and they go through `order`.
        let _ = self.hand(actor, input, cause);
    }

    /// Hands an order to an actor.
    pub(super) fn order(
        &mut self,
        actor: ActorId,
        command: &Command,
        cause: Cause,
    ) -> Result<(), Refusal> {
        self.hand(actor, &Input::Order(command), cause)
    }

    pub(super) fn hand(
        &mut self,
        actor: ActorId,
        input: &Input,
        cause: Cause,
    ) -> Result<(), Refusal> {
        if self.world.is_down(actor) {
            return refuse_order(input);
        }
        let mut effects = std::mem::take(&mut self.effects);
        let world = &mut self.world;
        let Some(present) = world.actors.get_mut(actor.0 as usize) else {
            return Ok(());
        };
        let mut none = Archives::new();
        let (archive, beside) = match world.directory.chain_of(actor) {
            LAYER1 => (&mut self.archive, &mut self.beside),
            number => {
                let key = world.directory.chain(number)?.key;
                let archive = self.beside.get_mut(&key);
                let unknown = || Refusal::new("chain.unknown").with(number);
                (archive.ok_or_else(unknown)?, &mut none)
            }
        };
        let mut context = Context {
            now: world.now,
            me: actor,
            archive,
            beside,
            peers: world.topology.peers(actor),
            directory: &world.directory,
            observed: O::ACTIVE,
            effects: &mut effects,
        };
        let result = present.on(input, &mut context);
        if result.is_ok() {
            for effect in effects.drain(..) {
                self.carry_out(actor, effect, cause);
            }
        }
        effects.clear();
        self.effects = effects;
        result
    }

    fn carry_out(&mut self, actor: ActorId, effect: Effect, cause: Cause) {
        match effect {
            Effect::Send { to, message } => self.send((actor, to), None, message, cause),
            Effect::Announce { item, except } => self.announce(actor, item, except, cause),
            Effect::Wake { at, token } => {
                let at = at.max(self.world.now);
                self.world
                    .queue
                    .push(at, cause, Task::Wake { actor, token });
            }
            Effect::Dial { own, to, probe } => {
                let from = actor;
                let dial = Dial {
                    from,
                    own,
                    to,
                    probe,
                };
                let at = self.world.now + self.setup.latency;
                self.world.queue.push(at, cause, Task::Dial(Box::new(dial)));
            }
            Effect::HangUp { peer, own } => self.hang_up(actor, peer, own),
            Effect::Mine(sought) => self.mine(actor, sought, cause),
            Effect::Note(fact) => self.note(*fact),
        }
    }

    fn announce(&mut self, from: ActorId, item: Item, except: Option<ActorId>, cause: Cause) {
        let mut ways = std::mem::take(&mut self.ways);
        self.world.topology.peer_ways(from, &mut ways);
        for (to, number) in &ways {
            if Some(*to) != except {
                let message = Message::Announce(item);
                self.send((from, *to), Some(*number), message, cause);
            }
        }
        self.ways = ways;
    }

    /// Sends a message over the link of that number, or the one between its ends.
    fn send(
        &mut self,
        (from, to): (ActorId, ActorId),
        number: Option<u32>,
        message: Message,
        cause: Cause,
    ) {
        let now = self.world.now;
        let bytes = self.bytes(&message);
        let topology = &mut self.world.topology;
        let way = match number {
            Some(number) => topology.way_by(number, from),
            None => topology.way(from, to),
        };
        let Some((link, direction)) = way.filter(|(link, _)| link.up) else {
            return self.lose(from, to, &message);
        };
        let (departure, arrival) = link.send(now, direction, bytes);
        let jitter = (self.setup.jitter, &mut self.world.jitter);
        let arrival = jittered(link, direction, arrival, jitter);
        if self.is_idle(to, &message, arrival) {
            return;
        }
        let (arrival, again) = self.fate((from, to), message.kind(), arrival);
        let Some(arrival) = arrival else {
            return self.lose(from, to, &message);
        };
        self.note_sent((from, to), &message, bytes, arrival);
        let transit = Transit {
            from,
            to,
            departure,
            message,
        };
        if let Some(again) = again {
            let task = Task::Deliver(transit.clone());
            self.world.queue.push(again, cause, task);
        }
        self.world
            .queue
            .push(arrival, cause, Task::Deliver(transit));
    }

    fn note_sent(
        &mut self,
        (from, to): (ActorId, ActorId),
        message: &Message,
        bytes: u32,
        arrival: Time,
    ) {
        if O::ACTIVE {
            self.note(Fact::Network(NetworkFact::Sent {
                from,
                to,
                kind: message.kind(),
                letter: message.letter().map(str::to_owned),
                system: message.system(),
                object: message.object(),
                bytes,
                arrival,
            }));
        }
    }

    /// Bytes on a link; blocks may count as larger than these small ones are.
    fn bytes(&self, message: &Message) -> u32 {
        match message {
            Message::Block(_) => message.size().max(self.setup.network.block_bytes),
            _ => message.size(),
        }
    }

    fn lose(&mut self, from: ActorId, to: ActorId, message: &Message) {
        let kind = message.kind();
        self.note(Fact::Network(NetworkFact::Lost { from, to, kind }));
    }

    fn mine(&mut self, miner: ActorId, sought: Option<Sought>, cause: Cause) {
        let rate = self.world.node(miner).map_or(0, |node| node.hash_rate());
        let Some(sought) = sought.filter(|_| rate > 0) else {
            self.world.mining.stop(miner);
            return;
        };
        let begun = (self.world.now, rate);
        let archive = self.archive_at(miner);
        let search = if archive.rules().is_searched() {
            match sought.block(archive) {
                Ok(template) => Search::new(miner, template, begun, cause),
                Err(_) => return self.world.mining.stop(miner),
            }
        } else {
            Search::drawn(miner, sought, begun, (cause, self.draws_of(miner)))
        };
        self.world.mining.start(search);
    }

    fn draws_of(&mut self, miner: ActorId) -> &mut Stream {
        let index = miner.0 as usize;
        let draws = &mut self.world.draws;
        if draws.len() <= index {
            draws.resize(index + 1, None);
        }
        let seed = self.setup.seed;
        draws[index].get_or_insert_with(|| Stream::named(seed, &format!("mining/{index}")))
    }

    pub(super) fn note(&mut self, fact: Fact) {
        if !O::ACTIVE {
            return;
        }
        let event = Event {
            step: self.world.steps,
            time: self.world.now,
            cause: self.cause,
            fact,
        };
        self.observer.note(self.world.facts, event);
        self.world.facts += 1;
    }

    pub(super) fn set_cause(&mut self, cause: Cause) {
        self.cause = cause;
    }
}

/// Who doesn't run hears nothing, and takes no orders.
fn refuse_order(input: &Input) -> Result<(), Refusal> {
    match input {
        Input::Order(_) => Err(Refusal::new("node.down")),
        _ => Ok(()),
    }
}
