//! Proof of Stake told as stories, without a world: nodes in a village, with a post that takes
//! thirds of slots.

mod boost;
mod finality;
mod leak;
mod long_range;
mod operations;
mod refused;
mod registry;
mod safety;
mod slashed;
#[allow(dead_code)]
mod village;
