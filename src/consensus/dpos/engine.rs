//! The engine: whose slot and whose signature, votes from the system contract's notes, the branch
//! with the highest irreversible block and then the highest head.

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use ruint::aliases::U256;

use crate::base::{Address, Amount, Digest, PublicKey, Signature, decode};
use crate::chain::{Advance, Ancestry, Block, BlockError, Consensus, EngineState, Header, Made};
use crate::ledger::Account;

use super::delegation::{Delegation, Params, Turn};
use super::electorate::Electorate;
use super::name::AccountName;
use super::notice::notices;
use super::schedule::{second_of, slot_at};
use super::system_contract::{SYSTEM, Terms, genesis_account};

/// Version of headers whose nonce is a slot.
pub const VERSION_DELEGATED: u32 = 4;

/// A producer of the beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct Founder {
    /// Its account.
    pub name: AccountName,
    /// What its blocks are signed with.
    pub key: PublicKey,
}

/// The engine's part of a block.
#[derive(Clone, Copy, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Part {
    /// How many blocks before itself it confirms.
    pub confirmed: u16,
}

/// Delegated Proof of Stake of one chain.
#[derive(Clone, Debug)]
pub struct DelegatedProofOfStake {
    /// Its figures.
    pub params: Params,
    /// Seconds from asking for a stake until it is paid back.
    pub refund_delay: u32,
    /// Everyone registered at genesis.
    pub founders: Vec<Founder>,
    /// The first schedule, in the order of names.
    pub first: Vec<AccountName>,
    /// Seconds since 1970 at genesis.
    pub genesis_time: u32,
    /// All tokens of genesis, in units.
    pub supply: u64,
}

impl EngineState for Delegation {
    fn root(&self) -> Digest {
        Delegation::root(self)
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

/// The state of delegation, if the engine's state is one.
pub fn delegation(state: &dyn EngineState) -> Option<&Delegation> {
    state.as_any().downcast_ref()
}

impl Consensus for DelegatedProofOfStake {
    fn check(&self, header: &Header, _: &dyn Ancestry) -> Result<(), BlockError> {
        if header.version != self.version() {
            return Err(BlockError::Version);
        }
        if header.bits != 0 {
            return Err(BlockError::Difficulty);
        }
        if header.time != second_of(u64::from(header.nonce)) {
            return Err(BlockError::Engine);
        }
        Ok(())
    }

    fn earliest_time(&self, ancestry: &dyn Ancestry) -> u32 {
        ancestry.header(0).map_or(0, |parent| parent.time)
    }

    fn version(&self) -> u32 {
        VERSION_DELEGATED
    }

    fn genesis_state(&self) -> Arc<dyn EngineState> {
        let mut electorate = Electorate::default();
        for founder in &self.founders {
            electorate.register(founder.name, founder.key, self.genesis_time);
        }
        let slot = slot_at(self.genesis_time, false);
        Arc::new(Delegation::new(electorate, &self.first, slot, self.supply))
    }

    fn genesis_accounts(&self) -> Vec<(Address, Account)> {
        let terms = Terms {
            activation: self.params.activation,
            refund_delay: self.refund_delay,
            claim_interval: self.params.claim_interval,
        };
        let founders = self.founders.iter();
        let owners: Vec<(AccountName, Address)> = founders
            .map(|founder| (founder.name, founder.key.address()))
            .collect();
        vec![(SYSTEM, genesis_account(terms, &owners, self.genesis_time))]
    }

    fn check_seal(&self, before: &dyn EngineState, block: &Block) -> Result<(), BlockError> {
        let key = producer_key(before, block.header()).ok_or(BlockError::Seal)?;
        let signature: Signature = decode(block.seal()).map_err(|_| BlockError::Seal)?;
        if key.verify(&block.id(), &signature) {
            Ok(())
        } else {
            Err(BlockError::Seal)
        }
    }

    fn advance(&self, before: &Arc<dyn EngineState>, made: &Made) -> Result<Advance, BlockError> {
        let state = delegation(&**before).ok_or(BlockError::Engine)?;
        let key = producer_key(&**before, made.header).ok_or(BlockError::Engine)?;
        if made.body.miner != key.address() {
            return Err(BlockError::Engine);
        }
        let part: Part = decode(made.body.engine_bytes()).map_err(|_| BlockError::Engine)?;
        let turn = Turn {
            slot: u64::from(made.header.nonce),
            confirmed: part.confirmed,
        };
        let (next, paid) = state
            .next(&self.params, turn, notices(made.receipts))
            .map_err(|_| BlockError::Engine)?;
        let credits = paid.into_iter().filter(|(_, units)| *units > 0);
        Ok(Advance {
            state: Arc::new(next),
            credits: credits.map(|(to, units)| (to, Amount(units))).collect(),
        })
    }

    fn branch_weight(&self, _: U256, header: &Header, after: &dyn EngineState) -> U256 {
        let _ = header;
        let Some(state) = delegation(after) else {
            return U256::ZERO;
        };
        let chain = state.confirmations();
        (U256::from(chain.irreversible()) << 64) | U256::from(chain.head())
    }
}

/// The key of the producer whose slot the header takes.
fn producer_key(before: &dyn EngineState, header: &Header) -> Option<PublicKey> {
    let state = delegation(before)?;
    let producer = state.producer_at(u64::from(header.nonce))?;
    Some(state.electorate().producers().get(&producer)?.key)
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
