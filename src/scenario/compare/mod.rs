//! The same setup under each family of consensus, for the same simulated time, and what was measured there.

mod family;
mod measured;
mod meter;
mod need;
mod shares;

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::base::{Span, Time};
use crate::command::Refusal;
use crate::simulation::{MAX_TIME, Scripted, Session, Setup};

use super::Play;
use meter::Meter;

pub use family::{Change, Family, Translated, translated};
pub use measured::Measured;
pub use meter::DEPTH as CONFIRMATIONS;
pub use need::Need;

/// Shortest simulated time compared on the page: about ten blocks of the slowest family.
pub const LEAST_COMPARED: Span = Span::from_secs(600);
/// Longest.
pub const MOST_COMPARED: Span = Span::from_secs(3_600);

/// One family, and what came of the setup under it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Which.
    pub family: Family,
    /// Whether the setup is of this family by itself.
    pub own: bool,
    /// What had to be read otherwise.
    pub changes: Vec<Change>,
    /// What was measured, or why no such world begins.
    #[serde(with = "outcome")]
    pub outcome: Result<Measured, Refusal>,
}

/// The setup under all families.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Simulated time of each run.
    pub until: Time,
    /// The setup's own family first.
    pub columns: Vec<Column>,
}

/// A comparison under way: one family after the other.
pub struct Comparing {
    setup: Setup,
    until: Time,
    max_nodes: usize,
    waiting: Vec<Family>,
    running: Option<Running>,
    columns: Vec<Column>,
}

struct Running {
    family: Family,
    changes: Vec<Change>,
    play: Play,
    meter: Meter,
}

/// The setup of a session's world, with the commands taken so far as part of its script.
#[must_use]
pub fn setup_so_far(session: &Session) -> Setup {
    let mut setup = session.setup().clone();
    let taken = session.world().commands() as usize;
    let given = session.commands().iter().take(taken);
    setup
        .script
        .extend(given.map(|one| Scripted::once(one.time - Time::ZERO, one.command.clone())));
    setup
}

/// For how long a session's world is compared: as long as it was played, within bounds.
#[must_use]
pub fn span_of(session: &Session) -> Span {
    (session.world().now() - Time::ZERO).clamp(LEAST_COMPARED, MOST_COMPARED)
}

impl Comparing {
    /// Nothing is played yet.
    #[must_use]
    pub fn begin(setup: Setup, until: Span, max_nodes: usize) -> Self {
        let own = Family::of(&setup.consensus);
        let mut waiting: Vec<Family> = Family::ALL.into_iter().filter(|one| *one != own).collect();
        waiting.insert(0, own);
        waiting.reverse();
        Self {
            setup,
            until: (Time::ZERO + until).min(MAX_TIME),
            max_nodes,
            waiting,
            running: None,
            columns: Vec::new(),
        }
    }

    /// Goes on by at most `budget` events; whether all is done.
    pub fn advance(&mut self, budget: u32) -> bool {
        for _ in 0..budget {
            match &mut self.running {
                Some(running) => {
                    let meter = &mut running.meter;
                    if !running.play.step(self.until, |_, event| meter.note(event)) {
                        self.close();
                    }
                }
                None => match self.waiting.pop() {
                    Some(family) => self.open(family),
                    None => return true,
                },
            }
        }
        false
    }

    fn open(&mut self, family: Family) {
        let Translated { setup, changes } = translated(&self.setup, family);
        match Play::begin(setup, self.max_nodes) {
            Ok(play) => {
                let seen_by = play.world().nodes().next().map(|(id, _)| id);
                self.running = Some(Running {
                    family,
                    changes,
                    play,
                    meter: Meter::new(family, seen_by.unwrap_or_default()),
                });
            }
            Err(error) => self.put(family, changes, Err(error.refusal)),
        }
    }

    fn close(&mut self) {
        if let Some(running) = self.running.take() {
            let measured = Measured::of(&running.play, &running.meter);
            self.put(running.family, running.changes, Ok(measured));
        }
    }

    fn put(&mut self, family: Family, changes: Vec<Change>, outcome: Result<Measured, Refusal>) {
        self.columns.push(Column {
            family,
            own: self.columns.is_empty(),
            changes,
            outcome,
        });
    }

    /// How much is done, in thousandths.
    #[must_use]
    pub fn permille(&self) -> u32 {
        let all = Family::ALL.len() as u64 * 1_000;
        let now = self.running.as_ref().map_or(0, |running| {
            u128::from(running.play.world().now().0) * 1_000 / u128::from(self.until.0.max(1))
        });
        let done = self.columns.len() as u64 * 1_000 + now as u64;
        (done * 1_000 / all).min(1_000) as u32
    }

    /// What is done so far: all, once [`Self::advance`] says so.
    #[must_use]
    pub fn finish(self) -> Comparison {
        Comparison {
            until: self.until,
            columns: self.columns,
        }
    }
}

/// Compares without a break: a pure function of the setup.
#[must_use]
pub fn compare(setup: Setup, until: Span, max_nodes: usize) -> Comparison {
    let mut comparing = Comparing::begin(setup, until, max_nodes);
    while !comparing.advance(u32::MAX) {}
    comparing.finish()
}

mod outcome {
    //! What was measured, or under `refused` why not.

    use serde::{Serialize, Serializer};

    use super::{Measured, Refusal};

    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    enum Told<'a> {
        Measured(&'a Measured),
        Refused(&'a Refusal),
    }

    pub fn serialize<S: Serializer>(
        outcome: &Result<Measured, Refusal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let told = match outcome {
            Ok(measured) => Told::Measured(measured),
            Err(refusal) => Told::Refused(refusal),
        };
        told.serialize(serializer)
    }
}
