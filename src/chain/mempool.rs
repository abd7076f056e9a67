//! One node's mempool: valid transactions that no block of its main chain has yet.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use borsh::BorshSerialize;

use crate::base::{Address, Amount, Digest, Time};
use crate::ledger::{Env, SignedTransaction, State, Transaction, TransactionError, fee::raised};

use super::Market;

/// How far ahead of the account's nonce a transaction may be.
const MAX_NONCE_AHEAD: u64 = 64;
/// By how many percent a replacement pays more; one with blobs doubles (geth's price bumps).
const BUMP: u64 = 10;
const BLOB_BUMP: u64 = 100;

/// Why a mempool refuses a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolError {
    /// It is invalid.
    Invalid(TransactionError),
    /// It is here already.
    Known,
    /// Another one with this nonce is here, and this one does not pay a tenth more in both parts.
    Underpriced,
    /// The mempool is full and it pays no more than the cheapest.
    Full,
}

impl PoolError {
    /// Key of the reason for the page's and the terminal's texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Invalid(error) => error.key(),
            Self::Known => "pool.known",
            Self::Underpriced => "pool.underpriced",
            Self::Full => "pool.full",
        }
    }
}

/// A transaction that left a mempool without a block, and the key of the reason.
pub type Dropped = (Digest, &'static str);

/// What a mempool looks at: the head's state, the next block's prices, its policy, and the clock.
pub struct PoolView<'a> {
    /// The next block's rules and prices.
    pub env: &'a Env,
    /// All accounts as of the head.
    pub state: &'a State,
    /// The policy.
    pub market: &'a Market,
    /// The node's time.
    pub now: Time,
}

impl PoolView<'_> {
    fn base_fee(&self) -> Amount {
        self.env.prices.base_fee
    }
}

#[derive(Clone, Debug, BorshSerialize)]
struct Waiting {
    signed: SignedTransaction,
    since: Time,
}

type Slot = (Address, u64);

/// What a miner earns by it, the cheaper id first among equals.
type Rank = (i128, Reverse<Digest>, Slot);

/// Transactions that wait, by sender and nonce.
#[derive(Clone, Debug, Default, BorshSerialize)]
pub struct Mempool {
    waiting: BTreeMap<Slot, Waiting>,
    ids: BTreeMap<Digest, Slot>,
}

impl Mempool {
    /// Number of transactions.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// A transaction by id.
    pub fn get(&self, id: &Digest) -> Option<&SignedTransaction> {
        Some(&self.waiting.get(self.ids.get(id)?)?.signed)
    }

    /// All transactions, by sender and nonce.
    pub fn iter(&self) -> impl Iterator<Item = &SignedTransaction> {
        self.waiting.values().map(|waiting| &waiting.signed)
    }

    /// Takes a transaction that could be executed on the state now, or after others of its sender.
    /// Returns what it replaced or crowded out.
    ///
    /// # Errors
    /// Why it is refused; nothing is changed then.
    pub fn add(
        &mut self,
        view: &PoolView,
        signed: &SignedTransaction,
    ) -> Result<Option<Dropped>, PoolError> {
        if self.ids.contains_key(&signed.id()) {
            return Err(PoolError::Known);
        }
        check(view, signed).map_err(PoolError::Invalid)?;
        let slot = (signed.sender(), signed.transaction().nonce);
        let dropped = match self.waiting.get(&slot) {
            Some(old) if !may_replace(old.signed.transaction(), signed.transaction()) => {
                return Err(PoolError::Underpriced);
            }
            Some(old) => Some((old.signed.id(), "pool.replaced")),
            None if self.len() >= view.market.pool_limit => {
                Some((self.victim(view, signed)?, "pool.crowded-out"))
            }
            None => None,
        };
        if let Some((id, _)) = &dropped {
            self.remove(id);
        }
        self.ids.insert(signed.id(), slot);
        let (signed, since) = (signed.clone(), view.now);
        self.waiting.insert(slot, Waiting { signed, since });
        Ok(dropped)
    }

    /// What gives way in a full mempool: the one that pays least, and before all others those that wait for a nonce.
    fn victim(&self, view: &PoolView, signed: &SignedTransaction) -> Result<Digest, PoolError> {
        let queued = self.queued(view.state);
        let rank = |signed: &SignedTransaction, is_pending: bool| {
            let bid = signed.transaction().bid;
            (is_pending, bid.margin_at(view.base_fee()), bid.max_fee)
        };
        let cheapest = self
            .waiting
            .iter()
            .map(|(slot, waiting)| (rank(&waiting.signed, !queued.contains(slot)), waiting))
            .min_by_key(|(rank, waiting)| (*rank, waiting.signed.id()));
        let (sender, nonce) = (signed.sender(), signed.transaction().nonce);
        let is_pending = nonce == view.state.nonce(&sender)
            || nonce.checked_sub(1).is_some_and(|before| {
                let before = (sender, before);
                self.waiting.contains_key(&before) && !queued.contains(&before)
            });
        match cheapest {
            Some((worst, waiting)) if worst < rank(signed, is_pending) => Ok(waiting.signed.id()),
            _ => Err(PoolError::Full),
        }
    }

    /// Those that can't run yet, as an earlier nonce of their sender is missing; all others are pending.
    pub fn queued(&self, state: &State) -> BTreeSet<(Address, u64)> {
        let mut queued = BTreeSet::new();
        let mut expected: Option<Slot> = None;
        for (address, nonce) in self.waiting.keys() {
            let next = match expected {
                Some((sender, next)) if sender == *address => next,
                _ => state.nonce(address),
            };
            if *nonce == next {
                expected = Some((*address, next.saturating_add(1)));
            } else {
                expected = Some((*address, next));
                queued.insert((*address, *nonce));
            }
        }
        queued
    }

    /// Takes a transaction out.
    pub fn remove(&mut self, id: &Digest) {
        if let Some(slot) = self.ids.remove(id) {
            self.waiting.remove(&slot);
        }
    }

    /// Drops what the state made impossible and what waited too long; returns what was dropped.
    pub fn prune(&mut self, view: &PoolView) -> Vec<Dropped> {
        let reason = |waiting: &Waiting| match check_state(view.state, &waiting.signed) {
            Err(error) => Some(error.key()),
            Ok(()) => {
                let is_old = view.now - waiting.since > view.market.pool_lifetime;
                is_old.then_some("pool.expired")
            }
        };
        let all = self.waiting.values();
        let dropped: Vec<_> = all
            .filter_map(|waiting| Some((waiting.signed.id(), reason(waiting)?)))
            .collect();
        for (id, _) in &dropped {
            self.remove(id);
        }
        dropped
    }

    /// What a miner tries at this base fee: the largest tip first, each sender's nonces in order, nothing that pays less
    /// than the base fee.
    pub fn best(&self, state: &State, base_fee: Amount) -> Vec<SignedTransaction> {
        let mut ready: BinaryHeap<Rank> = BinaryHeap::new();
        for slot in self.waiting.keys() {
            if slot.1 == state.nonce(&slot.0) {
                ready.extend(self.rank(*slot, base_fee));
            }
        }
        let mut best = Vec::new();
        while let Some((_, _, slot)) = ready.pop() {
            best.extend(self.waiting.get(&slot).map(|found| found.signed.clone()));
            ready.extend(self.rank((slot.0, slot.1.saturating_add(1)), base_fee));
        }
        best
    }

    fn rank(&self, slot: Slot, base_fee: Amount) -> Option<Rank> {
        let signed = &self.waiting.get(&slot)?.signed;
        let margin = signed.transaction().bid.margin_at(base_fee);
        (margin >= 0).then(|| (margin, Reverse(signed.id()), slot))
    }
}

/// geth's rule: both parts at least a tenth more, and for blobs everything doubled.
fn may_replace(old: &Transaction, new: &Transaction) -> bool {
    let percent = match old.blobs {
        Some(_) => BLOB_BUMP,
        None => BUMP,
    };
    let blob_fee =
        |transaction: &Transaction| transaction.blobs.as_ref().map(|blobs| blobs.max_fee);
    let raises_blobs = match (blob_fee(old), blob_fee(new)) {
        (Some(old), Some(new)) => new >= raised(old, percent),
        _ => true,
    };
    raises_blobs && new.bid.reaches(old.bid.raised(percent))
}

/// Whether it could be in some later block: a base fee above its offer is no fault, as it may fall again.
fn check(view: &PoolView, signed: &SignedTransaction) -> Result<(), TransactionError> {
    signed.check_form(view.env)?;
    if !signed.has_blob_data() {
        return Err(TransactionError::BlobData);
    }
    check_state(view.state, signed)
}

/// As for execution, but earlier transactions of the sender may still be on their way.
fn check_state(state: &State, signed: &SignedTransaction) -> Result<(), TransactionError> {
    match signed.check_state(state) {
        Err(TransactionError::NonceGap) => {
            let ahead = signed.transaction().nonce - state.nonce(&signed.sender());
            if ahead > MAX_NONCE_AHEAD {
                Err(TransactionError::NonceGap)
            } else {
                Ok(())
            }
        }
        other => other,
    }
}
