//! A node in Proof of Stake: follows LMD-GHOST over what it heard, and does the duties of the
//! validators that it runs.

mod act;
mod hear;

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use borsh::BorshSerialize;

use crate::base::{Digest, SecretKey, Span, Time, encode};
use crate::chain::{Block, Entry};
use crate::command::{Command, Refusal, StakeCommand, StakeConduct};
use crate::consensus::gasper::ballot::Ballot;
use crate::consensus::gasper::block::{ProposerSlashing, Sealed};
use crate::consensus::gasper::duty::Guard;
use crate::consensus::gasper::engine::ProofOfStake;
use crate::consensus::gasper::onion::Onion;
use crate::consensus::gasper::params::{ATTESTATION_DUE_BPS, Slot};
use crate::consensus::gasper::pool::Pool;
use crate::consensus::gasper::state::State;
use crate::consensus::gasper::store::Store;
use crate::consensus::gasper::validator::Index;
use crate::event::{ChainFact, Fact};

use super::{Member, Post, Vote};

/// A slot begins.
const BEGIN: u32 = 0;
/// The votes of a slot are due.
const DUE: u32 = 1;

/// The secrets of one validator.
#[derive(Clone, Debug)]
pub struct Hand {
    /// Its place in the registry.
    pub index: Index,
    /// Signs its blocks and votes.
    pub key: SecretKey,
    /// Its reveals.
    pub onion: Onion,
}

/// A node's part in Proof of Stake.
#[derive(Clone)]
pub struct Validating {
    engine: Arc<ProofOfStake>,
    hands: Arc<Vec<Hand>>,
    guards: Vec<Guard>,
    store: Store,
    pool: Pool,
    seals: BTreeMap<(Slot, Index), Sealed>,
    evidence: Vec<ProposerSlashing>,
    /// Votes that can't be checked yet.
    unchecked: Vec<Arc<Vote>>,
    /// Votes that were checked and can't count yet.
    early: Vec<Ballot>,
    head: Digest,
    told: Digest,
    conduct: StakeConduct,
    withheld: Option<(Slot, Arc<Block>, Vec<Vote>)>,
}

impl Validating {
    /// A node that trusts genesis and runs these validators, ascending.
    pub fn new(
        engine: Arc<ProofOfStake>,
        hands: Vec<Hand>,
        (genesis, state): (Digest, &State),
        boost_percent: u64,
    ) -> Self {
        Self {
            guards: vec![Guard::default(); hands.len()],
            hands: Arc::new(hands),
            store: Store::new(genesis, state, boost_percent),
            engine,
            pool: Pool::default(),
            seals: BTreeMap::new(),
            evidence: Vec::new(),
            unchecked: Vec::new(),
            early: Vec::new(),
            head: genesis,
            told: genesis,
            conduct: StakeConduct::Honest,
            withheld: None,
        }
    }

    /// What it has heard of blocks and votes.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The validators that it runs.
    pub fn indices(&self) -> impl Iterator<Item = Index> {
        self.hands.iter().map(|hand| hand.index)
    }

    /// What it does with its duties.
    pub fn conduct(&self) -> StakeConduct {
        self.conduct
    }

    fn slot_span(&self) -> Span {
        Span::from_millis(self.engine.rules().preset.slot_ms)
    }

    fn slot_now(&self, now: Time) -> Slot {
        now.0 / self.slot_span().0.max(1)
    }

    fn begin_of(&self, slot: Slot) -> Time {
        Time(slot.saturating_mul(self.slot_span().0))
    }

    fn due_of(&self, slot: Slot) -> Time {
        let into = self.slot_span().0 / 10_000 * ATTESTATION_DUE_BPS;
        self.begin_of(slot) + Span(into)
    }

    /// Looks where the head is, and tells of a new final checkpoint.
    fn look(&mut self, post: &mut Post) {
        self.head = self.store.head();
        let block = self.store.finalized().root;
        if block == self.told {
            return;
        }
        self.told = block;
        let (node, height) = (post.me(), post.archive().entry(&block).height());
        post.note(|| {
            Fact::Chain(ChainFact::Finalized {
                node,
                block,
                height,
            })
        });
    }
}

impl Member for Validating {
    fn start(&mut self, post: &mut Post) {
        let slot = self.slot_now(post.now()) + 1;
        post.wake(self.begin_of(slot), BEGIN);
    }

    fn on_wake(&mut self, token: u32, post: &mut Post) {
        let slot = self.slot_now(post.now());
        self.store.on_slot(slot, post.archive());
        if token == BEGIN {
            self.begin(slot, post);
            post.wake(self.due_of(slot), DUE);
        } else {
            self.look(post);
            self.vote(slot, post);
            post.wake(self.begin_of(slot + 1), BEGIN);
        }
    }

    fn on_block(&mut self, entry: &Arc<Entry>, post: &mut Post) {
        self.hear_block(entry, post);
        self.retry(post);
        self.look(post);
    }

    fn on_vote(&mut self, vote: &Arc<Vote>, post: &mut Post) -> Result<bool, &'static str> {
        self.hear_vote(vote, post)
    }

    fn head(&mut self, _: &Post) -> Digest {
        self.head
    }

    fn finalized(&self) -> Option<Digest> {
        Some(self.store.finalized().root)
    }

    fn keeps_the_rules(&self) -> bool {
        matches!(self.conduct, StakeConduct::Honest | StakeConduct::Absent)
    }

    fn order(&mut self, command: &Command, _: &mut Post) -> Result<(), Refusal> {
        match command {
            Command::Stake(StakeCommand::Behave { conduct, .. }) => {
                self.conduct = *conduct;
                Ok(())
            }
            _ => Err(Refusal::new("order.not-a-member")),
        }
    }

    fn boxed(&self) -> Box<dyn Member> {
        Box::new(self.clone())
    }

    fn digest(&self, out: &mut Vec<u8>) {
        self.store.digest(out);
        self.pool.digest(out);
        let early: Vec<&[u8]> = self.early.iter().map(|ballot| &**ballot.bytes()).collect();
        let unchecked: Vec<Digest> = self.unchecked.iter().map(|vote| vote.id).collect();
        let withheld = self.withheld.as_ref().map(|(_, block, _)| block.id());
        let own = (&self.guards, &self.evidence, self.conduct);
        out.extend(encode(&(own, early, unchecked, withheld, self.head)));
        self.seals.serialize(out).ok();
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
