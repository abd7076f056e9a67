//! What one run came to: read from its chain, its world and what was heard on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::base::{ActorId, Amount, Span, Time, order};
use crate::chain::{Archive, Entry};
use crate::command::Name;
use crate::scenario::Play;

use super::Family;
use super::meter::Meter;
use super::need::{self, Need};

/// What one run came to, as its first node sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// The node whose chain it is.
    pub seen_by: Name,
    /// How many nodes may propose a block at the end.
    pub may_propose: u64,
    /// How many did, on the chain.
    pub proposed: u64,
    /// Who made most blocks of the chain, and which share of them, in thousandths.
    pub most: Option<(Name, u32)>,
    /// Share of blocks of the three who made most, in thousandths.
    pub three: u32,
    /// Blocks of the chain, genesis not counted.
    pub blocks: u64,
    /// Mean time from block to block.
    pub interval: Option<Span>,
    /// Longest.
    pub longest: Option<Span>,
    /// Blocks made up to the head's height that are not of the chain.
    pub beside: u64,
    /// How often the node changed to another branch.
    pub reorgs: u64,
    /// Most blocks that it left at once.
    pub deepest: u64,
    /// Hashes that a block of the chain was expected to take, on average; 0 without work.
    pub work: u64,
    /// Hashes really computed, for all blocks and all nonces that failed.
    pub hashes: u64,
    /// Coins that stand as stake at the end, and are lost by breaking the rules.
    pub stake: Amount,
    /// Coins created for each block.
    pub created: Amount,
    /// Messages sent for each block.
    pub messages: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Transactions of the chain.
    pub transactions: u64,
    /// What a transaction paid, on average.
    pub fee: Option<Amount>,
    /// From a wallet to a block that the node saw: the middle one of all waits.
    pub wait: Option<Span>,
    /// Blocks that count as final: by the protocol, or (proof of work) six blocks deep.
    pub settled: u64,
    /// From making a block until it counted as final: the middle one.
    pub settled_after: Option<Span>,
    /// The longest.
    pub settled_at_most: Option<Span>,
    /// Blocks that counted as final, and were left all the same.
    pub unsettled: u64,
    /// What it takes to keep blocks from becoming final, or to reverse them under proof of work.
    pub stop: Need,
    /// What it takes to decide alone.
    pub decide: Need,
    /// Commands of the script that were taken, and that were refused.
    pub commands: [u64; 2],
}

impl Measured {
    pub(super) fn of(play: &Play, meter: &Meter) -> Self {
        let reading = Reading::new(play, meter);
        let mut measured = reading.counts();
        reading.who_proposed(&mut measured);
        reading.pace(&mut measured);
        reading.price(&mut measured);
        reading.finality(&mut measured);
        measured
    }
}

/// A run at its end.
struct Reading<'a> {
    play: &'a Play,
    archive: &'a Archive,
    meter: &'a Meter,
    /// The node's chain without genesis, and when each block was made by whom.
    main: Vec<(&'a Arc<Entry>, Time, ActorId)>,
    head: &'a Arc<Entry>,
}

impl<'a> Reading<'a> {
    fn new(play: &'a Play, meter: &'a Meter) -> Self {
        let archive = play.simulation().archive();
        let node = play.world().node(meter.seen_by);
        let head = node.map_or(archive.genesis(), |node| node.tree().head());
        let head = archive.entry(&head);
        let mut main = Vec::new();
        let mut entry = head;
        while entry.height() > 0 {
            let (time, who) = meter.made.get(&entry.id()).copied().unwrap_or_default();
            main.push((entry, time, who));
            entry = archive.entry(&entry.parent());
        }
        main.reverse();
        Self {
            play,
            archive,
            meter,
            main,
            head,
        }
    }

    fn blocks(&self) -> u64 {
        self.main.len() as u64
    }

    fn name(&self, id: ActorId) -> Name {
        let contact = self.play.world().directory().get(id);
        contact.map_or_else(Name::default, |contact| contact.name.clone())
    }

    fn counts(&self) -> Measured {
        let meter = self.meter;
        let shares = need::shares(self.play.world(), self.head, meter.family);
        let (stop, decide) = need::needs(&shares, meter.family);
        let each = self.blocks().max(1);
        Measured {
            seen_by: self.name(meter.seen_by),
            may_propose: shares.len() as u64,
            proposed: 0,
            most: None,
            three: 0,
            blocks: self.blocks(),
            interval: None,
            longest: None,
            beside: self.beside(),
            reorgs: meter.reorgs,
            deepest: meter.deepest,
            work: 0,
            hashes: self.play.simulation().hashes(),
            stake: Amount(if meter.family == Family::Stake {
                stop.all
            } else {
                0
            }),
            created: Amount::ZERO,
            messages: meter.messages / each,
            bytes: meter.bytes / each,
            transactions: 0,
            fee: None,
            wait: None,
            settled: 0,
            settled_after: None,
            settled_at_most: None,
            unsettled: meter.unsettled,
            stop,
            decide,
            commands: meter.commands,
        }
    }

    /// Blocks that were made no higher than the head, and are not of the chain.
    fn beside(&self) -> u64 {
        let made = self.meter.made.keys().filter(|id| {
            let entry = self.archive.get(id);
            entry.is_some_and(|entry| entry.height() <= self.head.height())
        });
        (made.count() as u64).saturating_sub(self.blocks())
    }

    fn who_proposed(&self, measured: &mut Measured) {
        let mut counts: BTreeMap<ActorId, u64> = BTreeMap::new();
        for (_, _, who) in &self.main {
            *counts.entry(*who).or_default() += 1;
        }
        let mut counts: Vec<(ActorId, u64)> = counts.into_iter().collect();
        order::sort_by_key(&mut counts, |(_, count)| std::cmp::Reverse(*count));
        let share = |count: u64| (count * 1_000 / self.blocks().max(1)) as u32;
        measured.proposed = counts.len() as u64;
        measured.most = counts
            .first()
            .map(|(id, count)| (self.name(*id), share(*count)));
        measured.three = share(counts.iter().take(3).map(|(_, count)| count).sum());
    }

    fn pace(&self, measured: &mut Measured) {
        let last = self.main.last().map(|(_, time, _)| *time - Time::ZERO);
        measured.interval = last.map(|last| Span(last.0 / self.blocks().max(1)));
        let mut before = Time::ZERO;
        for (_, time, _) in &self.main {
            let gap = Span(time.0.saturating_sub(before.0));
            measured.longest = measured.longest.max(Some(gap));
            before = *time;
        }
    }

    fn price(&self, measured: &mut Measured) {
        let rules = self.archive.rules();
        let (mut created, mut fees, mut waits) = (0_u128, 0_u128, Vec::new());
        for (entry, ..) in &self.main {
            let new = rules.consensus.subsidy(entry.height());
            created += u128::from(new.0) + u128::from(entry.credited.0);
            fees += entry
                .receipts
                .iter()
                .map(|one| u128::from(one.fee.0))
                .sum::<u128>();
            measured.transactions += entry.receipts.len() as u64;
            for signed in &entry.block.body().transactions {
                let id = signed.id();
                let ends = self.meter.signed.get(&id).zip(self.meter.included.get(&id));
                waits.extend(ends.map(|(from, to)| to.0.saturating_sub(from.0)));
            }
        }
        let each = |sum: u128, of: u64| Amount((sum / u128::from(of.max(1))) as u64);
        measured.created = each(created, self.blocks());
        measured.fee = (measured.transactions > 0).then(|| each(fees, measured.transactions));
        measured.wait = middle(waits);
        measured.work = self.work();
    }

    fn work(&self) -> u64 {
        let genesis = self.archive.entry(&self.archive.genesis()).work;
        let all: u64 = self.head.work.saturating_sub(genesis).saturating_to();
        match self.meter.family {
            Family::Pow => all / self.blocks().max(1),
            Family::Stake | Family::Delegated => 0,
        }
    }

    fn finality(&self, measured: &mut Measured) {
        let settled = &self.meter.settled[1..];
        let main = self.main.iter().zip(settled);
        let waits: Vec<u64> = main
            .map(|((_, made, _), at)| at.0.saturating_sub(made.0))
            .collect();
        measured.settled = waits.len() as u64;
        measured.settled_at_most = waits.iter().max().map(|longest| Span(*longest));
        measured.settled_after = middle(waits);
    }
}

/// The middle one.
fn middle(mut spans: Vec<u64>) -> Option<Span> {
    order::sort(&mut spans);
    spans.get(spans.len() / 2).map(|span| Span(*span))
}
