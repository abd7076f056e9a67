//! The tokens that are set apart for producers, filled as time goes and paid out by claims.
//!
//! Source: `reference-contracts/contracts/eosio.system/src/producer_pay.cpp`, `claimrewards`.

use borsh::{BorshDeserialize, BorshSerialize};

use super::electorate::VoteShare;
use super::pay::{block_pay, issue, vote_pay};

const MICROS: u64 = 1_000_000;

/// What is there to be paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Purse {
    /// All tokens, in units: those of genesis, and every one issued since.
    pub supply: u64,
    /// For producers by their blocks.
    pub by_blocks: u64,
    /// For producers by their votes.
    pub by_votes: u64,
    /// When it was filled last, in seconds since 1970; `None` until the chain is activated.
    pub filled: Option<u32>,
    /// Blocks of registered producers that are not paid yet.
    pub unpaid_blocks: u64,
}

/// What one claim pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payment {
    /// To the producer, for its blocks.
    pub for_blocks: u64,
    /// To the producer, for its votes.
    pub for_votes: u64,
    /// To the system's savings.
    pub savings: u64,
}

impl Purse {
    /// Issues what is due until `now`; the system's part of it.
    fn fill(&mut self, now: u32) -> u64 {
        let Some(filled) = self.filled else {
            return 0;
        };
        let micros = u64::from(now.saturating_sub(filled)) * MICROS;
        let Some(new) = issue(self.supply, micros) else {
            return 0;
        };
        let Some(supply) = self.supply.checked_add(new.total) else {
            return 0;
        };
        self.supply = supply;
        self.by_blocks += new.by_blocks;
        self.by_votes += new.by_votes;
        self.filled = Some(now);
        new.savings
    }

    /// Pays a producer for its `blocks` and its `share` of the votes; at least `least` for those,
    /// or nothing.
    pub fn pay(&mut self, now: u32, blocks: u64, share: VoteShare, least: u64) -> Payment {
        let savings = self.fill(now);
        let for_blocks = block_pay(self.by_blocks, blocks, self.unpaid_blocks);
        let for_votes = vote_pay(self.by_votes, (share.own, share.all), least);
        self.by_blocks -= for_blocks;
        self.by_votes -= for_votes;
        self.unpaid_blocks = self.unpaid_blocks.saturating_sub(blocks);
        Payment {
            for_blocks,
            for_votes,
            savings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consensus::dpos::pay::{LEAST_VOTE_PAY, TOKEN};

    const DAY: u32 = 24 * 3600;

    fn purse() -> Purse {
        Purse {
            supply: 1_000_000_000 * TOKEN,
            filled: Some(0),
            unpaid_blocks: 172_800,
            ..Purse::default()
        }
    }

    #[test]
    fn a_day_of_one_of_21_equal_producers() {
        let mut purse = purse();
        let share = VoteShare { own: 1, all: 21 };
        let paid = purse.pay(DAY, 172_800 / 21, share, LEAST_VOTE_PAY);
        assert_eq!(paid.savings, 1_340_389_125 - 268_077_825);
        assert_eq!(paid.for_blocks, 67_019_456 * 8_228 / 172_800);
        assert_eq!(paid.for_votes, 201_058_369 / 21);
        assert_eq!(purse.unpaid_blocks, 172_800 - 8_228);
    }

    #[test]
    fn nothing_is_issued_before_the_chain_is_activated() {
        let mut purse = Purse {
            filled: None,
            ..purse()
        };
        let share = VoteShare { own: 1, all: 1 };
        assert_eq!(purse.pay(DAY, 10, share, 0), Payment::default());
        assert_eq!(purse.supply, 1_000_000_000 * TOKEN);
    }

    #[test]
    fn what_is_paid_was_issued() {
        let mut purse = purse();
        let before = purse.supply;
        let mut paid = 0;
        for claim in 0..42 {
            let share = VoteShare {
                own: 1,
                all: 21 - claim % 21,
            };
            let one = purse.pay(DAY * (1 + claim as u32 / 21), 4_114, share, 0);
            paid += one.for_blocks + one.for_votes + one.savings;
        }
        assert_eq!(
            purse.supply - before,
            paid + purse.by_blocks + purse.by_votes
        );
    }
}
