//! A history from genesis on, written afterwards by whoever holds the keys of old: one block after the other as fast as
//! they can be made, until it has caught up with the clock.

use std::sync::Arc;

use crate::base::{Digest, Span, Time, encode};
use crate::chain::{Block, Entry};
use crate::consensus::gasper::ballot::Ballot;
use crate::consensus::gasper::block::Content;
use crate::consensus::gasper::duty::vote_for;
use crate::consensus::gasper::params::Slot;
use crate::consensus::gasper::pool::Pool;
use crate::consensus::gasper::state::State;

use super::{Hand, Post, REWRITE, Validating};

/// From one forged block to the next, while it lags behind the clock.
const PACE: Span = Span(5_000);

/// A history of its own.
#[derive(Clone, Debug)]
pub(super) struct Forgery {
    /// Its newest block.
    pub tip: Digest,
    slot: Slot,
    /// When its next block is written: a wake-up before that belongs to a history that was given up.
    due: Time,
    /// Votes for it that are in no block yet.
    pool: Pool,
}

impl Forgery {
    pub(super) fn digest(&self, out: &mut Vec<u8>) {
        out.extend(encode(&(self.tip, self.slot)));
        self.pool.digest(out);
    }
}

impl Validating {
    pub(super) fn begin_history(&mut self, post: &mut Post) {
        self.forgery = Some(Forgery {
            tip: post.archive().genesis(),
            slot: 0,
            due: post.now(),
            pool: Pool::default(),
        });
        self.go_on_with_history(post);
    }

    /// Asks to be woken for the history's next block, if one is being written; a crash lost the last wake-up.
    pub(super) fn go_on_with_history(&self, post: &mut Post) {
        if let Some(forgery) = &self.forgery {
            post.wake(forgery.due.max(post.now()), REWRITE);
        }
    }

    /// Writes the history's next block, and goes on soon, or in the next slot if it has caught up.
    pub(super) fn rewrite(&mut self, now: Slot, post: &mut Post) {
        let is_due = |forgery: &mut Forgery| forgery.due <= post.now();
        let Some(mut forgery) = self.forgery.take_if(is_due) else {
            return;
        };
        while forgery.slot < now {
            forgery.slot += 1;
            if let Some(block) = self.forge(&mut forgery, post) {
                post.publish(block);
                break;
            }
        }
        forgery.due = match forgery.slot < now {
            true => post.now() + PACE,
            false => self.begin_of(now + 1),
        };
        self.forgery = Some(forgery);
        self.go_on_with_history(post);
    }

    /// The block of the history's slot, if its proposer's key is there, and everybody's vote for it.
    fn forge(&self, forgery: &mut Forgery, post: &Post) -> Option<Block> {
        let slot = forgery.slot;
        let preset = self.engine.rules().preset;
        if slot.is_multiple_of(preset.slots_per_epoch) {
            forgery.pool.forget(preset.epoch_of(slot));
        }
        let (entry, state) = self.later(&forgery.tip, slot, post)?;
        let duties = state.duties(state.epoch())?;
        let turn = duties.proposer(slot);
        let hand = self.hands.iter().find(|hand| Some(hand.index) == turn);
        let block = hand.and_then(|hand| self.forged(hand, (&entry, &state), &forgery.pool, post));
        if let Some(block) = &block {
            forgery.tip = block.id();
        }
        let data = vote_for(&state, forgery.tip, slot);
        let hands = self.hands.iter().enumerate();
        let on_duty = hands.filter(|(_, hand)| duties.voters(slot).contains(&hand.index));
        let places: Vec<usize> = on_duty.map(|(place, _)| place).collect();
        let vote = self.cast(&places, &data);
        if let Some(ballot) = vote.and_then(|vote| Ballot::read(vote.bytes)) {
            forgery.pool.insert(&ballot);
        }
        block
    }

    fn forged(
        &self,
        hand: &Hand,
        (entry, state): (&Arc<Entry>, &State),
        pool: &Pool,
        post: &Post,
    ) -> Option<Block> {
        let content = Content {
            slot: state.slot(),
            proposer: hand.index,
            reveal: hand.onion.reveal(state.commitment(hand.index)?)?,
            attestations: pool.pack(state),
            proposer_slashings: Vec::new(),
            attester_slashings: Vec::new(),
            exits: Vec::new(),
        };
        self.block(hand, entry, &content, post)
    }
}
