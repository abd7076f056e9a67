//! Many possible histories: blocks, the archive of all blocks with their post-states, one node's tree and head, its mempool.

mod archive;
mod block;
mod compact;
mod engine;
mod error;
mod executed;
mod header;
mod headers;
mod market;
mod mempool;
mod proof;
mod rules;
mod template;
mod tree;

pub use archive::{Archive, Branches, Entry, Next};
pub use block::{Block, Body};
pub use compact::{CompactBlock, Filled, ShortId, ShortIds, is_consistent, wire_size};
pub use engine::{Advance, EnginePart, EngineState, Made, Stateless};
pub use error::BlockError;
pub use header::Header;
pub use headers::{Headers, SealedHeader};
pub use market::{FIRST_BASE_FEE, Market, usual_tip};
pub use mempool::{Dropped, Mempool, PoolError, PoolView};
pub use proof::{BodyHead, Claim, Proof, Subject};
pub use rules::{Ancestry, Consensus, LAYER1, Rules, Work};
pub use template::{Draft, Plan, Sought, template};
pub use tree::{HeadChange, Tree};

#[cfg(test)]
mod tests;

#[cfg(test)]
mod market_tests;

#[cfg(test)]
mod mempool_tests;
