//! Examines a lesson's file as its author wants it: read, its world begun, and every step played by its own acts.

use std::sync::Arc;

use crate::command::Refusal;
use crate::scenario::{Problem, shipped};
use crate::simulation::{Breach, MAX_NODES_PAGE, Session, Setup};

use super::{Lesson, LessonError, LessonWorld, Rehearsal, rehearse};

/// What an examination found of a lesson that can be played through.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined {
    /// The lesson.
    pub lesson: Arc<Lesson>,
    /// How each step went.
    pub steps: Vec<Rehearsal>,
    /// Every invariant that does not hold at the end.
    pub breaches: Vec<Breach>,
}

impl Lesson {
    /// Reads a lesson's file and plays it through with the right predictions.
    ///
    /// # Errors
    /// The first fault, and where: in the file, in the world, or a step whose goal is reached too early or never.
    pub fn examine(text: &str) -> Result<Examined, Problem> {
        let lesson = Arc::new(Self::parse(text)?);
        let setup = lesson.setup().map_err(|error| placed(text, error))?;
        let mut session = Session::new(setup, MAX_NODES_PAGE).map_err(|error| {
            Problem::at(text, format!("world.setup.{}", error.place), error.refusal)
        })?;
        let steps = rehearse(&lesson, &mut session, |step| lesson.right_answer(step))
            .map_err(|error| placed(text, error))?;
        if let Some(early) = steps.iter().find(|step| step.early) {
            let path = format!("steps[{}].goal", early.step);
            return Err(Problem::at(text, path, Refusal::new("lesson.goal-early")));
        }
        Ok(Examined {
            breaches: session.breaches(),
            lesson,
            steps,
        })
    }

    /// How its world begins.
    fn setup(&self) -> Result<Setup, LessonError> {
        let id = match &self.world {
            LessonWorld::Setup(setup) => return Ok((**setup).clone()),
            LessonWorld::Scenario(id) => id,
        };
        let scenario = shipped(id).and_then(|shipped| shipped.read().ok());
        scenario
            .map(|scenario| scenario.setup)
            .ok_or_else(|| LessonError {
                place: "world.scenario".to_owned(),
                refusal: Refusal::new("link.scenario").with(id),
            })
    }

    fn right_answer(&self, step: u32) -> u32 {
        let step = self.steps.get(step as usize);
        let prediction = step.and_then(|step| step.prediction.as_ref());
        let right = prediction.and_then(|one| one.answers.iter().position(|answer| answer.right));
        right.unwrap_or(0) as u32
    }
}

fn placed(text: &str, error: LessonError) -> Problem {
    Problem::at(text, error.place, error.refusal)
}
