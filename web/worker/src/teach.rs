//! The lesson that is played in the open world.

use std::sync::Arc;

use bilayer::base::Span;
use bilayer::scenario::lesson::{self, Deed, LESSONS, Lesson, LessonState, Player};
use bilayer::scenario::ships;
use bilayer::simulation::Session;
use bilayer_protocol::{LessonNews, LessonWish, Offered, TimeWish};

/// The page's language.
const LANGUAGE: &str = "en";
/// Most acts done between two pictures.
const MOST_DEEDS: usize = 16;

/// A lesson that ships, by its id.
pub fn find(id: &str) -> Option<Lesson> {
    let shipped = LESSONS.iter().find(|lesson| lesson.id == id)?;
    shipped.read().ok()
}

/// The worlds that ship.
pub fn worlds() -> Vec<Offered> {
    let worlds = ships().worlds.into_iter();
    worlds
        .map(|world| Offered {
            title: world.title,
            about: world.about,
            id: world.id,
            minutes: 0,
            steps: 0,
        })
        .collect()
}

/// The lessons that ship.
pub fn lessons() -> Vec<Offered> {
    let lessons = ships().lessons.into_iter();
    lessons
        .map(|lesson| Offered {
            title: lesson.title,
            about: lesson.about,
            minutes: lesson.minutes,
            steps: lesson.steps,
            id: lesson.id,
        })
        .collect()
}

/// A lesson being played, and what was told of it.
pub struct Teacher {
    player: Player,
    told: Option<LessonState>,
}

impl Teacher {
    /// Begins a lesson.
    pub fn begin(lesson: Lesson) -> Self {
        Self {
            player: Player::new(Arc::new(lesson)),
            told: None,
        }
    }

    /// Takes a lesson up where the reader was.
    pub fn resume(progress: &str) -> Option<Self> {
        let (id, bytes) = progress.split_once(' ')?;
        let lesson = find(id)?;
        let bytes = hex::decode(bytes).ok()?;
        let progress = postcard::from_bytes::<lesson::Progress>(&bytes).ok()?;
        Some(Self {
            player: Player::resume(Arc::new(lesson), progress),
            told: None,
        })
    }

    /// Takes a wish of the reader.
    pub fn wish(&mut self, wish: &LessonWish) {
        let player = &mut self.player;
        match wish {
            LessonWish::Resume(_) | LessonWish::Leave => {}
            LessonWish::Predict(answer) => player.predict(*answer),
            LessonWish::Settle => player.settle(),
            LessonWish::Next => drop(player.go_on()),
            LessonWish::Back => player.go_back(),
            LessonWish::Hint => player.show_hint(),
            LessonWish::Act => player.act(),
            LessonWish::Restart => player.restart(),
            LessonWish::Wait(micros) => player.wait(Span(*micros)),
        }
    }

    /// Looks at the session and does the acts that are due. Whether the commands of the run changed.
    pub fn observe(&mut self, session: &mut Session) -> bool {
        self.player.observe(session);
        let mut changed = false;
        for _ in 0..MOST_DEEDS {
            let accepted = match self.player.due(session) {
                None => break,
                Some(Deed::Give(command)) => session.give(command).is_ok(),
                Some(Deed::Undo) => session.undo().is_some(),
            };
            self.player.done(accepted, session.place().time);
            self.player.observe(session);
            changed |= accepted;
            if !accepted {
                break;
            }
        }
        changed
    }

    /// What is new, if anything is.
    pub fn news(&mut self, session: &Session) -> Option<LessonNews> {
        let time = self.player.time_wish(session).map(|wish| match wish {
            lesson::TimeWish::Pause => TimeWish::Pause,
            lesson::TimeWish::Play(speed) => TimeWish::Play(speed),
        });
        let state = self.player.state(session, LANGUAGE);
        if time.is_none() && state == self.told {
            return None;
        }
        self.told = state.clone();
        Some(LessonNews {
            state,
            time,
            progress: self.progress(),
        })
    }

    fn progress(&self) -> String {
        let bytes = postcard::to_allocvec(self.player.progress()).unwrap_or_default();
        format!("{} {}", self.player.lesson().id, hex::encode(bytes))
    }
}
