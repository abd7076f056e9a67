//! What the execution of a transaction left behind.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, Digest};

/// How a transaction ended.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Outcome {
    /// It took effect.
    Done,
    /// The contract refused for the reason with this key; gas is paid, all else undone.
    Reverted(String),
    /// The gas limit was reached; gas is paid, all else undone.
    OutOfGas,
}

/// A contract's note in a receipt.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct LogEntry {
    /// Who wrote it.
    pub contract: Address,
    /// What kind of note.
    pub topic: String,
    /// Canonical bytes of its content.
    pub data: Vec<u8>,
}

/// The receipt of a transaction in a block.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Receipt {
    /// The transaction's id.
    pub transaction: Digest,
    /// Gas used, at least the floor for its calldata.
    pub gas_used: u64,
    /// All that the sender paid besides the value.
    pub fee: Amount,
    /// The part of the fee that was burnt: the base fee of its gas, and all of its blobs' fee.
    pub burnt: Amount,
    /// The part of what was burnt that is its blobs' fee.
    pub blob_fee: Amount,
    /// How it ended.
    pub outcome: Outcome,
    /// What contracts noted; empty unless done.
    pub logs: Vec<LogEntry>,
    /// The contract created, if any.
    pub created: Option<Address>,
}

impl Receipt {
    /// Whether the transaction took effect.
    pub fn succeeded(&self) -> bool {
        self.outcome == Outcome::Done
    }

    /// The part of the fee that goes to the miner.
    pub fn tip(&self) -> Amount {
        Amount(self.fee.0.saturating_sub(self.burnt.0))
    }

    /// The base fee of its gas, which was burnt.
    pub fn base_part(&self) -> Amount {
        Amount(self.burnt.0.saturating_sub(self.blob_fee.0))
    }
}
