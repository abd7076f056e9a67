//! What ends the command early, as a message and an exit status.

use std::process::ExitCode;

use bilayer::scenario::Problem;

use crate::text;

/// Why the command did not succeed.
#[derive(Debug)]
pub struct Failure {
    status: u8,
    message: String,
}

impl Failure {
    /// The run broke an invariant, or is not the same.
    pub fn run(message: impl Into<String>) -> Self {
        let message = message.into();
        Self { status: 1, message }
    }

    /// The input is bad.
    pub fn input(message: impl Into<String>) -> Self {
        let message = message.into();
        Self { status: 2, message }
    }

    /// The user stopped it.
    pub fn interrupted() -> Self {
        Self {
            status: 130,
            message: "interrupted".to_owned(),
        }
    }

    /// Something is wrong in a file.
    pub fn problem(name: &str, problem: &Problem) -> Self {
        Self::input(placed(name, problem))
    }

    /// Tells it on standard error.
    pub fn tell(&self) {
        eprintln!("error: {}", self.message);
    }

    /// The exit status.
    pub fn status(&self) -> ExitCode {
        ExitCode::from(self.status)
    }
}

/// `file:line:column: at path: what is wrong`, with what is known of it.
pub fn placed(name: &str, problem: &Problem) -> String {
    let mut place = name.to_owned();
    if problem.line > 0 {
        place = format!("{place}:{}:{}", problem.line, problem.column);
    }
    let path = match problem.path.as_str() {
        "" => String::new(),
        path => format!("at {path}: "),
    };
    format!("{place}: {path}{}", text::refusal(&problem.refusal))
}
