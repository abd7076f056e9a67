//! The optimistic rollups as their rooms draw them.

use crate::actor::Agent;
use crate::base::{ActorId, Address, Amount, Digest};
use crate::layer2::rollup as l2;

use super::model::{
    Batch, BatchPhase, Deposit, DepositPhase, Dispute, DisputePhase, LayerTwoAccount,
    PendingTransfer, Rollup, RollupSide, Text, Withdrawal, WithdrawalPhase,
};
use super::sight::Sight;

/// Most withdrawals shown.
const SHOWN: usize = 12;

pub(super) fn build(sight: &Sight) -> Vec<Rollup> {
    numbers(sight)
        .filter_map(|number| Some(room(sight, number, &view(sight, number)?)))
        .collect()
}

/// Numbers of all rollups ever asked for.
pub(super) fn numbers(sight: &Sight) -> impl Iterator<Item = u32> + use<> {
    1..=sight.world.directory().rollups.len() as u32
}

/// A person's seat in a rollup.
pub(super) fn seat<'a>(sight: &Sight<'a>, number: u32, who: ActorId) -> Option<&'a l2::Seat> {
    sight
        .world
        .agent(who)?
        .role::<l2::RollupRole>()?
        .seat(number)
}

/// The sequencer's seat.
pub(super) fn sequencer<'a>(sight: &Sight<'a>, number: u32) -> Option<&'a l2::Seat> {
    let contact = sight.world.directory().rollup(number).ok()?;
    seat(sight, number, contact.sequencer)
}

/// The verifier's seat, else the sequencer's: who derives the rollup from Layer 1, and whose view of it is shown.
pub(super) fn deriver<'a>(sight: &Sight<'a>, number: u32) -> Option<(&'a Agent, &'a l2::Seat)> {
    let contact = sight.world.directory().rollup(number).ok()?;
    [contact.verifier, contact.sequencer]
        .into_iter()
        .find_map(|who| Some((sight.world.agent(who)?, seat(sight, number, who)?)))
}

/// The rollup as of the chosen node's head.
pub(super) fn view(sight: &Sight, number: u32) -> Option<l2::RollupView> {
    let directory = sight.world.directory();
    let contact = directory.rollup(number).ok()?;
    let wallet = |who| sight.world.agent(who).map(Agent::wallet);
    let verifier = seat(sight, number, contact.verifier).zip(wallet(contact.verifier));
    l2::view(&l2::Source {
        number,
        directory,
        head: sight.head(),
        sequencer: (sequencer(sight, number)?, wallet(contact.sequencer)?),
        verifier,
    })
}

fn room(sight: &Sight, number: u32, view: &l2::RollupView) -> Rollup {
    let contract = view.contract.unwrap_or_default();
    let domain = sequencer(sight, number).and_then(|seat| seat.derivation().domain());
    Rollup {
        id: number,
        name: number.to_string(),
        sequencer: RollupSide {
            who: view.sequencer,
            root: view.ahead,
            batch: view.batch_count.checked_sub(1),
            away: false,
            dishonest: is_liar(view),
        },
        verifiers: vec![verifier(sight, number, view)],
        bridge: contract,
        inbox: contract,
        commitments: contract,
        window: view.window,
        bond: view.bond,
        batches: view.batches.iter().map(batch).collect(),
        batch_count: view.batch_count,
        accounts: view
            .accounts
            .iter()
            .map(|(address, leaf)| account(sight, address, leaf))
            .collect(),
        pending: domain.map_or_else(Vec::new, |domain| {
            view.pending
                .iter()
                .map(|signed| pending(sight, &domain, signed))
                .collect()
        }),
        deposits: view
            .deposits
            .iter()
            .filter_map(|found| deposit(sight, found))
            .collect(),
        withdrawals: withdrawals(sight, number)
            .into_iter()
            .map(|(who, outgoing)| withdrawal(who, &outgoing))
            .collect(),
        transfers: view.transfers,
        onchain: super::border::calls(sight, &contract),
        dispute: view
            .dispute
            .as_ref()
            .map(|found| dispute(sight, view, found)),
        automatic: view.every.is_some(),
    }
}

/// Whether the sequencer is about to lie, or a claim of its own was found false.
fn is_liar(view: &l2::RollupView) -> bool {
    view.lie.is_some()
        || view
            .batches
            .iter()
            .any(|batch| batch.disputed_step.is_some())
}

fn verifier(sight: &Sight, number: u32, view: &l2::RollupView) -> RollupSide {
    let derivation = seat(sight, number, view.verifier).map(l2::Seat::derivation);
    RollupSide {
        who: view.verifier,
        root: derivation.map_or(Digest::ZERO, |derivation| derivation.state().root()),
        batch: derivation.and_then(|derivation| derivation.next_index().checked_sub(1)),
        away: view.asleep,
        dishonest: false,
    }
}

fn batch(found: &l2::BatchView) -> Batch {
    Batch {
        number: found.number,
        transfers: found.transfers,
        bytes: found.bytes,
        gas: found.gas,
        transaction: found.transaction,
        height: found.height,
        parent_root: found.parent_root,
        claimed: found.claimed,
        recomputed: found.recomputed,
        bond: found.bond,
        phase: match found.phase {
            l2::BatchPhase::Submitted => BatchPhase::Submitted,
            l2::BatchPhase::Published => BatchPhase::Published,
            l2::BatchPhase::Window { opened, deadline } => BatchPhase::Window { opened, deadline },
            l2::BatchPhase::Disputed { deadline } => BatchPhase::Disputed { deadline },
            l2::BatchPhase::Final => BatchPhase::Final,
            l2::BatchPhase::ClaimDeleted => BatchPhase::ClaimDeleted,
            l2::BatchPhase::Reorged => BatchPhase::Reorged,
        },
    }
}

fn account(sight: &Sight, address: &Address, leaf: &l2::Leaf) -> LayerTwoAccount {
    LayerTwoAccount {
        who: sight.owner(address),
        address: *address,
        balance: leaf.balance,
        nonce: leaf.nonce,
    }
}

/// The address that a transfer pays, above or below.
pub(super) fn target(transfer: &l2::Transfer) -> Address {
    match transfer.target {
        l2::Target::Pay(to) | l2::Target::Withdraw(to) => to,
    }
}

fn pending(sight: &Sight, domain: &l2::Domain, signed: &l2::SignedTransfer) -> PendingTransfer {
    let transfer = &signed.transfer;
    PendingTransfer {
        id: transfer.id(domain),
        from: sight.owner(&transfer.sender.address()),
        to: sight.owner(&target(transfer)),
        amount: transfer.amount,
        promised: true,
    }
}

fn deposit(sight: &Sight, (number, found, taken): &(u64, l2::Deposit, bool)) -> Option<Deposit> {
    Some(Deposit {
        number: *number,
        who: sight.owner(&found.to)?,
        amount: found.amount,
        phase: if *taken {
            DepositPhase::Credited
        } else {
            DepositPhase::Locked
        },
    })
}

/// All withdrawals with who asked for them, by person, then oldest first.
pub(super) fn withdrawals(sight: &Sight, number: u32) -> Vec<(ActorId, l2::Outgoing)> {
    let people = sight.people().map(|(contact, _)| contact.id);
    let all = people.filter_map(|who| Some((who, seat(sight, number, who)?)));
    let mut all: Vec<_> = all
        .flat_map(|(who, seat)| l2::withdrawals(seat).iter().map(move |found| (who, *found)))
        .collect();
    let surplus = all.len().saturating_sub(4 * SHOWN);
    all.drain(..surplus);
    all
}

/// A number for a withdrawal that stays: of nonce and person.
pub(super) fn withdrawal_number(who: ActorId, found: &l2::Outgoing) -> u64 {
    found
        .withdrawal
        .nonce
        .saturating_mul(1_000)
        .saturating_add(u64::from(who.0))
}

fn withdrawal(who: ActorId, found: &l2::Outgoing) -> Withdrawal {
    let refused = found.phase == l2::WithdrawalPhase::Refused;
    Withdrawal {
        number: withdrawal_number(who, found),
        who,
        amount: found.withdrawal.amount,
        batch: found.batch,
        phase: match found.phase {
            l2::WithdrawalPhase::Requested => WithdrawalPhase::Requested,
            l2::WithdrawalPhase::Burnt => WithdrawalPhase::Burnt,
            l2::WithdrawalPhase::Committed { deadline } => WithdrawalPhase::Waiting { deadline },
            l2::WithdrawalPhase::Proven { .. } => WithdrawalPhase::Proven,
            l2::WithdrawalPhase::Ready => WithdrawalPhase::Finalizing,
            l2::WithdrawalPhase::Paid => WithdrawalPhase::Paid,
            l2::WithdrawalPhase::Refused => WithdrawalPhase::Refused,
        },
        refused: refused.then(|| Text::key("refusal.rollup.withdrawal")),
    }
}

fn dispute(sight: &Sight, view: &l2::RollupView, found: &l2::DisputeView) -> Dispute {
    let finding = &found.finding;
    let claimant = found.claimant.and_then(|claimant| sight.owner(&claimant));
    Dispute {
        batch: finding.batch,
        claimant: claimant.unwrap_or(view.sequencer),
        challenger: view.verifier,
        step: finding.step,
        steps: finding.steps,
        before: finding.before,
        claimed: finding.claimed,
        recomputed: finding.executed,
        phase: match found.phase {
            l2::DisputePhase::Found => DisputePhase::Found,
            l2::DisputePhase::Submitted => DisputePhase::Submitted,
            l2::DisputePhase::Won => DisputePhase::Won,
            l2::DisputePhase::TooLate => DisputePhase::TooLate,
        },
        bytes: found.bytes,
        gas: found.gas,
        since: found.since,
    }
}

/// What the bridge owes and to whom, as the deriving person's own node shows Layer 1.
pub(super) fn sheet(sight: &Sight, number: u32) -> Option<(l2::Sheet, Vec<(Address, Amount)>)> {
    let (agent, seat) = deriver(sight, number)?;
    let entry = sight.archive.entry(&agent.view());
    let derivation = seat.derivation();
    let reader = derivation.reader(entry)?;
    let taken = derivation.tip().map_or(0, |tip| tip.header.deposits);
    let state = derivation.state();
    let accounts = state.iter().filter_map(|(slot, leaf)| match slot {
        l2::Slot::Account(address) => Some((*address, leaf.balance)),
        l2::Slot::Burnt(_) => None,
    });
    Some((l2::sheet(&reader, &state, taken)?, accounts.collect()))
}
