//! What Layer 1 knows of a channel: its terms and where it is in its life.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, decode};
use crate::ledger::State;

use super::{CODE, Terms};

/// Storage slot of the terms.
pub(super) const TERMS: &[u8] = b"terms";
/// Storage slot of the record.
pub(super) const RECORD: &[u8] = b"record";

/// Where a channel is in its life, on Layer 1.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Record {
    /// The first deposit is locked; the second counts up to `deadline`, included.
    Funding {
        /// Last height at which the second deposit counts.
        deadline: u64,
    },
    /// All deposits are locked.
    Open {
        /// Height of the block with the last deposit.
        since: u64,
    },
    /// Somebody posted a state; a newer one counts up to `deadline`, included.
    Disputed(Dispute),
    /// Everything is paid out.
    Closed {
        /// What each got.
        paid: [Amount; 2],
        /// How much of it is the penalty of a cheat.
        penalty: Amount,
    },
}

/// A posted state that a newer one may override.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Dispute {
    /// The posted version.
    pub version: u64,
    /// What it would pay.
    pub balances: [Amount; 2],
    /// Last height, or last time of a block, at which a newer state counts; paid out from the next one on.
    pub deadline: u64,
    /// Who posted it.
    pub by: u8,
    /// Who was caught with a state that it knew to be old.
    pub caught: [bool; 2],
}

impl Dispute {
    /// What each gets, and how much of it is a penalty. Two cheats owe each other the same.
    pub fn outcome(&self, penalty: Amount) -> ([Amount; 2], Amount) {
        let cheat = match self.caught {
            [true, false] => 0,
            [false, true] => 1,
            [false, false] | [true, true] => return (self.balances, Amount::ZERO),
        };
        let moved = penalty.min(self.balances[cheat]);
        let mut paid = self.balances;
        paid[cheat] = Amount(paid[cheat].0.saturating_sub(moved.0));
        paid[1 - cheat] = Amount(paid[1 - cheat].0.saturating_add(moved.0));
        (paid, moved)
    }
}

/// A channel's contract as a state of Layer 1 holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnChain {
    /// The contract.
    pub contract: Address,
    /// What it holds.
    pub locked: Amount,
    /// The terms.
    pub terms: Terms,
    /// Where it is in its life.
    pub record: Record,
}

impl OnChain {
    /// The channel's contract at `contract`, if there is one.
    pub fn read(state: &State, contract: &Address) -> Option<Self> {
        let account = state.get(contract)?;
        if account.contract.as_ref()?.code != CODE {
            return None;
        }
        Some(Self {
            contract: *contract,
            locked: account.balance,
            terms: decode(state.storage(contract, TERMS)?).ok()?,
            record: decode(state.storage(contract, RECORD)?).ok()?,
        })
    }

    /// Whether the contract holds exactly what it owes: the invariant that a judge asks for.
    pub fn is_solvent(&self) -> bool {
        let total = self.terms.total();
        match &self.record {
            Record::Funding { .. } => self.locked == self.terms.deposits[0],
            Record::Open { .. } => Some(self.locked) == total,
            Record::Disputed(dispute) => {
                let owed = Amount::checked_sum(dispute.balances);
                Some(self.locked) == total && owed == total
            }
            Record::Closed { paid, penalty } => {
                let paid = Amount::checked_sum(*paid);
                let refunded = Some(self.terms.deposits[0]);
                let fair = paid == total || (paid == refunded && *penalty == Amount::ZERO);
                self.locked == Amount::ZERO && fair
            }
        }
    }

    /// All channels' contracts.
    pub fn all(state: &State) -> Vec<Self> {
        state
            .accounts()
            .filter_map(|(address, _)| Self::read(state, address))
            .collect()
    }
}
