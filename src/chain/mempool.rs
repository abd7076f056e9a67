//! One node's mempool: valid transactions that no block of its main chain has yet.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use crate::base::{Address, Digest};
use crate::ledger::{Env, SignedTransaction, State, TransactionError};

/// Most transactions in a mempool.
const MAX_POOL: usize = 4_096;
/// How far ahead of the account's nonce a transaction may be.
const MAX_NONCE_AHEAD: u64 = 64;

/// Why a mempool refuses a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolError {
    /// It is invalid.
    Invalid(TransactionError),
    /// It is here already.
    Known,
    /// Another one with this nonce is here and pays as much a gas, within a tenth.
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

/// Transactions that wait, by sender and nonce.
#[derive(Clone, Debug, Default, BorshSerialize)]
pub struct Mempool {
    waiting: BTreeMap<(Address, u64), SignedTransaction>,
    ids: BTreeMap<Digest, (Address, u64)>,
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
        self.waiting.get(self.ids.get(id)?)
    }

    /// All transactions, by sender and nonce.
    pub fn iter(&self) -> impl Iterator<Item = &SignedTransaction> {
        self.waiting.values()
    }

    /// Takes a transaction that could be executed on `state` now, or after others of its sender.
    ///
    /// # Errors
    /// Why it is refused; nothing is changed then.
    pub fn add(
        &mut self,
        env: &Env,
        state: &State,
        signed: &SignedTransaction,
    ) -> Result<(), PoolError> {
        if self.ids.contains_key(&signed.id()) {
            return Err(PoolError::Known);
        }
        signed.check_form(env).map_err(PoolError::Invalid)?;
        check_state(state, signed).map_err(PoolError::Invalid)?;
        let slot = (signed.sender(), signed.transaction().nonce);
        if let Some(old) = self.waiting.get(&slot) {
            let old_price = old.transaction().gas_price.0;
            if signed.transaction().gas_price.0
                < old_price.saturating_add(old_price / 10).saturating_add(1)
            {
                return Err(PoolError::Underpriced);
            }
            self.ids.remove(&old.id());
        } else if self.len() >= MAX_POOL {
            self.evict_below(signed)?;
        }
        self.ids.insert(signed.id(), slot);
        self.waiting.insert(slot, signed.clone());
        Ok(())
    }

    fn evict_below(&mut self, signed: &SignedTransaction) -> Result<(), PoolError> {
        let cheapest = self
            .waiting
            .values()
            .min_by_key(|waiting| (waiting.transaction().gas_price, waiting.id()))
            .cloned()
            .ok_or(PoolError::Full)?;
        if cheapest.transaction().gas_price >= signed.transaction().gas_price {
            return Err(PoolError::Full);
        }
        self.remove(&cheapest.id());
        Ok(())
    }

    /// Takes a transaction out.
    pub fn remove(&mut self, id: &Digest) {
        if let Some(slot) = self.ids.remove(id) {
            self.waiting.remove(&slot);
        }
    }

    /// Drops what the state made impossible; returns what was dropped.
    pub fn prune(&mut self, state: &State) -> Vec<(Digest, TransactionError)> {
        let dropped: Vec<_> = self
            .iter()
            .filter_map(|signed| {
                check_state(state, signed)
                    .err()
                    .map(|error| (signed.id(), error))
            })
            .collect();
        for (id, _) in &dropped {
            self.remove(id);
        }
        dropped
    }

    /// What a miner tries, best-paying first, each sender's nonces in order.
    pub fn best(&self, state: &State) -> Vec<SignedTransaction> {
        let mut next: BTreeMap<Address, u64> = BTreeMap::new();
        let mut ready: std::collections::BinaryHeap<(
            u64,
            std::cmp::Reverse<Digest>,
            (Address, u64),
        )> = Default::default();
        for (address, nonce) in self.waiting.keys() {
            if !next.contains_key(address) && *nonce == state.nonce(address) {
                next.insert(*address, *nonce);
                ready.push(self.rank((*address, *nonce)));
            }
        }
        let mut best = Vec::new();
        while let Some((_, _, (address, nonce))) = ready.pop() {
            best.push(self.waiting[&(address, nonce)].clone());
            let following = (address, nonce + 1);
            if self.waiting.contains_key(&following) {
                ready.push(self.rank(following));
            }
        }
        best
    }

    fn rank(&self, slot: (Address, u64)) -> (u64, std::cmp::Reverse<Digest>, (Address, u64)) {
        let signed = &self.waiting[&slot];
        (
            signed.transaction().gas_price.0,
            std::cmp::Reverse(signed.id()),
            slot,
        )
    }
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
