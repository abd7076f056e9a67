//! What a person does in rollups: one seat for each rollup that it has to do with, and in it up to three parts.

mod claim;
mod letter;
mod seat;
mod sequencer;
mod user;
mod verifier;
mod withdrawal;

pub use claim::Lie;
pub use letter::Words;
pub use seat::Seat;
pub use sequencer::{Made, Sequencer};
pub use user::{DEFAULT_FEE, User};
pub use verifier::{Finding, Verifier};
pub use withdrawal::{Outgoing, WithdrawalPhase};

use std::any::Any;
use std::collections::{BTreeMap, btree_map::Entry};

use crate::actor::{Desk, Letter, Role, RoleInput};
use crate::base::ActorId;
use crate::command::{Command, Refusal, RollupCommand};
use crate::event::System;

/// A person's part in optimistic rollups.
#[derive(Clone, Default)]
pub struct RollupRole {
    seats: BTreeMap<u32, Seat>,
}

impl RollupRole {
    /// The seat in rollup `number`, counted from 1.
    #[must_use]
    pub fn seat(&self, number: u32) -> Option<&Seat> {
        self.seats.get(&number)
    }

    /// The seat, taken now if it wasn't before.
    fn sit(&mut self, number: u32, desk: &mut Desk) -> Result<&mut Seat, Refusal> {
        match self.seats.entry(number) {
            Entry::Occupied(seat) => Ok(seat.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(Seat::new(number, desk)?)),
        }
    }

    fn on_head(&mut self, desk: &mut Desk) {
        let me = desk.me();
        let mine: Vec<u32> = (1..)
            .zip(&desk.directory().rollups)
            .filter(|(_, contact)| contact.sequencer == me || contact.verifier == me)
            .map(|(number, _)| number)
            .collect();
        for number in mine {
            let _ = self.sit(number, desk);
        }
        for seat in self.seats.values_mut() {
            seat.on_head(desk);
        }
    }

    fn on_letter(&mut self, from: ActorId, letter: &Letter, desk: &mut Desk) {
        if let Some((number, words)) = Words::read(letter)
            && let Ok(seat) = self.sit(number, desk)
        {
            seat.on_words(from, words, desk);
        }
    }

    fn on_order(&mut self, command: &RollupCommand, desk: &mut Desk) -> Result<(), Refusal> {
        let number = match command {
            RollupCommand::Start { .. } => desk.directory().rollups.len() as u32,
            RollupCommand::Deposit { rollup, .. }
            | RollupCommand::Transfer { rollup, .. }
            | RollupCommand::SubmitBatch { rollup }
            | RollupCommand::SetBatching { rollup, .. }
            | RollupCommand::Withdraw { rollup, .. }
            | RollupCommand::Corrupt { rollup, .. }
            | RollupCommand::SetFavours { rollup, .. }
            | RollupCommand::Rival { rollup, .. }
            | RollupCommand::SleepVerifier { rollup, .. } => *rollup,
        };
        self.sit(number, desk)?.on_order(command, desk)
    }

    fn on_wake(&mut self, token: u32, desk: &mut Desk) {
        if let Some(seat) = self.seats.get_mut(&(token >> 16)) {
            seat.on_wake(token as u16, desk);
        }
    }
}

impl Role for RollupRole {
    fn system(&self) -> System {
        System::Rollup
    }

    fn on(&mut self, input: &RoleInput, desk: &mut Desk) -> Result<(), Refusal> {
        match input {
            RoleInput::Head { .. } => self.on_head(desk),
            RoleInput::Letter { from, letter } => self.on_letter(*from, letter, desk),
            RoleInput::Wake(token) => self.on_wake(*token, desk),
            RoleInput::Order(Command::Rollup(command)) => return self.on_order(command, desk),
            RoleInput::Order(_) | RoleInput::Refused { .. } | RoleInput::HeadBeside { .. } => {}
            RoleInput::LinkUp(_) => self.seats.values_mut().for_each(|seat| seat.on_link(desk)),
        }
        Ok(())
    }

    fn boxed(&self) -> Box<dyn Role> {
        Box::new(self.clone())
    }

    fn digest(&self, out: &mut Vec<u8>) {
        for seat in self.seats.values() {
            seat.digest(out);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
