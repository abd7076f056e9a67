//! What happened when, in a lane for each system.

use super::{Selection, System, Text, Time};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The timeline up to the horizon.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Timeline {
    /// The lanes, Layer 1 first.
    pub lanes: Vec<Lane>,
    /// The times at which commands were given on this branch.
    pub commands: Vec<Time>,
}

/// One lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// The system.
    pub system: System,
    /// Its marks, oldest first, thinned where they are more than a screen can hold.
    pub marks: Vec<Arc<Mark>>,
}

/// One mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// The number of events taken before it.
    pub place: u64,
    /// What happened: `mark.block-mined`, ...
    pub text: Text,
    /// How much it weighs.
    pub weight: MarkWeight,
    /// What it is about.
    pub about: Option<Selection>,
}

/// How much a mark weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MarkWeight {
    /// Everyday.
    Plain,
    /// Worth a look: a batch, an opened channel, a fork.
    Notable,
    /// Fraud, loss, a refused act.
    Alarm,
}
