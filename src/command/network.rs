//! Commands on nodes, miners and links.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FaultRule, Name, Strategy};
use crate::base::Span;

/// What can be asked of the network.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum NetworkCommand {
    /// A new node joins, linked to others, and synchronizes.
    AddNode {
        /// Its name.
        name: Name,
        /// Hash attempts a simulated second; 0 for a node that does not mine.
        hash_rate: u64,
        /// Whom it links to.
        peers: Vec<Name>,
    },
    /// Changes how fast a node mines; 0 stops it.
    SetHashRate {
        /// The node.
        node: Name,
        /// Hash attempts a simulated second.
        hash_rate: u64,
    },
    /// Makes a link, or changes its latency and bandwidth.
    Link {
        /// One end.
        a: Name,
        /// Other end.
        b: Name,
        /// One-way latency.
        latency: Span,
        /// Bytes a second; 0 for unlimited.
        bandwidth: u64,
    },
    /// Takes a link away.
    Unlink {
        /// One end.
        a: Name,
        /// Other end.
        b: Name,
    },
    /// Cuts a link: what is on the way is lost, the link stays drawn.
    Cut {
        /// One end.
        a: Name,
        /// Other end.
        b: Name,
    },
    /// Lets nothing pass between groups of nodes any more; a person belongs to its node, who is in no group talks to all.
    Partition {
        /// The groups.
        groups: Vec<Vec<Name>>,
    },
    /// Ends all partitions.
    Heal {},
    /// Adds a rule for messages on their way.
    Fault(FaultRule),
    /// Ends all rules for messages.
    EndFaults {},
    /// Stops a node: what it had in memory is gone, its blocks stay.
    Crash {
        /// The node.
        node: Name,
    },
    /// Starts a node that was stopped.
    Restart {
        /// The node.
        node: Name,
    },
    /// Sets a node's clock wrong.
    Skew {
        /// The node.
        node: Name,
        /// By how much; at most four hours.
        by: Span,
        /// Whether it is behind; otherwise it is ahead.
        #[serde(default)]
        behind: bool,
    },
    /// A node gives its peers a block that claims a false state.
    Forge {
        /// The node.
        node: Name,
    },
    /// Mends a cut link.
    Mend {
        /// One end.
        a: Name,
        /// Other end.
        b: Name,
    },
    /// Changes what a miner does with the blocks that it makes.
    SetStrategy {
        /// The node.
        node: Name,
        /// What it does.
        strategy: Strategy,
    },
}
