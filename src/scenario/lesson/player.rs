//! The player: a state machine over a lesson and the reader's progress, which only looks at the session.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::{Span, Time};
use crate::simulation::Session;

use super::{
    Act, Condition, Deed, HINT_AFTER, Lesson, Prediction, Progress, Reading, Step,
    progress::{Acting, Predicted, TimeStage},
};

/// Simulated time after which a refused act is tried again.
const RETRY: Span = Span(500_000);

/// What a step wants of the time, told once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeWish {
    /// Stand still.
    Pause,
    /// Run, at this power of two if given.
    Play(Option<i8>),
}

/// What a reader wants of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LessonWish {
    /// Choose an answer.
    Predict(u32),
    /// "Run it and see": the choice stands.
    Run,
    /// To the next step.
    Next,
    /// To the step before.
    Back,
    /// Show the hint.
    Hint,
    /// Play the step's acts.
    Act,
    /// From the first step again.
    Restart,
    /// So much of the reader's own time has passed.
    Wait(Span),
}

/// A lesson being played.
#[derive(Clone, Debug)]
pub struct Player {
    lesson: Arc<Lesson>,
    progress: Progress,
}

impl Player {
    /// Begins a lesson.
    pub fn new(lesson: Arc<Lesson>) -> Self {
        let progress = Progress {
            lesson: lesson.id.clone(),
            ..Progress::default()
        };
        Self { lesson, progress }
    }

    /// Takes a lesson up again. Progress of another lesson, or beyond this one's steps, begins anew.
    pub fn resume(lesson: Arc<Lesson>, progress: Progress) -> Self {
        let fits = progress.lesson == lesson.id && (progress.step as usize) < lesson.steps.len();
        if fits {
            Self { lesson, progress }
        } else {
            Self::new(lesson)
        }
    }

    /// The lesson.
    pub fn lesson(&self) -> &Lesson {
        &self.lesson
    }

    /// How far the reader is.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The step that is shown. A lesson that was checked has one.
    pub fn step(&self) -> Option<&Step> {
        self.lesson.steps.get(self.progress.step as usize)
    }

    fn predicted(&self) -> Option<Predicted> {
        self.progress.predictions.get(&self.progress.step).copied()
    }

    /// Whether the step's goal was reached; true for a step without one.
    pub fn is_reached(&self) -> bool {
        let open = self.step().is_some_and(|step| step.goal.is_some());
        !open || self.progress.reached.contains(&self.progress.step)
    }

    /// Looks at the session: keeps what is reached. Call it whenever the session has moved.
    pub fn observe(&mut self, session: &Session) {
        let lesson = self.lesson.clone();
        let index = self.progress.step;
        let Some(step) = lesson.steps.get(index as usize) else {
            return;
        };
        let reading = Reading::of(session);
        if let Some(goal) = &step.goal
            && !self.progress.reached.contains(&index)
            && reading.holds(&goal.when)
        {
            self.progress.reached.insert(index);
            self.keep_decisive(&reading, &goal.when);
            self.progress.acting = None;
        }
        self.observe_prediction(step, &reading);
    }

    fn keep_decisive(&mut self, reading: &Reading, condition: &Condition) {
        if let Some(fact) = reading.decisive(condition) {
            self.progress.decisive.insert(self.progress.step, fact);
        }
    }

    fn observe_prediction(&mut self, step: &Step, reading: &Reading) {
        let (Some(prediction), Some(predicted)) = (&step.prediction, self.predicted()) else {
            return;
        };
        if !predicted.settled || predicted.shown {
            return;
        }
        let shown = match &prediction.shown {
            Some(condition) => reading.holds(condition),
            None => self.progress.reached.contains(&self.progress.step),
        };
        if shown {
            if let Some(condition) = &prediction.shown {
                self.keep_decisive(reading, condition);
            }
            self.change_prediction(|predicted| predicted.shown = true);
        }
    }

    fn change_prediction(&mut self, change: impl FnOnce(&mut Predicted)) {
        if let Some(predicted) = self.progress.predictions.get_mut(&self.progress.step) {
            change(predicted);
        }
    }

    /// Chooses an answer. It can be changed until [`Self::settle`].
    pub fn predict(&mut self, answer: u32) {
        let answers = self.prediction().map_or(0, |asked| asked.answers.len());
        let settled = self.predicted().is_some_and(|predicted| predicted.settled);
        if !settled && (answer as usize) < answers {
            let predicted = Predicted {
                answer,
                ..Predicted::default()
            };
            self.progress
                .predictions
                .insert(self.progress.step, predicted);
        }
    }

    /// "Run it and see": the choice stands, the step's acts are played, time runs.
    pub fn settle(&mut self) {
        if self.predicted().is_some_and(|predicted| !predicted.settled) {
            self.change_prediction(|predicted| predicted.settled = true);
            self.act();
        }
    }

    fn prediction(&self) -> Option<&Prediction> {
        self.step()?.prediction.as_ref()
    }

    /// Whether the reader has still to predict.
    fn is_asked(&self) -> bool {
        self.prediction().is_some() && !self.predicted().is_some_and(|one| one.settled)
    }

    /// Whether the next step can be gone to: the goal is reached, and what was asked is answered and shown.
    pub fn can_go_on(&self) -> bool {
        let shown = self.prediction().is_none() || self.predicted().is_some_and(|one| one.shown);
        self.is_reached() && shown
    }

    /// Whether this is the last step, and nothing is left to do on it.
    pub fn is_finished(&self) -> bool {
        self.progress.step as usize + 1 == self.lesson.steps.len() && self.can_go_on()
    }

    /// To the next step, if it can be gone to. Whether it was.
    pub fn go_on(&mut self) -> bool {
        let going = self.can_go_on() && !self.is_finished();
        if going {
            self.show(self.progress.step + 1);
        }
        going
    }

    /// To the step before. What was reached stays reached.
    pub fn go_back(&mut self) {
        if let Some(before) = self.progress.step.checked_sub(1) {
            self.show(before);
        }
    }

    /// From the first step again, with nothing reached or predicted. The world stays as it is.
    pub fn restart(&mut self) {
        *self = Self::new(self.lesson.clone());
    }

    fn show(&mut self, step: u32) {
        self.progress.step = step;
        self.progress.waited = Span::ZERO;
        self.progress.acting = None;
        let reached = self.progress.reached.contains(&step);
        self.progress.time = if reached {
            TimeStage::Done
        } else {
            TimeStage::Begin
        };
    }

    /// The reader's own time passes, which brings the hint.
    pub fn wait(&mut self, span: Span) {
        self.progress.waited = Span(self.progress.waited.0.saturating_add(span.0));
    }

    /// Whether the hint may be asked for.
    pub fn has_hint(&self) -> bool {
        let helps = |step: &Step| step.hint.is_some();
        let asked = self.progress.hints.contains(&self.progress.step);
        self.step().is_some_and(helps)
            && !self.is_reached()
            && (asked || self.progress.waited >= HINT_AFTER)
    }

    /// Shows the hint, if it may be.
    pub fn show_hint(&mut self) {
        if self.has_hint() {
            self.progress.hints.insert(self.progress.step);
        }
    }

    /// Looks at the session, gives what the acts being played ask for, and tells what is to become of the time.
    /// Call it whenever the session has moved. A command that is refused comes again a little later.
    pub fn drive(&mut self, session: &mut Session) -> Option<TimeWish> {
        self.observe(session);
        while let Some(deed) = self.due(session) {
            let accepted = match deed {
                Deed::Give(command) => session.give(command).is_ok(),
                Deed::Undo => session.undo().is_some(),
            };
            self.done(accepted, session.world().now());
            if !accepted {
                break;
            }
        }
        self.observe(session);
        self.time_wish(session)
    }

    /// Does what the reader wants.
    pub fn obey(&mut self, wish: LessonWish) {
        match wish {
            LessonWish::Predict(answer) => self.predict(answer),
            LessonWish::Run => self.settle(),
            LessonWish::Next => {
                self.go_on();
            }
            LessonWish::Back => self.go_back(),
            LessonWish::Hint => self.show_hint(),
            LessonWish::Act => self.act(),
            LessonWish::Restart => self.restart(),
            LessonWish::Wait(span) => self.wait(span),
        }
    }

    /// What the step wants of the time now; told once. Call it after [`Self::observe`].
    pub fn time_wish(&mut self, session: &Session) -> Option<TimeWish> {
        let asked = self.is_asked();
        let control = self.step().and_then(|step| step.time.clone());
        match self.progress.time {
            TimeStage::Begin if asked => {
                self.progress.time = TimeStage::Predict;
                Some(TimeWish::Pause)
            }
            TimeStage::Predict if asked => None,
            TimeStage::Begin | TimeStage::Predict => {
                let predicted = self.progress.time == TimeStage::Predict;
                let control = control.unwrap_or_default();
                self.progress.time = TimeStage::Run;
                match control {
                    _ if predicted => Some(TimeWish::Play(control.speed)),
                    control if control.pause => Some(TimeWish::Pause),
                    control => control.speed.map(|speed| TimeWish::Play(Some(speed))),
                }
            }
            TimeStage::Run => {
                let until = control?.until?;
                Reading::of(session).holds(&until).then(|| {
                    self.progress.time = TimeStage::Done;
                    TimeWish::Pause
                })
            }
            TimeStage::Done => None,
        }
    }

    /// Whether the step has acts that the reader can ask for now, and whether they are being played.
    pub fn acts(&self) -> (bool, bool) {
        let playing = self.progress.acting.is_some();
        let offered = self.step().is_some_and(|step| step.acts.is_some());
        (
            offered && !playing && !self.is_reached() && !self.is_asked(),
            playing,
        )
    }

    /// Plays the step's acts. [`Self::due`] tells what is to be done when.
    pub fn act(&mut self) {
        let has_acts = self.step().is_some_and(|step| step.acts.is_some());
        if has_acts && !self.is_reached() && self.progress.acting.is_none() {
            self.progress.acting = Some(Acting::default());
        }
    }

    /// What is to be done to the session now, if acts are being played. Answer with [`Self::done`].
    pub fn due(&mut self, session: &Session) -> Option<Deed> {
        loop {
            let acting = self.progress.acting?;
            let acts = self.step()?.acts.as_ref()?;
            match acts.list.get(acting.act as usize) {
                Some(Act::Give { command, .. }) if session.world().now() >= acting.not_before => {
                    return Some(Deed::Give(command.clone()));
                }
                Some(Act::Undo {}) => return Some(Deed::Undo),
                Some(Act::Until { when }) if Reading::of(session).holds(when) => self.next_act(),
                Some(Act::Give { .. } | Act::Until { .. }) => return None,
                None => {
                    let (now, within) = (session.world().now(), acts.within);
                    self.await_goal(now, within);
                    return None;
                }
            }
        }
    }

    /// All acts are done: they are under way until the goal is reached, or could have been long ago.
    fn await_goal(&mut self, now: Time, within: Span) {
        let Some(acting) = &mut self.progress.acting else {
            return;
        };
        if acting.not_before == Time::ZERO {
            acting.not_before = now + within;
        } else if now >= acting.not_before {
            self.progress.acting = None;
        }
    }

    /// The deed was done at `now`, or refused: then it comes again a little later.
    pub fn done(&mut self, accepted: bool, now: Time) {
        let (times, every) = match self.current_act() {
            Some(Act::Give { times, every, .. }) => (*times, *every),
            _ => (1, Span::ZERO),
        };
        let Some(acting) = &mut self.progress.acting else {
            return;
        };
        if !accepted {
            acting.not_before = now + RETRY;
            return;
        }
        acting.times += 1;
        acting.not_before = now + every;
        if acting.times >= times {
            self.next_act();
        }
    }

    fn current_act(&self) -> Option<&Act> {
        let acting = self.progress.acting?;
        let acts = self.step()?.acts.as_ref()?;
        acts.list.get(acting.act as usize)
    }

    fn next_act(&mut self) {
        if let Some(acting) = &mut self.progress.acting {
            acting.act += 1;
            acting.times = 0;
            acting.not_before = Time::ZERO;
        }
    }
}
