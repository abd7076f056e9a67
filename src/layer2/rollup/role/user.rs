//! A user: deposits, pays above on the sequencer's promise, and brings value down again without the sequencer's help.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use crate::actor::Desk;
use crate::base::{Address, Amount, Digest, encode};
use crate::command::Refusal;
use crate::event::{Fact, RollupFact};

use super::super::call::Call;
use super::super::derive::Derivation;
use super::super::found::Change;
use super::super::step::{Leaf, RollupState, Slot, Step};
use super::super::transfer::{Domain, SignedTransfer, Target, Transfer, Withdrawal};
use super::Words;
use super::seat::{Ground, affordable};
use super::withdrawal::{self, Outgoing, WithdrawalPhase};

/// What users pay the sequencer for each transfer, and the least that it takes: about what its bytes cost on Layer 1.
pub const DEFAULT_FEE: Amount = Amount(100_000);
/// Most own transfers that are in no batch yet.
const MAX_WAITING: usize = 64;
/// Most transfers, promises and withdrawals remembered.
const MAX_REMEMBERED: usize = 128;
/// Blocks after which a promised transfer that is in no batch is sent again.
const PATIENCE: u64 = 6;

#[derive(Clone, Copy, Debug, BorshSerialize)]
struct Sent {
    signed: SignedTransfer,
    promised: bool,
    asked: u64,
}

/// What a user remembers.
#[derive(Clone, Debug, Default)]
pub struct User {
    deposits: u32,
    sent: BTreeMap<u64, Sent>,
    incoming: BTreeMap<Digest, SignedTransfer>,
    outgoing: Vec<Outgoing>,
}

impl User {
    /// Withdrawals asked for, oldest first.
    #[must_use]
    pub fn outgoing(&self) -> &[Outgoing] {
        &self.outgoing
    }

    /// Own transfers remembered, with whether the sequencer promised them.
    pub fn sent(&self) -> impl Iterator<Item = (&SignedTransfer, bool)> {
        self.sent.values().map(|sent| (&sent.signed, sent.promised))
    }

    /// What can be spent: derived from Layer 1, plus promised to come, less what is on its way out.
    #[must_use]
    pub fn spendable(&self, derivation: &Derivation, address: &Address) -> Amount {
        let state = derivation.state();
        let own = leaf(&state, address);
        let coming = self.incoming.values().map(|signed| &signed.transfer);
        let coming = coming
            .filter(|transfer| transfer.nonce >= leaf(&state, &transfer.sender.address()).nonce)
            .map(|transfer| transfer.amount.0)
            .fold(0, u64::saturating_add);
        let going = self.sent.range(own.nonce..);
        let going = going
            .map(|(_, sent)| sent.signed.transfer.cost().map_or(u64::MAX, |cost| cost.0))
            .fold(0, u64::saturating_add);
        let all = own.balance.0.saturating_add(coming);
        Amount(all.saturating_sub(going))
    }

    pub(super) fn deposit(
        &mut self,
        ground: &Ground,
        amount: Amount,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        ground.started(desk)?;
        if amount == Amount::ZERO {
            return Err(Refusal::new("rollup.zero"));
        }
        let to = desk.address();
        let action = ground.action(&Call::Deposit { to }, amount);
        let action = action.filter(|action| affordable(desk, action));
        let Some(action) = action else {
            return Err(Refusal::new("wallet.balance")
                .with(desk.spendable())
                .with(amount));
        };
        self.deposits += 1;
        let label = ground.label(&format!("deposit-{}", self.deposits));
        desk.submit(&label, &action);
        Ok(())
    }

    pub(super) fn transfer(
        &mut self,
        ground: &Ground,
        to: Address,
        amount: Amount,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        self.send(ground, Target::Pay(to), amount, desk).map(|_| ())
    }

    pub(super) fn withdraw(
        &mut self,
        ground: &Ground,
        amount: Amount,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        let target = Target::Withdraw(desk.address());
        let (transfer, domain) = self.send(ground, target, amount, desk)?;
        if let Some(withdrawal) = Withdrawal::of(&transfer) {
            let outgoing = Outgoing {
                withdrawal,
                key: withdrawal.key(&domain),
                batch: None,
                phase: WithdrawalPhase::Requested,
            };
            withdrawal::tell(ground, &outgoing, desk);
            self.outgoing.push(outgoing);
            self.forget_old();
        }
        Ok(())
    }

    fn forget_old(&mut self) {
        if self.outgoing.len() > MAX_REMEMBERED {
            let done = self.outgoing.iter().position(|outgoing| {
                matches!(
                    outgoing.phase,
                    WithdrawalPhase::Paid | WithdrawalPhase::Refused
                )
            });
            self.outgoing.remove(done.unwrap_or(0));
        }
    }

    fn send(
        &mut self,
        ground: &Ground,
        target: Target,
        amount: Amount,
        desk: &mut Desk,
    ) -> Result<(Transfer, Domain), Refusal> {
        let (_, domain) = ground.started(desk)?;
        if amount == Amount::ZERO {
            return Err(Refusal::new("rollup.zero"));
        }
        let address = desk.address();
        let spendable = self.spendable(&ground.derivation, &address);
        let cost = amount.checked_add(DEFAULT_FEE);
        if cost.is_none_or(|cost| cost > spendable) {
            return Err(Refusal::new("rollup.balance").with(spendable).with(amount));
        }
        let next = leaf(&ground.derivation.state(), &address).nonce;
        if self.sent.range(next..).count() >= MAX_WAITING {
            return Err(Refusal::new("rollup.too-many-waiting").with(MAX_WAITING));
        }
        let last = self.sent.last_key_value().map_or(0, |(nonce, _)| nonce + 1);
        let transfer = Transfer {
            sender: desk.public_key(),
            target,
            nonce: next.max(last),
            amount,
            fee: DEFAULT_FEE,
        };
        let signature = desk.sign(&transfer.id(&domain));
        let signed = SignedTransfer {
            transfer,
            signature,
        };
        let sent = Sent {
            signed,
            promised: false,
            asked: desk.height(),
        };
        self.sent.insert(transfer.nonce, sent);
        while self.sent.len() > MAX_REMEMBERED {
            self.sent.pop_first();
        }
        ground.write(ground.sequencer, &Words::Transfer(signed), desk);
        Ok((transfer, domain))
    }

    /// Signs the last own transfer that is in no batch again, to another receiver: one of both can be executed.
    pub(super) fn rival(
        &mut self,
        ground: &Ground,
        to: Address,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        let (_, domain) = ground.started(desk)?;
        let next = leaf(&ground.derivation.state(), &desk.address()).nonce;
        let Some((_, sent)) = self.sent.range_mut(next..).next_back() else {
            return Err(Refusal::new("rollup.nothing-to-rival"));
        };
        let transfer = Transfer {
            target: Target::Pay(to),
            ..sent.signed.transfer
        };
        let signature = desk.sign(&transfer.id(&domain));
        let signed = SignedTransfer {
            transfer,
            signature,
        };
        sent.signed = signed;
        sent.promised = false;
        ground.write(ground.sequencer, &Words::Transfer(signed), desk);
        Ok(())
    }

    /// Sends again what is in no batch and not promised, or promised long ago.
    pub(super) fn ask_again(&mut self, ground: &Ground, desk: &mut Desk) {
        let next = leaf(&ground.derivation.state(), &desk.address()).nonce;
        let height = desk.height();
        for sent in self.sent.range_mut(next..).map(|(_, sent)| sent) {
            if !sent.promised || sent.asked + PATIENCE <= height {
                sent.asked = height;
                ground.write(ground.sequencer, &Words::Transfer(sent.signed), desk);
            }
        }
    }

    pub(super) fn on_promise(&mut self, ground: &Ground, signed: SignedTransfer, desk: &Desk) {
        let Some(domain) = ground.derivation.domain() else {
            return;
        };
        if signed.transfer.sender == desk.public_key() {
            if let Some(sent) = self.sent.get_mut(&signed.transfer.nonce) {
                sent.promised = sent.promised || sent.signed == signed;
            }
        } else if signed.transfer.target == Target::Pay(desk.address())
            && signed.is_signed(&domain)
            && self.incoming.len() < MAX_REMEMBERED
        {
            self.incoming.insert(signed.transfer.id(&domain), signed);
        }
    }

    /// The sequencer won't include it: it and all after it are off.
    pub(super) fn on_refusal(
        &mut self,
        ground: &Ground,
        id: &Digest,
        _reason: &str,
        desk: &mut Desk,
    ) {
        let Some(domain) = ground.derivation.domain() else {
            return;
        };
        let next = leaf(&ground.derivation.state(), &desk.address()).nonce;
        let refused = self
            .sent
            .range(next..)
            .find(|(_, sent)| sent.signed.transfer.id(&domain) == *id && !sent.promised)
            .map(|(nonce, _)| *nonce);
        let Some(first) = refused else {
            return;
        };
        self.sent.split_off(&first);
        for outgoing in &mut self.outgoing {
            let open = outgoing.phase == WithdrawalPhase::Requested;
            if open && outgoing.withdrawal.nonce >= first {
                outgoing.phase = WithdrawalPhase::Refused;
                withdrawal::tell(ground, outgoing, desk);
            }
        }
    }

    pub(super) fn on_head(&mut self, ground: &Ground, change: &Change, desk: &mut Desk) {
        if ground.started(desk).is_err() {
            return;
        }
        tell_deposits(ground, change, desk);
        tell_broken(ground, change, &self.incoming, desk);
        let state = ground.derivation.state();
        self.incoming.retain(|_, signed| {
            let transfer = &signed.transfer;
            transfer.nonce >= leaf(&state, &transfer.sender.address()).nonce
        });
        self.ask_again(ground, desk);
        for outgoing in &mut self.outgoing {
            withdrawal::pursue(ground, outgoing, desk);
        }
    }

    pub(super) fn digest(&self, out: &mut Vec<u8>) {
        out.extend(encode(&(
            self.deposits,
            &self.sent,
            &self.incoming,
            &self.outgoing,
        )));
    }
}

fn leaf(state: &RollupState, address: &Address) -> Leaf {
    let slot = Slot::Account(*address);
    state.get(&slot).copied().unwrap_or_default()
}

fn tell_deposits(ground: &Ground, change: &Change, desk: &mut Desk) {
    let me = desk.address();
    let steps = change.added.iter().flat_map(|block| &block.steps);
    for step in steps {
        if let Step::Deposit { to, amount } = step
            && *to == me
        {
            let (rollup, amount) = (ground.number, *amount);
            desk.note(|| Fact::Rollup(RollupFact::Deposited { rollup, amount }));
        }
    }
}

/// Alarms where a batch used up the nonce of a promised transfer for another one.
fn tell_broken(
    ground: &Ground,
    change: &Change,
    incoming: &BTreeMap<Digest, SignedTransfer>,
    desk: &mut Desk,
) {
    for block in &change.added {
        for signed in incoming.values() {
            let transfer = &signed.transfer;
            let nonce = |state: &RollupState| leaf(state, &transfer.sender.address()).nonce;
            let used =
                nonce(&block.before) <= transfer.nonce && transfer.nonce < nonce(&block.after);
            if used && !block.transfers().any(|included| included == *signed) {
                let (rollup, agent, batch) = (ground.number, desk.me(), block.header.index);
                let amount = Some(transfer.amount);
                desk.note(|| {
                    Fact::Rollup(RollupFact::Alarm {
                        rollup,
                        agent,
                        batch,
                        reason: "rollup.promise-broken".to_owned(),
                        amount,
                    })
                });
            }
        }
    }
}
