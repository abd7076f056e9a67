//! The contract through which accounts stake, vote, offer to produce and ask for their pay.
//!
//! It holds stakes and refuses what the rules forbid; votes are counted by the engine, which reads
//! the contract's notes. Source: `reference-contracts/contracts/eosio.system`.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, PublicKey, decode, encode};
use crate::ledger::{Account, CallContext, Contract, ContractState, Revert};

use super::name::AccountName;
use super::notice::{Notice, TOPIC};

/// Where the contract is from genesis on.
pub const SYSTEM: Address = Address(*b"system:delegation...");
/// Name of the code.
pub const CODE: &str = "delegation";
/// Most producers that one vote names.
pub const MOST_VOTES: usize = 30;

const TERMS: &[u8] = b"terms";
const ACTIVATED: &[u8] = b"activated";

/// The code.
pub struct SystemContract;

/// The chain's own figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Terms {
    /// Stake that must have voted before anything is paid or unstaked, in units.
    pub activation: u64,
    /// Seconds from asking for a stake until it is paid back.
    pub refund_delay: u32,
    /// Seconds from one claim of a producer to the next.
    pub claim_interval: u32,
}

/// Input of a call.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Call {
    /// The caller offers to produce under a name, with the key that signs its blocks.
    Register {
        /// The account's name.
        name: AccountName,
        /// The key; it must be the caller's own.
        key: PublicKey,
    },
    /// The caller offers no more.
    Retire,
    /// Stakes the value that comes along.
    Stake,
    /// Takes a part of the stake out of the vote, to be paid back later.
    Unstake {
        /// How much.
        amount: Amount,
    },
    /// Pays back what was unstaked long enough ago.
    Refund,
    /// Votes with the whole stake for up to 30 producers, in place of the vote before.
    Vote {
        /// For whom: sorted, none twice.
        producers: Vec<AccountName>,
    },
    /// Asks for the caller's pay as producer.
    Claim,
}

/// A voter's account in the contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
struct Holder {
    stake: Amount,
    voted: bool,
    unstaked: Amount,
    since: u32,
}

/// A producer's record in the contract.
#[derive(Clone, Copy, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
struct Offer {
    owner: Address,
    active: bool,
    claimed: u32,
}

/// The contract's account in the genesis block, with its founders registered.
pub(super) fn genesis_account(
    terms: Terms,
    founders: &[(AccountName, Address)],
    time: u32,
) -> Account {
    let mut contract = ContractState {
        code: CODE.to_owned(),
        storage: Default::default(),
    };
    contract.storage.insert(TERMS.to_vec(), encode(&terms));
    for (name, owner) in founders {
        let offer = Offer {
            owner: *owner,
            active: true,
            claimed: time,
        };
        contract.storage.insert(offer_key(*name), encode(&offer));
        contract.storage.insert(owner_key(owner), encode(name));
    }
    Account {
        contract: Some(contract),
        ..Account::default()
    }
}

fn offer_key(name: AccountName) -> Vec<u8> {
    encode(&(b'p', name))
}

fn owner_key(owner: &Address) -> Vec<u8> {
    encode(&(b'o', owner))
}

fn holder_key(voter: &Address) -> Vec<u8> {
    encode(&(b'v', voter))
}

impl Contract for SystemContract {
    fn code(&self) -> &'static str {
        CODE
    }

    fn create(&self, _: &mut CallContext, _: &[u8]) -> Result<(), Revert> {
        Err(Revert::Reason("delegation.at-genesis-only"))
    }

    fn call(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert> {
        let call: Call = decode(input).map_err(|_| Revert::Reason("delegation.input"))?;
        let takes_value = call == Call::Stake;
        context.require(
            takes_value || context.value() == Amount::ZERO,
            "delegation.takes-no-value",
        )?;
        match call {
            Call::Register { name, key } => register(context, name, key),
            Call::Retire => retire(context),
            Call::Stake => stake(context),
            Call::Unstake { amount } => unstake(context, amount),
            Call::Refund => refund(context),
            Call::Vote { producers } => vote(context, producers),
            Call::Claim => claim(context),
        }
    }
}

fn register(context: &mut CallContext, name: AccountName, key: PublicKey) -> Result<(), Revert> {
    let caller = context.caller();
    context.require(key.address() == caller, "delegation.not-own-key")?;
    let named = read::<AccountName>(context, &owner_key(&caller))?;
    context.require(named.is_none_or(|own| own == name), "delegation.other-name")?;
    let claimed = match read::<Offer>(context, &offer_key(name))? {
        Some(offer) if offer.owner != caller => {
            return Err(Revert::Reason("delegation.name-taken"));
        }
        Some(offer) => offer.claimed,
        None => context.time(),
    };
    let offer = Offer {
        owner: caller,
        active: true,
        claimed,
    };
    write(context, &offer_key(name), &offer)?;
    write(context, &owner_key(&caller), &name)?;
    tell(context, &Notice::Registered { name, key })
}

fn own_offer(context: &mut CallContext) -> Result<(AccountName, Offer), Revert> {
    let unknown = Revert::Reason("delegation.not-a-producer");
    let caller = context.caller();
    let name = read::<AccountName>(context, &owner_key(&caller))?.ok_or(unknown)?;
    let offer = read::<Offer>(context, &offer_key(name))?.ok_or(unknown)?;
    context.require(offer.active, "delegation.not-a-producer")?;
    Ok((name, offer))
}

fn retire(context: &mut CallContext) -> Result<(), Revert> {
    let (name, mut offer) = own_offer(context)?;
    offer.active = false;
    write(context, &offer_key(name), &offer)?;
    tell(context, &Notice::Retired { name })
}

fn claim(context: &mut CallContext) -> Result<(), Revert> {
    let (name, mut offer) = own_offer(context)?;
    let terms = terms(context)?;
    let now = context.time();
    require_activated(context, &terms)?;
    context.require(
        now.saturating_sub(offer.claimed) > terms.claim_interval,
        "delegation.claimed-lately",
    )?;
    offer.claimed = now;
    write(context, &offer_key(name), &offer)?;
    tell(context, &Notice::Claimed { name })
}

fn stake(context: &mut CallContext) -> Result<(), Revert> {
    let mut holder = holder(context)?;
    let sum = holder.stake.checked_add(context.value());
    holder.stake = sum.ok_or(Revert::Reason("contract.overflow"))?;
    restake(context, &holder)
}

fn unstake(context: &mut CallContext, amount: Amount) -> Result<(), Revert> {
    let terms = terms(context)?;
    require_activated(context, &terms)?;
    let mut holder = holder(context)?;
    let left = holder.stake.checked_sub(amount);
    holder.stake = left.ok_or(Revert::Reason("delegation.stake"))?;
    let waiting = holder.unstaked.checked_add(amount);
    holder.unstaked = waiting.ok_or(Revert::Reason("contract.overflow"))?;
    holder.since = context.time();
    restake(context, &holder)
}

fn refund(context: &mut CallContext) -> Result<(), Revert> {
    let terms = terms(context)?;
    let mut holder = holder(context)?;
    context.require(
        holder.unstaked > Amount::ZERO,
        "delegation.nothing-unstaked",
    )?;
    let due = holder.since.saturating_add(terms.refund_delay);
    context.require(context.time() >= due, "delegation.too-early")?;
    let amount = std::mem::take(&mut holder.unstaked);
    let caller = context.caller();
    write(context, &holder_key(&caller), &holder)?;
    context.pay(caller, amount)
}

fn vote(context: &mut CallContext, producers: Vec<AccountName>) -> Result<(), Revert> {
    context.require(producers.len() <= MOST_VOTES, "delegation.too-many-votes")?;
    context.require(
        producers.is_sorted_by(|a, b| a < b),
        "delegation.vote-order",
    )?;
    let mut holder = holder(context)?;
    context.require(holder.stake > Amount::ZERO, "delegation.no-stake")?;
    for name in &producers {
        let offer = read::<Offer>(context, &offer_key(*name))?;
        context.require(
            offer.is_some_and(|offer| offer.active),
            "delegation.not-a-producer",
        )?;
    }
    if !holder.voted {
        activate(context, holder.stake)?;
        holder.voted = true;
    }
    let voter = context.caller();
    write(context, &holder_key(&voter), &holder)?;
    tell(context, &Notice::Voted { voter, producers })
}

/// Counts a stake that votes for the first time.
fn activate(context: &mut CallContext, stake: Amount) -> Result<(), Revert> {
    let before = read::<Amount>(context, ACTIVATED)?.unwrap_or_default();
    let sum = before.checked_add(stake);
    let sum = sum.ok_or(Revert::Reason("contract.overflow"))?;
    write(context, ACTIVATED, &sum)
}

fn require_activated(context: &mut CallContext, terms: &Terms) -> Result<(), Revert> {
    let activated = read::<Amount>(context, ACTIVATED)?.unwrap_or_default();
    context.require(activated.0 >= terms.activation, "delegation.not-activated")
}

fn restake(context: &mut CallContext, holder: &Holder) -> Result<(), Revert> {
    let voter = context.caller();
    write(context, &holder_key(&voter), holder)?;
    let stake = holder.stake.0;
    tell(context, &Notice::Staked { voter, stake })
}

fn terms(context: &mut CallContext) -> Result<Terms, Revert> {
    read(context, TERMS)?.ok_or(Revert::Reason("delegation.at-genesis-only"))
}

fn holder(context: &mut CallContext) -> Result<Holder, Revert> {
    let key = holder_key(&context.caller());
    Ok(read(context, &key)?.unwrap_or_default())
}

fn read<T: BorshDeserialize>(context: &mut CallContext, key: &[u8]) -> Result<Option<T>, Revert> {
    Ok(context.get(key)?.and_then(|bytes| decode(&bytes).ok()))
}

fn write<T: BorshSerialize>(
    context: &mut CallContext,
    key: &[u8],
    value: &T,
) -> Result<(), Revert> {
    context.set(key, encode(value))
}

fn tell(context: &mut CallContext, notice: &Notice) -> Result<(), Revert> {
    context.note(TOPIC, encode(notice))
}

#[cfg(test)]
#[path = "system_contract_tests.rs"]
mod tests;
