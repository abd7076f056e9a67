//! A full node: validates everything by itself, keeps tree, head and mempool, gossips, and mines if it has a hash rate.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use borsh::BorshSerialize;

use crate::base::{ActorId, Address, Digest, SecretKey, Span, Time, encode};
use crate::chain::{Block, BlockError, HeadChange, Header, Mempool, Tree, template};
use crate::command::{Command, NetworkCommand, Refusal};
use crate::event::{ChainFact, Fact, WalletFact};
use crate::ledger::SignedTransaction;
use crate::network::LinkKind;

use super::{Actor, Context, Effect, Input, Item, Message};

/// How long a node waits for what it asked before it asks another.
const PATIENCE: Span = Span(20_000_000);
/// How often a miner looks whether its template should carry other transactions.
const REFRESH: Span = Span(10_000_000);
/// Most blocks kept whose parent is missing.
const MAX_ORPHANS: usize = 64;
/// Most ids in one inventory.
const MAX_INVENTORY: usize = 200;
const REFRESH_TOKEN: u64 = 0;

/// A full node of Layer 1.
#[derive(Clone)]
pub struct Node {
    key: SecretKey,
    hash_rate: u64,
    tree: Tree,
    pool: Mempool,
    clients: BTreeSet<ActorId>,
    asked: BTreeMap<Item, Time>,
    orphans: BTreeMap<Digest, Arc<Block>>,
    stale_template: bool,
    refreshing: bool,
}

impl Node {
    /// A node that knows genesis only. Rewards go to `key`.
    pub fn new(key: SecretKey, hash_rate: u64, genesis: Digest) -> Self {
        Self {
            key,
            hash_rate,
            tree: Tree::new(genesis),
            pool: Mempool::default(),
            clients: BTreeSet::new(),
            asked: BTreeMap::new(),
            orphans: BTreeMap::new(),
            stale_template: true,
            refreshing: false,
        }
    }

    /// Where its rewards go.
    pub fn address(&self) -> Address {
        self.key.public().address()
    }

    /// Hash attempts a simulated second.
    pub fn hash_rate(&self) -> u64 {
        self.hash_rate
    }

    /// Blocks known and followed.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Transactions that wait.
    pub fn pool(&self) -> &Mempool {
        &self.pool
    }

    fn set_hash_rate(&mut self, hash_rate: u64, context: &mut Context) {
        self.hash_rate = hash_rate;
        self.stale_template = true;
        self.mine(context);
    }

    fn on_message(&mut self, from: ActorId, message: &Message, context: &mut Context) {
        match message {
            Message::Announce(item) => self.on_announce(from, *item, context),
            Message::Request(item) => self.on_request(from, *item, context),
            Message::Block(block) => self.on_block(Some(from), block, context),
            Message::Transaction(signed) => {
                self.on_transaction(from, signed, context);
            }
            Message::Locator(ids) => self.on_locator(from, ids, context),
            Message::Inventory(ids) => {
                for id in ids.iter().take(MAX_INVENTORY) {
                    self.on_announce(from, Item::Block(*id), context);
                }
            }
            Message::Submit(signed) => self.on_submit(from, signed, context),
            Message::Refusal(..) | Message::Head(_) | Message::Letter(_) => {}
        }
    }

    fn has(&self, item: Item) -> bool {
        match item {
            Item::Block(id) => self.tree.knows(&id) || self.orphans.contains_key(&id),
            Item::Transaction(id) => self.pool.get(&id).is_some(),
        }
    }

    fn on_announce(&mut self, from: ActorId, item: Item, context: &mut Context) {
        if self.has(item) {
            return;
        }
        let waiting = self
            .asked
            .get(&item)
            .is_some_and(|since| *since + PATIENCE > context.now);
        if !waiting {
            self.asked.insert(item, context.now);
            context.send(from, Message::Request(item));
        }
    }

    fn on_request(&self, from: ActorId, item: Item, context: &mut Context) {
        let answer = match item {
            Item::Block(id) if self.tree.knows(&id) => context
                .archive
                .get(&id)
                .map(|entry| Message::Block(entry.block.clone())),
            Item::Block(_) => None,
            Item::Transaction(id) => self.pool.get(&id).cloned().map(Message::Transaction),
        };
        if let Some(answer) = answer {
            context.send(from, answer);
        }
    }

    fn on_block(&mut self, from: Option<ActorId>, block: &Arc<Block>, context: &mut Context) {
        self.asked.remove(&Item::Block(block.id()));
        if self.tree.knows(&block.id()) {
            return;
        }
        match self.take(from, block, context) {
            Ok(()) => self.adopt_orphans(block.id(), context),
            Err(BlockError::UnknownParent) => self.keep_orphan(from, block, context),
            Err(error) => {
                let (node, block) = (context.me, block.id());
                context.note(|| {
                    Fact::Chain(ChainFact::Refused {
                        node,
                        block,
                        reason: error.key().to_owned(),
                    })
                });
            }
        }
    }

    fn take(
        &mut self,
        from: Option<ActorId>,
        block: &Arc<Block>,
        context: &mut Context,
    ) -> Result<(), BlockError> {
        if !self.tree.knows(&block.header().previous) {
            return Err(BlockError::UnknownParent);
        }
        let rules = context.archive.rules();
        let latest = rules.clock(context.now).saturating_add(rules.future_limit);
        if block.header().time > latest {
            return Err(BlockError::TimeTooNew);
        }
        let entry = context.archive.admit(block)?;
        let (me, id, height) = (context.me, entry.id(), entry.height());
        context.note(|| {
            Fact::Chain(ChainFact::Accepted {
                node: me,
                block: id,
                height,
            })
        });
        let old = self.tree.head();
        let change = self.tree.insert(context.archive, &entry);
        for peer in context.peers {
            if Some(*peer) != from {
                context.effects.push(Effect::Send {
                    to: *peer,
                    message: Message::Announce(Item::Block(id)),
                });
            }
        }
        match change {
            Some(change) => self.follow(change, context),
            None if entry.parent() != old => context.note(|| {
                Fact::Chain(ChainFact::Forked {
                    node: me,
                    block: id,
                    height,
                })
            }),
            None => {}
        }
        Ok(())
    }

    fn keep_orphan(&mut self, from: Option<ActorId>, block: &Arc<Block>, context: &mut Context) {
        if self.orphans.len() >= MAX_ORPHANS {
            self.orphans.pop_first();
        }
        self.orphans.insert(block.id(), block.clone());
        if let Some(from) = from {
            let locator = self.locator(context);
            context.send(from, Message::Locator(locator));
        }
    }

    fn adopt_orphans(&mut self, parent: Digest, context: &mut Context) {
        let mut parents = vec![parent];
        while let Some(parent) = parents.pop() {
            let children: Vec<_> = self
                .orphans
                .values()
                .filter(|block| block.header().previous == parent)
                .cloned()
                .collect();
            for child in children {
                self.orphans.remove(&child.id());
                if self.take(None, &child, context).is_ok() {
                    parents.push(child.id());
                }
            }
        }
    }

    /// Ids of the main chain: the last ten, then with doubling gaps, then genesis (as Bitcoin's getheaders).
    fn locator(&self, context: &Context) -> Arc<[Digest]> {
        let mut ids = Vec::new();
        let (mut step, mut entry) = (1u64, context.archive.entry(&self.tree.head()));
        loop {
            ids.push(entry.id());
            if entry.height() == 0 {
                return ids.into();
            }
            if ids.len() >= 10 {
                step = step.saturating_mul(2);
            }
            let height = entry.height().saturating_sub(step);
            match context.archive.ancestor(&entry.id(), height) {
                Some(ancestor) => entry = ancestor,
                None => return ids.into(),
            }
        }
    }

    fn on_locator(&self, from: ActorId, ids: &[Digest], context: &mut Context) {
        let head = self.tree.head();
        let common = ids
            .iter()
            .take(MAX_INVENTORY)
            .find(|id| self.tree.knows(id) && context.archive.is_on_branch(id, &head));
        let Some(common) = common else { return };
        let mut missing = context.archive.between(common, &head).added;
        missing.truncate(MAX_INVENTORY);
        if !missing.is_empty() {
            context.send(from, Message::Inventory(missing.into()));
        }
    }

    fn on_transaction(&mut self, from: ActorId, signed: &SignedTransaction, context: &mut Context) {
        self.asked.remove(&Item::Transaction(signed.id()));
        if let Err(reason) = self.pool_add(signed, Some(from), context)
            && reason != "pool.known"
        {
            let (node, transaction) = (context.me, signed.id());
            context.note(|| {
                Fact::Wallet(WalletFact::Refused {
                    node,
                    transaction,
                    reason: reason.to_owned(),
                })
            });
        }
    }

    fn on_submit(&mut self, from: ActorId, signed: &SignedTransaction, context: &mut Context) {
        let Err(reason) = self.pool_add(signed, None, context) else {
            return;
        };
        if reason == "pool.known" {
            return;
        }
        let (node, transaction) = (context.me, signed.id());
        context.note(|| {
            Fact::Wallet(WalletFact::Refused {
                node,
                transaction,
                reason: reason.to_owned(),
            })
        });
        context.send(from, Message::Refusal(transaction, reason));
    }

    fn pool_add(
        &mut self,
        signed: &SignedTransaction,
        from: Option<ActorId>,
        context: &mut Context,
    ) -> Result<(), &'static str> {
        let head = context.archive.entry(&self.tree.head());
        let rules = context.archive.rules();
        let env = rules.env(head.height() + 1, rules.clock(context.now), self.address());
        self.pool
            .add(&env, &head.state, signed)
            .map_err(|error| error.key())?;
        self.stale_template = true;
        let (node, transaction) = (context.me, signed.id());
        context.note(|| Fact::Wallet(WalletFact::Pooled { node, transaction }));
        for peer in context.peers {
            if Some(*peer) != from {
                context.effects.push(Effect::Send {
                    to: *peer,
                    message: Message::Announce(Item::Transaction(transaction)),
                });
            }
        }
        self.refresh_later(context);
        Ok(())
    }

    fn follow(&mut self, change: HeadChange, context: &mut Context) {
        let me = context.me;
        context.note(|| {
            Fact::Chain(ChainFact::HeadMoved {
                node: me,
                head: change.head,
                height: change.height,
                removed: change.removed.len() as u32,
                added: change.added.len() as u32,
            })
        });
        self.return_to_pool(&change, context);
        self.leave_pool(&change, context);
        self.stale_template = true;
        self.mine(context);
        let change = Arc::new(change);
        for client in &self.clients {
            context.send(*client, Message::Head(change.clone()));
        }
    }

    fn return_to_pool(&mut self, change: &HeadChange, context: &mut Context) {
        let head = context.archive.entry(&change.head).clone();
        let rules = context.archive.rules().clone();
        let env = rules.env(head.height() + 1, rules.clock(context.now), self.address());
        for id in &change.removed {
            let entry = context.archive.entry(id).clone();
            for signed in &entry.block.body().transactions {
                let (node, transaction, block) = (context.me, signed.id(), *id);
                context.note(|| {
                    Fact::Wallet(WalletFact::Orphaned {
                        node,
                        transaction,
                        block,
                    })
                });
                // What the new branch has too, or made impossible, is refused here, and should be.
                let _ = self.pool.add(&env, &head.state, signed);
            }
        }
    }

    fn leave_pool(&mut self, change: &HeadChange, context: &mut Context) {
        for id in &change.added {
            let entry = context.archive.entry(id).clone();
            for signed in &entry.block.body().transactions {
                self.pool.remove(&signed.id());
                let (node, transaction, block) = (context.me, signed.id(), *id);
                context.note(|| {
                    Fact::Wallet(WalletFact::Included {
                        node,
                        transaction,
                        block,
                    })
                });
            }
        }
        let state = &context.archive.entry(&change.head).state;
        self.pool.prune(state);
    }

    fn refresh_later(&mut self, context: &mut Context) {
        if self.hash_rate > 0 && !self.refreshing {
            self.refreshing = true;
            context.wake(context.now + REFRESH, REFRESH_TOKEN);
        }
    }

    fn mine(&mut self, context: &mut Context) {
        if !self.stale_template {
            return;
        }
        self.stale_template = false;
        if self.hash_rate == 0 {
            context.effects.push(Effect::Mine(None));
            return;
        }
        let head = context.archive.entry(&self.tree.head()).clone();
        let candidates = self.pool.best(&head.state);
        let made = template(
            context.archive,
            &head,
            (self.address(), context.now),
            &candidates,
        );
        context.effects.push(Effect::Mine(made.ok()));
    }

    fn on_found(&mut self, template: &Block, nonce: u32, context: &mut Context) {
        let header = Header {
            nonce,
            ..*template.header()
        };
        let block = Arc::new(Block::new(header, template.body().clone()));
        let (miner, id, height) = (context.me, block.id(), block.body().height);
        context.note(|| {
            Fact::Chain(ChainFact::Mined {
                miner,
                block: id,
                height,
            })
        });
        self.stale_template = true;
        self.on_block(None, &block, context);
    }

    fn on_link(&mut self, peer: ActorId, kind: LinkKind, context: &mut Context) {
        match kind {
            LinkKind::Peer => {
                context.send(peer, Message::Announce(Item::Block(self.tree.head())));
                for signed in self.pool.iter().take(MAX_INVENTORY) {
                    context.send(peer, Message::Announce(Item::Transaction(signed.id())));
                }
            }
            LinkKind::Client => {
                self.clients.insert(peer);
                let head = context.archive.entry(&self.tree.head());
                let change = HeadChange {
                    head: head.id(),
                    height: head.height(),
                    removed: Vec::new(),
                    added: Vec::new(),
                };
                context.send(peer, Message::Head(Arc::new(change)));
            }
            LinkKind::Direct => {}
        }
    }
}

impl Actor for Node {
    fn on(&mut self, input: &Input, context: &mut Context) -> Result<(), Refusal> {
        match input {
            Input::Start => self.mine(context),
            Input::Message { from, message } => self.on_message(*from, message, context),
            Input::Wake(_) => {
                self.refreshing = false;
                self.mine(context);
            }
            Input::Found { template, nonce } => self.on_found(template, *nonce, context),
            Input::LinkUp(peer, kind) => self.on_link(*peer, *kind, context),
            Input::LinkDown(peer) => {
                self.clients.remove(peer);
            }
            Input::Order(Command::Network(NetworkCommand::SetHashRate { hash_rate, .. })) => {
                self.set_hash_rate(*hash_rate, context);
            }
            Input::Order(_) => return Err(Refusal::new("order.not-a-person")),
        }
        Ok(())
    }

    fn boxed(&self) -> Box<dyn Actor> {
        Box::new(self.clone())
    }

    fn digest(&self, out: &mut Vec<u8>) {
        self.hash_rate.serialize(out).ok();
        out.extend(encode(&(
            &self.tree,
            &self.pool,
            &self.clients,
            &self.asked,
            self.stale_template,
            self.refreshing,
        )));
        out.extend(encode(&self.orphans.keys().collect::<Vec<_>>()));
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
