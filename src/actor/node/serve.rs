//! What a full node gives to those who keep headers alone: headers after a locator, and Merkle proofs.

use std::sync::Arc;

use super::super::light::MAX_HEADERS;
use super::super::{Context, Message};
use super::{MAX_INVENTORY, Node};
use crate::base::{ActorId, Digest};
use crate::chain::{Entry, Proof, SealedHeader, Subject};

/// How far back a node looks for a transaction that it is to prove.
const LOOK_BACK: usize = 2_000;

impl Node {
    pub(super) fn on_ask_headers(&self, from: ActorId, ids: &[Digest], context: &mut Context) {
        let head = self.shown_head();
        let mut ids = ids.iter().take(MAX_INVENTORY);
        let common = ids.find(|id| self.tree.knows(id) && context.archive.is_on_branch(id, &head));
        let Some(common) = common else { return };
        let after = context.archive.between(common, &head).added;
        let entries = after.iter().take(MAX_HEADERS);
        let headers = entries.map(|id| SealedHeader::of(&context.archive.entry(id).block));
        let headers: Arc<[SealedHeader]> = headers.collect();
        if !headers.is_empty() {
            context.send(from, Message::Headers(headers));
        }
    }

    pub(super) fn on_ask_proof(
        &self,
        from: ActorId,
        (block, subject): (Digest, Subject),
        context: &mut Context,
    ) {
        let entry = match subject {
            Subject::Account(_) => self.known(&block, context),
            Subject::Transaction(id) => self.block_with(&id, context),
        };
        let proof = entry.and_then(|entry| Proof::of(&entry, subject));
        if let Some(proof) = proof {
            context.send(from, Message::Proof(Arc::new(proof)));
        }
    }

    fn known(&self, block: &Digest, context: &Context) -> Option<Arc<Entry>> {
        let known = self.gives(block).then_some(block)?;
        context.archive.get(known).cloned()
    }

    /// The block of the main chain that holds a transaction.
    fn block_with(&self, id: &Digest, context: &Context) -> Option<Arc<Entry>> {
        let head = context.archive.get(&self.shown_head());
        let branch = std::iter::successors(head, |entry| context.archive.get(&entry.parent()));
        let holds = |entry: &&Arc<Entry>| {
            let mut transactions = entry.block.body().transactions.iter();
            transactions.any(|signed| signed.id() == *id)
        };
        branch.take(LOOK_BACK).find(holds).cloned()
    }
}
