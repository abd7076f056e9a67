//! Delegated Proof of Stake after a block: schedules on their way, confirmations, attendance, pay.
//!
//! Sources: `leap/libraries/chain/controller.cpp` (`start_block`), `block_header_state_legacy.cpp`,
//! `reference-contracts/.../producer_pay.cpp` (`onblock`); missed slots as BitShares counts them
//! (`db_update.cpp`).

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Digest, encode, sha256};

use super::confirmations::{ConfirmationError, Confirmations};
use super::electorate::{Clock, Electorate};
use super::name::AccountName;
use super::notice::Notice;
use super::purse::{Payment, Purse};
use super::schedule::{elect, producer_at, second_of};

/// A numbered list of producers.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Schedule {
    /// One more than the schedule's before.
    pub version: u32,
    /// In the order of names.
    pub producers: Vec<AccountName>,
}

/// A schedule that waits until the block at a height is irreversible.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Waiting {
    /// The schedule.
    pub schedule: Arc<Schedule>,
    /// The block that brought it here.
    pub height: u64,
}

/// What a producer did with its slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Tally {
    /// Who.
    pub producer: AccountName,
    /// Blocks.
    pub produced: u32,
    /// Slots without a block.
    pub missed: u32,
    /// Blocks not paid yet.
    pub unpaid: u32,
}

/// The chain's own figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// Most producers of a schedule.
    pub seats: usize,
    /// An election follows when more slots than this have passed since the last.
    pub election_slots: u64,
    /// Stake that must have voted before there are elections and pay.
    pub activation: u64,
    /// Seconds from one claim of a producer to the next.
    pub claim_interval: u32,
    /// Least pay by votes of a claim; below, it is nothing.
    pub least_vote_pay: u64,
    /// Where the system's part of new tokens goes.
    pub savings: Address,
}

/// The state of one branch at its head.
#[derive(Clone, Debug, PartialEq)]
pub struct Delegation {
    electorate: Arc<Electorate>,
    electorate_root: Digest,
    confirmations: Confirmations,
    active: Arc<Schedule>,
    pending: Option<Waiting>,
    proposed: Option<Waiting>,
    elected_at: u64,
    slot: u64,
    producer: Option<AccountName>,
    tallies: Vec<Tally>,
    purse: Purse,
}

/// A block as far as the rules of delegation look at it.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// Its slot.
    pub slot: u64,
    /// How many blocks before itself it confirms.
    pub confirmed: u16,
}

/// Why a block is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DelegationError {
    /// Its slot is not after its parent's.
    Slot,
    /// Its confirmations are refused.
    Confirmations(ConfirmationError),
}

impl Delegation {
    /// A chain that begins with these producers, at the slot of its genesis.
    #[must_use]
    pub fn new(electorate: Electorate, producers: &[AccountName], slot: u64, supply: u64) -> Self {
        let purse = Purse {
            supply,
            ..Purse::default()
        };
        Self {
            electorate_root: sha256(&encode(&electorate)),
            electorate: Arc::new(electorate),
            confirmations: Confirmations::new(producers),
            active: Arc::new(Schedule {
                version: 0,
                producers: producers.to_vec(),
            }),
            pending: None,
            proposed: None,
            elected_at: 0,
            slot,
            producer: None,
            tallies: Vec::new(),
            purse,
        }
    }

    /// Producers, voters, votes.
    pub fn electorate(&self) -> &Electorate {
        &self.electorate
    }

    /// Who confirmed what.
    pub fn confirmations(&self) -> &Confirmations {
        &self.confirmations
    }

    /// Who produces now.
    pub fn active(&self) -> &Schedule {
        &self.active
    }

    /// The schedule that is to be active when the block that carries it is irreversible.
    pub fn pending(&self) -> Option<&Waiting> {
        self.pending.as_ref()
    }

    /// The schedule that an election proposed, until the block of the election is irreversible.
    pub fn proposed(&self) -> Option<&Waiting> {
        self.proposed.as_ref()
    }

    /// Slot of the head.
    pub fn slot(&self) -> u64 {
        self.slot
    }

    /// Attendance of everyone who ever was scheduled, in the order of first blocks or misses.
    pub fn tallies(&self) -> &[Tally] {
        &self.tallies
    }

    /// Tokens that wait to be claimed.
    pub fn purse(&self) -> &Purse {
        &self.purse
    }

    /// Whose slot it is on top of this head.
    pub fn producer_at(&self, slot: u64) -> Option<AccountName> {
        producer_at(slot, &self.active.producers)
    }

    /// What the next block commits to.
    pub fn root(&self) -> Digest {
        sha256(&encode(&(
            self.electorate_root,
            &self.confirmations,
            (&self.active, &self.pending, &self.proposed),
            (self.elected_at, self.slot, self.producer),
            &self.tallies,
            &self.purse,
        )))
    }

    /// The state after one more block, and whom it pays in which units.
    ///
    /// # Errors
    /// The first rule that the block breaks.
    pub fn next(
        &self,
        params: &Params,
        turn: Turn,
        notices: Vec<Notice>,
    ) -> Result<(Self, Vec<(Address, u64)>), DelegationError> {
        if turn.slot <= self.slot {
            return Err(DelegationError::Slot);
        }
        let unscheduled = DelegationError::Confirmations(ConfirmationError::NotScheduled);
        let producer = self.producer_at(turn.slot).ok_or(unscheduled)?;
        let mut next = self.clone();
        next.confirmations
            .extend(producer, turn.confirmed)
            .map_err(DelegationError::Confirmations)?;
        next.attend(self, turn.slot, producer);
        next.move_schedules(producer);
        next.look_back(params, self);
        (next.slot, next.producer) = (turn.slot, Some(producer));
        let clock = Clock {
            now: second_of(turn.slot),
            interval: params.claim_interval,
        };
        let mut paid = Vec::new();
        for notice in notices {
            next.take(params, clock, notice, &mut paid);
        }
        Ok((next, paid))
    }

    /// Counts the block, and the slots that were let pass before it.
    fn attend(&mut self, before: &Self, slot: u64, producer: AccountName) {
        let tally = self.tally(producer);
        tally.produced = tally.produced.saturating_add(1);
        let passed = slot - before.slot - 1;
        let length = before.active.producers.len() as u64 * super::schedule::BLOCKS_IN_A_ROW;
        let rounds = passed.checked_div(length).unwrap_or(0);
        let whole = u32::try_from(rounds * super::schedule::BLOCKS_IN_A_ROW).unwrap_or(u32::MAX);
        if rounds > 0 {
            for name in &before.active.producers {
                let tally = self.tally(*name);
                tally.missed = tally.missed.saturating_add(whole);
            }
        }
        for missed in slot - passed % length.max(1)..slot {
            if let Some(name) = before.producer_at(missed) {
                let tally = self.tally(name);
                tally.missed = tally.missed.saturating_add(1);
            }
        }
    }

    fn tally(&mut self, producer: AccountName) -> &mut Tally {
        let known = self.tallies.iter().position(|one| one.producer == producer);
        let place = known.unwrap_or(self.tallies.len());
        if known.is_none() {
            self.tallies.push(Tally {
                producer,
                produced: 0,
                missed: 0,
                unpaid: 0,
            });
        }
        &mut self.tallies[place]
    }

    /// Proposed becomes pending, and pending active, when the blocks that brought them there are
    /// irreversible; one step a block.
    fn move_schedules(&mut self, producer: AccountName) {
        let irreversible = self.confirmations.irreversible();
        let due = |waiting: &Waiting| irreversible >= waiting.height;
        if let Some(pending) = self.pending.take() {
            if due(&pending) {
                self.active = pending.schedule;
                self.confirmations
                    .activate(&self.active.producers, producer);
            } else {
                self.pending = Some(pending);
            }
            return;
        }
        if let Some(proposed) = self.proposed.take() {
            if due(&proposed) {
                self.pending = Some(Waiting {
                    height: self.confirmations.head(),
                    ..proposed
                });
            } else {
                self.proposed = Some(proposed);
            }
        }
    }

    /// What the system does at the start of each block with the one before: pay is due for it, and
    /// from time to time there is an election.
    fn look_back(&mut self, params: &Params, before: &Self) {
        if self.electorate.activated() < params.activation {
            return;
        }
        self.purse.filled.get_or_insert(second_of(before.slot));
        let Some(producer) = before.producer else {
            return;
        };
        if self.electorate.producers().contains_key(&producer) {
            self.purse.unpaid_blocks += 1;
            let tally = self.tally(producer);
            tally.unpaid = tally.unpaid.saturating_add(1);
        }
        if before.slot.saturating_sub(self.elected_at) > params.election_slots {
            self.elected_at = before.slot;
            self.propose(elect(&self.electorate.candidates(), params.seats));
        }
    }

    /// Proposes a schedule, unless it is smaller than the one before, the same, or another waits.
    fn propose(&mut self, producers: Vec<AccountName>) {
        let newest = self
            .pending
            .as_ref()
            .map_or(&self.active, |one| &one.schedule);
        let smaller = producers.is_empty() || producers.len() < newest.producers.len();
        if smaller || producers == newest.producers || self.proposed.is_some() {
            return;
        }
        self.proposed = Some(Waiting {
            schedule: Arc::new(Schedule {
                version: newest.version.saturating_add(1),
                producers,
            }),
            height: self.confirmations.head(),
        });
    }

    fn take(
        &mut self,
        params: &Params,
        clock: Clock,
        notice: Notice,
        paid: &mut Vec<(Address, u64)>,
    ) {
        let electorate = Arc::make_mut(&mut self.electorate);
        match notice {
            Notice::Registered { name, key } => electorate.register(name, key, clock.now),
            Notice::Retired { name } => electorate.retire(name),
            Notice::Staked { voter, stake } => electorate.restake(voter, stake, clock),
            Notice::Voted { voter, producers } => electorate.vote(voter, producers, clock),
            Notice::Claimed { name } => self.pay(params, clock, name, paid),
        }
        self.electorate_root = sha256(&encode(&*self.electorate));
    }

    fn pay(
        &mut self,
        params: &Params,
        clock: Clock,
        name: AccountName,
        paid: &mut Vec<(Address, u64)>,
    ) {
        let electorate = Arc::make_mut(&mut self.electorate);
        let Some(share) = electorate.claim(name, clock) else {
            return;
        };
        let Some(owner) = electorate.producers().get(&name) else {
            return;
        };
        let owner = owner.key.address();
        let unpaid = std::mem::take(&mut self.tally(name).unpaid);
        let Payment {
            for_blocks,
            for_votes,
            savings,
        } = self
            .purse
            .pay(clock.now, u64::from(unpaid), share, params.least_vote_pay);
        paid.extend([(owner, for_blocks + for_votes), (params.savings, savings)]);
    }
}

#[cfg(test)]
#[path = "delegation_tests.rs"]
mod tests;
