//! Which system a transaction belongs to: that of the contract that it calls or creates.

use crate::base::Address;
use crate::layer2::{channel, rollup};
use crate::ledger::{Action, State, Transaction};

use super::model::System;

/// The system of a contract's code.
pub(super) fn of_code(code: &str) -> System {
    match code {
        channel::CODE => System::Channel,
        rollup::CODE => System::Rollup,
        _ => System::Layer1,
    }
}

/// The system of what lives at an address.
pub(super) fn of_address(address: &Address, state: &State) -> System {
    state
        .get(address)
        .and_then(|account| account.contract.as_ref())
        .map_or(System::Layer1, |contract| of_code(&contract.code))
}

/// The system of a transaction, with the contracts of `state`.
pub(super) fn of(transaction: &Transaction, state: &State) -> System {
    match &transaction.action {
        Action::Transfer { .. } => System::Layer1,
        Action::Call { contract, .. } => of_address(contract, state),
        Action::Create { code, .. } => of_code(code),
    }
}

impl From<crate::event::System> for System {
    fn from(system: crate::event::System) -> Self {
        match system {
            crate::event::System::Layer1 => Self::Layer1,
            crate::event::System::Channel => Self::Channel,
            crate::event::System::Rollup => Self::Rollup,
            // They have no room on the page yet.
            crate::event::System::Sidechain => Self::Layer1,
        }
    }
}
