//! Proof of work as in Bitcoin.

mod engine;
pub mod median_time;
pub mod retarget;
mod reversal;
pub mod subsidy;
pub mod target;

pub use engine::{ProofOfWork, VERSION_SAMPLED, VERSION_SEARCHED};
pub use reversal::reversal_ppm;
