//! Miners that depart from the rules: each succeeds where theory says so, and fails where it says that, too.

mod difficulty;
mod empty;
mod invalid;
mod lies;
mod network;
mod private_chain;
mod refused_times;
mod selfish;
mod world;
