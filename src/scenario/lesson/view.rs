//! A lesson as its panel shows it: plain data, texts in the reader's language.

use serde::{Deserialize, Serialize};

use crate::simulation::Session;

use super::{Player, Reading, StepKind, Target};

/// What the panel of a lesson shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonState {
    /// The lesson's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Which step this is, from 1.
    pub step: u32,
    /// Of how many.
    pub steps: u32,
    /// What the step is for.
    pub kind: StepKind,
    /// What it says.
    pub text: String,
    /// What to point at, as far as it is there.
    pub highlight: Vec<Target>,
    /// What the reader is asked to predict.
    pub prediction: Option<PredictionState>,
    /// What is to be reached, and whether it was.
    pub goal: Option<(String, bool)>,
    /// A hint, once it may be shown; and its text, once it is.
    pub hint: Option<Option<String>>,
    /// A button that plays the step's acts; its text, or none for a plain "show me".
    pub acts: Option<Option<String>>,
    /// Whether acts are being played.
    pub acting: bool,
    /// Number of the fact that decided, to be marked.
    pub decisive: Option<u64>,
    /// Whether the next step can be gone to.
    pub can_go_on: bool,
    /// Whether this is the last step, with nothing left to do.
    pub finished: bool,
}

/// A prediction as the panel shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredictionState {
    /// The question.
    pub question: String,
    /// The answers to choose from.
    pub answers: Vec<String>,
    /// Which was chosen.
    pub chosen: Option<u32>,
    /// Whether the choice stands and the run is under way.
    pub settled: bool,
    /// Once the run has shown it: the answer that came true, and the reply to the choice.
    pub outcome: Option<(u32, String)>,
}

impl Player {
    /// What to show, in a language (English for texts that lack it).
    pub fn state(&self, session: &Session, language: &str) -> Option<LessonState> {
        let step = self.step()?;
        let lesson = self.lesson();
        let index = self.progress().step;
        let reading = Reading::of(session);
        let pointed = step.highlight.iter().filter_map(|one| one.find(&reading));
        let goal = step.goal.as_ref();
        let shown_hint = self.progress().hints.contains(&index);
        let hint = step.hint.as_ref().filter(|_| self.has_hint());
        let (offered, acting) = self.acts();
        let label = step.acts.as_ref().and_then(|acts| acts.label.as_ref());
        Some(LessonState {
            id: lesson.id.clone(),
            title: lesson.title.say(language).to_owned(),
            step: index + 1,
            steps: lesson.steps.len() as u32,
            kind: step.kind,
            text: step.text.say(language).to_owned(),
            highlight: pointed.collect(),
            prediction: self.prediction_state(language),
            goal: goal.map(|goal| (goal.text.say(language).to_owned(), self.is_reached())),
            hint: hint.map(|hint| shown_hint.then(|| hint.say(language).to_owned())),
            acts: offered.then(|| label.map(|label| label.say(language).to_owned())),
            acting,
            decisive: self.progress().decisive.get(&index).copied(),
            can_go_on: self.can_go_on(),
            finished: self.is_finished(),
        })
    }

    fn prediction_state(&self, language: &str) -> Option<PredictionState> {
        let prediction = self.step()?.prediction.as_ref()?;
        let answers = &prediction.answers;
        let predicted = self.progress().predictions.get(&self.progress().step);
        let outcome = predicted.filter(|one| one.shown).and_then(|one| {
            let right = answers.iter().position(|answer| answer.right)?;
            let reply = &answers.get(one.answer as usize)?.reply;
            Some((right as u32, reply.say(language).to_owned()))
        });
        Some(PredictionState {
            question: prediction.question.say(language).to_owned(),
            answers: answers
                .iter()
                .map(|answer| answer.text.say(language).to_owned())
                .collect(),
            chosen: predicted.map(|one| one.answer),
            settled: predicted.is_some_and(|one| one.settled),
            outcome,
        })
    }
}
