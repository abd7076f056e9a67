//! One rollup as plain values for whoever draws it: what Layer 1 holds as of one head, and what each part knows.

use crate::actor::{Directory, Wallet};
use crate::base::{ActorId, Address, Amount, Digest, Span, Time, order};
use crate::chain::Entry;

use super::contract::{Commitment, Deposit, Reader, Terms, deadline};
use super::derive::Derivation;
use super::found::RollupBlock;
use super::role::{Finding, Lie, Outgoing, Seat};
use super::step::{Leaf, Slot};
use super::transfer::SignedTransfer;

/// Most batches, deposits and withdrawals shown.
const SHOWN: usize = 12;
/// Most accounts and waiting transfers shown.
const SHOWN_ACCOUNTS: usize = 64;

/// What a view is made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Number of the rollup, counted from 1.
    pub number: u32,
    /// Names and settings.
    pub directory: &'a Directory,
    /// The Layer 1 block as of which it is seen.
    pub head: &'a Entry,
    /// The sequencer's seat and wallet.
    pub sequencer: (&'a Seat, &'a Wallet),
    /// The verifier's seat and wallet, once it has a seat.
    pub verifier: Option<(&'a Seat, &'a Wallet)>,
}

/// One rollup.
#[derive(Clone, Debug, PartialEq)]
pub struct RollupView {
    /// Its number.
    pub number: u32,
    /// Who sequences.
    pub sequencer: ActorId,
    /// Who verifies.
    pub verifier: ActorId,
    /// The contract, once it is on Layer 1 as of this head.
    pub contract: Option<Address>,
    /// Value that the contract holds.
    pub locked: Amount,
    /// Blocks in which a commitment can be challenged.
    pub window: u64,
    /// What each commitment locks.
    pub bond: Amount,
    /// How often the sequencer submits by itself.
    pub every: Option<Span>,
    /// The lie that the next claim will tell.
    pub lie: Option<Lie>,
    /// Whether the verifier does not watch.
    pub asleep: bool,
    /// The newest batches, oldest first; those on the way last.
    pub batches: Vec<BatchView>,
    /// Batches ever.
    pub batch_count: u64,
    /// Root after the newest batch on Layer 1: the safe head.
    pub safe: Digest,
    /// Root with all that was promised: the unsafe head.
    pub ahead: Digest,
    /// Accounts at the safe head, by address.
    pub accounts: Vec<(Address, Leaf)>,
    /// Transfers promised that are in no batch on Layer 1, in order.
    pub pending: Vec<SignedTransfer>,
    /// The newest deposits with their numbers, oldest first, and whether a batch took them.
    pub deposits: Vec<(u64, Deposit, bool)>,
    /// The newest dispute.
    pub dispute: Option<DisputeView>,
    /// Transfers in the batches shown or kept.
    pub transfers: u64,
}

/// A batch.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchView {
    /// Its index.
    pub number: u64,
    /// Transfers in it.
    pub transfers: u32,
    /// Deposits and transfers in it.
    pub steps: u32,
    /// Compressed bytes.
    pub bytes: u64,
    /// Gas that Layer 1 charged for it; 0 while it waits.
    pub gas: u64,
    /// Its transaction.
    pub transaction: Option<Digest>,
    /// Height of its Layer 1 block.
    pub height: Option<u64>,
    /// The root before.
    pub parent_root: Digest,
    /// The root claimed last.
    pub claimed: Option<Digest>,
    /// The root as executed.
    pub recomputed: Option<Digest>,
    /// The bond at stake.
    pub bond: Amount,
    /// The first step found false.
    pub disputed_step: Option<u32>,
    /// Where it is.
    pub phase: BatchPhase,
}

/// Where a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchPhase {
    /// On its way to Layer 1.
    Submitted,
    /// In the inbox; no claim yet.
    Published,
    /// Claimed; can be challenged up to and with the deadline.
    Window {
        /// Height of the claim.
        opened: u64,
        /// Last height at which a challenge counts.
        deadline: u64,
    },
    /// Claimed, found false, and the challenge is on its way.
    Disputed {
        /// Last height at which a challenge counts.
        deadline: u64,
    },
    /// The window is over.
    Final,
    /// The claim was deleted; the batch is still in the inbox.
    ClaimDeleted,
    /// Not in the inbox as of this head, though it was on another.
    Reorged,
}

impl BatchPhase {
    /// Blocks left in which a challenge counts, after the block at `height`.
    #[must_use]
    pub fn blocks_left(self, height: u64) -> Option<u64> {
        match self {
            Self::Window { deadline, .. } | Self::Disputed { deadline } => {
                Some(deadline.saturating_sub(height))
            }
            _ => None,
        }
    }
}

/// A dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct DisputeView {
    /// What was found.
    pub finding: Finding,
    /// Whose claim it was, if it still stands or was upheld lately.
    pub claimant: Option<Address>,
    /// The challenge's transaction.
    pub transaction: Option<Digest>,
    /// Bytes of the challenge.
    pub bytes: u64,
    /// Gas that Layer 1 charged for it; 0 while it waits.
    pub gas: u64,
    /// Where it is.
    pub phase: DisputePhase,
    /// When it was found.
    pub since: Time,
}

/// Where a dispute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputePhase {
    /// Found.
    Found,
    /// The challenge waits for a block.
    Submitted,
    /// The claim is deleted.
    Won,
    /// The window was over.
    TooLate,
}

/// The rollup as of a head; `None` if there is none of that number.
#[must_use]
pub fn view(source: &Source) -> Option<RollupView> {
    let contact = source.directory.rollup(source.number).ok()?;
    let part = source.sequencer.0.sequencer()?;
    let derivation = derivation(source);
    let reader = derivation
        .contract()
        .map(|contract| Reader::new(&source.head.state, contract))
        .filter(|reader| reader.terms().is_some());
    let verifier = source.verifier.and_then(|(seat, _)| seat.verifier());
    let safe = derivation.state();
    let own = source.sequencer.0.derivation();
    Some(RollupView {
        number: source.number,
        sequencer: contact.sequencer,
        verifier: contact.verifier,
        contract: reader.and(derivation.contract()),
        locked: reader.map_or(Amount::ZERO, |reader| reader.balance()),
        window: contact.settings.window,
        bond: contact.settings.bond,
        every: part.every(),
        lie: part.lie(),
        asleep: verifier.is_some_and(|verifier| verifier.is_asleep()),
        batches: batches(source, reader.as_ref()),
        batch_count: own.next_index().max(derivation.next_index()),
        safe: safe.root(),
        ahead: part.ahead().root(),
        accounts: accounts(derivation),
        pending: pending(source.sequencer.0),
        deposits: reader.map_or_else(Vec::new, |reader| deposits(&reader, derivation)),
        dispute: dispute(source, reader.as_ref()),
        transfers: derivation
            .blocks()
            .iter()
            .map(|block| u64::from(block.transfer_count()))
            .sum(),
    })
}

/// The verifier's derivation, or the sequencer's if it is further.
fn derivation<'a>(source: &Source<'a>) -> &'a Derivation {
    let own = source.sequencer.0.derivation();
    match source.verifier {
        Some((seat, _)) if seat.derivation().next_index() >= own.next_index() => seat.derivation(),
        _ => own,
    }
}

fn accounts(derivation: &Derivation) -> Vec<(Address, Leaf)> {
    let state = derivation.state();
    let mut accounts: Vec<_> = state
        .iter()
        .filter_map(|(slot, leaf)| match slot {
            Slot::Account(address) => Some((*address, *leaf)),
            Slot::Burnt(_) => None,
        })
        .collect();
    order::sort_by_key(&mut accounts, |(address, _)| *address);
    accounts.truncate(SHOWN_ACCOUNTS);
    accounts
}

fn pending(seat: &Seat) -> Vec<SignedTransfer> {
    let state = seat.derivation().state();
    let pool = seat.sequencer().map_or(&[][..], |part| part.pool());
    pool.iter()
        .filter(|signed| {
            let slot = Slot::Account(signed.transfer.sender.address());
            signed.transfer.nonce >= state.get(&slot).map_or(0, |leaf| leaf.nonce)
        })
        .take(SHOWN_ACCOUNTS)
        .copied()
        .collect()
}

fn deposits(reader: &Reader, derivation: &Derivation) -> Vec<(u64, Deposit, bool)> {
    let taken = derivation.tip().map_or(0, |tip| tip.header.deposits);
    let count = reader.counters().deposits;
    (count.saturating_sub(SHOWN as u64)..count)
        .filter_map(|number| Some((number, reader.deposit(number)?, number < taken)))
        .collect()
}

fn batches(source: &Source, reader: Option<&Reader>) -> Vec<BatchView> {
    let derivation = derivation(source);
    let skipped = derivation.blocks().len().saturating_sub(SHOWN);
    let derived = derivation.blocks().iter().skip(skipped);
    let mut batches: Vec<BatchView> = derived.map(|block| batch(source, reader, block)).collect();
    let next = derivation.next_index();
    let made = source
        .sequencer
        .0
        .sequencer()
        .map(|part| part.made().range(next..));
    for (index, made) in made.into_iter().flatten() {
        let transaction = source
            .sequencer
            .1
            .find(&made.label)
            .map(|signed| signed.id());
        batches.push(BatchView {
            number: *index,
            transfers: made.transfers,
            steps: made.steps.len() as u32,
            bytes: made.call.data.len() as u64,
            gas: 0,
            transaction,
            height: None,
            parent_root: derivation.state().root(),
            claimed: None,
            recomputed: None,
            bond: Amount::ZERO,
            disputed_step: None,
            phase: BatchPhase::Submitted,
        });
    }
    batches
}

fn batch(source: &Source, reader: Option<&Reader>, block: &RollupBlock) -> BatchView {
    let number = block.header.index;
    let record = reader.and_then(|reader| reader.batch(number));
    let here = record.is_some_and(|record| record.inbox == block.inbox);
    let commitment = reader.and_then(|reader| reader.commitment(number));
    let claim = derivation(source).last_claim(number);
    let terms = reader.and_then(|reader| reader.terms());
    let finding = finding(source, number);
    BatchView {
        number,
        transfers: block.transfer_count(),
        steps: block.steps.len() as u32,
        bytes: block.data.len() as u64,
        gas: block.place.gas,
        transaction: Some(block.place.transaction),
        height: here.then_some(block.place.block.height),
        parent_root: block.before.root(),
        claimed: claim.and_then(|claim| claim.roots.last().copied()),
        recomputed: Some(block.after.root()),
        bond: commitment
            .and(terms)
            .map_or(Amount::ZERO, |terms| terms.bond),
        disputed_step: finding.map(|finding| finding.step),
        phase: match (commitment, terms) {
            _ if !here => BatchPhase::Reorged,
            (Some(commitment), Some(terms)) => claimed_phase(source, &commitment, &terms, finding),
            _ if claim.is_some() => BatchPhase::ClaimDeleted,
            _ => BatchPhase::Published,
        },
    }
}

fn claimed_phase(
    source: &Source,
    commitment: &Commitment,
    terms: &Terms,
    finding: Option<&Finding>,
) -> BatchPhase {
    let deadline = deadline(commitment.height, terms);
    let disputed = finding.is_some_and(|finding| finding.serial == commitment.serial);
    if source.head.height() > deadline {
        BatchPhase::Final
    } else if disputed {
        BatchPhase::Disputed { deadline }
    } else {
        let opened = commitment.height;
        BatchPhase::Window { opened, deadline }
    }
}

fn finding<'a>(source: &Source<'a>, batch: u64) -> Option<&'a Finding> {
    let findings = source.verifier?.0.verifier()?.findings();
    findings.iter().rev().find(|finding| finding.batch == batch)
}

fn dispute(source: &Source, reader: Option<&Reader>) -> Option<DisputeView> {
    let (seat, wallet) = source.verifier?;
    let finding = seat.verifier()?.findings().last()?.clone();
    let signed = finding.label.as_ref().and_then(|label| wallet.find(label));
    let standing = reader
        .and_then(|reader| reader.commitment(finding.batch))
        .filter(|commitment| commitment.serial == finding.serial);
    let mut upheld = seat.derivation().upheld().iter().rev();
    let upheld = upheld.find(|upheld| upheld.batch == finding.batch);
    let claim = seat.derivation().last_claim(finding.batch);
    let phase = match (standing, signed) {
        (None, _) => DisputePhase::Won,
        _ if finding.is_late => DisputePhase::TooLate,
        (Some(_), Some(_)) => DisputePhase::Submitted,
        (Some(_), None) => DisputePhase::Found,
    };
    let won = upheld.filter(|_| phase == DisputePhase::Won);
    Some(DisputeView {
        claimant: standing
            .map(|commitment| commitment.claimant)
            .or(claim.map(|claim| claim.place.sender)),
        transaction: won
            .map(|upheld| upheld.place.transaction)
            .or(signed.map(|signed| signed.id())),
        bytes: won.map_or_else(
            || signed.map_or(0, |signed| signed.transaction().action.input().len() as u64),
            |upheld| u64::from(upheld.place.bytes),
        ),
        gas: won.map_or(0, |upheld| upheld.place.gas),
        phase,
        since: finding.since,
        finding,
    })
}

/// Withdrawals of a user, newest last.
#[must_use]
pub fn withdrawals(seat: &Seat) -> &[Outgoing] {
    let outgoing = seat.user().outgoing();
    &outgoing[outgoing.len().saturating_sub(SHOWN)..]
}
