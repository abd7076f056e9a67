//! Layer 1 as machines and wires: nodes, links, messages on their way, and who owns keys.

use super::{ActorId, Address, Amount, Digest, Selection, Span, System, Text, Time};
use serde::{Deserialize, Serialize};

/// The peer-to-peer network of Layer 1.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Network {
    /// The nodes, in the order of their slots.
    pub nodes: Vec<Node>,
    /// The links, in the order of their ends.
    pub links: Vec<Link>,
    /// Who is neither a node nor a person, as a crowd of accounts, and what they are called.
    pub others: Vec<(ActorId, String)>,
    /// The node whose view the block tree, the mempool and the ledger show.
    pub seen_as: ActorId,
    /// The median latency of the links that are up.
    pub hop: Span,
    /// Hashes a simulated second of all miners together.
    pub hash_rate: u64,
}

/// One node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Who it is.
    pub id: ActorId,
    /// A stable number for the layout: adding a node moves no other.
    pub slot: u32,
    /// Its short name.
    pub name: String,
    /// What it does besides validating.
    pub roles: Vec<NodeRole>,
    /// Its hash rate in hashes a simulated second; 0 if it does not mine.
    pub hash_rate: u64,
    /// Its share of what decides who may write a block, in thousandths.
    pub share: u32,
    /// The height of the head it believes in.
    pub head_height: u64,
    /// The id of that head.
    pub head: Digest,
    /// How many transactions wait in its mempool.
    pub mempool: u32,
    /// How it is doing.
    pub condition: NodeCondition,
    /// Whether its head differs from that of the node that is seen as.
    pub disagrees: bool,
    /// What its rewards add up to, as the chosen node sees it.
    pub earned: Amount,
    /// How many blocks it mined that are on the chosen node's main chain.
    pub blocks_on_main: u32,
    /// How many blocks it mined that are not.
    pub blocks_orphaned: u32,
    /// Where it stands, if the setup says so.
    pub region: Option<Text>,
}

/// What a node does besides validating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NodeRole {
    /// It searches nonces.
    Miner,
    /// It makes a block when its turn comes.
    Producer,
    /// It holds validators' keys, and votes and proposes with them.
    Validator,
    /// It breaks the rules, as the user told it to.
    Rogue,
    /// Wallets or other agents submit through it.
    Gateway,
    /// A sequencer, verifier or channel party hears Layer 1 through it.
    Layer2Client,
}

/// How a node is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum NodeCondition {
    /// It runs and has at least one link that is up.
    #[default]
    Up,
    /// It is fetching blocks that it missed.
    Syncing,
    /// No link of it is up.
    CutOff,
    /// It is switched off.
    Down,
}

/// A link between two nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The end with the smaller id.
    pub a: ActorId,
    /// The other end.
    pub b: ActorId,
    /// One way.
    pub latency: Span,
    /// Bytes a simulated second.
    pub bandwidth: u64,
    /// Whether it carries messages.
    pub up: bool,
}

/// A message on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packet {
    /// Its number in the run.
    pub id: u64,
    /// Who sent it.
    pub from: ActorId,
    /// Who gets it.
    pub to: ActorId,
    /// When it left.
    pub departure: Time,
    /// When it is there in full.
    pub arrival: Time,
    /// What it is.
    pub kind: PacketKind,
    /// The system it belongs to.
    pub system: System,
    /// Its size in bytes.
    pub size: u32,
    /// How many messages it stands for: votes that go the same way together are one figure.
    pub count: u32,
    /// What it carries, if that can be selected.
    pub about: Option<Selection>,
    /// Whether it will be lost on the way.
    pub lost: bool,
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PacketKind {
    /// "I have block ...".
    AnnounceBlock,
    /// "I have transaction ...".
    AnnounceTransaction,
    /// "Give me ...".
    Request,
    /// A block.
    Block,
    /// A transaction.
    Transaction,
    /// A wallet or agent hands its transaction to a node.
    Submit,
    /// A node tells an agent that its head moved.
    Head,
    /// A vote of the consensus.
    Vote,
    /// A channel party proposes a state.
    ChannelProposal,
    /// A channel party signs a proposed state.
    ChannelSignature,
    /// A transfer on its way to a sequencer.
    RollupTransfer,
    /// A sequencer's promise to include.
    RollupReceipt,
    /// Anything else.
    Other,
}

/// Someone who owns keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: ActorId,
    /// Their name.
    pub name: String,
    /// Their address on Layer 1.
    pub address: Address,
    /// What they are: `role.account`, `role.channel-party`, `role.sequencer`, ...
    pub role: Text,
    /// The node they talk to.
    pub node: ActorId,
    /// Their balance on Layer 1, as that node's head has it.
    pub balance: Amount,
    /// Transactions of theirs that are not yet in a block there.
    pub pending: u32,
    /// Whether they cheat, as the user told them to.
    pub dishonest: bool,
    /// Whether they are away (switched off).
    pub away: bool,
}
