//! Delegated Proof of Stake as in EOS (2018 to 2024) and BitShares.

pub mod confirmations;
pub mod irreversible;
pub mod name;
pub mod pay;
pub mod schedule;
pub mod vote_weight;
pub mod watermark;
pub mod witness_shuffle;
