//! What two people agree on before a channel exists.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, PublicKey};

/// Longest period that terms may name, in blocks.
pub const MAX_PERIOD: u64 = 100_000;

/// The terms of a channel, fixed for its life.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Terms {
    /// Keys that sign states; payouts go to their addresses. The first creates the contract.
    pub keys: [PublicKey; 2],
    /// What each locks.
    pub deposits: [Amount; 2],
    /// Blocks after the creation within which the second deposit counts, the last one included.
    pub funding_period: u64,
    /// Blocks after a posting within which a newer state counts, the last one included.
    pub dispute_period: u64,
    /// What a cheat pays to the other, at most what it owns.
    pub penalty: Amount,
}

impl Terms {
    /// Both deposits; `None` if they do not fit one amount.
    pub fn total(&self) -> Option<Amount> {
        Amount::checked_sum(self.deposits)
    }

    /// Which party has this address: 0 or 1.
    pub fn index_of(&self, address: &Address) -> Option<u8> {
        [0, 1]
            .into_iter()
            .find(|index| self.address(*index) == *address)
    }

    /// Where a party is paid.
    pub fn address(&self, index: u8) -> Address {
        self.keys[usize::from(index & 1)].address()
    }

    /// Checks what a contract and both parties demand of terms.
    ///
    /// # Errors
    /// Key of the first rule that is broken.
    pub fn check(&self) -> Result<(), &'static str> {
        let total = self.total().ok_or("channel.deposit")?;
        let period = |blocks: u64| (1..=MAX_PERIOD).contains(&blocks);
        if self.keys[0] == self.keys[1] {
            Err("channel.parties")
        } else if total == Amount::ZERO {
            Err("channel.deposit")
        } else if !period(self.funding_period) || !period(self.dispute_period) {
            Err("channel.period")
        } else if self.penalty > total {
            Err("channel.penalty")
        } else {
            Ok(())
        }
    }
}
