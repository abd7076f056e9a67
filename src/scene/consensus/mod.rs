//! The consensus of the run: who takes part with which share, and its answers to what users ask of any.

mod pow;

use super::model::{BlockTree, Consensus, Network};
use crate::base::order;

/// Most members listed.
const LISTED: usize = 128;

pub(super) fn build(network: &Network, tree: &BlockTree) -> Consensus {
    let mut drawn = pow::build(network, tree);
    drawn.count = drawn.members.len() as u32;
    order::sort_by_key(&mut drawn.members, |member| std::cmp::Reverse(member.share));
    drawn.members.truncate(LISTED);
    drawn
}
