//! How blocks travel as compact blocks (BIP 152): pushed by up to three peers, filled from the mempool, and asked for in full where that fails.

use std::collections::BTreeSet;
use std::sync::Arc;

use borsh::BorshSerialize;

use super::super::{Context, Effect, Item, Message};
use super::Node;
use super::gossip::PATIENCE;
use crate::base::{ActorId, Digest, Stream, Time};
use crate::chain::{Block, BlockError, CompactBlock, Filled, is_consistent};
use crate::ledger::SignedTransaction;

/// Most peers that push compact blocks without being asked (BIP 152).
const PUSHERS: usize = 3;
/// Compact blocks that wait for transactions.
const WAITING: usize = 16;
/// A block deeper than this is sent in full, as no mempool has it (Bitcoin Core: 5).
const RECENT: u64 = 5;

/// How often what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize)]
pub struct RelayCounts {
    /// Blocks put together from the mempool alone.
    pub whole: u64,
    /// Blocks for which transactions were asked for.
    pub lacking: u64,
    /// Blocks that were asked for in full.
    pub full: u64,
}

/// A compact block that lacks transactions: whom they were asked of, and when.
#[derive(Clone, Debug, BorshSerialize)]
struct Waiting {
    from: ActorId,
    since: Time,
    compact: Arc<CompactBlock>,
}

/// A node's part in passing on compact blocks.
#[derive(Clone, Debug, BorshSerialize)]
pub struct Relay {
    /// Who was asked to push, in their order.
    pushers: Vec<ActorId>,
    /// Who asked this node to push.
    listeners: BTreeSet<ActorId>,
    waiting: Vec<Waiting>,
    dice: Stream,
    counts: RelayCounts,
}

impl Relay {
    /// With nobody who pushes yet; nonces come from `dice`.
    pub fn new(dice: Stream) -> Self {
        Self {
            pushers: Vec::new(),
            listeners: BTreeSet::new(),
            waiting: Vec::new(),
            dice,
            counts: RelayCounts::default(),
        }
    }

    /// How often what happened.
    pub fn counts(&self) -> RelayCounts {
        self.counts
    }

    /// Who was asked to push.
    pub fn pushers(&self) -> &[ActorId] {
        &self.pushers
    }

    fn compact(&mut self, block: &Block) -> Message {
        let nonce = self.dice.next_u64();
        Message::CompactBlock(Arc::new(CompactBlock::of(block, nonce)))
    }

    fn done(&mut self, id: &Digest) {
        self.waiting.retain(|waiting| waiting.compact.id() != *id);
    }

    /// What that peer was asked for doesn't come any more; the blocks that it was.
    fn lost(&mut self, peer: ActorId) -> Vec<Digest> {
        let asked = self.waiting.iter().filter(|waiting| waiting.from == peer);
        let asked = asked.map(|waiting| waiting.compact.id()).collect();
        self.waiting.retain(|waiting| waiting.from != peer);
        self.pushers.retain(|pusher| *pusher != peer);
        self.listeners.remove(&peer);
        asked
    }

    /// Whether the rest of a block may still come.
    fn awaits(&self, id: &Digest, now: Time) -> bool {
        let mut waiting = self.waiting.iter();
        waiting.any(|it| it.compact.id() == *id && it.since + PATIENCE > now)
    }
}

impl Node {
    /// Its part in passing on compact blocks.
    pub fn relay(&self) -> Option<&Relay> {
        self.relay.as_deref()
    }

    /// Pushes a new block to those who asked for that, and announces it to the others; whether the node works that way.
    pub(super) fn push_block(
        &mut self,
        from: Option<ActorId>,
        block: &Block,
        context: &mut Context,
    ) -> bool {
        let Some(relay) = &mut self.relay else {
            return false;
        };
        relay.done(&block.id());
        for peer in context.peers.iter().filter(|peer| Some(**peer) != from) {
            let message = match relay.listeners.contains(peer) {
                true => relay.compact(block),
                false => Message::Announce(Item::Block(block.id())),
            };
            context.effects.push(Effect::Send { to: *peer, message });
        }
        if let Some(from) = from {
            relay.prefer(from, context);
        }
        true
    }

    /// The answer to a request for a block: compact, if it is so young that mempools may have what it holds.
    pub(super) fn block_message(&mut self, id: &Digest, context: &Context) -> Option<Message> {
        let entry = context.archive.get(id)?;
        let head = context.archive.entry(&self.tree.head());
        let is_recent = entry.height() + RECENT > head.height();
        match &mut self.relay {
            Some(relay) if is_recent => Some(relay.compact(&entry.block)),
            _ => Some(Message::Block(entry.block.clone())),
        }
    }

    pub(super) fn on_want_compact(&mut self, from: ActorId, wanted: bool) {
        if let Some(relay) = &mut self.relay {
            match wanted {
                true => relay.listeners.insert(from),
                false => relay.listeners.remove(&from),
            };
        }
    }

    pub(super) fn on_compact(
        &mut self,
        from: ActorId,
        compact: &Arc<CompactBlock>,
        context: &mut Context,
    ) {
        let id = compact.id();
        if self.relay.is_none() || self.has(Item::Block(id)) {
            return;
        }
        let parent = compact.header().previous;
        if !self.tree.knows(&parent) {
            return self.ask_full(from, id, context);
        }
        if let Err(error) = check_header(compact, context) {
            return self.mark_down(Some(from), error, context);
        }
        match compact.fill(self.pool.iter()) {
            Filled::Whole(block) => self.put_together(from, *block, context),
            Filled::Lacks(lacks) => self.ask_missing(from, compact, lacks, context),
            Filled::Collides => self.ask_full(from, id, context),
        }
    }

    /// What fits the header is a block like any other; what does not was a wrong guess, and nobody's fault.
    fn put_together(&mut self, from: ActorId, block: Block, context: &mut Context) {
        if !is_consistent(&block) {
            return self.ask_full(from, block.id(), context);
        }
        if let Some(relay) = &mut self.relay {
            relay.counts.whole += 1;
        }
        self.on_block(Some(from), &Arc::new(block), context);
    }

    fn ask_full(&mut self, from: ActorId, id: Digest, context: &mut Context) {
        if let Some(relay) = &mut self.relay {
            relay.counts.full += 1;
            relay.done(&id);
        }
        self.wait_for(Item::Block(id), context.now);
        context.send(from, Message::AskMissing(Box::new((id, Vec::new()))));
    }

    fn ask_missing(
        &mut self,
        from: ActorId,
        compact: &Arc<CompactBlock>,
        lacks: Vec<u32>,
        context: &mut Context,
    ) {
        let Some(relay) = &mut self.relay else {
            return;
        };
        if relay.awaits(&compact.id(), context.now) {
            return;
        }
        relay.done(&compact.id());
        if relay.waiting.len() >= WAITING {
            relay.waiting.remove(0);
        }
        relay.counts.lacking += 1;
        relay.waiting.push(Waiting {
            from,
            since: context.now,
            compact: compact.clone(),
        });
        self.wait_for(Item::Block(compact.id()), context.now);
        context.send(from, Message::AskMissing(Box::new((compact.id(), lacks))));
    }

    /// Which transactions of a block are wanted; none named asks for the block in full.
    pub(super) fn on_ask_missing(
        &self,
        from: ActorId,
        (id, places): &(Digest, Vec<u32>),
        context: &mut Context,
    ) {
        let given = self.gives(id).then(|| context.archive.get(id)).flatten();
        let Some(block) = given.map(|entry| entry.block.clone()) else {
            return;
        };
        if places.is_empty() {
            return context.send(from, Message::Block(block));
        }
        let all = &block.body().transactions;
        let wanted = places.iter().map(|place| all.get(*place as usize).cloned());
        if let Some(wanted) = wanted.collect::<Option<Vec<_>>>() {
            context.send(from, Message::Missing(Arc::new((*id, wanted))));
        }
    }

    pub(super) fn on_missing(
        &mut self,
        from: ActorId,
        (id, missing): &(Digest, Vec<SignedTransaction>),
        context: &mut Context,
    ) {
        let Some(relay) = &mut self.relay else {
            return;
        };
        let is_it = |it: &Waiting| it.from == from && it.compact.id() == *id;
        let Some(place) = relay.waiting.iter().position(is_it) else {
            return;
        };
        let compact = relay.waiting.remove(place).compact;
        match compact.fill(self.pool.iter().chain(missing)) {
            Filled::Whole(block) if is_consistent(&block) => {
                self.on_block(Some(from), &Arc::new(*block), context);
            }
            _ => self.ask_full(from, *id, context),
        }
    }

    /// The link to a peer is gone.
    pub(super) fn lost_relay(&mut self, peer: ActorId) {
        let lost = self.relay.as_mut().map(|relay| relay.lost(peer));
        for block in lost.unwrap_or_default() {
            self.forget_asked(Item::Block(block));
        }
    }

    pub(super) fn crash_relay(&mut self) {
        if let Some(relay) = &mut self.relay {
            relay.pushers.clear();
            relay.listeners.clear();
            relay.waiting.clear();
        }
    }
}

impl Relay {
    /// Who was first with a block is asked to push the next; the one who was asked longest ago is asked no more.
    fn prefer(&mut self, peer: ActorId, context: &mut Context) {
        if self.pushers.contains(&peer) {
            return;
        }
        self.pushers.push(peer);
        context.send(peer, Message::WantCompact(true));
        if self.pushers.len() > PUSHERS {
            let last = self.pushers.remove(0);
            context.send(last, Message::WantCompact(false));
        }
    }
}

/// Nothing is put together for a header without work.
fn check_header(compact: &CompactBlock, context: &Context) -> Result<(), BlockError> {
    let parent = context.archive.entry(&compact.header().previous);
    let ancestry = context.archive.ancestry(parent);
    let rules = context.archive.rules();
    rules.consensus.check(compact.header(), &ancestry)
}
