//! How a world begins: parameters, nodes, links, people, and a script of commands.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{Amount, Span, Time};
use crate::command::{Command, DisputePeriod, Name, Strategy};
use crate::network::Region;

use super::{CrowdSetup, DelegatedSetup, MarketSetup, NetworkSetup, StakeSetup};

/// Most nodes of a world on the page.
pub const MAX_NODES_PAGE: usize = 128;
/// Most nodes of a world in the terminal. A scenario's file, which names each, holds some 60,000; the rest is for
/// programs that make their setup themselves.
pub const MAX_NODES_TERMINAL: usize = 200_000;

/// Proof of work of a world.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields, default)]
pub struct PowSetup {
    /// Compact form of the first target; 0x1f0fffff asks for about 2^12 attempts a block.
    pub bits: u32,
    /// Wanted seconds from block to block.
    pub spacing: u32,
    /// Blocks from one change of the target to the next.
    pub window: u32,
    /// Value created by each block before the first halving.
    pub subsidy: Amount,
    /// Blocks from one halving to the next.
    pub halving: u64,
    /// Blocks until a miner may spend its reward.
    pub maturity: u64,
    /// Whether waits are drawn instead of searched; headers then carry no work.
    pub sampled: bool,
    /// Seconds behind the schedule for which the target doubles, if it follows every block (ASERT); 0 for the window.
    pub half_life: u32,
}

impl Default for PowSetup {
    fn default() -> Self {
        Self {
            bits: 0x1f0f_ffff,
            spacing: 60,
            window: 20,
            subsidy: Amount::coins(50),
            halving: 210,
            maturity: 10,
            sampled: false,
            half_life: 0,
        }
    }
}

/// The consensus of a world.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ConsensusSetup {
    /// Proof of work, as Bitcoin.
    Pow(PowSetup),
    /// Delegated Proof of Stake, as EOS from 2018 to 2024.
    Delegated(DelegatedSetup),
    /// Proof of Stake, as Ethereum.
    Stake(StakeSetup),
}

impl Default for ConsensusSetup {
    fn default() -> Self {
        Self::Pow(PowSetup::default())
    }
}

impl ConsensusSetup {
    /// Its proof of work, if it has one.
    pub fn pow(&self) -> Option<&PowSetup> {
        match self {
            Self::Pow(pow) => Some(pow),
            Self::Delegated(_) => None,
            Self::Stake(_) => None,
        }
    }

    /// Its proof of work, to change it.
    pub fn pow_mut(&mut self) -> Option<&mut PowSetup> {
        match self {
            Self::Pow(pow) => Some(pow),
            Self::Delegated(_) => None,
            Self::Stake(_) => None,
        }
    }
}

/// A node of the beginning.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct NodeSetup {
    /// Its name.
    pub name: Name,
    /// Hash attempts a simulated second; 0 (or left out) for a node that does not mine.
    #[serde(default)]
    pub hash_rate: u64,
    /// Where it stands: links between nodes of regions have the regions' latency and bandwidth.
    #[serde(default)]
    pub region: Option<Region>,
    /// What it does with the blocks that it mines; honest, if left out.
    #[serde(default)]
    pub rogue: Strategy,
}

impl NodeSetup {
    /// A node that mines at this rate and is like any other in the rest.
    pub fn new(name: &str, hash_rate: u64) -> Self {
        Self {
            name: name.to_owned(),
            hash_rate,
            region: None,
            rogue: Strategy::Honest,
        }
    }
}

/// A link of the beginning, between two nodes.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct LinkSetup {
    /// One end.
    pub a: Name,
    /// Other end.
    pub b: Name,
    /// One-way latency; the world's, if left out.
    #[serde(default)]
    pub latency: Option<Span>,
    /// Bytes a second; unlimited, if left out.
    #[serde(default)]
    pub bandwidth: u64,
}

/// A person of the beginning.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct PersonSetup {
    /// Name.
    pub name: Name,
    /// The node that the wallet trusts and submits to.
    pub node: Name,
    /// Balance in the genesis block.
    #[serde(default)]
    pub balance: Amount,
}

/// A command that the world gives itself, once or again and again.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Scripted {
    /// When, for the first time.
    pub at: Span,
    /// From one time to the next; needed if there is more than one.
    #[serde(default)]
    pub every: Option<Span>,
    /// How many times; once, if left out.
    #[serde(default = "once")]
    pub times: u32,
    /// What.
    pub command: Command,
}

impl Scripted {
    /// A command given once.
    pub fn once(at: Span, command: Command) -> Self {
        Self {
            at,
            every: None,
            times: once(),
            command,
        }
    }

    /// The moments at which it is given.
    pub fn moments(&self) -> impl Iterator<Item = Time> + use<> {
        let (at, every) = (self.at, self.every.unwrap_or_default());
        (0..self.times).map(move |time| Time::ZERO + at + every * u64::from(time))
    }
}

fn once() -> u32 {
    1
}

/// How a world begins.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// From which all keys and all random streams are derived.
    pub seed: u64,
    /// Who may extend the chain, and which branch wins.
    #[serde(default)]
    pub consensus: ConsensusSetup,
    /// Prices of blocks and blobs, and what mempools keep.
    #[serde(default)]
    pub market: MarketSetup,
    /// Most gas in a block.
    #[serde(default = "default_gas_limit")]
    pub gas_limit: u64,
    /// Latency of a link between nodes that names none.
    #[serde(default = "default_latency")]
    pub latency: Span,
    /// Latency between a person's software and its node.
    #[serde(default = "default_client_latency")]
    pub client_latency: Span,
    /// Latency between two people.
    #[serde(default = "default_latency")]
    pub direct_latency: Span,
    /// By how much a message's latency may differ from its link's, either way, in thousandths of it; 0 for never.
    #[serde(default)]
    pub jitter: u32,
    /// How long a newer state of a channel counts after a posting.
    #[serde(default)]
    pub channel_dispute: DisputePeriod,
    /// What nodes do beside announcing, asking and sending whole blocks.
    #[serde(default)]
    pub network: NetworkSetup,
    /// The nodes, in order.
    pub nodes: Vec<NodeSetup>,
    /// The links between nodes.
    pub links: Vec<LinkSetup>,
    /// The people.
    #[serde(default)]
    pub people: Vec<PersonSetup>,
    /// The crowds.
    #[serde(default)]
    pub crowds: Vec<CrowdSetup>,
    /// The script, in order of time.
    #[serde(default)]
    pub script: Vec<Scripted>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            seed: 0,
            consensus: ConsensusSetup::default(),
            gas_limit: default_gas_limit(),
            market: MarketSetup::default(),
            crowds: Vec::new(),
            latency: default_latency(),
            client_latency: default_client_latency(),
            direct_latency: default_latency(),
            jitter: 0,
            channel_dispute: DisputePeriod::default(),
            network: NetworkSetup::default(),
            nodes: Vec::new(),
            links: Vec::new(),
            people: Vec::new(),
            script: Vec::new(),
        }
    }
}

fn default_gas_limit() -> u64 {
    3_000_000
}

fn default_latency() -> Span {
    Span::from_millis(800)
}

fn default_client_latency() -> Span {
    Span::from_millis(200)
}

/// Why a world can't begin: where in the setup, and what is wrong by key with values.
#[derive(Clone, Debug, PartialEq)]
pub struct SetupError {
    /// Path of the part, such as `links[3].a`.
    pub place: String,
    /// What is wrong.
    pub refusal: crate::command::Refusal,
}
