//! How a node takes transactions, and what a new head does to its mempool.

use super::super::{Context, Effect, Item, Message};
use super::Node;
use crate::base::{ActorId, Digest};
use crate::chain::HeadChange;
use crate::event::{Fact, WalletFact};
use crate::ledger::SignedTransaction;

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
        let head = context.archive.entry(&self.tree.head());
        let rules = context.archive.rules();
        let env = rules.env(head.height() + 1, rules.clock(context.now), self.address());
        self.pool
            .add(&env, &head.state, signed)
            .map_err(|error| error.key())?;
        self.stale_template = true;
        let (node, transaction) = (context.me, signed.id());
        context.note(|| Fact::Wallet(WalletFact::Pooled { node, transaction }));
        announce(transaction, from, context);
        self.refresh_later(context);
        Ok(())
    }

    pub(super) fn return_to_pool(&mut self, change: &HeadChange, context: &mut Context) {
        if change.removed.is_empty() {
            return;
        }
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
                if self.pool.add(&env, &head.state, signed).is_ok() {
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
        let state = &context.archive.entry(&change.head).state;
        self.pool.prune(state);
    }
}

/// Tells all peers but one that this node has a transaction.
fn announce(transaction: Digest, except: Option<ActorId>, context: &mut Context) {
    for peer in context.peers {
        if Some(*peer) != except {
            context.effects.push(Effect::Send {
                to: *peer,
                message: Message::Announce(Item::Transaction(transaction)),
            });
        }
    }
}
