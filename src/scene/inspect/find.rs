//! Where blocks and transactions are, as the chosen node knows or the run holds them.

use std::sync::Arc;

use crate::base::Digest;
use crate::chain::Entry;
use crate::ledger::SignedTransaction;
use crate::scene::sight::Sight;

/// A transaction and the block it is in.
pub(crate) struct Found<'a> {
    pub(crate) signed: &'a SignedTransaction,
    /// The block, and the transaction's place in it; on the main chain if it is there at all.
    pub(crate) block: Option<(&'a Arc<Entry>, usize)>,
    /// Whether it waits in the chosen node's mempool.
    pub(crate) is_pooled: bool,
}

/// A block that the chosen node knows, or any node.
pub(crate) fn find_block<'a>(sight: &Sight<'a>, id: &Digest) -> Option<&'a Arc<Entry>> {
    let entry = sight.archive.get(id)?;
    let known = sight.world.nodes().any(|(_, node)| node.tree().knows(id));
    known.then_some(entry)
}

/// A transaction: on the main chain, in another block that the chosen node knows, in a mempool, in a wallet.
pub(crate) fn find_transaction<'a>(sight: &Sight<'a>, id: &Digest) -> Option<Found<'a>> {
    let own = sight.node().and_then(|node| node.pool().get(id));
    let main = sight.main.iter().rev().copied();
    let block = main
        .filter_map(|entry| in_block(entry, id))
        .next()
        .or_else(|| beside(sight, id));
    if let Some((entry, index)) = block {
        let signed = &entry.block.body().transactions[index];
        return Some(Found {
            signed,
            block: Some((entry, index)),
            is_pooled: own.is_some(),
        });
    }
    let waiting = |signed| Found {
        signed,
        block: None,
        is_pooled: own.is_some(),
    };
    let mut pools = sight
        .world
        .nodes()
        .filter_map(|(_, node)| node.pool().get(id));
    own.or_else(|| pools.next())
        .or_else(|| in_wallet(sight, id))
        .map(waiting)
}

fn in_block<'a>(entry: &'a Arc<Entry>, id: &Digest) -> Option<(&'a Arc<Entry>, usize)> {
    let mut receipts = entry.receipts.iter();
    receipts
        .position(|receipt| receipt.transaction == *id)
        .map(|index| (entry, index))
}

/// In a block off the main chain.
fn beside<'a>(sight: &Sight<'a>, id: &Digest) -> Option<(&'a Arc<Entry>, usize)> {
    let known = sight.node()?.tree().known();
    let mut others = known.filter(|block| !sight.is_main(block));
    others.find_map(|block| in_block(sight.archive.get(block)?, id))
}

fn in_wallet<'a>(sight: &Sight<'a>, id: &Digest) -> Option<&'a SignedTransaction> {
    let mut watched = sight
        .people()
        .flat_map(|(_, agent)| agent.wallet().watched());
    watched
        .find(|(_, signed, _)| signed.id() == *id)
        .map(|(_, signed, _)| signed)
}
