//! What belongs to the flow of the selection: its transactions on Layer 1, its letters, its facts.

use std::collections::BTreeMap;

use crate::base::{Address, Digest, order};
use crate::event::RollupFact;
use crate::layer2::channel::channel_object;

use super::inspect::find_transaction;
use super::model::Selection;
use super::sight::Sight;
use super::{border, rollup};

/// What belongs to a flow.
pub(super) struct Flow {
    pub(super) about: Selection,
    /// Transactions on Layer 1, with the contract that each goes to.
    pub(super) transactions: BTreeMap<Digest, Option<Address>>,
    pub(super) channel: Option<u32>,
    pub(super) rollup: Option<(u32, Option<u64>)>,
    pub(super) transfer: Option<Digest>,
}

/// The flow of a selection, if it has one.
pub(super) fn of(sight: &Sight, selection: &Selection) -> Option<Flow> {
    let empty = Flow {
        about: selection.clone(),
        transactions: BTreeMap::new(),
        channel: None,
        rollup: None,
        transfer: None,
    };
    Some(match selection {
        Selection::Transaction(id) => {
            let found = find_transaction(sight, id)?;
            Flow {
                transactions: order::gather([(*id, border::contract_of(found.signed))]),
                ..empty
            }
        }
        Selection::Channel(number) | Selection::ChannelState(number, _) => Flow {
            channel: Some(*number),
            transactions: to_contract(sight, Selection::Channel(*number)),
            ..empty
        },
        Selection::Batch(number, index) => Flow {
            rollup: Some((*number, Some(*index))),
            transactions: of_batch(sight, *number, *index),
            ..empty
        },
        Selection::Rollup(number) => Flow {
            rollup: Some((*number, None)),
            transactions: to_contract(sight, selection.clone()),
            ..empty
        },
        Selection::Transfer(_, id) => Flow {
            transfer: Some(*id),
            ..empty
        },
        Selection::Withdrawal(number, _) => Flow {
            rollup: Some((*number, None)),
            transactions: to_contract(sight, Selection::Rollup(*number)),
            ..empty
        },
        _ => return None,
    })
}

/// The transactions that have to do with a room's contract.
fn to_contract(sight: &Sight, room: Selection) -> BTreeMap<Digest, Option<Address>> {
    let contract = border::contracts(sight)
        .into_iter()
        .find(|found| found.room == room);
    let Some(address) = contract.map(|found| found.address) else {
        return BTreeMap::new();
    };
    let all = border::of_contract(sight, &address);
    order::gather(all.into_iter().map(|id| (id, Some(address))))
}

/// The transactions that carry a batch, its claims, and the challenges of them.
fn of_batch(sight: &Sight, number: u32, index: u64) -> BTreeMap<Digest, Option<Address>> {
    let mut all = BTreeMap::new();
    let Some((_, seat)) = rollup::deriver(sight, number) else {
        return all;
    };
    let derivation = seat.derivation();
    let contract = derivation.contract();
    all.extend(
        derivation
            .block(index)
            .map(|block| (block.place.transaction, contract)),
    );
    all.extend(
        derivation
            .last_claim(index)
            .map(|claim| (claim.place.transaction, contract)),
    );
    let upheld = derivation
        .upheld()
        .iter()
        .filter(|upheld| upheld.batch == index);
    all.extend(upheld.map(|upheld| (upheld.place.transaction, contract)));
    let view = rollup::view(sight, number);
    let dispute = view
        .and_then(|view| view.dispute)
        .filter(|dispute| dispute.finding.batch == index);
    all.extend(
        dispute
            .and_then(|dispute| dispute.transaction)
            .map(|id| (id, contract)),
    );
    all
}

impl Flow {
    pub(super) fn is_letter(&self, object: &Digest) -> bool {
        self.transfer.as_ref() == Some(object)
            || self
                .channel
                .is_some_and(|number| channel_object(number) == *object)
    }

    pub(super) fn has(&self, fact: &RollupFact) -> bool {
        let (rollup, batch, transfer) = parts(fact);
        let of_batch = batch.is_some() || self.rollup.is_some_and(|(_, wanted)| wanted.is_none());
        let mine = self.rollup.is_some_and(|(number, wanted)| {
            number == rollup && wanted.is_none_or(|wanted| batch == Some(wanted))
        });
        (mine && of_batch) || (transfer.is_some() && transfer == self.transfer)
    }
}

/// Rollup, batch and transfer of a fact.
pub(super) fn parts(fact: &RollupFact) -> (u32, Option<u64>, Option<Digest>) {
    match fact {
        RollupFact::Started { rollup, .. }
        | RollupFact::Deposited { rollup, .. }
        | RollupFact::Withdrawal { rollup, .. } => (*rollup, None, None),
        RollupFact::Promised { rollup, transfer }
        | RollupFact::Refused {
            rollup, transfer, ..
        } => (*rollup, None, Some(*transfer)),
        RollupFact::Batched { rollup, batch, .. }
        | RollupFact::Claimed { rollup, batch, .. }
        | RollupFact::Agreed { rollup, batch, .. }
        | RollupFact::Disputed { rollup, batch, .. }
        | RollupFact::Deleted { rollup, batch, .. }
        | RollupFact::Confirmed { rollup, batch }
        | RollupFact::Rewound { rollup, batch, .. }
        | RollupFact::Alarm { rollup, batch, .. } => (*rollup, Some(*batch), None),
    }
}
