//! Ways to another place that are long: each begins here and goes on by [`Session::step`], so that a page can stop it.

use crate::base::Time;

use super::session::{Branch, MAX_TIME};
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
        self.keep_branch(None);
        (self.commands, self.horizon) = (own, horizon);
    }

    /// Takes up a course of events that was left, at its start; the present one is kept in its place. Returns how
    /// far it was played, or `None` if there is no such branch.
    pub fn switch_branch(&mut self, index: usize) -> Option<Time> {
        if index >= self.branches.len() {
            return None;
        }
        let taken = self.branches.remove(index);
        self.keep_branch(None);
        self.commands.clear();
        self.restore(|frame| frame.steps() == 0 && frame.commands() == 0);
        self.horizon = self.place();
        self.leave_future(None);
        self.commands = taken.commands;
        Some(taken.horizon.time)
    }

    /// Takes back the last command given before the present place, and returns to its place. If it was given in the
    /// past, the course that it left goes on from there again. Returns how far the course that goes on was played:
    /// play on to there to have its facts again. `None` if there was no command.
    pub fn undo(&mut self) -> Option<Time> {
        let index = self.world().commands().checked_sub(1)?;
        let given = self.commands.get(index as usize)?.clone();
        self.restore(|frame| frame.commands <= index && frame.now <= given.time);
        self.play_until_command(index);
        self.simulation.world.now = given.time;
        self.leave_future(None);
        Some(self.regain(index).unwrap_or(given.time))
    }

    /// Takes the course up again that the command of this number left here; how far it was played.
    fn regain(&mut self, index: u32) -> Option<Time> {
        let left_here = |branch: &Branch| {
            branch.left_by == Some(index)
                && branch.commands.get(..index as usize) == Some(&self.commands[..])
        };
        let newest = self.branches.iter().rposition(left_here)?;
        let regained = self.branches.remove(newest);
        self.commands = regained.commands;
        Some(regained.horizon.time)
    }

    fn play_until_command(&mut self, index: u32) {
        let Some(target) = self.commands.get(index as usize).map(|given| given.step) else {
            return;
        };
        while (self.world().commands() < index || self.world().steps() < target)
            && self.step(MAX_TIME)
        {}
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
