//! The systems above Layer 1: one folder each, with its contracts (state on Layer 1) and its roles.

pub mod channel;
pub mod rollup;

use crate::actor::Role;
use crate::consensus::dpos::SystemContract;
use crate::ledger::ContractTable;

/// Every contract code that Layer 1 knows.
pub const CONTRACTS: ContractTable = &[
    &channel::Adjudicator,
    &rollup::RollupContract,
    &SystemContract,
];

/// What every person can do: one role a system, idle until it is used.
pub fn roles() -> Vec<Box<dyn Role>> {
    vec![
        Box::new(channel::ChannelRole::default()),
        Box::new(rollup::RollupRole::default()),
    ]
}
