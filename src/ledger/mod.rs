//! What a chain knows and how one transaction changes it: accounts, signed transactions, gas, contracts, receipts. Pure.

mod account;
mod contract;
mod execute;
pub mod fee;
mod gas;
mod receipt;
mod state;
mod transaction;

pub use account::{Account, Code, ContractState};
pub use contract::{CallContext, Contract, ContractTable, Env, Revert};
pub use execute::{Execution, execute};
pub use gas::{Gas, OutOfGas, intrinsic_gas, price};
pub use receipt::{LogEntry, Outcome, Receipt};
pub use state::State;
pub use transaction::{Action, SignedTransaction, Transaction, TransactionError};

#[cfg(test)]
mod tests;
