//! What page and worker say about formulas that can be computed without a world.

use serde::{Deserialize, Serialize};

/// A formula: what it computes, what it needs, where it is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCard {
    /// Its name.
    pub name: String,
    /// What it computes, in a sentence.
    pub about: String,
    /// Its source.
    pub source: String,
    /// What it needs: each key's name, what its value must be, and an example.
    pub keys: Vec<[String; 3]>,
}

/// What came out of a formula.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleResult {
    /// The formula's name.
    pub name: String,
    /// The result as lines of text, or what was wrong with a value.
    pub told: String,
    /// Inputs, result and source as JSON, to be copied; empty if something was wrong.
    pub json: String,
}
