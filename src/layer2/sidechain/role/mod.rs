//! What a person does at second chains: one seat for each that it has to do with.

mod gathering;
mod ground;
mod incoming;
mod letter;
mod member;
mod seat;
mod thief;
mod user;

pub use incoming::{Incoming, Phase};
pub use letter::Words;
pub use member::Member;
pub use seat::Seat;
pub use thief::Thief;
pub use user::{Outgoing, User};

use std::any::Any;
use std::collections::BTreeMap;

use crate::actor::{Desk, Role, RoleInput};
use crate::base::encode;
use crate::chain::LAYER1;
use crate::command::{Command, Refusal, SidechainCommand};
use crate::event::System;

use ground::Ground;

/// A person's part at second chains.
#[derive(Clone, Default)]
pub struct SidechainRole {
    seats: BTreeMap<u32, Seat>,
}

impl SidechainRole {
    /// The seat at the chain of this number.
    #[must_use]
    pub fn seat(&self, chain: u32) -> Option<&Seat> {
        self.seats.get(&chain)
    }

    fn sit(&mut self, chain: u32, desk: &Desk) -> Result<&mut Seat, Refusal> {
        desk.directory().chain(chain)?;
        let seat = self.seats.entry(chain);
        let seat = seat.or_insert_with(|| Seat::new(chain));
        seat.join(desk);
        Ok(seat)
    }

    /// Functionaries take their seats by themselves.
    fn join(&mut self, desk: &Desk) {
        let last = LAYER1 + desk.directory().chains.len() as u32;
        for chain in LAYER1 + 1..=last {
            if seat::is_named(&Ground { chain }, desk) {
                let _ = self.sit(chain, desk);
            }
        }
    }

    fn on_order(&mut self, command: &SidechainCommand, desk: &mut Desk) -> Result<(), Refusal> {
        let last = LAYER1 + desk.directory().chains.len() as u32;
        let chain = command.chain().unwrap_or(last);
        self.sit(chain, desk)?.on_order(command, desk)
    }
}

impl Role for SidechainRole {
    fn system(&self) -> System {
        System::Sidechain
    }

    fn on(&mut self, input: &RoleInput, desk: &mut Desk) -> Result<(), Refusal> {
        match input {
            RoleInput::Head { removed, added } => {
                self.join(desk);
                for seat in self.seats.values_mut() {
                    seat.on_head((removed, added), desk);
                }
            }
            RoleInput::HeadBeside { chain, .. } => {
                if let Some(seat) = self.seats.get_mut(chain) {
                    seat.on_head_beside(desk);
                }
            }
            RoleInput::Letter { from, letter } => {
                if let Some((chain, words)) = Words::read(letter)
                    && let Ok(seat) = self.sit(chain, desk)
                {
                    seat.on_words(*from, words, desk);
                }
            }
            RoleInput::Order(Command::Sidechain(command)) => return self.on_order(command, desk),
            RoleInput::Order(_)
            | RoleInput::Refused { .. }
            | RoleInput::Wake(_)
            | RoleInput::LinkUp(_) => {}
        }
        Ok(())
    }

    fn is_unused(&self) -> bool {
        self.seats.is_empty()
    }

    fn boxed(&self) -> Box<dyn Role> {
        Box::new(self.clone())
    }

    fn digest(&self, out: &mut Vec<u8>) {
        for (chain, seat) in &self.seats {
            out.extend(encode(chain));
            seat.digest(out);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
