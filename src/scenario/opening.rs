//! Opening a run: replayed in portions, so that progress can be shown and cancel be heard, and judged at its place.

use crate::base::Digest;
use crate::command::Refusal;
use crate::simulation::{
    ENGINE_VERSION, MAX_COMMANDS, MAX_TIME, Place, Record, Session, SetupError,
};

use super::Problem;

/// What taking a command counts as, in events.
const COMMAND_COST: u32 = 10;

/// How a replay ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether the place was reached and the world there is the same to the bit.
    pub same: bool,
    /// The engine that made the run.
    pub made_by: u32,
    /// The engine that replayed it.
    pub engine: u32,
    /// The first command that was refused, counted from 0, and why. What came before was played.
    pub refused: Option<(u32, Refusal)>,
    /// Fingerprint where the replay ended.
    pub fingerprint: Digest,
}

/// A run on its way to its place.
pub struct Opening {
    session: Session,
    record: Record,
    next: usize,
    faithful: bool,
    refused: Option<(u32, Refusal)>,
    done: bool,
}

impl Opening {
    /// A world at time 0 that is to be brought to the record's place. A run of another engine, or of a
    /// changed world, is followed by its times alone, for its events may be others.
    ///
    /// # Errors
    /// If the world can't begin, or the run is longer than a run may be.
    pub fn begin(record: Record, world_changed: bool, max_nodes: usize) -> Result<Self, Problem> {
        let last = record
            .commands
            .last()
            .map_or(record.time, |given| given.time);
        if record.commands.len() > MAX_COMMANDS || record.time.max(last) > MAX_TIME {
            return Err(Problem::whole(Refusal::new("run.too-long")));
        }
        let session = Session::new(record.setup.clone(), max_nodes).map_err(in_setup)?;
        Ok(Self {
            session,
            faithful: record.engine == ENGINE_VERSION && !world_changed,
            record,
            next: 0,
            refused: None,
            done: false,
        })
    }

    /// Goes on by about `budget` events; whether the end is reached.
    pub fn advance(&mut self, budget: u32) -> bool {
        let mut left = budget;
        while !self.done && left > 0 {
            let before = self.session.place().step;
            self.take(left);
            let taken = self.session.place().step.saturating_sub(before);
            left = left.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX).max(COMMAND_COST));
        }
        self.done
    }

    /// How much is done, in thousandths.
    pub fn permille(&self) -> u32 {
        if self.done {
            return 1_000;
        }
        let last = self
            .record
            .commands
            .last()
            .map_or(self.record.time, |given| given.time);
        let end = u128::from(self.record.time.max(last).0.max(1));
        let now = u128::from(self.session.place().time.0);
        u32::try_from(now * 1_000 / end).unwrap_or(1_000).min(999)
    }

    fn take(&mut self, budget: u32) {
        match self.record.commands.get(self.next) {
            Some(given) => {
                let place = Place {
                    step: given.step,
                    time: given.time,
                };
                match self.approach(place, budget) {
                    None => {}
                    Some(true) => self.give(),
                    Some(false) => self.refuse(Refusal::new("run.no-such-place")),
                }
            }
            None => self.arrive(budget),
        }
    }

    fn approach(&mut self, place: Place, budget: u32) -> Option<bool> {
        if self.faithful {
            return self.session.approach(place, budget);
        }
        for _ in 0..budget {
            if !self.session.step(place.time) {
                return Some(true);
            }
        }
        None
    }

    fn give(&mut self) {
        let command = self.record.commands[self.next].command.clone();
        match self.session.give(command) {
            Ok(()) => self.next += 1,
            Err(refusal) => self.refuse(refusal),
        }
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.refused = Some((self.next as u32, refusal));
        self.done = true;
    }

    /// Goes to the reader's place, which may lie before the last command.
    fn arrive(&mut self, budget: u32) {
        let place = self.place();
        if place < self.session.place() {
            if self.faithful {
                self.session.seek_place(place);
            } else {
                self.session.seek(place.time);
            }
            self.done = true;
        } else {
            self.done = self.approach(place, budget).is_some();
        }
    }

    fn place(&self) -> Place {
        Place {
            step: self.record.step,
            time: self.record.time,
        }
    }

    /// The session where it got to, and whether that is what the record says.
    pub fn finish(self) -> (Session, Verdict) {
        let fingerprint = self.session.fingerprint();
        let reached = self.done && self.refused.is_none() && self.session.place() == self.place();
        let verdict = Verdict {
            same: self.faithful && reached && fingerprint == self.record.fingerprint,
            made_by: self.record.engine,
            engine: ENGINE_VERSION,
            refused: self.refused,
            fingerprint,
        };
        (self.session, verdict)
    }
}

fn in_setup(error: SetupError) -> Problem {
    let mut problem = Problem::whole(error.refusal);
    problem.path = format!("setup.{}", error.place);
    problem
}
