//! Finds the fact in the log that made a condition hold, so that the page can mark it.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{ActorId, Digest, order};
use crate::consensus::dpos::name::AccountName;
use crate::event::{ChainFact, ChannelFact, Fact, RollupFact, WalletFact};

use super::{Condition, Reading};

impl Reading<'_> {
    /// The number of the fact that made a condition on the log hold; `None` if it does not, or is on the state alone.
    pub fn decisive(&self, condition: &Condition) -> Option<u64> {
        let place = match condition {
            Condition::All(list) => {
                let facts = list.iter().filter_map(|one| self.decisive(one));
                return facts.max();
            }
            Condition::Any(list) => return list.iter().find_map(|one| self.decisive(one)),
            Condition::Pooled { from, nodes } => self.pooled(self.actor(from)?, *nodes),
            Condition::Orphaned { from } => self.orphaned(self.actor(from)?),
            Condition::RollupBetrayed { rollup } => self.betrayed(*rollup),
            Condition::Refused { reason, nodes } => self.refused(*nodes, |fact| match fact {
                Fact::Wallet(WalletFact::Refused {
                    node, reason: told, ..
                }) if told == reason => Some(*node),
                _ => None,
            }),
            Condition::BlockRefused { reason, nodes } => self.refused(*nodes, |fact| match fact {
                Fact::Chain(ChainFact::Refused {
                    node, reason: told, ..
                }) if told == reason => Some(*node),
                _ => None,
            }),
            Condition::ChannelVersion { channel, at_least } => {
                self.channel_version(*channel, *at_least)
            }
            _ => {
                let sender = match condition {
                    Condition::Submitted { from, .. } => Some(self.actor(from)?),
                    _ => None,
                };
                self.nth(times(condition), |fact| counts(condition, sender, fact))
            }
        };
        place.map(|place| self.first + place as u64)
    }

    fn nth(&self, times: u64, matching: impl Fn(&Fact) -> bool) -> Option<usize> {
        let skipped = usize::try_from(times.saturating_sub(1)).ok()?;
        let facts = self.facts.iter().enumerate();
        facts
            .filter(|(_, event)| matching(&event.fact))
            .nth(skipped)
            .map(|(place, _)| place)
    }

    fn sent_by(&self, who: ActorId) -> BTreeSet<Digest> {
        let facts = self.facts.iter();
        order::gather(facts.filter_map(|event| match &event.fact {
            Fact::Wallet(
                WalletFact::Submitted { agent, transaction }
                | WalletFact::Raised {
                    agent, transaction, ..
                },
            ) if *agent == who => Some(*transaction),
            _ => None,
        }))
    }

    fn pooled(&self, who: ActorId, nodes: u64) -> Option<usize> {
        let sent = self.sent_by(who);
        let mut seen: BTreeMap<Digest, BTreeSet<ActorId>> = BTreeMap::new();
        self.facts.iter().position(|event| match &event.fact {
            Fact::Wallet(WalletFact::Pooled { node, transaction })
                if sent.contains(transaction) =>
            {
                let at = seen.entry(*transaction).or_default();
                at.insert(*node);
                at.len() as u64 >= nodes
            }
            _ => false,
        })
    }

    /// The fact with which as many nodes have refused something.
    fn refused(&self, nodes: u64, by: impl Fn(&Fact) -> Option<ActorId>) -> Option<usize> {
        let mut seen = BTreeSet::new();
        self.facts.iter().position(|event| {
            by(&event.fact).is_some_and(|node| {
                seen.insert(node);
                seen.len() as u64 >= nodes
            })
        })
    }

    fn orphaned(&self, who: ActorId) -> Option<usize> {
        let sent = self.sent_by(who);
        self.nth(1, |fact| match fact {
            Fact::Wallet(WalletFact::Orphaned { transaction, .. }) => sent.contains(transaction),
            _ => false,
        })
    }

    /// A batch whose newest claim is false is told to be final.
    fn betrayed(&self, rollup: u32) -> Option<usize> {
        let mut honest: BTreeMap<u64, bool> = BTreeMap::new();
        self.facts.iter().position(|event| match &event.fact {
            Fact::Rollup(RollupFact::Claimed {
                rollup: of,
                batch,
                honest: is_honest,
                ..
            }) if *of == rollup => {
                honest.insert(*batch, *is_honest);
                false
            }
            Fact::Rollup(RollupFact::Confirmed { rollup: of, batch }) => {
                *of == rollup && honest.get(batch) == Some(&false)
            }
            _ => false,
        })
    }

    fn channel_version(&self, channel: u32, at_least: u64) -> Option<usize> {
        let mut holders = BTreeSet::new();
        self.facts.iter().position(|event| match &event.fact {
            Fact::Channel(ChannelFact::Signed {
                channel: of,
                party,
                version,
                ..
            }) if *of == channel && *version >= at_least => {
                holders.insert(*party);
                holders.len() == 2
            }
            _ => false,
        })
    }
}

/// How many matching facts a condition asks for.
fn times(condition: &Condition) -> u64 {
    match condition {
        Condition::Submitted { times, .. } => *times,
        Condition::ChannelPayments { at_least, .. }
        | Condition::RollupDeposits { at_least, .. }
        | Condition::RollupPromises { at_least, .. }
        | Condition::RollupBatches { at_least, .. }
        | Condition::RollupClaims { at_least, .. }
        | Condition::RollupAgreed { at_least, .. }
        | Condition::RollupConfirmed { at_least, .. } => *at_least,
        _ => 1,
    }
}

/// Whether a fact is one that the condition counts.
fn counts(condition: &Condition, sender: Option<ActorId>, fact: &Fact) -> bool {
    match fact {
        Fact::Wallet(WalletFact::Submitted { agent, .. }) => {
            matches!(condition, Condition::Submitted { .. }) && sender == Some(*agent)
        }
        Fact::Chain(ChainFact::Forked { .. }) => matches!(condition, Condition::Forked {}),
        Fact::Chain(ChainFact::ProducedTwice { producer: of, .. }) => match condition {
            Condition::ProducedTwice { producer } => {
                AccountName::of_node(producer).is_ok_and(|name| name.to_string() == *of)
            }
            _ => false,
        },
        Fact::Chain(ChainFact::HeadMoved { removed, .. }) => {
            matches!(condition, Condition::Reorg { depth } if removed >= depth)
        }
        Fact::Channel(fact) => counts_channel(condition, fact),
        Fact::Rollup(fact) => counts_rollup(condition, fact),
        _ => false,
    }
}

fn counts_channel(condition: &Condition, fact: &ChannelFact) -> bool {
    use ChannelFact as F;
    use Condition as C;
    match (condition, fact) {
        (
            C::ChannelPhase { channel, phase },
            F::Phase {
                channel: of,
                phase: entered,
                ..
            },
        ) => channel == of && phase == entered,
        (C::ChannelPayments { channel, .. }, F::Paid { channel: of, .. }) => channel == of,
        (
            C::ChannelAlarm { channel, reason },
            F::Alarm {
                channel: of,
                reason: seen,
                ..
            },
        ) => channel == of && reason.as_ref().is_none_or(|reason| reason == seen),
        (
            C::ChannelPosted { channel, step },
            F::Posted {
                channel: of,
                step: posted,
                ..
            },
        ) => channel == of && step == posted,
        (
            C::ChannelClosed { channel, caught },
            F::Closed {
                channel: of,
                penalty,
                ..
            },
        ) => channel == of && caught.is_none_or(|caught| caught == (penalty.0 > 0)),
        _ => false,
    }
}

fn counts_rollup(condition: &Condition, fact: &RollupFact) -> bool {
    use Condition as C;
    use RollupFact as F;
    match (condition, fact) {
        (C::RollupStarted { rollup }, F::Started { rollup: of, .. })
        | (C::RollupDeposits { rollup, .. }, F::Deposited { rollup: of, .. })
        | (C::RollupPromises { rollup, .. }, F::Promised { rollup: of, .. })
        | (C::RollupBatches { rollup, .. }, F::Batched { rollup: of, .. })
        | (C::RollupAgreed { rollup, .. }, F::Agreed { rollup: of, .. })
        | (C::RollupDisputed { rollup }, F::Disputed { rollup: of, .. })
        | (C::RollupDeleted { rollup }, F::Deleted { rollup: of, .. })
        | (C::RollupConfirmed { rollup, .. }, F::Confirmed { rollup: of, .. }) => rollup == of,
        (
            C::RollupClaims { rollup, honest, .. },
            F::Claimed {
                rollup: of,
                honest: was,
                ..
            },
        ) => rollup == of && honest == was,
        (
            C::Withdrawal { rollup, phase },
            F::Withdrawal {
                rollup: of,
                phase: reached,
                ..
            },
        ) => rollup == of && phase == reached,
        _ => false,
    }
}
