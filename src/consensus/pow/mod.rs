//! Proof of work as in Bitcoin.

pub mod asert;
pub mod double_spend;
mod engine;
pub mod median_time;
pub mod retarget;
pub mod selfish;
pub mod subsidy;
pub mod target;
pub mod withhold;

pub use double_spend::reversal_ppm;
pub use engine::{ProofOfWork, VERSION_SAMPLED, VERSION_SEARCHED};
