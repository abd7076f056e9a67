//! Lessons as data: a world, and steps that say, ask, and hold goals against that world.
//!
//! A lesson never takes anything out of the reader's hands: it points, it asks, and it sees by itself when a goal is
//! reached, in whatever order and by whatever acts.

mod act;
mod check;
mod command_kind;
mod condition;
mod decide;
mod examine;
mod measure;
mod player;
mod pointer;
mod progress;
mod rehearse;
mod staking;
mod table;
mod view;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Span;
use crate::simulation::Setup;

pub use act::{Act, Acts, Deed};
pub use check::{
    LessonError, MAX_ACTS, MAX_ANSWERS, MAX_CHARACTERS, MAX_DEPTH, MAX_STEPS, MAX_WORDS,
};
pub use command_kind::CommandKind;
pub use condition::{At, Condition};
pub use examine::Examined;
pub use measure::Reading;
pub use player::{LessonWish, Player, TimeWish};
pub use pointer::{Pointer, Target};
pub use progress::{HINT_AFTER, Progress};
pub use rehearse::{Rehearsal, rehearse};
pub use table::{LESSONS, ShippedLesson, shipped_lesson};
pub use view::{LessonState, PredictionState};

/// The version of the format that this engine reads.
pub const FORMAT: u32 = 1;
/// The language that every text must have.
pub const FALLBACK: &str = "en";

/// A text by language, such as `{"en": "..."}`. English is always there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Words(pub BTreeMap<String, String>);

impl Words {
    /// The text in `language`, or else in English.
    pub fn say(&self, language: &str) -> &str {
        let words = self.0.get(language).or_else(|| self.0.get(FALLBACK));
        words.map_or("", String::as_str)
    }
}

/// A lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Version of the format: 1.
    pub lesson: u32,
    /// Its id: lowercase letters, digits and `-`.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// What it is about, in one sentence.
    pub about: Words,
    /// For whom.
    pub level: Level,
    /// How long it takes, in minutes of the reader's time.
    pub minutes: u32,
    /// Where it takes place.
    pub world: LessonWorld,
    /// What is played before the lesson begins.
    #[serde(default)]
    pub start_at: Span,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// For whom a lesson is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// No knowledge is needed.
    FirstSteps,
    /// For readers who know blocks and transactions.
    Mechanism,
    /// For readers who know the protocol.
    Expert,
}

/// Where a lesson takes place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LessonWorld {
    /// A scenario that ships, by its id.
    Scenario(String),
    /// A world of its own.
    Setup(Box<Setup>),
}

/// What a step is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// To do something, or to watch it happen.
    Do,
    /// To read.
    Read,
    /// To play the cheat, the censor, the thief.
    Break,
    /// To go on by oneself: a question that the sandbox can answer.
    Question,
}

/// One step of a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What it is for.
    pub kind: StepKind,
    /// What it says, at most [`MAX_WORDS`] words.
    pub text: Words,
    /// What to point at. It never covers or blocks the rest.
    #[serde(default)]
    pub highlight: Vec<Pointer>,
    /// What the reader is asked to predict.
    #[serde(default)]
    pub prediction: Option<Prediction>,
    /// When it is done. Without one, the reader goes on after reading.
    #[serde(default)]
    pub goal: Option<Goal>,
    /// What helps, offered after 20 s.
    #[serde(default)]
    pub hint: Option<Words>,
    /// What happens to the time.
    #[serde(default)]
    pub time: Option<TimeControl>,
    /// Acts that reach the goal: played when the reader asks for it, and by the checker.
    #[serde(default)]
    pub acts: Option<Acts>,
}

/// A goal of a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// What is to be reached, in a few words.
    pub text: Words,
    /// When it is.
    pub when: Condition,
}

/// A question before the run. Nothing is revealed before the reader has chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// The question.
    pub question: Words,
    /// Two to four answers, one of which comes true.
    pub answers: Vec<Answer>,
    /// When the run has shown it; the step's goal, if left out.
    #[serde(default)]
    pub shown: Option<Condition>,
}

/// An answer: the belief of a real kind of reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// What the reader believes will happen.
    pub text: Words,
    /// Whether it does.
    #[serde(default)]
    pub right: bool,
    /// What is said to who chose it, once the run has shown it.
    pub reply: Words,
}

/// What a step does to the time. A step with a prediction waits for the choice first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeControl {
    /// Time stands still when the step begins.
    #[serde(default)]
    pub pause: bool,
    /// Time runs at a speed: a power of two, from -3 (1/8) to 10 (1,024).
    #[serde(default)]
    pub speed: Option<i8>,
    /// Time stands still again once this holds.
    #[serde(default)]
    pub until: Option<Condition>,
}
