//! All that the page knows: the scene, the view, the course of time, and what was asked of the worker.

use std::rc::Rc;
use std::sync::Arc;

use bilayer::base::Time;
use bilayer::command::Refusal;
use bilayer::scene::Panels;
use bilayer::scene::model::{ActorId, Packet, Scene, Selection, Text, Value};
use bilayer_protocol::{Kept, Look, Request, Source};

use super::calm::Calm;
use super::effect::Effect;
use super::visit::Visit;
use super::watch::{Verdict, Watch};
use crate::text;
use crate::ticker::Ticker;
use crate::view::{Engine, Notice, View};

/// Most notices shown at once.
const MAX_NOTICES: usize = 4;

/// Most workers started anew before any opens a run.
const MAX_RESTARTS: u32 = 3;

/// Why a run is being opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The page starts.
    Start,
    /// The reader wished it.
    Wish,
    /// The reader edited the script.
    Edited,
    /// The reader sees the same setup under another family of consensus.
    Under,
    /// The reader takes the run before back.
    TakenBack,
    /// The worker was lost.
    Recovery,
}

/// What the run is to be handed out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// A link.
    Link,
    /// A file.
    File,
}

/// The page's state.
#[derive(Debug, Default)]
pub struct State {
    /// What is drawn.
    pub scene: Rc<Scene>,
    /// What is no part of the run.
    pub view: View,
    /// The course of time.
    pub ticker: Ticker,
    /// The run, as the worker handed it out last.
    pub kept: Option<Kept>,
    /// The same as the code of a link, if it is not too long.
    pub code: Option<String>,
    /// The address of the page, without a fragment.
    pub address: String,
    pub(super) seen_as: Option<ActorId>,
    pub(super) panels: Panels,
    pub(super) tampered: Option<(u32, u8)>,
    pub(super) afresh: bool,
    pub(super) alive: bool,
    pub(super) hello: bool,
    pub(super) dirty: bool,
    pub(super) opening: Option<(u32, Opening)>,
    pub(super) start: Option<Source>,
    /// What is opened if the first can't be.
    pub fallback: Option<Source>,
    pub(super) play_at_start: bool,
    pub(super) looking: Option<u32>,
    pub(super) look_again: bool,
    pub(super) travel: Option<u32>,
    pub(super) sharing: Option<(u32, Sharing)>,
    pub(super) acting: Option<u32>,
    pub(super) comparing: Option<u32>,
    pub(super) undone: Option<u32>,
    pub(super) before: Option<Source>,
    pub(super) slowed_at: Time,
    /// How far the reader is in the lesson, as the worker told it.
    pub progress: Option<String>,
    pub(super) waited: f64,
    /// The first visit, until the reader touches something.
    pub visit: Option<Visit>,
    watch: Watch,
    pub(super) calm: Calm,
    pub(super) restarts: u32,
    numbers: u32,
    notices: u32,
}

impl State {
    /// A page that will open this first, and play it or not.
    pub fn new(start: Source, play: bool) -> Self {
        Self {
            start: Some(start),
            play_at_start: play,
            panels: Panels::AT_FIRST,
            ..Self::default()
        }
    }

    /// The address of the page names something else now.
    pub fn follow(&mut self, source: Source) -> Vec<Effect> {
        vec![self.open(source, Opening::Wish)]
    }

    /// Whether anything to be drawn has changed since the last call.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    /// Asks the worker.
    pub(super) fn ask(&mut self, request: Request) -> (u32, Effect) {
        self.numbers += 1;
        (self.numbers, Effect::Ask(self.numbers, request))
    }

    /// Opens another run.
    pub(super) fn open(&mut self, source: Source, why: Opening) -> Effect {
        let (number, effect) = self.ask(Request::Open(source));
        self.opening = Some((number, why));
        effect
    }

    /// A frame of so many milliseconds passes.
    pub fn frame(&mut self, elapsed: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.ticker.frame(elapsed) {
            self.view.slowed_for = None;
            self.dirty = true;
        }
        if let Some(network) = self.calm.frame(elapsed, self.ticker.playing) {
            Rc::make_mut(&mut self.scene).network = network;
            self.dirty = true;
        }
        effects.extend(self.watch_worker(elapsed));
        effects.extend(self.wait_with_lesson(elapsed));
        self.visit_on(elapsed);
        effects.extend(self.look());
        effects
    }

    fn watch_worker(&mut self, elapsed: f64) -> Vec<Effect> {
        if !self.hello {
            // It may still be loading: starting it anew would only begin the same download again.
            let failed = matches!(self.view.engine, Engine::Failed(_));
            if !failed && self.watch.start_frame(elapsed) {
                self.fail(text::say("engine.not-loaded"));
            }
            return Vec::new();
        }
        match self.watch.frame(elapsed, self.is_awaiting()) {
            Verdict::Fine => Vec::new(),
            Verdict::Ask => vec![self.ask(Request::Ping).1],
            Verdict::GiveUp => self.give_up(text::say("engine.silent")),
        }
    }

    fn fail(&mut self, reason: String) {
        self.view.engine = Engine::Failed(reason);
        self.dirty = true;
    }

    /// The first visit goes on.
    fn visit_on(&mut self, elapsed: f64) {
        let Some(visit) = self.visit.as_mut().filter(|_| self.alive) else {
            return;
        };
        if visit.frame(elapsed) {
            self.view.visit = Some(visit.stage());
            self.dirty = true;
        }
        if let Some(found) = visit.look(&self.scene.channels) {
            self.select(Some(found));
        }
    }

    fn is_awaiting(&self) -> bool {
        self.looking.is_some()
            || self.travel.is_some()
            || self.opening.is_some()
            || self.sharing.is_some()
            || self.acting.is_some()
            || self.comparing.is_some()
    }

    pub(super) fn heard(&mut self) {
        self.watch.heard();
    }

    /// Asks for a picture, if one is wanted and none is on its way.
    pub(super) fn look(&mut self) -> Option<Effect> {
        let free = self.hello && self.looking.is_none() && self.travel.is_none();
        if !free || !self.alive {
            return None;
        }
        let until = self.ticker.wants();
        if until.is_none() && !self.look_again {
            return None;
        }
        self.look_again = false;
        let look = Look {
            until,
            seen_as: self.seen_as,
            selection: self.view.selection.clone(),
            tampered: self.tampered,
            panels: self.panels,
            afresh: std::mem::take(&mut self.afresh),
        };
        let (number, effect) = self.ask(Request::Look(look));
        self.looking = Some(number);
        Some(effect)
    }

    /// The worker is lost for this reason: another one takes up the run where it was.
    pub(super) fn give_up(&mut self, reason: String) -> Vec<Effect> {
        let was_opening = self.opening.take();
        self.hello = false;
        self.looking = None;
        self.travel = None;
        self.sharing = None;
        self.acting = None;
        self.forget_comparison();
        self.afresh = true;
        self.set_playing(false);
        self.restarts += 1;
        let recovering = was_opening.is_some_and(|(_, why)| why == Opening::Recovery);
        if recovering || self.restarts > MAX_RESTARTS {
            self.fail(reason);
            return Vec::new();
        }
        if was_opening.is_some() {
            self.notice(Text::key("notice.too-heavy"), true);
        }
        self.view.engine = match self.alive {
            true => Engine::Recovering,
            false => Engine::Starting,
        };
        self.dirty = true;
        vec![Effect::Restart]
    }

    /// Where the lost run is to be taken up.
    pub(super) fn recovery(&self) -> Option<Source> {
        let place = self.scene.place;
        Some(Source::Kept {
            run: self.kept.clone()?,
            step: place.events,
            time: place.time,
        })
    }

    /// Plays or pauses.
    pub(super) fn set_playing(&mut self, playing: bool) {
        self.ticker.playing = playing;
        self.view.playing = playing;
        self.dirty = true;
    }

    /// Tells something.
    pub fn notice(&mut self, text: Text, alarm: bool) {
        self.notices += 1;
        let notices = Rc::make_mut(&mut self.view.notices);
        notices.retain(|notice| notice.text != text);
        notices.push(Notice {
            id: self.notices,
            text,
            alarm,
            back: false,
        });
        let more = notices.len().saturating_sub(MAX_NOTICES);
        notices.drain(..more);
        self.dirty = true;
    }

    /// Tells a parameter of the address that can't be.
    pub fn refuse(&mut self, refusal: &Refusal) {
        let names = ["first", "second", "third", "fourth"].into_iter();
        let text = Text {
            key: format!("refusal.{}", refusal.key).into(),
            arguments: Vec::new(),
        };
        let fill = |text: Text, (name, value): (&'static str, &String)| {
            text.with(name, Value::Name(value.clone()))
        };
        self.notice(names.zip(&refusal.arguments).fold(text, fill), true);
    }

    /// Selects something, or nothing.
    pub(super) fn select(&mut self, selection: Option<Selection>) {
        self.view.selection = selection;
        self.tampered = None;
        self.look_again = true;
        self.dirty = true;
    }

    /// Messages that the last scene had and that are still on their way at the painted moment stay until they
    /// arrive: the engine is a little ahead.
    pub(super) fn keep_flying(&self, fresh: &mut Scene) {
        let now = self.ticker.now();
        let known: std::collections::BTreeSet<u64> =
            bilayer::base::order::gather(fresh.packets.iter().map(|packet| packet.id));
        let flying = |packet: &&Packet| {
            packet.arrival.0 as f64 > now
                && packet.arrival <= fresh.place.time
                && !known.contains(&packet.id)
        };
        let mut kept: Vec<Packet> = self.scene.packets.iter().filter(flying).cloned().collect();
        if !kept.is_empty() {
            kept.extend(fresh.packets.iter().cloned());
            fresh.packets = Arc::new(kept);
        }
    }
}
