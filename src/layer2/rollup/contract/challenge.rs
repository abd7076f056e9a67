//! The challenge: Layer 1 decides by executing one step itself, from three leaves and their proofs.

use crate::base::{Digest, Keccak256, merkle::log};
use crate::ledger::{CallContext, Revert, price};

use super::super::batch::{MAX_BATCH_BYTES, MAX_INFLATED, framed, unpack};
use super::super::call::{BatchBytes, ClaimedRoot, StepCall};
use super::super::step::{Leaf, Leaves, Slot, Step, Witness, apply};
use super::record::{Batch, Commitment, Deposit, Key, need};
use super::{bridge, commitments, domain, inbox, terms};

/// Gas for each byte that inflating gives, and for the most there could be where nothing came out: our figure, as
/// Ethereum has no such instruction.
const INFLATE_BYTE: u64 = 8;
/// Longest audit path: the tree of roots has at most 193 leaves.
const MAX_PATH: usize = 8;

/// Most bytes of a claimed root with its path, of a leaf with its proof (no path of the map is longer than its keys'
/// 256 bits), and of a whole challenge.
const CLAIMED_BYTES: usize = 32 + 4 + 32 * MAX_PATH;
const WITNESS_BYTES: usize = 1 + 16 + 4 + 32 * 256 + 1 + 64;
const CALL_BYTES: usize =
    1 + 8 + 4 + 1 + 8 + 32 + 4 + MAX_BATCH_BYTES + 2 * CLAIMED_BYTES + 4 + 3 * WITNESS_BYTES;

/// Gas that the dearest challenge can need: the floor for its calldata, if no byte is zero. What it executes is cheaper.
/// In a world whose blocks hold less, a false claim about a large batch couldn't be challenged.
pub const DEAREST_CHALLENGE: u64 = price::TRANSACTION + 4 * price::FLOOR_TOKEN * CALL_BYTES as u64;

/// Deletes a commitment whose number of steps is not the batch's.
pub(super) fn count(context: &mut CallContext, bytes: &BatchBytes) -> Result<(), Revert> {
    let commitment = commitments::challengeable(context, bytes.batch)?;
    let deposits = deposits_of(context, bytes.batch)?;
    let transfers = transfers_of(context, bytes)?.len() as u64;
    let honest = deposits.1 - deposits.0 + transfers == u64::from(commitment.steps);
    context.require(!honest, "rollup.honest")?;
    commitments::delete(context, bytes.batch)
}

/// Executes one step; if the claimed root is not what comes out, deletes the commitment.
pub(super) fn step(context: &mut CallContext, call: StepCall) -> Result<(), Revert> {
    let commitment = commitments::challengeable(context, call.batch)?;
    require_claimed(context, &commitment, call.step, &call.before)?;
    require_claimed(
        context,
        &commitment,
        call.step.saturating_add(1),
        &call.after,
    )?;
    let step = step_of(context, &call)?;
    let after = execute(context, call.before.root, &step, call.witnesses)?;
    context.require(after != call.after.root, "rollup.honest")?;
    commitments::delete(context, call.batch)
}

/// Refuses a root that is not number `index` of those claimed.
fn require_claimed(
    context: &mut CallContext,
    commitment: &Commitment,
    index: u32,
    claimed: &ClaimedRoot,
) -> Result<(), Revert> {
    context.require(claimed.path.len() <= MAX_PATH, "rollup.path")?;
    let (fixed, word) = price::KECCAK256;
    context.charge((claimed.path.len() as u64 + 1) * (fixed + 3 * word))?;
    let leaf = log::leaf_hash::<Keccak256>(&claimed.root.0);
    let size = u64::from(commitment.steps) + 1;
    let root = log::root_from_path::<Keccak256>(leaf, index.into(), size, &claimed.path);
    context.require(root == Some(commitment.roots), "rollup.path")
}

/// Numbers of the deposits that a batch takes: the first, and the first that it doesn't.
fn deposits_of(context: &mut CallContext, batch: u64) -> Result<(u64, u64), Revert> {
    let first = inbox::before(context, batch)?.deposits;
    let batch: Batch = need(context, Key::Batch(batch), "rollup.no-batch")?;
    Ok((first, batch.deposits))
}

fn transfers_of(context: &mut CallContext, bytes: &BatchBytes) -> Result<Vec<Vec<u8>>, Revert> {
    inbox::require_bytes(context, bytes)?;
    let transfers = unpack(&bytes.data);
    let inflated = match transfers.as_slice() {
        [] => MAX_INFLATED,
        transfers => framed(transfers).len(),
    };
    context.charge(INFLATE_BYTE * inflated as u64)?;
    Ok(transfers)
}

/// The step's content from what is on Layer 1: a deposit from storage, a transfer from the batch's bytes.
fn step_of(context: &mut CallContext, call: &StepCall) -> Result<Step, Revert> {
    let (first, end) = deposits_of(context, call.batch)?;
    let index = u64::from(call.step);
    if index < end - first {
        let deposit: Deposit = need(context, Key::Deposit(first + index), "rollup.deposit")?;
        return Ok(Step::Deposit {
            to: deposit.to,
            amount: deposit.amount,
        });
    }
    let bytes = call
        .bytes
        .as_ref()
        .filter(|bytes| bytes.batch == call.batch)
        .ok_or(Revert::Reason("rollup.batch-bytes"))?;
    let transfer = (index - (end - first)) as usize;
    transfers_of(context, bytes)?
        .into_iter()
        .nth(transfer)
        .map(Step::Transfer)
        .ok_or(Revert::Reason("rollup.step"))
}

fn execute(
    context: &mut CallContext,
    before: Digest,
    step: &Step,
    witnesses: Vec<Witness>,
) -> Result<Digest, Revert> {
    let terms = terms(context)?;
    if matches!(step, Step::Transfer(_)) {
        context.charge(price::SIGNATURE + price::KECCAK256.0 + 6 * price::KECCAK256.1)?;
    }
    let domain = domain(context, &terms);
    let mut leaves = Shown {
        context,
        root: before,
        rest: witnesses.into_iter(),
        last: None,
    };
    match apply(step, &domain, &mut leaves)? {
        Ok(()) => Ok(leaves.root),
        Err(_) => Ok(before),
    }
}

/// A state of which only the root is known, and each leaf when it is read, by proof.
struct Shown<'a, 'b> {
    context: &'a mut CallContext<'b>,
    root: Digest,
    rest: std::vec::IntoIter<Witness>,
    last: Option<Witness>,
}

impl Leaves for Shown<'_, '_> {
    type Error = Revert;

    fn read(&mut self, slot: &Slot) -> Result<Option<Leaf>, Revert> {
        let witness = self.rest.next().ok_or(Revert::Reason("rollup.witness"))?;
        bridge::charge_map_proof(self.context, witness.proof.siblings().len())?;
        let holds = witness
            .proof
            .verify(&self.root, slot, witness.leaf.as_ref());
        self.context.require(holds, "rollup.witness")?;
        let leaf = witness.leaf;
        self.last = Some(witness);
        Ok(leaf)
    }

    fn write(&mut self, slot: &Slot, leaf: Leaf) -> Result<(), Revert> {
        let refused = Revert::Reason("rollup.witness");
        let witness = self.last.take().ok_or(refused)?;
        bridge::charge_map_proof(self.context, witness.proof.siblings().len())?;
        self.root = witness
            .proof
            .root_after(&self.root, slot, witness.leaf.as_ref(), &leaf)
            .ok_or(refused)?;
        Ok(())
    }
}
