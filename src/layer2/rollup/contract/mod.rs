//! The rollup on Layer 1, one contract in four parts: bridge, inbox, commitments, challenge. (One call can't reach
//! a second contract here; on Ethereum they are separate.)

mod bridge;
mod challenge;
mod commitments;
mod inbox;
mod record;

pub use challenge::DEAREST_CHALLENGE;
pub use commitments::MAX_OPEN;
pub use commitments::root_leaves;
pub(super) use commitments::root_of_roots;
pub use record::{Batch, Commitment, Counters, Deposit, Key, Proven, Reader, Terms, deadline};

use borsh::BorshDeserialize;

use crate::base::{Amount, decode};
use crate::ledger::{CallContext, Contract, Revert};

use super::call::{CODE, Call, Creation};
use super::transfer::Domain;
use record::{need, store};

/// Longest challenge window, in blocks.
pub const MAX_WINDOW: u64 = 100_000;

/// The rollup's code.
#[derive(Clone, Copy, Debug)]
pub struct RollupContract;

impl Contract for RollupContract {
    fn code(&self) -> &'static str {
        CODE
    }

    fn create(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert> {
        let creation: Creation = decoded(input)?;
        let in_range = (1..=MAX_WINDOW).contains(&creation.window) && creation.bond > Amount::ZERO;
        context.require(in_range, "rollup.settings")?;
        context.require(context.value() == Amount::ZERO, "rollup.value")?;
        let terms = Terms {
            number: creation.number,
            sequencer: context.caller(),
            window: creation.window,
            bond: creation.bond,
        };
        store(context, Key::Terms, &terms)?;
        store(context, Key::Counters, &Counters::default())
    }

    fn call(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert> {
        let call: Call = decoded(input)?;
        let pays = matches!(call, Call::Deposit { .. } | Call::Commit(_));
        context.require(pays || context.value() == Amount::ZERO, "rollup.value")?;
        match call {
            Call::Deposit { to } => bridge::deposit(context, to),
            Call::SubmitBatch(batch) => inbox::submit(context, &batch),
            Call::Commit(claim) => commitments::commit(context, &claim),
            Call::ChallengeCount(bytes) => challenge::count(context, &bytes),
            Call::ChallengeStep(step) => challenge::step(context, *step),
            Call::Confirm { batch } => commitments::confirm(context, batch),
            Call::Prove(proof) => bridge::prove(context, &proof),
            Call::Finalize { withdrawal } => bridge::finalize(context, &withdrawal),
        }
    }
}

fn decoded<T: BorshDeserialize>(input: &[u8]) -> Result<T, Revert> {
    decode(input).map_err(|_| Revert::Reason("rollup.call"))
}

fn terms(context: &mut CallContext) -> Result<Terms, Revert> {
    need(context, Key::Terms, "rollup.not-started")
}

fn counters(context: &mut CallContext) -> Result<Counters, Revert> {
    need(context, Key::Counters, "rollup.not-started")
}

fn domain(context: &CallContext, terms: &Terms) -> Domain {
    Domain {
        chain: context.chain(),
        bridge: context.contract(),
        fees: terms.sequencer,
    }
}
