//! Who offers to produce, who votes for whom with which stake, and what follows for pay by votes.
//!
//! Source: `reference-contracts/contracts/eosio.system/src/voting.cpp`, `update_votes`,
//! `update_producer_votepay_share`.

use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, PublicKey};

use super::name::AccountName;
use super::schedule::Candidate;
use super::vote_weight::vote_weight;

/// Who offers, or offered, to produce.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Producer {
    /// What its blocks are signed with; its address is paid.
    pub key: PublicKey,
    /// Whether it offers to produce now.
    pub active: bool,
    /// Weight of all votes for it.
    pub votes: u128,
    /// When it was last paid, or registered; seconds since 1970.
    pub claimed: u32,
    share: u128,
    updated: u32,
}

/// A voter's stake and vote.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Voter {
    /// Its stake, in units.
    pub stake: u64,
    /// Whom it votes for.
    pub producers: Vec<AccountName>,
    /// What its vote weighs: as of the time when it was cast, or when its stake changed last.
    pub weight: u128,
    voted: bool,
}

/// Producers and voters of a chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Electorate {
    producers: BTreeMap<AccountName, Producer>,
    voters: BTreeMap<Address, Voter>,
    activated: u64,
}

/// A producer's claim on the tokens for votes, and what all claims come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoteShare {
    /// Its votes times the seconds since its last claim; 0 if that is three intervals ago.
    pub own: u128,
    /// Those of all producers that claim in time.
    pub all: u128,
}

impl Electorate {
    /// Every producer that ever registered.
    pub fn producers(&self) -> &BTreeMap<AccountName, Producer> {
        &self.producers
    }

    /// Every account that ever staked.
    pub fn voters(&self) -> &BTreeMap<Address, Voter> {
        &self.voters
    }

    /// Stake that has voted at least once, in units, as it was then.
    pub fn activated(&self) -> u64 {
        self.activated
    }

    /// An account offers to produce, or changes its key.
    pub fn register(&mut self, name: AccountName, key: PublicKey, now: u32) {
        let producer = self.producers.entry(name).or_insert(Producer {
            key,
            active: true,
            votes: 0,
            claimed: now,
            share: 0,
            updated: now,
        });
        producer.key = key;
        producer.active = true;
    }

    /// A producer offers no more; its votes stay where they are.
    pub fn retire(&mut self, name: AccountName) {
        if let Some(producer) = self.producers.get_mut(&name) {
            producer.active = false;
        }
    }

    /// A voter's whole stake is now `stake`: its vote, if there is one, is weighed again.
    pub fn restake(&mut self, voter: Address, stake: u64, clock: Clock) {
        let known = self.voters.entry(voter).or_default();
        known.stake = stake;
        let producers = known.producers.clone();
        if known.voted {
            self.weigh(voter, producers, clock);
        }
    }

    /// A voter votes with its whole stake.
    pub fn vote(&mut self, voter: Address, producers: Vec<AccountName>, clock: Clock) {
        let known = self.voters.entry(voter).or_default();
        if !known.voted {
            known.voted = true;
            self.activated = self.activated.saturating_add(known.stake);
        }
        self.weigh(voter, producers, clock);
    }

    fn weigh(&mut self, voter: Address, producers: Vec<AccountName>, clock: Clock) {
        let Some(known) = self.voters.get_mut(&voter) else {
            return;
        };
        let before = std::mem::take(known);
        known.stake = before.stake;
        known.voted = before.voted;
        known.weight = vote_weight(before.stake, clock.now);
        known.producers = producers;
        let (weight, now_for) = (known.weight, known.producers.clone());
        let left = before
            .producers
            .iter()
            .map(|name| (*name, before.weight, 0));
        for (name, less, more) in left.chain(now_for.iter().map(|name| (*name, 0, weight))) {
            if let Some(producer) = self.producers.get_mut(&name) {
                producer.accrue(clock);
                producer.votes = producer.votes.saturating_sub(less).saturating_add(more);
            }
        }
    }

    /// Pays a producer's share out: what it comes to, now that it is counted anew.
    pub fn claim(&mut self, name: AccountName, clock: Clock) -> Option<VoteShare> {
        let counted = self.producers.values().filter(|one| one.counts(clock));
        let all = counted.map(|one| one.share_at(clock));
        let all = all.fold(0_u128, u128::saturating_add);
        let producer = self.producers.get_mut(&name)?;
        let late = clock.now >= clock.limit(producer.claimed);
        let own = if late { 0 } else { producer.share_at(clock) };
        producer.share = 0;
        producer.updated = clock.now;
        producer.claimed = clock.now;
        Some(VoteShare { own, all })
    }

    /// Everyone who may be elected.
    pub fn candidates(&self) -> Vec<Candidate> {
        let producers = self.producers.iter();
        producers
            .map(|(name, producer)| Candidate {
                name: *name,
                votes: producer.votes,
                active: producer.active,
            })
            .collect()
    }
}

/// The time, and after how long without a claim a producer's share is dropped.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Seconds since 1970.
    pub now: u32,
    /// Seconds from one claim to the next; three of them without one, and the share is dropped.
    pub interval: u32,
}

impl Clock {
    fn limit(self, claimed: u32) -> u32 {
        claimed.saturating_add(self.interval.saturating_mul(3))
    }
}

impl Producer {
    /// Whether its share still belongs to the sum of all.
    fn counts(&self, clock: Clock) -> bool {
        self.updated < clock.limit(self.claimed)
    }

    fn share_at(&self, clock: Clock) -> u128 {
        if !self.counts(clock) {
            return 0;
        }
        let seconds = clock.now.saturating_sub(self.updated);
        let grown = self.votes.saturating_mul(u128::from(seconds));
        self.share.saturating_add(grown)
    }

    /// Adds up its share before its votes change; drops it if the last claim is too long ago.
    fn accrue(&mut self, clock: Clock) {
        let late = clock.now >= clock.limit(self.claimed);
        self.share = if late { 0 } else { self.share_at(clock) };
        self.updated = clock.now;
    }
}

#[cfg(test)]
#[path = "electorate_tests.rs"]
mod tests;
