//! What a goal can ask of the world: a small closed alphabet over state, log and commands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Amount;
use crate::command::Name;

use super::CommandKind;

fn one() -> u64 {
    1
}

/// Where on Layer 1 something is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum At {
    /// At the node of the person that the condition is about.
    #[default]
    Own,
    /// At a node by name.
    Node(Name),
    /// At every node.
    Every,
}

/// Something that holds in a moment of a run, or not (yet).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Condition {
    /// All of these hold.
    All(Vec<Condition>),
    /// One of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// A command of this kind was given.
    Given {
        /// Its kind.
        command: CommandKind,
    },
    /// The main chain is this high.
    Height {
        /// The least height.
        at_least: u64,
        /// As which node sees it; the first, if left out.
        #[serde(default)]
        node: Option<Name>,
    },
    /// A node holds a block this high for irreversible.
    Irreversible {
        /// The least height.
        at_least: u64,
        /// Which node; the first, if left out.
        #[serde(default)]
        node: Option<Name>,
    },
    /// A node is in the schedule of producers, as it sees it.
    Scheduled {
        /// The node.
        producer: Name,
    },
    /// Some node saw two blocks of a producer for one slot.
    ProducedTwice {
        /// The producer's node.
        producer: Name,
    },
    /// A producer let slots pass, as the first node sees it.
    MissedSlots {
        /// The producer's node.
        producer: Name,
        /// How many, at least.
        at_least: u64,
    },
    /// An epoch is justified, by the votes in the chain that a node follows.
    Justified {
        /// The least epoch.
        at_least: u64,
        /// Which node; the first, if left out.
        #[serde(default)]
        node: Option<Name>,
    },
    /// An epoch is final, by the votes in the chain that a node follows.
    Finalized {
        /// The least epoch.
        at_least: u64,
        /// Which node; the first, if left out.
        #[serde(default)]
        node: Option<Name>,
    },
    /// Finality is so late that who is away loses stake, in the chain that a node follows.
    Leaking {
        /// Which node; the first, if left out.
        #[serde(default)]
        node: Option<Name>,
    },
    /// Validators of a node are slashed, in the chain that it follows.
    Slashed {
        /// Whose.
        node: Name,
        /// How many, at least.
        #[serde(default = "one")]
        at_least: u64,
    },
    /// What the poorest validator of a node holds, in the chain that it follows.
    ValidatorBalance {
        /// Whose.
        node: Name,
        /// At least this.
        #[serde(default)]
        at_least: Amount,
        /// At most this.
        #[serde(default)]
        at_most: Option<Amount>,
    },
    /// Nodes refused a transaction that a wallet or a peer gave them.
    Refused {
        /// Key of the reason, such as `transaction.bad-signature`.
        reason: String,
        /// How many nodes, at least.
        #[serde(default = "one")]
        nodes: u64,
    },
    /// Nodes refused a block.
    BlockRefused {
        /// Key of the reason, such as `block.state-root`.
        reason: String,
        /// How many nodes, at least.
        #[serde(default = "one")]
        nodes: u64,
    },
    /// A light client follows a header whose block some node refused.
    Misled {
        /// The client.
        client: Name,
    },
    /// The newest block's base fee, in coins for each gas.
    BaseFee {
        /// At least this.
        at_least: Amount,
        /// As which node sees it; the first, if left out.
        #[serde(default)]
        node: Option<Name>,
    },
    /// A wallet gave transactions to its node.
    Submitted {
        /// Whose wallet.
        from: Name,
        /// How many, at least.
        #[serde(default = "one")]
        times: u64,
    },
    /// A transaction was in the mempools of this many nodes.
    Pooled {
        /// Who sent it.
        from: Name,
        /// How many nodes, at least.
        nodes: u64,
    },
    /// Transfers are in the main chain.
    Included {
        /// Who sent them.
        from: Name,
        /// Who received.
        to: Name,
        /// How many, at least.
        #[serde(default = "one")]
        times: u64,
        /// Blocks from theirs to the head, both counted, at least.
        #[serde(default = "one")]
        confirmations: u64,
        /// Where.
        #[serde(default)]
        at: At,
    },
    /// A reorg took a person's transaction out of the main chain, at some node.
    Orphaned {
        /// Who sent it.
        from: Name,
    },
    /// Some node took a block beside its head.
    Forked {},
    /// Some node left this many blocks for a heavier branch.
    Reorg {
        /// How many, at least.
        depth: u32,
    },
    /// Two nodes follow different branches, and one of them has more work.
    Ahead {
        /// Whose branch has more work.
        node: Name,
        /// Whose has less.
        of: Name,
    },
    /// A link is there, and whole or cut.
    Link {
        /// One end.
        a: Name,
        /// Other end.
        b: Name,
        /// Whole (true) or cut (false).
        up: bool,
    },
    /// A balance on Layer 1, as the person's own node sees it.
    Balance {
        /// Whose.
        of: Name,
        /// At least this.
        #[serde(default)]
        at_least: Amount,
        /// At most this.
        #[serde(default)]
        at_most: Option<Amount>,
    },
    /// A party saw a channel enter a phase.
    ChannelPhase {
        /// Which channel.
        channel: u32,
        /// Key of the phase.
        phase: String,
    },
    /// Both parties hold a state signed by both.
    ChannelVersion {
        /// Which channel.
        channel: u32,
        /// Its version, at least.
        at_least: u64,
    },
    /// Payments arrived in a channel.
    ChannelPayments {
        /// Which channel.
        channel: u32,
        /// How many, at least.
        at_least: u64,
    },
    /// A party of a channel saw something wrong.
    ChannelAlarm {
        /// Which channel.
        channel: u32,
        /// Key of what it saw; anything, if left out.
        #[serde(default)]
        reason: Option<String>,
    },
    /// A party of a channel submitted a step to Layer 1.
    ChannelPosted {
        /// Which channel.
        channel: u32,
        /// Key of the step, such as `channel.step.challenge`.
        step: String,
    },
    /// A channel's contract has paid out.
    ChannelClosed {
        /// Which channel.
        channel: u32,
        /// Whether a cheat was caught and paid a penalty; either, if left out.
        #[serde(default)]
        caught: Option<bool>,
    },
    /// A rollup's contracts are on Layer 1, as its sequencer sees it.
    RollupStarted {
        /// Which rollup.
        rollup: u32,
    },
    /// Deposits were credited on a rollup.
    RollupDeposits {
        /// Which rollup.
        rollup: u32,
        /// How many, at least.
        at_least: u64,
    },
    /// The sequencer promised to include transfers.
    RollupPromises {
        /// Which rollup.
        rollup: u32,
        /// How many, at least.
        at_least: u64,
    },
    /// Batches were handed to Layer 1.
    RollupBatches {
        /// Which rollup.
        rollup: u32,
        /// How many, at least.
        at_least: u64,
    },
    /// State roots were claimed on Layer 1.
    RollupClaims {
        /// Which rollup.
        rollup: u32,
        /// Whether what the claimant derived itself.
        honest: bool,
        /// How many, at least.
        #[serde(default = "one")]
        at_least: u64,
    },
    /// A verifier derived the claimed root from Layer 1 data alone.
    RollupAgreed {
        /// Which rollup.
        rollup: u32,
        /// For how many batches, at least.
        #[serde(default = "one")]
        at_least: u64,
    },
    /// A verifier challenged a claim.
    RollupDisputed {
        /// Which rollup.
        rollup: u32,
    },
    /// Layer 1 deleted a claim after executing the disputed step.
    RollupDeleted {
        /// Which rollup.
        rollup: u32,
    },
    /// The window of claims is over.
    RollupConfirmed {
        /// Which rollup.
        rollup: u32,
        /// Of how many, at least.
        #[serde(default = "one")]
        at_least: u64,
    },
    /// The window of a false claim is over, and nobody has objected.
    RollupBetrayed {
        /// Which rollup.
        rollup: u32,
    },
    /// A withdrawal reached a phase.
    Withdrawal {
        /// Which rollup.
        rollup: u32,
        /// Key of the phase.
        phase: String,
    },
}

impl Condition {
    /// The conditions directly inside.
    pub(super) fn inner(&self) -> &[Condition] {
        match self {
            Self::All(list) | Self::Any(list) => list,
            Self::Not(one) => std::slice::from_ref(one),
            _ => &[],
        }
    }

    /// The names of people and nodes that it is about.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Self::Height { node, .. }
            | Self::BaseFee { node, .. }
            | Self::Justified { node, .. }
            | Self::Finalized { node, .. }
            | Self::Leaking { node }
            | Self::Irreversible { node, .. } => node.as_deref().into_iter().collect(),
            Self::Scheduled { producer }
            | Self::ProducedTwice { producer }
            | Self::MissedSlots { producer, .. } => vec![producer],
            Self::Submitted { from, .. } | Self::Pooled { from, .. } | Self::Orphaned { from } => {
                vec![from]
            }
            Self::Included { from, to, at, .. } => match at {
                At::Node(node) => vec![from, to, node],
                At::Own | At::Every => vec![from, to],
            },
            Self::Ahead { node, of } => vec![node, of],
            Self::Link { a, b, .. } => vec![a, b],
            Self::Balance { of, .. } => vec![of],
            Self::Slashed { node, .. } | Self::ValidatorBalance { node, .. } => vec![node],
            Self::Misled { client } => vec![client],
            _ => Vec::new(),
        }
    }
}
