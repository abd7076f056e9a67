//! Whole worlds under Proof of Stake: nodes with validators, a network between them, and those who
//! do not play by the rules.

mod clocks;
mod old_keys;
mod registry;
mod rogues;
mod safety;
mod story;
mod twins;
mod world;
