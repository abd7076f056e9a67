//! Facts as JSON lines, written while they happen.

use std::fs::File;
use std::io::{BufWriter, Write, stdout};
use std::path::Path;

use bilayer::event::Event;
use serde::Serialize;

use crate::failure::Failure;

/// One line.
#[derive(Serialize)]
struct Line<'a> {
    number: u64,
    #[serde(flatten)]
    event: &'a Event,
}

/// Where the facts go; nowhere, if nobody asked for them.
pub struct Events {
    out: Option<BufWriter<Box<dyn Write>>>,
    failed: Option<std::io::Error>,
}

impl Events {
    /// Opens the file, `-` for standard output.
    pub fn to(path: Option<&Path>) -> Result<Self, Failure> {
        let out = match path {
            None => None,
            Some(path) if path.as_os_str() == "-" => Some(Box::new(stdout()) as Box<dyn Write>),
            Some(path) => {
                let file = File::create(path);
                let fail = |error| Failure::input(format!("{}: {error}", path.display()));
                Some(Box::new(file.map_err(fail)?) as Box<dyn Write>)
            }
        };
        Ok(Self {
            out: out.map(BufWriter::new),
            failed: None,
        })
    }

    /// Who is who: the names by id, before the facts that name ids.
    pub fn actors(&mut self, names: &[&str]) {
        self.line(&serde_json::json!({ "actors": names }));
    }

    /// Writes a fact.
    pub fn write(&mut self, number: u64, event: &Event) {
        self.line(&Line { number, event });
    }

    fn line(&mut self, value: &impl Serialize) {
        let Some(out) = self.out.as_mut().filter(|_| self.failed.is_none()) else {
            return;
        };
        let written = serde_json::to_writer(&mut *out, value)
            .map_err(std::io::Error::from)
            .and_then(|()| out.write_all(b"\n"));
        self.failed = written.err();
    }

    /// Whether writing on makes no sense.
    pub fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Writes out what waits.
    pub fn finish(mut self) -> Result<(), Failure> {
        let flushed = self.out.as_mut().map_or(Ok(()), Write::flush);
        match self.failed.map_or(flushed, Err) {
            Err(error) => Err(Failure::input(format!("events: can't write: {error}"))),
            Ok(()) => Ok(()),
        }
    }
}
