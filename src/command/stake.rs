//! Commands on validators.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;
use crate::base::Amount;

/// What can be asked of who runs validators.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum StakeCommand {
    /// Changes what a node does with the duties of its validators.
    Behave {
        /// The node.
        node: Name,
        /// What.
        conduct: StakeConduct,
    },
    /// A node joins late and begins with what another one holds for final, in place of genesis (weak subjectivity).
    Join {
        /// Its name.
        name: Name,
        /// Whom it links to.
        peers: Vec<Name>,
        /// Whose newest final checkpoint it trusts.
        trusts: Name,
    },
    /// A person deposits for a new validator, whose keys its own node gets and which pays out to the person.
    Deposit {
        /// Who pays.
        person: Name,
        /// How much; with less than 32 coins it never comes on duty.
        amount: Amount,
    },
    /// A node tells everybody that one of its validators wants to leave (a voluntary exit).
    Exit {
        /// The node.
        node: Name,
        /// The validator's place in the registry.
        validator: u32,
    },
}

/// What a node does with the duties of its validators.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum StakeConduct {
    /// What the protocol asks for.
    Honest,
    /// Nothing.
    Absent,
    /// Two blocks for each of its slots.
    ProposeTwice,
    /// A second vote, for the head's parent.
    VoteTwice,
    /// Votes that start before all earlier ones.
    VoteAround,
    /// Blocks and their votes are shown when the next slot begins.
    Withhold,
    /// The duties of the validators whose keys it holds a copy of, beside its own.
    UseCopies,
    /// Another history from genesis on, by all keys that it holds, shown to whoever asks.
    Rewrite,
}
