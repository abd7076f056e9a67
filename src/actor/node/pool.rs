//! How a node takes transactions, and what a new head does to its mempool.

use std::sync::Arc;

use super::super::{Context, Effect, Item, Message};
use super::Node;
use crate::base::{ActorId, Digest};
use crate::chain::{Dropped, Entry, HeadChange, PoolError, PoolView};
use crate::event::{Fact, WalletFact};
use crate::ledger::{Env, SignedTransaction};

impl Node {
    pub(super) fn on_transaction(
        &mut self,
        from: ActorId,
        signed: &SignedTransaction,
        context: &mut Context,
    ) {
        self.forget_asked(Item::Transaction(signed.id()));
        if let Err(reason) = self.pool_add(signed, Some(from), context)
            && reason != "pool.known"
        {
            if !signed.is_signed() {
                self.add_points(from, super::standing::BAN_SCORE, context);
            }
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

    pub(super) fn on_submit(
        &mut self,
        from: ActorId,
        signed: &SignedTransaction,
        context: &mut Context,
    ) {
        let Err(reason) = self.pool_add(signed, None, context) else {
            return;
        };
        if reason == "pool.known" {
            // It is late: a peer may have lost it in a reorg of its own, or never have heard of it.
            return announce(signed.id(), None, context);
        }
        if reason.starts_with("transaction.") && self.keep_invalid(signed, context) {
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
        context.send(from, Message::Refusal(Box::new((transaction, reason))));
    }

    pub(super) fn pool_add(
        &mut self,
        signed: &SignedTransaction,
        from: Option<ActorId>,
        context: &mut Context,
    ) -> Result<(), &'static str> {
        let dropped = self
            .offer(signed, &self.tree.head(), context)
            .map_err(|error| error.key())?;
        self.stale_template = true;
        let (node, transaction) = (context.me, signed.id());
        context.note(|| Fact::Wallet(WalletFact::Pooled { node, transaction }));
        tell_dropped(dropped, context);
        announce(transaction, from, context);
        self.refresh_later(context);
        Ok(())
    }

    fn offer(
        &mut self,
        signed: &SignedTransaction,
        head: &Digest,
        context: &Context,
    ) -> Result<Option<Dropped>, PoolError> {
        let (head, env) = self.next_block(head, context);
        self.pool.add(&view(context, &head, &env), signed)
    }

    /// The head, and what transactions of a block on it would see.
    fn next_block(&self, head: &Digest, context: &Context) -> (Arc<Entry>, Env) {
        let head = context.archive.entry(head).clone();
        let rules = context.archive.rules();
        let time = rules.clock(context.now);
        let env = rules.env(head.block.body(), time, self.address());
        (head, env)
    }

    pub(super) fn return_to_pool(&mut self, change: &HeadChange, context: &mut Context) {
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
                // What only private blocks are to have is offered to nobody.
                if self.is_rival(&transaction) {
                    continue;
                }
                // What the new branch has too, or made impossible, is refused here, and should be.
                if let Ok(dropped) = self.offer(signed, &change.head, context) {
                    tell_dropped(dropped, context);
                    announce(transaction, None, context);
                }
            }
        }
    }

    pub(super) fn leave_pool(&mut self, change: &HeadChange, context: &mut Context) {
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
        if self.pool.is_empty() {
            return;
        }
        let (head, env) = self.next_block(&change.head, context);
        let dropped = self.pool.prune(&view(context, &head, &env));
        tell_dropped(dropped, context);
    }
}

fn view<'a>(context: &'a Context, head: &'a Entry, env: &'a Env) -> PoolView<'a> {
    PoolView {
        env,
        state: &head.state,
        market: &context.archive.rules().market,
        now: context.now,
    }
}

fn tell_dropped(dropped: impl IntoIterator<Item = Dropped>, context: &mut Context) {
    let node = context.me;
    for (transaction, reason) in dropped {
        context.note(|| {
            Fact::Wallet(WalletFact::Dropped {
                node,
                transaction,
                reason: reason.to_owned(),
            })
        });
    }
}

/// Tells all peers but one that this node has a transaction.
fn announce(transaction: Digest, except: Option<ActorId>, context: &mut Context) {
    context.effects.push(Effect::Announce {
        item: Item::Transaction(transaction),
        except,
    });
}
