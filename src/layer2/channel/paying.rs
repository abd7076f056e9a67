//! Paying: propose, accept, revoke; and catching up after silence.

use crate::actor::Desk;
use crate::base::{Amount, Signature};
use crate::event::ChannelFact;

use super::held::{Offer, Taken};
use super::party::{Life, Party, Phase};
use super::{ChannelLetter, ChannelState, Revocation};

impl Party {
    /// Proposes the next waiting payment, if the channel is open and no proposal is.
    pub(super) fn flush(&mut self, desk: &mut Desk) {
        if self.phase != Phase::Open || self.asleep {
            return;
        }
        let offer = self
            .course()
            .and_then(|course| course.held.propose(&|digest| desk.sign(digest)));
        if let Some(offer) = offer {
            self.send_offer(desk, offer);
        }
    }

    pub(super) fn send_offer(&mut self, desk: &mut Desk, offer: Offer) {
        let (version, balances) = (offer.state.version, offer.state.balances);
        let letter = ChannelLetter::Propose {
            state: offer.state,
            signature: offer.signature,
        };
        self.send(desk, &letter);
        self.note(desk, |channel, party| ChannelFact::Proposed {
            channel,
            party,
            version,
            balances,
        });
    }

    /// Takes the other's proposal, or keeps it until the own node shows the channel open.
    pub(super) fn on_propose(
        &mut self,
        desk: &mut Desk,
        state: &ChannelState,
        signature: &Signature,
    ) {
        let phase = self.phase;
        let Some(course) = self.course() else {
            return;
        };
        let repeated = *state == course.held.latest.state;
        match phase {
            Phase::Funding | Phase::Confirming if !repeated => {
                course.early = Some((state.clone(), *signature));
            }
            Phase::Open | Phase::Funding | Phase::Confirming => self.take(desk, state, signature),
            Phase::Closing | Phase::Disputed if repeated => self.take(desk, state, signature),
            _ => {}
        }
    }

    fn take(&mut self, desk: &mut Desk, state: &ChannelState, signature: &Signature) {
        let Some(course) = self.course() else {
            return;
        };
        let version = state.version;
        let taken = course
            .held
            .take(state, signature, &|digest| desk.sign(digest));
        match taken {
            Ok(Taken::Accepted(signature, amount)) => {
                self.on_taken(desk, amount);
                self.send(desk, &ChannelLetter::Accept { version, signature });
                self.refresh(desk);
                self.flush(desk);
            }
            Ok(Taken::Again(signature)) => {
                self.send(desk, &ChannelLetter::Accept { version, signature });
            }
            Ok(Taken::Collided(offer)) => self.send_offer(desk, offer),
            Ok(Taken::Wait) => {}
            Err(reason) => self.alarm(desk, reason),
        }
    }

    /// The other's proposal is held with both signatures: a payment is received, or the end is agreed.
    fn on_taken(&mut self, desk: &mut Desk, amount: Option<Amount>) {
        self.note_signed(desk);
        let from = self.peer;
        match amount {
            Some(amount) => self.note(desk, |channel, _| ChannelFact::Paid {
                channel,
                from,
                amount,
            }),
            None => self.mark_end(desk),
        }
    }

    fn mark_end(&mut self, desk: &Desk) {
        let height = desk.height();
        if let Some(course) = self.course() {
            course.ended.get_or_insert(height);
        }
    }

    /// The other signed too.
    pub(super) fn on_accept(&mut self, desk: &mut Desk, version: u64, signature: &Signature) {
        if matches!(self.life, Life::Proposed { .. }) && version == 0 {
            return self.on_opening_accepted(desk, signature);
        }
        let Some(course) = self.course() else {
            return;
        };
        if course.held.latest.state.version >= version {
            return;
        }
        match course.held.complete(version, signature) {
            Ok(amount) => {
                self.note_signed(desk);
                if amount.is_none() {
                    self.mark_end(desk);
                }
                self.send_revocation(desk);
                self.follow(desk);
            }
            Err(reason) => self.alarm(desk, reason),
        }
    }

    /// Who has gone to Layer 1 revokes nothing any more: it may have posted the very state that this would void.
    fn send_revocation(&mut self, desk: &mut Desk) {
        let revocation = self
            .course()
            .filter(|course| course.exit.is_none())
            .and_then(|course| course.held.revoke(&|digest| desk.sign(digest)));
        if let Some(revocation) = revocation {
            self.send(desk, &ChannelLetter::Revoke(revocation));
        }
    }

    pub(super) fn on_revoke(&mut self, desk: &mut Desk, revocation: &Revocation) {
        let Some(course) = self.course() else {
            return;
        };
        let version = revocation.version;
        match course.held.note_revocation(revocation) {
            Ok(true) => self.note(desk, |channel, party| ChannelFact::Revoked {
                channel,
                party,
                version,
            }),
            Ok(false) => {}
            Err(reason) => self.alarm(desk, reason),
        }
    }

    /// Tells the other where this party stands, after silence.
    pub(super) fn reestablish(&mut self, desk: &mut Desk, answer: bool) {
        if self.asleep || !self.is_alive() {
            return;
        }
        match &self.life {
            Life::Proposed { .. } => self.ask(desk),
            Life::Held(course) => {
                let version = course.held.latest.state.version;
                self.send(desk, &ChannelLetter::Reestablish { version, answer });
            }
            Life::Rejected(..) => {}
        }
    }

    /// The other is back: says again what it may have missed.
    pub(super) fn on_reestablish(&mut self, desk: &mut Desk, version: u64, answer: bool) {
        let me = self.me;
        if answer {
            self.reestablish(desk, false);
        }
        let Some(course) = self.course() else {
            return;
        };
        let latest = course.held.latest.clone();
        let offer = course.held.offer.clone().filter(|_| course.exit.is_none());
        if version < latest.state.version && latest.state.proposer != me {
            let letter = ChannelLetter::Accept {
                version: latest.state.version,
                signature: latest.signatures[usize::from(me)],
            };
            self.send(desk, &letter);
        }
        self.send_revocation(desk);
        if let Some(offer) = offer {
            self.send_offer(desk, offer);
        }
    }
}
