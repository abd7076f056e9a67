//! Many possible histories: blocks, the archive of all blocks with their post-states, one node's tree and head, its mempool.

mod archive;
mod block;
mod engine;
mod error;
mod executed;
mod header;
mod mempool;
mod rules;
mod template;
mod tree;

pub use archive::{Archive, Branches, Entry};
pub use block::{Block, Body};
pub use engine::{Advance, EnginePart, EngineState, Made, Stateless};
pub use error::BlockError;
pub use header::Header;
pub use mempool::{Mempool, PoolError};
pub use rules::{Ancestry, Consensus, Rules};
pub use template::{Plan, template};
pub use tree::{HeadChange, Tree};

#[cfg(test)]
mod tests;
