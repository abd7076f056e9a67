//! A node and its member of a consensus of votes: inputs in, deeds out, and the head that follows from them.

use std::sync::Arc;

use super::super::{
    Context, Effect, Message,
    member::{Deed, Member, Post, Vote},
};
use super::Node;
use crate::base::{ActorId, Digest};
use crate::chain::Block;
use crate::command::Refusal;
use crate::event::{ChainFact, Fact};

const MEMBER: u64 = 1 << 32;

/// The wake-up token of a node that stands for its member's.
pub fn member_token(token: u32) -> u64 {
    MEMBER | u64::from(token)
}

/// The member's token in a node's wake-up; `None` if the node itself asked.
pub(super) fn token_of_member(token: u64) -> Option<u32> {
    (token & MEMBER != 0).then_some(token as u32)
}

impl Node {
    /// Hands something to the member, carries its deeds out, and follows the head that it names.
    pub(super) fn with_member<R>(
        &mut self,
        context: &mut Context,
        act: impl FnOnce(&mut dyn Member, &mut Post) -> R,
    ) -> Option<R> {
        let mut member = self.member.take()?;
        let mut post = Post {
            address: self.address,
            skew: self.skew,
            tree: &self.tree,
            pool: &self.pool,
            deeds: Vec::new(),
            context,
        };
        let result = act(&mut *member, &mut post);
        let head = member.head(&post);
        let deeds = post.deeds;
        self.member = Some(member);
        if self.tree.knows(&head) {
            let entry = context.archive.entry(&head).clone();
            if let Some(change) = self.tree.follow(context.archive, &entry) {
                self.follow(&change, context);
            }
        }
        for deed in deeds {
            self.carry_out(deed, context);
        }
        Some(result)
    }

    fn carry_out(&mut self, deed: Deed, context: &mut Context) {
        match deed {
            Deed::Publish(block) => self.publish(&block, context),
            Deed::Submit(signed) => self.on_submit(context.me, &signed, context),
            Deed::Vote(vote) => {
                let _ = self.take_vote(None, &vote, context);
            }
        }
    }

    fn publish(&mut self, block: &Arc<Block>, context: &mut Context) {
        let (node, id, height) = (context.me, block.id(), block.body().height);
        context.note(|| {
            Fact::Chain(ChainFact::Produced {
                node,
                block: id,
                height,
            })
        });
        self.on_block(None, block, context);
    }

    pub(super) fn on_vote(&mut self, from: ActorId, vote: &Arc<Vote>, context: &mut Context) {
        if let Err(reason) = self.take_vote(Some(from), vote, context) {
            let (node, vote) = (context.me, vote.id);
            context.note(|| {
                Fact::Chain(ChainFact::VoteRefused {
                    node,
                    vote,
                    reason: reason.to_owned(),
                })
            });
        }
    }

    fn take_vote(
        &mut self,
        from: Option<ActorId>,
        vote: &Arc<Vote>,
        context: &mut Context,
    ) -> Result<(), &'static str> {
        let taken = self.with_member(context, |member, post| member.on_vote(vote, post));
        if !taken.unwrap_or(Ok(false))? {
            return Ok(());
        }
        for peer in context.peers {
            if Some(*peer) != from {
                context.effects.push(Effect::Send {
                    to: *peer,
                    message: Message::Vote(vote.clone()),
                });
            }
        }
        Ok(())
    }

    /// Only who is a client of this node can have it run a validator.
    pub(super) fn on_keystore(&mut self, from: ActorId, secret: &Digest, context: &mut Context) {
        if self.clients.contains(&from) {
            self.with_member(context, |member, _| member.on_keystore(secret));
        }
    }

    pub(super) fn order_member(
        &mut self,
        command: &crate::command::Command,
        context: &mut Context,
    ) -> Result<(), Refusal> {
        self.with_member(context, |member, post| member.order(command, post))
            .unwrap_or_else(|| Err(Refusal::new("order.not-a-member")))
    }
}
