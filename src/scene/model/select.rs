//! What can be selected.

use super::{ActorId, Address, Digest};
use serde::{Deserialize, Serialize};

/// One object of the world, by plain ids. It stays valid text when the object is gone; the
/// inspection then says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Selection {
    /// A node of Layer 1.
    Node(ActorId),
    /// The link between two nodes, the smaller id first.
    Link(ActorId, ActorId),
    /// A person or program that owns keys (wallet, channel party, sequencer, verifier).
    Agent(ActorId),
    /// A block of Layer 1 by its hash.
    Block(Digest),
    /// A transaction of Layer 1 by its id.
    Transaction(Digest),
    /// A contract by its address.
    Contract(Address),
    /// A payment channel by its number.
    Channel(u32),
    /// One signed state of a channel: channel, version.
    ChannelState(u32, u64),
    /// A rollup by its number.
    Rollup(u32),
    /// A batch: rollup, batch number.
    Batch(u32, u64),
    /// A transfer on a rollup: rollup, id of the transfer.
    Transfer(u32, Digest),
    /// A deposit into a rollup: rollup, deposit number.
    Deposit(u32, u64),
    /// A withdrawal from a rollup: rollup, withdrawal number.
    Withdrawal(u32, u64),
    /// A message on its way, by its number in the run.
    Packet(u64),
    /// An event of the log, by its place.
    Event(u64),
}
