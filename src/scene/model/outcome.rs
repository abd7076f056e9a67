//! What breaking the rules achieved in a run, in money.

use super::{ActorId, Amount, Selection, Text};
use serde::{Deserialize, Serialize};

/// What breaking the rules achieved so far; empty while nobody broke one with an effect.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outcomes {
    /// What was achieved, one after the other.
    pub told: Vec<Outcome>,
    /// Whose coins are more or fewer than at the beginning, those that changed most first.
    pub people: Vec<Wealth>,
}

/// One thing that was achieved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What happened, with the run's own figures.
    pub text: Text,
    /// Who has more by it, and who less.
    pub shifts: Vec<Shift>,
    /// What it is about.
    pub about: Option<Selection>,
}

/// What somebody has more or less by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Who.
    pub who: ActorId,
    /// How much.
    pub amount: Amount,
    /// Whether it is more.
    pub gains: bool,
}

/// A person's coins on Layer 1, staked, in channels and in rollups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wealth {
    /// Who.
    pub who: ActorId,
    /// At the beginning.
    pub before: Amount,
    /// As of the chosen node's head.
    pub now: Amount,
}
