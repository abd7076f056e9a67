//! Ways to another place that are long: each begins here and goes on by [`Session::step`], so that a page can stop it.

use crate::base::Time;

use super::Session;

impl Session {
    /// Goes back to a keyframe at or before a moment, if the present is later; from there, play on.
    pub fn rewind(&mut self, time: Time) {
        if time < self.world().now() {
            self.restore(|frame| frame.now() <= time);
        }
    }

    /// Goes back to a keyframe before the place after `step` events, if the present is there or later.
    pub fn rewind_to_step(&mut self, step: u64) {
        if step <= self.world().steps() {
            self.restore(|frame| frame.steps() < step || frame.steps() == 0);
        }
    }

    /// Keeps another session's course, and those that it left, as courses of this one, if both began as the same world.
    pub fn adopt(&mut self, other: &Self) {
        if self.setup() != other.setup() {
            return;
        }
        self.branches = other.branches.clone();
        let own = std::mem::replace(&mut self.commands, other.commands.clone());
        let horizon = std::mem::replace(&mut self.horizon, other.horizon);
        self.keep_branch();
        (self.commands, self.horizon) = (own, horizon);
    }

    /// Takes up a course of events that was left, at its start; the present one is kept in its place. Returns how
    /// far it was played, or `None` if there is no such branch.
    pub fn switch_branch(&mut self, index: usize) -> Option<Time> {
        if index >= self.branches.len() {
            return None;
        }
        let taken = self.branches.remove(index);
        self.keep_branch();
        self.commands.clear();
        self.restore(|frame| frame.steps() == 0 && frame.commands() == 0);
        self.horizon = self.place();
        self.leave_future();
        self.commands = taken.commands;
        Some(taken.horizon.time)
    }

    /// Takes up a course of events that was left, and plays it as far as it was played; whether there was one.
    pub fn take_branch(&mut self, index: usize) -> bool {
        let horizon = self.switch_branch(index);
        if let Some(time) = horizon {
            self.run(time);
        }
        horizon.is_some()
    }
}
