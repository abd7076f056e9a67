//! Watching Layer 1: at every head a party looks at the contract and does what its situation asks for.

use crate::actor::Desk;
use crate::base::{Amount, Digest, encode};
use crate::event::ChannelFact;
use crate::ledger::{Action, Outcome};

use super::opening::affords;
use super::party::{Course, Exit, Party, Phase};
use super::{Call, Dispute, OnChain, Record, TIME_UNIT, Terms};

/// Blocks that a party gives the other to bring the agreed end to Layer 1.
const PATIENCE: u64 = 6;
/// Blocks that the other gives the poster to ask for the payout.
const PAYOUT_PATIENCE: u64 = 3;
/// Blocks searched for an own transaction: as long as the wallet watches it, and some more.
const SEARCH: u64 = 32;

/// A step on Layer 1: its name, the call, and the version in it.
type Step = (&'static str, Call, u64);

impl Party {
    /// Looks at Layer 1 as of the head, and acts. Asking twice does nothing twice.
    pub(super) fn follow(&mut self, desk: &mut Desk) {
        if self.asleep {
            return;
        }
        let Some(chain) = self.refresh(desk) else {
            return;
        };
        let (me, clocks) = (self.me, Clocks::read(desk, &chain.terms));
        let step = self
            .course()
            .and_then(|course| next_step(course, (me, clocks), &chain.record));
        if let Some(step) = step {
            self.post(desk, &chain, step);
        }
        if self.phase == Phase::Open {
            if let Some((state, signature)) = self.course().and_then(|course| course.early.take()) {
                self.on_propose(desk, &state, &signature);
            }
            self.flush(desk);
        }
    }

    /// Submits a step, unless it is on its way. One that was included too early for its cause, after a reorg, is made again.
    fn post(&mut self, desk: &mut Desk, chain: &OnChain, (name, call, version): Step) {
        let value = match call {
            Call::Deposit => chain.terms.deposits[1],
            _ => Amount::ZERO,
        };
        if value > Amount::ZERO
            && self.is_new(desk, name)
            && !affords(desk, desk.spendable(), value)
        {
            return self.alarm(desk, "channel.deposit-unaffordable");
        }
        if is_reverted(desk, &self.label(name)) {
            self.attempt += 1;
        }
        if !self.is_new(desk, name) {
            return;
        }
        let action = Action::Call {
            contract: chain.contract,
            value,
            input: encode(&call),
        };
        // Who has posted a state signs nothing newer, even if a reorg takes the posting out again.
        if let (Call::Challenge(..), Some(course)) = (&call, self.course()) {
            course.exit.get_or_insert(Exit::Forced);
        }
        let transaction = desk.submit(&self.label(name), &action);
        self.note(desk, |channel, party| ChannelFact::Posted {
            channel,
            party,
            step: format!("channel.step.{name}"),
            version,
            transaction,
        });
    }

    fn label(&self, name: &str) -> String {
        format!("channel-{}-{name}-{}", self.number, self.attempt)
    }

    fn is_new(&self, desk: &Desk, name: &str) -> bool {
        desk.wallet().find(&self.label(name)).is_none()
    }
}

/// How far Layer 1 is, as a party sees it.
#[derive(Clone, Copy)]
struct Clocks {
    height: u64,
    /// By which a challenge still counts: the height, or the party's own clock.
    challenge: u64,
    /// By which a payout may count already: the height, or the latest time that a block or the own clock has.
    payout: u64,
    /// What the other gives the poster to ask for the payout.
    patience: u64,
}

impl Clocks {
    fn read(desk: &Desk, terms: &Terms) -> Self {
        let height = desk.height();
        if terms.dispute_seconds().is_none() {
            return Self {
                height,
                challenge: height,
                payout: height,
                patience: PAYOUT_PATIENCE,
            };
        }
        let own = desk.archive().rules().clock(desk.now());
        let told = desk.head().block.header().time;
        Self {
            height,
            challenge: own.into(),
            payout: own.max(told).into(),
            patience: TIME_UNIT,
        }
    }
}

/// What the next block should hold, as this party sees it.
fn next_step(course: &Course, (me, clocks): (u8, Clocks), record: &Record) -> Option<Step> {
    let height = clocks.height;
    match record {
        Record::Funding { deadline } => match me {
            0 if height >= *deadline => Some(("reclaim", Call::Reclaim, 0)),
            1 if height < *deadline => Some(("deposit", Call::Deposit, 0)),
            _ => None,
        },
        Record::Open { .. } => leave(course, (me, height)),
        Record::Disputed(dispute) => answer(course, (me, clocks), dispute),
        Record::Closed { .. } => None,
    }
}

fn leave(course: &Course, (me, height): (u8, u64)) -> Option<Step> {
    let latest = &course.held.latest;
    let version = latest.state.version;
    if latest.state.is_final {
        let since = course.ended.unwrap_or(height);
        let turn = latest.state.proposer == me || height >= since + PATIENCE;
        return turn.then(|| ("close", Call::Close(latest.clone()), version));
    }
    match course.exit.as_ref()? {
        Exit::Forced => Some(("dispute", Call::Dispute(latest.clone()), version)),
        Exit::Stale(old) => {
            let version = old.state.version;
            Some(("dispute", Call::Dispute((**old).clone()), version))
        }
    }
}

fn answer(course: &Course, (me, clocks): (u8, Clocks), dispute: &Dispute) -> Option<Step> {
    let latest = &course.held.latest;
    let version = latest.state.version;
    let is_newer = dispute.by != me && version > dispute.version;
    if latest.state.is_final {
        return Some(("close", Call::Close(latest.clone()), version));
    }
    if is_newer && clocks.challenge < dispute.deadline {
        let call = Call::Challenge(latest.clone(), course.held.revocation.clone());
        return Some(("challenge", call, version));
    }
    let turn = match dispute.by == me {
        true => dispute.deadline,
        false => dispute.deadline.saturating_add(clocks.patience),
    };
    (clocks.payout >= turn).then_some(("payout", Call::Payout, dispute.version))
}

/// Whether the transaction under this label is in the chain and had no effect.
fn is_reverted(desk: &Desk, label: &str) -> bool {
    let included = desk
        .wallet()
        .watched()
        .find(|(watched, _, included)| *watched == label && included.is_some());
    included.is_some_and(|(_, signed, _)| outcome(desk, &signed.id()) == Some(false))
}

/// How a recent transaction of the head's branch ended; `None` if it is not there.
fn outcome(desk: &Desk, id: &Digest) -> Option<bool> {
    let mut entry = desk.head().clone();
    for _ in 0..SEARCH {
        let receipt = entry
            .receipts
            .iter()
            .find(|receipt| receipt.transaction == *id);
        if let Some(receipt) = receipt {
            return Some(receipt.outcome == Outcome::Done);
        }
        entry = desk.archive().get(&entry.parent())?.clone();
    }
    None
}
