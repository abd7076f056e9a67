//! What vault and bridge keep in storage, and how anybody reads it from a chain's state.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, Digest, PublicKey, decode, encode};
use crate::ledger::{CallContext, Revert, State};

use super::quorum::Membership;

/// Key of a storage slot of either contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Key {
    /// [`VaultTerms`] or [`BridgeTerms`].
    Terms,
    /// [`VaultCounters`] or [`BridgeCounters`].
    Counters,
    /// [`Membership`].
    Membership,
    /// A byte, by key: it was a functionary's.
    Former(PublicKey),
    /// Of the vault: [`Paid`] by number.
    Payout(u64),
    /// Of the vault: number of the payout, by the burn's paid-once key.
    Paid(Digest),
    /// Of the bridge: height of the mint, by the deposit's transaction and the number of its note.
    Minted(Digest, u32),
    /// Of the bridge: [`Burn`] by number.
    Burn(u64),
    /// Of the bridge: number of burns of an account.
    Burns(Address),
}

/// Whose keys open the vault when the functionaries have not moved for long.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Emergency {
    /// The keys and how many of them must sign.
    pub keys: Membership,
    /// Blocks without anything that the functionaries signed.
    pub after: u64,
}

/// What was fixed when the vault was created.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct VaultTerms {
    /// The second chain's number.
    pub chain: u32,
    /// Blocks for which an alarm stops payouts.
    pub pause: u64,
    /// The emergency keys.
    pub emergency: Emergency,
}

/// What the vault counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct VaultCounters {
    /// Deposits ever.
    pub deposits: u64,
    /// Their sum.
    pub deposited: Amount,
    /// Payouts ever.
    pub payouts: u64,
    /// Their sum, and what an emergency took.
    pub paid: Amount,
    /// Height of the last act that the functionaries signed.
    pub signed_at: u64,
    /// Last height at which no payout counts.
    pub paused_until: u64,
    /// Acts other than payouts so far: the next one's number.
    pub serial: u64,
    /// Whether the emergency keys have opened it.
    pub is_opened: bool,
}

/// A payout that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Paid {
    /// The burn's paid-once key.
    pub burn: Digest,
    /// To whom.
    pub to: Address,
    /// How much.
    pub amount: Amount,
    /// Height of its Layer 1 block.
    pub height: u64,
}

/// The note that a deposit leaves in its receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct DepositNote {
    /// The second chain that it is for.
    pub chain: u32,
    /// Number of the deposit.
    pub number: u64,
    /// Whose account there.
    pub to: Address,
    /// How much.
    pub amount: Amount,
}

/// What was fixed when the second chain began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct BridgeTerms {
    /// Its own number.
    pub chain: u32,
    /// The number of the chain that the vault is on.
    pub main: u32,
    /// The vault.
    pub vault: Address,
}

/// What the bridge counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct BridgeCounters {
    /// Mints ever.
    pub mints: u64,
    /// Their sum.
    pub minted: Amount,
    /// Burns ever.
    pub burns: u64,
    /// Their sum.
    pub burnt: Amount,
    /// Changes of the members so far.
    pub serial: u64,
}

/// Value that was burnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Burn {
    /// Its paid-once key.
    pub burn: Digest,
    /// Who burnt it.
    pub from: Address,
    /// Who is to be paid on Layer 1.
    pub to: Address,
    /// How much.
    pub amount: Amount,
    /// Height of its block.
    pub height: u64,
}

/// Reads a slot inside a call.
pub(super) fn load<T: BorshDeserialize>(
    context: &mut CallContext,
    key: Key,
) -> Result<Option<T>, Revert> {
    let bytes = context.get(&encode(&key))?;
    Ok(bytes.and_then(|bytes| decode(&bytes).ok()))
}

/// Reads a slot that must be there.
pub(super) fn need<T: BorshDeserialize>(context: &mut CallContext, key: Key) -> Result<T, Revert> {
    load(context, key)?.ok_or(Revert::Reason("peg.not-started"))
}

/// Writes a slot inside a call.
pub(super) fn store<T: BorshSerialize>(
    context: &mut CallContext,
    key: Key,
    value: &T,
) -> Result<(), Revert> {
    context.set(&encode(&key), encode(value))
}

fn read<T: BorshDeserialize>(state: &State, contract: &Address, key: Key) -> Option<T> {
    decode(state.storage(contract, &encode(&key))?).ok()
}

/// The vault's storage as anybody reads it from a Layer 1 state.
#[derive(Clone, Copy, Debug)]
pub struct VaultReader<'a> {
    state: &'a State,
    contract: Address,
}

impl<'a> VaultReader<'a> {
    /// Reads `contract` in `state`.
    #[must_use]
    pub fn new(state: &'a State, contract: Address) -> Self {
        Self { state, contract }
    }

    /// What was fixed at creation; `None` if the vault is not there.
    #[must_use]
    pub fn terms(&self) -> Option<VaultTerms> {
        read(self.state, &self.contract, Key::Terms)
    }

    /// What it counts.
    #[must_use]
    pub fn counters(&self) -> VaultCounters {
        read(self.state, &self.contract, Key::Counters).unwrap_or_default()
    }

    /// Who may sign; `None` if the vault is not there.
    #[must_use]
    pub fn membership(&self) -> Option<Membership> {
        read(self.state, &self.contract, Key::Membership)
    }

    /// A payout by number.
    #[must_use]
    pub fn payout(&self, number: u64) -> Option<Paid> {
        read(self.state, &self.contract, Key::Payout(number))
    }

    /// The payout of a burn.
    #[must_use]
    pub fn paid(&self, burn: &Digest) -> Option<Paid> {
        let number: u64 = read(self.state, &self.contract, Key::Paid(*burn))?;
        self.payout(number)
    }

    /// What is locked.
    #[must_use]
    pub fn balance(&self) -> Amount {
        self.state.balance(&self.contract)
    }
}

/// The bridge's storage as anybody reads it from a state of the second chain.
#[derive(Clone, Copy, Debug)]
pub struct BridgeReader<'a> {
    state: &'a State,
    contract: Address,
}

impl<'a> BridgeReader<'a> {
    /// Reads the bridge in `state`.
    #[must_use]
    pub fn new(state: &'a State) -> Self {
        let contract = super::BRIDGE;
        Self { state, contract }
    }

    /// What was fixed at the beginning.
    #[must_use]
    pub fn terms(&self) -> Option<BridgeTerms> {
        read(self.state, &self.contract, Key::Terms)
    }

    /// What it counts.
    #[must_use]
    pub fn counters(&self) -> BridgeCounters {
        read(self.state, &self.contract, Key::Counters).unwrap_or_default()
    }

    /// Who may attest.
    #[must_use]
    pub fn membership(&self) -> Option<Membership> {
        read(self.state, &self.contract, Key::Membership)
    }

    /// A burn by number.
    #[must_use]
    pub fn burn(&self, number: u64) -> Option<Burn> {
        read(self.state, &self.contract, Key::Burn(number))
    }

    /// All burns, in their order.
    pub fn burns(&self) -> impl Iterator<Item = Burn> + use<'a> {
        let reader = *self;
        (0..self.counters().burns).filter_map(move |number| reader.burn(number))
    }

    /// Whether a deposit's value was minted, by its transaction and the number of its note.
    #[must_use]
    pub fn is_minted(&self, transaction: &Digest, log: u32) -> bool {
        let key = Key::Minted(*transaction, log);
        read::<u64>(self.state, &self.contract, key).is_some()
    }

    /// What the chain's accounts have: all that left the bridge and did not come back.
    #[must_use]
    pub fn circulating(&self) -> Amount {
        let held = self.state.balance(&self.contract);
        Amount(super::RESERVE.0.saturating_sub(held.0))
    }
}
