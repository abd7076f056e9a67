//! Acts that reach a step's goal: a small script that waits for conditions instead of times.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Span;
use crate::command::Command;

use super::{Condition, Words};

/// What reaches a step's goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acts {
    /// What the button says; without it, the acts are offered together with the hint.
    #[serde(default)]
    pub label: Option<Words>,
    /// Simulated time within which the goal is reached by these acts, in microseconds.
    pub within: Span,
    /// The acts, in order.
    pub list: Vec<Act>,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// Gives a command, once or several times. One that is refused is given again a little later.
    Give {
        /// The command.
        command: Command,
        /// How many times.
        #[serde(default = "once")]
        times: u32,
        /// Simulated time from one to the next, in microseconds.
        #[serde(default)]
        every: Span,
    },
    /// Takes the last command back, and the time with it.
    Undo {},
    /// Waits until something holds.
    Until {
        /// What.
        when: Condition,
    },
}

fn once() -> u32 {
    1
}

/// What an act asks of the session.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Give this command.
    Give(Command),
    /// Undo.
    Undo,
}
