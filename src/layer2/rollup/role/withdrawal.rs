//! A withdrawal from the burn above to the payment below: proven and finalized by the user, without the sequencer's help.

use borsh::BorshSerialize;

use crate::actor::Desk;
use crate::base::{Amount, Digest};
use crate::event::{Fact, RollupFact};

use super::super::call::{Call, ProveCall};
use super::super::contract::{Commitment, Reader, deadline};
use super::super::derive::Derivation;
use super::super::step::Slot;
use super::super::transfer::Withdrawal;
use super::seat::{self, Ground, short};

/// Where a withdrawal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize)]
pub enum WithdrawalPhase {
    /// Sent to the sequencer, in no batch.
    Requested,
    /// Burnt above by a batch on Layer 1; no true commitment covers it yet.
    Burnt,
    /// A commitment covers it; its proof is not on Layer 1 yet.
    Committed {
        /// Last height of the commitment's window.
        deadline: u64,
    },
    /// Layer 1 saw the proof; the window is open.
    Proven {
        /// Last height of the commitment's window.
        deadline: u64,
    },
    /// The window is over: Layer 1 pays in the next block that takes the transaction.
    Ready,
    /// Paid on Layer 1.
    Paid,
    /// The sequencer refused it; nothing was burnt.
    Refused,
}

impl WithdrawalPhase {
    /// Key of the phase.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Requested => "rollup.withdrawal.requested",
            Self::Burnt => "rollup.withdrawal.burnt",
            Self::Committed { .. } => "rollup.withdrawal.committed",
            Self::Proven { .. } => "rollup.withdrawal.proven",
            Self::Ready => "rollup.withdrawal.ready",
            Self::Paid => "rollup.withdrawal.paid",
            Self::Refused => "rollup.withdrawal.refused",
        }
    }
}

/// A withdrawal that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize)]
pub struct Outgoing {
    /// The claim to the burnt value.
    pub withdrawal: Withdrawal,
    /// Its paid-once key.
    pub key: Digest,
    /// Index of the batch that burns it, once there is one.
    pub batch: Option<u64>,
    /// Where it is.
    pub phase: WithdrawalPhase,
}

/// Brings a withdrawal one phase further, or back after a reorg or a deletion.
pub(super) fn pursue(ground: &Ground, outgoing: &mut Outgoing, desk: &mut Desk) {
    let Some(reader) = ground.derivation.reader(desk.head()) else {
        return;
    };
    if outgoing.phase == WithdrawalPhase::Refused {
        return;
    }
    outgoing.batch = burnt_in(&ground.derivation, &outgoing.key).or(outgoing.batch);
    let cover = covering(&ground.derivation, &reader, outgoing);
    let phase = phase_of(ground, &reader, outgoing, cover, desk.height());
    let next = match phase {
        WithdrawalPhase::Committed { .. } => {
            cover.and_then(|(batch, cover)| prove(ground, outgoing, batch, &cover))
        }
        WithdrawalPhase::Ready => pay(ground, outgoing, &reader),
        _ => None,
    };
    if let Some((purpose, call)) = next
        && let Some(action) = ground.action(&call, Amount::ZERO)
    {
        seat::pursue(desk, &purpose, &action);
    }
    if outgoing.phase != phase {
        outgoing.phase = phase;
        tell(ground, outgoing, desk);
    }
}

/// Tells the phase.
pub(super) fn tell(ground: &Ground, outgoing: &Outgoing, desk: &mut Desk) {
    let (rollup, withdrawal, phase) = (ground.number, outgoing.key, outgoing.phase);
    desk.note(|| {
        Fact::Rollup(RollupFact::Withdrawal {
            rollup,
            withdrawal,
            phase: phase.key().to_owned(),
        })
    });
}

/// Index of the first kept batch whose state holds the burn.
fn burnt_in(derivation: &Derivation, key: &Digest) -> Option<u64> {
    let slot = Slot::Burnt(*key);
    let mut blocks = derivation.blocks().iter();
    let block = blocks.find(|block| block.after.contains_key(&slot))?;
    Some(block.header.index)
}

/// The oldest standing commitment that holds the burn and is true; others are not worth a proof.
fn covering(
    derivation: &Derivation,
    reader: &Reader,
    outgoing: &Outgoing,
) -> Option<(u64, Commitment)> {
    let slot = Slot::Burnt(outgoing.key);
    derivation.blocks().iter().find_map(|block| {
        let batch = block.header.index;
        let commitment = reader.commitment(batch)?;
        let holds = block.after.contains_key(&slot) && block.after.root() == commitment.root;
        holds.then_some((batch, commitment))
    })
}

fn phase_of(
    ground: &Ground,
    reader: &Reader,
    outgoing: &Outgoing,
    cover: Option<(u64, Commitment)>,
    height: u64,
) -> WithdrawalPhase {
    let terms = reader.terms();
    let last = |commitment: &Commitment| {
        terms.map_or(u64::MAX, |terms| deadline(commitment.height, &terms))
    };
    let is_burnt = ground
        .derivation
        .state()
        .contains_key(&Slot::Burnt(outgoing.key));
    match (reader.proven(&outgoing.key), cover) {
        _ if reader.is_paid(&outgoing.key) => WithdrawalPhase::Paid,
        _ if !is_burnt => WithdrawalPhase::Requested,
        (Some(proven), _) if height >= last(&proven) => WithdrawalPhase::Ready,
        (Some(proven), _) => WithdrawalPhase::Proven {
            deadline: last(&proven),
        },
        (None, Some((_, cover))) => WithdrawalPhase::Committed {
            deadline: last(&cover),
        },
        (None, None) => WithdrawalPhase::Burnt,
    }
}

fn prove(
    ground: &Ground,
    outgoing: &Outgoing,
    batch: u64,
    cover: &Commitment,
) -> Option<(String, Call)> {
    let block = ground.derivation.block(batch)?;
    let call = Call::Prove(ProveCall {
        withdrawal: outgoing.withdrawal,
        batch,
        proof: block.after.prove(&Slot::Burnt(outgoing.key)),
    });
    let label = format!("prove-{}-{}", short(&outgoing.key), cover.serial);
    Some((ground.label(&label), call))
}

fn pay(ground: &Ground, outgoing: &Outgoing, reader: &Reader) -> Option<(String, Call)> {
    let proven = reader.proven(&outgoing.key)?;
    let withdrawal = outgoing.withdrawal;
    let label = format!("finalize-{}-{}", short(&outgoing.key), proven.serial);
    Some((ground.label(&label), Call::Finalize { withdrawal }))
}
