//! What the page shows that is no part of the run: playing, speed, theme, lesson, notices.

use crate::intent::Theme;
use crate::session::VisitStage;
use bilayer::scene::model::{Comparison, Selection, Text};
use bilayer_protocol::{RuleCard, RuleResult};
use std::cell::Cell;
use std::rc::Rc;

/// The state of the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Whether time runs.
    pub playing: bool,
    /// The speed as a power of two, -3 to 10.
    pub speed: i8,
    /// Whether time slows down by itself when something worth seeing happens.
    pub slow_by_itself: bool,
    /// What time slows down for right now.
    pub slowed_for: Option<Text>,
    /// The chosen theme.
    pub theme: Theme,
    /// What a visitor who touched nothing yet is told.
    pub visit: Option<VisitStage>,
    /// What is selected.
    pub selection: Option<Selection>,
    /// Where the engine is.
    pub engine: Engine,
    /// The lesson that is open.
    pub lesson: Option<Rc<LessonView>>,
    /// The lessons that can be opened.
    pub lessons: Rc<Vec<LessonEntry>>,
    /// The scenarios that can be opened: name and title.
    pub scenarios: Rc<Vec<(String, String)>>,
    /// The branches of the run, if there is more than one.
    pub branches: Rc<Vec<BranchEntry>>,
    /// The script as a text that is edited.
    pub script: Option<Rc<ScriptView>>,
    /// The formulas that the worker computes, once they were asked for.
    pub rules: Rc<Vec<RuleCard>>,
    /// What came out of each formula that was computed.
    pub computed: Rc<Vec<RuleResult>>,
    /// The same setup under each family of consensus.
    pub compare: Option<CompareView>,
    /// What sharing gave.
    pub share: Option<Rc<ShareView>>,
    /// Things to tell, oldest first.
    pub notices: Rc<Vec<Notice>>,
    /// The commands that the reader gave and can take back.
    pub can_undo: bool,
    /// Shown inside another page, with only these rooms.
    pub embed: Option<Rc<EmbedView>>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            playing: false,
            speed: 3,
            slow_by_itself: true,
            slowed_for: None,
            theme: Theme::System,
            visit: None,
            selection: None,
            engine: Engine::Starting,
            lesson: None,
            lessons: Rc::default(),
            scenarios: Rc::default(),
            branches: Rc::default(),
            script: None,
            rules: Rc::default(),
            computed: Rc::default(),
            compare: None,
            share: None,
            notices: Rc::default(),
            can_undo: false,
            embed: None,
        }
    }
}

impl View {
    /// The first lesson that is not done.
    pub fn next_lesson(&self) -> Option<&LessonEntry> {
        self.lessons
            .iter()
            .find(|entry| entry.done.is_none_or(|(done, all)| done < all))
    }
}

/// Where the engine in the worker is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Engine {
    /// On its way up.
    #[default]
    Starting,
    /// Answering.
    Live,
    /// Replaying a run: done in thousandths.
    Replaying(u32),
    /// It was silent or panicked and is brought back.
    Recovering,
    /// It can't run here, with the reason.
    Failed(String),
}

/// A lesson as its player shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LessonView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Which step this is, from 1.
    pub step: u32,
    /// Of how many.
    pub steps: u32,
    /// What the step says.
    pub text: String,
    /// What to look at or touch.
    pub highlight: Vec<Selection>,
    /// What the reader is asked to predict.
    pub prediction: Option<PredictionView>,
    /// What is to be done, and whether it is.
    pub goal: Option<(String, bool)>,
    /// A hint, once it may be shown; and its text, once it is.
    pub hint: Option<Option<String>>,
    /// A button that does what reaches the goal: its words, or none for plain ones.
    pub acts: Option<Option<String>>,
    /// Whether that is being done.
    pub acting: bool,
    /// Whether the next step can be gone to.
    pub can_go_on: bool,
    /// Whether this was the last step and its goal is met.
    pub finished: bool,
}

/// A prediction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PredictionView {
    /// The question.
    pub question: String,
    /// The answers to choose from.
    pub answers: Vec<String>,
    /// Which was chosen.
    pub chosen: Option<u32>,
    /// Once the run has shown it: the answer that came true, and the reply to the choice.
    pub outcome: Option<(u32, String)>,
}

/// A lesson in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LessonEntry {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about, in one sentence.
    pub about: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// Steps done and steps in all, if it was begun.
    pub done: Option<(u32, u32)>,
}

/// A branch in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchEntry {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Whether it is the one that is shown.
    pub shown: bool,
}

/// The script as a text that is edited.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScriptView {
    /// The text.
    pub text: String,
    /// What is wrong in it, and where.
    pub fault: Option<Text>,
    /// Whether it is being played.
    pub running: bool,
}

/// The same setup under each family of consensus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompareView {
    /// It is played: done in thousandths, once that is told.
    Running(Option<u32>),
    /// What was measured.
    Done(Rc<Comparison>),
}

/// What sharing gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareView {
    /// The link; `None` if the run is too long for one and goes into a file.
    pub link: Option<String>,
    /// How many characters it has, or would have.
    pub length: u32,
    /// Whether it is long enough to be told.
    pub long: bool,
    /// Whether it was copied to the clipboard.
    pub copied: bool,
}

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: u32,
    /// What.
    pub text: Text,
    /// Whether it is an error.
    pub alarm: bool,
    /// Whether it offers the way back to the run before.
    pub back: bool,
}

/// How the page is embedded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmbedView {
    /// The rooms to show: `layer1`, `channel`, `rollup`; all if empty.
    pub rooms: Vec<String>,
    /// The address of the full page.
    pub full: String,
}

/// Simulated time in microseconds, moved by the ticker each frame and read by what is painted.
#[derive(Debug, Clone, Default)]
pub struct Clock(Rc<Cell<f64>>);

impl Clock {
    /// The moment to paint.
    pub fn now(&self) -> f64 {
        self.0.get()
    }

    /// Moves it.
    pub fn set(&self, micros: f64) {
        self.0.set(micros);
    }
}

impl PartialEq for Clock {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
