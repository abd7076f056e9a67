//! The facts at the head of the page: place, time, and the judges' verdict.

use super::{Amount, Selection, Text, Time};
use serde::{Deserialize, Serialize};

/// A place in a run. Time alone can't tell two events of one microsecond apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Simulated time.
    pub time: Time,
    /// The number of events taken before it.
    pub events: u64,
    /// The latest time that was played on this branch, for the timeline's end.
    pub horizon: Time,
    /// The number of events taken up to the horizon.
    pub horizon_events: u64,
    /// The number of commands given up to here on this branch.
    pub commands: u32,
    /// The branch: 0 is the first, each act in the past starts one.
    pub branch: u32,
}

/// The facts of the page's header.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Header {
    /// The scenario's own title key or name.
    pub title: Text,
    /// The seed of all randomness of this run.
    pub seed: u64,
    /// What the judge of value says.
    pub conservation: Conservation,
    /// How proofs of work are found in this world.
    pub mining: Mining,
    /// Other invariants that broke, named; empty in every healthy run.
    pub broken: Vec<Text>,
    /// The end of the run that the scenario names, if it does.
    pub until: Option<Time>,
    /// The next height that something waits for.
    pub deadline: Option<Deadline>,
}

/// A height that something waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The height of the chosen node's chain at which it has come.
    pub height: u64,
    /// What happens or may happen then: `deadline.dispute-over`, ...
    pub text: Text,
    /// What waits.
    pub about: Selection,
}

/// The verdict of the judge who adds up all value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Conservation {
    /// All value on Layer 1, the reward of every block included.
    pub total: Amount,
    /// Whether every sum holds, on each layer and across each bridge.
    pub holds: bool,
    /// Which sum does not, if any.
    pub complaint: Option<Text>,
}

/// How miners find their nonces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Mining {
    /// Every attempt is a real hash.
    #[default]
    Real,
    /// Nobody mines: who makes a block, and when, follows from votes and the clock.
    Turns,
    /// The wait is drawn, equal in distribution; headers carry no work.
    Sampled,
}
