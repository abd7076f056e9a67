//! Ways to another place that are long: each begins here and goes on by [`Session::step`], so that a page can stop it.

use crate::base::Time;

use super::{Session, World};

impl Session {
    /// Goes to the last keyframe at or before a moment, unless the present lies between the two; from there, play on.
    pub fn leap(&mut self, time: Time) {
        let is_past = time < self.world().now();
        self.leap_if(is_past, |frame| frame.now() <= time);
    }

    /// Goes to the last keyframe before the place after `step` events, unless the present lies between the two.
    pub fn leap_to_step(&mut self, step: u64) {
        let is_past = step <= self.world().steps();
        self.leap_if(is_past, |frame| frame.steps() < step || frame.steps() == 0);
    }

    /// Forwards only over facts that the log still has, as it is to have no gap.
    fn leap_if(&mut self, is_past: bool, allowed: impl Fn(&World) -> bool) {
        let nearest = self.keyframes.latest(&allowed);
        let is_nearer = nearest.steps() > self.world().steps();
        if is_past || (is_nearer && nearest.facts() <= self.log().len()) {
            self.restore(allowed);
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
