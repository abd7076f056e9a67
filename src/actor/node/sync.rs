//! Headers first: a node that is behind takes and checks headers, then asks all peers that have the best branch for its blocks.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use super::super::light::MAX_HEADERS;
use super::super::{Context, Item, Message};
use super::Node;
use super::gossip::PATIENCE;
use crate::base::{ActorId, Digest, Span, Time};
use crate::chain::{BlockError, Headers, SealedHeader};

/// Blocks asked of one peer at a time, as in Bitcoin Core.
const AT_A_TIME: usize = 16;
/// How far ahead of its own blocks a node asks; what comes early waits among the orphans.
const WINDOW: u64 = 48;
/// The wake-up token for requests that nobody answered.
pub(super) const SYNC_TOKEN: u64 = 1;

/// A block on its way: which, from whom, since when.
type Awaited = (Digest, ActorId, Time);

/// A node's headers, and what it still waits for.
#[derive(Clone, Debug, BorshSerialize)]
pub struct Sync {
    headers: Headers,
    /// The last header that each peer gave.
    best: BTreeMap<ActorId, Digest>,
    awaited: Vec<Awaited>,
    waking: bool,
}

impl Sync {
    /// Of a node that has these headers.
    pub fn new(headers: Headers) -> Self {
        Self {
            headers,
            best: BTreeMap::new(),
            awaited: Vec::new(),
            waking: false,
        }
    }

    /// The headers.
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// From how many peers blocks are on their way.
    pub fn sources(&self) -> usize {
        let mut peers: Vec<ActorId> = self.awaited.iter().map(|awaited| awaited.1).collect();
        crate::base::order::sort(&mut peers);
        peers.dedup();
        peers.len()
    }

    /// The peer with the fewest blocks asked for that has this one on the branch that it told of.
    fn source(&self, block: &Digest, peers: &[ActorId]) -> Option<ActorId> {
        let height = self.headers.height_of(block)?;
        let has = |peer: &&ActorId| {
            let best = self.best.get(peer);
            best.and_then(|best| self.headers.ancestor(best, height)) == Some(*block)
        };
        let load = |peer: &ActorId| self.awaited.iter().filter(|(_, of, _)| of == peer).count();
        let free = peers.iter().filter(has).map(|peer| (load(peer), *peer));
        let least = free.min()?;
        (least.0 < AT_A_TIME).then_some(least.1)
    }

    pub(super) fn forget_peers(&mut self) {
        self.best.clear();
        self.awaited.clear();
        self.waking = false;
    }
}

impl Node {
    /// What it has of headers, if it synchronizes by them.
    pub fn sync(&self) -> Option<&Sync> {
        self.sync.as_deref()
    }

    /// Asks a peer for what comes after the headers that are here; whether the node works that way.
    pub(super) fn ask_headers(&self, peer: ActorId, context: &mut Context) -> bool {
        let Some(sync) = &self.sync else {
            return false;
        };
        context.send(peer, Message::AskHeaders(sync.headers.locator()));
        true
    }

    pub(super) fn on_headers(
        &mut self,
        from: ActorId,
        headers: &[SealedHeader],
        context: &mut Context,
    ) {
        let rules = context.archive.rules();
        let latest = self.latest_time(rules, context.now);
        let Some(sync) = &mut self.sync else {
            return;
        };
        for sealed in headers.iter().take(MAX_HEADERS) {
            match sync.headers.take(sealed, rules, latest) {
                Ok(_) => sync.best.insert(from, sealed.header.id()),
                Err(BlockError::UnknownParent | BlockError::TimeTooNew) => break,
                Err(error) => return self.mark_down(Some(from), error, context),
            };
        }
        if headers.len() >= MAX_HEADERS {
            self.ask_headers(from, context);
        }
        self.download(context);
    }

    /// The node took this block: its header is known, and one less is waited for.
    pub(super) fn synced(&mut self, id: &Digest, context: &mut Context) {
        // What is kept back stays out of the locators, too.
        if self.is_secret(id) {
            return;
        }
        let Some(sync) = &mut self.sync else {
            return;
        };
        let rules = context.archive.rules();
        if let Some(entry) = context.archive.get(id) {
            let sealed = SealedHeader::of(&entry.block);
            // It was checked with its block, whatever the clock said.
            let _ = sync.headers.take(&sealed, rules, u32::MAX);
        }
        sync.awaited.retain(|(awaited, ..)| awaited != id);
        self.download(context);
    }

    /// A block whose header was good is not valid: what builds on it is not asked for.
    pub(super) fn unsync(&mut self, id: &Digest, error: BlockError) {
        let Some(sync) = &mut self.sync else {
            return;
        };
        match error {
            BlockError::UnknownParent | BlockError::TimeTooNew => return,
            // The header doesn't commit to that body or seal: another peer may have the right ones.
            BlockError::Merkle | BlockError::TooLarge | BlockError::Seal => {}
            _ => sync.headers.reject(id),
        }
        sync.awaited.retain(|(awaited, ..)| awaited != id);
    }

    /// Asks for the blocks of the best branch that are missing, each of one peer that has it.
    pub(super) fn download(&mut self, context: &mut Context) {
        let Some(mut sync) = self.sync.take() else {
            return;
        };
        let now = context.now;
        let peers = context.peers.iter().copied();
        let peers: Vec<ActorId> = peers.filter(|peer| !self.is_banned(*peer)).collect();
        sync.awaited.retain(|(_, _, since)| *since + PATIENCE > now);
        for block in self.missing(&sync) {
            let is_awaited = sync.awaited.iter().any(|(awaited, ..)| *awaited == block);
            if is_awaited || self.orphans.contains_key(&block) {
                continue;
            }
            if let Some(peer) = sync.source(&block, &peers) {
                sync.awaited.push((block, peer, now));
                context.send(peer, Message::Request(Item::Block(block)));
            }
        }
        if !sync.awaited.is_empty() && !sync.waking {
            sync.waking = true;
            context.wake(now + PATIENCE + Span(1), SYNC_TOKEN);
        }
        self.sync = Some(sync);
    }

    pub(super) fn on_sync_wake(&mut self, context: &mut Context) {
        if let Some(sync) = &mut self.sync {
            sync.waking = false;
        }
        self.download(context);
    }

    /// The next blocks of the best branch that are not here, oldest first, within the window.
    fn missing(&self, sync: &Sync) -> Vec<Digest> {
        let mut missing = Vec::new();
        let mut id = sync.headers.head();
        while !self.tree.knows(&id) {
            missing.push(id);
            match sync.headers.get(&id) {
                Some(header) => id = header.previous,
                None => return Vec::new(),
            }
        }
        missing.reverse();
        missing.truncate(WINDOW as usize);
        missing
    }
}
