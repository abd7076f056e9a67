//! What the system contract tells the engine, as a note in a receipt.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, PublicKey, decode};
use crate::ledger::Receipt;

use super::name::AccountName;
use super::system_contract::SYSTEM;

/// Topic of the notes.
pub(super) const TOPIC: &str = "delegation";

/// A change that a transaction made.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Notice {
    /// An account offers to produce, or changes its key.
    Registered {
        /// Who.
        name: AccountName,
        /// What its blocks are signed with; its address is paid.
        key: PublicKey,
    },
    /// A producer offers no more.
    Retired {
        /// Who.
        name: AccountName,
    },
    /// A voter's stake changed.
    Staked {
        /// Who.
        voter: Address,
        /// Its whole stake now.
        stake: u64,
    },
    /// A voter voted.
    Voted {
        /// Who.
        voter: Address,
        /// For whom, in the order of names.
        producers: Vec<AccountName>,
    },
    /// A producer asks for its pay.
    Claimed {
        /// Who.
        name: AccountName,
    },
}

/// All notices of a block, in order.
pub(super) fn notices(receipts: &[Receipt]) -> Vec<Notice> {
    let logs = receipts.iter().flat_map(|receipt| &receipt.logs);
    logs.filter(|log| log.contract == SYSTEM && log.topic == TOPIC)
        .filter_map(|log| decode(&log.data).ok())
        .collect()
}
