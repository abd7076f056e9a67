//! What blocks, blobs and calldata cost by Ethereum's formulas: pure functions, exact to the wei.

pub mod base_fee;
pub mod blob;
pub mod calldata;
