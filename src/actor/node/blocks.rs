//! How a node takes blocks: validation, orphans, following the heaviest branch.

use std::sync::Arc;

use super::super::{Context, Effect, Item, Message};
use super::Node;
use crate::base::{ActorId, Digest};
use crate::chain::{Block, BlockError, Entry, HeadChange};
use crate::event::{ChainFact, Fact};

/// Most blocks kept whose parent is missing.
const MAX_ORPHANS: usize = 64;

impl Node {
    pub(super) fn on_block(
        &mut self,
        from: Option<ActorId>,
        block: &Arc<Block>,
        context: &mut Context,
    ) {
        self.forget_asked(Item::Block(block.id()));
        if self.tree.knows(&block.id()) {
            return;
        }
        match self.take(from, block, context) {
            Ok(()) => {
                self.adopt_orphans(block.id(), context);
                self.synced(&block.id(), context);
                self.continue_sync(&block.id(), context);
            }
            Err(BlockError::UnknownParent) => self.keep_orphan(from, block, context),
            Err(BlockError::TimeTooNew) if self.keep_early(block, context) => {}
            Err(error) => {
                self.mark_down(from, error, context);
                self.unsync(&block.id(), error);
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

    pub(super) fn take(
        &mut self,
        from: Option<ActorId>,
        block: &Arc<Block>,
        context: &mut Context,
    ) -> Result<(), BlockError> {
        if !self.tree.knows(&block.header().previous) {
            return Err(BlockError::UnknownParent);
        }
        let rules = context.archive.rules();
        let latest = self.latest_time(rules, context.now);
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
        let races = self.races();
        if !races {
            self.pass_on(from, block, context);
        }
        let old = self.tree.head();
        match self.place(&entry, context) {
            Some(change) => self.follow(&change, context),
            None if entry.parent() != old => context.note(|| {
                Fact::Chain(ChainFact::Forked {
                    node: me,
                    block: id,
                    height,
                })
            }),
            None => {}
        }
        self.after_block(&entry, context);
        if races {
            self.pass_on(from, block, context);
        }
        Ok(())
    }

    /// Tells its peers of a new block, if they may know of it.
    fn pass_on(&mut self, from: Option<ActorId>, block: &Arc<Block>, context: &mut Context) {
        let id = block.id();
        let is_told =
            !self.is_secret(&id) && self.member.as_ref().is_none_or(|member| member.announces());
        if is_told && !self.push_block(from, block, context) {
            announce(id, from, context);
        }
    }

    /// Puts a valid block into the tree; where the head goes by weight, whether it moved.
    fn place(&mut self, entry: &Arc<Entry>, context: &mut Context) -> Option<Arc<HeadChange>> {
        if self.follows_weight() {
            return self.tree.insert(context.archive, entry);
        }
        self.tree.take(entry);
        self.with_member(context, |member, post| member.on_block(entry, post));
        None
    }

    pub(super) fn keep_orphan(
        &mut self,
        from: Option<ActorId>,
        block: &Arc<Block>,
        context: &mut Context,
    ) {
        if self.orphans.len() >= MAX_ORPHANS {
            self.orphans.pop_first();
        }
        self.orphans.insert(block.id(), block.clone());
        let Some(from) = from else { return };
        if !self.ask_headers(from, context) {
            self.ask_for_the_way(from, context);
        }
    }

    pub(super) fn adopt_orphans(&mut self, parent: Digest, context: &mut Context) {
        if self.orphans.is_empty() {
            return;
        }
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
                match self.take(None, &child, context) {
                    Ok(()) => {
                        self.synced(&child.id(), context);
                        parents.push(child.id());
                    }
                    Err(error) => self.unsync(&child.id(), error),
                }
            }
        }
    }

    pub(super) fn follow(&mut self, change: &Arc<HeadChange>, context: &mut Context) {
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
        self.has_got_on();
        self.return_to_pool(change, context);
        self.leave_pool(change, context);
        self.stale_template = true;
        self.mine(context);
        let is_secret = self.is_secret(&change.head);
        for client in &self.clients {
            // People with a wallet at this node are its owner's; a light client asks it as any stranger.
            if !(is_secret && context.directory.is_light(*client)) {
                context.send(*client, Message::Head(change.clone()));
            }
        }
    }
}

/// Tells all peers but one that this node has a block.
pub(super) fn announce(block: Digest, except: Option<ActorId>, context: &mut Context) {
    for peer in context.peers {
        if Some(*peer) != except {
            context.effects.push(Effect::Send {
                to: *peer,
                message: Message::Announce(Item::Block(block)),
            });
        }
    }
}
