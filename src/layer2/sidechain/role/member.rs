//! A functionary: attests what is deep on Layer 1, signs payouts of what was burnt deep on the second chain, each once,
//! and raises the alarm when something was paid that nobody burnt.

use std::collections::{BTreeMap, BTreeSet};

use borsh::BorshSerialize;

use crate::actor::Desk;
use crate::base::{ActorId, Address, Amount, Digest};
use crate::command::MemberConduct;
use crate::event::{Fact, SidechainFact};

use super::super::act::{Act, Signed};
use super::super::quorum::Membership;
use super::Words;
use super::gathering::Gatherings;
use super::ground::Ground;

/// What a functionary keeps.
#[derive(Clone, Debug, Default, BorshSerialize)]
pub struct Member {
    conduct: MemberConduct,
    /// What it signed for each burn, never to sign otherwise.
    signed: BTreeMap<Digest, (Address, Amount)>,
    /// Layer 1 blocks that it attested.
    attested: BTreeSet<Digest>,
    /// What it has raised the alarm about.
    alarmed: BTreeSet<Digest>,
    gatherings: Gatherings,
}

impl Member {
    /// What it does with its key.
    #[must_use]
    pub fn conduct(&self) -> MemberConduct {
        self.conduct
    }

    /// How many signatures came for each act that waits.
    pub fn shares(&self) -> impl Iterator<Item = (&Act, usize)> {
        let open = self.gatherings.open();
        open.map(|gathering| (&gathering.act, gathering.signatures.len()))
    }

    pub(super) fn behave(&mut self, conduct: MemberConduct) {
        self.conduct = conduct;
    }

    fn is_offline(&self) -> bool {
        self.conduct == MemberConduct::Offline
    }

    /// A head of the second chain moved.
    pub(super) fn on_head_beside(&mut self, ground: &Ground, desk: &mut Desk) {
        if !self.is_offline() {
            self.sign_payouts(ground, desk);
        }
    }

    /// A head of Layer 1 moved; `removed` are the blocks that were left.
    pub(super) fn on_head(&mut self, ground: &Ground, removed: &[Digest], desk: &mut Desk) {
        if self.is_offline() {
            return;
        }
        for block in removed {
            if self.attested.contains(block) {
                self.alarm(ground, ("sidechain.reorg-too-deep", *block), desk);
            }
        }
        self.sign_payouts(ground, desk);
        self.look_for_theft(ground, desk);
        self.gatherings.follow(ground, desk);
    }

    fn sign_payouts(&mut self, ground: &Ground, desk: &mut Desk) {
        let Some((vault, bridge)) = ground.vault(desk).zip(ground.deep_bridge(desk)) else {
            return;
        };
        let own = desk.public_key();
        if !vault.membership().is_some_and(|members| members.has(&own)) {
            return;
        }
        let mut changed = Vec::new();
        let mut due = Vec::new();
        for burn in bridge.burns() {
            let content = (burn.to, burn.amount);
            match self.signed.get(&burn.burn) {
                Some(signed) if *signed != content => changed.push(burn.burn),
                None if vault.paid(&burn.burn).is_none() => due.push((burn.burn, content)),
                Some(_) | None => {}
            }
        }
        for burn in changed {
            self.alarm(ground, ("sidechain.burn-changed", burn), desk);
        }
        for (burn, (to, amount)) in due {
            self.signed.insert(burn, (to, amount));
            let act = Act::Payout { burn, to, amount };
            self.gatherings.sign(ground, (true, act), desk);
        }
    }

    /// A payout of what nobody burnt, as far as the own node knows.
    fn look_for_theft(&mut self, ground: &Ground, desk: &mut Desk) {
        let Some((vault, bridge)) = ground.vault(desk).zip(ground.bridge(desk)) else {
            return;
        };
        let burns: BTreeSet<Digest> = crate::base::order::gather(bridge.burns().map(|b| b.burn));
        let counters = vault.counters();
        let paid = (0..counters.payouts).filter_map(|number| vault.payout(number));
        let unknown = paid.map(|paid| paid.burn).find(|burn| {
            let is_known = burns.contains(burn) || self.signed.contains_key(burn);
            !is_known && !self.alarmed.contains(burn)
        });
        if let Some(burn) = unknown
            && self.conduct == MemberConduct::Honest
        {
            self.alarm(ground, ("sidechain.paid-without-burn", burn), desk);
            if counters.paused_until <= desk.height() {
                self.pause(ground, desk);
            }
        }
    }

    /// Signs that payouts stop for a while.
    pub(super) fn pause(&mut self, ground: &Ground, desk: &mut Desk) {
        if let Some(vault) = ground.vault(desk) {
            let serial = vault.counters().serial;
            let act = (true, Act::Pause { serial });
            self.gatherings.sign(ground, act, desk);
        }
    }

    /// Signs that it is still there.
    pub(super) fn refresh(&mut self, ground: &Ground, desk: &mut Desk) {
        if let (Some(vault), false) = (ground.vault(desk), self.is_offline()) {
            let serial = vault.counters().serial;
            let act = (true, Act::Refresh { serial });
            self.gatherings.sign(ground, act, desk);
        }
    }

    /// Signs others in the functionaries' place, for both contracts.
    pub(super) fn change(&mut self, ground: &Ground, after: &Membership, desk: &mut Desk) {
        let Some((vault, bridge)) = ground.vault(desk).zip(ground.bridge(desk)) else {
            return;
        };
        if self.is_offline() {
            return;
        }
        let serials = [
            (true, vault.counters().serial),
            (false, bridge.counters().serial),
        ];
        for (is_main, serial) in serials {
            let act = Act::Change {
                members: after.members.clone(),
                threshold: after.threshold,
                serial,
            };
            self.gatherings.sign(ground, (is_main, act), desk);
        }
    }

    /// Signs, with an emergency key, that all goes to somebody.
    pub(super) fn open(&mut self, ground: &Ground, to: Address, desk: &mut Desk) {
        if let (Some(vault), false) = (ground.vault(desk), self.is_offline()) {
            let serial = vault.counters().serial;
            let act = (true, Act::Emergency { to, serial });
            self.gatherings.sign(ground, act, desk);
        }
    }

    fn alarm(&mut self, ground: &Ground, (reason, object): (&str, Digest), desk: &mut Desk) {
        if self.alarmed.insert(object) {
            let (chain, member) = (ground.chain, desk.me());
            desk.note(|| {
                Fact::Sidechain(SidechainFact::Alarm {
                    chain,
                    member,
                    reason: reason.to_owned(),
                    object,
                })
            });
        }
    }

    /// Somebody asks whether a Layer 1 block is deep enough.
    pub(super) fn on_ask_deep(
        &mut self,
        ground: &Ground,
        (from, block): (ActorId, Digest),
        desk: &mut Desk,
    ) {
        if let Some(signed) = self.attest(ground, block, desk) {
            ground.write(from, &Words::Deep(block, signed), desk);
        }
    }

    /// Signs that a Layer 1 block is as deep as the peg asks for, if the own node says so.
    pub(super) fn attest(
        &mut self,
        ground: &Ground,
        block: Digest,
        desk: &mut Desk,
    ) -> Option<Signed> {
        let site = ground.site(false, desk)?;
        let confirmations = ground.plan(desk).ok()?.confirmations;
        let (archive, head) = (desk.archive(), desk.head());
        let height = archive.get(&block)?.height();
        let is_deep = head.height() + 1 >= height.saturating_add(confirmations);
        if self.is_offline() || !is_deep || !archive.is_on_branch(&block, &head.id()) {
            return None;
        }
        let chain = archive.rules().chain;
        let message = Act::Deep { chain, block }.message(&site);
        let signed = Signed {
            key: desk.public_key(),
            signature: desk.sign(&message),
        };
        if self.attested.insert(block) {
            let (chain, member) = (ground.chain, desk.me());
            desk.note(|| {
                Fact::Sidechain(SidechainFact::Attested {
                    chain,
                    member,
                    block,
                })
            });
        }
        Some(signed)
    }

    pub(super) fn on_share(
        &mut self,
        ground: &Ground,
        (is_main, act, signed): (bool, &Act, Signed),
        desk: &Desk,
    ) {
        if !self.is_offline() {
            self.gatherings.take(ground, (is_main, act, signed), desk);
        }
    }

    /// A thief asks for a signature: who colludes gives it without a look.
    pub(super) fn on_ask_false(
        &self,
        ground: &Ground,
        (from, act): (ActorId, Act),
        desk: &mut Desk,
    ) {
        let site = ground.site(true, desk);
        let (Some(site), MemberConduct::Colludes) = (site, self.conduct) else {
            return;
        };
        let signed = Signed {
            key: desk.public_key(),
            signature: desk.sign(&act.message(&site)),
        };
        ground.write(from, &Words::Share(true, act, signed), desk);
    }
}
