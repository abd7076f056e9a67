//! The rollup as anybody derives it from Layer 1's blocks alone: batches, claims and challenges of one branch.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::{Address, Amount, Digest, decode, encode, order};
use crate::chain::{Archive, Entry};
use crate::ledger::{Action, Receipt, SignedTransaction};

use super::batch::{BatchHeader, Origin, unpack};
use super::call::{BatchCall, CODE, Call, CommitCall, Creation};
use super::contract::{Reader, deadline, root_of_roots};
use super::found::{Change, Claim, Place, RollupBlock, Upheld, deposits, origin_of, place_of};
use super::step::{RollupState, Step, execute_step};
use super::transfer::Domain;

/// Batches kept even when confirmed long ago.
const KEEP: usize = 24;
/// Blocks below the head after which what is confirmed may be forgotten.
const DEEP: u64 = 64;

/// One rollup as of one head of Layer 1.
#[derive(Clone, Debug)]
pub struct Derivation {
    number: u32,
    sequencer: Address,
    chain: u32,
    head: Option<Digest>,
    contract: Option<(Address, Origin)>,
    blocks: Vec<Arc<RollupBlock>>,
    claims: Vec<Arc<Claim>>,
    upheld: Vec<Upheld>,
}

impl Derivation {
    /// Nothing is known of rollup `number`, whose contract `sequencer` creates, yet.
    #[must_use]
    pub fn new(number: u32, sequencer: Address, chain: u32) -> Self {
        Self {
            number,
            sequencer,
            chain,
            head: None,
            contract: None,
            blocks: Vec::new(),
            claims: Vec::new(),
            upheld: Vec::new(),
        }
    }

    /// The contract's address, once it is on this branch.
    #[must_use]
    pub fn contract(&self) -> Option<Address> {
        self.contract.map(|(address, _)| address)
    }

    /// What ties signatures to this rollup.
    #[must_use]
    pub fn domain(&self) -> Option<Domain> {
        Some(Domain {
            chain: self.chain,
            bridge: self.contract()?,
            fees: self.sequencer,
        })
    }

    /// The contract's storage as of `entry`.
    #[must_use]
    pub fn reader<'a>(&self, entry: &'a Entry) -> Option<Reader<'a>> {
        Some(Reader::new(&entry.state, self.contract()?))
    }

    /// Batches kept, oldest first.
    #[must_use]
    pub fn blocks(&self) -> &[Arc<RollupBlock>] {
        &self.blocks
    }

    /// A batch by index, if it is kept.
    #[must_use]
    pub fn block(&self, index: u64) -> Option<&Arc<RollupBlock>> {
        let first = self.blocks.first()?.header.index;
        self.blocks
            .get(usize::try_from(index.checked_sub(first)?).ok()?)
    }

    /// The lowest commitment that can still be deleted and is not what its batch derives to; also one of a batch that
    /// is not kept.
    #[must_use]
    pub fn first_false(&self, reader: &Reader, height: u64) -> Option<u64> {
        let (counters, terms) = (reader.counters(), reader.terms()?);
        (counters.confirmed..counters.commitments).find(|batch| {
            let block = self.block(*batch);
            reader.commitment(*batch).is_some_and(|commitment| {
                height < deadline(commitment.height, &terms)
                    && !block.is_some_and(|block| block.bears_out(&commitment))
            })
        })
    }

    /// The newest batch.
    #[must_use]
    pub fn tip(&self) -> Option<&Arc<RollupBlock>> {
        self.blocks.last()
    }

    /// The state after the newest batch: the safe head.
    #[must_use]
    pub fn state(&self) -> RollupState {
        self.tip()
            .map(|block| block.after.clone())
            .unwrap_or_default()
    }

    /// Index of the next batch.
    #[must_use]
    pub fn next_index(&self) -> u64 {
        self.tip().map_or(0, |block| block.header.index + 1)
    }

    /// The claim with these roots for a batch.
    #[must_use]
    pub fn claim(&self, batch: u64, roots_root: &Digest) -> Option<&Arc<Claim>> {
        let mut claims = self.claims.iter().rev();
        claims.find(|claim| claim.batch == batch && claim.roots_root == *roots_root)
    }

    /// The newest claim about a batch, standing or deleted.
    #[must_use]
    pub fn last_claim(&self, batch: u64) -> Option<&Arc<Claim>> {
        self.claims.iter().rev().find(|claim| claim.batch == batch)
    }

    /// Challenges that Layer 1 upheld, oldest first.
    #[must_use]
    pub fn upheld(&self) -> &[Upheld] {
        &self.upheld
    }

    /// Follows Layer 1 to `head`: leaves what isn't on its branch, enters what is.
    pub fn follow(&mut self, archive: &Archive, head: &Digest) -> Change {
        let mut change = Change::default();
        let from = self.head.unwrap_or_else(|| archive.genesis());
        let ways = archive.between(&from, head);
        if !ways.removed.is_empty() {
            self.leave(&order::gather(ways.removed.iter().copied()), &mut change);
        }
        let forgot = !change.removed.is_empty() && self.needs_rebuild(archive, head);
        if forgot {
            *self = Self::new(self.number, self.sequencer, self.chain);
            let rebuilt = self.follow(archive, head);
            change.added = rebuilt.added;
            return change;
        }
        for id in &ways.added {
            if let Some(entry) = archive.get(id) {
                self.enter(entry, &mut change);
            }
        }
        self.head = Some(*head);
        self.forget(archive.entry(head));
        change
    }

    /// Whether a reorg went below what is kept.
    fn needs_rebuild(&self, archive: &Archive, head: &Digest) -> bool {
        let Some(contract) = self.contract() else {
            return false;
        };
        let batches = Reader::new(&archive.entry(head).state, contract)
            .counters()
            .batches;
        self.blocks.is_empty() && batches > 0
    }

    fn leave(&mut self, gone: &BTreeSet<Digest>, change: &mut Change) {
        let is_gone = |place: &Place| gone.contains(&place.block.hash);
        while let Some(block) = self.blocks.pop_if(|block| is_gone(&block.place)) {
            change.removed.push(block);
        }
        self.claims.retain(|claim| !is_gone(&claim.place));
        self.upheld.retain(|upheld| !is_gone(&upheld.place));
        if self
            .contract
            .is_some_and(|(_, origin)| gone.contains(&origin.hash))
        {
            self.contract = None;
        }
    }

    fn enter(&mut self, entry: &Arc<Entry>, change: &mut Change) {
        let transactions = &entry.block.body().transactions;
        for (signed, receipt) in transactions.iter().zip(&entry.receipts) {
            if receipt.succeeded() {
                self.read(entry, signed, receipt, change);
            }
        }
    }

    fn read(
        &mut self,
        entry: &Arc<Entry>,
        signed: &SignedTransaction,
        receipt: &Receipt,
        change: &mut Change,
    ) {
        match &signed.transaction().action {
            Action::Create { code, input, .. } if code == CODE => {
                let number = decode::<Creation>(input).map(|creation| creation.number);
                let ours = signed.sender() == self.sequencer && number == Ok(self.number);
                if let Some(created) = receipt.created.filter(|_| ours && self.contract.is_none()) {
                    self.contract = Some((created, origin_of(entry)));
                    change.created = true;
                }
            }
            Action::Call {
                contract, input, ..
            } if Some(*contract) == self.contract() => {
                if let Ok(call) = decode::<Call>(input) {
                    self.read_call(entry, call, place_of(entry, signed, receipt), change);
                }
            }
            Action::Create { .. } | Action::Call { .. } | Action::Transfer { .. } => {}
        }
    }

    fn read_call(&mut self, entry: &Arc<Entry>, call: Call, place: Place, change: &mut Change) {
        match call {
            Call::SubmitBatch(batch) => {
                if let Some(block) = self.executed(entry, batch, place) {
                    self.blocks.push(block.clone());
                    change.added.push(block);
                }
            }
            Call::Commit(CommitCall { batch, roots, .. }) => self.claims.push(Arc::new(Claim {
                batch,
                roots_root: root_of_roots(&roots),
                roots,
                place,
            })),
            Call::ChallengeStep(step) => {
                self.note_upheld(entry, (step.batch, Some(step.step)), place, change);
            }
            Call::ChallengeCount(bytes) => {
                self.note_upheld(entry, (bytes.batch, None), place, change);
            }
            Call::Deposit { .. }
            | Call::Confirm { .. }
            | Call::Prove(_)
            | Call::Finalize { .. } => {}
        }
    }

    fn note_upheld(
        &mut self,
        entry: &Arc<Entry>,
        (batch, step): (u64, Option<u32>),
        place: Place,
        change: &mut Change,
    ) {
        let noted = entry
            .receipts
            .iter()
            .filter(|receipt| receipt.transaction == place.transaction)
            .flat_map(|receipt| &receipt.logs)
            .find(|log| log.topic == "rollup.deleted")
            .and_then(|log| decode::<(u64, u64, Amount, Amount)>(&log.data).ok());
        let upheld = Upheld {
            batch,
            step,
            bond: noted.map_or(Amount::ZERO, |(_, _, bond, _)| bond),
            place,
        };
        self.upheld.push(upheld.clone());
        change.upheld.push(upheld);
    }

    /// Executes a batch that the inbox took.
    fn executed(
        &self,
        entry: &Arc<Entry>,
        call: BatchCall,
        place: Place,
    ) -> Option<Arc<RollupBlock>> {
        let (reader, domain) = (self.reader(entry)?, self.domain()?);
        let record = reader.batch(call.index)?;
        let first = self.tip().map_or(0, |tip| tip.header.deposits);
        let mut steps = deposits(&reader, first, call.deposits)?;
        steps.extend(unpack(&call.data).into_iter().map(Step::Transfer));
        let chain = call
            .deposits
            .checked_sub(1)
            .and_then(|last| reader.deposit(last));
        let before = self.state();
        let (mut after, mut roots) = (before.clone(), vec![before.root()]);
        let mut effects = Vec::new();
        for step in &steps {
            effects.push(execute_step(&mut after, step, &domain));
            roots.push(after.root());
        }
        Some(Arc::new(RollupBlock {
            header: BatchHeader {
                index: call.index,
                origin: call.origin,
                deposits: call.deposits,
                deposit_chain: chain.map_or(Digest::ZERO, |deposit| deposit.chain),
            },
            parent: call.parent,
            inbox: record.inbox,
            data: call.data,
            steps,
            effects,
            roots_root: root_of_roots(&roots),
            roots,
            before,
            after,
            place,
        }))
    }

    /// Forgets batches confirmed long ago, and claims about forgotten batches.
    fn forget(&mut self, head: &Entry) {
        let confirmed = self
            .reader(head)
            .map_or(0, |reader| reader.counters().confirmed);
        self.blocks
            .drain(..forgettable(&self.blocks, confirmed, head.height()));
        let first = self.blocks.first().map_or(0, |block| block.header.index);
        self.claims.retain(|claim| claim.batch >= first);
        let excess = self.upheld.len().saturating_sub(KEEP);
        self.upheld.drain(..excess);
    }

    /// What the fingerprint covers.
    pub fn digest(&self, out: &mut Vec<u8>) {
        let contract = self
            .contract
            .map(|(address, origin)| (address, origin.hash));
        out.extend(encode(&(self.number, self.head, contract)));
        for block in &self.blocks {
            out.extend(encode(&(block.inbox, block.roots.last())));
        }
        for claim in &self.claims {
            out.extend(encode(&(claim.batch, claim.roots_root)));
        }
    }
}

/// How many of the oldest batches were confirmed long ago. What isn't confirmed is never forgotten: it may still have
/// to be challenged.
fn forgettable(blocks: &[Arc<RollupBlock>], confirmed: u64, height: u64) -> usize {
    let excess = blocks.len().saturating_sub(KEEP);
    blocks[..excess]
        .iter()
        .take_while(|block| {
            block.header.index < confirmed && block.place.block.height + DEEP < height
        })
        .count()
}

#[cfg(test)]
#[path = "derive_tests.rs"]
mod tests;
