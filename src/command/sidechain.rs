//! Commands on second chains: how one begins and what ties it to Layer 1, and what can be asked of it.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;
use crate::base::{Amount, Span};

/// Who may extend a second chain.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ChainConsensus {
    /// Proof of work. Its blocks create no value: all coins come over the peg.
    Work {
        /// Compact form of the first target.
        bits: u32,
        /// Wanted seconds from block to block.
        spacing: u32,
        /// Whether waits are drawn instead of searched; headers then carry no work.
        #[serde(default)]
        sampled: bool,
    },
    /// Its nodes produce in turn, as elected producers do, from the first on.
    Producers {},
    /// Proof of Stake: so many validators run by each node. Only from the beginning of a world.
    Stake {
        /// The specification's set of sizes and times: `mainnet` or `minimal`.
        preset: String,
        /// Validators of each node.
        each: u32,
    },
}

/// A node of a second chain.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct ChainNode {
    /// Its name, unique among all of the world's.
    pub name: Name,
    /// Hash attempts a simulated second; 0 (or left out) for a node that does not mine.
    #[serde(default)]
    pub hash_rate: u64,
}

/// How a second chain begins. It has its own blocks, its own nodes, and no coins but those of its tie to Layer 1.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct ChainPlan {
    /// Its name.
    pub name: Name,
    /// Who may extend it, and which branch wins.
    pub consensus: ChainConsensus,
    /// Most gas in a block.
    pub gas_limit: u64,
    /// Latency of the links between its nodes.
    pub latency: Span,
    /// Its nodes. Each is linked to the one before it, and the last to the first.
    pub nodes: Vec<ChainNode>,
}

/// A federation that holds what is locked on Layer 1.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct FederationPlan {
    /// The functionaries.
    pub members: Vec<Name>,
    /// How many of them must sign.
    pub threshold: u32,
    /// How many Layer 1 blocks a deposit needs, its own counted, before functionaries attest it.
    pub confirmations: u64,
    /// How many blocks of the second chain a burn needs, its own counted, before functionaries sign its payout.
    pub burn_confirmations: u64,
    /// Whose keys open the lock when the functionaries have not moved for long.
    pub emergency: Vec<Name>,
    /// How many of those must sign.
    pub emergency_threshold: u32,
    /// Layer 1 blocks without anything that the functionaries signed, after which that is possible.
    pub emergency_after: u64,
    /// Layer 1 blocks for which an alarm stops payouts.
    pub pause: u64,
}

/// What a functionary does with its key.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum MemberConduct {
    /// What the protocol asks for.
    #[default]
    Honest,
    /// Nothing.
    Offline,
    /// Signs whatever thieves ask it for.
    Colludes,
}

/// A second chain, what ties it to Layer 1, and who puts that there.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Founding {
    /// The chain.
    pub plan: ChainPlan,
    /// Its federated peg.
    pub federation: FederationPlan,
    /// Who puts the contract on Layer 1.
    pub founder: Name,
}

/// What can be asked of second chains. They are counted from 2 in the order of founding; Layer 1 is 1.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum SidechainCommand {
    /// Begins a second chain whose coins are locked on Layer 1 under a federation.
    Found(Box<Founding>),
    /// Gives a person an account on a second chain, with the same key, as client of one of its nodes.
    OpenAccount {
        /// Which chain.
        chain: u32,
        /// Who.
        person: Name,
        /// The chain's node that it trusts and submits to.
        node: Name,
    },
    /// Locks value on Layer 1, to have as much on the second chain.
    Deposit {
        /// Which chain.
        chain: u32,
        /// Who.
        from: Name,
        /// How much.
        amount: Amount,
    },
    /// A transfer on the second chain.
    Transfer {
        /// Which chain.
        chain: u32,
        /// Who pays.
        from: Name,
        /// Who receives.
        to: Name,
        /// How much.
        amount: Amount,
    },
    /// Burns value on the second chain, to be paid as much on Layer 1.
    Withdraw {
        /// Which chain.
        chain: u32,
        /// Who.
        from: Name,
        /// How much.
        amount: Amount,
    },
    /// Changes what a functionary does with its key.
    Behave {
        /// Which chain.
        chain: u32,
        /// The functionary.
        member: Name,
        /// What.
        conduct: MemberConduct,
    },
    /// A thief copies a functionary's key, who does not notice.
    Rob {
        /// Which chain.
        chain: u32,
        /// The functionary.
        member: Name,
        /// Who has the key from now on, too.
        thief: Name,
    },
    /// A thief has a payout signed that nobody burnt anything for, by the keys that it has and by who colludes.
    Steal {
        /// Which chain.
        chain: u32,
        /// Who.
        thief: Name,
        /// How much.
        amount: Amount,
    },
    /// A functionary raises the alarm: enough of them stop payouts for a while.
    Alarm {
        /// Which chain.
        chain: u32,
        /// Who.
        member: Name,
    },
    /// The functionaries agree on others in their place.
    ChangeMembers {
        /// Which chain.
        chain: u32,
        /// The functionaries from then on.
        members: Vec<Name>,
        /// How many of them must sign.
        threshold: u32,
    },
    /// The functionaries sign that they are still there: the time until the emergency keys open begins anew.
    Refresh {
        /// Which chain.
        chain: u32,
    },
    /// The emergency keys open the lock for somebody.
    Emergency {
        /// Which chain.
        chain: u32,
        /// Who receives all of it.
        to: Name,
    },
}

impl SidechainCommand {
    /// The chain that it is about; `None` for one that is yet to be founded.
    #[must_use]
    pub fn chain(&self) -> Option<u32> {
        match self {
            Self::Found(_) => None,
            Self::OpenAccount { chain, .. }
            | Self::Deposit { chain, .. }
            | Self::Transfer { chain, .. }
            | Self::Withdraw { chain, .. }
            | Self::Behave { chain, .. }
            | Self::Rob { chain, .. }
            | Self::Steal { chain, .. }
            | Self::Alarm { chain, .. }
            | Self::ChangeMembers { chain, .. }
            | Self::Refresh { chain }
            | Self::Emergency { chain, .. } => Some(*chain),
        }
    }
}
