//! Proof of work as in Bitcoin.

pub mod median_time;
pub mod retarget;
pub mod subsidy;
pub mod target;
