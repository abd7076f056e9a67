//! What becomes of the worker's answers.

use std::rc::Rc;

use bilayer::scene::model::{Scene, Text, Value};
use bilayer_protocol::{
    Branch, Kept, LessonWish, Letter, Patch, Problem, Request, Response, Shared, Source, VERSION,
};

use super::effect::Effect;
use super::state::{Opening, Sharing, State};
use crate::text;
use crate::view::{BranchEntry, Engine, ShareView};

/// Longest link that is given without a notice.
const LONG_LINK: usize = 2_000;
/// Longest link that is given.
const LONGEST_LINK: usize = 16_000;
/// Number of the shown branch in the list.
const SHOWN: u32 = u32::MAX;

impl State {
    /// Takes an answer.
    pub fn hear(&mut self, letter: Letter<Response>) -> Vec<Effect> {
        self.heard();
        let number = letter.number;
        match letter.body {
            Response::Hello {
                version,
                worlds,
                lessons,
            } => {
                self.offer(worlds, lessons);
                return self.hello(version);
            }
            Response::Lesson(news) => return self.lesson(*news),
            Response::Pong | Response::Breach(_) => {}
            Response::Scene(patch) => return self.scene(number, *patch),
            Response::Done => self.ended(number),
            Response::Refused(refusal) => {
                self.ended(number);
                self.notice(refusal, true);
            }
            Response::Progress(progress) => self.went_on(number, progress.done),
            Response::Opened { matched, remarks } => return self.opened(number, matched, remarks),
            Response::Keep {
                bytes,
                code,
                branches,
            } => {
                self.kept = Some(Kept::Bytes(bytes));
                self.code = code;
                self.list_branches(&branches, self.undone == Some(number));
                return vec![Effect::Store];
            }
            Response::Compared(table) => self.compared(number, *table),
            Response::Rules(cards) => self.list_rules(cards),
            Response::Computed(result) => self.computed(result),
            Response::Script(text) => self.show_script(text, None),
            Response::Shared(shared) => return self.shared(number, *shared),
            Response::Failed(problem) => return self.failed(number, &problem),
            Response::Canceled => self.canceled(number),
            Response::Panicked(reason) => return self.give_up(reason),
        }
        self.look().into_iter().collect()
    }

    fn went_on(&mut self, number: u32, done: u32) {
        let opening = self.opening.is_some_and(|(one, _)| one == number);
        if self.comparing == Some(number) {
            self.comparison_runs(done);
        } else if opening || self.travel == Some(number) {
            self.view.engine = Engine::Replaying(done);
            self.dirty = true;
        }
    }

    fn hello(&mut self, version: u32) -> Vec<Effect> {
        if version != VERSION {
            self.view.engine = Engine::Failed(text::say("engine.other-version"));
            self.dirty = true;
            return Vec::new();
        }
        self.hello = true;
        match (self.alive, self.recovery()) {
            (true, Some(kept)) => vec![self.open(kept, Opening::Recovery)],
            _ => {
                let first = Source::Shipped("first-minute".to_owned());
                // A start that killed the worker is not tried again: the saved run comes back.
                let source = self.start.take().or_else(|| self.fallback.take());
                let source = source.unwrap_or(first);
                vec![self.open(source, Opening::Start)]
            }
        }
    }

    fn scene(&mut self, number: u32, patch: Patch) -> Vec<Effect> {
        let mut scene = Scene::clone(&self.scene);
        scene.network = self.calm.take().unwrap_or(scene.network);
        patch.apply(&mut scene);
        let looked = self.looking == Some(number);
        if looked {
            self.looking = None;
        }
        let on = looked && scene.place.time >= self.ticker.edge() && self.alive;
        if on {
            self.slow_for_news(&scene);
            self.keep_flying(&mut scene);
            self.calm.hold(&self.scene.network, &mut scene.network);
            self.ticker.played(scene.place.time);
        } else {
            self.ticker.jumped(scene.place.time);
            self.slowed_at = scene.place.time;
        }
        self.view.can_undo = scene.place.commands > 0;
        self.scene = Rc::new(scene);
        self.dirty = true;
        let mut effects = Vec::new();
        if !std::mem::replace(&mut self.alive, true) {
            effects.push(Effect::Alive);
        }
        effects.extend(self.look());
        effects
    }

    /// Slows down when something worth seeing has just happened.
    fn slow_for_news(&mut self, scene: &Scene) {
        let news = scene
            .captions
            .iter()
            .rfind(|caption| caption.worth_slowing && caption.at > self.slowed_at);
        if let (Some(caption), true) = (news, self.view.slow_by_itself && self.view.playing) {
            self.slowed_at = caption.at;
            self.ticker.slow_down();
            self.view.slowed_for = Some(caption.text.clone());
        }
    }

    /// A request is done, one way or another.
    fn ended(&mut self, number: u32) {
        let ends = |waiting: &mut Option<u32>| {
            if *waiting == Some(number) {
                *waiting = None;
            }
        };
        ends(&mut self.travel);
        ends(&mut self.acting);
        ends(&mut self.looking);
        if self.comparing == Some(number) {
            self.forget_comparison();
        }
        if self.sharing.is_some_and(|(one, _)| one == number) {
            self.sharing = None;
        }
        if self.opening.is_none() && matches!(self.view.engine, Engine::Replaying(_)) {
            self.view.engine = Engine::Live;
            self.dirty = true;
        }
    }

    fn opened(&mut self, number: u32, matched: Option<bool>, remarks: Vec<Text>) -> Vec<Effect> {
        let opening = self.opening.take_if(|(one, _)| *one == number);
        if opening.is_none() && self.opening.is_some() {
            // It was overtaken by a newer wish, whose run is on its way; what was asked of the run before is gone.
            self.looking = None;
            self.travel = None;
            return Vec::new();
        }
        let why = opening.map(|(_, why)| why);
        self.restarts = 0;
        let before = self.recovery();
        let anew = matches!(
            why,
            Some(Opening::Wish | Opening::Edited | Opening::Under | Opening::TakenBack)
        );
        self.view.engine = Engine::Live;
        self.looking = None;
        self.travel = None;
        self.tampered = None;
        if why != Some(Opening::Recovery) {
            self.seen_as = None;
            self.view.selection = None;
            let plays = why == Some(Opening::Wish) || (self.play_at_start && !anew);
            self.set_playing(plays);
        }
        match why {
            Some(Opening::Edited) => self.replaced(before, "script.ran"),
            Some(Opening::Under) => self.replaced(before, "compare.opened"),
            _ => {}
        }
        self.forget_comparison();
        for remark in remarks {
            self.notice(remark, true);
        }
        match matched {
            Some(true) => self.notice(Text::key("open.matched"), false),
            Some(false) => self.notice(Text::key("open.differs"), true),
            None => {}
        }
        self.dirty = true;
        let learned = self.progress.take_if(|_| !anew);
        self.view.lesson = None;
        let resume = |progress| self.ask(Request::Lesson(LessonWish::Resume(progress))).1;
        let mut effects: Vec<Effect> = learned.map(resume).into_iter().collect();
        if self.view.embed.is_none() {
            effects.push(Effect::ClearAddress);
        }
        effects
    }

    fn failed(&mut self, number: u32, problem: &Problem) -> Vec<Effect> {
        let why = self.opening.take_if(|(one, _)| *one == number);
        self.settle();
        self.ended(number);
        let edited = why.is_some_and(|(_, why)| why == Opening::Edited);
        let text = match problem.place.is_empty() {
            true => problem.text.clone(),
            false => Text::key("open.at")
                .with("place", Value::Name(problem.place.clone()))
                .with("what", Value::Text(problem.text.clone())),
        };
        if edited {
            self.script_failed(Some(text));
            return Vec::new();
        }
        self.notice(
            Text::key("open.failed").with("what", Value::Text(text)),
            true,
        );
        if self.alive || why.is_none() {
            return Vec::new();
        }
        // Nothing was there before: the first world.
        let first = Source::Shipped("first-minute".to_owned());
        let next = self.fallback.take().unwrap_or(first);
        vec![self.open(next, Opening::Start)]
    }

    /// The engine is free, unless another run is on its way.
    fn settle(&mut self) {
        if self.opening.is_none() {
            self.view.engine = Engine::Live;
        }
    }

    fn canceled(&mut self, number: u32) {
        let opening = self.opening.take_if(|(one, _)| *one == number);
        self.settle();
        self.ended(number);
        if opening.is_some_and(|(_, why)| why == Opening::Edited) {
            self.script_failed(None);
        }
        if opening.is_some() {
            self.notice(Text::key("open.canceled"), false);
        }
        self.dirty = true;
    }

    fn shared(&mut self, number: u32, shared: Shared) -> Vec<Effect> {
        let sharing = self.sharing.take_if(|(one, _)| *one == number);
        let Some((_, sharing)) = sharing else {
            return Vec::new();
        };
        if sharing == Sharing::File {
            let name = format!("bilayer-{}.json", self.scene.place.time.0 / 1_000_000);
            return vec![Effect::Download(name, shared.file)];
        }
        let link = shared.code.map(|code| format!("{}#{code}", self.address));
        let link = link.filter(|link| link.len() <= LONGEST_LINK);
        let length = link.as_ref().map_or(shared.length as usize, String::len);
        self.view.share = Some(Rc::new(ShareView {
            link: link.clone(),
            length: length as u32,
            long: length > LONG_LINK,
            copied: false,
        }));
        self.dirty = true;
        link.map(Effect::Copy).into_iter().collect()
    }

    /// The clipboard took the link.
    pub fn copied(&mut self) {
        if let Some(share) = &mut self.view.share {
            Rc::make_mut(share).copied = true;
            self.dirty = true;
        }
    }

    fn list_branches(&mut self, branches: &[Branch], undone: bool) {
        let left = branches.iter().enumerate().map(|(index, branch)| {
            let gaps = [
                ("number", (index + 1).to_string()),
                ("commands", branch.commands.to_string()),
                ("until", text::short_clock(branch.until)),
            ];
            BranchEntry {
                number: index as u32,
                name: text::say_with("branch.left", &gaps),
                shown: false,
            }
        });
        let shown = BranchEntry {
            number: SHOWN,
            name: text::say("branch.shown"),
            shown: true,
        };
        let known = self.view.branches.len();
        self.view.branches = Rc::new(std::iter::once(shown).chain(left).collect());
        // Whoever takes something back knows that the course goes on without it.
        let told = undone || self.view.notices.last().is_some_and(|notice| notice.back);
        if self.alive && self.view.branches.len() > known && known > 0 && !told {
            self.notice(Text::key("branch.started"), false);
        }
        self.dirty = true;
    }
}
