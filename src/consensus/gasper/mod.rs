//! Proof of Stake as Gasper: Casper's finality over the heaviest observed votes.

pub mod exits;
pub mod inactivity;
pub mod justification;
pub mod params;
pub mod randao;
pub mod reward;
pub mod shuffle;
pub mod slashing;
