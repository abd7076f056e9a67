//! Who said what to whom, for the selected flow.

use super::{ActorId, Address, Selection, System, Text, Time};
use serde::{Deserialize, Serialize};

/// A lifeline diagram of one flow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sequence {
    /// What the flow is about.
    pub about: Option<Selection>,
    /// Those who take part, left to right.
    pub lifelines: Vec<Lifeline>,
    /// What was said, oldest first.
    pub arrows: Vec<Arrow>,
    /// How many messages the flow has in all, if some are left out.
    pub of: u32,
}

/// One participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lifeline {
    /// A person or program.
    Agent(ActorId),
    /// A node of Layer 1.
    Node(ActorId),
    /// A contract on Layer 1.
    Contract(Address, Text),
}

/// One message, or a note by one participant to itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrow {
    /// The sender, as an index into the lifelines.
    pub from: u32,
    /// The receiver; the sender itself for a note.
    pub to: u32,
    /// When it left.
    pub departure: Time,
    /// When it arrived; `None` while it is on its way.
    pub arrival: Option<Time>,
    /// The place of the event.
    pub place: u64,
    /// What was said.
    pub text: Text,
    /// The system.
    pub system: System,
    /// Whether it is bad news: fraud, loss, an error.
    pub alarm: bool,
    /// The arrow that caused it, as an index into the arrows.
    pub cause: Option<u32>,
}
