//! Who hears the facts: nobody in experiments, a log on the page.

use crate::event::Event;

/// Most facts kept; older ones are dropped, and told again when a session goes back there.
const MAX_EVENTS: usize = 300_000;

/// Hears what happens. The loop is generic over it, so that with [`Silent`] no fact is even made.
pub trait Observer {
    /// Whether facts are wanted.
    const ACTIVE: bool;
    /// The `number`-th fact of the run, counted from 0. Replays tell facts again.
    fn note(&mut self, number: u64, event: Event);
    /// Number of facts heard so far; in a replay more than the world has told again.
    fn heard(&self) -> u64;
    /// Takes back the facts heard after the first `heard`: what told them was refused and undone.
    fn retract(&mut self, heard: u64);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    const ACTIVE: bool = false;

    fn note(&mut self, _: u64, _: Event) {}

    fn heard(&self) -> u64 {
        0
    }

    fn retract(&mut self, _: u64) {}
}

/// Keeps all facts of the furthest run, in order.
#[derive(Clone, Debug, Default)]
pub struct Log {
    dropped: u64,
    events: Vec<Event>,
}

impl Log {
    /// Number of facts ever told, kept or dropped.
    pub fn len(&self) -> u64 {
        self.dropped + self.events.len() as u64
    }

    /// Whether nothing was told yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The kept facts among the first `count`.
    pub fn until(&self, count: u64) -> &[Event] {
        let kept = count.saturating_sub(self.dropped) as usize;
        &self.events[..kept.min(self.events.len())]
    }

    /// All kept facts, also those after the present place.
    pub fn all(&self) -> &[Event] {
        &self.events
    }

    /// Number of the first kept fact.
    pub fn first(&self) -> u64 {
        self.dropped
    }

    /// Forgets what comes after the first `count` facts: another branch begins. If these were dropped, the log
    /// goes on from there.
    pub fn truncate(&mut self, count: u64) {
        let kept = count.saturating_sub(self.dropped) as usize;
        self.events.truncate(kept);
        self.dropped = self.dropped.min(count);
    }

    pub(super) fn drop_older_half(&mut self) {
        let half = self.events.len() / 2;
        self.events.drain(..half);
        self.dropped += half as u64;
    }
}

impl Observer for Log {
    const ACTIVE: bool = true;

    fn note(&mut self, number: u64, event: Event) {
        if number != self.len() {
            return;
        }
        if self.events.len() >= MAX_EVENTS {
            self.drop_older_half();
        }
        self.events.push(event);
    }

    fn heard(&self) -> u64 {
        self.len()
    }

    fn retract(&mut self, heard: u64) {
        self.truncate(heard);
    }
}
