//! The border between the layers: contracts on Layer 1 with what they lock, and all that crosses.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::{Address, Amount, Digest, decode, order};
use crate::chain::Entry;
use crate::layer2::{channel, rollup};
use crate::ledger::{Action, Outcome, Receipt, SignedTransaction};

use super::channel::Sides;
use super::model::{Border, Contract, Crossing, CrossingKind, Direction, Selection, System, Text};
use super::past::Past;
use super::rollup::{numbers, view};
use super::sight::Sight;
use super::systems;
use super::told::reason;

/// Most crossings in blocks that are shown.
const SHOWN: usize = 24;
/// Most transactions followed for one contract.
const MOST_OF_ONE: usize = 400;

pub(super) fn build(
    sight: &Sight,
    past: &Past,
    rooms: (&[super::model::Channel], &[super::model::Rollup]),
) -> Border {
    let (channels, rollups) = rooms;
    let above: u64 = channels.iter().map(|channel| channel.payments).sum::<u64>()
        + rollups.iter().map(|rollup| rollup.transfers).sum::<u64>();
    let below = above_layer1(sight).count() as u64;
    Border {
        contracts: contracts(sight),
        crossings: crossings(sight, past),
        payments_above: above,
        transactions_below: below,
    }
}

/// A transaction in a block with its receipt.
pub(super) type Included<'a> = (&'a Arc<Entry>, &'a SignedTransaction, &'a Receipt);

/// Everything on the chosen node's main chain that belongs to a Layer 2 system, newest first.
fn above_layer1<'a>(sight: &Sight<'a>) -> impl DoubleEndedIterator<Item = Included<'a>> + use<'a> {
    let main: Vec<&'a Arc<Entry>> = sight.main.iter().rev().copied().collect();
    let all = main.into_iter().flat_map(|entry| {
        let transactions = entry.block.body().transactions.iter().rev();
        transactions
            .zip(entry.receipts.iter().rev())
            .map(move |(signed, receipt)| (entry, signed, receipt))
    });
    all.filter(|(entry, signed, _)| {
        systems::of(signed.transaction(), &entry.state) != System::Layer1
    })
}

/// The contract that a transaction calls or creates.
pub(super) fn contract_of(signed: &SignedTransaction) -> Option<Address> {
    match &signed.transaction().action {
        Action::Transfer { .. } => None,
        Action::Call { contract, .. } => Some(*contract),
        Action::Create { .. } => Some(Address::of_contract(
            &signed.sender(),
            signed.transaction().nonce,
        )),
    }
}

/// The transactions that have to do with a contract: in blocks of the main chain, newest first, and waiting.
pub(super) fn of_contract(sight: &Sight, contract: &Address) -> Vec<Digest> {
    let included = above_layer1(sight).map(|(_, signed, _)| signed);
    let all = included.chain(waiting(sight, &[]));
    let mine = all.filter(|signed| contract_of(signed) == Some(*contract));
    mine.map(|signed| signed.id()).take(MOST_OF_ONE).collect()
}

/// How many transactions on the main chain have to do with a contract.
pub(super) fn calls(sight: &Sight, contract: &Address) -> u32 {
    above_layer1(sight)
        .filter(|(_, signed, _)| contract_of(signed) == Some(*contract))
        .count() as u32
}

/// The newest transaction that took effect on a contract: height and id.
pub(super) fn last_effect(sight: &Sight, contract: &Address) -> Option<(u64, Digest)> {
    let mut all = above_layer1(sight);
    let found = all
        .find(|(_, signed, receipt)| receipt.succeeded() && contract_of(signed) == Some(*contract));
    found.map(|(entry, signed, _)| (entry.height(), signed.id()))
}

pub(super) fn contracts(sight: &Sight) -> Vec<Contract> {
    let channels = (1..=sight.world.directory().channels.len() as u32).filter_map(|number| {
        let chain = Sides::of(sight, number)?.chain?;
        Some(Contract {
            address: chain.contract,
            name: Text::key("contract.adjudicator"),
            system: System::Channel,
            room: Selection::Channel(number),
            locked: chain.locked,
            state: Text::key(record_key(&chain.record)),
        })
    });
    let rollups = numbers(sight).filter_map(|number| {
        let view = view(sight, number)?;
        Some(Contract {
            address: view.contract?,
            name: Text::key("contract.rollup"),
            system: System::Rollup,
            room: Selection::Rollup(number),
            locked: view.locked,
            state: Text::key("contract.state.open"),
        })
    });
    channels.chain(rollups).collect()
}

/// The key of a channel contract's state.
pub(super) fn record_key(record: &channel::Record) -> &'static str {
    match record {
        channel::Record::Funding { .. } => "contract.state.funding",
        channel::Record::Open { .. } => "contract.state.open",
        channel::Record::Disputed(_) => "contract.state.disputed",
        channel::Record::Closed { .. } => "contract.state.closed",
    }
}

fn crossings(sight: &Sight, past: &Past) -> Vec<Crossing> {
    let included = above_layer1(sight).take(SHOWN);
    let mut crossings: Vec<Crossing> = included
        .filter_map(|found| crossing(sight, past, found.1, Some(found)))
        .collect();
    crossings.reverse();
    let waiting = waiting(sight, &crossings);
    crossings.extend(
        waiting
            .into_iter()
            .filter_map(|signed| crossing(sight, past, signed, None)),
    );
    crossings
}

/// What the chosen node's mempool or a wallet holds for a Layer 2 system and no block has.
fn waiting<'a>(sight: &Sight<'a>, shown: &[Crossing]) -> Vec<&'a SignedTransaction> {
    let state = &sight.head().state;
    let pool = sight.node().into_iter().flat_map(|node| node.pool().iter());
    let wallets = sight
        .people()
        .flat_map(|(_, agent)| agent.wallet().watched());
    let wallets = wallets
        .filter(|(_, _, included)| included.is_none())
        .map(|(_, signed, _)| signed);
    let mut seen: BTreeSet<Digest> =
        order::gather(shown.iter().map(|crossing| crossing.transaction));
    let all = pool.chain(wallets);
    let mine = all.filter(|signed| systems::of(signed.transaction(), state) != System::Layer1);
    let new = mine.filter(|signed| signed.transaction().nonce >= state.nonce(&signed.sender()));
    new.filter(|signed| seen.insert(signed.id()))
        .take(SHOWN)
        .collect()
}

fn crossing(
    sight: &Sight,
    past: &Past,
    signed: &SignedTransaction,
    included: Option<Included>,
) -> Option<Crossing> {
    let state = included.map_or(&sight.head().state, |(entry, _, _)| &entry.state);
    let system = systems::of(signed.transaction(), state);
    let kind = kind(&signed.transaction().action, system);
    let block = included.map(|(entry, _, _)| entry.id());
    let failed = included.and_then(|(_, _, receipt)| failure(receipt));
    Some(Crossing {
        transaction: signed.id(),
        kind,
        direction: if kind == CrossingKind::Deposit {
            Direction::Up
        } else {
            Direction::Down
        },
        system,
        contract: contract_of(signed)?,
        who: sight.owner(&signed.sender())?,
        submitted: past
            .submitted
            .get(&signed.id())
            .copied()
            .unwrap_or_default(),
        included: block.and_then(|block| past.seen.get(&block).copied()),
        block,
        failed,
    })
}

/// Why a transaction in a block took no effect.
pub(super) fn failure(receipt: &Receipt) -> Option<Text> {
    match &receipt.outcome {
        Outcome::Done => None,
        Outcome::Reverted(why) => Some(reason(why, &[])),
        Outcome::OutOfGas => Some(Text::key("refusal.contract.out-of-gas")),
    }
}

/// What a transaction carries across the border.
pub(super) fn kind(action: &Action, system: System) -> CrossingKind {
    match action {
        Action::Transfer { .. } => CrossingKind::Other,
        Action::Create { value, .. } if *value > Amount::ZERO => CrossingKind::Deposit,
        Action::Create { .. } => CrossingKind::Other,
        Action::Call { input, .. } => match system {
            System::Layer1 => None,
            System::Channel => channel_kind(input),
            System::Rollup => rollup_kind(input),
        }
        .unwrap_or(CrossingKind::Other),
    }
}

fn channel_kind(input: &[u8]) -> Option<CrossingKind> {
    Some(match decode::<channel::Call>(input).ok()? {
        channel::Call::Deposit => CrossingKind::Deposit,
        channel::Call::Reclaim | channel::Call::Payout => CrossingKind::Exit,
        channel::Call::Close(_) => CrossingKind::CooperativeClose,
        channel::Call::Dispute(_) => CrossingKind::ForcedClose,
        channel::Call::Challenge(..) => CrossingKind::Challenge,
    })
}

fn rollup_kind(input: &[u8]) -> Option<CrossingKind> {
    Some(match decode::<rollup::Call>(input).ok()? {
        rollup::Call::Deposit { .. } => CrossingKind::Deposit,
        rollup::Call::SubmitBatch(_) => CrossingKind::Batch,
        rollup::Call::Commit(_) => CrossingKind::StateRoot,
        rollup::Call::ChallengeCount(_) | rollup::Call::ChallengeStep(_) => CrossingKind::Challenge,
        rollup::Call::Confirm { .. } => CrossingKind::Other,
        rollup::Call::Prove(_) => CrossingKind::Proof,
        rollup::Call::Finalize { .. } => CrossingKind::Exit,
    })
}
