//! A run as a file, for runs that are too long for a link.

use serde::{Deserialize, Serialize};

use crate::simulation::Record;

use super::file::parse;
use super::{FILE_VERSION, Problem};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunFile {
    version: u32,
    run: Record,
}

/// A run as JSON.
pub fn write_run(record: &Record) -> String {
    let file = RunFile {
        version: FILE_VERSION,
        run: record.clone(),
    };
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a run file. That it can be played is left to [`super::Opening`].
///
/// # Errors
/// The first thing that is wrong, and where.
pub fn read_run(text: &str) -> Result<Record, Problem> {
    parse::<RunFile>(text).map(|file| file.run)
}
