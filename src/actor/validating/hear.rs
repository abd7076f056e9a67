//! What a node does with blocks and votes that it hears of.

use std::sync::Arc;

use crate::base::decode;
use crate::chain::Entry;
use crate::consensus::gasper::ballot::Ballot;
use crate::consensus::gasper::block::{Content, ProposerSlashing, Sealed};
use crate::consensus::gasper::engine::{sealed, validators_of};
use crate::consensus::gasper::operations::guilty_of;
use crate::consensus::gasper::slashing::AttestationData;
use crate::consensus::gasper::state::State;
use crate::consensus::gasper::store::{States, Unfit};
use crate::consensus::gasper::validator::Index;

use super::{Post, Validating, Vote};

/// Most votes that wait for what they speak of.
const MOST_WAITING: usize = 4_096;

impl Validating {
    pub(super) fn hear_block(&mut self, entry: &Arc<Entry>, post: &Post) {
        let parts = (
            decode::<Content>(entry.block.body().engine_bytes()).ok(),
            sealed(&entry.block),
            validators_of(&*entry.engine),
        );
        let (Some(content), Some(sealed), Some(state)) = parts else {
            return;
        };
        self.watch(sealed);
        let now = post.clock();
        let slot = self.slot_now(now);
        self.store.on_slot(slot, post.archive());
        let timely = slot == content.slot && now < self.due_of(slot);
        let origin = (&entry.parent(), content.proposer);
        let taken = self
            .store
            .on_block(entry.id(), origin, state, timely, post.archive());
        if taken.is_ok() {
            self.hear_content(&content, state);
        }
    }

    /// Remembers which block a proposer sealed for a slot; a second one is evidence.
    fn watch(&mut self, sealed: Sealed) {
        let key = (sealed.slot, sealed.proposer);
        let first = *self.seals.entry(key).or_insert(sealed);
        let known = |old: &ProposerSlashing| old.one.proposer == sealed.proposer;
        if first.root != sealed.root && !self.evidence.iter().any(known) {
            self.evidence.push(ProposerSlashing {
                one: first,
                other: sealed,
            });
        }
    }

    fn hear_content(&mut self, content: &Content, state: &State) {
        for vote in &content.attestations {
            let Some(duties) = state.duties(vote.data.target.epoch) else {
                continue;
            };
            let all = duties.voters(vote.data.slot);
            let ones = vote.bits.ones();
            let voters: Vec<Index> = ones.filter_map(|place| all.get(place).copied()).collect();
            let _ = self.store.on_vote(&vote.data, &voters, true);
        }
        for slashing in &content.attester_slashings {
            let guilty = self
                .engine
                .with_checked(|checked| guilty_of(state, slashing, checked));
            self.store.on_equivocation(&guilty.unwrap_or_default());
        }
    }

    pub(super) fn hear_vote(
        &mut self,
        vote: &Arc<Vote>,
        post: &Post,
    ) -> Result<bool, &'static str> {
        let ballot = Ballot::read(vote.bytes.clone()).ok_or("gasper.vote-form")?;
        let data = ballot.data().ok_or("gasper.vote-form")?;
        let preset = self.engine.rules().preset;
        let slot = self.slot_now(post.clock());
        if data.slot > slot || data.target.epoch != preset.epoch_of(data.slot) {
            return Err("gasper.vote-epoch");
        }
        let is_old = data.target.epoch + 1 < preset.epoch_of(slot);
        if is_old || !self.pool.is_new(&ballot) {
            return Ok(false);
        }
        match self.is_valid(&data, &ballot, post) {
            None => {
                if self.unchecked.len() < MOST_WAITING {
                    self.unchecked.push(vote.clone());
                }
                return Ok(false);
            }
            Some(verdict) => verdict?,
        }
        let offences = self.pool.insert(&ballot);
        if self.engine.rules().slashing {
            let guilty: Vec<Index> = offences.iter().map(|one| one.validator).collect();
            self.store.on_equivocation(&guilty);
        }
        self.count(ballot);
        Ok(true)
    }

    /// Whether the voters have this slot's duty and signed; nothing if the target is not known.
    fn is_valid(
        &self,
        data: &AttestationData,
        ballot: &Ballot,
        post: &Post,
    ) -> Option<Result<(), &'static str>> {
        let root = &data.target.root;
        let state = post
            .archive()
            .after(root)
            .filter(|_| post.tree().knows(root))?;
        let preset = self.engine.rules().preset;
        let start = preset.start_of(data.target.epoch).max(state.slot());
        let state = self.engine.at(state, root, start)?;
        let Some(duties) = state.duties(data.target.epoch) else {
            return Some(Err("gasper.vote-epoch"));
        };
        let all = duties.voters(data.slot);
        if !ballot.voters().all(|(index, _)| all.contains(&index)) {
            return Some(Err("gasper.vote-bits"));
        }
        Some(self.is_signed(data, ballot, &state))
    }

    fn is_signed(
        &self,
        data: &AttestationData,
        ballot: &Ballot,
        state: &State,
    ) -> Result<(), &'static str> {
        let rules = self.engine.rules();
        let message = rules.domain.vote(data);
        let mut by = Vec::new();
        for (index, signature) in ballot.voters() {
            let validator = state.validators().get(index as usize);
            match (validator, signature) {
                (Some(one), Some(signature)) if rules.signed => by.push((one.key, signature)),
                (Some(_), None) if !rules.signed => {}
                _ => return Err("gasper.vote-signature"),
            }
        }
        let holds = self
            .engine
            .with_checked(|checked| checked.are_signed(&message, by));
        holds.then_some(()).ok_or("gasper.vote-signature")
    }

    /// Lets a checked vote count, now or as soon as it can.
    fn count(&mut self, ballot: Ballot) {
        let Some(data) = ballot.data() else {
            return;
        };
        let voters: Vec<Index> = ballot.voters().map(|voter| voter.0).collect();
        let taken = self.store.on_vote(&data, &voters, false);
        let waits = matches!(taken, Err(Unfit::Early | Unfit::Unknown));
        if waits && self.early.len() < MOST_WAITING {
            self.early.push(ballot);
        }
    }

    /// Looks again at votes that waited.
    pub(super) fn retry(&mut self, post: &mut Post) {
        for ballot in std::mem::take(&mut self.early) {
            self.count(ballot);
        }
        let known = |vote: &Arc<Vote>| {
            let data = Ballot::read(vote.bytes.clone()).and_then(|ballot| ballot.data());
            data.is_none_or(|data| post.tree().knows(&data.target.root))
        };
        let (ready, waiting) = std::mem::take(&mut self.unchecked)
            .into_iter()
            .partition(known);
        self.unchecked = waiting;
        let ready: Vec<Arc<Vote>> = ready;
        for vote in ready {
            post.vote((*vote).clone());
        }
    }
}
