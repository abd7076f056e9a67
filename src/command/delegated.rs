//! Commands on stake, votes and producers of Delegated Proof of Stake.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;
use crate::base::Amount;

/// What can be asked where people vote for producers.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum DelegatedCommand {
    /// A person locks coins, with which it can vote.
    Stake {
        /// Who.
        person: Name,
        /// How much.
        amount: Amount,
    },
    /// A person takes coins out of its vote; they can be had back later.
    Unstake {
        /// Who.
        person: Name,
        /// How much.
        amount: Amount,
    },
    /// A person takes back what it unstaked long enough ago.
    Refund {
        /// Who.
        person: Name,
    },
    /// A person votes with all its stake, in place of its vote before.
    Vote {
        /// Who.
        person: Name,
        /// For which nodes, at most 30.
        producers: Vec<Name>,
    },
    /// A node offers to produce.
    Register {
        /// The node.
        node: Name,
    },
    /// A node offers no more.
    Retire {
        /// The node.
        node: Name,
    },
    /// A producer asks for its pay.
    Claim {
        /// The node.
        node: Name,
    },
    /// Changes what a node does when it is its turn.
    Behave {
        /// The node.
        node: Name,
        /// What.
        conduct: Conduct,
    },
}

/// What a producer does when it is its turn.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Default,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Conduct {
    /// What the protocol asks for.
    #[default]
    Honest,
    /// It lets its slots pass.
    Absent,
    /// It signs two blocks for each slot.
    ProduceTwice,
    /// It leaves a person's transactions out of its blocks.
    Censor {
        /// Whose.
        person: Name,
    },
    /// It leaves them out, and never follows a block that has them.
    Veto {
        /// Whose.
        person: Name,
    },
}
