//! A run that one can move in: forwards, back, to any place, and into another branch by acting in the past.

use std::cell::RefCell;
use std::sync::Arc;

use crate::actor::Archives;
use crate::base::{Digest, Time};
use crate::chain::Archive;
use crate::command::{Command, Refusal};
use crate::event::Cause;

use super::auditor::Auditor;
use super::keyframes::Keyframes;
use super::{
    Breach, ENGINE_VERSION, Given, Log, Record, SearchMemo, Setup, SetupError, Simulation, World,
};

/// Longest simulated time of a session: 30 days.
pub const MAX_TIME: Time = Time(30 * 24 * 3_600 * 1_000_000);
/// Most commands of a session.
pub const MAX_COMMANDS: usize = 10_000;
/// Most courses of events kept; the oldest is dropped.
const MAX_BRANCHES: usize = 32;
/// Simulated time between keyframes.
const KEYFRAME_EVERY: u64 = 30_000_000;
/// Events between keyframes, if they come first.
const KEYFRAME_STEPS: u64 = 20_000;

/// A place in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Events taken.
    pub step: u64,
    /// Time.
    pub time: Time,
}

/// A course of events that was left by acting in the past.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// Its commands.
    pub commands: Vec<Given>,
    /// How far it was played.
    pub horizon: Place,
    /// The number of the command that left it, which its taking back undoes; `None` if it was left otherwise.
    pub left_by: Option<u32>,
}

/// Why a record can't be played.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionError {
    /// The world can't begin.
    Setup(SetupError),
    /// More commands, or a longer time, than allowed.
    TooLong,
    /// The command with this number is refused, or not at its place; what came before was played.
    Command(u32, Refusal),
}

/// A run with its history.
pub struct Session {
    pub(super) simulation: Simulation<Log>,
    pub(super) commands: Vec<Given>,
    pub(super) keyframes: Keyframes,
    pub(super) horizon: Place,
    pub(super) branches: Vec<Branch>,
    auditor: RefCell<Auditor>,
}

impl Session {
    /// A world at time 0.
    ///
    /// # Errors
    /// What is wrong in the setup, and where.
    pub fn new(setup: Setup, max_nodes: usize) -> Result<Self, SetupError> {
        let simulation = Simulation::begin(Arc::new(setup), Log::default(), max_nodes)?;
        let first = simulation.world.clone();
        Ok(Self {
            simulation,
            commands: Vec::new(),
            keyframes: Keyframes::begin(first),
            horizon: Place::default(),
            branches: Vec::new(),
            auditor: RefCell::default(),
        })
    }

    /// The present moment.
    pub fn world(&self) -> &World {
        self.simulation.world()
    }

    /// All valid blocks of the run.
    pub fn archive(&self) -> &Archive {
        self.simulation.archive()
    }

    /// All valid blocks of the second chains in the run.
    pub fn archives(&self) -> &Archives {
        self.simulation.archives()
    }

    /// How the world began.
    pub fn setup(&self) -> &Setup {
        self.simulation.setup()
    }

    /// Most nodes of this world.
    pub fn max_nodes(&self) -> usize {
        self.simulation.max_nodes
    }

    /// All facts of the furthest run of this branch.
    pub fn log(&self) -> &Log {
        self.simulation.observer()
    }

    /// The accepted commands of this branch, also those after the present place.
    pub fn commands(&self) -> &[Given] {
        &self.commands
    }

    /// Courses of events that were left.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The present place.
    pub fn place(&self) -> Place {
        Place {
            step: self.world().steps(),
            time: self.world().now(),
        }
    }

    /// The furthest place that this branch was played to.
    pub fn horizon(&self) -> Place {
        self.horizon
    }

    /// Number of hashes really computed in mining.
    pub fn hashes(&self) -> u64 {
        self.simulation.hashes()
    }

    /// Fingerprint of the present place.
    pub fn fingerprint(&self) -> Digest {
        let given = self.world().commands() as usize;
        self.world().fingerprint(&self.commands[..given])
    }

    /// Takes a command at the present place. In the past, what followed becomes a branch of its own.
    ///
    /// # Errors
    /// Why it is not possible; nothing is changed then.
    pub fn give(&mut self, command: Command) -> Result<(), Refusal> {
        self.check(&command)?;
        self.leave_future(Some(self.world().commands()));
        let place = self.place();
        self.commands.push(Given {
            step: place.step,
            time: place.time,
            command,
        });
        self.apply_next();
        Ok(())
    }

    /// Tries a command at the present place and changes nothing.
    ///
    /// # Errors
    /// Why it is not possible.
    pub fn check(&self, command: &Command) -> Result<(), Refusal> {
        let given = self.world().commands();
        if given as usize >= MAX_COMMANDS {
            return Err(Refusal::new("session.commands").with(MAX_COMMANDS));
        }
        let mut trial = Simulation::with_parts(
            self.simulation.setup.clone(),
            self.simulation.archive.clone(),
            super::Silent,
            self.simulation.max_nodes,
        );
        trial.beside = self.simulation.beside.clone();
        trial.world = self.world().clone();
        trial.try_apply(command, Cause::Command(given))
    }

    /// What comes after the present place becomes a branch, which the command of this number left.
    pub(super) fn leave_future(&mut self, left_by: Option<u32>) {
        let given = self.world().commands() as usize;
        let place = self.place();
        if self.horizon.step > place.step || given < self.commands.len() {
            self.keep_branch(left_by);
        }
        self.commands.truncate(given);
        self.simulation
            .observer
            .truncate(self.simulation.world.facts);
        let commands = self.world().commands();
        self.keyframes.retain(|frame| {
            (frame.steps, frame.now, frame.commands) <= (place.step, place.time, commands)
        });
        self.horizon = place;
    }

    pub(super) fn keep_branch(&mut self, left_by: Option<u32>) {
        if self.branches.len() >= MAX_BRANCHES {
            self.branches.remove(0);
        }
        self.branches.push(Branch {
            commands: self.commands.clone(),
            horizon: self.horizon,
            left_by,
        });
    }

    fn apply_next(&mut self) {
        let index = self.world().commands();
        let Some(given) = self.commands.get(index as usize) else {
            return;
        };
        let command = given.command.clone();
        self.simulation.world.now = self.simulation.world.now.max(given.time);
        self.simulation.set_cause(Cause::Command(index));
        // It was tried when it was given; a replay of the same engine takes it again.
        let _ = self.simulation.apply(&command, Cause::Command(index));
        self.simulation.world.commands += 1;
    }

    /// Takes the next event or recorded command, if it is due at or before `until`. Whether anything was taken.
    pub fn step(&mut self, until: Time) -> bool {
        let until = until.min(MAX_TIME);
        let world = self.world();
        let due = self
            .commands
            .get(world.commands() as usize)
            .filter(|given| given.step <= world.steps());
        let taken = match due {
            Some(given) if given.time <= until => {
                self.apply_next();
                true
            }
            _ => self.simulation.step(until),
        };
        self.horizon = self.horizon.max(self.place());
        self.keep_keyframe();
        taken
    }

    /// Takes everything due at or before `until`.
    pub fn run(&mut self, until: Time) {
        while self.step(until) {}
    }

    fn keep_keyframe(&mut self) {
        let world = self.world();
        let last = self.keyframes.last();
        let far = world.now.0 >= last.now.0.saturating_add(KEYFRAME_EVERY)
            || world.steps >= last.steps + KEYFRAME_STEPS;
        if far && world.steps > last.steps {
            let frame = world.clone();
            self.keyframes.push(frame);
        }
    }

    /// Goes to a moment, in the past or further on. No side effect: the same place is the same world.
    pub fn seek(&mut self, time: Time) {
        self.leap(time);
        self.run(time);
    }

    /// Goes to the place after `step` events, before any command given there.
    pub fn seek_step(&mut self, step: u64) {
        self.leap_to_step(step);
        while self.world().steps() < step && self.step(MAX_TIME) {}
    }

    /// Goes on to a place not played yet, by at most `budget` events. `None`: more is to be done;
    /// `Some(false)`: this run has no such place.
    pub fn approach(&mut self, place: Place, budget: u32) -> Option<bool> {
        for _ in 0..budget {
            let here = self.place();
            if here.step > place.step || here.time > place.time || place.time > MAX_TIME {
                return Some(false);
            }
            if here == place {
                return Some(true);
            }
            let arriving = here.step == place.step;
            let before = Time(place.time.0.saturating_sub(u64::from(arriving)));
            if self.step(before) {
                continue;
            }
            if arriving {
                self.simulation.world.now = place.time;
                self.horizon = self.horizon.max(self.place());
            }
            return Some(arriving);
        }
        None
    }

    /// Goes to a place of what was played; commands given there are taken.
    pub fn seek_place(&mut self, place: Place) {
        self.seek_step(place.step);
        while self
            .commands
            .get(self.world().commands() as usize)
            .is_some_and(|given| given.step <= self.world().steps() && given.time <= place.time)
        {
            self.apply_next();
        }
        self.simulation.world.now = self.world().now().max(place.time);
    }

    pub(super) fn restore(&mut self, allowed: impl Fn(&World) -> bool) {
        self.simulation.world = self.keyframes.latest(allowed).clone();
        let facts = self.world().facts();
        if facts < self.log().first() {
            // The log keeps facts without a gap: they are told again from here.
            self.simulation.observer.truncate(facts);
        }
    }

    /// Every invariant that does not hold at the present place.
    pub fn breaches(&self) -> Vec<Breach> {
        self.auditor
            .borrow_mut()
            .check(self.world(), (self.archive(), self.archives()))
    }

    /// The run as a record.
    pub fn record(&self) -> Record {
        let place = self.place();
        Record {
            engine: ENGINE_VERSION,
            setup: self.setup().clone(),
            commands: self.commands.clone(),
            step: place.step,
            time: place.time,
            fingerprint: self.fingerprint(),
        }
    }

    /// A session at time 0 that will play a record's commands at their places. Move it with [`Self::step`].
    ///
    /// # Errors
    /// If the world can't begin, or the record is longer than allowed.
    pub fn open(record: &Record, max_nodes: usize) -> Result<Self, SessionError> {
        if record.commands.len() > MAX_COMMANDS || record.time > MAX_TIME {
            return Err(SessionError::TooLong);
        }
        let mut session =
            Self::new(record.setup.clone(), max_nodes).map_err(SessionError::Setup)?;
        session.commands = record.commands.clone();
        Ok(session)
    }

    /// The memory of mining searches, to hand on to a session of the same scenario.
    pub fn memo(&self) -> &SearchMemo {
        &self.simulation.memo
    }
}
