//! What a producer puts together: the best-paying valid transactions, executed, with all roots, and a header that lacks only a nonce or a seal.

use std::sync::Arc;

use borsh::BorshSerialize;

use crate::base::{Address, Digest, Time, encode, sha256};
use crate::ledger::SignedTransaction;

use super::{
    Archive, Block, BlockError, Body, EnginePart, Entry, Header,
    executed::{Executed, engine_part, receipts_root},
    rules::MAX_BLOCK_BYTES,
};

/// Bytes kept free for header and body head.
const HEAD_BYTES: usize = 512;

/// What a producer decides of a block beside its transactions.
#[derive(Clone, Debug, BorshSerialize)]
pub struct Plan {
    /// Who receives subsidy and fees.
    pub miner: Address,
    /// The header's time.
    pub time: u32,
    /// The header's `bits`.
    pub bits: u32,
    /// The header's nonce: where nothing is searched, the engine's own, such as a slot's number.
    pub nonce: u32,
    /// The engine's part of the body.
    pub engine: Vec<u8>,
}

impl Plan {
    /// Of a miner who begins to search now.
    pub fn search(archive: &Archive, parent: &Arc<Entry>, miner: Address, now: Time) -> Self {
        let next = archive.next(parent);
        Self {
            miner,
            time: archive.rules().clock(now).max(next.earliest_time),
            bits: next.bits,
            nonce: 0,
            engine: Vec::new(),
        }
    }
}

/// A block without transactions that is put together only when it is found: what a miner needs whose wait is drawn.
#[derive(Clone, Debug, BorshSerialize)]
pub struct Draft {
    /// The block that it extends.
    pub parent: Digest,
    /// What the miner decided when it began.
    pub plan: Plan,
}

/// What a miner searches a nonce for.
#[derive(Clone, Debug)]
pub enum Sought {
    /// A block that lacks only the nonce.
    Template(Arc<Block>),
    /// One that is not put together yet.
    Draft(Box<Draft>),
}

impl Sought {
    /// The block that it extends.
    pub fn parent(&self) -> Digest {
        match self {
            Self::Template(block) => block.header().previous,
            Self::Draft(draft) => draft.parent,
        }
    }

    /// The target in compact form.
    pub fn bits(&self) -> u32 {
        match self {
            Self::Template(block) => block.header().bits,
            Self::Draft(draft) => draft.plan.bits,
        }
    }

    /// What it is told apart by, whatever the nonce.
    pub fn key(&self) -> Digest {
        match self {
            Self::Template(block) => sha256(&block.header().to_bytes()[..76]),
            Self::Draft(draft) => sha256(&encode(draft)),
        }
    }

    /// The block that lacks only the nonce.
    ///
    /// # Errors
    /// As [`template`].
    pub fn block(&self, archive: &Archive) -> Result<Arc<Block>, BlockError> {
        match self {
            Self::Template(block) => Ok(block.clone()),
            Self::Draft(draft) => {
                let parent = archive.entry(&draft.parent);
                template(archive, parent, draft.plan.clone(), &[]).map(Arc::new)
            }
        }
    }
}

/// A block on `parent` that lacks only what vouches for it. `candidates` come best-paying first.
///
/// # Errors
/// What the engine refuses in its own part; [`BlockError::Overflow`] if values do not fit, which no valid chain reaches.
pub fn template(
    archive: &Archive,
    parent: &Arc<Entry>,
    plan: Plan,
    candidates: &[SignedTransaction],
) -> Result<Block, BlockError> {
    let rules = archive.rules();
    let height = parent.height() + 1;
    let env = rules.env(parent.block.body(), plan.time, plan.miner);
    let mut executed = Executed::start(rules, parent)?;
    let mut transactions = Vec::new();
    let mut room = MAX_BLOCK_BYTES.saturating_sub(HEAD_BYTES + plan.engine.len());
    for candidate in candidates {
        if candidate.bytes().len() <= room && executed.push(&env, candidate).is_ok() {
            room -= candidate.bytes().len();
            transactions.push(candidate.clone());
        }
    }
    let mut header = Header {
        version: rules.consensus.version(),
        previous: parent.id(),
        merkle: Digest::ZERO,
        time: plan.time,
        bits: plan.bits,
        nonce: plan.nonce,
    };
    let mut body = Body {
        height,
        miner: plan.miner,
        state_root: Digest::ZERO,
        receipts_root: receipts_root(&executed.receipts),
        gas_used: executed.gas_used,
        base_fee: env.prices.base_fee,
        blob_gas_used: executed.blob_gas_used,
        excess_blob_gas: env.prices.excess_blob_gas,
        transactions,
        engine: draft(plan.engine),
    };
    executed.finish(rules, &header, &body)?;
    body.state_root = executed.state.root();
    body.engine = engine_part(&*executed.engine, body.engine_bytes().to_vec());
    header.merkle = body.merkle_root().ok_or(BlockError::Merkle)?;
    Ok(Block::new(header, body))
}

/// The engine's part before its root is known.
fn draft(bytes: Vec<u8>) -> Option<Box<EnginePart>> {
    let root = Digest::ZERO;
    (!bytes.is_empty()).then(|| Box::new(EnginePart { bytes, root }))
}
