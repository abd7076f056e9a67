//! The block tree as the chosen node knows it, and its mempool.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::actor::{Delegate, Validating};
use crate::base::{Amount, Digest, Span, Time, order};
use crate::chain::{Archive, Entry};
use crate::consensus::pow::{reversal_ppm, target};
use crate::ledger::SignedTransaction;

use super::model::{
    Block, BlockStanding, BlockTree, Mempool, Portion, Settled, System, Text, Waiting,
};
use super::past::Past;
use super::sight::Sight;
use super::systems;

/// Heights in a picture.
const HEIGHTS: u64 = 36;
/// Waiting transactions told one by one.
const WAITING: usize = 12;

pub(super) fn build(sight: &Sight, past: &Past) -> BlockTree {
    let head = sight.head();
    let from_height = (head.height() + 1).saturating_sub(HEIGHTS);
    let entries = entries(sight, past, from_height);
    let lanes = lanes(sight, &entries);
    let blocks = entries
        .iter()
        .map(|entry| block(sight, past, entry, lanes[&entry.id()]));
    let rules = sight.archive.rules();
    let pow = sight.session.setup().consensus.pow();
    let window = pow.map_or(1, |pow| u64::from(pow.window.max(1)));
    BlockTree {
        seen_as: sight.seen_as,
        head: head.id(),
        head_height: head.height(),
        blocks: blocks.collect(),
        from_height,
        mempool: mempool(sight, past),
        settled: settled(sight),
        difficulty: difficulty(sight.archive, head),
        interval: Span::from_secs(pow.map_or(0, |pow| pow.spacing.into())),
        retarget_in: window - head.height() % window,
        subsidy: rules.consensus.subsidy(head.height() + 1),
    }
}

/// What the chosen node holds for settled, the strongest first; nothing under proof of work.
fn settled(sight: &Sight) -> Vec<Settled> {
    if let Some(validating) = sight.node().and_then(|node| node.member::<Validating>()) {
        let store = validating.store();
        let words = [
            ("settled.finalized", store.finalized()),
            ("settled.justified", store.justified()),
        ];
        return words
            .into_iter()
            .map(|(word, checkpoint)| settled_at(sight, word, checkpoint.root))
            .collect();
    }
    let member = sight.node().and_then(|node| node.member::<Delegate>());
    let irreversible =
        member.map(|member| settled_at(sight, "settled.irreversible", member.irreversible()));
    irreversible.into_iter().collect()
}

fn settled_at(sight: &Sight, word: &'static str, block: Digest) -> Settled {
    Settled {
        word: Text::key(word),
        block,
        height: sight.archive.entry(&block).height(),
    }
}

/// Hashes that the next block is expected to cost.
fn difficulty(archive: &Archive, head: &Arc<Entry>) -> u64 {
    let bits = archive.rules().next_bits(&archive.ancestry(head));
    target::from_compact(bits).map_or(0, |target| target::work(target).saturating_to())
}

/// The node's blocks from a height on: by height, then main chain first, then as they were seen.
fn entries<'a>(sight: &Sight<'a>, past: &Past, from: u64) -> Vec<&'a Arc<Entry>> {
    let known = sight
        .node()
        .into_iter()
        .flat_map(|node| node.tree().known());
    let mut entries: Vec<_> = known
        .map(|id| sight.archive.entry(id))
        .filter(|entry| entry.height() >= from)
        .collect();
    order::sort_by_key(&mut entries, |entry| {
        let id = entry.id();
        (
            entry.height(),
            !sight.is_main(&id),
            seen(sight, past, entry),
            id,
        )
    });
    entries
}

/// When the node took the block; its header's time where the log no longer says.
fn seen(sight: &Sight, past: &Past, entry: &Entry) -> Time {
    let told = past.seen.get(&entry.id()).copied();
    told.unwrap_or_else(|| sight.time_of(entry).min(sight.now()))
}

/// A lane for each block: a block goes on in its parent's lane if that is a branch and free, else it takes the
/// lowest lane that is free at its height and the one before. So a lane depends only on what was there before.
fn lanes(sight: &Sight, entries: &[&Arc<Entry>]) -> BTreeMap<Digest, u32> {
    let mut lanes = BTreeMap::new();
    let mut taken: BTreeSet<(u64, u32)> = BTreeSet::new();
    for entry in entries {
        let (id, height) = (entry.id(), entry.height());
        let lane = if sight.is_main(&id) {
            0
        } else {
            let parents = lanes.get(&entry.parent()).copied();
            let parents = parents.filter(|lane| *lane > 0 && !taken.contains(&(height, *lane)));
            let free = |lane: &u32| {
                let below = height.saturating_sub(1);
                !taken.contains(&(height, *lane)) && !taken.contains(&(below, *lane))
            };
            parents.or_else(|| (1..).find(free)).unwrap_or(1)
        };
        taken.insert((height, lane));
        lanes.insert(id, lane);
    }
    lanes
}

fn block(sight: &Sight, past: &Past, entry: &Arc<Entry>, lane: u32) -> Block {
    let (id, body) = (entry.id(), entry.block.body());
    let main = sight.is_main(&id);
    let searched = sight.session.setup().consensus.pow().is_some();
    let confirmations = if main {
        sight.head().height() - entry.height() + 1
    } else {
        0
    };
    Block {
        id,
        parent: entry.parent(),
        height: entry.height(),
        lane,
        fullness: per_mille(body.gas_used, sight.archive.rules().gas_limit),
        transactions: body.transactions.len() as u32,
        portions: portions(sight, entry),
        miner: sight.owner(&body.miner),
        time: sight.time_of(entry),
        seen: if entry.height() == 0 {
            Time(0)
        } else {
            seen(sight, past, entry)
        },
        standing: standing(sight, past, &id),
        confirmations,
        reversal_ppm: (main && searched).then(|| reversal_ppm(confirmations)),
    }
}

/// Where a block stands at the chosen node: one beside the main chain is a side branch while it could still win by
/// the next block, and orphaned once the main chain is higher.
pub(super) fn standing(sight: &Sight, past: &Past, id: &Digest) -> BlockStanding {
    let height = sight.archive.entry(id).height();
    if sight.is_main(id) {
        BlockStanding::Main
    } else if past.left.contains(id) || height < sight.head().height() {
        BlockStanding::Orphaned
    } else {
        BlockStanding::Side
    }
}

fn per_mille(part: u64, whole: u64) -> u32 {
    (part.saturating_mul(1_000) / whole.max(1)) as u32
}

fn portions(sight: &Sight, entry: &Entry) -> Vec<Portion> {
    let transactions = entry.block.body().transactions.iter();
    let parts = transactions.zip(&entry.receipts).map(|(signed, receipt)| {
        (
            systems::of(signed.transaction(), &entry.state),
            receipt.gas_used,
        )
    });
    shares(sight, parts)
}

fn shares(sight: &Sight, parts: impl Iterator<Item = (System, u64)>) -> Vec<Portion> {
    let mut sums: BTreeMap<System, (u32, u64)> = BTreeMap::new();
    for (system, gas) in parts {
        let sum = sums.entry(system).or_default();
        *sum = (sum.0 + 1, sum.1.saturating_add(gas));
    }
    let limit = sight.archive.rules().gas_limit;
    sums.into_iter()
        .map(|(system, (transactions, gas))| Portion {
            system,
            transactions,
            fullness: per_mille(gas, limit),
        })
        .collect()
}

fn mempool(sight: &Sight, past: &Past) -> Mempool {
    let Some(pool) = sight.node().map(|node| node.pool()) else {
        return Mempool::default();
    };
    let state = &sight.head().state;
    let part = |signed: &SignedTransaction| {
        let transaction = signed.transaction();
        (systems::of(transaction, state), transaction.gas_limit)
    };
    let rules = sight.archive.rules();
    let prices = rules
        .market
        .after(sight.head().block.body(), rules.gas_limit);
    let best = pool.best(state, prices.base_fee);
    Mempool {
        count: pool.len() as u32,
        bytes: pool.iter().map(|signed| signed.bytes().len() as u64).sum(),
        portions: shares(sight, pool.iter().map(part)),
        first: best
            .iter()
            .take(WAITING)
            .map(|signed| waiting(sight, past, signed))
            .collect(),
        refused: past.refused,
    }
}

fn waiting(sight: &Sight, past: &Past, signed: &SignedTransaction) -> Waiting {
    let transaction = signed.transaction();
    Waiting {
        id: signed.id(),
        system: systems::of(transaction, &sight.head().state),
        sender: sight.owner(&signed.sender()),
        fee: transaction.max_fee().unwrap_or(Amount(u64::MAX)),
        since: past.pooled.get(&signed.id()).copied().unwrap_or_default(),
    }
}
