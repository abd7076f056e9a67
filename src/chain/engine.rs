//! What a consensus engine keeps beside the accounts: a state after each block, and its own part of a block.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, Digest};
use crate::ledger::Receipt;

use super::{Body, Header};

/// Consensus after a block (validators, votes, schedules): a pure function of the branch that ends in it.
pub trait EngineState: Any + Send + Sync + Debug {
    /// What the block commits to; [`Digest::ZERO`] if there is nothing.
    fn root(&self) -> Digest;
    /// Itself, for the engine and readers that know its kind.
    fn as_any(&self) -> &dyn Any;
}

/// Of an engine that keeps nothing, as proof of work.
#[derive(Debug)]
pub struct Stateless;

impl EngineState for Stateless {
    fn root(&self) -> Digest {
        Digest::ZERO
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// What an engine puts into a block's body.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct EnginePart {
    /// Canonical bytes of the engine's own: votes, evidence, confirmations.
    pub bytes: Vec<u8>,
    /// Root of the engine's state after the block.
    pub root: Digest,
}

/// A block on the way to its engine state: executed, not yet rooted.
pub struct Made<'a> {
    /// The header; its Merkle field is not final while a template is made.
    pub header: &'a Header,
    /// The body; its roots are not final while a template is made.
    pub body: &'a Body,
    /// One receipt a transaction, in order.
    pub receipts: &'a [Receipt],
}

/// What follows from a block for consensus.
#[derive(Clone, Debug)]
pub struct Advance {
    /// The state after it.
    pub state: Arc<dyn EngineState>,
    /// Value that the engine creates in accounts, such as withdrawals and pay.
    pub credits: Vec<(Address, Amount)>,
}
