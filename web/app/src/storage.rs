//! What survives a reload: the run of this tab, and the reader's settings.
//!
//! Each tab has an id of its own, so that two tabs don't overwrite each other. The run is kept as the code of a link,
//! whose format stays readable.

use bilayer::base::Time;
use bilayer_protocol::{Kept, Source};
use js_sys::Date;
use web_sys::{Storage as Shelf, window};

use crate::intent::Theme;

const RUN: &str = "bilayer/run/";
const VIEW: &str = "bilayer/view";
const LESSON: &str = "bilayer/lesson/";
const TAB: &str = "bilayer/tab";
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
        let speed = speed.parse::<i8>().ok()?.clamp(-3, 6);
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
    tab: String,
}

impl Storage {
    /// Finds the storage, and this tab's id in it. A tab that was duplicated has the id of the other; `taken` says so.
    pub fn open(taken: bool) -> Self {
        let shelf = window().and_then(|window| window.local_storage().ok().flatten());
        let session = window().and_then(|window| window.session_storage().ok().flatten());
        let known = session
            .as_ref()
            .and_then(|session| session.get_item(TAB).ok().flatten());
        let fresh = || {
            format!(
                "{:x}-{:x}",
                Date::now() as u64,
                (js_sys::Math::random() * 1e9) as u64
            )
        };
        let tab = known.filter(|_| !taken).unwrap_or_else(fresh);
        if let Some(session) = session {
            // Without it the tab forgets its run at a reload, and no more.
            let _ = session.set_item(TAB, &tab);
        }
        Self { shelf, tab }
    }

    /// The run that this tab had before a reload.
    pub fn run(&self) -> Option<Saved> {
        let text = self
            .shelf
            .as_ref()?
            .get_item(&format!("{RUN}{}", self.tab))
            .ok()??;
        Saved::read(&text)
    }

    /// How far the reader of this tab was in a lesson.
    pub fn lesson(&self) -> Option<String> {
        let key = format!("{LESSON}{}", self.tab);
        self.shelf.as_ref()?.get_item(&key).ok()?
    }

    /// Keeps how far the reader is in a lesson, or that there is none.
    pub fn keep_lesson(&self, progress: Option<&str>) {
        let key = format!("{LESSON}{}", self.tab);
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
        let key = format!("{RUN}{}", self.tab);
        if put(&key, &run.write()).is_ok() {
            return Ok(());
        }
        self.forget_others(0);
        put(&key, &run.write())
    }

    /// Forgets the oldest runs of other tabs, but for so many. Ids begin with the time that a tab was opened at.
    pub fn forget_others(&self, but: usize) {
        let Some(shelf) = &self.shelf else { return };
        let count = shelf.length().unwrap_or_default();
        let keys = (0..count).filter_map(|index| shelf.key(index).ok().flatten());
        let own = format!("{RUN}{}", self.tab);
        let mut others: Vec<String> = keys
            .filter(|key| key.starts_with(RUN) && *key != own)
            .collect();
        bilayer::base::order::sort(&mut others);
        for key in others.iter().take(others.len().saturating_sub(but)) {
            // What can't be removed stays.
            let _ = shelf.remove_item(key);
        }
    }

    /// Forgets runs of tabs that were closed long ago.
    pub fn tidy(&self) {
        self.forget_others(MAX_RUNS);
    }
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
