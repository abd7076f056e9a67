//! How a node finds peers: a book of addresses, a bounded number of connections, gossip about addresses, and tests of old ones.

use borsh::BorshSerialize;

use super::super::{Answer, Context, Effect, Message};
use super::Node;
use crate::base::{ActorId, Span, Stream};
use crate::command::Refusal;
use crate::network::{AddressBook, Defence, Endpoint, Tried};

/// The wake-up token for looking after connections.
pub(super) const FINDER_TOKEN: u64 = 2;
/// How often a node looks after its connections.
const PERIOD: Span = Span(20_000_000);
/// Most addresses in a message (Bitcoin: 1,000).
pub const MAX_ADDRESSES: usize = 32;
/// Peers of before a restart that a node begins with, as Bitcoin Core's.
const ANCHORS: usize = 2;
/// Draws from the book for one connection.
const DRAWS: usize = 20;

/// A node's peers and addresses.
#[derive(Clone, Debug, BorshSerialize)]
pub struct Finder {
    own: Endpoint,
    book: AddressBook,
    defence: Defence,
    most: (usize, usize),
    seeds: Vec<Endpoint>,
    outbound: Vec<Endpoint>,
    inbound: Vec<Endpoint>,
    dialing: Vec<Endpoint>,
    anchors: Vec<Endpoint>,
    /// Addresses to test, each with the one that waits for its place.
    tests: Vec<(Endpoint, Endpoint)>,
    dice: Stream,
    waking: bool,
}

impl Finder {
    /// Of a node at `own` that opens at most `most.0` connections, takes at most `most.1`, and asks `seeds` first.
    pub fn new(
        own: Endpoint,
        book: AddressBook,
        (defence, most): (Defence, (usize, usize)),
        seeds: Vec<Endpoint>,
        dice: Stream,
    ) -> Self {
        Self {
            own,
            book,
            defence,
            most,
            seeds,
            outbound: Vec::new(),
            inbound: Vec::new(),
            dialing: Vec::new(),
            anchors: Vec::new(),
            tests: Vec::new(),
            dice,
            waking: false,
        }
    }

    /// The addresses that it knows.
    pub fn book(&self) -> &AddressBook {
        &self.book
    }

    /// Connections that it opened.
    pub fn outbound(&self) -> &[Endpoint] {
        &self.outbound
    }

    /// Connections that others opened.
    pub fn inbound(&self) -> &[Endpoint] {
        &self.inbound
    }

    fn connections(&self) -> impl Iterator<Item = &Endpoint> {
        self.outbound.iter().chain(&self.inbound)
    }

    /// Whether any connection with this actor is open.
    pub fn is_connected(&self, owner: ActorId) -> bool {
        self.connections().any(|peer| peer.owner == owner)
    }

    /// What a connection to this address would be: none to oneself, to somebody twice, or, by group, into a group again.
    fn may_dial(&self, to: Endpoint) -> bool {
        let others = || self.outbound.iter().chain(&self.dialing);
        let is_double = others().chain(&self.inbound).any(|other| *other == to);
        let in_group = self.defence.by_group && others().any(|other| other.group == to.group);
        to.owner != self.own.owner && !is_double && !in_group
    }

    fn next(&mut self) -> Option<Endpoint> {
        let anchor = self.anchors.pop();
        if let Some(anchor) = anchor.filter(|anchor| self.may_dial(*anchor)) {
            return Some(anchor);
        }
        for _ in 0..DRAWS {
            match self.book.draw(&mut self.dice) {
                Some(drawn) if self.may_dial(drawn) => return Some(drawn),
                Some(_) => {}
                None => break,
            }
        }
        if self.book.tried().next().is_some() {
            return None;
        }
        // Nobody is known by experience yet.
        let seeds: Vec<_> = self
            .seeds
            .iter()
            .copied()
            .filter(|seed| self.may_dial(*seed))
            .collect();
        let place = self.dice.below(seeds.len() as u64) as usize;
        seeds.get(place).copied()
    }

    fn crash(&mut self) {
        let kept = self.outbound.iter().take(ANCHORS).copied();
        self.anchors = match self.defence.anchors {
            true => kept.collect(),
            false => Vec::new(),
        };
        self.outbound.clear();
        self.inbound.clear();
        self.dialing.clear();
        self.tests.clear();
        self.waking = false;
    }
}

impl Node {
    /// How it finds peers, if it does that by itself.
    pub fn finder(&self) -> Option<&Finder> {
        self.finder.as_deref()
    }

    /// Opens connections as long as there are too few, and looks after them again later.
    pub(super) fn find_peers(&mut self, context: &mut Context) {
        let Some(finder) = &mut self.finder else {
            return;
        };
        while finder.outbound.len() + finder.dialing.len() < finder.most.0 {
            let Some(to) = finder.next() else { break };
            finder.dialing.push(to);
            dial(finder.own, to, false, context);
        }
        if !finder.waking {
            finder.waking = true;
            let spread = Span(finder.dice.below(PERIOD.0 / 4));
            context.wake(context.now + PERIOD + spread, FINDER_TOKEN);
        }
    }

    /// Once a while: an old address is tested, a peer is asked for addresses, and told some.
    pub(super) fn on_finder_wake(&mut self, context: &mut Context) {
        let Some(finder) = &mut self.finder else {
            return;
        };
        finder.waking = false;
        if let Some((old, _)) = finder.tests.first() {
            dial(finder.own, *old, true, context);
        }
        let peers: Vec<ActorId> = finder.connections().map(|peer| peer.owner).collect();
        let place = finder.dice.below(peers.len() as u64) as usize;
        if let Some(peer) = peers.get(place) {
            context.send(*peer, Message::AskAddresses);
        }
        self.find_peers(context);
    }

    /// Somebody wants to connect.
    pub(super) fn on_dialed(
        &mut self,
        from: Endpoint,
        context: &mut Context,
    ) -> Result<(), Refusal> {
        let refused = || Refusal::new("peer.refused");
        let is_banned = self.is_banned(from.owner);
        let finder = self.finder.as_mut().ok_or_else(refused)?;
        let is_double = finder.connections().any(|peer| *peer == from);
        if is_double || is_banned || finder.inbound.len() >= finder.most.1 {
            return Err(refused());
        }
        finder.inbound.push(from);
        self.succeeded(from, context);
        Ok(())
    }

    fn succeeded(&mut self, peer: Endpoint, context: &Context) {
        let Some(finder) = &mut self.finder else {
            return;
        };
        if let Tried::Taken(old) = finder.book.succeed(peer, context.now) {
            let is_tested = finder.tests.iter().any(|(tested, _)| *tested == old);
            if !is_tested && finder.tests.len() < MAX_ADDRESSES {
                finder.tests.push((old, peer));
            }
        }
    }

    /// What became of an attempt to connect, or to test an address.
    pub(super) fn on_answered(
        &mut self,
        (to, answer, probe): (Endpoint, Answer, bool),
        context: &mut Context,
    ) {
        let Some(finder) = &mut self.finder else {
            return;
        };
        if probe {
            if let Some(place) = finder.tests.iter().position(|(old, _)| *old == to) {
                let (old, rival) = finder.tests.remove(place);
                if answer == Answer::Nobody {
                    finder.book.replace(old, rival, context.now);
                }
            }
            return;
        }
        let dialed = finder.dialing.len();
        finder.dialing.retain(|other| *other != to);
        if finder.dialing.len() == dialed {
            // Asked before a crash: the node knows nothing of it any more.
            if answer == Answer::Taken {
                let (peer, own) = (to.owner, finder.own);
                context.effects.push(Effect::HangUp { peer, own });
            }
            return;
        }
        // Another attempt waits for the next look: who has no room must not be asked again and again.
        match answer {
            Answer::Taken => {
                finder.outbound.push(to);
                self.succeeded(to, context);
            }
            Answer::Refused => {}
            Answer::Nobody => finder.book.fail(to),
        }
    }

    /// A peer hangs up.
    pub(super) fn on_hung_up(&mut self, from: Endpoint) {
        if let Some(finder) = &mut self.finder {
            finder.inbound.retain(|peer| *peer != from);
        }
    }

    /// The link to a peer is gone, and with it all connections.
    pub(super) fn lost(&mut self, peer: ActorId, context: &mut Context) {
        if let Some(finder) = &mut self.finder {
            finder.outbound.retain(|other| other.owner != peer);
            finder.inbound.retain(|other| other.owner != peer);
        }
        self.find_peers(context);
    }

    /// A new peer: it is told the own address and asked for others.
    pub(super) fn greet(&self, peer: ActorId, context: &mut Context) {
        if let Some(finder) = &self.finder {
            context.send(peer, Message::Addresses([finder.own].into()));
            context.send(peer, Message::AskAddresses);
        }
    }

    pub(super) fn on_ask_addresses(&mut self, from: ActorId, context: &mut Context) {
        if let Some(finder) = &mut self.finder {
            let sample = finder.book.sample(MAX_ADDRESSES / 2, &mut finder.dice);
            context.send(from, Message::Addresses(sample.into()));
        }
    }

    pub(super) fn on_addresses(
        &mut self,
        from: ActorId,
        addresses: &[Endpoint],
        context: &Context,
    ) {
        let Some(finder) = &mut self.finder else {
            return;
        };
        let source = finder.connections().find(|peer| peer.owner == from);
        let Some(source) = source.map(|peer| peer.group) else {
            return;
        };
        for endpoint in addresses.iter().take(MAX_ADDRESSES) {
            if endpoint.owner != finder.own.owner {
                finder.book.hear(*endpoint, source, context.now);
            }
        }
    }

    pub(super) fn crash_finder(&mut self) {
        if let Some(finder) = &mut self.finder {
            finder.crash();
        }
    }
}

fn dial(own: Endpoint, to: Endpoint, probe: bool, context: &mut Context) {
    context.effects.push(Effect::Dial { own, to, probe });
}
