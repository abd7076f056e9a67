//! What an attacker needs, by the shares that a run ended with.

use serde::Serialize;

use crate::actor::{Delegate, Node, Validating};
use crate::base::{ActorId, order};
use crate::chain::Entry;
use crate::consensus::dpos::confirmations::threshold;
use crate::consensus::dpos::delegation_of;
use crate::consensus::gasper::engine::validators_of;
use crate::simulation::World;

use super::Family;

/// The least part of what decides that is enough, and how few of the run's nodes have it together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// The part: attempts a second, units of stake, or producers.
    pub part: u64,
    /// The whole.
    pub all: u64,
    /// The fewest nodes that have the part together; `None` if all together don't.
    pub nodes: Option<u64>,
}

/// What each node has of what decides, at the head that one of them follows.
pub(super) fn shares(world: &World, head: &Entry, family: Family) -> Vec<(ActorId, u64)> {
    let share = |node: &Node| match family {
        Family::Pow => node.hash_rate(),
        Family::Stake => staked(node, head),
        Family::Delegated => u64::from(produces(node, head)),
    };
    let shares = world.nodes().map(|(id, node)| (id, share(node)));
    shares.filter(|(_, share)| *share > 0).collect()
}

fn staked(node: &Node, head: &Entry) -> u64 {
    let (Some(state), Some(member)) = (validators_of(&*head.engine), node.member::<Validating>())
    else {
        return 0;
    };
    let epoch = state.epoch();
    let validators = state.validators();
    let own = member
        .indices()
        .filter_map(|index| validators.get(index as usize));
    own.filter(|one| one.is_active(epoch))
        .map(|one| one.effective)
        .sum()
}

fn produces(node: &Node, head: &Entry) -> bool {
    let name = node.member::<Delegate>().and_then(Delegate::name);
    let active = delegation_of(&*head.engine).map(|state| &state.active().producers);
    name.zip(active)
        .is_some_and(|(name, active)| active.contains(&name))
}

/// To keep blocks from becoming final, and to decide alone which do.
pub(super) fn needs(shares: &[(ActorId, u64)], family: Family) -> (Need, Need) {
    let all: u64 = shares.iter().map(|(_, share)| share).sum();
    let wide = u128::from(all);
    let (stop, decide) = match family {
        Family::Pow => (all / 2 + 1, all / 2 + 1),
        Family::Stake => (all / 3 + 1, (wide * 2).div_ceil(3) as u64),
        Family::Delegated => {
            let decide = threshold(all as usize) as u64;
            ((all + 1).saturating_sub(decide), decide)
        }
    };
    (need(shares, all, stop), need(shares, all, decide))
}

fn need(shares: &[(ActorId, u64)], all: u64, part: u64) -> Need {
    let mut largest: Vec<u64> = shares.iter().map(|(_, share)| *share).collect();
    order::sort_by_key(&mut largest, |share| std::cmp::Reverse(*share));
    let mut sum = 0;
    let enough = largest.iter().position(|share| {
        sum += share;
        sum >= part
    });
    Need {
        part,
        all,
        nodes: enough.map(|last| last as u64 + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(shares: &[u64]) -> Vec<(ActorId, u64)> {
        let ids = (0..).map(ActorId);
        ids.zip(shares.iter().copied()).collect()
    }

    #[test]
    fn half_of_the_work_a_third_of_the_stake_a_third_of_the_producers() {
        let shares = nodes(&[40, 28, 12]);
        let (stop, decide) = needs(&shares, Family::Pow);
        assert_eq!((stop.part, stop.nodes), (41, Some(2)));
        assert_eq!(stop, decide);
        let (stop, decide) = needs(&shares, Family::Stake);
        assert_eq!((stop.part, stop.nodes), (27, Some(1)));
        assert_eq!((decide.part, decide.nodes), (54, Some(2)));
        let (stop, decide) = needs(&nodes(&[1; 21]), Family::Delegated);
        assert_eq!((stop.part, stop.nodes), (7, Some(7)));
        assert_eq!((decide.part, decide.nodes), (15, Some(15)));
    }

    #[test]
    fn where_nobody_has_a_share_nobody_has_enough() {
        let (stop, _) = needs(&[], Family::Pow);
        assert_eq!((stop.all, stop.nodes), (0, None));
    }
}
