//! Who is voted for, who produces, and how far blocks are irreversible.

use super::{ActorId, Digest};
use serde::{Deserialize, Serialize};

/// Delegated Proof of Stake, as the chosen node's head has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Producers {
    /// Number of the active schedule; 0 for the one of the setup.
    pub version: u32,
    /// Height of the head.
    pub head: u64,
    /// Highest block that more than two thirds confirmed.
    pub proposed: u64,
    /// Last irreversible block that the chosen node holds.
    pub irreversible: u64,
    /// Its id.
    pub irreversible_block: Digest,
    /// Confirmations that a block needs.
    pub threshold: u32,
    /// A schedule on its way, if there is one.
    pub change: Option<ScheduleChange>,
    /// Everyone who may be voted for: the schedule in its order, then the others by votes.
    pub rows: Vec<ProducerRow>,
}

/// A schedule on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleChange {
    /// Whether it is pending already; else only proposed.
    pub pending: bool,
    /// It goes on when the block at this height is irreversible.
    pub waits_for: u64,
    /// Who comes.
    pub joins: Vec<String>,
    /// Who goes.
    pub leaves: Vec<String>,
}

/// One who may be voted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProducerRow {
    /// The account.
    pub account: String,
    /// Its node, if it is one of this world.
    pub node: Option<ActorId>,
    /// Whether it is in the active schedule.
    pub scheduled: bool,
    /// Whether it offers to produce.
    pub active: bool,
    /// Whether the present slot is its own.
    pub turn: bool,
    /// Its votes in thousandths of the most that anybody has.
    pub votes_per_mille: u32,
    /// Blocks that it produced on this branch.
    pub produced: u32,
    /// Slots that it let pass.
    pub missed: u32,
    /// Blocks not paid yet.
    pub unpaid: u32,
    /// Whether two blocks of it for one slot were seen.
    pub twice: bool,
}
