//! What blocks, blobs and calldata cost by Ethereum's formulas: pure functions, exact to the wei.

pub mod base_fee;
mod bid;
pub mod blob;
pub mod calldata;

pub use bid::{Bid, USUAL_TIP, raised};
