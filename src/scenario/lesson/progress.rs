//! How far a reader is: small, serializable, independent of the world.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::{Span, Time};

/// The reader's own time on a step after which the hint is offered.
pub const HINT_AFTER: Span = Span(20_000_000);

/// How far a reader is in a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The lesson's id.
    pub lesson: String,
    /// The step that is shown, from 0.
    pub step: u32,
    /// Steps whose goal was reached once. Reached stays reached, also when the reader goes back in time.
    pub reached: BTreeSet<u32>,
    /// Predictions by step.
    pub predictions: BTreeMap<u32, Predicted>,
    /// Steps whose hint the reader asked for.
    pub hints: BTreeSet<u32>,
    /// The reader's own time on this step.
    pub waited: Span,
    /// The fact that decided, by step.
    pub decisive: BTreeMap<u32, u64>,
    /// What the player still does to the time on this step.
    pub time: TimeStage,
    /// Acts that are being played.
    pub acting: Option<Acting>,
}

/// A prediction that a reader made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predicted {
    /// Index of the answer.
    pub answer: u32,
    /// Whether the reader said "run it": from then on it can't be changed.
    pub settled: bool,
    /// Whether the run has shown what happens.
    pub shown: bool,
}

/// What the player still does to the time on a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeStage {
    /// The step has just begun.
    #[default]
    Begin,
    /// It waits for the reader's prediction.
    Predict,
    /// Time runs until something holds.
    Run,
    /// Nothing more.
    Done,
}

/// Where the playing of acts is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acting {
    /// Index of the act.
    pub act: u32,
    /// How often it was done already.
    pub times: u32,
    /// Not before this time.
    pub not_before: Time,
}
