//! What is heard of a run while it is played: who made which block, when blocks became final, what was sent.

use std::collections::BTreeMap;

use crate::base::{ActorId, Digest, Time};
use crate::event::{ChainFact, Event, Fact, NetworkFact, System, WalletFact};

use super::Family;

/// Blocks on top after which one counts as final under proof of work, which never says so itself.
pub const DEPTH: u64 = 6;

/// The counters of one run, for its chain as one node sees it.
#[derive(Debug)]
pub(super) struct Meter {
    pub(super) family: Family,
    pub(super) seen_by: ActorId,
    /// When each block was made, and by whom.
    pub(super) made: BTreeMap<Digest, (Time, ActorId)>,
    /// When the node first held a height for final: genesis first.
    pub(super) settled: Vec<Time>,
    /// Blocks that it left although it held them for final.
    pub(super) unsettled: u64,
    pub(super) reorgs: u64,
    pub(super) deepest: u64,
    /// When somebody first had a transaction.
    pub(super) signed: BTreeMap<Digest, Time>,
    /// When the node saw a transaction in its chain, last.
    pub(super) included: BTreeMap<Digest, Time>,
    pub(super) messages: u64,
    pub(super) bytes: u64,
    /// Commands of the script that were taken, and that were refused.
    pub(super) commands: [u64; 2],
}

impl Meter {
    pub(super) fn new(family: Family, seen_by: ActorId) -> Self {
        Self {
            family,
            seen_by,
            made: BTreeMap::new(),
            settled: vec![Time::ZERO],
            unsettled: 0,
            reorgs: 0,
            deepest: 0,
            signed: BTreeMap::new(),
            included: BTreeMap::new(),
            messages: 0,
            bytes: 0,
            commands: [0; 2],
        }
    }

    pub(super) fn note(&mut self, event: &Event) {
        let at = event.time;
        match &event.fact {
            Fact::Chain(fact) => self.note_chain(at, fact),
            Fact::Wallet(fact) => self.note_wallet(at, fact),
            Fact::Network(NetworkFact::Sent { system, bytes, .. }) => {
                if *system == System::Layer1 {
                    self.messages += 1;
                    self.bytes += u64::from(*bytes);
                }
            }
            Fact::Script { refusal, .. } => {
                self.commands[usize::from(refusal.is_some())] += 1;
            }
            Fact::Network(_) | Fact::Channel(_) | Fact::Rollup(_) | Fact::Sidechain(_) => {}
        }
    }

    fn note_chain(&mut self, at: Time, fact: &ChainFact) {
        match fact {
            ChainFact::Mined { miner, block, .. } => {
                self.made.entry(*block).or_insert((at, *miner));
            }
            ChainFact::Produced { node, block, .. } => {
                self.made.entry(*block).or_insert((at, *node));
            }
            ChainFact::Finalized { node, height, .. } if *node == self.seen_by => {
                self.settle(at, *height);
            }
            ChainFact::HeadMoved {
                node,
                height,
                removed,
                ..
            } if *node == self.seen_by => self.move_head(at, *height, (*removed).into()),
            _ => {}
        }
    }

    fn move_head(&mut self, at: Time, height: u64, removed: u64) {
        if removed > 0 {
            self.reorgs += 1;
            self.deepest = self.deepest.max(removed);
        }
        if self.family == Family::Pow {
            self.unsettled += removed.saturating_sub(DEPTH);
            self.settle(at, height.saturating_sub(DEPTH));
        }
    }

    fn settle(&mut self, at: Time, height: u64) {
        while self.settled.len() as u64 <= height {
            self.settled.push(at);
        }
    }

    fn note_wallet(&mut self, at: Time, fact: &WalletFact) {
        match fact {
            WalletFact::Submitted { transaction, .. } | WalletFact::Pooled { transaction, .. } => {
                self.signed.entry(*transaction).or_insert(at);
            }
            WalletFact::Included {
                node, transaction, ..
            } if *node == self.seen_by => {
                self.included.insert(*transaction, at);
            }
            _ => {}
        }
    }
}
