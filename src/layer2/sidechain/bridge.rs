//! The bridge on the second chain: gives out what is proven to be locked on Layer 1, and takes what is to be paid there.
//!
//! It is there from the first block and holds all coins that there can ever be; what left it is what is minted
//! (as the bridge of Rootstock, which holds all 21 million).

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, MerkleMap, PublicKey, decode, encode};
use crate::chain::LAYER1;
use crate::command::{Founding, Refusal};
use crate::ledger::{Account, CallContext, Contract, ContractState, Revert, price};

use super::act::{Act, Signed, burn_key};
use super::proof::DepositProof;
use super::quorum::{Membership, change, require_signed, site};
use super::record::{BridgeCounters, BridgeTerms, Burn, Key, load, need, store};

/// Name of the code in the contract table.
pub const BRIDGE_CODE: &str = "peg-bridge";
/// Where it is on each second chain.
pub const BRIDGE: Address = Address(*b"system:peg-bridge...");
/// What it holds in the first block.
pub const RESERVE: Amount = Amount(u64::MAX / 2);

/// A claim to a deposit's value.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Claim {
    /// Shows the deposit in a Layer 1 block.
    pub proof: DepositProof,
    /// Functionaries who attest that this block is deep enough, ascending by key.
    pub attested: Vec<Signed>,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum BridgeCall {
    /// Gives out a deposit's value, once.
    Claim(Box<Claim>),
    /// Takes the value that comes along, to be paid to somebody on Layer 1.
    Burn {
        /// Who is to be paid.
        to: Address,
    },
    /// Does what functionaries signed.
    Act {
        /// What.
        act: Act,
        /// By whom, ascending by key.
        signatures: Vec<Signed>,
    },
}

/// The code.
#[derive(Debug)]
pub struct BridgeContract;

/// The bridge in the first block of the chain of this number.
///
/// # Errors
/// `sidechain.members` for functionaries or emergency keys that can't be.
pub fn genesis_account(
    number: u32,
    founding: &Founding,
    (keys, vault): (Vec<PublicKey>, Address),
) -> Result<Account, Refusal> {
    let threshold = founding.federation.threshold;
    let membership = Membership::of(keys, threshold);
    let membership = membership.ok_or_else(|| Refusal::new("sidechain.members"))?;
    let terms = BridgeTerms {
        chain: number,
        main: LAYER1,
        vault,
    };
    let mut storage = MerkleMap::default();
    storage.insert(encode(&Key::Terms), encode(&terms));
    storage.insert(encode(&Key::Membership), encode(&membership));
    storage.insert(encode(&Key::Counters), encode(&BridgeCounters::default()));
    let code = BRIDGE_CODE.to_owned();
    Ok(Account {
        balance: RESERVE,
        contract: Some(ContractState { code, storage }),
        ..Account::default()
    })
}

impl Contract for BridgeContract {
    fn code(&self) -> &'static str {
        BRIDGE_CODE
    }

    fn create(&self, _: &mut CallContext, _: &[u8]) -> Result<(), Revert> {
        Err(Revert::Reason("peg.from-the-beginning-only"))
    }

    fn call(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert> {
        let call: BridgeCall = decode(input).map_err(|_| Revert::Reason("peg.undecodable"))?;
        if let BridgeCall::Burn { to } = call {
            return burn(context, to);
        }
        context.require(context.value() == Amount::ZERO, "peg.value")?;
        match call {
            BridgeCall::Claim(made) => claim(context, &made),
            BridgeCall::Burn { .. } => Ok(()),
            BridgeCall::Act { act, signatures } => perform(context, &act, &signatures),
        }
    }
}

fn claim(context: &mut CallContext, claim: &Claim) -> Result<(), Revert> {
    let terms: BridgeTerms = need(context, Key::Terms)?;
    let (hashes, words) = claim.proof.work();
    context.charge(hashes * price::SHA256.0 + words * price::SHA256.1)?;
    let (transaction, note) = claim.proof.check(&terms).map_err(Revert::Reason)?;
    let key = Key::Minted(transaction, claim.proof.log);
    let minted: Option<u64> = load(context, key)?;
    context.require(minted.is_none(), "peg.minted")?;
    context.require(note.amount > Amount::ZERO, "peg.zero")?;
    let mut counters: BridgeCounters = need(context, Key::Counters)?;
    counters.minted = sum(counters.minted, note.amount)?;
    context.require(note.amount <= context.balance(), "peg.overflow")?;
    let membership: Membership = need(context, Key::Membership)?;
    let deep = Act::Deep {
        chain: terms.main,
        block: claim.proof.block(),
    };
    let signed = (&membership, membership.threshold);
    require_signed(context, signed, &deep, &claim.attested)?;
    counters.mints += 1;
    store(context, key, &context.height())?;
    store(context, Key::Counters, &counters)?;
    context.pay(note.to, note.amount)?;
    context.note("peg.minted", encode(&(transaction, note)))
}

fn sum(a: Amount, b: Amount) -> Result<Amount, Revert> {
    a.checked_add(b).ok_or(Revert::Reason("peg.overflow"))
}

fn burn(context: &mut CallContext, to: Address) -> Result<(), Revert> {
    let amount = context.value();
    context.require(amount > Amount::ZERO, "peg.zero")?;
    let from = context.caller();
    let count: u64 = load(context, Key::Burns(from))?.unwrap_or_default();
    let mut counters: BridgeCounters = need(context, Key::Counters)?;
    context.charge(price::KECCAK256.0 + 3 * price::KECCAK256.1)?;
    let record = Burn {
        burn: burn_key(&site(context), &from, count),
        from,
        to,
        amount,
        height: context.height(),
    };
    store(context, Key::Burns(from), &(count + 1))?;
    store(context, Key::Burn(counters.burns), &record)?;
    counters.burns += 1;
    counters.burnt = sum(counters.burnt, amount)?;
    store(context, Key::Counters, &counters)?;
    context.note("peg.burn", encode(&record))
}

fn perform(context: &mut CallContext, act: &Act, signatures: &[Signed]) -> Result<(), Revert> {
    let Act::Change {
        members,
        threshold,
        serial,
    } = act
    else {
        return Err(Revert::Reason("peg.wrong-contract"));
    };
    let before: Membership = need(context, Key::Membership)?;
    let mut counters: BridgeCounters = need(context, Key::Counters)?;
    context.require(*serial == counters.serial, "peg.serial")?;
    require_signed(context, (&before, before.threshold), act, signatures)?;
    counters.serial += 1;
    store(context, Key::Counters, &counters)?;
    let after = Membership {
        members: members.clone(),
        threshold: *threshold,
    };
    change(context, &before, &after)?;
    context.note("peg.members", encode(&after))
}
