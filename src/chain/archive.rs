//! All blocks ever made, each with its post-state: a pure function of the block, so all nodes share it.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use ruint::aliases::U256;

use crate::base::{Address, Amount, Digest, order};
use crate::ledger::{Account, Receipt, State};

use super::{
    Ancestry, Block, BlockError, Body, EngineState, HeadChange, Header, Rules,
    executed::{Executed, engine_part, receipts_root},
    rules::{MAX_BLOCK_BYTES, NO_PARENT},
};

/// A valid block with everything that follows from it.
#[derive(Debug)]
pub struct Entry {
    /// The block.
    pub block: Arc<Block>,
    /// All accounts after it.
    pub state: State,
    /// One receipt a transaction, in order.
    pub receipts: Vec<Receipt>,
    /// Consensus after it.
    pub engine: Arc<dyn EngineState>,
    /// Value that the engine created by it beside the subsidy.
    pub credited: Amount,
    /// Weight of its branch from genesis to here.
    pub work: U256,
    /// How the head of a node moves that followed the parent: the usual case, so all nodes share it.
    pub(super) extension: Arc<HeadChange>,
    next: OnceLock<Next>,
}

/// What the rules ask of the header after a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// Its `bits`.
    pub bits: u32,
    /// The earliest time that it may have, in seconds.
    pub earliest_time: u32,
}

impl Entry {
    /// The block's id.
    pub fn id(&self) -> Digest {
        self.block.id()
    }

    /// The block's height.
    pub fn height(&self) -> u64 {
        self.block.body().height
    }

    /// The parent's id.
    pub fn parent(&self) -> Digest {
        self.block.header().previous
    }
}

/// The ways from one block to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Branches {
    /// Blocks to leave, newest first.
    pub removed: Vec<Digest>,
    /// Blocks to enter, oldest first.
    pub added: Vec<Digest>,
}

/// All valid blocks of a chain and the verdicts on blocks seen.
#[derive(Clone)]
pub struct Archive {
    rules: Rules,
    genesis: Digest,
    entries: BTreeMap<Digest, Arc<Entry>>,
    verdicts: BTreeMap<Digest, Result<Arc<Entry>, BlockError>>,
    remembers: bool,
}

impl Archive {
    /// A chain that starts with these balances.
    ///
    /// # Errors
    /// [`BlockError::Overflow`] if they do not fit into one amount.
    pub fn new(rules: Rules, balances: &[(Address, Amount)]) -> Result<Self, BlockError> {
        Self::with_accounts(rules, balances, Vec::new())
    }

    /// A chain that starts with these balances, and with accounts such as a contract that is there from the beginning.
    ///
    /// # Errors
    /// [`BlockError::Overflow`] if all that they hold does not fit into one amount.
    pub fn with_accounts(
        rules: Rules,
        balances: &[(Address, Amount)],
        accounts: Vec<(Address, Account)>,
    ) -> Result<Self, BlockError> {
        Amount::checked_sum(balances.iter().map(|(_, amount)| *amount))
            .ok_or(BlockError::Overflow)?;
        let mut state = State::default();
        for (address, amount) in balances {
            state
                .credit(*address, *amount)
                .ok_or(BlockError::Overflow)?;
        }
        let own = rules.consensus.genesis_accounts();
        for (address, account) in own.into_iter().chain(accounts) {
            state.put(address, account);
        }
        state.total().ok_or(BlockError::Overflow)?;
        let entry = genesis(&rules, state)?;
        let id = entry.id();
        Ok(Self {
            rules,
            genesis: id,
            entries: order::gather([(id, Arc::new(entry))]),
            verdicts: BTreeMap::new(),
            remembers: true,
        })
    }

    /// Forgets verdicts, so that each node's validation runs again: for the test that memory changes nothing.
    pub fn without_memory(mut self) -> Self {
        self.remembers = false;
        self
    }

    /// The chain's rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Id of the first block.
    pub fn genesis(&self) -> Digest {
        self.genesis
    }

    /// A valid block by id.
    pub fn get(&self, id: &Digest) -> Option<&Arc<Entry>> {
        self.entries.get(id)
    }

    /// A block that is known to be valid, such as a node's head; genesis if it is not.
    pub fn entry(&self, id: &Digest) -> &Arc<Entry> {
        self.entries
            .get(id)
            .unwrap_or_else(|| &self.entries[&self.genesis])
    }

    /// Every valid block, in the order of ids.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.values()
    }

    /// The branch that ends in `parent`, for the engine.
    pub fn ancestry<'a>(&'a self, parent: &'a Arc<Entry>) -> impl Ancestry + 'a {
        Branch {
            archive: self,
            parent,
        }
    }

    /// What the rules ask of the header after `parent`; computed once, as all miners ask.
    pub fn next(&self, parent: &Arc<Entry>) -> Next {
        *parent.next.get_or_init(|| {
            let ancestry = self.ancestry(parent);
            Next {
                bits: self.rules.next_bits(&ancestry),
                earliest_time: self.rules.consensus.earliest_time(&ancestry),
            }
        })
    }

    /// Validates a block in full: header, Merkle field, each transaction, all roots.
    ///
    /// # Errors
    /// The first rule that the block breaks. A node's clock is its own matter.
    pub fn admit(&mut self, block: &Arc<Block>) -> Result<Arc<Entry>, BlockError> {
        if self.remembers
            && let Some(verdict) = self.verdicts.get(&block.content())
        {
            return verdict.clone();
        }
        let Some(parent) = self.entries.get(&block.header().previous) else {
            return Err(BlockError::UnknownParent);
        };
        let verdict = validate(self, parent, block).map(Arc::new);
        if let Ok(entry) = &verdict {
            self.entries
                .entry(entry.id())
                .or_insert_with(|| entry.clone());
        }
        if self.remembers {
            self.verdicts.insert(block.content(), verdict.clone());
        }
        verdict
    }

    /// The ancestor of `id` at `height` (itself included); `None` above it.
    pub fn ancestor(&self, id: &Digest, height: u64) -> Option<&Arc<Entry>> {
        let mut entry = self.get(id)?;
        while entry.height() > height {
            entry = self.get(&entry.parent())?;
        }
        (entry.height() == height).then_some(entry)
    }

    /// Whether `id` is on the branch that ends in `head`.
    pub fn is_on_branch(&self, id: &Digest, head: &Digest) -> bool {
        self.get(id)
            .and_then(|entry| self.ancestor(head, entry.height()))
            .is_some_and(|ancestor| ancestor.id() == *id)
    }

    /// What to leave and what to enter to come from one block to another.
    pub fn between(&self, from: &Digest, to: &Digest) -> Branches {
        let mut ways = Branches::default();
        let (mut left, mut right) = (self.get(from), self.get(to));
        while let (Some(a), Some(b)) = (left, right) {
            if a.id() == b.id() {
                break;
            }
            if a.height() >= b.height() {
                ways.removed.push(a.id());
                left = self.get(&a.parent());
            }
            if b.height() >= a.height() {
                ways.added.push(b.id());
                right = self.get(&b.parent());
            }
        }
        ways.added.reverse();
        ways
    }
}

struct Branch<'a> {
    archive: &'a Archive,
    parent: &'a Arc<Entry>,
}

impl Ancestry for Branch<'_> {
    fn parent_height(&self) -> u64 {
        self.parent.height()
    }

    fn header(&self, back: u64) -> Option<Header> {
        let mut entry = self.parent;
        for _ in 0..back {
            entry = self.archive.get(&entry.parent())?;
        }
        Some(*entry.block.header())
    }
}

fn genesis(rules: &Rules, state: State) -> Result<Entry, BlockError> {
    let engine = rules.consensus.genesis_state();
    let body = Body {
        height: 0,
        miner: Address([0; 20]),
        state_root: state.root(),
        receipts_root: receipts_root(&[]),
        gas_used: 0,
        base_fee: rules.market.base_fee,
        blob_gas_used: 0,
        excess_blob_gas: 0,
        transactions: Vec::new(),
        engine: engine_part(&*engine, Vec::new()),
    };
    let work = rules.consensus.work();
    let header = Header {
        version: rules.consensus.version(),
        previous: NO_PARENT,
        merkle: body.merkle_root().ok_or(BlockError::Merkle)?,
        time: rules.first_time(),
        bits: work.map_or(0, |work| work.genesis_bits()),
        nonce: 0,
    };
    let work = work.map_or(U256::ZERO, |work| work.weight(&header));
    let block = Arc::new(Block::new(header, body));
    Ok(Entry {
        extension: extension(&block),
        next: OnceLock::new(),
        block,
        state,
        receipts: Vec::new(),
        engine,
        credited: Amount(0),
        work,
    })
}

fn extension(block: &Block) -> Arc<HeadChange> {
    Arc::new(HeadChange {
        head: block.id(),
        height: block.body().height,
        removed: Vec::new(),
        added: vec![block.id()],
    })
}

fn validate(
    archive: &Archive,
    parent: &Arc<Entry>,
    block: &Arc<Block>,
) -> Result<Entry, BlockError> {
    let body = block.body();
    check_form(block)?;
    if body.height != parent.height() + 1 {
        return Err(BlockError::Height);
    }
    let rules = &archive.rules;
    rules
        .consensus
        .check(block.header(), &archive.ancestry(parent))?;
    rules.consensus.check_seal(&*parent.engine, block)?;
    let executed = Executed::block(rules, parent, block.header(), body)?;
    executed.check(body)?;
    let after = &*executed.engine;
    Ok(Entry {
        block: block.clone(),
        extension: extension(block),
        next: OnceLock::new(),
        work: rules
            .consensus
            .branch_weight(parent.work, block.header(), after),
        state: executed.state,
        receipts: executed.receipts,
        engine: executed.engine,
        credited: executed.credited,
    })
}

fn check_form(block: &Block) -> Result<(), BlockError> {
    if block.size() > MAX_BLOCK_BYTES {
        return Err(BlockError::TooLarge);
    }
    if block.body().merkle_root() != Some(block.header().merkle) {
        return Err(BlockError::Merkle);
    }
    Ok(())
}
