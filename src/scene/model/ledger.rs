//! Who owns what on which layer, and the sums that never change.

use super::{ActorId, Amount, Selection, System, Text};
use serde::{Deserialize, Serialize};

/// The table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LedgerTable {
    /// The height of the head it is taken at, as the chosen node sees it.
    pub height: u64,
    /// The columns: Layer 1, then each channel and rollup.
    pub columns: Vec<LedgerColumn>,
    /// The rows: people, miners, what is in transit, what contracts lock.
    pub rows: Vec<LedgerRow>,
    /// The sum of each column.
    pub sums: Vec<Amount>,
    /// What people own on all layers together, without what contracts lock.
    pub total: Amount,
    /// Whether all sums hold.
    pub conserved: bool,
    /// Which does not, if any.
    pub complaint: Option<Text>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerColumn {
    /// The system.
    pub system: System,
    /// Its heading.
    pub name: Text,
    /// The room.
    pub room: Option<Selection>,
}

/// One row, with a holding for each column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// What kind of row.
    pub kind: LedgerRowKind,
    /// A holding for each column; `None` where there is no account.
    pub holdings: Vec<Option<Holding>>,
    /// The sum of the row.
    pub total: Amount,
}

/// What a row stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LedgerRowKind {
    /// Someone known by name.
    Who(ActorId),
    /// On the way between layers, and fees not yet paid out.
    Transit,
    /// Rewards that can't be spent yet.
    Immature,
    /// Gone for good (penalties and fees that are burnt).
    Burnt,
    /// What contracts on Layer 1 lock for each room.
    Locked,
    /// All others together.
    Others,
}

/// What someone has in one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// How much.
    pub amount: Amount,
    /// The transaction, state or transfer that last changed it.
    pub because: Option<Selection>,
}
