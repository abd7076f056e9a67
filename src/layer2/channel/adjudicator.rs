//! The contract of one channel: locks both deposits, and pays out by the newest state that both signed.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Amount, Digest, PublicKey, Signature, decode, encode};
use crate::ledger::{CallContext, Contract, Revert};

use super::record::{RECORD, TERMS};
use super::{ChannelState, Dispute, Record, Revocation, Signed, Terms, revocation_preimage};

/// Name of the code.
pub const CODE: &str = "channel-adjudicator";

/// The code.
pub struct Adjudicator;

/// Input of the creation: the terms, and both signatures of the opening state of this very contract.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Opening {
    /// The terms.
    pub terms: Terms,
    /// Signatures of [`ChannelState::opening`].
    pub signatures: [Signature; 2],
}

/// Input of a call.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Call {
    /// The second party locks its deposit.
    Deposit,
    /// The first takes its deposit back, as the second's never came.
    Reclaim,
    /// Pays a final state out at once.
    Close(Signed),
    /// A party posts a state and starts the dispute period.
    Dispute(Signed),
    /// The other party overrides it by a newer one, and may show that the poster had revoked it.
    Challenge(Signed, Option<Revocation>),
    /// Pays out after the deadline; anyone may ask.
    Payout,
}

impl Contract for Adjudicator {
    fn code(&self) -> &'static str {
        CODE
    }

    fn create(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert> {
        let Opening { terms, signatures } = parse(input)?;
        terms.check().map_err(Revert::Reason)?;
        context.require(
            terms.index_of(&context.caller()) == Some(0),
            "channel.not-a-party",
        )?;
        context.require(context.value() == terms.deposits[0], "channel.deposit")?;
        let state = ChannelState::opening(context.chain(), context.contract(), &terms);
        verify_both(context, &terms, &Signed { state, signatures })?;
        context.set(TERMS, encode(&terms))?;
        let height = context.height();
        let record = match terms.deposits[1] {
            Amount::ZERO => Record::Open { since: height },
            Amount(_) => Record::Funding {
                deadline: height.saturating_add(terms.funding_period),
            },
        };
        put(context, &record)
    }

    fn call(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert> {
        let call = parse(input)?;
        let terms = load::<Terms>(context, TERMS)?;
        let record = load::<Record>(context, RECORD)?;
        let expected = match call {
            Call::Deposit => terms.deposits[1],
            _ => Amount::ZERO,
        };
        context.require(context.value() == expected, "channel.deposit")?;
        match call {
            Call::Deposit => deposit(context, &terms, &record),
            Call::Reclaim => reclaim(context, &terms, &record),
            Call::Close(signed) => close(context, &terms, &record, &signed),
            Call::Dispute(signed) => dispute(context, &terms, &record, &signed),
            Call::Challenge(signed, revocation) => {
                let dispute = disputed(record)?;
                challenge(context, &terms, dispute, (&signed, revocation))
            }
            Call::Payout => payout(context, &terms, &disputed(record)?),
        }
    }
}

fn deposit(context: &mut CallContext, terms: &Terms, record: &Record) -> Result<(), Revert> {
    let Record::Funding { deadline } = record else {
        return Err(Revert::Reason("channel.not-funding"));
    };
    let height = context.height();
    context.require(party(context, terms)? == 1, "channel.not-a-party")?;
    context.require(height <= *deadline, "channel.late")?;
    put(context, &Record::Open { since: height })
}

fn reclaim(context: &mut CallContext, terms: &Terms, record: &Record) -> Result<(), Revert> {
    let Record::Funding { deadline } = record else {
        return Err(Revert::Reason("channel.not-funding"));
    };
    context.require(context.height() > *deadline, "channel.early")?;
    pay_out(
        context,
        terms,
        [terms.deposits[0], Amount::ZERO],
        Amount::ZERO,
    )
}

fn close(
    context: &mut CallContext,
    terms: &Terms,
    record: &Record,
    signed: &Signed,
) -> Result<(), Revert> {
    let alive = matches!(record, Record::Open { .. } | Record::Disputed(_));
    context.require(alive, "channel.not-open")?;
    context.require(signed.state.is_final, "channel.not-final")?;
    check(context, terms, signed)?;
    pay_out(context, terms, signed.state.balances, Amount::ZERO)
}

fn dispute(
    context: &mut CallContext,
    terms: &Terms,
    record: &Record,
    signed: &Signed,
) -> Result<(), Revert> {
    context.require(matches!(record, Record::Open { .. }), "channel.not-open")?;
    let by = party(context, terms)?;
    check(context, terms, signed)?;
    post(context, terms, &signed.state, (by, [false; 2]))
}

fn challenge(
    context: &mut CallContext,
    terms: &Terms,
    posted: Dispute,
    (signed, revocation): (&Signed, Option<Revocation>),
) -> Result<(), Revert> {
    let by = party(context, terms)?;
    context.require(clock(context, terms) <= posted.deadline, "channel.late")?;
    context.require(by != posted.by, "channel.own-state")?;
    context.require(signed.state.version > posted.version, "channel.not-newer")?;
    check(context, terms, signed)?;
    let mut caught = posted.caught;
    caught[usize::from(posted.by)] |=
        signed.state.proposer != posted.by || is_revoked(context, terms, &posted, revocation)?;
    post(context, terms, &signed.state, (by, caught))
}

/// Whether the poster signed that it holds a newer version than the one it posted.
fn is_revoked(
    context: &mut CallContext,
    terms: &Terms,
    posted: &Dispute,
    revocation: Option<Revocation>,
) -> Result<bool, Revert> {
    let Some(Revocation { version, signature }) = revocation else {
        return Ok(false);
    };
    let preimage = revocation_preimage(context.chain(), &context.contract(), version);
    let digest = context.sha256(&preimage)?;
    let poster = &terms.keys[usize::from(posted.by)];
    verify(context, (poster, &digest, &signature))?;
    Ok(version > posted.version)
}

fn payout(context: &mut CallContext, terms: &Terms, posted: &Dispute) -> Result<(), Revert> {
    context.require(clock(context, terms) > posted.deadline, "channel.early")?;
    let (paid, penalty) = posted.outcome(terms.penalty);
    pay_out(context, terms, paid, penalty)
}

/// By what a dispute is measured: the block's height, or the time that its miner gave it.
fn clock(context: &CallContext, terms: &Terms) -> u64 {
    match terms.dispute_seconds() {
        Some(_) => context.time().into(),
        None => context.height(),
    }
}

/// Posts a state; the period starts anew with each, as the other may hold a newer one (ForceMove).
fn post(
    context: &mut CallContext,
    terms: &Terms,
    state: &ChannelState,
    (by, caught): (u8, [bool; 2]),
) -> Result<(), Revert> {
    let period = terms.dispute_seconds().unwrap_or(terms.dispute_period);
    let dispute = Dispute {
        version: state.version,
        balances: state.balances,
        deadline: clock(context, terms).saturating_add(period),
        by,
        caught,
    };
    put(context, &Record::Disputed(dispute))
}

fn pay_out(
    context: &mut CallContext,
    terms: &Terms,
    paid: [Amount; 2],
    penalty: Amount,
) -> Result<(), Revert> {
    put(context, &Record::Closed { paid, penalty })?;
    for (index, amount) in [0, 1].into_iter().zip(paid) {
        if amount > Amount::ZERO {
            context.pay(terms.address(index), amount)?;
        }
    }
    Ok(())
}

/// A state counts if it is of this channel, shares out exactly the deposits, and both signed it.
fn check(context: &mut CallContext, terms: &Terms, signed: &Signed) -> Result<(), Revert> {
    let state = &signed.state;
    let here = state.chain == context.chain() && state.contract == context.contract();
    context.require(here, "channel.other-channel")?;
    context.require(state.proposer <= 1, "channel.proposer")?;
    let sum = Amount::checked_sum(state.balances);
    context.require(sum.is_some() && sum == terms.total(), "channel.balances")?;
    verify_both(context, terms, signed)
}

fn verify_both(context: &mut CallContext, terms: &Terms, signed: &Signed) -> Result<(), Revert> {
    let digest = context.sha256(&signed.state.preimage())?;
    for (key, signature) in terms.keys.iter().zip(&signed.signatures) {
        verify(context, (key, &digest, signature))?;
    }
    Ok(())
}

fn verify(
    context: &mut CallContext,
    (key, digest, signature): (&PublicKey, &Digest, &Signature),
) -> Result<(), Revert> {
    let valid = context.verify(key, digest, signature)?;
    context.require(valid, "channel.signature")
}

fn party(context: &CallContext, terms: &Terms) -> Result<u8, Revert> {
    terms
        .index_of(&context.caller())
        .ok_or(Revert::Reason("channel.not-a-party"))
}

fn disputed(record: Record) -> Result<Dispute, Revert> {
    match record {
        Record::Disputed(dispute) => Ok(dispute),
        Record::Funding { .. } | Record::Open { .. } | Record::Closed { .. } => {
            Err(Revert::Reason("channel.not-disputed"))
        }
    }
}

fn parse<T: BorshDeserialize>(input: &[u8]) -> Result<T, Revert> {
    decode(input).map_err(|_| Revert::Reason("channel.input"))
}

fn load<T: BorshDeserialize>(context: &mut CallContext, slot: &[u8]) -> Result<T, Revert> {
    let bytes = context.get(slot)?;
    bytes
        .and_then(|bytes| decode(&bytes).ok())
        .ok_or(Revert::Reason("channel.storage"))
}

fn put(context: &mut CallContext, record: &Record) -> Result<(), Revert> {
    let bytes = encode(record);
    context.note("channel.record", bytes.clone())?;
    context.set(RECORD, bytes)
}
