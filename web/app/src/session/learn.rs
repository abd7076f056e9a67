//! The lesson: wishes about it, and what the worker tells of it.

use std::rc::Rc;

use bilayer::scenario::lesson::{LessonState, PredictionState, Target};
use bilayer::scenario::within_speeds;
use bilayer::scene::model::Selection;
use bilayer_protocol::{LessonNews, LessonWish, Offered, Request, Source, TimeWish};

use super::effect::Effect;
use super::state::{Opening, State};
use crate::intent::LessonIntent;
use crate::view::{LessonEntry, LessonView, PredictionView};

/// Milliseconds between two tellings of the reader's own time.
const WAIT_EVERY: f64 = 1_000.0;

impl State {
    /// Takes a wish about the lesson.
    pub(super) fn learn(&mut self, intent: LessonIntent) -> Vec<Effect> {
        let wish = match intent {
            LessonIntent::Open(id) => return vec![self.open(Source::Lesson(id), Opening::Wish)],
            LessonIntent::Leave if self.view.lesson.is_none() => return Vec::new(),
            LessonIntent::Leave => LessonWish::Leave,
            LessonIntent::Predict(answer) => LessonWish::Predict(answer),
            LessonIntent::Run => LessonWish::Settle,
            LessonIntent::Next => LessonWish::Next,
            LessonIntent::Back => LessonWish::Back,
            LessonIntent::Hint => LessonWish::Hint,
            LessonIntent::ShowMe => {
                self.set_playing(true);
                LessonWish::Act
            }
            LessonIntent::Restart => LessonWish::Restart,
        };
        vec![self.ask(Request::Lesson(wish)).1]
    }

    /// Tells the lesson, now and then, that the reader's own time passes.
    pub(super) fn wait_with_lesson(&mut self, elapsed: f64) -> Option<Effect> {
        self.view.lesson.as_ref()?;
        self.waited += elapsed.clamp(0.0, 100.0);
        if self.waited < WAIT_EVERY || !self.hello {
            return None;
        }
        let micros = (std::mem::take(&mut self.waited) * 1_000.0) as u64;
        Some(self.ask(Request::Lesson(LessonWish::Wait(micros))).1)
    }

    /// Takes what the worker tells of the lesson.
    pub(super) fn lesson(&mut self, news: LessonNews) -> Vec<Effect> {
        match news.time {
            Some(TimeWish::Pause) => self.set_playing(false),
            Some(TimeWish::Play(speed)) => {
                self.view.speed = within_speeds(speed.unwrap_or(self.view.speed));
                self.ticker.speed = self.view.speed;
                self.set_playing(true);
            }
            None => {}
        }
        if let Some(state) = &news.state {
            let done = (state.step - u32::from(!state.finished), state.steps);
            let lessons = Rc::make_mut(&mut self.view.lessons);
            for entry in lessons.iter_mut().filter(|entry| entry.id == state.id) {
                entry.done = Some(done);
            }
        }
        self.progress = news.state.is_some().then_some(news.progress);
        self.view.lesson = news.state.map(|state| Rc::new(shown(state)));
        self.dirty = true;
        vec![Effect::Store]
    }

    /// What ships, to choose from.
    pub(super) fn offer(&mut self, worlds: Vec<Offered>, lessons: Vec<Offered>) {
        let worlds = worlds.into_iter().map(|world| (world.id, world.title));
        self.view.scenarios = Rc::new(worlds.collect());
        let entry = |lesson: Offered| LessonEntry {
            id: lesson.id,
            title: lesson.title,
            about: lesson.about,
            minutes: lesson.minutes,
            done: None,
        };
        if self.view.lessons.is_empty() {
            self.view.lessons = Rc::new(lessons.into_iter().map(entry).collect());
        }
    }
}

fn shown(state: LessonState) -> LessonView {
    LessonView {
        id: state.id,
        title: state.title,
        step: state.step,
        steps: state.steps,
        text: state.text,
        highlight: state.highlight.iter().filter_map(pointed).collect(),
        prediction: state.prediction.map(prediction),
        goal: state.goal,
        hint: state.hint,
        acts: state.acts,
        acting: state.acting,
        can_go_on: state.can_go_on,
        finished: state.finished,
    }
}

fn prediction(state: PredictionState) -> PredictionView {
    PredictionView {
        question: state.question,
        answers: state.answers,
        chosen: state.chosen,
        outcome: state.outcome,
    }
}

fn pointed(target: &Target) -> Option<Selection> {
    match target {
        Target::Actor(id) => Some(Selection::Node(*id)),
        Target::Link(a, b) => Some(Selection::Link(*a, *b)),
        Target::Block(id) => Some(Selection::Block(*id)),
        Target::Transaction(id) => Some(Selection::Transaction(*id)),
        Target::Channel(number) => Some(Selection::Channel(*number)),
        Target::Rollup(number) => Some(Selection::Rollup(*number)),
        Target::Batch(rollup, number) => Some(Selection::Batch(*rollup, *number)),
        Target::Offer(_) => None,
    }
}
