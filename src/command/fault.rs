//! What can be asked to go wrong on the network, as rules.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;
use crate::base::Span;

/// A rule for messages on their way. Rules act in the order in which they were added.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Senders; everybody, if left out.
    #[serde(default)]
    pub from: Vec<Name>,
    /// Receivers; everybody, if left out.
    #[serde(default)]
    pub to: Vec<Name>,
    /// Kinds of messages; all, if left out.
    #[serde(default)]
    pub kinds: Vec<MessageClass>,
    /// In how many of a thousand cases the rule acts; always, if left out.
    #[serde(default = "always")]
    pub chance: u32,
    /// How long the rule lasts; for ever, if left out.
    #[serde(default)]
    pub lasts: Option<Span>,
    /// What it does.
    pub act: FaultKind,
}

fn always() -> u32 {
    1_000
}

/// What a rule does to a message.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// It is lost.
    Drop,
    /// It takes longer by this.
    Delay(Span),
    /// It arrives a second time, later by this.
    Duplicate(Span),
    /// It takes longer by a random time up to this, so that later ones may overtake it.
    Reorder(Span),
}

/// Kinds of messages that rules tell apart.
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
pub enum MessageClass {
    /// Blocks, their announcements and requests.
    Blocks,
    /// Transactions, their announcements and requests.
    Transactions,
    /// Votes of the consensus.
    Votes,
    /// What people of a Layer 2 system send each other.
    Letters,
}
