//! One node's view: which valid blocks it knows, and which it follows.

use std::collections::BTreeSet;
use std::sync::Arc;

use borsh::BorshSerialize;

use crate::base::{Digest, order};

use super::{Archive, Entry};

/// How a head moved.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct HeadChange {
    /// The new head.
    pub head: Digest,
    /// Its height.
    pub height: u64,
    /// Blocks left, newest first; any makes it a reorg.
    pub removed: Vec<Digest>,
    /// Blocks entered, oldest first.
    pub added: Vec<Digest>,
}

/// The blocks that a node knows and the head that it follows.
#[derive(Clone, Debug, BorshSerialize)]
pub struct Tree {
    known: BTreeSet<Digest>,
    head: Digest,
}

impl Tree {
    /// A tree of genesis alone.
    pub fn new(genesis: Digest) -> Self {
        Self {
            known: order::gather([genesis]),
            head: genesis,
        }
    }

    /// The block that the node follows.
    pub fn head(&self) -> Digest {
        self.head
    }

    /// Whether the node took this block.
    pub fn knows(&self, id: &Digest) -> bool {
        *id == self.head || self.known.contains(id)
    }

    /// Every block that the node took.
    pub fn known(&self) -> impl Iterator<Item = &Digest> {
        self.known.iter()
    }

    /// Takes a valid block. The head moves only to more weight: of equals, the first seen wins.
    pub fn insert(&mut self, archive: &Archive, entry: &Arc<Entry>) -> Option<Arc<HeadChange>> {
        self.take(entry);
        if entry.work <= archive.entry(&self.head).work {
            return None;
        }
        self.follow(archive, entry)
    }

    /// Takes a valid block and leaves the head where it is.
    pub fn take(&mut self, entry: &Entry) {
        self.known.insert(entry.id());
    }

    /// Moves the head to a block that was taken; `None` if it is there already.
    pub fn follow(&mut self, archive: &Archive, entry: &Arc<Entry>) -> Option<Arc<HeadChange>> {
        if self.head == entry.id() {
            return None;
        }
        let left = std::mem::replace(&mut self.head, entry.id());
        if left == entry.parent() {
            return Some(entry.extension.clone());
        }
        let ways = archive.between(&left, &self.head);
        Some(Arc::new(HeadChange {
            head: self.head,
            height: entry.height(),
            removed: ways.removed,
            added: ways.added,
        }))
    }
}
