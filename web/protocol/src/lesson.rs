//! What page and worker say about a lesson.

use bilayer::scenario::lesson::LessonState;
use serde::{Deserialize, Serialize};

/// A wish about the lesson that is played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LessonWish {
    /// Take up a lesson where the reader was, in the world that is open.
    Resume(String),
    /// Leave it; the world stays.
    Leave,
    /// Choose an answer.
    Predict(u32),
    /// The answer stands: run it and see.
    Settle,
    /// To the next step.
    Next,
    /// To the step before.
    Back,
    /// Show the hint.
    Hint,
    /// Do what reaches the goal.
    Act,
    /// From the first step again.
    Restart,
    /// The reader's own time passed, in microseconds.
    Wait(u64),
}

/// How the lesson is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonNews {
    /// What its panel shows; `None`: no lesson is played.
    pub state: Option<LessonState>,
    /// What the step wants of the time.
    pub time: Option<TimeWish>,
    /// How far the reader is, to be kept.
    pub progress: String,
}

/// What a step wants of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeWish {
    /// Stand still.
    Pause,
    /// Run, at this power of two if given.
    Play(Option<i8>),
}

/// A world or lesson that ships.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// How long it takes, in minutes; 0 for a world.
    pub minutes: u32,
    /// How many steps it has; 0 for a world.
    pub steps: u32,
}
