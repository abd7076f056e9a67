//! What the reader wants: the only way from a figure or panel to the session.

use bilayer::scene::Panels;
use bilayer::scene::model::{ActorId, Choice, Selection, Time};

/// One wish of the reader.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// Do what an offer of the scene offers.
    Act {
        /// The offer's key.
        key: String,
        /// What it acts on.
        about: Option<Selection>,
        /// What was chosen for its parameters.
        choices: Vec<Choice>,
    },
    /// Take the last command back.
    Undo,
    /// Go to a moment.
    SeekTime(Time),
    /// Go to a place: a number of events.
    SeekPlace(u64),
    /// Go to the start.
    ToStart,
    /// One event back.
    StepBack,
    /// One event on.
    StepForward,
    /// Run on to the next height that something waits for.
    ToDeadline,
    /// Play or pause.
    TogglePlay,
    /// Play at a speed: a power of two from -3 (1/8) to 10 (1,024).
    Speed(i8),
    /// Let time slow down by itself, or not.
    SlowByItself(bool),
    /// Select something, or nothing.
    Select(Option<Selection>),
    /// See Layer 1 as a node does.
    SeeAs(ActorId),
    /// Change one byte of the inspected object and see which checks notice.
    Tamper {
        /// The object.
        subject: Selection,
        /// Which byte.
        offset: u32,
    },
    /// Put the tampered byte back.
    Restore,
    /// Choose a theme.
    Theme(Theme),
    /// Make a link to this very moment.
    Share,
    /// Close what sharing showed.
    CloseShare,
    /// Save the run as a file.
    Export,
    /// Open a run, scenario or lesson from a file's text.
    OpenText(String),
    /// Open a scenario that ships.
    OpenScenario(String),
    /// A wish about the script's text.
    Script(ScriptIntent),
    /// Open the run again that an edited script took the place of.
    TakeBack,
    /// Go to another branch of the run.
    Branch(u32),
    /// A wish about the lesson.
    Lesson(LessonIntent),
    /// A wish about a formula of the glossary.
    Rule(RuleIntent),
    /// A wish about the same setup under other families of consensus.
    Compare(CompareIntent),
    /// Have these panels drawn.
    Open(Panels),
    /// Close a notice.
    Dismiss(u32),
    /// Stop what runs long: a replay, a seek.
    Cancel,
}

/// One wish about the script's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScriptIntent {
    /// Show the commands as a text to edit.
    Edit,
    /// The text is this now.
    Type(String),
    /// Play the run that the text says.
    Run,
    /// Put the text into the clipboard.
    Copy,
    /// Leave the text; the run stays.
    Close,
}

/// One wish about a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleIntent {
    /// Tell which there are.
    List,
    /// Compute one, by its name, from the values of its keys.
    Compute(String, Vec<String>),
    /// Put what came out into the clipboard.
    Copy(String),
}

/// One wish about the same setup under other families of consensus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompareIntent {
    /// Play it under each, and show what was measured.
    Begin,
    /// Open it under one, by its name.
    Open(String),
    /// Leave it; what is under way ends.
    Close,
}

/// One wish about the lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LessonIntent {
    /// Open a lesson by its id.
    Open(String),
    /// Leave it; the world stays.
    Leave,
    /// Predict: the index of an answer.
    Predict(u32),
    /// Reveal what happens: run it and see.
    Run,
    /// To the next step.
    Next,
    /// To the step before.
    Back,
    /// Show the hint.
    Hint,
    /// Do what reaches the goal.
    ShowMe,
    /// Once more from the first step.
    Restart,
}

/// Colors of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system asks.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}
