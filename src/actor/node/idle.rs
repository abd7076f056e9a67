//! Which announcements a node is sure to ignore, whatever else comes until they arrive.

use super::super::Item;
use super::Node;
use super::gossip::PATIENCE;
use crate::base::Time;
use crate::chain::{Entry, Rules};

/// With fewer requests open than this, none is given up for another's sake.
const FEW: usize = 64;

/// What a node does with an announcement of a valid block that it hears of from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attitude {
    /// Nothing, until then.
    Ignores(Time),
    /// The next one makes it ask; those that arrive after that one, but before this moment, it ignores.
    WillAsk(Time),
    /// That depends.
    Unsure,
}

impl Node {
    /// What it does with announcements of this block, as far as that is sure: it has the block; it waits for a peer that
    /// has it, and will take it when it comes; or it will wait. Holds where no link is cut and nobody crashes.
    pub fn attitude(&self, entry: &Entry, now: Time, rules: &Rules) -> Attitude {
        let id = entry.id();
        if self.tree.knows(&id) {
            return Attitude::Ignores(Time(u64::MAX));
        }
        let will_take = self.asked.len() < FEW
            && self.tree.knows(&entry.parent())
            && entry.block.header().time <= self.latest_time(rules, now);
        if !will_take {
            return Attitude::Unsure;
        }
        let item = Item::Block(id);
        match self.asked.iter().find(|(asked, _)| *asked == item) {
            Some((_, since)) => Attitude::Ignores(*since + PATIENCE),
            None => Attitude::WillAsk(now + PATIENCE),
        }
    }
}
