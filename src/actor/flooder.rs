//! Who eclipses a node: many addresses of his own, put into the victim's tables until it knows nobody else, and silence after that.

use std::any::Any;
use std::collections::VecDeque;

use crate::base::{ActorId, Span, encode};
use crate::command::Refusal;
use crate::network::Endpoint;

use super::{Actor, Answer, Context, Effect, Input, Message};

/// From one wave of connections to the next.
const PERIOD: Span = Span(2_000_000);
/// Connections tried in a wave, and addresses of a message.
const WAVE: usize = 32;
/// Connections given up in a wave, so that other addresses may come in.
const GIVEN_UP: usize = 8;
/// Messages of addresses in a wave.
const TALES: usize = 4;

/// The attacker. He takes every connection, tells of his own addresses alone, and passes nothing on.
#[derive(Clone, Debug)]
pub struct Flooder {
    victim: Endpoint,
    endpoints: Vec<Endpoint>,
    turn: usize,
    held: VecDeque<Endpoint>,
}

impl Flooder {
    /// An attacker on `victim` with these addresses.
    pub fn new(victim: Endpoint, endpoints: Vec<Endpoint>) -> Self {
        Self {
            victim,
            endpoints,
            turn: 0,
            held: VecDeque::new(),
        }
    }

    /// `count` addresses of one owner, spread evenly over so many groups.
    pub fn endpoints(owner: ActorId, count: u16, groups: u16) -> Vec<Endpoint> {
        let endpoint = |number: u16| Endpoint {
            owner,
            // Groups that no honest node of a small world is likely to be in.
            group: 50_000_u16.wrapping_add(number % groups.max(1)),
            host: number,
        };
        (0..count).map(endpoint).collect()
    }

    /// Whom he eclipses.
    pub fn victim(&self) -> ActorId {
        self.victim.owner
    }

    /// Connections to the victim that he holds.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// The next addresses; the one after the last is the first again.
    fn next(&mut self, count: usize, step: usize) -> Vec<Endpoint> {
        let all = self.endpoints.len();
        let next = (0..count.min(all)).map(|step| self.endpoints[(self.turn + step) % all]);
        let next = next.collect();
        self.turn = (self.turn + step) % all.max(1);
        next
    }

    /// A wave: some old connections are given up, and new ones tried with other addresses as long as there is room.
    fn on_wake(&mut self, context: &mut Context) {
        let peer = self.victim.owner;
        for own in self.held.drain(..GIVEN_UP.min(self.held.len())) {
            context.effects.push(Effect::HangUp { peer, own });
        }
        for own in self.next(WAVE, GIVEN_UP + 1) {
            let (to, probe) = (self.victim, false);
            context.effects.push(Effect::Dial { own, to, probe });
        }
        for _ in 0..TALES {
            let told = self.next(WAVE, WAVE);
            context.send(peer, Message::Addresses(told.into()));
        }
        context.wake(context.now + PERIOD, 0);
    }
}

impl Actor for Flooder {
    fn on(&mut self, input: &Input, context: &mut Context) -> Result<(), Refusal> {
        match input {
            Input::Start | Input::Wake(_) => self.on_wake(context),
            Input::Answered {
                own,
                answer: Answer::Taken,
                ..
            } => self.held.push_back(*own),
            Input::LinkDown(peer) if *peer == self.victim.owner => self.held.clear(),
            Input::Message {
                from,
                message: Message::AskAddresses,
            } => {
                let told = Message::Addresses(self.next(WAVE, WAVE).into());
                context.send(*from, told);
            }
            Input::Order(_) => return Err(Refusal::new("order.not-a-member")),
            _ => {}
        }
        Ok(())
    }

    fn boxed(&self) -> Box<dyn Actor> {
        Box::new(self.clone())
    }

    fn digest(&self, out: &mut Vec<u8>) {
        out.extend(encode(&(self.victim, &self.endpoints)));
        let held: Vec<_> = self.held.iter().collect();
        out.extend(encode(&(self.turn as u64, held)));
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
