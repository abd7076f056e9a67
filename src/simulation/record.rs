//! A run as one record: what is needed to play it again, and nothing that follows from it.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::base::{Digest, Time};
use crate::command::Command;

use super::Setup;

/// Raised by each change that alters a replay.
pub const ENGINE_VERSION: u32 = 1;

/// An accepted command and its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Given {
    /// Number of events taken before it.
    pub step: u64,
    /// The time at which it was given.
    pub time: Time,
    /// The command.
    pub command: Command,
}

/// A run: how it began, what was asked when, and where the reader is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Record {
    /// The engine that made it.
    pub engine: u32,
    /// How the world began.
    pub setup: Setup,
    /// The accepted commands in order.
    pub commands: Vec<Given>,
    /// Events taken at the reader's place.
    pub step: u64,
    /// Time at the reader's place.
    pub time: Time,
    /// Fingerprint at the reader's place.
    pub fingerprint: Digest,
}
