//! What the page asks of the worker.

use bilayer::base::Time;
use bilayer::command::Command;
use bilayer::scene::Panels;
use bilayer::scene::model::{ActorId, Choice, Selection};
use serde::{Deserialize, Serialize};

use super::LessonWish;

/// One wish of the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Are you there?
    Ping,
    /// Put another run in the place of this one. If that fails or is canceled, this one stays.
    Open(Source),
    /// Play on up to a moment and show it. Of several that wait, only the newest is answered.
    Look(Look),
    /// Take a command at the present place.
    Give(Command),
    /// Do what an offer of the scene offers, at the present place.
    Act {
        /// The offer's key.
        key: String,
        /// What it acts on.
        about: Option<Selection>,
        /// What was chosen for its parameters.
        choices: Vec<Choice>,
    },
    /// Go somewhere else in the run. The newest wins.
    Seek(Target),
    /// Take back the last command before the present place.
    Undo,
    /// Take up a course of events that was left, by its index.
    Branch(u32),
    /// Hand out the run as the text of a file and as the code of a link.
    Share,
    /// Hand out the run's commands as a text to edit.
    Script,
    /// Play the open run's setup under each family of consensus, and tell what was measured.
    Compare,
    /// Something about the lesson.
    Lesson(LessonWish),
    /// Which formulas can be computed?
    Rules,
    /// Compute a formula; this needs no run.
    Rule {
        /// Its name.
        name: String,
        /// The values of its keys, in their order.
        values: Vec<String>,
    },
    /// Stop what runs long.
    Cancel,
}

/// Where a run comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// A scenario that ships, by its name.
    Shipped(String),
    /// The text of a file: a scenario or a run.
    Text(String),
    /// The world of a lesson that ships, by the lesson's id; the lesson begins.
    Lesson(String),
    /// The fragment of a link, without `#`.
    Link(String),
    /// The open run with the commands of an edited text instead of its own, at the present moment.
    Script(String),
    /// The open run's setup under another family of consensus, by its name, at the present moment.
    Under(String),
    /// A run that the page kept, as the worker handed it out, and the place to go to.
    Kept {
        /// The run.
        run: Kept,
        /// Events taken.
        step: u64,
        /// The moment.
        time: Time,
    },
}

/// A run as the worker hands it out to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kept {
    /// For as long as the page lives: a record as bytes.
    Bytes(Vec<u8>),
    /// For longer: the code of a link, whose format is kept readable.
    Code(String),
}

/// A place in a run to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A moment; everything due by then has happened.
    Time(Time),
    /// The place after so many events.
    Step(u64),
    /// One event on, played further if need be.
    Next,
    /// One event back.
    Previous,
    /// The next moment at which something is due that people wait for.
    Deadline,
}

/// What the page wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Look {
    /// Play on up to this moment first; `None`: stay.
    pub until: Option<Time>,
    /// The node whose view is shown; `None`: the first.
    pub seen_as: Option<ActorId>,
    /// What is selected.
    pub selection: Option<Selection>,
    /// The byte of the selection that is changed, and what it becomes, to see which checks notice.
    pub tampered: Option<(u32, u8)>,
    /// The panels to draw.
    pub panels: Panels,
    /// Send every part, also those that the page should have: it lost them.
    pub afresh: bool,
}

impl Look {
    /// Until the page says what it shows.
    pub fn at_first() -> Self {
        Self {
            panels: Panels::AT_FIRST,
            ..Self::default()
        }
    }

    /// The same panels in another run, of which nothing is selected yet.
    pub fn at_another_run(&self) -> Self {
        Self {
            panels: self.panels,
            ..Self::default()
        }
    }
}
