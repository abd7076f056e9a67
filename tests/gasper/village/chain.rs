//! All blocks there are, with the states after them.

use std::collections::BTreeMap;

use bilayer::base::{Digest, Hasher, Sha256, encode};
use bilayer::consensus::gasper::block::Content;
use bilayer::consensus::gasper::checked::Checked;
use bilayer::consensus::gasper::params::Slot;
use bilayer::consensus::gasper::state::State;
use bilayer::consensus::gasper::store::States;
use bilayer::consensus::gasper::transition::{advance, transition};

/// All blocks there are, with the states after them.
#[derive(Default)]
pub struct Chain {
    pub states: BTreeMap<Digest, State>,
    pub contents: BTreeMap<Digest, (Digest, Content)>,
    /// States at the first slot of an epoch, so that the epoch before is ended once.
    begun: BTreeMap<(Digest, u64), State>,
    pub checked: Checked,
}

impl States for Chain {
    fn after(&self, root: &Digest) -> Option<&State> {
        self.states.get(root)
    }
}

impl Chain {
    /// The state of a block with the slots up to `slot` let pass.
    pub fn at(&mut self, root: &Digest, slot: Slot) -> State {
        let state = &self.states[root];
        let preset = state.rules().preset;
        let epoch = preset.epoch_of(slot);
        if state.epoch() == epoch {
            let mut state = state.clone();
            advance(&mut state, root, slot).unwrap();
            return state;
        }
        let begun = self.begun.entry((*root, epoch)).or_insert_with(|| {
            let mut state = state.clone();
            advance(&mut state, root, preset.start_of(epoch)).unwrap();
            state
        });
        let mut state = begun.clone();
        advance(&mut state, root, slot).unwrap();
        state
    }

    /// The block at or before the start of an epoch.
    pub fn checkpoint(&self, root: &Digest, epoch: u64) -> Option<Digest> {
        let mut at = *root;
        while self.states[&at].slot() > self.states[&at].rules().preset.start_of(epoch) {
            at = self.contents[&at].0;
        }
        Some(at)
    }

    /// Makes a valid block, and keeps it.
    pub fn make(&mut self, parent: Digest, content: Content) -> Digest {
        let root = Sha256::hash(&[&parent.0, &encode(&content)]);
        if self.states.contains_key(&root) {
            return root;
        }
        let before = self.at(&parent, content.slot);
        let outcome = transition(&before, &parent, &content, &[], &mut self.checked).unwrap();
        self.states.insert(root, outcome.state);
        self.contents.insert(root, (parent, content));
        root
    }
}
