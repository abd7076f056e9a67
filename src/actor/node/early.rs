//! Blocks that come before their time by the node's own clock, and wait for it.

use std::sync::Arc;

use super::super::Context;
use super::Node;
use crate::base::Time;
use crate::chain::{Block, Rules};

/// Most blocks that wait.
const MAX_EARLY: usize = 16;
/// Seconds for which a block may have to wait: two slots of Ethereum's `mainnet` preset.
const LONGEST_WAIT: u32 = 24;
/// Wakes a node when the time of a block that waits has come.
pub(super) const EARLY_TOKEN: u64 = 3;

impl Node {
    /// The latest time that a header may have, by the node's own clock.
    pub(super) fn latest_time(&self, rules: &Rules, now: Time) -> u32 {
        let own = (i128::from(now.0) + i128::from(self.skew)).div_euclid(1_000_000);
        let seconds = (i128::from(rules.genesis_time) + own).clamp(0, i128::from(u32::MAX));
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        seconds.saturating_add(rules.future_limit)
    }

    /// Keeps a block that is ahead of the node's clock, where the consensus goes by slots: the rules ask to queue it until
    /// its slot (consensus-specs `phase0/p2p-interface.md`, topic `beacon_block`). Whether it waits.
    pub(super) fn keep_early(&mut self, block: &Arc<Block>, context: &mut Context) -> bool {
        let waits = self.member.as_ref().is_some_and(|one| one.queues_blocks());
        let rules = context.archive.rules();
        let latest = self.latest_time(rules, context.now);
        let seconds = block.header().time.saturating_sub(latest);
        if !waits || seconds > LONGEST_WAIT || self.early.len() >= MAX_EARLY {
            return false;
        }
        let due = i128::from(block.header().time) - i128::from(rules.genesis_time);
        let due = due - i128::from(rules.future_limit);
        let due = (due * 1_000_000 - i128::from(self.skew)).max(0);
        let due = Time(u64::try_from(due).unwrap_or(u64::MAX));
        self.early.push(block.clone());
        context.wake(due.max(context.now), EARLY_TOKEN);
        true
    }

    /// Takes the blocks whose time has come.
    pub(super) fn on_early_wake(&mut self, context: &mut Context) {
        let latest = self.latest_time(context.archive.rules(), context.now);
        let is_due = |block: &Arc<Block>| block.header().time <= latest;
        let (due, waiting) = std::mem::take(&mut self.early)
            .into_iter()
            .partition(is_due);
        self.early = waiting;
        let due: Vec<Arc<Block>> = due;
        for block in due {
            self.on_block(None, &block, context);
        }
    }
}
