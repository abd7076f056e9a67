//! What one party holds off-chain: states with both signatures, its open proposal, the other's revocation. Pure: no clock, no desk.
//!
//! Safe at every moment by four rules: sign only a version above all that one signed before; keep a state
//! before releasing a signature on it; have one open proposal; while that is the end, sign nothing but an end.

use std::collections::VecDeque;

use borsh::BorshSerialize;

use crate::base::{Amount, Digest, Signature};

use super::{ChannelState, Revocation, Signed, Terms, revocation_digest};

/// Old states kept: an honest party needs none of them.
const MAX_OLD: usize = 32;
/// Payments that wait for the open proposal.
const MAX_QUEUE: usize = 128;
/// How far above the newest version a proposal may be; collisions skip one each.
const MAX_SKIP: u64 = 64;

type Sign<'a> = &'a dyn Fn(&Digest) -> Signature;

/// A state that this party signed and the other has not answered.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Offer {
    /// The state.
    pub state: ChannelState,
    /// This party's signature.
    pub signature: Signature,
    /// The payment in it; nothing in a final state.
    pub amount: Option<Amount>,
}

/// What became of the other's proposal.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Taken {
    /// Both signed it now; the other gets this signature. The payment, unless it is final.
    Accepted(Signature, Option<Amount>),
    /// It was accepted before; the answer seems lost.
    Again(Signature),
    /// Both proposed at once, and this party's goes first: it is made again as a version that the other may sign.
    Collided(Offer),
    /// Both proposed at once, and the other's goes first: it will come again.
    Wait,
}

/// One party's side of a channel.
#[derive(Clone, Debug, BorshSerialize)]
pub struct Held {
    pub(super) terms: Terms,
    pub(super) me: u8,
    pub(super) latest: Signed,
    pub(super) old: VecDeque<Signed>,
    pub(super) offer: Option<Offer>,
    pub(super) queue: VecDeque<Amount>,
    pub(super) revocation: Option<Revocation>,
    pub(super) payments: u64,
    highest: u64,
}

impl Held {
    pub(super) fn new(terms: Terms, me: u8, opening: Signed) -> Self {
        Self {
            terms,
            me,
            latest: opening,
            old: VecDeque::new(),
            offer: None,
            queue: VecDeque::new(),
            revocation: None,
            payments: 0,
            highest: 0,
        }
    }

    fn mine(&self) -> usize {
        usize::from(self.me)
    }

    fn others(&self) -> usize {
        1 - self.mine()
    }

    /// What this party can still offer: its balance less what waits.
    pub(super) fn available(&self) -> Amount {
        let offered = self.offer.iter().filter_map(|offer| offer.amount);
        let waiting = self.queue.iter().copied().chain(offered);
        let waiting = waiting.fold(0_u64, |sum, amount| sum.saturating_add(amount.0));
        let balance = self.latest.state.balances[self.mine()];
        Amount(balance.0.saturating_sub(waiting))
    }

    pub(super) fn is_queue_full(&self) -> bool {
        self.queue.len() >= MAX_QUEUE
    }

    /// Whether both, or this party alone, signed the end.
    pub(super) fn is_ending(&self) -> bool {
        self.latest.state.is_final
            || self
                .offer
                .as_ref()
                .is_some_and(|offer| offer.state.is_final)
    }

    /// Signs the next waiting payment, unless a proposal is open.
    pub(super) fn propose(&mut self, sign: Sign) -> Option<Offer> {
        if self.offer.is_some() || self.latest.state.is_final {
            return None;
        }
        let amount = self.queue.pop_front()?;
        let mut balances = self.latest.state.balances;
        balances[self.mine()] = balances[self.mine()].checked_sub(amount)?;
        balances[self.others()] = balances[self.others()].checked_add(amount)?;
        self.sign_next((balances, Some(amount)), self.highest, sign)
    }

    /// Signs a final state with the newest balances.
    pub(super) fn propose_end(&mut self, sign: Sign) -> Option<Offer> {
        self.sign_next((self.latest.state.balances, None), self.highest, sign)
    }

    fn sign_next(
        &mut self,
        (balances, amount): ([Amount; 2], Option<Amount>),
        above: u64,
        sign: Sign,
    ) -> Option<Offer> {
        let state = ChannelState {
            version: above.max(self.latest.state.version).checked_add(1)?,
            balances,
            proposer: self.me,
            is_final: amount.is_none(),
            ..self.latest.state.clone()
        };
        self.highest = state.version;
        let signature = sign(&state.digest());
        let offer = Offer {
            state,
            signature,
            amount,
        };
        self.offer = Some(offer.clone());
        Some(offer)
    }

    /// Takes the other's proposal.
    pub(super) fn take(
        &mut self,
        state: &ChannelState,
        signature: &Signature,
        sign: Sign,
    ) -> Result<Taken, &'static str> {
        if *state == self.latest.state {
            return Ok(Taken::Again(self.latest.signatures[self.mine()]));
        }
        let amount = self.judge(state, signature)?;
        if let Some(offer) = &self.offer
            && (state.version <= offer.state.version || self.is_held_to_the_end(state))
        {
            return Ok(self.collide(state, sign));
        }
        if state.version <= self.highest {
            return Err("channel.not-newer");
        }
        let own = sign(&state.digest());
        let mut signatures = [own; 2];
        signatures[self.others()] = *signature;
        self.withdraw();
        self.highest = state.version;
        self.keep(
            Signed {
                state: state.clone(),
                signatures,
            },
            amount,
        );
        Ok(Taken::Accepted(own, amount))
    }

    /// What the proposal pays to this party; nothing if it is the end.
    fn judge(
        &self,
        state: &ChannelState,
        signature: &Signature,
    ) -> Result<Option<Amount>, &'static str> {
        let latest = &self.latest.state;
        let (mine, others) = (self.mine(), self.others());
        if latest.is_final {
            return Err("channel.closing");
        }
        if (state.chain, state.contract) != (latest.chain, latest.contract) {
            return Err("channel.other-channel");
        }
        if usize::from(state.proposer) != others {
            return Err("channel.proposer");
        }
        if state.version <= latest.version
            || state.version > latest.version.saturating_add(MAX_SKIP)
        {
            return Err("channel.not-newer");
        }
        if Amount::checked_sum(state.balances) != self.terms.total() {
            return Err("channel.balances");
        }
        if !self.terms.keys[others].verify(&state.digest(), signature) {
            return Err("channel.signature");
        }
        let gained = state.balances[mine].checked_sub(latest.balances[mine]);
        match gained {
            Some(Amount::ZERO) if state.is_final => Ok(None),
            Some(gained) if gained > Amount::ZERO && !state.is_final => Ok(Some(gained)),
            _ => Err("channel.balances"),
        }
    }

    /// Whether this party's signature is out on the end and the other proposes to go on. The contract pays an end out
    /// at once and compares it with nothing, so whatever this party were paid after it could be taken back.
    fn is_held_to_the_end(&self, state: &ChannelState) -> bool {
        let offer = self.offer.as_ref();
        !state.is_final && offer.is_some_and(|offer| offer.state.is_final)
    }

    /// Both proposed: an end goes before a payment, otherwise the opener's before the other's. Neither may sign two
    /// states of one version, so what goes first moves to a higher one.
    fn collide(&mut self, state: &ChannelState, sign: Sign) -> Taken {
        let Some(offer) = self.offer.clone() else {
            return Taken::Wait;
        };
        let is_first = match (offer.state.is_final, state.is_final) {
            (true, true) | (false, false) => self.me == 0,
            (is_end, _) => is_end,
        };
        if !is_first {
            return Taken::Wait;
        }
        if offer.state.version > state.version {
            return Taken::Collided(offer);
        }
        let content = (offer.state.balances, offer.amount);
        match self.sign_next(content, state.version, sign) {
            Some(offer) => Taken::Collided(offer),
            None => Taken::Wait,
        }
    }

    /// The own proposal lost against the other's: its payment waits again, as the first. An end loses to an end only.
    fn withdraw(&mut self) {
        if let Some(amount) = self.offer.take().and_then(|offer| offer.amount) {
            self.queue.push_front(amount);
        }
    }

    /// Takes the other's signature of the open proposal; what remains to be told is the revocation.
    pub(super) fn complete(
        &mut self,
        version: u64,
        signature: &Signature,
    ) -> Result<Option<Amount>, &'static str> {
        let Some(offer) = self
            .offer
            .clone()
            .filter(|offer| offer.state.version == version)
        else {
            return Err("channel.not-proposed");
        };
        if !self.terms.keys[self.others()].verify(&offer.state.digest(), signature) {
            return Err("channel.signature");
        }
        let mut signatures = [offer.signature; 2];
        signatures[self.others()] = *signature;
        self.offer = None;
        self.keep(
            Signed {
                state: offer.state,
                signatures,
            },
            offer.amount,
        );
        Ok(offer.amount)
    }

    fn keep(&mut self, signed: Signed, amount: Option<Amount>) {
        let before = std::mem::replace(&mut self.latest, signed);
        self.old.push_back(before);
        if self.old.len() > MAX_OLD {
            self.old.pop_front();
        }
        self.payments += u64::from(amount.is_some());
        // Nothing is paid after the end.
        if self.latest.state.is_final {
            self.queue.clear();
        }
    }

    /// This party's word that it holds the newest state; only the proposer owes it, as the other's signature says as much.
    pub(super) fn revoke(&self, sign: Sign) -> Option<Revocation> {
        let state = &self.latest.state;
        let owed = state.proposer == self.me && state.version > 0 && !state.is_final;
        let digest = revocation_digest(state.chain, &state.contract, state.version);
        owed.then(|| Revocation {
            version: state.version,
            signature: sign(&digest),
        })
    }

    /// Keeps the other's revocation, if it is newer than the one held.
    pub(super) fn note_revocation(
        &mut self,
        revocation: &Revocation,
    ) -> Result<bool, &'static str> {
        let state = &self.latest.state;
        let digest = revocation_digest(state.chain, &state.contract, revocation.version);
        if !self.terms.keys[self.others()].verify(&digest, &revocation.signature) {
            return Err("channel.signature");
        }
        let held = self.revocation.as_ref().map_or(0, |held| held.version);
        let newer = revocation.version > held;
        if newer {
            self.revocation = Some(revocation.clone());
        }
        Ok(newer)
    }

    /// A kept state by version.
    pub(super) fn find(&self, version: u64) -> Option<&Signed> {
        self.old
            .iter()
            .find(|signed| signed.state.version == version)
    }
}

#[cfg(test)]
mod tests;
