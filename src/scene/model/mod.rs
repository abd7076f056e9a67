//! The picture as plain data: everything the page, the terminal and the text twin can draw.
//!
//! A [`Scene`] is a pure function of world, log and [`Selection`]. It holds no sentence (only
//! [`Text`] keys with arguments), no animation state (a [`Packet`] carries departure and
//! arrival) and nothing that isn't in the run. Parts are shared (`Arc`) so that a page can hand
//! them on, and compare them, without copying; a part that did not change can be sent once.

mod border;
mod channel;
mod choice;
mod compare;
mod consensus;
mod header;
mod inspect;
mod layer1;
mod ledger;
mod market;
mod offer;
mod outcome;
mod producers;
mod rollup;
mod script;
mod select;
mod sequence;
mod system;
mod text;
mod timeline;
mod tree;

pub use crate::base::{ActorId, Address, Amount, Digest, Span, Time};
pub use border::{Border, Contract, Crossing, CrossingKind, Direction};
pub use channel::{Channel, ChannelPhase, ChannelSide, ChannelState, Due};
pub use choice::{ForkBranch, ForkChoice, ForkStep};
pub use compare::{ComparedFamily, ComparedQuestion, ComparedRow, Comparison};
pub use consensus::{Consensus, Member};
pub use header::{Conservation, Deadline, Header, Mining, Place};
pub use inspect::{
    Bytes, BytesPart, Check, Field, HashedFrom, Inspection, MerklePath, MerkleStep, Section,
    Signature, Stage, Tampering, Way,
};
pub use layer1::{Link, Network, Node, NodeCondition, NodeRole, Packet, PacketKind, Person};
pub use ledger::{Holding, LedgerColumn, LedgerRow, LedgerRowKind, LedgerTable};
pub use market::{Market, MarketBlock, TipClass};
pub use offer::{Choice, Offer, OfferGroup, Parameter, ParameterKind, Place as OfferPlace};
pub use outcome::{Outcome, Outcomes, Shift, Wealth};
pub use producers::{ProducerRow, Producers, ScheduleChange};
pub use rollup::{
    Batch, BatchPhase, Deposit, DepositPhase, Dispute, DisputePhase, LayerTwoAccount,
    PendingTransfer, Rollup, RollupSide, Withdrawal, WithdrawalPhase,
};
pub use script::{Script, ScriptLine};
pub use select::Selection;
pub use sequence::{Arrow, Lifeline, Sequence};
pub use system::System;
pub use text::{Argument, Text, Value};
pub use timeline::{Lane, Mark, MarkWeight, Timeline};
pub use tree::{Block, BlockStanding, BlockTree, Mempool, Portion, Settled, Waiting};

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything there is to see at one place of a run, for one selection.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Scene {
    /// Where in the run this is. Changes with every event; all other parts change seldom.
    pub place: Place,
    /// The facts of the page's header.
    pub header: Arc<Header>,
    /// Layer 1 as machines and wires.
    pub network: Arc<Network>,
    /// Messages on their way at `place.time`, with departure and arrival.
    pub packets: Arc<Vec<Packet>>,
    /// The people and programs that own keys, in the order of their ids.
    pub people: Arc<Vec<Person>>,
    /// The block tree as the chosen node knows it.
    pub tree: Arc<BlockTree>,
    /// The contracts between the layers and what crosses.
    pub border: Arc<Border>,
    /// The payment channels, oldest first.
    pub channels: Arc<Vec<Channel>>,
    /// The optimistic rollups, oldest first.
    pub rollups: Arc<Vec<Rollup>>,
    /// Who is voted for and who produces, under delegation.
    pub producers: Arc<Option<Producers>>,
    /// Who owns what on which layer.
    pub ledger: Arc<LedgerTable>,
    /// What room in blocks costs.
    pub market: Arc<Market>,
    /// What happened when, by system.
    pub timeline: Arc<Timeline>,
    /// Who said what to whom, for the selected flow.
    pub sequence: Arc<Sequence>,
    /// The latest things worth telling, newest last; at most a handful.
    pub captions: Arc<Vec<Caption>>,
    /// All there is to know about the selection.
    pub inspection: Arc<Option<Inspection>>,
    /// What a user can ask of this world here and now.
    pub offers: Arc<Vec<Offer>>,
    /// Who takes part in the consensus, and what it costs and gives.
    pub consensus: Arc<Consensus>,
    /// The run as commands.
    pub script: Arc<Script>,
    /// What breaking the rules achieved so far, in money.
    pub outcomes: Arc<Outcomes>,
}

/// One thing worth telling, for the line of text over the stage and the live region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    /// When it happened.
    pub at: Time,
    /// The number of events taken before it.
    pub place: u64,
    /// The system it belongs to.
    pub system: System,
    /// What happened.
    pub text: Text,
    /// What it is about, for "why?".
    pub about: Option<Selection>,
    /// Whether time should slow down around it so that it can be followed.
    pub worth_slowing: bool,
}
