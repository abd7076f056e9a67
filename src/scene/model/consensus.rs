//! Who takes part in the consensus, and what its family costs and gives.

use super::{ActorId, Field, Text, Value};
use serde::{Deserialize, Serialize};

/// The consensus of this run, as the chosen node sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Consensus {
    /// The family: `consensus.pow`, ...
    pub family: Text,
    /// Its answers to what users ask of any consensus, from this run's own numbers.
    pub answers: Vec<Field>,
    /// What the columns of the members hold, after the name: `column.hash-rate`, ...
    pub columns: Vec<Text>,
    /// Who may write or vote, those with most say first.
    pub members: Vec<Member>,
    /// How many there are in all.
    pub count: u32,
}

/// One who may write blocks or vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name, where it is not a node's.
    pub name: Option<Text>,
    /// The node that acts for it.
    pub node: Option<ActorId>,
    /// Its share of what decides, in thousandths.
    pub share: u32,
    /// One value for each column.
    pub values: Vec<Value>,
    /// What is to be said of it, if something is: slashed, on its way out.
    pub standing: Option<Text>,
    /// Whether that is bad news.
    pub alarm: bool,
}
