//! The optimistic rollup's protocol, told as stories: first its contract alone, then whole worlds.

mod bench;
mod bonds;
mod challenge;
mod encoding;
mod gas;
mod inbox;
mod limit;
mod random;
mod reorg;
mod story;
mod withdraw;
mod world;
