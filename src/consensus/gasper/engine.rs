//! The engine: the state of the validators after each block, shared memory of what is costly to
//! compute, and the seal.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ruint::aliases::U256;

use super::block::{Content, Deposit, Sealed};
use super::checked::Checked;
use super::deposit_contract::{DEPOSITS, deposits, genesis_account};
use super::params::{Epoch, Slot};
use super::state::{Rules, State};
use super::store::States;
use super::transition::{advance, is_sealed, transition};
use crate::base::{Address, Amount, Digest, Signature, decode};
use crate::chain::{
    Advance, Ancestry, Archive, Block, BlockError, Consensus, EngineState, Header, Made,
};
use crate::ledger::Account;

/// Version of headers whose nonce is a slot of Gasper's.
pub const VERSION_STAKED: u32 = 5;
/// States at the beginning of an epoch that are remembered.
const REMEMBERED: usize = 64;

/// Proof of Stake of one chain.
#[derive(Debug)]
pub struct ProofOfStake {
    rules: Rules,
    deposits: Vec<Deposit>,
    randomness: Digest,
    genesis_time: u32,
    memory: Mutex<Memory>,
}

/// What was computed before; it changes no result.
#[derive(Debug, Default)]
struct Memory {
    checked: Checked,
    begun: BTreeMap<(Epoch, Digest), State>,
}

/// The validators after a block.
#[derive(Debug)]
pub struct Validators(pub State);

impl EngineState for Validators {
    fn root(&self) -> Digest {
        self.0.root()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The validators' state, if the engine's state is one.
pub fn validators_of(state: &dyn EngineState) -> Option<&State> {
    let validators: Option<&Validators> = state.as_any().downcast_ref();
    validators.map(|validators| &validators.0)
}

impl States for Archive {
    fn after(&self, root: &Digest) -> Option<&State> {
        validators_of(&*self.get(root)?.engine)
    }
}

impl ProofOfStake {
    /// A chain that begins with these deposits, `genesis_time` seconds after 1970.
    #[must_use]
    pub fn new(
        rules: Rules,
        deposits: Vec<Deposit>,
        randomness: Digest,
        genesis_time: u32,
    ) -> Self {
        Self {
            rules,
            deposits,
            randomness,
            genesis_time,
            memory: Mutex::default(),
        }
    }

    /// The chain's rules.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lends the memory of verified signatures.
    pub fn with_checked<R>(&self, work: impl FnOnce(&mut Checked) -> R) -> R {
        work(&mut self.memory().checked)
    }

    /// The state of a block with the slots up to `slot` let pass; nothing if they are too many, or
    /// before the block.
    #[must_use]
    pub fn at(&self, state: &State, root: &Digest, slot: Slot) -> Option<State> {
        let epoch = self.rules.preset.epoch_of(slot);
        let mut later = if state.epoch() == epoch {
            state.clone()
        } else {
            self.begun(state, root, epoch)?
        };
        advance(&mut later, root, slot).ok()?;
        Some(later)
    }

    fn begun(&self, state: &State, root: &Digest, epoch: Epoch) -> Option<State> {
        let mut memory = self.memory();
        if let Some(known) = memory.begun.get(&(epoch, *root)) {
            return Some(known.clone());
        }
        let mut begun = state.clone();
        advance(&mut begun, root, self.rules.preset.start_of(epoch)).ok()?;
        memory.begun.insert((epoch, *root), begun.clone());
        if memory.begun.len() > REMEMBERED {
            memory.begun.pop_first();
        }
        Some(begun)
    }

    fn time_of(&self, slot: u32) -> Option<u32> {
        let millis = u64::from(slot).checked_mul(self.rules.preset.slot_ms)?;
        let seconds = u32::try_from(millis / 1000).ok()?;
        self.genesis_time.checked_add(seconds)
    }

    /// A header's time field in a slot, and its nonce.
    #[must_use]
    pub fn stamp(&self, slot: Slot) -> Option<(u32, u32)> {
        let nonce = u32::try_from(slot).ok()?;
        Some((self.time_of(nonce)?, nonce))
    }

    fn staked(&self) -> Amount {
        let amounts = self.deposits.iter().map(|deposit| Amount(deposit.amount));
        Amount::checked_sum(amounts).unwrap_or_default()
    }
}

/// The bytes of a seal.
#[must_use]
pub fn seal_bytes(signature: Option<Signature>) -> Vec<u8> {
    signature
        .map(|signature| signature.0.to_vec())
        .unwrap_or_default()
}

/// What a block's seal claims; nothing if the block has no content of this engine.
#[must_use]
pub fn sealed(block: &Block) -> Option<Sealed> {
    let content: Content = decode(block.body().engine_bytes()).ok()?;
    let signature = match block.seal() {
        [] => None,
        bytes => Some(Signature(bytes.try_into().ok()?)),
    };
    Some(Sealed {
        slot: content.slot,
        proposer: content.proposer,
        root: block.id(),
        signature,
    })
}

impl Consensus for ProofOfStake {
    fn check(&self, header: &Header, _: &dyn Ancestry) -> Result<(), BlockError> {
        if header.version != VERSION_STAKED {
            return Err(BlockError::Version);
        }
        if header.bits != 0 {
            return Err(BlockError::Difficulty);
        }
        if self.time_of(header.nonce) == Some(header.time) {
            Ok(())
        } else {
            Err(BlockError::Engine)
        }
    }

    fn earliest_time(&self, ancestry: &dyn Ancestry) -> u32 {
        ancestry.header(0).map_or(0, |parent| parent.time)
    }

    fn version(&self) -> u32 {
        VERSION_STAKED
    }

    fn genesis_state(&self) -> Arc<dyn EngineState> {
        let state = State::genesis(self.rules, &self.deposits, self.randomness);
        Arc::new(Validators(state))
    }

    fn shared(self: Arc<Self>) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self)
    }

    fn genesis_accounts(&self) -> Vec<(Address, Account)> {
        vec![(DEPOSITS, genesis_account(self.staked()))]
    }

    fn check_seal(&self, before: &dyn EngineState, block: &Block) -> Result<(), BlockError> {
        let state = validators_of(before).ok_or(BlockError::Engine)?;
        let sealed = sealed(block).ok_or(BlockError::Seal)?;
        if self.with_checked(|checked| is_sealed(state, &sealed, checked)) {
            Ok(())
        } else {
            Err(BlockError::Seal)
        }
    }

    fn advance(&self, before: &Arc<dyn EngineState>, made: &Made) -> Result<Advance, BlockError> {
        let state = validators_of(&**before).ok_or(BlockError::Engine)?;
        let content: Content = decode(made.body.engine_bytes()).map_err(|_| BlockError::Engine)?;
        if content.slot != u64::from(made.header.nonce) {
            return Err(BlockError::Engine);
        }
        let parent = &made.header.previous;
        let later = self
            .at(state, parent, content.slot)
            .ok_or(BlockError::Engine)?;
        let logged = deposits(made.receipts);
        let outcome = self
            .with_checked(|checked| transition(&later, parent, &content, &logged, checked))
            .map_err(|_| BlockError::Engine)?;
        let credits = outcome.payouts.iter();
        Ok(Advance {
            state: Arc::new(Validators(outcome.state)),
            credits: credits
                .map(|one| (one.address, Amount(one.amount)))
                .collect(),
        })
    }

    fn branch_weight(&self, _: U256, header: &Header, _: &dyn EngineState) -> U256 {
        U256::from(header.nonce)
    }
}
