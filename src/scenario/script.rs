//! The commands of a run as a text that a reader can edit: one a line, with its time.

use serde::{Deserialize, Serialize};

use crate::base::{Span, Time};
use crate::command::{Command, Refusal};
use crate::event::Fact;
use crate::simulation::{ENGINE_VERSION, Given, MAX_TIME, Record, Scripted, Session};

use super::file::parse;
use super::{FILE_VERSION, Problem};

/// One command.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    at: Span,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    every: Option<Span>,
    #[serde(default = "once", skip_serializing_if = "is_once")]
    times: u32,
    /// Whether the world gives it to itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    scenario: bool,
    command: Command,
}

fn once() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_once(times: &u32) -> bool {
    *times == 1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "looked at before all else")]
    version: u32,
    script: Vec<Line>,
}

/// The commands of a session's run, the scenario's and the reader's, in the order of their times.
pub fn write_script(session: &Session) -> String {
    let scripted = session.setup().script.iter().map(|one| Line {
        at: one.at,
        every: one.every,
        times: one.times,
        scenario: true,
        command: one.command.clone(),
    });
    let given = session.commands().iter().map(|one| Line {
        at: one.time - Time::ZERO,
        every: None,
        times: 1,
        scenario: false,
        command: one.command.clone(),
    });
    let mut lines: Vec<Line> = scripted.chain(given).collect();
    lines.sort_by_key(|line| line.at);
    let lines = lines.iter().map(serde_json::to_string);
    let lines: Vec<String> = lines.map(Result::unwrap_or_default).collect();
    format!(
        "{{ \"version\": {FILE_VERSION}, \"script\": [\n{}\n] }}\n",
        lines.join(",\n")
    )
}

/// An edited script, and where in its text each command stands.
pub struct Script {
    text: String,
    scripted: Vec<(usize, Scripted)>,
    given: Vec<(usize, Given)>,
}

impl Script {
    /// Reads a text. Commands may stand in any order; each is taken at its time.
    ///
    /// # Errors
    /// The first thing that is wrong, and where.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let file: File = parse(text)?;
        let mut script = Self {
            text: text.to_owned(),
            scripted: Vec::new(),
            given: Vec::new(),
        };
        for (index, line) in file.script.into_iter().enumerate() {
            script.take(index, line)?;
        }
        script.given.sort_by_key(|(_, given)| given.time);
        Ok(script)
    }

    fn take(&mut self, index: usize, line: Line) -> Result<(), Problem> {
        let (at, every, times) = (line.at, line.every, line.times);
        if Time::ZERO + at > MAX_TIME {
            let refusal = Refusal::new("scenario.too-long").with(Span(MAX_TIME.0));
            return Err(self.at(index, ".at", refusal));
        }
        let command = line.command;
        if line.scenario {
            let scripted = Scripted {
                at,
                every,
                times,
                command,
            };
            self.scripted.push((index, scripted));
            return Ok(());
        }
        if times != 1 || every.is_some() {
            return Err(self.at(index, "", Refusal::new("script.repeated")));
        }
        let (step, time) = (0, Time::ZERO + at);
        self.given.push((
            index,
            Given {
                step,
                time,
                command,
            },
        ));
        Ok(())
    }

    fn at(&self, line: usize, field: &str, refusal: Refusal) -> Problem {
        Problem::at(&self.text, format!("script[{line}]{field}"), refusal)
    }

    /// The run that begins as a session's and has these commands instead, at the session's moment. It is to be followed
    /// by its times.
    pub fn record(&self, session: &Session) -> Record {
        let mut setup = session.setup().clone();
        setup.script = self.scripted.iter().map(|(_, one)| one.clone()).collect();
        Record {
            engine: ENGINE_VERSION,
            setup,
            commands: self.given.iter().map(|(_, one)| one.clone()).collect(),
            step: u64::MAX,
            time: session.place().time,
            fingerprint: Default::default(),
        }
    }

    /// What is wrong with the run, at its place in the text rather than in the run.
    pub fn placed(&self, problem: Problem) -> Problem {
        let inside = problem.path.strip_prefix("setup.script[");
        let split = inside.and_then(|rest| rest.split_once(']'));
        let line = split.and_then(|(index, field)| {
            let (line, _) = self.scripted.get(index.parse::<usize>().ok()?)?;
            Some((*line, field.to_owned()))
        });
        match line {
            Some((line, field)) => self.at(line, &field, problem.refusal),
            None => problem,
        }
    }

    /// A command of the reader that was refused when the run was played, at its place in the text.
    pub fn refused(&self, index: u32, refusal: Refusal) -> Problem {
        match self.given.get(index as usize) {
            Some((line, _)) => self.at(*line, "", refusal),
            None => Problem::whole(refusal),
        }
    }

    /// The first command of the scenario that was refused on the way: a fact of the run, of which its author may want
    /// to know.
    pub fn refused_by_world(&self, session: &Session) -> Option<Problem> {
        session.log().all().iter().find_map(|event| {
            let Fact::Script { index, refusal } = &event.fact else {
                return None;
            };
            let (line, _) = self.scripted.get(*index as usize)?;
            let (key, arguments) = refusal.clone()?;
            Some(self.at(*line, "", Refusal { key, arguments }))
        })
    }
}
