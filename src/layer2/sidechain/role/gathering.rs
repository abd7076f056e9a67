//! Signatures that come together under one act, and who of the signers sends it when there are enough.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use crate::actor::pursuit::{pursue, pursue_at, short};
use crate::actor::{Asked, Desk};
use crate::base::{Amount, Digest, PublicKey, Signature, encode};
use crate::event::{Fact, SidechainFact};
use crate::ledger::{Action, Outcome};

use super::super::act::{Act, Signed};
use super::super::bridge::BridgeCall;
use super::super::quorum::Membership;
use super::super::vault::VaultCall;
use super::Words;
use super::ground::Ground;

/// Layer 1 blocks after which the next signer in turn sends an act, and after which a share is said again.
const PATIENCE: u64 = 4;
/// Most acts that somebody gathers signatures for at a time.
const MAX_OPEN: usize = 256;

/// An act with the signatures that came so far.
#[derive(Clone, Debug, BorshSerialize)]
pub(super) struct Gathering {
    pub(super) is_main: bool,
    pub(super) act: Act,
    pub(super) signatures: BTreeMap<PublicKey, Signature>,
    /// Layer 1 height at which it began.
    since: u64,
}

impl Gathering {
    pub(super) fn new(is_main: bool, act: Act, since: u64) -> Self {
        Self {
            is_main,
            act,
            signatures: BTreeMap::new(),
            since,
        }
    }

    /// The signatures of these members, as contracts count them.
    pub(super) fn counted(&self, membership: &Membership) -> Vec<Signed> {
        let signatures = self.signatures.iter();
        let own = signatures.filter(|(key, _)| membership.has(key));
        own.map(|(key, signature)| Signed {
            key: *key,
            signature: *signature,
        })
        .collect()
    }

    /// The call that does it, with as many signatures as are needed.
    pub(super) fn action(
        &self,
        ground: &Ground,
        (membership, needed): &(Membership, u32),
        desk: &Desk,
    ) -> Option<Action> {
        let mut signatures = self.counted(membership);
        if signatures.len() < *needed as usize {
            return None;
        }
        signatures.truncate(*needed as usize);
        let act = self.act.clone();
        let site = ground.site(self.is_main, desk)?;
        Some(Action::Call {
            contract: site.contract,
            value: Amount::ZERO,
            input: match self.is_main {
                true => encode(&VaultCall::Act { act, signatures }),
                false => encode(&BridgeCall::Act { act, signatures }),
            },
        })
    }

    /// Whether it has its effect, or can't have it any more, as the person's heads show.
    fn is_over(&self, ground: &Ground, desk: &Desk) -> bool {
        let Some(vault) = ground.vault(desk) else {
            return false;
        };
        match &self.act {
            Act::Payout { burn, .. } => vault.paid(burn).is_some(),
            Act::Change { serial, .. } if !self.is_main => {
                let bridge = ground.bridge(desk);
                bridge.is_some_and(|bridge| bridge.counters().serial > *serial)
            }
            Act::Change { serial, .. }
            | Act::Refresh { serial }
            | Act::Pause { serial }
            | Act::Emergency { serial, .. } => vault.counters().serial > *serial,
            Act::Deep { .. } => true,
        }
    }
}

/// All acts that somebody gathers signatures for, by their messages.
#[derive(Clone, Debug, Default, BorshSerialize)]
pub(super) struct Gatherings {
    open: BTreeMap<Digest, Gathering>,
}

impl Gatherings {
    pub(super) fn open(&self) -> impl Iterator<Item = &Gathering> {
        self.open.values()
    }

    /// Signs an act and tells all who may sign it.
    pub(super) fn sign(&mut self, ground: &Ground, (is_main, act): (bool, Act), desk: &mut Desk) {
        let Some(site) = ground.site(is_main, desk) else {
            return;
        };
        let message = act.message(&site);
        let signed = Signed {
            key: desk.public_key(),
            signature: desk.sign(&message),
        };
        let (chain, member, key) = (ground.chain, desk.me(), act.key());
        self.put((is_main, &act, signed), message, desk);
        desk.note(|| {
            Fact::Sidechain(SidechainFact::Signed {
                chain,
                member,
                act: key.to_owned(),
                message,
            })
        });
        share(ground, (is_main, &act, signed), desk);
    }

    /// Takes somebody's signature, if it is one.
    pub(super) fn take(
        &mut self,
        ground: &Ground,
        (is_main, act, signed): (bool, &Act, Signed),
        desk: &Desk,
    ) {
        let Some(site) = ground.site(is_main, desk) else {
            return;
        };
        let message = act.message(&site);
        let known = self.open.get(&message);
        let has = known.is_some_and(|known| known.signatures.contains_key(&signed.key));
        let signers = ground.signers((is_main, act), desk);
        let may = signers.is_some_and(|(membership, _)| membership.has(&signed.key));
        if !has && may && signed.key.verify(&message, &signed.signature) {
            self.put((is_main, act, signed), message, desk);
        }
    }

    fn put(&mut self, (is_main, act, signed): (bool, &Act, Signed), message: Digest, desk: &Desk) {
        if self.open.len() >= MAX_OPEN && !self.open.contains_key(&message) {
            return;
        }
        let height = desk.height();
        let new = || Gathering::new(is_main, act.clone(), height);
        let gathering = self.open.entry(message).or_insert_with(new);
        gathering.signatures.insert(signed.key, signed.signature);
    }

    /// Sends what has enough signatures and whose turn it is, says shares again that may be lost, forgets what is old.
    pub(super) fn follow(&mut self, ground: &Ground, desk: &mut Desk) {
        let height = desk.height();
        let over = |one: &Gathering| one.is_over(ground, desk);
        self.open
            .retain(|_, one| height < one.since + 24 || !over(one));
        let own = desk.public_key();
        for (message, gathering) in &self.open {
            if gathering.is_over(ground, desk) {
                continue;
            }
            let waited = height.saturating_sub(gathering.since);
            if let Some(signature) = gathering.signatures.get(&own)
                && waited > 0
                && waited.is_multiple_of(PATIENCE)
            {
                let signed = Signed {
                    key: own,
                    signature: *signature,
                };
                share(ground, (gathering.is_main, &gathering.act, signed), desk);
            }
            send(ground, (message, gathering), waited / PATIENCE, desk);
        }
    }
}

/// Tells all others who may sign it.
fn share(ground: &Ground, (is_main, act, signed): (bool, &Act, Signed), desk: &mut Desk) {
    let Some((membership, _)) = ground.signers((is_main, act), desk) else {
        return;
    };
    let words = Words::Share(is_main, act.clone(), signed);
    for other in ground.others(&membership.members, desk) {
        ground.write(other, &words, desk);
    }
}

/// Sends an act, if it has enough signatures and it is one's turn: the message says whose it is first.
fn send(ground: &Ground, (message, gathering): (&Digest, &Gathering), round: u64, desk: &mut Desk) {
    let Some(signers) = ground.signers((gathering.is_main, &gathering.act), desk) else {
        return;
    };
    let members = &signers.0.members;
    let turn = (u64::from(message.0[0]) + round) % members.len().max(1) as u64;
    if members.get(turn as usize) != Some(&desk.public_key()) {
        return;
    }
    let Some(action) = gathering.action(ground, &signers, desk) else {
        return;
    };
    let purpose = ground.label(&short(message));
    if gathering.is_main {
        pursue_effective(desk, &purpose, &action);
    } else {
        desk.on_chain(ground.chain, |desk| {
            if is_effective(desk, &action) {
                pursue_at(desk, &purpose, &action, FREE);
            }
        });
    }
}

/// Whether it would have its effect in the next block: no gas is spent on what is too early, paused, or too late.
fn is_effective(desk: &Desk, action: &Action) -> bool {
    matches!(desk.estimate(action), Some((_, Outcome::Done)))
}

/// Sends an action on Layer 1 that would have its effect.
pub(super) fn pursue_effective(desk: &mut Desk, purpose: &str, action: &Action) {
    if is_effective(desk, action) {
        pursue(desk, purpose, action);
    }
}

/// What is offered for acts and claims on the second chain, where nobody has coins before the first claim.
pub(super) const FREE: Asked = Asked {
    max_fee: Some(Amount::ZERO),
    tip: Some(Amount::ZERO),
};
