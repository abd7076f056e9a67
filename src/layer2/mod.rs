//! The systems above Layer 1: one folder each, with its contracts (state on Layer 1) and its roles.

pub mod channel;
pub mod checkpoint;
pub mod rollup;
pub mod sidechain;

use crate::actor::Role;
use crate::command::DisputePeriod;
use crate::consensus::dpos::SystemContract;
use crate::consensus::gasper::deposit_contract::DepositContract;
use crate::ledger::ContractTable;

/// Every contract code that Layer 1 and second chains know.
pub const CONTRACTS: ContractTable = &[
    &channel::Adjudicator,
    &rollup::RollupContract,
    &sidechain::VaultContract,
    &sidechain::BridgeContract,
    &SystemContract,
    &DepositContract,
];

/// What every person can do: one role a system, idle until it is used.
/// Disputes of channels take so long.
pub fn roles(dispute: DisputePeriod) -> Vec<Box<dyn Role>> {
    vec![
        Box::new(channel::ChannelRole::new(dispute)),
        Box::new(rollup::RollupRole::default()),
        Box::new(sidechain::SidechainRole::default()),
    ]
}
