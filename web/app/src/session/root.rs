//! The page's root: brings wishes, answers and frames to the state, does what it asks, and draws it.

use std::cell::RefCell;
use std::rc::Rc;

use bilayer::scene::model::{Scene, Text};
use yew::prelude::*;

use super::client::Client;
use super::effect::Effect;
use super::state::State;
use super::visit::Visit;
use crate::intent::Intent;
use crate::link::Address;
use crate::storage::{Saved, Settings, Storage, Trouble};
use crate::view::{Clock, View};
use crate::{browser, embed, page::Page};

/// Milliseconds between two savings of a running world.
const SAVE_EVERY: f64 = 3_000.0;

/// What is drawn.
#[derive(Clone, PartialEq, Default)]
struct Drawn {
    scene: Rc<Scene>,
    view: Rc<View>,
}

/// Everything that lives as long as the page.
struct Driver {
    state: RefCell<State>,
    storage: Storage,
    client: RefCell<Option<Rc<Client>>>,
    clock: Clock,
    drawn: UseStateSetter<Option<Drawn>>,
    view: RefCell<Rc<View>>,
    last_frame: std::cell::Cell<f64>,
    last_save: std::cell::Cell<f64>,
    told: std::cell::Cell<Option<Trouble>>,
}

impl Driver {
    fn start(clock: Clock, drawn: UseStateSetter<Option<Drawn>>) -> Rc<Self> {
        let address = Address::present();
        let storage = Storage::open(embed::embed(&address).is_some());
        storage.tidy();
        let state = first_state(&address, &storage);
        let driver = Rc::new(Self {
            state: RefCell::new(state),
            storage,
            client: RefCell::default(),
            clock,
            drawn,
            view: RefCell::default(),
            last_frame: std::cell::Cell::new(browser::now()),
            last_save: std::cell::Cell::new(0.0),
            told: std::cell::Cell::default(),
        });
        let hears = driver.clone();
        let client = Client::start(Rc::new(move |letter| {
            let effects = hears.state.borrow_mut().hear(letter);
            hears.run(effects);
        }));
        driver.client.replace(Some(client));
        let frames = driver.clone();
        browser::every_frame(move |now| frames.frame(now));
        let follows = driver.clone();
        browser::on("hashchange", move || {
            let address = Address::present();
            if let Some(wrong) = &address.wrong {
                follows.state.borrow_mut().refuse(wrong);
            }
            if let Some(source) = address.source() {
                let effects = follows.state.borrow_mut().follow(source);
                follows.run(effects);
            }
        });
        let hides = driver.clone();
        browser::on("pagehide", move || {
            hides.store();
            hides.storage.leave();
        });
        let shows = driver.clone();
        browser::on("pageshow", move || shows.storage.come_back());
        driver
    }

    fn picture(&self) -> Drawn {
        let state = self.state.borrow();
        let mut view = self.view.borrow_mut();
        if **view != state.view {
            *view = Rc::new(state.view.clone());
        }
        Drawn {
            scene: state.scene.clone(),
            view: view.clone(),
        }
    }

    fn wish(self: &Rc<Self>, intent: Intent) {
        let effects = self.state.borrow_mut().wish(intent);
        self.run(effects);
    }

    fn frame(self: &Rc<Self>, now: f64) {
        let elapsed = now - self.last_frame.replace(now);
        let effects = self.state.borrow_mut().frame(elapsed);
        self.run(effects);
        let mut state = self.state.borrow_mut();
        self.clock.set(state.ticker.now());
        let dirty = state.take_dirty();
        let playing = state.view.playing;
        drop(state);
        if dirty {
            self.drawn.set(Some(self.picture()));
        }
        if playing && now - self.last_save.get() > SAVE_EVERY {
            self.store();
        }
    }

    fn run(self: &Rc<Self>, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask(number, request) => {
                    if let Some(client) = &*self.client.borrow() {
                        client.ask(number, request);
                    }
                }
                Effect::Restart => {
                    let client = self.client.borrow().clone();
                    if let Some(client) = client {
                        client.restart();
                    }
                }
                Effect::Store => self.store(),
                Effect::Copy(text) => {
                    let driver = self.clone();
                    browser::copy(text, move || driver.state.borrow_mut().copied());
                }
                Effect::Download(name, text) => browser::download(&name, &text),
                Effect::ClearAddress => browser::clear_fragment(),
                Effect::Alive => browser::mark_alive(),
            }
        }
    }

    /// Keeps run and settings; trouble is told once.
    fn store(&self) {
        self.last_save.set(browser::now());
        let mut state = self.state.borrow_mut();
        if state.view.embed.is_some() {
            return;
        }
        let settings = Settings {
            theme: state.view.theme,
            speed: state.view.speed,
            slow_by_itself: state.view.slow_by_itself,
        };
        let place = state.scene.place;
        let run = state.code.clone().map(|code| Saved {
            code,
            step: place.events,
            time: place.time,
            playing: state.view.playing,
        });
        self.storage.keep_lesson(state.progress.as_deref());
        let trouble = self.storage.keep(settings, run.as_ref()).err();
        if trouble != self.told.get() {
            self.told.set(trouble);
            match trouble {
                Some(Trouble::None) => state.notice(Text::key("storage.none"), false),
                Some(Trouble::Full) => state.notice(Text::key("storage.full"), true),
                None => {}
            }
        }
    }
}

/// What the page begins with: what its address names, else the run before a reload, else the first minute.
fn first_state(address: &Address, storage: &Storage) -> State {
    let embed = embed::embed(address);
    let saved = match embed {
        Some(_) => None,
        None => storage.run(),
    };
    let playing = match (&address.source(), &saved) {
        (Some(_), _) => !address.names_a_run(),
        (None, Some(saved)) => saved.playing,
        (None, None) => true,
    };
    let first = bilayer_protocol::Source::Shipped("first-minute".to_owned());
    let saved = saved.map(Saved::source);
    let source = address.source().or(saved.clone()).unwrap_or(first);
    let play = address.view.autoplay.unwrap_or(playing);
    let learning = address.source().is_none() && embed.is_none();
    let mut state = State::new(source, play);
    state.progress = storage.lesson().filter(|_| learning);
    if let Some(settings) = storage.settings() {
        state.view.theme = settings.theme;
        state.view.speed = settings.speed;
        state.view.slow_by_itself = settings.slow_by_itself;
    }
    let first_visit = address.source().is_none() && saved.is_none() && embed.is_none();
    state.visit = first_visit.then(Visit::default);
    state.view.visit = state.visit.as_ref().map(Visit::stage);
    state.fallback = saved.filter(|_| address.source().is_some());
    state.panels.timeline = embed.is_none();
    state.view.embed = embed;
    if let Some(theme) = &address.view.theme {
        state.view.theme = browser::theme(theme);
    }
    state.view.speed = address.view.speed.unwrap_or(state.view.speed);
    state.ticker.speed = state.view.speed;
    state.address = address.page.clone();
    if let Some(wrong) = &address.wrong {
        state.refuse(wrong);
    }
    state
}

/// The page.
#[component]
pub fn App() -> Html {
    let drawn = use_state(|| None::<Drawn>);
    let clock = (*use_memo((), |()| Clock::default())).clone();
    let driver = {
        let (clock, drawn) = (clock.clone(), drawn.setter());
        use_memo((), |()| Driver::start(clock, drawn))
    };
    let intents = {
        let driver = (*driver).clone();
        use_callback((), move |intent: Intent, ()| driver.wish(intent))
    };
    let Drawn { scene, view } = (*drawn).clone().unwrap_or_else(|| driver.picture());
    html! { <Page {scene} {view} {clock} {intents} /> }
}
