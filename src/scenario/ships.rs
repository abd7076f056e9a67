//! What ships, as the page reads it: written down beside the files, so that a page needs no JSON to start.

use serde::{Deserialize, Serialize};

use crate::base::Span;
use crate::simulation::Setup;

use super::lesson::LESSONS;
use super::{Problem, SHIPPED};

/// A world that ships, without what only the terminal asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShippedWorld {
    /// Its id.
    pub id: String,
    /// Its English title.
    pub title: String,
    /// What it is about, in English.
    pub about: String,
    /// What the page has played before it shows the world.
    pub start_at: Span,
    /// How it begins.
    pub setup: Setup,
}

/// What a list tells of a lesson that ships.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LessonHead {
    /// Its id.
    pub id: String,
    /// Its English title.
    pub title: String,
    /// What it is about, in English.
    pub about: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// The number of its steps.
    pub steps: u32,
}

/// What ships.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ships {
    /// The worlds, in the order in which they are offered.
    pub worlds: Vec<ShippedWorld>,
    /// The lessons, in theirs.
    pub lessons: Vec<LessonHead>,
}

/// What ships, as `bilayer goldens --write` wrote it down, or where that is of another version, as the files say.
pub fn ships() -> Ships {
    let written = postcard::from_bytes(include_bytes!("../../scenarios/shipped.bin"));
    written.unwrap_or_else(|_| Ships::read().unwrap_or_default())
}

impl Ships {
    /// Reads what ships in its files.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub fn read() -> Result<Self, Problem> {
        let worlds = SHIPPED.iter().map(|shipped| {
            let mut scenario = shipped.read()?;
            Ok(ShippedWorld {
                id: scenario.id,
                title: scenario.title.remove("en").unwrap_or_default(),
                about: scenario.about.remove("en").unwrap_or_default(),
                start_at: scenario.start_at,
                setup: scenario.setup,
            })
        });
        let lessons = LESSONS.iter().map(|shipped| {
            let lesson = shipped.read()?;
            Ok(LessonHead {
                title: lesson.title.say("en").to_owned(),
                about: lesson.about.say("en").to_owned(),
                minutes: lesson.minutes,
                steps: u32::try_from(lesson.steps.len()).unwrap_or(u32::MAX),
                id: lesson.id,
            })
        });
        Ok(Self {
            worlds: worlds.collect::<Result<_, Problem>>()?,
            lessons: lessons.collect::<Result<_, Problem>>()?,
        })
    }

    /// Its bytes, as they are written down.
    pub fn pack(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// A world, by its id.
    pub fn world(self, id: &str) -> Option<ShippedWorld> {
        self.worlds.into_iter().find(|world| world.id == id)
    }
}
