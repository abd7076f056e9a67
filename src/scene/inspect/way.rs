//! The way of an object through the network and the layers, as rows of times from the log.

use std::sync::Arc;

use crate::base::{ActorId, Digest};
use crate::chain::Entry;
use crate::event::{ChainFact, Event, Fact, WalletFact};
use crate::ledger::SignedTransaction;
use crate::scene::model::{Section, Stage, Text, Value, Way};

use super::Desk;

/// Most rows.
const ROWS: usize = 60;
/// Confirmations that are told as a stage of their own.
const DEEP: u64 = 6;

fn stage(name: Text, at: Option<ActorId>, event: Option<&Event>) -> Stage {
    Stage {
        name,
        at,
        time: event.map(|event| event.time),
        place: event.map(|event| event.step),
        undone: false,
    }
}

fn to_come(key: &'static str) -> Stage {
    stage(Text::key(key), None, None)
}

/// A block: mined by one, taken by each node at its own time.
pub(super) fn of_block(desk: &Desk, entry: &Entry) -> Section {
    let id = entry.id();
    let rows = desk
        .sight
        .past
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::Chain(ChainFact::Mined { miner, block, .. }) if *block == id => {
                Some(stage(Text::key("stage.mined"), Some(*miner), Some(event)))
            }
            Fact::Chain(ChainFact::Produced { node, block, .. }) if *block == id => {
                Some(stage(Text::key("stage.produced"), Some(*node), Some(event)))
            }
            Fact::Chain(ChainFact::Accepted { node, block, .. }) if *block == id => {
                Some(stage(Text::key("stage.taken"), Some(*node), Some(event)))
            }
            Fact::Chain(ChainFact::Refused { node, block, .. }) if *block == id => {
                Some(stage(Text::key("stage.refused"), Some(*node), Some(event)))
            }
            _ => None,
        });
    Section::Way(Way {
        stages: rows.take(ROWS).collect(),
    })
}

/// A transaction: signed, in mempools, in a block of each node's chain, perhaps out of it again, deep.
pub(super) fn of_transaction(
    desk: &Desk,
    signed: &SignedTransaction,
    block: Option<&Arc<Entry>>,
) -> Section {
    let id = signed.id();
    let mut stages: Vec<Stage> = Vec::new();
    for event in desk.sight.past {
        let Fact::Wallet(fact) = &event.fact else {
            continue;
        };
        if let Some(row) = wallet_row(fact, &id, event, &mut stages) {
            stages.push(row);
        }
    }
    stages.truncate(ROWS);
    let main = block.filter(|entry| desk.sight.is_main(&entry.id()));
    match main {
        Some(entry) => stages.push(deep(desk, entry)),
        None => stages.extend([to_come("stage.in-a-block"), to_come("stage.deep")]),
    }
    Section::Way(Way { stages })
}

fn wallet_row(
    fact: &WalletFact,
    id: &Digest,
    event: &Event,
    before: &mut [Stage],
) -> Option<Stage> {
    match fact {
        WalletFact::Submitted { agent, transaction } if transaction == id => {
            Some(stage(Text::key("stage.signed"), Some(*agent), Some(event)))
        }
        WalletFact::Pooled { node, transaction } if transaction == id => {
            Some(stage(Text::key("stage.mempool"), Some(*node), Some(event)))
        }
        WalletFact::Refused {
            node, transaction, ..
        } if transaction == id => Some(stage(Text::key("stage.refused"), Some(*node), Some(event))),
        WalletFact::Included {
            node, transaction, ..
        } if transaction == id => Some(stage(
            Text::key("stage.in-a-block"),
            Some(*node),
            Some(event),
        )),
        WalletFact::Orphaned {
            node, transaction, ..
        } if transaction == id => {
            let mut last = before.iter_mut().rev();
            let last = last.find(|row| row.name.key == "stage.in-a-block" && row.at == Some(*node));
            if let Some(row) = last {
                row.undone = true;
            }
            Some(stage(Text::key("stage.orphaned"), Some(*node), Some(event)))
        }
        _ => None,
    }
}

/// The moment at which the chosen node saw enough blocks on top.
fn deep(desk: &Desk, entry: &Entry) -> Stage {
    let name = Text::key("stage.deep").with("count", Value::Count(DEEP));
    let top = desk.sight.main.get((entry.height() + DEEP - 1) as usize);
    let seen = top.and_then(|top| desk.past.seen.get(&top.id()).copied());
    Stage {
        time: seen,
        ..stage(name, Some(desk.sight.seen_as), None)
    }
}
