//! The consensus of the run: who takes part with which share, and its answers to what users ask of any.

mod dpos;
mod pow;
mod stake;

use super::model::{BlockTree, Consensus, Network, Producers};
use super::sight::Sight;
use crate::base::order;

/// Most members listed.
const LISTED: usize = 128;

pub(super) fn build(
    sight: &Sight,
    network: &Network,
    tree: &BlockTree,
    producers: Option<&Producers>,
) -> Consensus {
    let mut drawn = match producers {
        Some(producers) => dpos::build(producers),
        None => stake::build(sight).unwrap_or_else(|| pow::build(network, tree)),
    };
    drawn.count = drawn.members.len() as u32;
    order::sort_by_key(&mut drawn.members, |member| std::cmp::Reverse(member.share));
    drawn.members.truncate(LISTED);
    drawn
}
