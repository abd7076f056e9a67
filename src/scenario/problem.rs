//! What is wrong with a file: by key and values, and where.

use crate::command::Refusal;
use crate::simulation::SetupError;

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Line, counted from 1; 0 if the place is the file as a whole.
    pub line: u32,
    /// Column in bytes, counted from 1; 0 if the place is the file as a whole.
    pub column: u32,
    /// Path in the JSON, such as `setup.links[3].a`; empty for the file as a whole.
    pub path: String,
    /// What is wrong.
    pub refusal: Refusal,
}

impl Problem {
    /// A problem of the file as a whole.
    pub fn whole(refusal: Refusal) -> Self {
        Self {
            line: 0,
            column: 0,
            path: String::new(),
            refusal,
        }
    }

    /// A problem at a path of the text.
    pub(super) fn at(text: &str, path: String, refusal: Refusal) -> Self {
        let (line, column) = super::locate::locate(text, &path).unwrap_or_default();
        Self {
            line,
            column,
            path,
            refusal,
        }
    }

    pub(super) fn of_setup(text: &str, error: SetupError) -> Self {
        Self::at(text, format!("setup.{}", error.place), error.refusal)
    }
}
