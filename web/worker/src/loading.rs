//! Another run on its way to its place, while the present one stays.

use bilayer::scenario::Opening;
use bilayer::scenario::lesson::Lesson;
use bilayer::scene::model::{Text, Value};
use bilayer::simulation::MAX_NODES_PAGE;
use bilayer_protocol::{Problem, Source};

use crate::library::{self, Run};
use crate::tell;

/// Events between two looks at the clock.
const PORTION: u32 = 64;

/// A run that is being replayed.
pub struct Loading {
    /// The request that asked for it.
    pub number: u32,
    opening: Opening,
    title: Text,
    claims: bool,
    lesson: Option<Lesson>,
}

impl Loading {
    /// Finds a run and begins to replay it.
    ///
    /// # Errors
    /// What is wrong with the source, and where.
    pub fn begin(number: u32, source: Source) -> Result<Self, Problem> {
        let found = library::find(source)?;
        let opening = Opening::begin(found.record, found.world_changed, MAX_NODES_PAGE);
        Ok(Self {
            number,
            opening: opening.map_err(|problem| tell::problem(&problem))?,
            title: found.title,
            claims: found.claims,
            lesson: found.lesson,
        })
    }

    /// Goes on while `more` says so; whether the place is reached.
    pub fn advance(&mut self, more: impl Fn() -> bool) -> bool {
        while more() {
            if self.opening.advance(PORTION) {
                return true;
            }
        }
        false
    }

    /// The lesson that begins in the world.
    pub fn take_lesson(&mut self) -> Option<Lesson> {
        self.lesson.take()
    }

    /// How much is done, in thousandths.
    pub fn done(&self) -> u32 {
        self.opening.permille()
    }

    /// The run; whether its fingerprint is the claimed one; and what is to be told.
    pub fn finish(self) -> (Run, Option<bool>, Vec<Text>) {
        let (session, verdict) = self.opening.finish();
        let run = Run {
            session,
            title: self.title,
            breaches: Vec::new(),
        };
        let mut remarks = Vec::new();
        if self.claims && verdict.made_by != verdict.engine {
            let versions = Text::key("open.other-engine")
                .with("made", Value::Count(verdict.made_by.into()))
                .with("engine", Value::Count(verdict.engine.into()));
            remarks.push(versions);
        }
        if let Some((index, refusal)) = &verdict.refused {
            let refused = Text::key("open.refused")
                .with("number", Value::Count(u64::from(*index) + 1))
                .with("why", Value::Text(tell::refusal(refusal)));
            remarks.push(refused);
        }
        (run, self.claims.then_some(verdict.same), remarks)
    }
}
