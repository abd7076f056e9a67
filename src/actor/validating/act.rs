//! The duties of a slot: to propose on the head, to vote for it; and what a rogue does instead.

use std::sync::Arc;

use crate::base::{Digest, encode, sha256};
use crate::chain::{Block, Entry, Plan};
use crate::command::StakeConduct;
use crate::consensus::gasper::ballot::Ballot;
use crate::consensus::gasper::block::Content;
use crate::consensus::gasper::duty::vote_for;
use crate::consensus::gasper::engine::{seal_bytes, validators_of};
use crate::consensus::gasper::justification::Checkpoint;
use crate::consensus::gasper::params::Slot;
use crate::consensus::gasper::slashing::AttestationData;
use crate::consensus::gasper::state::State;

use super::{Hand, Post, Validating, Vote};

/// Slots for which seals are kept to be held against another of the same slot.
const KEPT_SLOTS: u64 = 512;

impl Validating {
    /// A slot begins: what could not count now does, then it may be our turn.
    pub(super) fn begin(&mut self, slot: Slot, post: &mut Post) {
        self.release(slot, post);
        self.retry(post);
        let preset = self.engine.rules().preset;
        if slot.is_multiple_of(preset.slots_per_epoch) {
            self.pool.forget(preset.epoch_of(slot));
            self.seals.retain(|(old, _), _| old + KEPT_SLOTS > slot);
            self.adopt(post);
            self.forget_exits(post);
        }
        self.look(post);
        if !matches!(self.conduct, StakeConduct::Absent | StakeConduct::Rewrite) {
            self.propose(slot, post);
        }
    }

    /// The state of a block with the slots up to `slot` let pass.
    pub(super) fn later(
        &self,
        root: &Digest,
        slot: Slot,
        post: &Post,
    ) -> Option<(Arc<Entry>, State)> {
        let entry = post.archive().get(root)?.clone();
        let state = validators_of(&*entry.engine)?;
        let later = self.engine.at(state, root, slot)?;
        Some((entry, later))
    }

    /// Where to build: the head, or its parent if the head came late and has no votes.
    fn base(&self, slot: Slot, post: &Post) -> Digest {
        let before = slot.saturating_sub(1);
        let epoch = self.engine.rules().preset.epoch_of(before);
        let Some((_, state)) = self.later(&self.head, slot, post) else {
            return self.head;
        };
        let duties = state.duties(epoch);
        let committee = duties.map_or(&[][..], |duties| duties.voters(before));
        self.store.proposer_head(slot, committee, true)
    }

    fn propose(&mut self, slot: Slot, post: &mut Post) {
        let base = self.base(slot, post);
        let Some((entry, state)) = self.later(&base, slot, post) else {
            return;
        };
        let turn = state
            .duties(state.epoch())
            .and_then(|duties| duties.proposer(slot));
        let mut hands = self.hands.iter();
        let place = hands.position(|hand| Some(hand.index) == turn && self.uses(hand));
        let Some(place) = place else {
            return;
        };
        let hand = self.hands[place].clone();
        let slashed = state
            .validators()
            .get(hand.index as usize)
            .is_none_or(|one| one.slashed);
        if slashed || !self.guards[place].may_propose(slot) {
            return;
        }
        let Some(content) = self.content(&hand, &state) else {
            return;
        };
        let Some(block) = self.block(&hand, &entry, &content, post) else {
            return;
        };
        match self.conduct {
            StakeConduct::Withhold => self.withhold(slot, block, &state),
            StakeConduct::ProposeTwice => {
                let other = Content {
                    attestations: Vec::new(),
                    ..content
                };
                let other = self.block(&hand, &entry, &other, post);
                post.publish(block);
                if let Some(other) = other {
                    post.publish(other);
                }
            }
            _ => post.publish(block),
        }
    }

    fn content(&self, hand: &Hand, state: &State) -> Option<Content> {
        let on = state.rules().slashing;
        let can_be = |index: u32| {
            let one = state.validators().get(index as usize);
            on && one.is_some_and(|one| one.is_slashable(state.epoch()))
        };
        let mut proposers = self.evidence.clone();
        let is_own = |index: u32| self.hands.iter().any(|hand| hand.index == index);
        proposers.retain(|slashing| {
            let accused = slashing.one.proposer;
            can_be(accused) && !is_own(accused)
        });
        proposers.dedup_by_key(|slashing| slashing.one.proposer);
        proposers.truncate(crate::consensus::gasper::block::MAX_PROPOSER_SLASHINGS);
        // Evidence that slashes nobody any more voids a block, and both kinds may be about the same validator.
        let may_accuse = on && proposers.is_empty();
        let votes = may_accuse.then(|| self.pool.accuse(state)).flatten();
        // Who is slashed leaves by that, and a wish of the same validator would void the block.
        let exits = match proposers.is_empty() && votes.is_none() {
            true => self.exits_for(state),
            false => Vec::new(),
        };
        Some(Content {
            slot: state.slot(),
            proposer: hand.index,
            reveal: hand.onion.reveal(state.commitment(hand.index)?)?,
            attestations: self.pool.pack(state),
            proposer_slashings: proposers,
            attester_slashings: votes.into_iter().collect(),
            exits,
        })
    }

    pub(super) fn block(
        &self,
        hand: &Hand,
        on: &Arc<Entry>,
        content: &Content,
        post: &Post,
    ) -> Option<Block> {
        let (time, nonce) = self.engine.stamp(content.slot)?;
        let plan = Plan {
            miner: post.address(),
            time,
            bits: 0,
            nonce,
            engine: encode(content),
        };
        let made = post.build(on, plan).ok()?;
        let rules = self.engine.rules();
        let message = rules.domain.seal(content.slot, hand.index, &made.id());
        let signature = rules.signed.then(|| hand.key.sign(&message));
        Some(Block::sealed(
            *made.header(),
            made.body().clone(),
            seal_bytes(signature),
        ))
    }

    pub(super) fn vote(&mut self, slot: Slot, post: &mut Post) {
        if matches!(self.conduct, StakeConduct::Absent | StakeConduct::Rewrite) {
            return;
        }
        let head = self.head;
        let Some((entry, state)) = self.later(&head, slot, post) else {
            return;
        };
        if self.withheld.as_ref().is_some_and(|(own, ..)| *own == slot) {
            return;
        }
        let honest = vote_for(&state, head, slot);
        let data = match self.conduct {
            StakeConduct::VoteAround => around(honest),
            _ => honest,
        };
        let voters = self.voters(&state, slot);
        let safe: Vec<usize> = voters
            .iter()
            .copied()
            .filter(|place| self.keeps(*place, &data))
            .collect();
        self.cast(&safe, &data)
            .into_iter()
            .for_each(|vote| post.vote(vote));
        if self.conduct == StakeConduct::VoteTwice {
            let other = AttestationData {
                head: entry.parent(),
                ..data
            };
            self.cast(&voters, &other)
                .into_iter()
                .for_each(|vote| post.vote(vote));
        }
    }

    /// Whether a validator may cast this vote: who breaks the rules does not ask.
    fn keeps(&mut self, place: usize, data: &AttestationData) -> bool {
        let rogue = matches!(
            self.conduct,
            StakeConduct::VoteAround | StakeConduct::VoteTwice
        );
        let guard = self.guards.get_mut(place);
        guard.is_some_and(|guard| guard.may_vote(data)) || rogue
    }

    /// The places of own validators that vote in a slot.
    fn voters(&self, state: &State, slot: Slot) -> Vec<usize> {
        let duties = state.duties(state.epoch());
        let all = duties.map_or(&[][..], |duties| duties.voters(slot));
        let hands = self.hands.iter().enumerate();
        let places = hands.filter(|(_, hand)| self.uses(hand) && all.contains(&hand.index));
        places.map(|(place, _)| place).collect()
    }

    pub(super) fn cast(&self, places: &[usize], data: &AttestationData) -> Option<Vote> {
        let rules = self.engine.rules();
        let message = rules.domain.vote(data);
        let hands = places.iter().filter_map(|place| self.hands.get(*place));
        let sign = |hand: &Hand| (hand.index, rules.signed.then(|| hand.key.sign(&message)));
        let voters: Vec<_> = hands.map(sign).collect();
        if voters.is_empty() {
            return None;
        }
        let ballot = Ballot::new(data, &voters);
        Some(Vote {
            id: sha256(ballot.bytes()),
            kind: "attestation",
            object: data.head,
            bytes: ballot.bytes().clone(),
        })
    }

    /// Keeps a block and the own votes for it until the next slot.
    fn withhold(&mut self, slot: Slot, block: Block, state: &State) {
        let honest = vote_for(state, block.id(), slot);
        let voters = self.voters(state, slot);
        let votes = self.cast(&voters, &honest).into_iter().collect();
        self.withheld = Some((slot, Arc::new(block), votes));
    }

    fn release(&mut self, slot: Slot, post: &mut Post) {
        let due = self.withheld.take_if(|(own, ..)| *own < slot);
        let Some((_, block, votes)) = due else {
            return;
        };
        let (header, body) = (*block.header(), block.body().clone());
        post.publish(Block::sealed(header, body, block.seal().to_vec()));
        votes.into_iter().for_each(|vote| post.vote(vote));
    }
}

/// A vote from genesis on: it surrounds whatever was voted for since.
fn around(honest: AttestationData) -> AttestationData {
    AttestationData {
        source: Checkpoint::default(),
        ..honest
    }
}
