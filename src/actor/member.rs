//! What a node does in a consensus of votes: it follows by more than weight, produces at its time, and votes.

use std::any::Any;
use std::sync::Arc;

use borsh::BorshSerialize;

use crate::base::{ActorId, Address, Digest, Time};
use crate::chain::{Archive, Block, BlockError, Entry, Mempool, Plan, Tree, template};
use crate::command::{Command, Refusal};
use crate::event::Fact;
use crate::ledger::SignedTransaction;

use super::{Context, Directory};

/// A consensus message that nodes pass on at once: an attestation, evidence. Real bytes, which the engine decodes.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Vote {
    /// What it is known by.
    pub id: Digest,
    /// Key of its kind, for pictures and texts.
    pub kind: &'static str,
    /// The block that it is about.
    pub object: Digest,
    /// Canonical bytes.
    pub bytes: Arc<[u8]>,
}

/// What a member wants to happen after it has looked at an input.
#[derive(Debug)]
pub(super) enum Deed {
    Publish(Arc<Block>),
    Submit(Box<SignedTransaction>),
    Vote(Arc<Vote>),
}

/// What a member works with: its node's tree and mempool, the archive, and the ways out.
pub struct Post<'a, 'b> {
    pub(super) context: &'a mut Context<'b>,
    pub(super) tree: &'a Tree,
    pub(super) pool: &'a Mempool,
    pub(super) address: Address,
    /// By how many microseconds the node's clock is ahead; below 0 if it is behind.
    pub(super) skew: i64,
    pub(super) deeds: Vec<Deed>,
}

impl Post<'_, '_> {
    /// The time.
    pub fn now(&self) -> Time {
        self.context.now
    }

    /// The time by the node's own clock; not before the world's beginning.
    pub fn clock(&self) -> Time {
        shifted(self.context.now, i128::from(self.skew))
    }

    /// Asks for a wake-up of the member when the node's own clock shows a time.
    pub fn wake_by_clock(&mut self, at: Time, token: u32) {
        let at = shifted(at, -i128::from(self.skew));
        self.wake(at.max(self.context.now), token);
    }

    /// The node's id.
    pub fn me(&self) -> ActorId {
        self.context.me
    }

    /// Where the node's rewards go.
    pub fn address(&self) -> Address {
        self.address
    }

    /// Names, keys, and numbered things.
    pub fn directory(&self) -> &Directory {
        self.context.directory
    }

    /// All valid blocks; what the node took is in [`Self::tree`].
    pub fn archive(&self) -> &Archive {
        self.context.archive
    }

    /// The blocks that the node took, and the head that it follows.
    pub fn tree(&self) -> &Tree {
        self.tree
    }

    /// Transactions that wait at the node.
    pub fn pool(&self) -> &Mempool {
        self.pool
    }

    /// Asks for a wake-up of the member.
    pub fn wake(&mut self, at: Time, token: u32) {
        self.context.wake(at, super::node::member_token(token));
    }

    /// A block on `parent` with the mempool's best transactions; the member seals it and calls [`Self::publish`].
    ///
    /// # Errors
    /// What the engine refuses in its own part.
    pub fn build(&self, parent: &Arc<Entry>, plan: Plan) -> Result<Block, BlockError> {
        let candidates = self.candidates(parent);
        template(self.context.archive, parent, plan, &candidates)
    }

    /// What waits at the node and could be in a block on `parent`, best-paying first.
    pub fn candidates(&self, parent: &Entry) -> Vec<SignedTransaction> {
        let rules = self.context.archive.rules();
        let prices = rules.market.after(parent.block.body(), rules.gas_limit);
        self.pool.best(&parent.state, prices.base_fee)
    }

    /// The node takes the block and passes it on.
    pub fn publish(&mut self, block: Block) {
        self.deeds.push(Deed::Publish(Arc::new(block)));
    }

    /// The node takes a transaction of its own into its mempool and passes it on.
    pub fn submit(&mut self, signed: SignedTransaction) {
        self.deeds.push(Deed::Submit(Box::new(signed)));
    }

    /// The member hears its own vote, and the node passes it on.
    pub fn vote(&mut self, vote: Vote) {
        self.deeds.push(Deed::Vote(Arc::new(vote)));
    }

    /// Tells what happened.
    pub fn note(&mut self, fact: impl FnOnce() -> Fact) {
        self.context.note(fact);
    }
}

fn shifted(time: Time, by: i128) -> Time {
    let shifted = (i128::from(time.0) + by).max(0);
    Time(u64::try_from(shifted).unwrap_or(u64::MAX))
}

/// A node's part in a consensus of votes.
pub trait Member: Send + Any {
    /// The node has joined: ask for the first wake-up.
    fn start(&mut self, post: &mut Post);
    /// A wake-up that the member asked for.
    fn on_wake(&mut self, token: u32, post: &mut Post);
    /// A valid block was taken into the tree; parents come first.
    fn on_block(&mut self, entry: &Arc<Entry>, post: &mut Post);
    /// A vote arrived, or was given by the member itself. Whether it is new, and so passed on.
    ///
    /// # Errors
    /// Key of the rule that it breaks; it is not passed on.
    fn on_vote(&mut self, vote: &Arc<Vote>, post: &mut Post) -> Result<bool, &'static str>;
    /// The block of the tree to follow now.
    fn head(&mut self, post: &Post) -> Digest;
    /// The block that the node will never leave; `None` where there is no such thing.
    fn finalized(&self) -> Option<Digest> {
        None
    }
    /// Whether the node does what the protocol asks for, as far as it may never do otherwise.
    fn keeps_the_rules(&self) -> bool {
        true
    }
    /// Whether a block that comes before its slot waits for it at the node.
    fn queues_blocks(&self) -> bool {
        false
    }
    /// Whether the node tells its peers of new blocks by itself, and not only when it is linked or asked.
    fn announces(&self) -> bool {
        true
    }
    /// A client of the node hands over the secret of a validator's keys, which the node is to run.
    fn on_keystore(&mut self, _secret: &Digest) {}
    /// The user asks for something of the node's consensus.
    ///
    /// # Errors
    /// Why it is not possible.
    fn order(&mut self, _command: &Command, _post: &mut Post) -> Result<(), Refusal> {
        Err(Refusal::new("order.not-a-member"))
    }
    /// The node has stopped: what is only in memory is gone, what keeps it from contradicting itself stays.
    fn crash(&mut self) {}
    /// A copy, for keyframes.
    fn boxed(&self) -> Box<dyn Member>;
    /// Canonical bytes of its whole state, for the fingerprint.
    fn digest(&self, out: &mut Vec<u8>);
    /// Itself, for readers that know its kind.
    fn as_any(&self) -> &dyn Any;
}

impl Clone for Box<dyn Member> {
    fn clone(&self) -> Self {
        (**self).boxed()
    }
}
