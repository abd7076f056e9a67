//! A thief: copied keys, and functionaries who collude, under a payout that nobody burnt anything for.

use crate::actor::Desk;
use crate::actor::pursuit::short;
use crate::base::{Amount, Digest, SecretKey, encode, keccak256};
use crate::command::Refusal;

use super::super::act::{Act, Signed};
use super::Words;
use super::gathering::{Gathering, pursue_effective};
use super::ground::Ground;

/// What a thief has.
#[derive(Clone, Default)]
pub struct Thief {
    keys: Vec<SecretKey>,
    thefts: Vec<(Digest, Gathering)>,
}

impl Thief {
    /// How many copied keys it has.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn is_idle(&self) -> bool {
        self.keys.is_empty() && self.thefts.is_empty()
    }

    pub(super) fn take_key(&mut self, bytes: &[u8; 32]) {
        if let Some(key) = SecretKey::from_bytes(bytes) {
            let public = key.public();
            if self.keys.iter().all(|other| other.public() != public) {
                self.keys.push(key);
            }
        }
    }

    /// Begins to have a payout signed.
    pub(super) fn steal(
        &mut self,
        ground: &Ground,
        amount: Amount,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        let membership = ground.started(desk)?.membership();
        let membership = membership.ok_or_else(|| Refusal::new("sidechain.not-started"))?;
        let number = self.thefts.len() as u64;
        let burn = keccak256(&encode(&("theft", desk.address(), number)));
        let act = Act::Payout {
            burn,
            to: desk.address(),
            amount,
        };
        let Some(site) = ground.site(true, desk) else {
            return Ok(());
        };
        let message = act.message(&site);
        let mut theft = Gathering::new(true, act.clone(), desk.height());
        for key in &self.keys {
            theft.signatures.insert(key.public(), key.sign(&message));
        }
        self.thefts.push((message, theft));
        for member in ground.others(&membership.members, desk) {
            ground.write(member, &Words::AskFalse(act.clone()), desk);
        }
        self.follow(ground, desk);
        Ok(())
    }

    pub(super) fn on_share(
        &mut self,
        ground: &Ground,
        (act, signed): (&Act, Signed),
        desk: &mut Desk,
    ) {
        let theft = self.thefts.iter_mut().find(|(_, theft)| theft.act == *act);
        let Some((message, theft)) = theft else {
            return;
        };
        if signed.key.verify(message, &signed.signature) {
            theft.signatures.insert(signed.key, signed.signature);
            self.follow(ground, desk);
        }
    }

    /// Sends what has enough signatures and is not paid yet.
    pub(super) fn follow(&mut self, ground: &Ground, desk: &mut Desk) {
        for (message, theft) in &self.thefts {
            let Act::Payout { burn, .. } = &theft.act else {
                continue;
            };
            let vault = ground.vault(desk);
            let Some(signers) = ground.signers((true, &theft.act), desk) else {
                continue;
            };
            if vault.is_none_or(|vault| vault.paid(burn).is_some()) {
                continue;
            }
            if let Some(action) = theft.action(ground, &signers, desk) {
                pursue_effective(desk, &ground.label(&short(message)), &action);
            }
        }
    }

    pub(super) fn digest(&self, out: &mut Vec<u8>) {
        let keys: Vec<_> = self.keys.iter().map(SecretKey::public).collect();
        out.extend(encode(&(keys, &self.thefts)));
    }
}
