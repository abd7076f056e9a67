//! What one node has seen, for its choice of the head: blocks, everybody's latest vote, proven
//! equivocators, checkpoints (`phase0/fork-choice.md`, `Store` and its handlers).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::epoch::justified;
use super::justification::Checkpoint;
use super::params::{Epoch, Gwei, Preset, Slot};
use super::parts::Parts;
use super::state::State;
use super::transition::advance;
use super::validator::Index;
use crate::base::{Digest, encode, order::gather};

/// The states of blocks that a store was told of.
pub trait States {
    /// The state after a block.
    fn after(&self, root: &Digest) -> Option<&State>;
}

/// What fork choice needs to know of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The block.
    pub root: Digest,
    /// Its parent's place; nothing for the oldest block of the store.
    pub(super) parent: Option<usize>,
    /// Its slot.
    pub slot: Slot,
    /// Who proposed it.
    pub proposer: Index,
    /// What its chain had justified.
    pub(super) justified: Checkpoint,
    /// What its chain has justified if its epoch ends with it.
    pub(super) unrealized: Checkpoint,
    /// Whether it came before the votes of its slot were due.
    pub timely: bool,
}

/// The stake that fork choice weighs votes with: as it was at the justified checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stake {
    /// By validator: nothing for who is not active, or slashed.
    pub(super) weights: Vec<Gwei>,
    /// All that is active.
    pub(super) total: Gwei,
}

/// A validator's newest vote for a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) epoch: Epoch,
    /// The place of the block; nothing if it was pruned.
    pub(super) place: Option<usize>,
}

/// Why a block or vote was not taken into the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The block, or what it builds on or votes for, is not known: it may come.
    Unknown,
    /// Its time has not come.
    Early,
    /// It conflicts with what is final.
    Conflicting,
    /// A vote that is too old, or whose parts don't fit.
    Pointless,
}

/// A node's view of the validators' chain.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) preset: Preset,
    /// Percent of a slot's votes for a timely block; 0 switches the boost off.
    pub(super) boost_percent: u64,
    pub(super) slot: Slot,
    pub(super) blocks: Vec<Known>,
    pub(super) places: BTreeMap<Digest, usize>,
    pub(super) justified: Checkpoint,
    pub(super) finalized: Checkpoint,
    best_justified: Checkpoint,
    best_finalized: Checkpoint,
    pub(super) boosted: Option<Digest>,
    pub(super) equivocating: BTreeSet<Index>,
    pub(super) messages: Parts<Option<Message>>,
    pub(super) stake: Arc<Stake>,
}

impl Store {
    /// A store that trusts `root`, whose state is given, and nothing before it: genesis, or a
    /// checkpoint that was got from somewhere.
    #[must_use]
    pub fn new(root: Digest, state: &State, boost_percent: u64) -> Self {
        let preset = state.rules().preset;
        let anchor = Checkpoint {
            epoch: state.epoch(),
            root,
        };
        let block = Known {
            root,
            parent: None,
            slot: state.slot(),
            proposer: Index::MAX,
            justified: anchor,
            unrealized: anchor,
            timely: true,
        };
        Self {
            preset,
            boost_percent,
            slot: state.slot(),
            blocks: vec![block],
            places: gather([(root, 0)]),
            justified: anchor,
            finalized: anchor,
            best_justified: anchor,
            best_finalized: anchor,
            boosted: None,
            equivocating: BTreeSet::new(),
            messages: Parts::default(),
            stake: Arc::new(stake_of(state)),
        }
    }

    /// The checkpoint from which the head is searched.
    #[must_use]
    pub const fn justified(&self) -> Checkpoint {
        self.justified
    }

    /// The newest final checkpoint.
    #[must_use]
    pub const fn finalized(&self) -> Checkpoint {
        self.finalized
    }

    /// A block that the store knows and has not pruned.
    #[must_use]
    pub fn block(&self, root: &Digest) -> Option<&Known> {
        self.blocks.get(*self.places.get(root)?)
    }

    /// The blocks that are neither pruned nor refused, parents first.
    #[must_use]
    pub fn blocks(&self) -> &[Known] {
        &self.blocks
    }

    /// Who was shown to have voted for two things at once.
    #[must_use]
    pub const fn equivocating(&self) -> &BTreeSet<Index> {
        &self.equivocating
    }

    /// Time goes on to `slot`, one slot after another.
    pub fn on_slot(&mut self, slot: Slot, states: &dyn States) {
        while self.slot < slot {
            self.slot += 1;
            self.boosted = None;
            if self.slot.is_multiple_of(self.preset.slots_per_epoch) {
                self.raise(self.best_justified, self.best_finalized, states);
            }
        }
    }

    /// Takes a valid block with the state after it. `timely` tells whether it is here before the
    /// votes of its own slot are due.
    ///
    /// # Errors
    /// What speaks against it; nothing was changed then.
    pub fn on_block(
        &mut self,
        root: Digest,
        (parent, proposer): (&Digest, Index),
        state: &State,
        timely: bool,
        states: &dyn States,
    ) -> Result<(), Unfit> {
        if self.places.contains_key(&root) {
            return Ok(());
        }
        let parent = *self.places.get(parent).ok_or(Unfit::Unknown)?;
        if state.slot() > self.slot {
            return Err(Unfit::Early);
        }
        if state.slot() <= self.preset.start_of(self.finalized.epoch) || !self.has_final(parent) {
            return Err(Unfit::Conflicting);
        }
        let is_timely = timely && state.slot() == self.slot;
        let may_be_boosted = is_timely && self.boosted.is_none();
        let head = may_be_boosted.then(|| self.head_place());
        let pulled = justified(state);
        let place = self.blocks.len();
        self.blocks.push(Known {
            root,
            parent: Some(parent),
            slot: state.slot(),
            proposer,
            justified: state.justification().current,
            unrealized: pulled.current,
            timely: is_timely,
        });
        self.places.insert(root, place);
        if head.is_some_and(|head| self.dependent(head) == self.dependent(place)) {
            self.boosted = Some(root);
        }
        let realized = *state.justification();
        raise_one(&mut self.best_justified, pulled.current);
        raise_one(&mut self.best_finalized, pulled.finalized);
        self.raise(realized.current, realized.finalized, states);
        if state.epoch() < self.preset.epoch_of(self.slot) {
            self.raise(pulled.current, pulled.finalized, states);
        }
        Ok(())
    }

    /// Who was shown to equivocate does not count any more.
    pub fn on_equivocation(&mut self, guilty: &[Index]) {
        self.equivocating.extend(guilty.iter().copied());
    }

    /// Canonical bytes of all that tells two stores apart.
    pub fn digest(&self, out: &mut Vec<u8>) {
        let checkpoints = [
            self.justified,
            self.finalized,
            self.best_justified,
            self.best_finalized,
        ];
        let blocks = self.blocks.iter().map(|block| (block.root, block.timely));
        let blocks: Vec<(Digest, bool)> = blocks.collect();
        let messages = self.messages.iter().map(|message| {
            message.map(|message| (message.epoch, message.place.map(|place| self.root(place))))
        });
        let messages: Vec<_> = messages.collect();
        let seen = (&self.equivocating, &self.boosted, self.slot);
        out.extend(encode(&(checkpoints, blocks, messages, seen)));
    }

    fn raise(&mut self, justified: Checkpoint, finalized: Checkpoint, states: &dyn States) {
        if raise_one(&mut self.justified, justified) {
            self.reweigh(states);
        }
        if raise_one(&mut self.finalized, finalized) {
            self.prune();
        }
    }

    /// The stake at the justified checkpoint; if its state is not at hand, the old one stays.
    fn reweigh(&mut self, states: &dyn States) {
        let Some(state) = states.after(&self.justified.root) else {
            return;
        };
        let slot = self.preset.start_of(self.justified.epoch);
        if state.slot() >= slot {
            self.stake = Arc::new(stake_of(state));
            return;
        }
        let mut state = state.clone();
        if advance(&mut state, &self.justified.root, slot).is_ok() {
            self.stake = Arc::new(stake_of(&state));
        }
    }

    /// Forgets what does not come after the final block.
    fn prune(&mut self) {
        let Some(&oldest) = self.places.get(&self.finalized.root) else {
            return;
        };
        let mut moved: Vec<Option<usize>> = vec![None; self.blocks.len()];
        let mut kept: Vec<Known> = Vec::new();
        for (place, block) in self.blocks.iter().enumerate().skip(oldest) {
            let parent = block.parent.and_then(|parent| *moved.get(parent)?);
            if place == oldest || parent.is_some() {
                if let Some(to) = moved.get_mut(place) {
                    *to = Some(kept.len());
                }
                kept.push(Known { parent, ..*block });
            }
        }
        self.blocks = kept;
        let roots = self.blocks.iter().map(|block| block.root);
        self.places = gather(roots.zip(0..));
        for at in 0..self.messages.len() {
            if let Some(Some(message)) = self.messages.get_mut(at) {
                message.place = message.place.and_then(|place| *moved.get(place)?);
            }
        }
    }

    /// Whether the chain of a block has the final checkpoint.
    pub(super) fn has_final(&self, place: usize) -> bool {
        let at = self.ancestor(place, self.preset.start_of(self.finalized.epoch));
        self.finalized.epoch == 0 || self.root(at) == self.finalized.root
    }

    /// The last block at or before `slot` on the chain of a block, or the oldest that is known.
    pub(super) fn ancestor(&self, place: usize, slot: Slot) -> usize {
        let mut at = place;
        while let Some(block) = self.blocks.get(at)
            && block.slot > slot
            && let Some(parent) = block.parent
        {
            at = parent;
        }
        at
    }

    /// The block that fixed the duties of the current epoch on the chain of a block.
    fn dependent(&self, place: usize) -> usize {
        let epoch = self.preset.epoch_of(self.slot);
        let first = self.preset.start_of(epoch.saturating_sub(1));
        let slot = if epoch <= 1 {
            0
        } else {
            first.saturating_sub(1)
        };
        self.ancestor(place, slot)
    }

    pub(super) fn root(&self, place: usize) -> Digest {
        self.blocks
            .get(place)
            .map_or(Digest::ZERO, |block| block.root)
    }
}

fn raise_one(old: &mut Checkpoint, new: Checkpoint) -> bool {
    let higher = new.epoch > old.epoch;
    if higher {
        *old = new;
    }
    higher
}

fn stake_of(state: &State) -> Stake {
    let epoch = state.epoch();
    let weigh = |one: &super::validator::Validator| {
        let counts = one.is_active(epoch) && !one.slashed;
        if counts { one.effective } else { 0 }
    };
    Stake {
        weights: state.validators().iter().map(weigh).collect(),
        total: state.total(),
    }
}
