//! Delegated Proof of Stake as in EOS (2018 to 2024) and BitShares.

pub mod confirmations;
pub mod delegation;
pub mod electorate;
mod engine;
pub mod irreversible;
pub mod name;
mod notice;
pub mod pay;
pub mod purse;
pub mod schedule;
mod system_contract;
pub mod vote_weight;
pub mod watermark;
pub mod witness_shuffle;

pub use engine::{
    DelegatedProofOfStake, Founder, Part, VERSION_DELEGATED, delegation as delegation_of,
};
pub use notice::Notice;
pub use system_contract::{Call, SYSTEM, SystemContract, Terms};
