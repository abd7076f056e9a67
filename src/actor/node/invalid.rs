//! Blocks that break the rules: what is in them, and to whom they are given.

use std::sync::Arc;

use super::super::{Context, Effect, Message};
use super::Node;
use crate::base::Digest;
use crate::chain::{Block, Body, Entry, Plan, SealedHeader, Sought, template};
use crate::command::Strategy;
use crate::ledger::SignedTransaction;

impl Node {
    /// Whether the next block that it finds is one that no node takes which keeps the rules.
    pub(super) fn breaks_rules(&self) -> bool {
        match self.strategy() {
            Strategy::FalseState => true,
            Strategy::Unchecked => !self.kept_rivals().is_empty(),
            _ => false,
        }
    }

    /// The block that such a miner searches a nonce for.
    pub(super) fn spoiled(
        &self,
        parent: &Arc<Entry>,
        (plan, candidates): (Plan, &[SignedTransaction]),
        context: &Context,
    ) -> Option<Sought> {
        let made = template(context.archive, parent, plan, candidates).ok()?;
        let mut body = made.body().clone();
        body.transactions.extend_from_slice(self.kept_rivals());
        if self.strategy() == Strategy::FalseState {
            body.state_root = Digest::ZERO;
        }
        Some(Sought::Template(Arc::new(with_body(&made, body))))
    }

    /// Gives a block to all peers, and its header to those who keep headers alone. It does not take it itself.
    pub(super) fn give_invalid(&self, block: &Arc<Block>, context: &mut Context) {
        for peer in context.peers {
            context.effects.push(Effect::Send {
                to: *peer,
                message: Message::Block(block.clone()),
            });
        }
        let header: Arc<[SealedHeader]> = Arc::new([SealedHeader::of(block)]);
        for client in &self.clients {
            if context.directory.is_light(*client) {
                context.send(*client, Message::Headers(header.clone()));
            }
        }
    }

    /// Makes a block that looks like the next one, has no work and claims a state that it doesn't lead to.
    pub(super) fn forge(&self, context: &mut Context) {
        let head = context.archive.entry(&self.shown_head()).clone();
        let now = self.clock(context.now);
        let plan = Plan::search(context.archive, &head, self.address, now);
        if let Ok(made) = template(context.archive, &head, plan, &[]) {
            let state_root = Digest::ZERO;
            let body = Body {
                state_root,
                ..made.body().clone()
            };
            self.give_invalid(&Arc::new(with_body(&made, body)), context);
        }
    }
}

/// The block with another body, which its header commits to.
fn with_body(made: &Block, body: Body) -> Block {
    let mut header = *made.header();
    header.merkle = body.merkle_root().unwrap_or(Digest::ZERO);
    Block::new(header, body)
}
