//! Why a node follows one branch and not the other, step by step.

use super::{Selection, Text, Time, Value};
use serde::{Deserialize, Serialize};

/// The steps by which the fork choice came from a common block to the head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForkChoice {
    /// The rule: `choice.rule.most-work`, ...
    pub rule: Text,
    /// The forks that were decided, oldest first.
    pub steps: Vec<ForkStep>,
}

/// One block with several children, of which one was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForkStep {
    /// The block that they have in common.
    pub fork: Selection,
    /// Its height.
    pub height: u64,
    /// The branches, the chosen one first.
    pub branches: Vec<ForkBranch>,
    /// What decided: `choice.by.weight`, `choice.by.first-seen`, ...
    pub reason: Text,
}

/// One of the branches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForkBranch {
    /// Its first block after the fork.
    pub first: Selection,
    /// Its heaviest end that the node knows.
    pub tip: Selection,
    /// The height of that end.
    pub height: u64,
    /// What it weighs since the fork, in the rule's own unit.
    pub weight: Value,
    /// The same in thousandths of the heaviest.
    pub share: u32,
    /// When the node took the end.
    pub seen: Time,
    /// Whether the node follows it.
    pub chosen: bool,
}
