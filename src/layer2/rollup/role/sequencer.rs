//! The sequencer: promises transfers, batches them in the order of the promises, posts, and posts again after reorgs.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use crate::actor::Desk;
use crate::base::{ActorId, Address, Amount, Digest, Span, encode, keccak256};
use crate::command::Refusal;
use crate::event::{Fact, RollupFact};

use super::super::batch::{MAX_DEPOSITS, MAX_TRANSFERS, Origin, pack};
use super::super::call::{BatchCall, Call};
use super::super::contract::Reader;
use super::super::found::{deposits, origin_of};
use super::super::step::{RollupState, Slot, Step, execute_step};
use super::super::transfer::{SignedTransfer, Target};
use super::claim::{Claiming, Lie};
use super::seat::{Ground, affordable, is_waiting, short};
use super::{Words, user::DEFAULT_FEE};

/// Most transfers promised and not deep in Layer 1 yet.
const MAX_POOL: usize = 512;
/// Blocks between the head and a batch's origin: a fork of one block does no harm.
const ORIGIN_DEPTH: u64 = 1;
/// Blocks on a batch after which its transfers are forgotten.
const DEEP: u64 = 24;
/// Shortest interval of batching.
const SHORTEST: Span = Span::from_secs(1);

/// A batch that was submitted and may not be derived from Layer 1 yet.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Made {
    /// What was submitted.
    pub call: BatchCall,
    /// Label of the Layer 1 transaction.
    pub label: String,
    /// Number of transfers.
    pub transfers: u32,
    /// Its deposits, then its transfers.
    pub steps: Vec<Step>,
}

/// What a sequencer remembers.
#[derive(Clone, Default)]
pub struct Sequencer {
    every: Option<Span>,
    timer: u16,
    attempt: u32,
    pool: Vec<SignedTransfer>,
    made: BTreeMap<u64, Made>,
    ahead: RollupState,
    claiming: Claiming,
    favours: bool,
}

impl Sequencer {
    /// Transfers promised, in the order of the promises; those deep in Layer 1 are forgotten.
    #[must_use]
    pub fn pool(&self) -> &[SignedTransfer] {
        &self.pool
    }

    /// Batches submitted, by index.
    #[must_use]
    pub fn made(&self) -> &BTreeMap<u64, Made> {
        &self.made
    }

    /// The state with all that was promised: the unsafe head.
    #[must_use]
    pub fn ahead(&self) -> &RollupState {
        &self.ahead
    }

    /// How often it submits by itself.
    #[must_use]
    pub fn every(&self) -> Option<Span> {
        self.every
    }

    /// The lie that its next claim will tell, if it was told to.
    #[must_use]
    pub fn lie(&self) -> Option<Lie> {
        self.claiming.lie()
    }

    /// The state after a batch as it claimed it, be it false; nothing of a claim that is long past.
    #[must_use]
    pub fn claimed(&self, batch: u64) -> Option<&RollupState> {
        self.claiming.claimed(batch)
    }

    pub(super) fn set_batching(
        &mut self,
        number: u32,
        every: Option<Span>,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        if every.is_some_and(|every| every < SHORTEST) {
            return Err(Refusal::new("rollup.interval").with(SHORTEST));
        }
        self.every = every;
        self.timer = self.timer.wrapping_add(1);
        self.arm(number, desk);
        Ok(())
    }

    fn arm(&self, number: u32, desk: &mut Desk) {
        if let Some(every) = self.every {
            desk.wake(every, number << 16 | u32::from(self.timer));
        }
    }

    pub(super) fn on_wake(&mut self, ground: &Ground, timer: u16, desk: &mut Desk) {
        if timer == self.timer && self.every.is_some() {
            // Nothing to batch is no error here.
            let _ = self.batch(ground, desk);
            self.arm(ground.number, desk);
        }
    }

    pub(super) fn corrupt(&mut self, to: Address, amount: Amount) -> Result<(), Refusal> {
        self.claiming.plan(Lie { to, amount })
    }

    /// Whether it puts rivals before what it promised.
    #[must_use]
    pub fn favours(&self) -> bool {
        self.favours
    }

    pub(super) fn set_favours(&mut self, favours: bool) {
        self.favours = favours;
    }

    /// The place in the pool of a promised transfer with the same sender and nonce that is in no batch yet.
    fn rivaled(&self, signed: &SignedTransfer) -> Option<usize> {
        let new = &signed.transfer;
        let is_rival = |old: &SignedTransfer| {
            (old.transfer.sender, old.transfer.nonce) == (new.sender, new.nonce)
        };
        let place = self.pool.iter().position(is_rival)?;
        let step = Step::Transfer(self.pool.get(place)?.bytes());
        let made = self.made.values().any(|made| made.steps.contains(&step));
        (!made).then_some(place)
    }

    pub(super) fn on_head(&mut self, ground: &Ground, desk: &mut Desk) {
        self.drop_refused(ground, desk);
        self.forget_deep(ground, desk.height());
        self.look_ahead(ground, desk);
        self.claiming.on_head(ground, desk);
    }

    /// A batch that was executed by Layer 1 and is not in the inbox was refused: it and those after it are made anew.
    fn drop_refused(&mut self, ground: &Ground, desk: &Desk) {
        let next = ground.derivation.next_index();
        let refused = self
            .made
            .range(next..)
            .find(|(_, made)| !is_waiting(desk, &made.label))
            .map(|(index, _)| *index);
        if let Some(index) = refused {
            self.made.split_off(&index);
        }
    }

    fn forget_deep(&mut self, ground: &Ground, height: u64) {
        let blocks = ground.derivation.blocks().iter().rev();
        let mut deep = blocks.filter(|block| block.place.block.height + DEEP <= height);
        if let Some(block) = deep.next() {
            let state = &block.after;
            self.made = self.made.split_off(&(block.header.index + 1));
            self.pool
                .retain(|signed| signed.transfer.nonce >= nonce_of(state, signed));
        }
    }

    /// What the state will be when all that was promised is in.
    fn look_ahead(&mut self, ground: &Ground, desk: &Desk) {
        let Ok((reader, domain)) = ground.started(desk) else {
            return;
        };
        let next = ground.derivation.next_index();
        let mut state = ground.derivation.state();
        for made in self.made.range(next..).map(|(_, made)| made) {
            for step in &made.steps {
                let _ = execute_step(&mut state, step, &domain);
            }
        }
        if self.made.range(next..).next().is_none() {
            let (_, steps) = self.due_deposits(ground, &reader, desk);
            for step in &steps {
                let _ = execute_step(&mut state, step, &domain);
            }
        }
        for step in self.waiting(ground.derivation.state()) {
            let _ = execute_step(&mut state, &step, &domain);
        }
        self.ahead = state;
    }

    /// Promised transfers that `state` does not hold yet, in the order of the promises.
    fn waiting(&self, state: RollupState) -> impl Iterator<Item = Step> {
        let pool = self.pool.iter();
        pool.filter(move |signed| signed.transfer.nonce >= nonce_of(&state, signed))
            .map(|signed| Step::Transfer(signed.bytes()))
    }

    /// The origin of a batch made now, and the deposits that it takes.
    fn due_deposits(&self, ground: &Ground, reader: &Reader, desk: &Desk) -> (Origin, Vec<Step>) {
        let tip = ground.derivation.tip();
        let least = tip.map_or(0, |tip| tip.header.origin.height);
        let height = desk.height().saturating_sub(ORIGIN_DEPTH).max(least);
        let head = desk.head().id();
        let origin = desk
            .archive()
            .ancestor(&head, height)
            .map(|entry| origin_of(entry))
            .unwrap_or_default();
        let first = tip.map_or(0, |tip| tip.header.deposits);
        let most = first.saturating_add(MAX_DEPOSITS);
        let end = (first..reader.counters().deposits.min(most))
            .take_while(|number| {
                let deposit = reader.deposit(*number);
                deposit.is_some_and(|deposit| deposit.height <= origin.height)
            })
            .count() as u64;
        let steps = deposits(reader, first, first + end).unwrap_or_default();
        (origin, steps)
    }

    pub(super) fn on_transfer(
        &mut self,
        ground: &Ground,
        from: ActorId,
        signed: SignedTransfer,
        desk: &mut Desk,
    ) {
        let Some(domain) = ground.derivation.domain() else {
            return;
        };
        let id = signed.transfer.id(&domain);
        match self.take(ground, signed) {
            Ok(new) => {
                if new {
                    let rollup = ground.number;
                    let transfer = id;
                    desk.note(|| Fact::Rollup(RollupFact::Promised { rollup, transfer }));
                }
                self.promise(ground, from, signed, desk);
            }
            Err(reason) => {
                let (rollup, transfer) = (ground.number, id);
                desk.note(|| {
                    Fact::Rollup(RollupFact::Refused {
                        rollup,
                        transfer,
                        reason: reason.to_owned(),
                    })
                });
                ground.write(from, &Words::Refusal(id, reason.to_owned()), desk);
            }
        }
    }

    /// Takes a transfer that can be executed after all others; false if it was taken before.
    fn take(&mut self, ground: &Ground, signed: SignedTransfer) -> Result<bool, &'static str> {
        let domain = ground.derivation.domain().ok_or("rollup.not-started")?;
        if self.pool.contains(&signed) {
            return Ok(false);
        }
        if self.pool.len() >= MAX_POOL {
            return Err("rollup.busy");
        }
        if signed.transfer.fee < DEFAULT_FEE {
            return Err("rollup.fee");
        }
        if let Some(place) = self.rivaled(&signed).filter(|_| self.favours) {
            self.pool.insert(place, signed);
            return Ok(true);
        }
        let step = Step::Transfer(signed.bytes());
        execute_step(&mut self.ahead, &step, &domain).map_err(|reason| reason.key())?;
        self.pool.push(signed);
        Ok(true)
    }

    fn promise(&self, ground: &Ground, from: ActorId, signed: SignedTransfer, desk: &mut Desk) {
        let words = Words::Promise(signed);
        let receiver = match signed.transfer.target {
            Target::Pay(to) => desk.directory().by_address(&to).map(|contact| contact.id),
            Target::Withdraw(_) => None,
        };
        ground.write(from, &words, desk);
        if let Some(receiver) = receiver.filter(|to| *to != from && *to != desk.me()) {
            ground.write(receiver, &words, desk);
        }
    }

    /// Makes a batch of all that waits and submits it.
    pub(super) fn batch(&mut self, ground: &Ground, desk: &mut Desk) -> Result<(), Refusal> {
        let (reader, domain) = ground.started(desk)?;
        let index = ground.derivation.next_index();
        if self.made.range(index..).next().is_some() {
            return Err(Refusal::new("rollup.batch-waiting").with(index));
        }
        let (origin, mut steps) = self.due_deposits(ground, &reader, desk);
        let tip = ground.derivation.tip();
        let first = tip.map_or(0, |tip| tip.header.deposits);
        let count = steps.len() as u64;
        let mut state = ground.derivation.state();
        for step in &steps {
            let _ = execute_step(&mut state, step, &domain);
        }
        let ready = self.waiting(ground.derivation.state());
        let ready = ready.filter(|step| execute_step(&mut state, step, &domain).is_ok());
        steps.extend(ready.take(MAX_TRANSFERS));
        if steps.is_empty() {
            return Err(Refusal::new("rollup.nothing"));
        }
        let call = BatchCall {
            index,
            parent: tip.map_or(Digest::ZERO, |tip| tip.inbox),
            origin,
            deposits: first + count,
            data: pack(&transfer_bytes(&steps)),
        };
        self.submit(ground, call, steps, desk)
    }

    fn submit(
        &mut self,
        ground: &Ground,
        call: BatchCall,
        steps: Vec<Step>,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        let (batch, bytes) = (call.index, call.data.len() as u32);
        let sent = Call::SubmitBatch(call.clone());
        let action = ground.action(&sent, Amount::ZERO);
        let action = action.ok_or_else(|| Refusal::new("rollup.not-started"))?;
        if !affordable(desk, &action) {
            return Err(Refusal::new("wallet.balance").with(desk.spendable()));
        }
        self.attempt = self.attempt.wrapping_add(1);
        let hash = short(&keccak256(&encode(&call)));
        let label = ground.label(&format!("batch-{batch}-{}-{hash}", self.attempt));
        desk.submit(&label, &action);
        let transfers = transfer_bytes(&steps).len() as u32;
        let made = Made {
            call,
            label,
            transfers,
            steps,
        };
        self.made.insert(batch, made);
        let rollup = ground.number;
        desk.note(|| {
            Fact::Rollup(RollupFact::Batched {
                rollup,
                batch,
                transfers,
                bytes,
            })
        });
        Ok(())
    }

    pub(super) fn digest(&self, out: &mut Vec<u8>) {
        out.extend(encode(&(
            self.every,
            self.timer,
            self.attempt,
            self.favours,
        )));
        out.extend(encode(&(&self.pool, &self.made, self.ahead.root())));
        self.claiming.digest(out);
    }
}

fn transfer_bytes(steps: &[Step]) -> Vec<Vec<u8>> {
    let bytes = steps.iter().filter_map(|step| match step {
        Step::Deposit { .. } => None,
        Step::Transfer(bytes) => Some(bytes.clone()),
    });
    bytes.collect()
}

/// The nonce of a transfer's sender in `state`.
fn nonce_of(state: &RollupState, signed: &SignedTransfer) -> u64 {
    let slot = Slot::Account(signed.transfer.sender.address());
    state.get(&slot).map_or(0, |leaf| leaf.nonce)
}
