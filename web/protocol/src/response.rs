//! What the worker answers.

use bilayer::base::Time;
use bilayer::scene::model::{Comparison, Text};
use serde::{Deserialize, Serialize};

use super::{LessonNews, Offered, Patch, RuleCard, RuleResult};

/// One answer of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// The worker is up and listens.
    Hello {
        /// Its version of the protocol.
        version: u32,
        /// The worlds that ship.
        worlds: Vec<Offered>,
        /// The lessons that ship.
        lessons: Vec<Offered>,
    },
    /// How the lesson is.
    Lesson(Box<LessonNews>),
    /// Here I am.
    Pong,
    /// A picture, as what changed since the one before.
    Scene(Box<Patch>),
    /// The request was done.
    Done,
    /// A command was not taken; nothing changed.
    Refused(Text),
    /// Something runs long.
    Progress(Progress),
    /// Another run is open.
    Opened {
        /// Whether the replay reached the fingerprint that the record names; `None` if it names none.
        matched: Option<bool>,
        /// What is to be told besides: another engine's run, a command that is refused today, ...
        remarks: Vec<Text>,
    },
    /// The run as the page is to keep it: after it was opened and whenever its commands change.
    Keep {
        /// For as long as the page lives.
        bytes: Vec<u8>,
        /// For longer; `None` if it is too long for that.
        code: Option<String>,
        /// Branches that can be taken up.
        branches: Vec<Branch>,
    },
    /// The run to hand out.
    Shared(Box<Shared>),
    /// The run's commands as a text to edit.
    Script(String),
    /// The open run's setup under each family of consensus.
    Compared(Box<Comparison>),
    /// The formulas that can be computed.
    Rules(Vec<RuleCard>),
    /// What came out of a formula.
    Computed(RuleResult),
    /// The request could not be done; the world is as it was.
    Failed(Problem),
    /// What was asked for was canceled; the world is as it was, or at the place that it got to.
    Canceled,
    /// An invariant of the run does not hold: a fault of Bilayer, not of the reader.
    Breach(Vec<Text>),
    /// The worker's code panicked; it can't go on.
    Panicked(String),
}

/// A course of events that was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Number of its commands.
    pub commands: u32,
    /// How far it was played.
    pub until: Time,
}

/// How far something is that runs long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Done, in thousandths.
    pub done: u32,
}

/// Why a request could not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The place in the file, link or setup, such as `setup.links[3].a`; empty if it has none.
    pub place: String,
    /// What is wrong.
    pub text: Text,
}

/// The run to hand out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// The code for a link; `None` if it would be longer than a link may be.
    pub code: Option<String>,
    /// Number of characters that the code has, or would have.
    pub length: u32,
    /// The text of a file.
    pub file: String,
}
