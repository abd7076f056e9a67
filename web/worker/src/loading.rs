//! Another run on its way to its place, while the present one stays.

use bilayer::scenario::lesson::Lesson;
use bilayer::scenario::{Opening, Script};
use bilayer::scene::model::{Text, Value};
use bilayer::simulation::{MAX_NODES_PAGE, Session};
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
    script: Option<Script>,
}

/// A run that is at its place.
pub struct Loaded {
    /// The run.
    pub run: Run,
    /// Whether its fingerprint is the claimed one, if it claims one.
    pub matched: Option<bool>,
    /// What is to be told.
    pub remarks: Vec<Text>,
    /// Whether it is another course of the run that was open.
    pub edited: bool,
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
            script: None,
        })
    }

    /// Begins to replay the open run with the commands of an edited text.
    ///
    /// # Errors
    /// What is wrong in the text, and where.
    pub fn edited(number: u32, text: &str, open: &Session) -> Result<Self, Problem> {
        let script = Script::read(text).map_err(|problem| tell::problem(&problem))?;
        let found = library::edited(&script, open);
        let opening = Opening::begin(found.record, true, MAX_NODES_PAGE)
            .map_err(|problem| tell::problem(&script.placed(problem)))?;
        Ok(Self {
            number,
            opening,
            title: found.title,
            claims: false,
            lesson: None,
            script: Some(script),
        })
    }

    /// Begins to play the open run's setup under another family of consensus.
    ///
    /// # Errors
    /// If there is no such family, or no such world begins.
    pub fn under(number: u32, family: &str, open: &Session) -> Result<Self, Problem> {
        let found = library::under(family, open)?;
        let opening = Opening::begin(found.record, true, MAX_NODES_PAGE)
            .map_err(|problem| tell::problem(&problem))?;
        Ok(Self {
            number,
            opening,
            title: found.title,
            claims: false,
            lesson: None,
            script: None,
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

    /// The run as it is now.
    ///
    /// # Errors
    /// The first command of an edited text that was refused, and where it stands.
    pub fn finish(self) -> Result<Loaded, Problem> {
        let (session, verdict) = self.opening.finish();
        let mut remarks = Vec::new();
        if let Some(script) = &self.script {
            if let Some((index, refusal)) = verdict.refused {
                return Err(tell::problem(&script.refused(index, refusal)));
            }
            let refused = script.refused_by_world(&session);
            remarks.extend(refused.map(|problem| tell::remark(&problem)));
        }
        let run = Run {
            session,
            title: self.title,
            breaches: Vec::new(),
        };
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
        Ok(Loaded {
            run,
            matched: self.claims.then_some(verdict.same),
            remarks,
            edited: self.script.is_some(),
        })
    }
}
