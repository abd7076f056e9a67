//! What goes on beside the run: the lesson, and the same setup under other families of consensus.

use bilayer::command::Refusal;
use bilayer_protocol::{LessonWish, Progress, Response};

use super::{Core, LONG, PROGRESS_EVERY};
use crate::comparing::Comparer;
use crate::teach::Teacher;

impl Core {
    pub(super) fn wish_of_lesson(&mut self, number: u32, wish: LessonWish) {
        match &wish {
            LessonWish::Resume(progress) => self.teacher = Teacher::resume(progress),
            LessonWish::Leave => self.teacher = None,
            _ => {}
        }
        match &mut self.teacher {
            Some(teacher) => {
                teacher.wish(&wish);
                self.teach(number);
            }
            None => self.say(number, Response::Lesson(Box::default())),
        }
    }

    /// The lesson looks at the world, and may act in it.
    pub(super) fn teach(&mut self, number: u32) {
        let (Some(teacher), Some(run)) = (&mut self.teacher, &mut self.run) else {
            return;
        };
        let changed = teacher.observe(&mut run.session);
        let news = teacher.news(&run.session);
        if changed {
            self.keep(number);
            self.paint(number);
        }
        if let Some(news) = news {
            self.say(number, Response::Lesson(Box::new(news)));
        }
    }

    /// Begins a comparison anew; the run goes on meanwhile.
    pub(super) fn compare(&mut self, number: u32) {
        self.cancel_comparing();
        match &self.run {
            Some(run) => {
                let tells = (self.clock)() + LONG;
                self.comparing = Some(Comparer::begin(number, tells, &run.session));
            }
            None => self.refuse(number, &Refusal::new("session.none")),
        }
    }

    pub(super) fn cancel_comparing(&mut self) {
        if let Some(comparer) = self.comparing.take() {
            self.say(comparer.number, Response::Canceled);
        }
    }

    pub(super) fn work_on_comparing(&mut self, end: f64) {
        let Some(comparer) = &mut self.comparing else {
            return;
        };
        let done = comparer.advance(|| (self.clock)() < end);
        let (number, progress) = (comparer.number, comparer.done());
        if !done {
            let now = (self.clock)();
            if now > comparer.tells {
                comparer.tells = now + PROGRESS_EVERY;
                self.say(number, Response::Progress(Progress { done: progress }));
            }
            return;
        }
        if let Some(comparer) = self.comparing.take() {
            let table = comparer.finish();
            self.say(number, Response::Compared(Box::new(table)));
        }
    }
}
