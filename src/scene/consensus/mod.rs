//! The consensus of the run: who takes part with which share, and its answers to what users ask of any.

mod delegated;
mod pow;

use super::model::{BlockTree, Consensus, Network, Producers};
use crate::base::order;

/// Most members listed.
const LISTED: usize = 128;

pub(super) fn build(
    network: &Network,
    tree: &BlockTree,
    producers: Option<&Producers>,
) -> Consensus {
    let mut drawn = producers.map_or_else(|| pow::build(network, tree), delegated::build);
    drawn.count = drawn.members.len() as u32;
    order::sort_by_key(&mut drawn.members, |member| std::cmp::Reverse(member.share));
    drawn.members.truncate(LISTED);
    drawn
}
