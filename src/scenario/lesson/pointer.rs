//! What a step points at: by name in the file, by id in the world.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{ActorId, Digest};
use crate::command::Name;
use crate::event::{Fact, WalletFact};

use super::Reading;

/// What to point at, as a lesson file names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pointer {
    /// A node or person by name.
    Actor(Name),
    /// The node whose turn it is to make a block, where turns are dealt.
    OnDuty {},
    /// A link by its ends.
    Link(Name, Name),
    /// The newest block of the main chain, as a node or a person's node sees it.
    Head(Name),
    /// The Layer 1 transaction that a person submitted last.
    LastTransaction(Name),
    /// A channel by number.
    Channel(u32),
    /// A rollup by number.
    Rollup(u32),
    /// A batch: rollup, index.
    Batch(u32, u64),
    /// A button by the key of its offer, such as `act.transfer`.
    Offer(String),
}

/// What to point at, in the world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A node or person.
    Actor(ActorId),
    /// A link, the smaller id first.
    Link(ActorId, ActorId),
    /// A block.
    Block(Digest),
    /// A transaction.
    Transaction(Digest),
    /// A channel by number.
    Channel(u32),
    /// A rollup by number.
    Rollup(u32),
    /// A batch: rollup, index.
    Batch(u32, u64),
    /// A button by the key of its offer.
    Offer(String),
}

impl Pointer {
    /// The names that must be in the world.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Self::Actor(name) | Self::Head(name) | Self::LastTransaction(name) => vec![name],
            Self::Link(a, b) => vec![a, b],
            Self::OnDuty {}
            | Self::Channel(_)
            | Self::Rollup(_)
            | Self::Batch(..)
            | Self::Offer(_) => Vec::new(),
        }
    }

    /// What it points at now; `None` if that is not there (yet).
    pub fn find(&self, reading: &Reading) -> Option<Target> {
        Some(match self {
            Self::Actor(name) => Target::Actor(reading.actor(name)?),
            Self::OnDuty {} => Target::Actor(reading.on_duty()?),
            Self::Link(a, b) => {
                let (a, b) = (reading.actor(a)?, reading.actor(b)?);
                Target::Link(a.min(b), a.max(b))
            }
            Self::Head(name) => Target::Block(reading.head_of(name)?.id()),
            Self::LastTransaction(name) => Target::Transaction(last_of(reading, name)?),
            Self::Channel(number) => Target::Channel(*number),
            Self::Rollup(number) => Target::Rollup(*number),
            Self::Batch(rollup, index) => Target::Batch(*rollup, *index),
            Self::Offer(key) => Target::Offer(key.clone()),
        })
    }
}

fn last_of(reading: &Reading, name: &str) -> Option<Digest> {
    let who = reading.actor(name)?;
    reading
        .facts()
        .iter()
        .rev()
        .find_map(|event| match event.fact {
            Fact::Wallet(
                WalletFact::Submitted { agent, transaction }
                | WalletFact::Raised {
                    agent, transaction, ..
                },
            ) if agent == who => Some(transaction),
            _ => None,
        })
}
