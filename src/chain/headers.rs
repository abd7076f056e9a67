//! Headers alone: what can be checked of a chain without its bodies, and which branch then weighs most.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use borsh::BorshSerialize;
use ruint::aliases::U256;

use crate::base::{Address, Amount, Digest, order};

use super::{Ancestry, Block, BlockError, Body, EngineState, Header, Rules};

/// A header with what vouches for it beside its hash.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct SealedHeader {
    /// The header.
    pub header: Header,
    /// The seal; empty under Proof of Work.
    pub seal: Vec<u8>,
}

impl SealedHeader {
    /// Of a block.
    pub fn of(block: &Block) -> Self {
        Self {
            header: *block.header(),
            seal: block.seal().to_vec(),
        }
    }

    /// Bytes on the wire: as in Bitcoin's `headers`, 80 and a count of transactions, and the seal.
    pub fn size(&self) -> usize {
        Header::LEN + 1 + self.seal.len()
    }
}

#[derive(Clone, Debug)]
struct Known {
    header: Header,
    height: u64,
    work: U256,
    /// How many headers had come before it.
    turn: u64,
}

/// A tree of headers from genesis, and the one that is followed: the heaviest, of equals the first seen.
#[derive(Clone, Debug)]
pub struct Headers {
    known: BTreeMap<Digest, Known>,
    rejected: BTreeSet<Digest>,
    head: Digest,
    genesis: Digest,
    seen: u64,
    /// What seals are held against: the engine's state at genesis.
    trusted: Arc<dyn EngineState>,
}

impl Headers {
    /// Genesis alone.
    pub fn new(genesis: Header, rules: &Rules) -> Self {
        let id = genesis.id();
        let known = Known {
            header: genesis,
            height: 0,
            work: rules.weight(&genesis),
            turn: 0,
        };
        Self {
            known: order::gather([(id, known)]),
            rejected: BTreeSet::new(),
            head: id,
            genesis: id,
            seen: 1,
            trusted: rules.consensus.genesis_state(),
        }
    }

    /// The header that is followed.
    pub fn head(&self) -> Digest {
        self.head
    }

    /// Height of the header that is followed.
    pub fn height(&self) -> u64 {
        self.height_of(&self.head).unwrap_or(0)
    }

    /// Number of headers kept.
    pub fn count(&self) -> usize {
        self.known.len()
    }

    /// A header.
    pub fn get(&self, id: &Digest) -> Option<&Header> {
        self.known.get(id).map(|known| &known.header)
    }

    /// A header's height.
    pub fn height_of(&self, id: &Digest) -> Option<u64> {
        self.known.get(id).map(|known| known.height)
    }

    /// Takes a header if everything holds that headers tell: its parent is known, its time, target and work are what
    /// the branch asks for, its seal is good, and it is not later than `latest`. Whether it is new.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn take(
        &mut self,
        sealed: &SealedHeader,
        rules: &Rules,
        latest: u32,
    ) -> Result<bool, BlockError> {
        let header = sealed.header;
        let id = header.id();
        if self.known.contains_key(&id) {
            return Ok(false);
        }
        let Some(parent) = self.known.get(&header.previous) else {
            return Err(self.orphaned(&header.previous));
        };
        if self.rejected.contains(&id) {
            return Err(BlockError::StateRoot);
        }
        if header.time > latest {
            return Err(BlockError::TimeTooNew);
        }
        rules.consensus.check(&header, &self.branch(parent))?;
        let block = Block::sealed(header, no_body(), sealed.seal.clone());
        rules.consensus.check_seal(&*self.trusted, &block)?;
        let known = Known {
            header,
            height: parent.height + 1,
            work: parent.work.saturating_add(rules.weight(&header)),
            turn: self.seen,
        };
        self.seen += 1;
        let outweighs = self.outweighs(&known);
        self.known.insert(id, known);
        if outweighs {
            self.head = id;
        }
        Ok(true)
    }

    fn orphaned(&self, parent: &Digest) -> BlockError {
        match self.rejected.contains(parent) {
            true => BlockError::StateRoot,
            false => BlockError::UnknownParent,
        }
    }

    /// By work; where headers weigh nothing, as under delegation, by height.
    fn outweighs(&self, known: &Known) -> bool {
        let Some(head) = self.known.get(&self.head) else {
            return true;
        };
        let is_weightless = head.work.is_zero() && known.work.is_zero();
        known.work > head.work || (is_weightless && known.height > head.height)
    }

    /// Forgets a header whose body turned out to be invalid, and all that follow it.
    pub fn reject(&mut self, id: &Digest) {
        if *id == self.genesis || self.known.remove(id).is_none() {
            return;
        }
        self.rejected.insert(*id);
        loop {
            let known = self.known.iter();
            let lost = known.filter(|(_, known)| self.rejected.contains(&known.header.previous));
            let lost: Vec<Digest> = lost.map(|(id, _)| *id).collect();
            if lost.is_empty() {
                break;
            }
            for id in lost {
                self.known.remove(&id);
                self.rejected.insert(id);
            }
        }
        self.head = self.heaviest();
    }

    fn heaviest(&self) -> Digest {
        let weight = |known: &Known| (known.work, known.height, std::cmp::Reverse(known.turn));
        let known = self.known.iter();
        let heaviest = known.max_by_key(|(_, known)| weight(known));
        heaviest.map_or(self.genesis, |(id, _)| *id)
    }

    /// The ancestor of `id` at a height, itself included.
    pub fn ancestor(&self, id: &Digest, height: u64) -> Option<Digest> {
        let (mut id, mut known) = (*id, self.known.get(id)?);
        while known.height > height {
            id = known.header.previous;
            known = self.known.get(&id)?;
        }
        (known.height == height).then_some(id)
    }

    /// How many headers of the followed branch stand from this one to its end; 0 if it is not on it.
    pub fn confirmations(&self, id: &Digest) -> u64 {
        let Some(height) = self.height_of(id) else {
            return 0;
        };
        match self.ancestor(&self.head, height) {
            Some(on_branch) if on_branch == *id => self.height() - height + 1,
            _ => 0,
        }
    }

    /// Ids of the followed branch: the last ten, then with doubling gaps, then genesis (as Bitcoin's getheaders).
    pub fn locator(&self) -> Arc<[Digest]> {
        let mut ids = Vec::new();
        let (mut step, mut height) = (1_u64, self.height());
        let mut id = self.head;
        while height > 0 {
            ids.push(id);
            if ids.len() >= 10 {
                step = step.saturating_mul(2);
            }
            height = height.saturating_sub(step);
            match self.ancestor(&id, height) {
                Some(ancestor) => id = ancestor,
                None => break,
            }
        }
        ids.push(self.genesis);
        ids.into()
    }

    fn branch<'a>(&'a self, parent: &'a Known) -> Branch<'a> {
        Branch {
            headers: self,
            parent,
        }
    }
}

impl BorshSerialize for Headers {
    fn serialize<W: std::io::Write>(&self, writer: &mut W) -> std::io::Result<()> {
        self.head.serialize(writer)?;
        self.rejected.serialize(writer)?;
        let mut known = self.known.iter();
        known.try_for_each(|(id, known)| (id, known.turn).serialize(writer))
    }
}

struct Branch<'a> {
    headers: &'a Headers,
    parent: &'a Known,
}

impl Ancestry for Branch<'_> {
    fn parent_height(&self) -> u64 {
        self.parent.height
    }

    fn header(&self, back: u64) -> Option<Header> {
        let mut known = self.parent;
        for _ in 0..back {
            known = self.headers.known.get(&known.header.previous)?;
        }
        Some(known.header)
    }
}

/// A seal stands for the header alone.
fn no_body() -> Body {
    Body {
        height: 0,
        miner: Address([0; 20]),
        state_root: Digest::ZERO,
        receipts_root: Digest::ZERO,
        gas_used: 0,
        base_fee: Amount::ZERO,
        blob_gas_used: 0,
        excess_blob_gas: 0,
        transactions: Vec::new(),
        engine: None,
    }
}
