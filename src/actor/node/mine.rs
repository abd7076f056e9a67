//! How a node mines: its template, when it is renewed, and what a found nonce becomes.

use std::sync::Arc;

use super::super::{Context, Effect};
use super::Node;
use crate::base::Span;
use crate::chain::{Block, Draft, Entry, Header, Plan, Sought, template};
use crate::event::{ChainFact, Fact};
use crate::ledger::SignedTransaction;

/// How often a miner looks whether its template should carry other transactions.
const REFRESH: Span = Span(10_000_000);
const REFRESH_TOKEN: u64 = 0;

impl Node {
    pub(super) fn set_hash_rate(&mut self, hash_rate: u64, context: &mut Context) {
        self.hash_rate = hash_rate;
        self.stale_template = true;
        self.mine(context);
    }

    pub(super) fn refresh_later(&mut self, context: &mut Context) {
        if self.hash_rate > 0 && !self.refreshing {
            self.refreshing = true;
            context.wake(context.now + REFRESH, REFRESH_TOKEN);
        }
    }

    pub(super) fn mine(&mut self, context: &mut Context) {
        if !self.stale_template {
            return;
        }
        self.stale_template = false;
        if self.hash_rate == 0 {
            context.effects.push(Effect::Mine(None));
            return;
        }
        let parent = context.archive.entry(&self.mined_on()).clone();
        let (plan, candidates) = self.plan(&parent, context);
        let sought = match self.breaks_rules() {
            true => self.spoiled(&parent, (plan, &candidates), context),
            false => sought(&parent, plan, &candidates, context),
        };
        context.effects.push(Effect::Mine(sought));
    }

    pub(super) fn on_found(&mut self, template: &Block, nonce: u32, context: &mut Context) {
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
        if self.breaks_rules() {
            self.give_invalid(&block, context);
        } else {
            self.keep_back(id);
            self.on_block(None, &block, context);
            if !self.tree.knows(&id) {
                self.keep_no_more(id, header.previous);
            }
        }
        self.mine(context);
    }
}

/// Where waits are drawn nobody looks at the block before it is found: an empty one is made only then.
fn sought(
    parent: &Arc<Entry>,
    plan: Plan,
    candidates: &[SignedTransaction],
    context: &Context,
) -> Option<Sought> {
    if candidates.is_empty() && !context.archive.rules().is_searched() {
        let parent = parent.id();
        return Some(Sought::Draft(Box::new(Draft { parent, plan })));
    }
    let made = template(context.archive, parent, plan, candidates);
    made.ok().map(|block| Sought::Template(Arc::new(block)))
}
