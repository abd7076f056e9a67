//! A node in Proof of Stake: follows LMD-GHOST over what it heard, and does the duties of the
//! validators that it runs.

mod act;
mod hear;
mod registry;
mod rewrite;

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use borsh::BorshSerialize;

use crate::base::{Digest, Span, Time, encode};
use crate::chain::{Block, Entry};
use crate::command::{Command, Refusal, StakeCommand, StakeConduct};
use crate::consensus::gasper::ballot::Ballot;
use crate::consensus::gasper::block::{Exit, ProposerSlashing, Sealed};
use crate::consensus::gasper::duty::Guard;
use crate::consensus::gasper::engine::ProofOfStake;
use crate::consensus::gasper::ghost::LEAST_VOTES_FOR_BOOST;
use crate::consensus::gasper::key::ValidatorSecret;
use crate::consensus::gasper::onion::Onion;
use crate::consensus::gasper::params::{ATTESTATION_DUE_BPS, Slot};
use crate::consensus::gasper::pool::Pool;
use crate::consensus::gasper::state::State;
use crate::consensus::gasper::store::Store;
use crate::consensus::gasper::validator::Index;
use crate::event::{ChainFact, Fact};

use super::{Member, Post, Vote};
use registry::Waiting;
use rewrite::Forgery;

pub use registry::why_not;

/// A slot begins.
const BEGIN: u32 = 0;
/// The votes of a slot are due.
const DUE: u32 = 1;
/// The next block of a history of its own is due.
const REWRITE: u32 = 2;

/// The secrets of one validator.
#[derive(Clone, Debug)]
pub struct Hand {
    /// Its place in the registry.
    pub index: Index,
    /// Signs its blocks and votes.
    pub key: ValidatorSecret,
    /// Its reveals.
    pub onion: Onion,
    /// Whether another node runs it, too.
    pub copied: bool,
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
    /// Keys of validators that were deposited for and are not registered yet.
    waiting: Vec<Waiting>,
    /// Validators of which it got the keys since the beginning.
    adopted: Vec<Index>,
    /// Wishes to leave that no final block has taken.
    exits: Vec<Exit>,
    head: Digest,
    told: Digest,
    conduct: StakeConduct,
    withheld: Option<(Slot, Arc<Block>, Vec<Vote>)>,
    forgery: Option<Forgery>,
}

impl Validating {
    /// A node that trusts a block, genesis or a checkpoint, and holds these validators' keys, ascending.
    pub fn new(
        engine: Arc<ProofOfStake>,
        hands: Vec<Hand>,
        (root, state): (Digest, &State),
        boost_percent: u64,
    ) -> Self {
        Self {
            guards: vec![Guard::default(); hands.len()],
            hands: Arc::new(hands),
            store: Store::new(root, state, boost_percent),
            engine,
            pool: Pool::default(),
            seals: BTreeMap::new(),
            evidence: Vec::new(),
            unchecked: Vec::new(),
            early: Vec::new(),
            waiting: Vec::new(),
            adopted: Vec::new(),
            exits: Vec::new(),
            head: root,
            told: root,
            conduct: StakeConduct::Honest,
            withheld: None,
            forgery: None,
        }
    }

    /// What it has heard of blocks and votes.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The validators that it runs.
    pub fn indices(&self) -> impl Iterator<Item = Index> {
        let own = self.hands.iter().filter(|hand| !hand.copied);
        own.map(|hand| hand.index)
    }

    /// Whether it does a validator's duties.
    fn uses(&self, hand: &Hand) -> bool {
        !hand.copied || self.conduct == StakeConduct::UseCopies
    }

    /// Refuses a conduct that this node can't show, or from which nothing could be learnt.
    fn check_conduct(&self, conduct: StakeConduct) -> Result<(), Refusal> {
        match conduct {
            StakeConduct::Withhold if !self.store.is_large_enough_for_boost() => {
                let votes = self.store.votes_a_slot();
                let refusal = Refusal::new("stake.too-few-votes").with(votes);
                Err(refusal.with(LEAST_VOTES_FOR_BOOST))
            }
            StakeConduct::UseCopies | StakeConduct::Rewrite
                if !self.hands.iter().any(|hand| hand.copied) =>
            {
                Err(Refusal::new("stake.no-copied-keys"))
            }
            _ => Ok(()),
        }
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
        let slot = self.slot_now(post.clock()) + 1;
        post.wake_by_clock(self.begin_of(slot), BEGIN);
        self.go_on_with_history(post);
    }

    fn on_wake(&mut self, token: u32, post: &mut Post) {
        let slot = self.slot_now(post.clock());
        self.store.on_slot(slot, post.archive());
        if token == REWRITE {
            self.rewrite(slot, post);
        } else if token == BEGIN {
            self.begin(slot, post);
            post.wake_by_clock(self.due_of(slot), DUE);
        } else {
            self.look(post);
            self.vote(slot, post);
            post.wake_by_clock(self.begin_of(slot + 1), BEGIN);
        }
    }

    fn on_block(&mut self, entry: &Arc<Entry>, post: &mut Post) {
        self.hear_block(entry, post);
        self.retry(post);
        self.look(post);
    }

    fn on_vote(&mut self, vote: &Arc<Vote>, post: &mut Post) -> Result<bool, &'static str> {
        match vote.kind {
            registry::EXIT => self.hear_exit(vote, post),
            _ => self.hear_vote(vote, post),
        }
    }

    fn on_keystore(&mut self, secret: &Digest) {
        self.take_keys(secret);
    }

    fn head(&mut self, _: &Post) -> Digest {
        self.forgery
            .as_ref()
            .map_or(self.head, |forgery| forgery.tip)
    }

    fn finalized(&self) -> Option<Digest> {
        Some(self.store.finalized().root)
    }

    fn keeps_the_rules(&self) -> bool {
        matches!(self.conduct, StakeConduct::Honest | StakeConduct::Absent)
    }

    fn queues_blocks(&self) -> bool {
        true
    }

    /// Fork choice and the record of what was signed are on disk; votes and evidence that only wait are not.
    fn crash(&mut self) {
        self.pool = Pool::default();
        self.seals.clear();
        self.evidence.clear();
        self.unchecked.clear();
        self.early.clear();
        self.withheld = None;
    }

    fn announces(&self) -> bool {
        self.forgery.is_none()
    }

    fn order(&mut self, command: &Command, post: &mut Post) -> Result<(), Refusal> {
        match command {
            Command::Stake(StakeCommand::Behave { conduct, .. }) => {
                self.check_conduct(*conduct)?;
                self.conduct = *conduct;
                self.forgery = None;
                if *conduct == StakeConduct::Rewrite {
                    self.begin_history(post);
                }
                Ok(())
            }
            Command::Stake(StakeCommand::Exit { validator, .. }) => {
                self.ask_to_leave(*validator, post)
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
        if let Some(forgery) = &self.forgery {
            forgery.digest(out);
        }
        self.digest_registry(out);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
