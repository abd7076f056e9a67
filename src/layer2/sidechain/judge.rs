//! The judge of a peg: what is locked on Layer 1 covers what is on the second chain and what was burnt there and is unpaid.

use crate::base::{Address, Amount};
use crate::ledger::State;

use super::record::{BridgeReader, VaultReader};

/// What a vault holds, and for what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Value in the vault.
    pub locked: Amount,
    /// Value on the second chain.
    pub circulating: Amount,
    /// Burnt there and not paid on Layer 1 yet.
    pub burnt: Amount,
}

impl Sheet {
    /// What the vault owes; `None` if it does not fit.
    #[must_use]
    pub fn owed(&self) -> Option<Amount> {
        self.circulating.checked_add(self.burnt)
    }

    /// Whether everything on the second chain is locked on Layer 1.
    #[must_use]
    pub fn is_backed(&self) -> bool {
        self.owed().is_some_and(|owed| owed <= self.locked)
    }

    /// What is missing.
    #[must_use]
    pub fn deficit(&self) -> Amount {
        let owed = self.owed().unwrap_or(Amount(u64::MAX));
        Amount(owed.0.saturating_sub(self.locked.0))
    }
}

/// The sheet of a peg as of a state of each chain, by the bridge's and the vault's own records.
#[must_use]
pub fn sheet(below: &State, vault: Address, above: &State) -> Sheet {
    let (vault, bridge) = (VaultReader::new(below, vault), BridgeReader::new(above));
    let unpaid = bridge
        .burns()
        .filter(|burn| vault.paid(&burn.burn).is_none());
    let burnt = Amount::checked_sum(unpaid.map(|burn| burn.amount));
    Sheet {
        locked: vault.balance(),
        circulating: bridge.circulating(),
        burnt: burnt.unwrap_or(Amount(u64::MAX)),
    }
}
