//! Hears requests, works on them in slices, and answers.

mod beside;

use std::collections::VecDeque;

use bilayer::base::Time;
use bilayer::command::{Command, Refusal};
use bilayer::scenario;
use bilayer::scene::{self, model::Scene};
use bilayer::simulation::{MAX_TIME, Session};
use bilayer_protocol::{Letter, Look, Patch, Progress, Request, Response, Source, Target};

use crate::comparing::Comparer;
use crate::library::Run;
use crate::loading::{Loaded, Loading};
use crate::rules;
use crate::task::{Goal, Task};
use crate::teach::Teacher;
use crate::tell;

/// Longest slice of work, in milliseconds.
pub const SLICE: f64 = 16.0;
/// Milliseconds after which something is told to run long.
const LONG: f64 = 300.0;
/// Longest time that the reader waits for a picture while time runs, in milliseconds.
const LONGEST_LOOK: f64 = 100.0;
/// Milliseconds between two tellings of progress.
const PROGRESS_EVERY: f64 = 100.0;
/// Milliseconds between two sittings of the judges.
const JUDGE_EVERY: f64 = 1_000.0;
/// Most requests that wait; beyond, they are refused.
const MAX_WAITING: usize = 256;

/// The engine behind the page.
pub struct Core {
    clock: Box<dyn Fn() -> f64>,
    run: Option<Run>,
    waiting: VecDeque<Letter<Request>>,
    task: Option<Task>,
    loading: Option<Loading>,
    comparing: Option<Comparer>,
    look: Look,
    shown: Option<Scene>,
    teacher: Option<Teacher>,
    told: f64,
    judged: f64,
    answers: Vec<Letter<Response>>,
}

impl Core {
    /// An engine without a run. `clock` tells milliseconds.
    pub fn new(clock: impl Fn() -> f64 + 'static) -> Self {
        Self {
            clock: Box::new(clock),
            run: None,
            waiting: VecDeque::new(),
            task: None,
            loading: None,
            comparing: None,
            look: Look::at_first(),
            shown: None,
            teacher: None,
            told: 0.0,
            judged: 0.0,
            answers: Vec::new(),
        }
    }

    /// What there is to say since the last call, in order.
    pub fn take_answers(&mut self) -> Vec<Letter<Response>> {
        std::mem::take(&mut self.answers)
    }

    fn say(&mut self, number: u32, body: Response) {
        self.answers.push(Letter { number, body });
    }

    fn refuse(&mut self, number: u32, refusal: &Refusal) {
        self.say(number, Response::Refused(tell::refusal(refusal)));
    }

    /// Takes a request. What is quick is done at once; the rest waits for [`Self::work`].
    pub fn hear(&mut self, letter: Letter<Request>) {
        match &letter.body {
            Request::Ping => return self.say(letter.number, Response::Pong),
            Request::Cancel => return self.cancel(),
            Request::Rules => return self.say(letter.number, Response::Rules(rules::cards())),
            Request::Rule { name, values } => {
                let result = rules::compute(name, values);
                return self.say(letter.number, Response::Computed(result));
            }
            Request::Look(_) => self
                .waiting
                .retain(|one| !matches!(one.body, Request::Look(_))),
            Request::Seek(Target::Time(_) | Target::Step(_)) => {
                self.waiting
                    .retain(|one| !matches!(one.body, Request::Look(_) | Request::Seek(_)));
                self.drop_travel(|_| true);
            }
            Request::Seek(_) => self.drop_travel(Task::is_skip),
            // Looks that wait would play on into the course that is taken back.
            Request::Undo => {
                self.waiting
                    .retain(|one| !matches!(one.body, Request::Look(_)));
                self.drop_travel(Task::is_skip);
            }
            _ => {}
        }
        if self.waiting.len() < MAX_WAITING {
            self.waiting.push_back(letter);
        } else {
            self.refuse(letter.number, &Refusal::new("session.busy"));
        }
    }

    /// A newer wish to travel: the one under way ends where it is.
    fn drop_travel(&mut self, which: impl Fn(&Task) -> bool) {
        if let Some(task) = self.task.take_if(|task| task.is_travel() && which(task)) {
            self.say(task.number, Response::Done);
        }
    }

    fn cancel(&mut self) {
        let long = |one: &Letter<Request>| matches!(one.body, Request::Open(_) | Request::Seek(_));
        for letter in self.waiting.iter().filter(|one| long(one)) {
            let (number, body) = (letter.number, Response::Canceled);
            self.answers.push(Letter { number, body });
        }
        self.waiting.retain(|one| !long(one));
        self.cancel_loading();
        self.cancel_comparing();
        if let Some(task) = self.task.take() {
            if let Some(run) = &mut self.run {
                task.end(&mut run.session);
            }
            self.show(task.number);
            self.say(task.number, Response::Canceled);
        }
    }

    fn cancel_loading(&mut self) {
        if let Some(loading) = self.loading.take() {
            self.say(loading.number, Response::Canceled);
        }
    }

    /// Works for at most a slice; whether more is to be done.
    pub fn work(&mut self) -> bool {
        let end = (self.clock)() + SLICE;
        while (self.clock)() < end {
            if self.task.is_some() {
                self.work_on_task(end);
            } else if let Some(letter) = self.waiting.pop_front() {
                self.begin(letter);
            } else if self.loading.is_some() {
                self.work_on_loading(end);
            } else if self.comparing.is_some() {
                self.work_on_comparing(end);
            } else {
                return false;
            }
        }
        true
    }

    fn work_on_task(&mut self, end: f64) {
        let (Some(task), Some(run)) = (&mut self.task, &mut self.run) else {
            self.task = None;
            return;
        };
        let overtaken = !task.is_travel() && !self.waiting.is_empty();
        let ends = overtaken || task.advance(&mut run.session, || (self.clock)() < end);
        let done = ends || task.is_overdue((self.clock)());
        let (number, progress) = (task.number, task.done(&run.session));
        if done {
            task.end(&mut run.session);
            let (travel, short) = (task.is_travel(), task.shortfall(&run.session));
            self.task = None;
            self.show(number);
            match short {
                Some(refusal) => self.refuse(number, &refusal),
                None if travel => self.say(number, Response::Done),
                None => {}
            }
        } else {
            self.tell_progress(number, progress);
        }
    }

    fn work_on_loading(&mut self, end: f64) {
        let Some(loading) = &mut self.loading else {
            return;
        };
        let done = loading.advance(|| (self.clock)() < end);
        let (number, progress) = (loading.number, loading.done());
        if !done {
            return self.tell_progress(number, progress);
        }
        let Some(mut loading) = self.loading.take() else {
            return;
        };
        let lesson = loading.take_lesson();
        let mut loaded = match loading.finish() {
            Ok(loaded) => loaded,
            Err(problem) => return self.say(number, Response::Failed(problem)),
        };
        if let (true, Some(before)) = (loaded.edited, &self.run) {
            loaded.run.session.adopt(&before.session);
        }
        self.teacher = lesson.map(Teacher::begin);
        self.opened(number, loaded);
    }

    fn opened(&mut self, number: u32, loaded: Loaded) {
        let (matched, remarks) = (loaded.matched, loaded.remarks);
        self.run = Some(loaded.run);
        self.task = None;
        self.cancel_comparing();
        self.look = self.look.at_another_run();
        self.shown = None;
        self.judged = 0.0;
        self.say(number, Response::Opened { matched, remarks });
        self.keep(number);
        self.show(number);
    }

    fn tell_progress(&mut self, number: u32, done: u32) {
        let now = (self.clock)();
        if now - self.told > PROGRESS_EVERY {
            self.told = now;
            self.say(number, Response::Progress(Progress { done }));
        }
    }

    fn begin(&mut self, Letter { number, body }: Letter<Request>) {
        self.told = (self.clock)() + LONG - PROGRESS_EVERY;
        match body {
            Request::Open(source) => {
                self.cancel_loading();
                let loading = match (&source, &self.run) {
                    (Source::Script(text), Some(run)) => {
                        Loading::edited(number, text, &run.session)
                    }
                    (Source::Under(family), Some(run)) => {
                        Loading::under(number, family, &run.session)
                    }
                    _ => Loading::begin(number, source),
                };
                match loading {
                    Ok(loading) => self.loading = Some(loading),
                    Err(problem) => self.say(number, Response::Failed(problem)),
                }
            }
            Request::Ping | Request::Cancel => {}
            other => self.begin_in_run(number, other),
        }
    }

    fn begin_in_run(&mut self, number: u32, request: Request) {
        let Some(run) = &mut self.run else {
            return self.refuse(number, &Refusal::new("session.none"));
        };
        let session = &mut run.session;
        match request {
            Request::Look(look) => self.look_at(number, look),
            Request::Give(command) => self.give(number, command),
            Request::Act {
                key,
                about,
                choices,
            } => match scene::offers::command(session, &key, about.as_ref(), &choices) {
                Ok(command) => self.give(number, command),
                Err(refusal) => self.refuse(number, &refusal),
            },
            Request::Seek(target) => match Goal::of(target, session, self.shown.as_ref()) {
                Ok(goal) => self.task = Some(Task::travel(number, goal, session)),
                Err(refusal) => self.refuse(number, &refusal),
            },
            Request::Undo => match session.undo() {
                Some(played) => self.undone(number, played),
                None => self.refuse(number, &Refusal::new("session.no-undo")),
            },
            Request::Branch(index) => match session.switch_branch(index as usize) {
                Some(horizon) => {
                    self.task = Some(Task::travel(number, Goal::Time(horizon), session));
                    self.keep(number);
                }
                None => self.refuse(number, &Refusal::new("session.no-branch")),
            },
            Request::Compare => self.compare(number),
            Request::Lesson(wish) => self.wish_of_lesson(number, wish),
            Request::Share => {
                let shared = tell::shared(session);
                self.say(number, Response::Shared(Box::new(shared)));
            }
            Request::Script => {
                let text = scenario::write_script(session);
                self.say(number, Response::Script(text));
            }
            // These are answered when they are heard.
            Request::Open(_)
            | Request::Ping
            | Request::Cancel
            | Request::Rules
            | Request::Rule { .. } => {}
        }
    }

    fn look_at(&mut self, number: u32, look: Look) {
        let until = look.until.map(|until| until.min(MAX_TIME));
        if look.afresh {
            self.shown = None;
        }
        self.look = look;
        match until {
            Some(until) => {
                let shows_at = (self.clock)() + LONGEST_LOOK;
                self.task = Some(Task::advance_to(number, until, shows_at));
            }
            None => self.show(number),
        }
    }

    fn give(&mut self, number: u32, command: Command) {
        let Some(run) = &mut self.run else { return };
        match run.session.give(command) {
            Ok(()) => self.changed(number),
            Err(refusal) => self.refuse(number, &refusal),
        }
    }

    /// The commands of the run are others than before. The page hears where it is before it asks or keeps anything.
    fn changed(&mut self, number: u32) {
        self.show(number);
        self.keep(number);
        self.say(number, Response::Done);
    }

    /// A command was taken back. A course that comes back with that is told again as far as it was played.
    fn undone(&mut self, number: u32, played: Time) {
        let Some(run) = &mut self.run else { return };
        if played <= run.session.place().time {
            return self.changed(number);
        }
        self.task = Some(Task::there_and_back(number, played, &mut run.session));
        self.show(number);
        self.keep(number);
    }

    fn keep(&mut self, number: u32) {
        if let Some(run) = &self.run {
            let kept = tell::kept(&run.session);
            self.say(number, kept);
        }
    }

    /// Sends the picture of the present place, and what the lesson makes of it.
    fn show(&mut self, number: u32) {
        self.paint(number);
        self.teach(number);
    }

    fn paint(&mut self, number: u32) {
        let now = (self.clock)();
        let Some(run) = &mut self.run else { return };
        if self.judged == 0.0 || now - self.judged > JUDGE_EVERY {
            self.judged = now;
            run.breaches = run.session.breaches();
        }
        let view = run.view(&self.look);
        let scene = scene::build(&run.session, &view);
        let patch = Patch::between(self.shown.as_ref(), &scene);
        let breach = (!run.breaches.is_empty()).then(|| tell::breaches(&run.breaches));
        self.shown = Some(scene);
        self.say(number, Response::Scene(Box::new(patch)));
        if let Some(breach) = breach {
            self.say(number, Response::Breach(breach));
        }
    }

    /// The session, for tests.
    pub fn session(&self) -> Option<&Session> {
        self.run.as_ref().map(|run| &run.session)
    }
}
