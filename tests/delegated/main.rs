//! Delegated Proof of Stake under faults: when two nodes never hold different blocks for
//! irreversible, and when they do.

mod hands;
mod light;
mod model;
mod picture;
mod safety;
mod safety_of_worlds;
mod world;
