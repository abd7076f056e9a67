//! Validators that come and go while the world runs: keys that a person handed over, and wishes to leave.

use std::sync::Arc;

use crate::base::{Digest, decode, encode, sha256};
use crate::command::Refusal;
use crate::consensus::gasper::block::{Exit, MAX_EXITS};
use crate::consensus::gasper::invalid::Invalid;
use crate::consensus::gasper::key::{ValidatorKey, ValidatorSecret};
use crate::consensus::gasper::onion::Onion;
use crate::consensus::gasper::operations::{check_exit, may_leave};
use crate::consensus::gasper::params::FAR_FUTURE_EPOCH;
use crate::consensus::gasper::state::State;
use crate::consensus::gasper::store::States;
use crate::consensus::gasper::validator::Index;

use super::super::staking;
use super::{Guard, Hand, Post, Validating, Vote};

/// What a message says that carries a wish to leave.
pub(super) const EXIT: &str = "voluntary-exit";

/// The keys of a validator that no final state has registered yet.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    key: ValidatorSecret,
    onion: Onion,
}

impl Validating {
    /// Keeps the keys that a client handed over until the chain knows their validator.
    pub(super) fn take_keys(&mut self, secret: &Digest) {
        let (key, onion) = staking::keys(secret);
        let public = key.public();
        let known = self.waiting.iter().any(|one| one.key.public() == public)
            || self.hands.iter().any(|hand| hand.key.public() == public);
        if !known {
            self.waiting.push(Waiting { key, onion });
        }
    }

    /// How many validators' keys it holds that the final state has not registered.
    pub fn keys_waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Takes over validators that the final state has registered: none is on duty before that is final, so their places
    /// are the same on every branch.
    pub(super) fn adopt(&mut self, post: &Post) {
        if self.waiting.is_empty() {
            return;
        }
        let Some(state) = post.archive().after(&self.store.finalized().root) else {
            return;
        };
        let place = |key: &ValidatorKey| {
            let mut all = (0..).zip(state.validators());
            all.find(|(_, one)| one.key == *key).map(|(index, _)| index)
        };
        for one in std::mem::take(&mut self.waiting) {
            match place(&one.key.public()) {
                Some(index) => self.add_hand(index, one),
                None => self.waiting.push(one),
            }
        }
    }

    fn add_hand(&mut self, index: Index, Waiting { key, onion }: Waiting) {
        let place = self.hands.partition_point(|hand| hand.index < index);
        let hand = Hand {
            index,
            key,
            onion,
            copied: false,
        };
        Arc::make_mut(&mut self.hands).insert(place, hand);
        self.guards.insert(place, Guard::default());
        self.adopted.push(index);
    }

    /// Says for one of its validators that it wants to leave, now.
    pub(super) fn ask_to_leave(&mut self, index: Index, post: &mut Post) -> Result<(), Refusal> {
        let mut own = self.hands.iter().filter(|hand| !hand.copied);
        let hand = own.find(|hand| hand.index == index);
        let hand = hand.ok_or_else(|| Refusal::new("stake.not-its-validator").with(index))?;
        let slot = self.slot_now(post.now());
        let (_, state) = self
            .later(&self.head, slot, post)
            .ok_or_else(|| Refusal::new("stake.no-head"))?;
        if let Some(refusal) = why_not(&state, index) {
            return Err(refusal);
        }
        let rules = self.engine.rules();
        let epoch = state.epoch();
        let message = rules.domain.exit(epoch, index);
        let wish = Exit {
            epoch,
            validator: index,
            signature: rules.signed.then(|| hand.key.sign(&message)),
        };
        let bytes = encode(&wish);
        post.vote(Vote {
            id: sha256(&bytes),
            kind: EXIT,
            object: self.head,
            bytes: bytes.into(),
        });
        Ok(())
    }

    /// A wish to leave is kept and passed on once, if a block could take it now.
    pub(super) fn hear_exit(&mut self, vote: &Vote, post: &Post) -> Result<bool, &'static str> {
        let wish: Exit = decode(&vote.bytes).map_err(|_| "gasper.exit-form")?;
        let is_known = |known: &Exit| known.validator == wish.validator;
        if self.exits.iter().any(is_known) {
            return Ok(false);
        }
        let slot = self.slot_now(post.now());
        let Some((_, state)) = self.later(&self.head, slot, post) else {
            return Ok(false);
        };
        let verdict = self
            .engine
            .with_checked(|checked| check_exit(&state, &wish, checked));
        match verdict {
            Ok(()) => self.exits.push(wish),
            Err(Invalid::Leaving | Invalid::Inactive) => return Ok(false),
            Err(broken) => return Err(broken.key()),
        }
        Ok(true)
    }

    /// The wishes to leave that a block in the slot of `state` takes.
    pub(super) fn exits_for(&self, state: &State) -> Vec<Exit> {
        self.engine.with_checked(|checked| {
            let valid = self
                .exits
                .iter()
                .filter(|wish| check_exit(state, wish, checked).is_ok());
            valid.take(MAX_EXITS).copied().collect()
        })
    }

    /// Forgets wishes that a final block has taken.
    pub(super) fn forget_exits(&mut self, post: &Post) {
        if self.exits.is_empty() {
            return;
        }
        let Some(state) = post.archive().after(&self.store.finalized().root) else {
            return;
        };
        let stays = |wish: &Exit| {
            let validator = state.validators().get(wish.validator as usize);
            validator.is_some_and(|one| one.exit == FAR_FUTURE_EPOCH)
        };
        self.exits.retain(stays);
    }

    /// Canonical bytes of who came and who wants to go; none while nobody did.
    pub(super) fn digest_registry(&self, out: &mut Vec<u8>) {
        if self.waiting.is_empty() && self.adopted.is_empty() && self.exits.is_empty() {
            return;
        }
        let waiting = self.waiting.iter().map(|one| one.key.public());
        let waiting: Vec<ValidatorKey> = waiting.collect();
        out.extend(encode(&(waiting, &self.adopted, &self.exits)));
    }
}

/// Why a validator can't leave in the slot of `state`; nothing if it can.
pub fn why_not(state: &State, index: Index) -> Option<Refusal> {
    let wish = Exit {
        epoch: state.epoch(),
        validator: index,
        signature: None,
    };
    let of = |key| Refusal::new(key).with(index);
    Some(match may_leave(state, &wish).err()? {
        Invalid::TooYoung => {
            let since = state.validators().get(index as usize);
            let since = since.map_or(0, |one| one.activation);
            let period = state.rules().preset.shard_committee_period;
            of("stake.too-young").with(since.saturating_add(period))
        }
        Invalid::Leaving => of("stake.leaves-already"),
        _ => of("stake.not-on-duty"),
    })
}
