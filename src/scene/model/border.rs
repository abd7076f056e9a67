//! The border between the layers: the contracts on Layer 1 and every message that crosses.

use super::{ActorId, Address, Amount, Digest, Selection, System, Text, Time};
use serde::{Deserialize, Serialize};

/// What ties Layer 2 to Layer 1.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Border {
    /// The contracts, in the order of their rooms.
    pub contracts: Vec<Contract>,
    /// What crossed lately or is about to, oldest first.
    pub crossings: Vec<Crossing>,
    /// Payments made on Layer 2 up to now.
    pub payments_above: u64,
    /// Transactions on Layer 1 that settle them.
    pub transactions_below: u64,
}

/// A contract as the chosen node's head has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// Its address.
    pub address: Address,
    /// What it is: `contract.adjudicator`, `contract.bridge`, `contract.inbox`, ...
    pub name: Text,
    /// The system it serves.
    pub system: System,
    /// The room it serves: the channel or rollup.
    pub room: Selection,
    /// The value it locks.
    pub locked: Amount,
    /// Its state in a word: `contract.state.open`, ...
    pub state: Text,
}

/// One message between the layers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossing {
    /// The transaction that carries it.
    pub transaction: Digest,
    /// What it is.
    pub kind: CrossingKind,
    /// Which way.
    pub direction: Direction,
    /// The system.
    pub system: System,
    /// The contract it goes to or comes from.
    pub contract: Address,
    /// Who sent it, or gets it.
    pub who: ActorId,
    /// When it was submitted.
    pub submitted: Time,
    /// The block it is in, as the chosen node sees it; `None` while it waits.
    pub block: Option<Digest>,
    /// When that block reached the chosen node.
    pub included: Option<Time>,
    /// Why its call failed, if it did.
    pub failed: Option<Text>,
}

/// What a message between the layers is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CrossingKind {
    /// Value goes up.
    Deposit,
    /// A channel's end that both signed.
    CooperativeClose,
    /// A channel's end that one asks for.
    ForcedClose,
    /// Compressed transactions.
    Batch,
    /// A claimed state root with its bond.
    StateRoot,
    /// A newer channel state, or one step of a rollup to re-execute.
    Challenge,
    /// A withdrawal shown against a root.
    Proof,
    /// Value comes down.
    Exit,
    /// Something else (withdraw a bond, ...).
    Other,
}

/// Which way value or words go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// From Layer 2 to Layer 1.
    Down,
    /// From Layer 1 to Layer 2.
    Up,
}
