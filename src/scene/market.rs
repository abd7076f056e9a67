//! The market for room in blocks: what the branch of the chosen node paid for gas, how full it was, and how long what waited.

use std::collections::BTreeMap;

use crate::base::{Amount, Digest, Span, Time};
use crate::chain::Entry;

use super::model::{Market, MarketBlock, TipClass};
use super::past::Past;
use super::sight::Sight;

/// Most blocks that are plotted.
const BLOCKS: usize = 120;
/// Bounds of the classes of tips, in units for each gas: below the first, below the second, and so on.
const BOUNDS: [u64; 5] = [2, 4, 8, 16, u64::MAX];

pub(super) fn build(sight: &Sight, past: &Past) -> Market {
    let rules = sight.archive.rules();
    let prices = rules
        .market
        .after(sight.head().block.body(), rules.gas_limit);
    let shown = sight.main.len().saturating_sub(BLOCKS);
    let blocks = sight.main.iter().skip(shown.max(1));
    Market {
        next_base_fee: prices.base_fee,
        next_blob_fee: prices.blob_fee,
        gas_limit: rules.gas_limit,
        max_blobs: prices.blobs.max as u32,
        burnt: super::header::burnt(sight),
        blocks: blocks.map(|entry| block(entry)).collect(),
        waits: waits(sight, past),
    }
}

fn block(entry: &Entry) -> MarketBlock {
    let body = entry.block.body();
    let tips = entry.receipts.iter().map(|receipt| receipt.tip().0);
    MarketBlock {
        id: entry.id(),
        height: entry.height(),
        base_fee: body.base_fee,
        gas_used: body.gas_used,
        blobs: (body.blob_gas_used / crate::ledger::fee::blob::GAS_PER_BLOB) as u32,
        tips: Amount(tips.fold(0, u64::saturating_add)),
    }
}

/// How long transactions waited from their wallet to a block that the chosen node saw, by the tip that it got.
fn waits(sight: &Sight, past: &Past) -> Vec<TipClass> {
    let mut classes: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    for entry in sight.main.iter().rev().take(BLOCKS) {
        let seen = past.seen.get(&entry.id()).copied();
        for (receipt, signed) in entry.receipts.iter().zip(&entry.block.body().transactions) {
            let Some(waited) = waited(past, &signed.id(), seen) else {
                continue;
            };
            let tip = receipt.tip().0 / receipt.gas_used.max(1);
            let class = BOUNDS.iter().position(|bound| tip < *bound).unwrap_or(0);
            classes.entry(class).or_default().push(waited.0);
        }
    }
    classes
        .into_iter()
        .map(|(class, waits)| summary(class, waits))
        .collect()
}

fn waited(past: &Past, id: &Digest, seen: Option<Time>) -> Option<Span> {
    let since = past.submitted.get(id)?;
    let seen = seen?;
    (seen >= *since).then(|| seen - *since)
}

fn summary(class: usize, waits: Vec<u64>) -> TipClass {
    let mut waits = waits;
    crate::base::order::sort(&mut waits);
    let from = class.checked_sub(1).map_or(0, |before| BOUNDS[before]);
    TipClass {
        from: Amount(from),
        count: waits.len() as u32,
        median: Span(waits.get(waits.len() / 2).copied().unwrap_or_default()),
        longest: Span(waits.last().copied().unwrap_or_default()),
    }
}
