//! What a node says to its peers: announcements, answers, synchronization.

use std::sync::Arc;

use super::super::{Context, Item, Message};
use super::{MAX_INVENTORY, Node};
use crate::base::{ActorId, Digest, Span, Time};
use crate::chain::HeadChange;
use crate::network::LinkKind;

/// Most things asked for and not come yet.
const MAX_ASKED: usize = 1_024;
/// How long a node waits for what it asked before it asks another.
pub(super) const PATIENCE: Span = Span(20_000_000);

impl Node {
    pub(super) fn has(&self, item: Item) -> bool {
        match item {
            Item::Block(id) => self.tree.knows(&id) || self.orphans.contains_key(&id),
            Item::Transaction(id) => self.pool.get(&id).is_some(),
        }
    }

    pub(super) fn on_announce(&mut self, from: ActorId, item: Item, context: &mut Context) {
        let now = context.now;
        let place = self.asked.iter().position(|(asked, _)| *asked == item);
        match place {
            // Most announcements end here, before anything is searched.
            Some(place) if self.asked[place].1 + PATIENCE > now => return,
            _ if self.has(item) => return,
            Some(place) => self.asked[place].1 = now,
            None => self.remember_asked(item, now),
        }
        context.send(from, Message::Request(item));
    }

    /// As if it had been announced and asked for: another announcement asks nothing as long as this may come.
    pub(super) fn wait_for(&mut self, item: Item, now: Time) {
        self.forget_asked(item);
        self.remember_asked(item, now);
    }

    /// Asks for what comes after its own head. Who asked lately doesn't ask again: what comes would be the same, and if none
    /// of it can be taken, as under a clock that is behind, each of its blocks would ask for all of them.
    pub(super) fn ask_for_the_way(&mut self, from: ActorId, context: &mut Context) {
        let way = Item::Block(self.shown_head());
        let now = context.now;
        let mut asked = self.asked.iter();
        if asked.any(|(asked, at)| *asked == way && *at + PATIENCE > now) {
            return;
        }
        self.wait_for(way, now);
        let locator = self.locator(context);
        context.send(from, Message::Locator(locator));
    }

    /// Its head is another one: it may ask for what comes after any again.
    pub(super) fn has_got_on(&mut self) {
        let tree = &self.tree;
        let waits = |item: Item| !matches!(item, Item::Block(id) if tree.knows(&id));
        self.asked.retain(|(item, _)| waits(*item));
    }

    fn remember_asked(&mut self, item: Item, now: Time) {
        if self.asked.len() >= MAX_ASKED {
            self.asked.remove(0);
        }
        self.asked.push((item, now));
    }

    /// What was asked for has come.
    pub(super) fn forget_asked(&mut self, item: Item) {
        self.asked.retain(|(asked, _)| *asked != item);
    }

    pub(super) fn on_request(&mut self, from: ActorId, item: Item, context: &mut Context) {
        let answer = match item {
            Item::Block(id) if self.gives(&id) => self.block_message(&id, context),
            Item::Block(_) => None,
            Item::Transaction(id) => self.pool.get(&id).cloned().map(Message::Transaction),
        };
        if let Some(answer) = answer {
            context.send(from, answer);
        }
    }

    /// Ids of the main chain: the last ten, then with doubling gaps, then genesis (as Bitcoin's getheaders).
    pub(super) fn locator(&self, context: &Context) -> Arc<[Digest]> {
        let mut ids = Vec::new();
        let (mut step, mut entry) = (1u64, context.archive.entry(&self.shown_head()));
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

    pub(super) fn on_inventory(&mut self, from: ActorId, ids: &[Digest], context: &mut Context) {
        for id in ids.iter().take(MAX_INVENTORY) {
            self.on_announce(from, Item::Block(*id), context);
        }
        if ids.len() >= MAX_INVENTORY {
            self.more_after = ids.last().map(|last| (*last, from));
        }
    }

    /// Asks for what comes after a full inventory, once its last block is here.
    pub(super) fn continue_sync(&mut self, taken: &Digest, context: &mut Context) {
        if let Some((last, peer)) = self.more_after
            && last == *taken
        {
            self.more_after = None;
            let mut locator = self.locator(context).to_vec();
            // Who trusts a checkpoint follows nothing before it, and still gets on.
            if self.shown_head() != last {
                locator.insert(0, last);
            }
            context.send(peer, Message::Locator(locator.into()));
        }
    }

    pub(super) fn on_locator(&self, from: ActorId, ids: &[Digest], context: &mut Context) {
        let head = self.shown_head();
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

    /// Tells a client of a head without saying how it came to be.
    pub(super) fn tell_head(&self, client: ActorId, head: &Digest, context: &mut Context) {
        let head = context.archive.entry(head);
        let change = HeadChange {
            head: head.id(),
            height: head.height(),
            removed: Vec::new(),
            added: Vec::new(),
        };
        context.send(client, Message::Head(Arc::new(change)));
    }

    pub(super) fn on_link(&mut self, peer: ActorId, kind: LinkKind, context: &mut Context) {
        match kind {
            LinkKind::Peer => {
                context.send(peer, Message::Announce(Item::Block(self.shown_head())));
                self.ask_headers(peer, context);
                self.greet(peer, context);
                for signed in self.pool.iter().take(MAX_INVENTORY) {
                    context.send(peer, Message::Announce(Item::Transaction(signed.id())));
                }
            }
            LinkKind::Client => {
                self.clients.insert(peer);
                let head = match context.directory.is_light(peer) {
                    true => self.shown_head(),
                    false => self.tree.head(),
                };
                self.tell_head(peer, &head, context);
            }
            LinkKind::Direct => {}
        }
    }
}
