//! The rules of one chain, and the trait by which a consensus engine takes part in validation.

use std::any::Any;
use std::sync::Arc;

use ruint::aliases::U256;

use crate::base::{Address, Amount, Digest, Time};
use crate::ledger::{Account, ContractTable, Env};

use super::{Advance, Block, BlockError, Body, EngineState, Header, Made, Market, Stateless};

/// Headers of the branch that a header extends, nearest first.
pub trait Ancestry {
    /// Height of the parent.
    fn parent_height(&self) -> u64;
    /// The parent's header (0), its parent's (1), and so on; `None` before genesis.
    fn header(&self, back: u64) -> Option<Header>;
}

/// A consensus engine's part in validation: who may extend, and what a block weighs.
pub trait Consensus: Send + Sync {
    /// Checks the header against the branch that it extends.
    ///
    /// # Errors
    /// The first rule that the header breaks.
    fn check(&self, header: &Header, ancestry: &dyn Ancestry) -> Result<(), BlockError>;
    /// Earliest time, in seconds, that the next header may have.
    fn earliest_time(&self, ancestry: &dyn Ancestry) -> u32;
    /// The version field that headers must have.
    fn version(&self) -> u32;

    /// Value created by a block at this height, beside what [`Self::advance`] pays.
    fn subsidy(&self, _height: u64) -> Amount {
        Amount::ZERO
    }

    /// What it asks of miners; `None` where blocks are vouched for by votes.
    fn work(&self) -> Option<&dyn Work> {
        None
    }

    /// The engine's state before the first block.
    fn genesis_state(&self) -> Arc<dyn EngineState> {
        Arc::new(Stateless)
    }

    /// Accounts that the engine itself needs in the genesis block, such as a system contract's.
    fn genesis_accounts(&self) -> Vec<(Address, Account)> {
        Vec::new()
    }

    /// Itself, for members that share what it remembers and know its kind.
    fn shared(self: Arc<Self>) -> Option<Arc<dyn Any + Send + Sync>> {
        None
    }

    /// Checks what vouches for the block beside its header's hash, against the state before it.
    ///
    /// # Errors
    /// [`BlockError::Seal`] if it does not.
    fn check_seal(&self, _before: &dyn EngineState, block: &Block) -> Result<(), BlockError> {
        if block.seal().is_empty() {
            Ok(())
        } else {
            Err(BlockError::Seal)
        }
    }

    /// The engine's state after a block, and what it pays.
    ///
    /// # Errors
    /// The first rule that the engine's part of the block breaks.
    fn advance(&self, before: &Arc<dyn EngineState>, made: &Made) -> Result<Advance, BlockError> {
        if made.body.engine.is_some() {
            return Err(BlockError::Engine);
        }
        Ok(Advance {
            state: before.clone(),
            credits: Vec::new(),
        })
    }

    /// Weight of the branch that ends in a block, whose parent's branch weighs `parent`.
    fn branch_weight(&self, parent: U256, header: &Header, _after: &dyn EngineState) -> U256 {
        let own = self.work().map_or(U256::ZERO, |work| work.weight(header));
        parent.saturating_add(own)
    }
}

/// What only a consensus of work answers: how hard a block must be to find, and what it weighs.
pub trait Work: Send + Sync {
    /// What the block adds to its branch's weight; the heaviest branch wins.
    fn weight(&self, header: &Header) -> U256;
    /// The `bits` field that the next header must have.
    fn next_bits(&self, ancestry: &dyn Ancestry) -> u32;
    /// The `bits` field of the genesis block.
    fn genesis_bits(&self) -> u32;
    /// Whether headers carry no work, as waits are drawn instead of searched.
    fn is_sampled(&self) -> bool;
}

/// Number of Layer 1 among the chains of a world; the second chains follow it.
pub const LAYER1: u32 = 1;

/// The rules of one chain.
#[derive(Clone)]
pub struct Rules {
    /// The chain's number; transactions name it.
    pub chain: u32,
    /// Seconds since 1970 at simulated time 0.
    pub genesis_time: u32,
    /// Simulated seconds at which the chain begins: what its first block is dated.
    pub founded: u32,
    /// Most gas in a block.
    pub gas_limit: u64,
    /// How blocks are priced, and what mempools keep.
    pub market: Market,
    /// Most bytes of a transaction.
    pub max_transaction_bytes: u64,
    /// Blocks until a miner may spend its reward.
    pub maturity: u64,
    /// Seconds by which a block may be ahead of a node's clock.
    pub future_limit: u32,
    /// The codes that can be created and called.
    pub contracts: ContractTable,
    /// The engine.
    pub consensus: Arc<dyn Consensus>,
}

impl Rules {
    /// The `bits` field of the next header; 0 where no work is asked for.
    pub fn next_bits(&self, ancestry: &dyn Ancestry) -> u32 {
        let work = self.consensus.work();
        work.map_or(0, |work| work.next_bits(ancestry))
    }

    /// What a block adds to its branch's weight by its work alone; 0 where no work is asked for.
    pub fn weight(&self, header: &Header) -> U256 {
        let work = self.consensus.work();
        work.map_or(U256::ZERO, |work| work.weight(header))
    }

    /// Whether a nonce is searched for by hashing, rather than drawn or a slot's number.
    pub fn is_searched(&self) -> bool {
        self.consensus.work().is_some_and(|work| !work.is_sampled())
    }

    /// The first block's time field.
    pub fn first_time(&self) -> u32 {
        self.genesis_time.saturating_add(self.founded)
    }

    /// A header's time field at simulated time `now`.
    pub fn clock(&self, now: Time) -> u32 {
        let seconds = u32::try_from(now.0 / 1_000_000).unwrap_or(u32::MAX);
        self.genesis_time.saturating_add(seconds)
    }

    /// What transactions of a block on `parent` see.
    pub fn env(&self, parent: &Body, time: u32, miner: Address) -> Env {
        Env {
            chain: self.chain,
            height: parent.height.saturating_add(1),
            time,
            miner,
            prices: self.market.after(parent, self.gas_limit),
            gas_limit: self.gas_limit,
            max_transaction_bytes: self.max_transaction_bytes,
            contracts: self.contracts,
        }
    }
}

/// Most bytes of a block's transactions together.
pub(super) const MAX_BLOCK_BYTES: usize = 1_000_000;

/// The id that genesis names as its parent.
pub(super) const NO_PARENT: Digest = Digest::ZERO;
