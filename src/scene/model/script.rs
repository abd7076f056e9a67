//! The run as its commands.

use super::{Text, Time};
use serde::{Deserialize, Serialize};

/// All commands of the branch.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Script {
    /// The commands in order; those of the scenario first.
    pub lines: Vec<ScriptLine>,
    /// How many of them lie before the place that is shown.
    pub done: u32,
}

/// One command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptLine {
    /// When it was given.
    pub at: Time,
    /// The number of events taken before it.
    pub place: u64,
    /// The command: `command.transfer`, with its arguments.
    pub text: Text,
    /// Whether the scenario gave it, not the reader.
    pub of_scenario: bool,
}
