//! What two people agree on before a channel exists.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, PublicKey};
use crate::command::DisputePeriod;

/// Longest period that terms may name, in blocks.
pub const MAX_PERIOD: u64 = 100_000;
/// In a dispute period: it is measured in units of time (BIP 68's type flag).
pub const TIME_FLAG: u64 = 1 << 22;
/// Seconds of a unit of time (BIP 68).
pub const TIME_UNIT: u64 = 512;
/// Most units of time (BIP 68).
pub const MAX_UNITS: u64 = 0xffff;

/// The terms of a channel, fixed for its life.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Terms {
    /// Keys that sign states; payouts go to their addresses. The first creates the contract.
    pub keys: [PublicKey; 2],
    /// What each locks.
    pub deposits: [Amount; 2],
    /// Blocks after the creation within which the second deposit counts, the last one included.
    pub funding_period: u64,
    /// Blocks after a posting within which a newer state counts, the last one included; with [`TIME_FLAG`], units of
    /// 512 seconds by the headers' times.
    pub dispute_period: u64,
    /// What a cheat pays to the other, at most what it owns.
    pub penalty: Amount,
}

impl Terms {
    /// A dispute period as terms hold it.
    pub fn relative(period: DisputePeriod) -> u64 {
        match period {
            DisputePeriod::Blocks(blocks) => blocks.into(),
            DisputePeriod::Seconds(seconds) => TIME_FLAG | u64::from(seconds).div_ceil(TIME_UNIT),
        }
    }

    /// Seconds of the dispute period; `None` if it is measured in blocks.
    pub fn dispute_seconds(&self) -> Option<u64> {
        let units = self.dispute_period.checked_sub(TIME_FLAG)?;
        units.checked_mul(TIME_UNIT)
    }

    /// Whether a contract takes this dispute period.
    pub fn is_dispute_period(period: u64) -> bool {
        match period.checked_sub(TIME_FLAG) {
            Some(units) => (1..=MAX_UNITS).contains(&units),
            None => (1..=MAX_PERIOD).contains(&period),
        }
    }

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
        let funds = (1..=MAX_PERIOD).contains(&self.funding_period);
        if self.keys[0] == self.keys[1] {
            Err("channel.parties")
        } else if total == Amount::ZERO {
            Err("channel.deposit")
        } else if !funds || !Self::is_dispute_period(self.dispute_period) {
            Err("channel.period")
        } else if self.penalty > total {
            Err("channel.penalty")
        } else {
            Ok(())
        }
    }
}
