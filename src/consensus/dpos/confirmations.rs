//! What one block adds to the two stages by which EOS made blocks irreversible.
//!
//! A producer's block confirms itself and the blocks since the producer's last one. A block with
//! confirmations by more than two thirds is proposed; it is irreversible when more than two thirds
//! of the producers have produced after seeing it, or a later one, proposed.
//!
//! Source: `leap/libraries/chain/block_header_state_legacy.cpp`, `next` and
//! `calc_dpos_last_irreversible`.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::order;

use super::name::AccountName;

/// Most blocks whose confirmations are counted (`maximum_tracked_dpos_confirmations`).
const MOST_COUNTED: usize = 1024;

/// What a branch knows of one producer of its active schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Progress {
    /// Who.
    pub producer: AccountName,
    /// Height of its last block on this branch.
    pub produced: u64,
    /// The block that was proposed when it last produced.
    pub implied: u64,
}

/// Confirmations along one branch, up to its head.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Confirmations {
    head: u64,
    /// Confirmations that each of the newest blocks lacks until it is proposed; the head's last.
    lacking: Vec<u8>,
    proposed: u64,
    irreversible: u64,
    progress: Vec<Progress>,
}

/// Why a block's confirmations are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmationError {
    /// The block confirms a height at which its producer has a block already.
    DoubleConfirmation,
    /// Its producer is not in the active schedule.
    NotScheduled,
}

/// Confirmations after which a block is proposed: more than two thirds of the producers.
#[must_use]
pub fn threshold(producers: usize) -> usize {
    producers * 2 / 3 + 1
}

impl Confirmations {
    /// A branch of genesis alone, whose block 0 is irreversible.
    #[must_use]
    pub fn new(schedule: &[AccountName]) -> Self {
        let progress = schedule.iter().map(|producer| Progress {
            producer: *producer,
            produced: 0,
            implied: 0,
        });
        Self {
            head: 0,
            lacking: Vec::new(),
            proposed: 0,
            irreversible: 0,
            progress: progress.collect(),
        }
    }

    /// Height of the branch's head.
    #[must_use]
    pub fn head(&self) -> u64 {
        self.head
    }

    /// Highest block that more than two thirds confirmed.
    #[must_use]
    pub fn proposed(&self) -> u64 {
        self.proposed
    }

    /// Last irreversible block.
    #[must_use]
    pub fn irreversible(&self) -> u64 {
        self.irreversible
    }

    /// What is known of each producer of the active schedule, in its order.
    #[must_use]
    pub fn progress(&self) -> &[Progress] {
        &self.progress
    }

    /// Confirmations that the block at `height` still lacks; `None` if it is proposed or forgotten.
    #[must_use]
    pub fn lacking(&self, height: u64) -> Option<u8> {
        let back = usize::try_from(self.head.checked_sub(height)?).ok()?;
        let place = self.lacking.len().checked_sub(back + 1)?;
        self.lacking.get(place).copied()
    }

    /// Adds a block by `producer` that confirms `confirmed` blocks before itself.
    ///
    /// # Errors
    /// A range that reaches the producer's last block on this branch, or a producer that is not
    /// scheduled; nothing changes then.
    pub fn extend(
        &mut self,
        producer: AccountName,
        confirmed: u16,
    ) -> Result<(), ConfirmationError> {
        let height = self.head + 1;
        let place = self
            .progress
            .iter()
            .position(|one| one.producer == producer);
        let own = place.and_then(|place| self.progress.get_mut(place));
        let own = own.ok_or(ConfirmationError::NotScheduled)?;
        let first = height.saturating_sub(u64::from(confirmed));
        if own.produced >= first {
            return Err(ConfirmationError::DoubleConfirmation);
        }
        own.produced = height;
        own.implied = self.proposed;
        self.head = height;
        self.irreversible = self.implied_by_two_thirds();
        self.count(usize::from(confirmed) + 1);
        Ok(())
    }

    /// Gives the branch another active schedule: producers that were in the old one keep their
    /// heights, others begin at the last irreversible block.
    pub fn activate(&mut self, schedule: &[AccountName], by: AccountName) {
        let irreversible = self.irreversible;
        let head = self.head;
        let before = std::mem::take(&mut self.progress);
        let kept = |producer: &AccountName| before.iter().find(|one| one.producer == *producer);
        self.progress = schedule
            .iter()
            .map(|producer| {
                kept(producer).copied().unwrap_or(Progress {
                    producer: *producer,
                    produced: if *producer == by { head } else { irreversible },
                    implied: irreversible,
                })
            })
            .collect();
    }

    /// Counts one confirmation for each of the newest `blocks` blocks, the head's included.
    fn count(&mut self, blocks: usize) {
        if self.lacking.len() >= MOST_COUNTED {
            self.lacking.remove(0);
        }
        let threshold = threshold(self.progress.len());
        self.lacking
            .push(u8::try_from(threshold).unwrap_or(u8::MAX));
        let newest = self.lacking.len() - 1;
        let oldest = self.lacking.len().saturating_sub(blocks);
        for place in (oldest..=newest).rev() {
            self.lacking[place] = self.lacking[place].saturating_sub(1);
            if self.lacking[place] == 0 {
                self.proposed = self.head - (newest - place) as u64;
                self.lacking.drain(..=place);
                break;
            }
        }
    }

    /// The block that more than two thirds of the producers took as proposed.
    fn implied_by_two_thirds(&self) -> u64 {
        let mut implied: Vec<u64> = self.progress.iter().map(|one| one.implied).collect();
        order::sort(&mut implied);
        let place = implied.len().saturating_sub(1) / 3;
        implied.get(place).copied().unwrap_or(0)
    }
}

#[cfg(test)]
#[path = "confirmations_tests.rs"]
mod tests;
