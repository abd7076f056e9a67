//! A user of a peg: locks and claims, pays above, burns, and waits for the payout.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use borsh::BorshSerialize;

use crate::actor::Desk;
use crate::base::{Address, Amount, Digest, PublicKey, encode};
use crate::command::Refusal;
use crate::event::{Fact, SidechainFact};
use crate::ledger::Action;

use super::super::BRIDGE;
use super::super::act::{Act, Signed};
use super::super::bridge::BridgeCall;
use super::super::vault::VaultCall;
use super::ground::Ground;
use super::incoming::{Incoming, Phase, locate, press, settle};

/// A burn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize)]
pub struct Outgoing {
    /// How much.
    pub amount: Amount,
    /// Whether Layer 1 paid it.
    pub is_paid: bool,
}

/// What a user keeps.
#[derive(Clone, Debug, Default, BorshSerialize)]
pub struct User {
    sent: u64,
    incoming: Vec<Incoming>,
    outgoing: BTreeMap<Digest, Outgoing>,
}

impl User {
    /// Its deposits.
    #[must_use]
    pub fn incoming(&self) -> &[Incoming] {
        &self.incoming
    }

    /// Its burns, by their paid-once keys.
    #[must_use]
    pub fn outgoing(&self) -> &BTreeMap<Digest, Outgoing> {
        &self.outgoing
    }

    pub(super) fn is_idle(&self) -> bool {
        self.sent == 0
    }

    fn label(&mut self, ground: &Ground, what: &str) -> String {
        self.sent += 1;
        ground.label(&format!("{what}-{}", self.sent))
    }

    /// Blocks of its deposits that this functionary has not attested.
    pub(super) fn unattested(&self, key: &PublicKey) -> Vec<Digest> {
        let waiting = self.incoming.iter();
        let waiting = waiting.filter(|incoming| !incoming.attested.contains_key(key));
        waiting.filter_map(|incoming| incoming.block).collect()
    }

    pub(super) fn deposit(
        &mut self,
        ground: &Ground,
        amount: Amount,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        ground.started(desk)?;
        let vault = ground.contact(desk)?.vault;
        let to = desk.address();
        let action = Action::Call {
            contract: vault,
            value: amount,
            input: encode(&VaultCall::Deposit { to }),
        };
        require_spendable(desk, (amount, &action))?;
        let label = self.label(ground, "deposit");
        let transaction = desk.submit(&label, &action);
        self.incoming.push(Incoming {
            transaction,
            amount,
            block: None,
            attested: BTreeMap::new(),
            phase: Phase::Sent,
            label,
        });
        Ok(())
    }

    pub(super) fn transfer(
        &mut self,
        ground: &Ground,
        (to, amount): (Address, Amount),
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        let label = self.label(ground, "transfer");
        self.submit(ground, &label, Action::Transfer { to, amount }, desk)
    }

    pub(super) fn withdraw(
        &mut self,
        ground: &Ground,
        amount: Amount,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        let to = desk.address();
        let label = self.label(ground, "burn");
        let action = Action::Call {
            contract: BRIDGE,
            value: amount,
            input: encode(&BridgeCall::Burn { to }),
        };
        self.submit(ground, &label, action, desk)
    }

    fn submit(
        &self,
        ground: &Ground,
        label: &str,
        action: Action,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        let done = desk.on_chain(ground.chain, |desk| {
            require_spendable(desk, (action.value(), &action))?;
            desk.submit(label, &action);
            Ok(())
        });
        done.unwrap_or_else(|| Err(Refusal::new("chain.no-account").with(ground.chain)))
    }

    /// A Layer 1 head moved.
    pub(super) fn on_head(
        &mut self,
        ground: &Ground,
        (removed, added): (&[Digest], &[Digest]),
        desk: &mut Desk,
    ) {
        for incoming in &mut self.incoming {
            locate(ground, incoming, (removed, added), desk);
            press(ground, incoming, true, desk);
        }
        self.look_for_payouts(ground, desk);
    }

    fn look_for_payouts(&mut self, ground: &Ground, desk: &mut Desk) {
        let mut news = Vec::new();
        for (burn, outgoing) in &mut self.outgoing {
            let paid = ground.vault(desk).and_then(|vault| vault.paid(burn));
            if paid.is_some() && !outgoing.is_paid {
                news.push((*burn, outgoing.amount));
            }
            outgoing.is_paid = paid.is_some();
        }
        let (chain, agent) = (ground.chain, desk.me());
        for (burn, amount) in news {
            desk.note(|| {
                Fact::Sidechain(SidechainFact::Paid {
                    chain,
                    agent,
                    burn,
                    amount,
                })
            });
        }
    }

    /// A head of the second chain moved.
    pub(super) fn on_head_beside(&mut self, ground: &Ground, desk: &mut Desk) {
        for incoming in &mut self.incoming {
            settle(ground, incoming, desk);
        }
        let own = desk.address();
        let Some(bridge) = ground.bridge(desk) else {
            return;
        };
        let burns: Vec<_> = bridge.burns().filter(|burn| burn.from == own).collect();
        let (chain, agent) = (ground.chain, desk.me());
        for record in burns {
            let (burn, amount) = (record.burn, record.amount);
            let is_paid = false;
            let new = Outgoing { amount, is_paid };
            if let Entry::Vacant(place) = self.outgoing.entry(burn) {
                place.insert(new);
                desk.note(|| {
                    Fact::Sidechain(SidechainFact::Burnt {
                        chain,
                        agent,
                        burn,
                        amount,
                    })
                });
            }
        }
        self.look_for_payouts(ground, desk);
    }

    /// A functionary attests a block.
    pub(super) fn on_deep(
        &mut self,
        ground: &Ground,
        (block, signed): (Digest, Signed),
        desk: &mut Desk,
    ) {
        let Some(site) = ground.site(false, desk) else {
            return;
        };
        let chain = desk.archive().rules().chain;
        let message = Act::Deep { chain, block }.message(&site);
        let is_new = |incoming: &&mut Incoming| {
            incoming.block == Some(block) && !incoming.attested.contains_key(&signed.key)
        };
        let mut mine: Vec<_> = self.incoming.iter_mut().filter(is_new).collect();
        if mine.is_empty() || !signed.key.verify(&message, &signed.signature) {
            return;
        }
        for incoming in &mut mine {
            incoming.attested.insert(signed.key, signed.signature);
            press(ground, incoming, false, desk);
        }
    }
}

fn require_spendable(desk: &Desk, (amount, action): (Amount, &Action)) -> Result<(), Refusal> {
    if amount == Amount::ZERO {
        return Err(Refusal::new("peg.zero"));
    }
    let gas = desk.estimate(action).map_or(200_000, |(gas, _)| gas);
    let fee = desk.least_price().checked_mul(gas);
    match fee.and_then(|fee| fee.checked_add(amount)) {
        Some(cost) if cost <= desk.spendable() => Ok(()),
        _ => Err(Refusal::new("wallet.balance")
            .with(desk.spendable())
            .with(amount)),
    }
}
