//! A run without history: event by event, with its facts handed out as they are told.

use std::cell::RefCell;
use std::sync::Arc;

use crate::base::{Digest, Time};
use crate::event::Event;
use crate::simulation::{
    Auditor, Breach, MAX_TIME, Observer, Setup, SetupError, Simulation, World,
};

/// Keeps the facts of one step until they are taken.
#[derive(Clone, Debug, Default)]
pub struct Tap {
    taken: u64,
    waiting: Vec<Event>,
}

impl Tap {
    /// Hands out the facts that wait, each with its number.
    pub fn drain(&mut self, mut each: impl FnMut(u64, &Event)) {
        for event in self.waiting.drain(..) {
            each(self.taken, &event);
            self.taken += 1;
        }
    }
}

impl Observer for Tap {
    const ACTIVE: bool = true;

    fn note(&mut self, number: u64, event: Event) {
        if number == self.taken + self.waiting.len() as u64 {
            self.waiting.push(event);
        }
    }

    fn heard(&self) -> u64 {
        self.taken + self.waiting.len() as u64
    }

    fn retract(&mut self, heard: u64) {
        let kept = heard.saturating_sub(self.taken) as usize;
        self.waiting.truncate(kept);
    }
}

/// A run that only goes forwards and keeps nothing but the present.
pub struct Play(Simulation<Tap>, RefCell<Auditor>);

impl Play {
    /// A world at time 0.
    ///
    /// # Errors
    /// What is wrong in the setup, and where.
    pub fn begin(setup: Setup, max_nodes: usize) -> Result<Self, SetupError> {
        let simulation = Simulation::begin(Arc::new(setup), Tap::default(), max_nodes)?;
        Ok(Self(simulation, RefCell::default()))
    }

    /// Takes the next event, if it is due at or before `until`. Whether one was taken.
    pub fn step(&mut self, until: Time, each: impl FnMut(u64, &Event)) -> bool {
        let taken = self.0.step(until.min(MAX_TIME));
        self.0.observer_mut().drain(each);
        taken
    }

    /// Takes every event up to and including `until`.
    pub fn run(&mut self, until: Time, mut each: impl FnMut(u64, &Event)) {
        while self.step(until, &mut each) {}
    }

    /// The present moment.
    pub fn world(&self) -> &World {
        self.0.world()
    }

    /// The run itself.
    pub fn simulation(&self) -> &Simulation<Tap> {
        &self.0
    }

    /// Fingerprint of the present moment.
    pub fn fingerprint(&self) -> Digest {
        self.world().fingerprint(&[])
    }

    /// Every invariant that does not hold now.
    pub fn breaches(&self) -> Vec<Breach> {
        let chains = (self.0.archive(), self.0.archives());
        self.1.borrow_mut().check(self.0.world(), chains)
    }
}

#[cfg(test)]
#[path = "play_tests.rs"]
mod tests;
