//! A deposit on its way: into a block, deep enough, attested, claimed, minted.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use crate::actor::pursuit::{affordable, pursue_at, short};
use crate::actor::{Asked, Desk};
use crate::base::{Amount, Digest, PublicKey, Signature, encode};
use crate::event::{Fact, SidechainFact};
use crate::ledger::Action;

use super::super::BRIDGE;
use super::super::act::Signed;
use super::super::bridge::{BridgeCall, Claim};
use super::super::proof::DepositProof;
use super::super::quorum::Membership;
use super::Words;
use super::gathering::FREE;
use super::ground::Ground;

/// Where a deposit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize)]
pub enum Phase {
    /// Sent, in no block that the own node follows.
    Sent,
    /// In a block; not as deep as the peg asks for, or not attested by enough.
    Locked,
    /// Attested; its claim is on its way to the second chain.
    Claimed,
    /// On the second chain.
    Minted,
    /// The vault refused it; nothing was locked.
    Refused,
}

/// A deposit that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct Incoming {
    /// Its transaction on Layer 1.
    pub transaction: Digest,
    /// How much.
    pub amount: Amount,
    /// The Layer 1 block that has it.
    pub block: Option<Digest>,
    /// Who attested that block.
    pub attested: BTreeMap<PublicKey, Signature>,
    /// Where it is.
    pub phase: Phase,
    pub(super) label: String,
}

/// Finds the block that has a deposit, or that it has none any more.
pub(super) fn locate(
    ground: &Ground,
    incoming: &mut Incoming,
    (removed, added): (&[Digest], &[Digest]),
    desk: &mut Desk,
) {
    if incoming.block.is_some_and(|block| removed.contains(&block)) {
        leave(ground, incoming, desk);
    }
    if incoming.block.is_some() {
        return;
    }
    if let Some(signed) = desk.wallet().find(&incoming.label) {
        incoming.transaction = signed.id();
    }
    let found = added.iter().find_map(|block| {
        let mut receipts = desk.archive().get(block)?.receipts.iter();
        let receipt = receipts.find(|receipt| receipt.transaction == incoming.transaction)?;
        Some((*block, receipt.succeeded()))
    });
    match found {
        Some((block, true)) => enter(ground, incoming, block, desk),
        Some((_, false)) => incoming.phase = Phase::Refused,
        None => {}
    }
}

/// The deposit's block is on another branch.
fn leave(ground: &Ground, incoming: &mut Incoming, desk: &mut Desk) {
    incoming.block = None;
    incoming.attested.clear();
    if incoming.phase != Phase::Minted {
        incoming.phase = Phase::Sent;
    }
    let (chain, agent, transaction) = (ground.chain, desk.me(), incoming.transaction);
    desk.note(|| {
        Fact::Sidechain(SidechainFact::DepositGone {
            chain,
            agent,
            transaction,
        })
    });
}

/// The deposit is in a block.
fn enter(ground: &Ground, incoming: &mut Incoming, block: Digest, desk: &mut Desk) {
    incoming.block = Some(block);
    if incoming.phase != Phase::Minted {
        incoming.phase = Phase::Locked;
    }
    let (chain, agent) = (ground.chain, desk.me());
    let (transaction, amount) = (incoming.transaction, incoming.amount);
    desk.note(|| {
        Fact::Sidechain(SidechainFact::Deposited {
            chain,
            agent,
            transaction,
            amount,
        })
    });
}

/// Brings a deposit that is deep enough further: asks who has not attested it, or claims.
pub(super) fn press(ground: &Ground, incoming: &mut Incoming, asks: bool, desk: &mut Desk) {
    let (Some(block), Phase::Locked | Phase::Claimed) = (incoming.block, incoming.phase) else {
        return;
    };
    let plan = ground.plan(desk).map(|plan| plan.confirmations);
    let Ok(confirmations) = plan else { return };
    let depth = desk.height() + 1 - desk.archive().entry(&block).height().min(desk.height());
    let membership = ground.bridge(desk).and_then(|bridge| bridge.membership());
    let (Some(membership), true) = (membership, depth >= confirmations) else {
        return;
    };
    let attested = attested(incoming, &membership);
    if attested.len() >= membership.threshold as usize {
        return claim(ground, incoming, attested, desk);
    }
    let missing = membership.members.iter();
    let missing = missing.filter(|key| !incoming.attested.contains_key(key));
    let missing: Vec<_> = missing.copied().collect();
    if asks {
        for member in ground.others(&missing, desk) {
            ground.write(member, &Words::AskDeep(block), desk);
        }
    }
}

fn attested(incoming: &Incoming, membership: &Membership) -> Vec<Signed> {
    let signatures = incoming.attested.iter();
    let own = signatures.filter(|(key, _)| membership.has(key));
    let signed = own.map(|(key, signature)| Signed {
        key: *key,
        signature: *signature,
    });
    signed.take(membership.threshold as usize).collect()
}

fn claim(ground: &Ground, incoming: &mut Incoming, attested: Vec<Signed>, desk: &mut Desk) {
    let entry = incoming.block.and_then(|block| desk.archive().get(&block));
    let proof = entry.and_then(|entry| DepositProof::of(entry, &incoming.transaction));
    let Some(proof) = proof else { return };
    incoming.phase = Phase::Claimed;
    let action = Action::Call {
        contract: BRIDGE,
        value: Amount::ZERO,
        input: encode(&BridgeCall::Claim(Box::new(Claim { proof, attested }))),
    };
    let purpose = ground.label(&format!("claim-{}", short(&incoming.transaction)));
    desk.on_chain(ground.chain, |desk| {
        let offer = offer(desk, &action);
        pursue_at(desk, &purpose, &action, offer);
    });
}

/// Nothing, as long as the account can't pay for it.
fn offer(desk: &Desk, action: &Action) -> Asked {
    if affordable(desk, action) {
        Asked::default()
    } else {
        FREE
    }
}

/// Sees whether a deposit's value is on the second chain; a reorg there may take it away again.
pub(super) fn settle(ground: &Ground, incoming: &mut Incoming, desk: &mut Desk) {
    let Some(bridge) = ground.bridge(desk) else {
        return;
    };
    let is_minted = bridge.is_minted(&incoming.transaction, 0);
    match (is_minted, incoming.phase) {
        (true, Phase::Minted) | (false, Phase::Sent | Phase::Locked | Phase::Refused) => {}
        (true, _) => {
            incoming.phase = Phase::Minted;
            let (chain, agent) = (ground.chain, desk.me());
            let (transaction, amount) = (incoming.transaction, incoming.amount);
            desk.note(|| {
                Fact::Sidechain(SidechainFact::Minted {
                    chain,
                    agent,
                    transaction,
                    amount,
                })
            });
        }
        (false, Phase::Minted | Phase::Claimed) => {
            incoming.phase = match incoming.block {
                Some(_) => Phase::Locked,
                None => Phase::Sent,
            };
            press(ground, incoming, true, desk);
        }
    }
}
