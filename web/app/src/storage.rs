//! What survives a reload: the run of this tab, and the reader's settings.
//!
//! Each tab has an id of its own, so that two tabs don't overwrite each other. The run is kept as the code of a link,
//! whose format stays readable.

use std::cell::{Cell, RefCell};

use bilayer::base::Time;
use bilayer::scenario::within_speeds;
use bilayer_protocol::{Kept, Source};
use js_sys::Date;
use web_sys::{Storage as Shelf, window};

use crate::intent::Theme;

const RUN: &str = "bilayer/run/";
const VIEW: &str = "bilayer/view";
const LESSON: &str = "bilayer/lesson/";
const LIVE: &str = "bilayer/live/";
const TAB: &str = "bilayer/tab";
/// Milliseconds after which a tab that never said that it closes counts as closed: 30 days.
const LONGEST_LIFE: f64 = 30.0 * 86_400_000.0;
/// Most runs of closed tabs that are kept.
const MAX_RUNS: usize = 8;

/// Why something could not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The browser gives this page no storage.
    None,
    /// It is full.
    Full,
}

/// The run as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The code of a link.
    pub code: String,
    /// Events taken.
    pub step: u64,
    /// The moment.
    pub time: Time,
    /// Whether time ran.
    pub playing: bool,
}

impl Saved {
    fn write(&self) -> String {
        let Self {
            code,
            step,
            time,
            playing,
        } = self;
        format!("1 {step} {} {} {code}", time.0, u8::from(*playing))
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(5, ' ');
        if parts.next() != Some("1") {
            return None;
        }
        let mut number = || parts.next()?.parse::<u64>().ok();
        let (step, time, playing) = (number()?, Time(number()?), number()? == 1);
        Some(Self {
            step,
            time,
            playing,
            code: parts.next()?.to_owned(),
        })
    }

    /// What the worker is asked to open.
    pub fn source(self) -> Source {
        Source::Kept {
            run: Kept::Code(self.code),
            step: self.step,
            time: self.time,
        }
    }
}

/// The reader's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The theme.
    pub theme: Theme,
    /// The speed as a power of two.
    pub speed: i8,
    /// Whether time slows down by itself.
    pub slow_by_itself: bool,
}

impl Settings {
    fn write(&self) -> String {
        let theme = match self.theme {
            Theme::System => "system",
            Theme::Dark => "dark",
            Theme::Light => "light",
        };
        format!("1 {theme} {} {}", self.speed, u8::from(self.slow_by_itself))
    }

    fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(' ').collect();
        let ["1", theme, speed, slow] = parts[..] else {
            return None;
        };
        let theme = match theme {
            "dark" => Theme::Dark,
            "light" => Theme::Light,
            _ => Theme::System,
        };
        let speed = within_speeds(speed.parse().ok()?);
        Some(Self {
            theme,
            speed,
            slow_by_itself: slow == "1",
        })
    }
}

/// The storage of this tab.
pub struct Storage {
    shelf: Option<Shelf>,
    session: Option<Shelf>,
    tab: RefCell<String>,
    before: Option<String>,
    in_frame: bool,
    left: Cell<bool>,
}

impl Storage {
    /// Finds the storage, and this tab's id in it. A tab that was duplicated comes with the id of one that is live: it
    /// gets an id of its own, and begins with what the other kept. A page in a frame keeps no run and takes no id.
    pub fn open(in_frame: bool) -> Self {
        let local = window().and_then(|window| window.local_storage().ok().flatten());
        let session = window().and_then(|window| window.session_storage().ok().flatten());
        let before = session
            .as_ref()
            .and_then(|session| session.get_item(TAB).ok().flatten());
        let storage = Self {
            shelf: local,
            session,
            tab: RefCell::new(before.clone().unwrap_or_else(fresh)),
            before,
            in_frame,
            left: Cell::new(false),
        };
        storage.claim();
        storage
    }

    /// Makes the id this page's own, or takes another one if a live page has it.
    fn claim(&self) {
        let (Some(shelf), false) = (&self.shelf, self.in_frame) else {
            return;
        };
        let live = |tab: &str| matches!(shelf.get_item(&format!("{LIVE}{tab}")), Ok(Some(_)));
        if live(&self.tab()) {
            self.tab.replace(fresh());
        }
        // Where that is not kept, a duplicate would not know; and nothing else is kept there either.
        let _ = shelf.set_item(&format!("{LIVE}{}", self.tab()), "1");
        if let Some(session) = &self.session {
            // Without it the tab forgets its run at a reload, and no more.
            let _ = session.set_item(TAB, &self.tab());
        }
    }

    fn tab(&self) -> String {
        self.tab.borrow().clone()
    }

    /// The page is left: its id is free for the next page of this tab.
    pub fn leave(&self) {
        if self.in_frame || self.left.replace(true) {
            return;
        }
        if let Some(shelf) = &self.shelf {
            let _ = shelf.remove_item(&format!("{LIVE}{}", self.tab()));
        }
    }

    /// The page is back, if the browser had put it aside rather than ended it.
    pub fn come_back(&self) {
        if self.left.replace(false) {
            self.claim();
        }
    }

    /// What is kept for this tab, or was for the one that it comes from.
    fn kept(&self, kind: &str) -> Option<String> {
        let tab = self.before.clone().unwrap_or_else(|| self.tab());
        self.shelf
            .as_ref()?
            .get_item(&format!("{kind}{tab}"))
            .ok()?
    }

    /// The run that this tab had before a reload.
    pub fn run(&self) -> Option<Saved> {
        Saved::read(&self.kept(RUN)?)
    }

    /// How far the reader of this tab was in a lesson.
    pub fn lesson(&self) -> Option<String> {
        self.kept(LESSON)
    }

    /// Keeps how far the reader is in a lesson, or that there is none.
    pub fn keep_lesson(&self, progress: Option<&str>) {
        let key = format!("{LESSON}{}", self.tab());
        // Trouble is told where the run is kept.
        let _ = self.shelf.as_ref().map(|shelf| match progress {
            Some(progress) => shelf.set_item(&key, progress),
            None => shelf.remove_item(&key),
        });
    }

    /// The settings.
    pub fn settings(&self) -> Option<Settings> {
        Settings::read(&self.shelf.as_ref()?.get_item(VIEW).ok()??)
    }

    /// Keeps the settings, and the run.
    ///
    /// # Errors
    /// If the browser has no storage for this page, or no more.
    pub fn keep(&self, settings: Settings, run: Option<&Saved>) -> Result<(), Trouble> {
        let shelf = self.shelf.as_ref().ok_or(Trouble::None)?;
        let put = |key: &str, text: &str| shelf.set_item(key, text).map_err(|_| Trouble::Full);
        put(VIEW, &settings.write())?;
        let Some(run) = run else { return Ok(()) };
        let key = format!("{RUN}{}", self.tab());
        if put(&key, &run.write()).is_ok() {
            return Ok(());
        }
        self.forget_closed(0);
        put(&key, &run.write())
    }

    /// Forgets the runs of closed tabs, but for so many of the newest.
    fn forget_closed(&self, but: usize) {
        let Some(shelf) = &self.shelf else { return };
        let count = shelf.length().unwrap_or_default();
        let keys = (0..count).filter_map(|index| shelf.key(index).ok().flatten());
        let closed = closed(&keys.collect::<Vec<_>>(), &self.tab(), Date::now());
        for tab in closed.iter().take(closed.len().saturating_sub(but)) {
            for kind in [RUN, LESSON, LIVE] {
                // What can't be removed stays.
                let _ = shelf.remove_item(&format!("{kind}{tab}"));
            }
        }
    }

    /// Forgets runs of tabs that were closed long ago.
    pub fn tidy(&self) {
        self.forget_closed(MAX_RUNS);
    }
}

/// An id that no other tab has; it begins with the time, so that ids sort by age.
fn fresh() -> String {
    let dice = (js_sys::Math::random() * 1e9) as u64;
    format!("{:x}-{dice:x}", Date::now() as u64)
}

/// The tabs, oldest first, that have a run here and are closed, or were opened so long ago that they must have crashed.
fn closed(keys: &[String], own: &str, now: f64) -> Vec<String> {
    let opened = |tab: &str| {
        let time = tab.split('-').next().unwrap_or_default();
        u64::from_str_radix(time, 16).unwrap_or_default() as f64
    };
    let live = |tab: &str| keys.iter().any(|key| key.strip_prefix(LIVE) == Some(tab));
    let tabs = keys.iter().filter_map(|key| key.strip_prefix(RUN));
    let mut closed: Vec<String> = tabs
        .filter(|tab| *tab != own && (!live(tab) || now - opened(tab) > LONGEST_LIFE))
        .map(str::to_owned)
        .collect();
    bilayer::base::order::sort(&mut closed);
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_run_comes_back() {
        let saved = Saved {
            code: "run=AbC_-9".to_owned(),
            step: 12,
            time: Time(3_400_000),
            playing: true,
        };
        assert_eq!(Saved::read(&saved.write()), Some(saved));
        for foreign in ["", "2 1 1 1 run=A", "1 1 1", "1 x 1 1 run=A"] {
            assert_eq!(Saved::read(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn only_runs_of_closed_tabs_are_forgotten_oldest_first() {
        let keys = [
            "bilayer/run/30-1",
            "bilayer/run/10-1",
            "bilayer/run/20-1",
            "bilayer/live/20-1",
            "bilayer/run/40-1",
            "bilayer/live/5-1",
            "bilayer/view",
        ]
        .map(str::to_owned);
        assert_eq!(closed(&keys, "40-1", 100.0), ["10-1", "30-1"]);
        let later = LONGEST_LIFE + 100.0;
        assert_eq!(closed(&keys, "40-1", later), ["10-1", "20-1", "30-1"]);
    }

    #[test]
    fn settings_come_back() {
        let settings = Settings {
            theme: Theme::Dark,
            speed: -2,
            slow_by_itself: false,
        };
        assert_eq!(Settings::read(&settings.write()), Some(settings));
        assert_eq!(Settings::read("1 dark fast 1"), None);
    }
}
