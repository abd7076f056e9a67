//! The rollup's state and its only transition: one step, the same code for who keeps the whole state and for Layer 1, which sees three leaves.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, Digest, Keccak256, MapProof, MerkleMap};

use super::transfer::{Domain, SignedTransfer, Target, Transfer, Withdrawal};

/// Where the state keeps a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub enum Slot {
    /// An account.
    Account(Address),
    /// What was burnt for the withdrawal of this key; never spent above.
    Burnt(Digest),
}

/// What the state keeps in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, BorshSerialize, BorshDeserialize)]
pub struct Leaf {
    /// Value.
    pub balance: Amount,
    /// Transfers sent by the account.
    pub nonce: u64,
}

/// The rollup's whole state. Its root is what commitments claim.
pub type RollupState = MerkleMap<Slot, Leaf, Keccak256>;

/// Proof of one leaf, or of its absence.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Witness {
    /// What the slot holds.
    pub leaf: Option<Leaf>,
    /// Shows it.
    pub proof: MapProof<Keccak256>,
}

/// One step of a batch: its deposits come first, then its transfers.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Step {
    /// Value that was locked on Layer 1.
    Deposit {
        /// Whose account.
        to: Address,
        /// How much.
        amount: Amount,
    },
    /// Bytes that ought to be a [`SignedTransfer`].
    Transfer(Vec<u8>),
}

/// Why a step changes nothing. It is no error: everybody agrees that nothing happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum NoOp {
    /// The bytes are no transfer.
    Undecodable,
    /// Not signed by the sender for this rollup.
    Signature,
    /// The nonce is not the account's next.
    Nonce,
    /// The account can't pay amount and fee.
    Balance,
    /// A balance would not fit; value on Layer 1 is too little for that.
    Overflow,
}

impl NoOp {
    /// Key of the reason.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Undecodable => "rollup.undecodable",
            Self::Signature => "rollup.signature",
            Self::Nonce => "rollup.nonce",
            Self::Balance => "rollup.balance",
            Self::Overflow => "rollup.overflow",
        }
    }
}

/// What a step did.
pub type Effect = Result<(), NoOp>;

/// Access to leaves, one after the other: a read, then perhaps a write of the same slot.
pub trait Leaves {
    /// Why access can fail.
    type Error;
    /// What the slot holds.
    ///
    /// # Errors
    /// If it can't be known.
    fn read(&mut self, slot: &Slot) -> Result<Option<Leaf>, Self::Error>;
    /// Replaces what the slot read last holds.
    ///
    /// # Errors
    /// If it can't be written.
    fn write(&mut self, slot: &Slot, leaf: Leaf) -> Result<(), Self::Error>;
}

/// Executes a step on leaves. If it tells a no-op, the caller drops what was written.
///
/// # Errors
/// Those of the access.
pub fn apply<L: Leaves>(step: &Step, domain: &Domain, leaves: &mut L) -> Result<Effect, L::Error> {
    match step {
        Step::Deposit { to, amount } => credit(&Slot::Account(*to), *amount, leaves),
        Step::Transfer(bytes) => match valid_form(bytes, domain) {
            Ok(transfer) => transfer_value(&transfer, domain, leaves),
            Err(reason) => Ok(Err(reason)),
        },
    }
}

fn valid_form(bytes: &[u8], domain: &Domain) -> Result<Transfer, NoOp> {
    let signed = SignedTransfer::from_bytes(bytes).ok_or(NoOp::Undecodable)?;
    if signed.is_signed(domain) {
        Ok(signed.transfer)
    } else {
        Err(NoOp::Signature)
    }
}

/// Sender, receiver and fee account one after the other, so that they may be the same.
fn transfer_value<L: Leaves>(
    transfer: &Transfer,
    domain: &Domain,
    leaves: &mut L,
) -> Result<Effect, L::Error> {
    let sender = Slot::Account(transfer.sender.address());
    let leaf = leaves.read(&sender)?.unwrap_or_default();
    let left = match debited(&leaf, transfer) {
        Ok(left) => left,
        Err(reason) => return Ok(Err(reason)),
    };
    leaves.write(&sender, left)?;
    let target = target_slot(transfer, domain);
    if let Err(reason) = credit(&target, transfer.amount, leaves)? {
        return Ok(Err(reason));
    }
    credit(&Slot::Account(domain.fees), transfer.fee, leaves)
}

fn debited(leaf: &Leaf, transfer: &Transfer) -> Result<Leaf, NoOp> {
    if leaf.nonce != transfer.nonce {
        return Err(NoOp::Nonce);
    }
    let balance = transfer
        .cost()
        .and_then(|cost| leaf.balance.checked_sub(cost))
        .ok_or(NoOp::Balance)?;
    let nonce = leaf.nonce.checked_add(1).ok_or(NoOp::Nonce)?;
    Ok(Leaf { balance, nonce })
}

fn target_slot(transfer: &Transfer, domain: &Domain) -> Slot {
    match (transfer.target, Withdrawal::of(transfer)) {
        (Target::Withdraw(_), Some(withdrawal)) => Slot::Burnt(withdrawal.key(domain)),
        (Target::Pay(to) | Target::Withdraw(to), _) => Slot::Account(to),
    }
}

fn credit<L: Leaves>(slot: &Slot, amount: Amount, leaves: &mut L) -> Result<Effect, L::Error> {
    let leaf = leaves.read(slot)?.unwrap_or_default();
    let Some(balance) = leaf.balance.checked_add(amount) else {
        return Ok(Err(NoOp::Overflow));
    };
    leaves.write(slot, Leaf { balance, ..leaf })?;
    Ok(Ok(()))
}

/// The whole state, and what a witness for each leaf read would be.
struct Whole {
    state: RollupState,
    witnesses: Option<Vec<Witness>>,
}

impl Leaves for Whole {
    type Error = std::convert::Infallible;

    fn read(&mut self, slot: &Slot) -> Result<Option<Leaf>, Self::Error> {
        let leaf = self.state.get(slot).copied();
        if let Some(witnesses) = &mut self.witnesses {
            witnesses.push(Witness {
                leaf,
                proof: self.state.prove(slot),
            });
        }
        Ok(leaf)
    }

    fn write(&mut self, slot: &Slot, leaf: Leaf) -> Result<(), Self::Error> {
        self.state.insert(*slot, leaf);
        Ok(())
    }
}

/// Executes a step on the whole state; a no-op leaves it as it was.
pub fn execute_step(state: &mut RollupState, step: &Step, domain: &Domain) -> Effect {
    let mut whole = Whole {
        state: state.clone(),
        witnesses: None,
    };
    let Ok(effect) = apply(step, domain, &mut whole);
    if effect.is_ok() {
        *state = whole.state;
    }
    effect
}

/// The roots around the steps of a batch: the first is the root before, one more for each step.
pub fn roots_of(state: &mut RollupState, steps: &[Step], domain: &Domain) -> Vec<Digest> {
    let mut roots = vec![state.root()];
    for step in steps {
        // A no-op is a step, too: its root stays equal.
        let _ = execute_step(state, step, domain);
        roots.push(state.root());
    }
    roots
}

/// What Layer 1 needs to see of the state to execute the step.
#[must_use]
pub fn witnesses(state: &RollupState, step: &Step, domain: &Domain) -> Vec<Witness> {
    let mut whole = Whole {
        state: state.clone(),
        witnesses: Some(Vec::new()),
    };
    let Ok(_) = apply(step, domain, &mut whole);
    whole.witnesses.unwrap_or_default()
}
