//! What an actor is, hears, sees, and can do: only effects leave it.

use std::any::Any;
use std::collections::BTreeMap;

use crate::base::{ActorId, Digest, Time};
use crate::chain::{Archive, Block, Sought};
use crate::command::{Command, Refusal};
use crate::event::Fact;

use super::{Directory, Item, Message};
use crate::network::{Endpoint, LinkKind};

/// Something that reaches an actor.
#[derive(Clone, Debug)]
pub enum Input<'a> {
    /// It has joined the world.
    Start,
    /// A message arrived.
    Message {
        /// Who sent it.
        from: ActorId,
        /// The message.
        message: &'a Message,
    },
    /// A wake-up that it asked for, with the token that it gave.
    Wake(u64),
    /// Its search found a nonce for its current template.
    Found {
        /// The template.
        template: &'a Block,
        /// The nonce.
        nonce: u32,
    },
    /// It stops: what it had in memory is gone.
    Crash,
    /// Its user asks for something.
    Order(&'a Command),
    /// A link to another actor came up.
    LinkUp(ActorId, LinkKind),
    /// A link to another actor is gone.
    LinkDown(ActorId),
    /// Somebody at this address wants to connect; an error refuses.
    Dialed(Endpoint),
    /// What became of an attempt to connect.
    Answered {
        /// The own address that was given.
        own: Endpoint,
        /// The address that was dialed.
        to: Endpoint,
        /// Who answered.
        answer: Answer,
        /// Whether it was only a test.
        probe: bool,
    },
    /// The connection from this address is given up.
    HungUp(Endpoint),
}

/// What becomes of an attempt to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The connection is up; of a test, somebody answers.
    Taken,
    /// Somebody is there, and has no room.
    Refused,
    /// Nobody answers.
    Nobody,
}

/// Something that an actor does.
#[derive(Debug)]
pub enum Effect {
    /// Sends a message over the link to `to`; without a link it is lost.
    Send {
        /// Receiver.
        to: ActorId,
        /// The message.
        message: Message,
    },
    /// Tells all peers but one that it has something.
    Announce {
        /// What.
        item: Item,
        /// Who knows already.
        except: Option<ActorId>,
    },
    /// Tries to connect to an address.
    Dial {
        /// The own address.
        own: Endpoint,
        /// The address.
        to: Endpoint,
        /// Whether only to test that somebody answers.
        probe: bool,
    },
    /// Gives up one connection with a peer.
    HangUp {
        /// The peer.
        peer: ActorId,
        /// The own address in that connection.
        own: Endpoint,
    },
    /// Wants to be woken.
    Wake {
        /// When.
        at: Time,
        /// Comes back with the wake-up.
        token: u64,
    },
    /// Searches a nonce for this from now on, instead of what it searched before.
    Mine(Option<Sought>),
    /// Tells what happened.
    Note(Box<Fact>),
}

/// The second chains' blocks, by [`super::ChainContact::key`].
pub type Archives = BTreeMap<Digest, Archive>;

/// What an actor sees while it handles an input, and where its effects go.
pub struct Context<'a> {
    /// The time.
    pub now: Time,
    /// The actor's own id.
    pub me: ActorId,
    /// Validation and all valid blocks of the actor's chain.
    pub archive: &'a mut Archive,
    /// The second chains, for who is on Layer 1 and follows others beside it; a node follows one.
    pub beside: &'a mut Archives,
    /// Peers to gossip with: peer links that are up.
    pub peers: &'a [ActorId],
    /// Names, keys, and numbered things.
    pub directory: &'a Directory,
    /// Whether facts are wanted.
    pub observed: bool,
    /// What the actor does.
    pub effects: &'a mut Vec<Effect>,
}

impl Context<'_> {
    /// Sends a message.
    pub fn send(&mut self, to: ActorId, message: Message) {
        self.effects.push(Effect::Send { to, message });
    }

    /// Asks to be woken.
    pub fn wake(&mut self, at: Time, token: u64) {
        self.effects.push(Effect::Wake { at, token });
    }

    /// Hands on what is seen and done as on a second chain; `None` if there is none of this number.
    pub fn on_chain<R>(&mut self, number: u32, act: impl FnOnce(&mut Context) -> R) -> Option<R> {
        let key = self.directory.chain(number).ok()?.key;
        let mut context = Context {
            now: self.now,
            me: self.me,
            archive: self.beside.get_mut(&key)?,
            beside: &mut Archives::new(),
            peers: &[],
            directory: self.directory,
            observed: self.observed,
            effects: self.effects,
        };
        Some(act(&mut context))
    }

    /// All valid blocks of a second chain; `None` if there is none of this number.
    pub fn archive_of(&self, number: u32) -> Option<&Archive> {
        self.beside.get(&self.directory.chain(number).ok()?.key)
    }

    /// Tells what happened, if somebody wants to know.
    pub fn note(&mut self, fact: impl FnOnce() -> Fact) {
        if self.observed {
            self.effects.push(Effect::Note(Box::new(fact())));
        }
    }
}

/// Somebody who takes part.
pub trait Actor: Send + Any {
    /// Handles an input.
    ///
    /// # Errors
    /// Only for [`Input::Order`]: why it is not possible, and the simulation then undoes everything; and for
    /// [`Input::Dialed`], which nothing follows from then.
    fn on(&mut self, input: &Input, context: &mut Context) -> Result<(), Refusal>;
    /// What follows from an input that this actor has no use for: nothing.
    ///
    /// # Errors
    /// Who wants to connect is refused.
    fn ignore(&self, input: &Input) -> Result<(), Refusal> {
        match input {
            Input::Dialed(_) => Err(Refusal::new("peer.refused")),
            _ => Ok(()),
        }
    }
    /// A copy, for keyframes.
    fn boxed(&self) -> Box<dyn Actor>;
    /// Canonical bytes of its whole state, for the fingerprint.
    fn digest(&self, out: &mut Vec<u8>);
    /// Itself, for readers that know its kind.
    fn as_any(&self) -> &dyn Any;
}
