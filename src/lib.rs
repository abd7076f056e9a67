//! The pure core of Bilayer: two layers of a blockchain, simulated to the bit.
//!
//! No clock, no entropy, no threads, no browser: equal seed and commands give
//! equal worlds, natively and in Wasm. Each module may import only from those
//! to its left in this order:
//! `base`, `event`, `command`, `ledger`, `chain`, `consensus`, `network`,
//! `actor`, `layer2`, `simulation`, `scenario`, `rule`, `scene`.

pub mod actor;
pub mod base;
pub mod chain;
pub mod command;
pub mod consensus;
pub mod event;
pub mod layer2;
pub mod ledger;
pub mod network;
pub mod rule;
pub mod scenario;
pub mod scene;
pub mod simulation;
