//! A proposer leaves out a head that came late and that nearly nobody voted for
//! (`phase0/fork-choice.md`, `get_proposer_head`).

use super::params::{Gwei, Slot};
use super::store::{Known, Store};
use super::validator::Index;
use crate::base::Digest;

/// A head with less than this percent of a slot's votes is weak.
const WEAK_PERCENT: u64 = 20;
/// A parent with more than this percent of a slot's votes is strong.
const STRONG_PERCENT: u64 = 160;
/// With more epochs without finality than this, nothing is left out.
const MAX_EPOCHS_WITHOUT_FINALITY: u64 = 2;

impl Store {
    /// What to build on in `slot`: the head, or its parent if that is allowed and safe.
    /// `committee` are the voters of the head's slot, `on_time` whether the slot has only begun.
    #[must_use]
    pub fn proposer_head(&self, slot: Slot, committee: &[Index], on_time: bool) -> Digest {
        let head = self.head();
        let Some(block) = self.block(&head) else {
            return head;
        };
        let Some(parent) = block.parent.and_then(|place| self.blocks.get(place)) else {
            return head;
        };
        let follows = block.slot + 1 == slot;
        let weak = self.is_weak(&head, committee);
        let late = !block.timely
            && on_time
            && follows
            && parent.slot + 1 == block.slot
            && self.may_leave_out(slot, block, parent)
            && self.votes(&parent.root) > self.fraction(STRONG_PERCENT);
        if weak && self.boosted != Some(head) && (late || (follows && self.is_doubled(block))) {
            parent.root
        } else {
            head
        }
    }

    fn may_leave_out(&self, slot: Slot, block: &Known, parent: &Known) -> bool {
        let epochs = self
            .preset
            .epoch_of(slot)
            .saturating_sub(self.finalized.epoch);
        !slot.is_multiple_of(self.preset.slots_per_epoch)
            && block.unrealized == parent.unrealized
            && epochs <= MAX_EPOCHS_WITHOUT_FINALITY
    }

    fn is_weak(&self, head: &Digest, committee: &[Index]) -> bool {
        let weight = |index: &Index| {
            self.stake
                .weights
                .get(*index as usize)
                .copied()
                .unwrap_or(0)
        };
        let doubled = committee
            .iter()
            .filter(|index| self.equivocating.contains(*index));
        let doubled: Gwei = doubled.map(weight).sum();
        self.votes(head).saturating_add(doubled) < self.fraction(WEAK_PERCENT)
    }

    /// Whether the proposer made another block for the same slot.
    fn is_doubled(&self, block: &Known) -> bool {
        let same = |other: &&Known| other.slot == block.slot && other.proposer == block.proposer;
        self.blocks.iter().filter(same).count() > 1
    }
}
