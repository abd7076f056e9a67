//! What a chain knows and how one transaction changes it: accounts, signed transactions, gas, contracts, receipts. Pure.

mod account;
mod blobs;
mod contract;
mod execute;
pub mod fee;
mod gas;
mod receipt;
mod state;
mod transaction;
mod transaction_error;

pub use account::{Account, Code, ContractState};
pub use blobs::{BLOB_VERSION, Blobs, MAX_BLOB_BYTES, versioned_hash};
pub use contract::{CallContext, Contract, ContractTable, Env, Prices, Revert};
pub use execute::{Execution, execute};
pub use fee::{Bid, USUAL_TIP};
pub use gas::{Gas, OutOfGas, intrinsic_gas, pairing_gas, price};
pub use receipt::{LogEntry, Outcome, Receipt};
pub use state::State;
pub use transaction::{Action, SignedTransaction, Transaction};
pub use transaction_error::TransactionError;

#[cfg(test)]
mod tests;
