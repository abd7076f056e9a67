//! Merkle trees: Bitcoin's, the certificate log's, and an authenticated map.

pub mod bitcoin;
pub mod log;
pub mod map;
