//! What the contract keeps in storage, under which keys, and how calls and readers get at it.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, Digest, decode, encode};
use crate::ledger::{CallContext, Revert, State};

/// Key of a storage slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Key {
    /// [`Terms`].
    Terms,
    /// [`Counters`].
    Counters,
    /// [`Deposit`] by number.
    Deposit(u64),
    /// [`Batch`] by index.
    Batch(u64),
    /// [`Commitment`] by index of its batch.
    Commitment(u64),
    /// [`Proven`] by the withdrawal's key.
    Proven(Digest),
    /// A byte, by the withdrawal's key: it was paid.
    Paid(Digest),
}

/// What was fixed at creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Terms {
    /// The rollup's number in its world.
    pub number: u32,
    /// Who may submit batches, and receives the fees above.
    pub sequencer: Address,
    /// Blocks after a commitment's in which it can be challenged.
    pub window: u64,
    /// What each commitment locks.
    pub bond: Amount,
}

/// How many of each there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Counters {
    /// Deposits queued ever.
    pub deposits: u64,
    /// Batches in the inbox.
    pub batches: u64,
    /// Batches with a standing commitment: those before this index.
    pub commitments: u64,
    /// Commitments whose bond was paid back.
    pub confirmed: u64,
    /// Commitments ever made, deleted ones included.
    pub serial: u64,
}

/// A deposit in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Deposit {
    /// Whose account above.
    pub to: Address,
    /// How much.
    pub amount: Amount,
    /// Height of its Layer 1 block.
    pub height: u64,
    /// Hash chain over all deposits up to this one.
    pub chain: Digest,
}

/// A batch in the inbox; its bytes are in the calldata only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Batch {
    /// Hash chain over all batches up to this one.
    pub inbox: Digest,
    /// Deposits taken by this and all batches before.
    pub deposits: u64,
    /// Height up to which it takes deposits.
    pub origin: u64,
}

/// A claim that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Commitment {
    /// The state's root after the batch.
    pub root: Digest,
    /// RFC 6962 root (Keccak-256) over the roots around all steps.
    pub roots: Digest,
    /// Number of steps claimed.
    pub steps: u32,
    /// Whose bond stands behind it.
    pub claimant: Address,
    /// Height of its Layer 1 block.
    pub height: u64,
    /// Which of all commitments ever made.
    pub serial: u64,
}

/// Under which commitment a withdrawal was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Proven {
    /// Index of the batch.
    pub batch: u64,
    /// The commitment's serial number: another commitment for the same batch has another.
    pub serial: u64,
}

/// The last height at which a commitment made at `height` can be challenged; from the next on it is final.
#[must_use]
pub fn deadline(height: u64, terms: &Terms) -> u64 {
    height.saturating_add(terms.window)
}

/// Reads a slot inside a call.
pub(super) fn load<T: BorshDeserialize>(
    context: &mut CallContext,
    key: Key,
) -> Result<Option<T>, Revert> {
    let bytes = context.get(&encode(&key))?;
    Ok(bytes.and_then(|bytes| decode(&bytes).ok()))
}

/// Reads a slot that must be there.
pub(super) fn need<T: BorshDeserialize>(
    context: &mut CallContext,
    key: Key,
    reason: &'static str,
) -> Result<T, Revert> {
    load(context, key)?.ok_or(Revert::Reason(reason))
}

/// Writes a slot inside a call.
pub(super) fn store<T: BorshSerialize>(
    context: &mut CallContext,
    key: Key,
    value: &T,
) -> Result<(), Revert> {
    context.set(&encode(&key), encode(value))
}

/// The contract's storage as anybody reads it from a Layer 1 state.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    state: &'a State,
    contract: Address,
}

impl<'a> Reader<'a> {
    /// Reads `contract` in `state`.
    #[must_use]
    pub fn new(state: &'a State, contract: Address) -> Self {
        Self { state, contract }
    }

    fn read<T: BorshDeserialize>(&self, key: Key) -> Option<T> {
        let bytes = self.state.storage(&self.contract, &encode(&key))?;
        decode(bytes).ok()
    }

    /// What was fixed at creation; `None` if the contract is not there.
    #[must_use]
    pub fn terms(&self) -> Option<Terms> {
        self.read(Key::Terms)
    }

    /// How many of each there are.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.read(Key::Counters).unwrap_or_default()
    }

    /// A deposit by number.
    #[must_use]
    pub fn deposit(&self, number: u64) -> Option<Deposit> {
        self.read(Key::Deposit(number))
    }

    /// A batch by index.
    #[must_use]
    pub fn batch(&self, index: u64) -> Option<Batch> {
        self.read(Key::Batch(index))
    }

    /// The standing commitment of a batch.
    #[must_use]
    pub fn commitment(&self, batch: u64) -> Option<Commitment> {
        if batch >= self.counters().commitments {
            return None;
        }
        self.read(Key::Commitment(batch))
    }

    /// How many commitments fell with one below them and have their bond here until their batch's next claim.
    #[must_use]
    pub fn fallen(&self) -> u64 {
        let counters = self.counters();
        if counters.serial == counters.commitments {
            return 0;
        }
        (counters.commitments..counters.batches)
            .filter(|batch| self.read::<Commitment>(Key::Commitment(*batch)).is_some())
            .count() as u64
    }

    /// The commitment under which a withdrawal was shown, if it still stands.
    #[must_use]
    pub fn proven(&self, withdrawal: &Digest) -> Option<Commitment> {
        let proven: Proven = self.read(Key::Proven(*withdrawal))?;
        self.commitment(proven.batch)
            .filter(|commitment| commitment.serial == proven.serial)
    }

    /// Whether a withdrawal was paid.
    #[must_use]
    pub fn is_paid(&self, withdrawal: &Digest) -> bool {
        self.read::<u8>(Key::Paid(*withdrawal)).is_some()
    }

    /// Value that the contract holds.
    #[must_use]
    pub fn balance(&self) -> Amount {
        self.state.balance(&self.contract)
    }
}
