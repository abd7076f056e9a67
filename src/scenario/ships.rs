//! What ships, as the page reads it: written down beside the files, so that a page needs no JSON to start.

use serde::{Deserialize, Serialize};

use crate::base::Span;
use crate::simulation::Setup;

use super::lesson::LESSONS;
use super::{Problem, SHIPPED, shipped};

/// The world that a first visit shows.
const AT_FIRST: &str = "first-minute";

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
    /// How the world of a first visit begins; nothing for all others, which are read when they are asked for.
    setup: Vec<u8>,
}

impl ShippedWorld {
    /// How it begins.
    pub fn setup(&self) -> Setup {
        let written = match self.setup.is_empty() {
            true => written_later(&self.id),
            false => postcard::from_bytes(&self.setup).ok(),
        };
        let from_file = || Some(shipped(&self.id)?.read().ok()?.setup);
        written.or_else(from_file).unwrap_or_default()
    }
}

fn written_later(id: &str) -> Option<Setup> {
    let all: Vec<(String, Vec<u8>)> =
        postcard::from_bytes(include_bytes!("../../scenarios/shipped-setups.bin")).ok()?;
    let (_, setup) = all.into_iter().find(|(one, _)| one == id)?;
    postcard::from_bytes(&setup).ok()
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
            let is_first = scenario.id == AT_FIRST;
            Ok(ShippedWorld {
                setup: match is_first {
                    true => bytes(&scenario.setup),
                    false => Vec::new(),
                },
                id: scenario.id,
                title: scenario.title.remove("en").unwrap_or_default(),
                about: scenario.about.remove("en").unwrap_or_default(),
                start_at: scenario.start_at,
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
        bytes(self)
    }

    /// The bytes of how all other worlds begin, as they are written down.
    ///
    /// # Errors
    /// What is wrong with one of the files.
    pub fn pack_setups() -> Result<Vec<u8>, Problem> {
        let others = SHIPPED.iter().filter(|shipped| shipped.id != AT_FIRST);
        let setups = others.map(|shipped| Ok((shipped.id, bytes(&shipped.read()?.setup))));
        Ok(bytes(&setups.collect::<Result<Vec<_>, Problem>>()?))
    }

    /// A world, by its id.
    pub fn world(self, id: &str) -> Option<ShippedWorld> {
        self.worlds.into_iter().find(|world| world.id == id)
    }
}

fn bytes<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_default()
}
