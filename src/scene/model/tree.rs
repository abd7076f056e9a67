//! The block tree as one node knows it, and its mempool.

use super::{ActorId, Amount, Digest, Span, System, Text, Time};
use serde::{Deserialize, Serialize};

/// What one node knows about the chain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BlockTree {
    /// The node.
    pub seen_as: ActorId,
    /// The head it believes in.
    pub head: Digest,
    /// Its height.
    pub head_height: u64,
    /// The blocks, by height, then lane; the newest few dozen heights.
    pub blocks: Vec<Block>,
    /// The lowest height in `blocks`; 0 if nothing is left out.
    pub from_height: u64,
    /// What waits to be mined.
    pub mempool: Mempool,
    /// How far the chain counts as settled by the consensus's own words, the strongest first.
    pub settled: Vec<Settled>,
    /// The work that is expected for the next block, in hashes.
    pub difficulty: u64,
    /// The interval between blocks that the retarget aims at.
    pub interval: Span,
    /// Blocks until the target is adjusted.
    pub retarget_in: u64,
    /// The reward of the next block, without fees.
    pub subsidy: Amount,
}

/// How far the chain counts as settled by one word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The word: `settled.irreversible`, ...
    pub word: Text,
    /// The last block that it holds for.
    pub block: Digest,
    /// Its height.
    pub height: u64,
}

/// One block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its hash.
    pub id: Digest,
    /// Its parent's hash.
    pub parent: Digest,
    /// Its height.
    pub height: u64,
    /// 0 for the main chain, then 1, 2, ... for branches, stable while a branch lives.
    pub lane: u32,
    /// Gas used of its limit, in thousandths.
    pub fullness: u32,
    /// How many transactions.
    pub transactions: u32,
    /// What they are for, without empty portions.
    pub portions: Vec<Portion>,
    /// Who mined it; `None` for the first block.
    pub miner: Option<ActorId>,
    /// The time in its header.
    pub time: Time,
    /// When the node had it.
    pub seen: Time,
    /// Where it stands.
    pub standing: BlockStanding,
    /// How deep it is: 1 for the head; 0 off the main chain.
    pub confirmations: u64,
    /// The chance, in parts of a million, that an attacker with 10 % of the hash rate still
    /// reverses it (Nakamoto 2008, section 11), where it is on the main chain.
    pub reversal_ppm: Option<u32>,
}

/// How many transactions of a block belong to a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portion {
    /// The system.
    pub system: System,
    /// How many transactions.
    pub transactions: u32,
    /// Their gas, in thousandths of the block's limit.
    pub fullness: u32,
}

/// Where a block stands in a node's view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockStanding {
    /// On the branch with the most work.
    Main,
    /// It was on the main chain and is no more.
    Orphaned,
    /// It never was on the main chain of this node.
    Side,
    /// It was refused; the inspection says why.
    Invalid,
}

/// The transactions that wait at a node.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mempool {
    /// How many.
    pub count: u32,
    /// Their size in bytes.
    pub bytes: u64,
    /// What they are for.
    pub portions: Vec<Portion>,
    /// The first few by fee, best first.
    pub first: Vec<Waiting>,
    /// How many refused since the start.
    pub refused: u32,
}

/// One transaction that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Its id.
    pub id: Digest,
    /// Its system.
    pub system: System,
    /// Who signed it, if known by name.
    pub sender: Option<ActorId>,
    /// The fee it offers at most.
    pub fee: Amount,
    /// Since when it waits here.
    pub since: Time,
}
