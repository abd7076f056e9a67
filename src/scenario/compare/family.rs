//! A setup read as one of another consensus: who has which share, and what has no counterpart there.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::order;
use crate::command::{Name, Strategy};
use crate::consensus::dpos::name::AccountName;
use crate::consensus::dpos::schedule::SEATS;
use crate::simulation::{
    ConsensusSetup, DelegatedSetup, MarketSetup, PersonSetup, PowSetup, Setup, Share, StakeSetup,
};

use super::shares::apportioned;

/// Validators that a world of another family gets, to be shared: eight for each slot of the minimal preset.
const VALIDATORS: u64 = 64;
/// First target of a world of another family: about 2^16 attempts a block.
const BITS: u32 = 0x1f00_ffff;
/// Attempts that it asks for, on average.
const ATTEMPTS: u64 = 1 << 16;

/// A family of consensus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Proof of work.
    Pow,
    /// Proof of Stake.
    Stake,
    /// Delegated Proof of Stake.
    Delegated,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pow, Self::Stake, Self::Delegated];

    /// The family of a setup's consensus.
    #[must_use]
    pub fn of(consensus: &ConsensusSetup) -> Self {
        match consensus {
            ConsensusSetup::Pow(_) => Self::Pow,
            ConsensusSetup::Stake(_) => Self::Stake,
            ConsensusSetup::Delegated(_) => Self::Delegated,
        }
    }

    /// Its name in files, links and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pow => "pow",
            Self::Stake => "stake",
            Self::Delegated => "delegated",
        }
    }

    /// The family of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What was read otherwise than it stands in the setup.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Shares became hash rates.
    ToHashRate {
        /// Their sum, in attempts a simulated second.
        total: u64,
    },
    /// Shares became validators of 32 coins.
    ToValidators {
        /// How many there are.
        total: u64,
    },
    /// Who has a share became a producer; all have equal turns.
    ToProducers {
        /// How many there are.
        total: u64,
    },
    /// Nobody had a share: all nodes have the same.
    EqualShares,
    /// Nodes that had a share and only stand by: there are no more seats.
    Standby {
        /// How many.
        nodes: u64,
    },
    /// A node that had a share and can't produce: its name is no account's.
    NoAccount {
        /// Which.
        node: Name,
    },
    /// Room in blocks costs nothing there: prices and mempools are as usual.
    NoMarket,
    /// Miners' departures from the rules, which nobody else has.
    NoRogues {
        /// How many.
        nodes: u64,
    },
    /// Headers come with their blocks.
    NoHeadersFirst,
    /// Light clients became wallets of the first node that they asked.
    NoLightClients {
        /// How many.
        people: u64,
    },
}

/// A setup under another family.
#[derive(Clone, Debug, PartialEq)]
pub struct Translated {
    /// The setup.
    pub setup: Setup,
    /// What was read otherwise.
    pub changes: Vec<Change>,
}

/// The same nodes, links, people, demand, script and seed under a family; unchanged, if it is the setup's own.
#[must_use]
pub fn translated(setup: &Setup, family: Family) -> Translated {
    let mut under = Translated {
        setup: setup.clone(),
        changes: Vec::new(),
    };
    if Family::of(&setup.consensus) == family {
        return under;
    }
    let shares = under.shares();
    under.leave_what_is_only_there();
    match family {
        Family::Pow => under.mine(&shares),
        Family::Stake => under.validate(&shares),
        Family::Delegated => under.produce(&shares),
    }
    under
}

impl Translated {
    /// What each node has of what decides, in the order of nodes.
    fn shares(&mut self) -> Vec<u64> {
        let nodes = self.setup.nodes.iter();
        let shares: Vec<u64> = match &self.setup.consensus {
            ConsensusSetup::Pow(_) => nodes.map(|node| node.hash_rate).collect(),
            ConsensusSetup::Stake(stake) => {
                let of = |name: &Name| {
                    let own = stake.validators.iter().filter(|one| one.node == *name);
                    own.map(|one| u64::from(one.count)).sum()
                };
                nodes.map(|node| of(&node.name)).collect()
            }
            ConsensusSetup::Delegated(own) => nodes
                .map(|node| own.producers.contains(&node.name).into())
                .collect(),
        };
        if shares.iter().any(|share| *share > 0) {
            return shares;
        }
        self.changes.push(Change::EqualShares);
        vec![1; shares.len()]
    }

    fn leave_what_is_only_there(&mut self) {
        let mut rogues = 0;
        for node in &mut self.setup.nodes {
            node.hash_rate = 0;
            rogues += u64::from(node.rogue != Strategy::Honest);
            node.rogue = Strategy::Honest;
        }
        if rogues > 0 {
            self.changes.push(Change::NoRogues { nodes: rogues });
        }
    }

    fn mine(&mut self, shares: &[u64]) {
        let pow = PowSetup {
            bits: BITS,
            ..PowSetup::default()
        };
        let rates = apportioned(shares, ATTEMPTS / u64::from(pow.spacing));
        for (node, rate) in self.setup.nodes.iter_mut().zip(&rates) {
            node.hash_rate = *rate;
        }
        self.setup.consensus = ConsensusSetup::Pow(pow);
        let total = rates.iter().sum();
        self.changes.push(Change::ToHashRate { total });
    }

    fn validate(&mut self, shares: &[u64]) {
        self.need_whole_nodes();
        let counts = apportioned(shares, VALIDATORS);
        let nodes = self.setup.nodes.iter().zip(&counts);
        let validators = nodes
            .filter(|(_, count)| **count > 0)
            .map(|(node, count)| Share {
                node: node.name.clone(),
                count: u32::try_from(*count).unwrap_or(u32::MAX),
            });
        self.setup.consensus = ConsensusSetup::Stake(StakeSetup {
            validators: validators.collect(),
            ..StakeSetup::default()
        });
        let total = counts.iter().sum();
        self.changes.push(Change::ToValidators { total });
    }

    fn produce(&mut self, shares: &[u64]) {
        let mut candidates = self.candidates(shares);
        let standby = candidates.split_off(candidates.len().min(SEATS));
        let total = candidates.len() as u64;
        self.changes.push(Change::ToProducers { total });
        if !standby.is_empty() {
            let nodes = standby.len() as u64;
            self.changes.push(Change::Standby { nodes });
        }
        self.setup.consensus = ConsensusSetup::Delegated(DelegatedSetup {
            seats: candidates.len() as u32,
            producers: candidates,
            standby,
            ..DelegatedSetup::default()
        });
        if self.setup.market != MarketSetup::default() {
            self.setup.market = MarketSetup::default();
            self.changes.push(Change::NoMarket);
        }
        self.need_headers_with_blocks();
    }

    /// Nodes with a share that can be called by an account, those with the largest first.
    fn candidates(&mut self, shares: &[u64]) -> Vec<Name> {
        let mut accounts = BTreeSet::new();
        let mut candidates = Vec::new();
        for (node, share) in self.setup.nodes.iter().zip(shares) {
            let account = AccountName::of_node(&node.name).ok();
            if *share == 0 {
                continue;
            }
            if account.is_some_and(|name| accounts.insert(name)) {
                candidates.push((*share, node.name.clone()));
            } else {
                let node = node.name.clone();
                self.changes.push(Change::NoAccount { node });
            }
        }
        order::sort_by_key(&mut candidates, |(share, _)| std::cmp::Reverse(*share));
        candidates.into_iter().map(|(_, name)| name).collect()
    }

    fn need_headers_with_blocks(&mut self) {
        if std::mem::take(&mut self.setup.network.headers_first) {
            self.changes.push(Change::NoHeadersFirst);
        }
    }

    /// Where headers tell nothing alone.
    fn need_whole_nodes(&mut self) {
        self.need_headers_with_blocks();
        let light = std::mem::take(&mut self.setup.network.light);
        if light.is_empty() {
            return;
        }
        let people = light.len() as u64;
        self.changes.push(Change::NoLightClients { people });
        let wallets = light.into_iter().map(|light| PersonSetup {
            node: light.nodes.first().cloned().unwrap_or_default(),
            name: light.name,
            balance: light.balance,
        });
        self.setup.people.extend(wallets);
    }
}
