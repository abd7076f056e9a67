//! What the log says that the chosen node lived through: when it saw what, and what it left.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Digest, Time};
use crate::event::{ChainFact, Fact, WalletFact};

use super::sight::Sight;

/// The chosen node's memories, as far back as the log is kept.
#[derive(Default)]
pub(super) struct Past {
    /// When it took a block.
    pub(super) seen: BTreeMap<Digest, Time>,
    /// When it took a transaction into its mempool, last.
    pub(super) pooled: BTreeMap<Digest, Time>,
    /// Blocks that were on its main chain and left it at least once.
    pub(super) left: BTreeSet<Digest>,
    /// When a wallet signed and submitted a transaction, first.
    pub(super) submitted: BTreeMap<Digest, Time>,
    /// Transactions whose block left its main chain, and that it saw in no other since; with that block.
    pub(super) orphaned: BTreeMap<Digest, Digest>,
    /// How many transactions it refused.
    pub(super) refused: u32,
}

impl Past {
    pub(super) fn of(sight: &Sight) -> Self {
        let mut past = Self::default();
        let mut head = sight.archive.genesis();
        for event in sight.past {
            match &event.fact {
                Fact::Chain(fact) => past.on_chain(sight, fact, event.time, &mut head),
                Fact::Wallet(fact) => past.on_wallet(sight, fact, event.time),
                Fact::Network(_)
                | Fact::Channel(_)
                | Fact::Rollup(_)
                | Fact::Sidechain(_)
                | Fact::Script { .. } => {}
            }
        }
        past
    }

    fn on_chain(&mut self, sight: &Sight, fact: &ChainFact, time: Time, head: &mut Digest) {
        match fact {
            ChainFact::Accepted { node, block, .. } if *node == sight.seen_as => {
                self.seen.entry(*block).or_insert(time);
            }
            ChainFact::HeadMoved {
                node,
                head: new,
                removed,
                ..
            } if *node == sight.seen_as => {
                if *removed > 0 {
                    self.left.extend(sight.archive.between(head, new).removed);
                }
                *head = *new;
            }
            _ => {}
        }
    }

    fn on_wallet(&mut self, sight: &Sight, fact: &WalletFact, time: Time) {
        match fact {
            WalletFact::Pooled { node, transaction } if *node == sight.seen_as => {
                self.pooled.insert(*transaction, time);
            }
            WalletFact::Raised {
                old, transaction, ..
            } => {
                let since = self.submitted.get(old).copied().unwrap_or(time);
                self.submitted.insert(*transaction, since);
            }
            WalletFact::Submitted { transaction, .. } => {
                self.submitted.entry(*transaction).or_insert(time);
            }
            WalletFact::Orphaned {
                node,
                transaction,
                block,
            } if *node == sight.seen_as => {
                self.orphaned.insert(*transaction, *block);
            }
            WalletFact::Included {
                node, transaction, ..
            } if *node == sight.seen_as => {
                self.orphaned.remove(transaction);
            }
            WalletFact::Refused { node, .. } if *node == sight.seen_as => self.refused += 1,
            _ => {}
        }
    }
}
