//! The loop: a world of actors, one queue ordered by (time, sequence), commands in, facts out, and a session that can go anywhere in time.

mod apply;
mod apply_layer2;
mod apply_sidechain;
mod apply_wallet;
mod attempt;
mod auditor;
mod begin;
mod delegated;
mod dial;
mod discovery_setup;
mod engine;
mod fail;
mod fingerprint;
mod idle;
mod joining;
mod judge;
mod keyframes;
mod market_setup;
mod mining;
mod names;
mod network_setup;
mod observer;
mod queue;
mod range;
mod record;
mod run;
mod second_chain;
mod session;
mod setup;
mod staked;
mod strategy;
mod travel;
mod world;

pub use apply::MAX_PEOPLE;
pub use apply_layer2::{MAX_CHANNELS, MAX_ROLLUPS};
pub use auditor::Auditor;
pub use delegated::DelegatedSetup;
pub use discovery_setup::{DiscoverySetup, FlooderSetup};
pub use judge::{Bench, Breach, JUDGES, Judge};
pub use market_setup::{BlobFork, CrowdSetup, MAX_CROWD, MAX_CROWDS, MarketSetup};
pub use mining::{MAX_SEARCHED_RATE, SearchMemo, search_attempts};
pub use network_setup::{LightSetup, NetworkSetup};
pub use observer::{Log, Observer, Silent};
pub use queue::Transit;
pub use record::{ENGINE_VERSION, Given, Record};
pub use run::Simulation;
pub use second_chain::MAX_CHAINS;
pub use session::{Branch, MAX_COMMANDS, MAX_TIME, Place, Session, SessionError};
pub use setup::{
    ConsensusSetup, LinkSetup, MAX_NODES_PAGE, MAX_NODES_TERMINAL, NodeSetup, PersonSetup,
    PowSetup, Scripted, Setup, SetupError,
};
pub use staked::{KeyCopy, Share, StakeSetup};
pub use world::World;

#[cfg(test)]
mod rollup_tests;

#[cfg(test)]
mod idle_tests;

#[cfg(test)]
mod compact_tests;

#[cfg(test)]
mod eclipse_tests;

#[cfg(test)]
mod light_tests;

#[cfg(test)]
mod stranger;

#[cfg(test)]
mod tests;

#[cfg(test)]
mod fail_tests;

#[cfg(test)]
mod region_tests;

#[cfg(test)]
mod reorg_tests;

#[cfg(test)]
mod sampled_tests;

#[cfg(test)]
mod log_tests;
#[cfg(test)]
mod undo_tests;
