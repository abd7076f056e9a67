//! LMD-GHOST: from the justified checkpoint always into the child whose branch the latest votes
//! weigh most, without branches that disagree about what is justified or final
//! (`phase0/fork-choice.md`, `get_head`, `filter_block_tree`, `get_weight`).

use super::params::{Gwei, MIN_ACTIVATION_BALANCE};
use super::store::Store;
use crate::base::Digest;

/// Fewer votes a slot than this, and a boost that is told in percent of them says little.
pub const LEAST_VOTES_FOR_BOOST: u64 = 100;

/// One way on at a fork.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// The block to which it leads.
    pub root: Digest,
    /// The stake whose latest votes are for it or for what follows it.
    pub votes: Gwei,
    /// What a timely block on it adds in its slot.
    pub boost: Gwei,
    /// Whether one of its leaves agrees with what the node holds for justified and final.
    pub viable: bool,
}

impl Way {
    /// Votes and boost.
    #[must_use]
    pub const fn weight(&self) -> Gwei {
        self.votes.saturating_add(self.boost)
    }
}

/// A block with more than one child, and how it went on from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The block.
    pub root: Digest,
    /// Its children, the one that was chosen first.
    pub ways: Vec<Way>,
}

/// How the head was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The head.
    pub head: Digest,
    /// The forks on the way to it, oldest first.
    pub forks: Vec<Fork>,
}

struct Weighed {
    votes: Vec<Gwei>,
    boost: Vec<Gwei>,
    viable: Vec<bool>,
    children: Vec<Vec<usize>>,
}

impl Store {
    /// The block to build on and to vote for.
    #[must_use]
    pub fn head(&self) -> Digest {
        self.root(self.head_place())
    }

    pub(super) fn head_place(&self) -> usize {
        let weighed = self.weigh();
        let mut at = self.start();
        while let Some(best) = self.best(&weighed, at) {
            at = best;
        }
        at
    }

    /// The head, and why each branch won.
    #[must_use]
    pub fn choice(&self) -> Choice {
        let weighed = self.weigh();
        let mut forks = Vec::new();
        let mut at = self.start();
        loop {
            let best = self.best(&weighed, at);
            let children = weighed.children.get(at).map_or(&[][..], Vec::as_slice);
            if children.len() > 1 {
                let first = best.into_iter();
                let others = children
                    .iter()
                    .copied()
                    .filter(|child| Some(*child) != best);
                let ways = first.chain(others).map(|child| self.way(&weighed, child));
                forks.push(Fork {
                    root: self.root(at),
                    ways: ways.collect(),
                });
            }
            match best {
                Some(best) => at = best,
                None => break,
            }
        }
        Choice {
            head: self.root(at),
            forks,
        }
    }

    /// What a timely block counts for.
    #[must_use]
    pub fn boost(&self) -> Gwei {
        self.fraction(self.boost_percent)
    }

    /// That many percent of the stake that votes in one slot.
    pub(super) fn fraction(&self, percent: u64) -> Gwei {
        let slot = self.stake.total / self.preset.slots_per_epoch;
        slot.saturating_mul(percent) / 100
    }

    /// The stake whose latest votes are for a block or for what follows it.
    #[must_use]
    pub fn votes(&self, root: &Digest) -> Gwei {
        let place = self.places.get(root);
        let weighed = self.weigh();
        place
            .and_then(|place| weighed.votes.get(*place))
            .copied()
            .unwrap_or(0)
    }

    /// Whether an experiment with the boost says something: at least a hundred votes a slot.
    #[must_use]
    pub fn is_large_enough_for_boost(&self) -> bool {
        self.votes_a_slot() >= LEAST_VOTES_FOR_BOOST
    }

    /// Votes of 32 coins in a slot, by the stake that is justified.
    #[must_use]
    pub fn votes_a_slot(&self) -> u64 {
        self.stake.total / MIN_ACTIVATION_BALANCE / self.preset.slots_per_epoch
    }

    fn start(&self) -> usize {
        self.places.get(&self.justified.root).copied().unwrap_or(0)
    }

    fn way(&self, weighed: &Weighed, place: usize) -> Way {
        let of = |list: &[Gwei]| list.get(place).copied().unwrap_or(0);
        Way {
            root: self.root(place),
            votes: of(&weighed.votes),
            boost: of(&weighed.boost),
            viable: weighed.viable.get(place) == Some(&true),
        }
    }

    /// The heaviest viable child; of equals, the one with the higher root.
    fn best(&self, weighed: &Weighed, at: usize) -> Option<usize> {
        let children = weighed.children.get(at)?.iter().copied();
        let viable = children.filter(|child| weighed.viable.get(*child) == Some(&true));
        viable.max_by_key(|child| {
            let way = self.way(weighed, *child);
            (way.weight(), way.root)
        })
    }

    /// Weighs every branch: parents stand before their children, so one pass from the end is enough.
    fn weigh(&self) -> Weighed {
        let count = self.blocks.len();
        let mut weighed = Weighed {
            votes: vec![0; count],
            boost: vec![0; count],
            viable: vec![false; count],
            children: vec![Vec::new(); count],
        };
        self.count_votes(&mut weighed.votes);
        if let Some(place) = self.boosted.and_then(|root| self.places.get(&root))
            && let Some(boost) = weighed.boost.get_mut(*place)
        {
            *boost = self.boost();
        }
        for (place, block) in self.blocks.iter().enumerate().rev() {
            let is_leaf = weighed.children.get(place).is_some_and(Vec::is_empty);
            if is_leaf && let Some(viable) = weighed.viable.get_mut(place) {
                *viable = self.agrees(place);
            }
            let Some(parent) = block.parent else { continue };
            add_to(&mut weighed.votes, place, parent);
            add_to(&mut weighed.boost, place, parent);
            if weighed.viable.get(place) == Some(&true)
                && let Some(viable) = weighed.viable.get_mut(parent)
            {
                *viable = true;
            }
            if let Some(children) = weighed.children.get_mut(parent) {
                children.push(place);
            }
        }
        weighed
    }

    fn count_votes(&self, votes: &mut [Gwei]) {
        for ((message, weight), index) in self.messages.iter().zip(&self.stake.weights).zip(0..) {
            let place = message.and_then(|message| message.place);
            if let Some(sum) = place.and_then(|place| votes.get_mut(place))
                && !self.equivocating.contains(&index)
            {
                *sum = sum.saturating_add(*weight);
            }
        }
    }

    /// Whether a leaf's chain agrees with what the node holds for justified and final.
    fn agrees(&self, place: usize) -> bool {
        let Some(block) = self.blocks.get(place) else {
            return false;
        };
        let current = self.preset.epoch_of(self.slot);
        let source = if current > self.preset.epoch_of(block.slot) {
            block.unrealized
        } else {
            block.justified
        };
        let justified = self.justified.epoch == 0
            || source.epoch == self.justified.epoch
            || source.epoch + 2 >= current;
        justified && self.has_final(place)
    }
}

fn add_to(sums: &mut [Gwei], from: usize, to: usize) {
    let part = sums.get(from).copied().unwrap_or(0);
    if let Some(sum) = sums.get_mut(to) {
        *sum = sum.saturating_add(part);
    }
}
