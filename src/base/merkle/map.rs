//! An authenticated map: a persistent binary trie over the bits of hashed keys.
//!
//! A leaf sits at the shortest prefix that no other key shares, so the shape
//! and the root depend on the content only, not on its history. Clones share
//! all nodes; a change copies one path. Hashes are computed when asked for.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use borsh::BorshSerialize;

use crate::base::digest::{Digest, Hasher, Sha256};
use hash::{bit, hash_of, inner_hash, leaf_hash};

mod hash;
mod proof;

pub use proof::{MapProof, PathEnd};

/// A map whose root digest commits to every entry.
pub struct MerkleMap<K, V, H = Sha256> {
    top: Link<K, V>,
    len: u64,
    hasher: PhantomData<fn() -> H>,
}

type Link<K, V> = Option<Arc<Node<K, V>>>;

enum Node<K, V> {
    Leaf(Leaf<K, V>),
    Inner(Inner<K, V>),
}

struct Leaf<K, V> {
    key_hash: Digest,
    key: K,
    value: V,
    value_hash: OnceLock<Digest>,
    hash: OnceLock<Digest>,
}

struct Inner<K, V> {
    /// Where the next bit is 0 and where it is 1.
    children: [Link<K, V>; 2],
    hash: OnceLock<Digest>,
}

impl<K: BorshSerialize + Clone, V: BorshSerialize + Clone, H: Hasher> MerkleMap<K, V, H> {
    /// An empty map; its root is [`Digest::ZERO`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        let key_hash = hash_of::<H>(key);
        let mut link = &self.top;
        let mut depth = 0;
        loop {
            match link.as_deref()? {
                Node::Leaf(leaf) => return (leaf.key_hash == key_hash).then_some(&leaf.value),
                Node::Inner(inner) => link = &inner.children[bit(&key_hash, depth)],
            }
            depth += 1;
        }
    }

    /// Whether `key` has a value.
    #[must_use]
    pub fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Sets the value of `key` and returns the earlier one.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let leaf = Leaf {
            key_hash: hash_of::<H>(&key),
            key,
            value,
            value_hash: OnceLock::new(),
            hash: OnceLock::new(),
        };
        let (top, old) = inserted(&self.top, leaf, 0);
        self.top = Some(top);
        self.len += u64::from(old.is_none());
        old
    }

    /// Removes `key` and returns its value.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let (top, old) = removed(&self.top, &hash_of::<H>(key), 0)?;
        self.top = top;
        self.len -= 1;
        Some(old)
    }

    /// The digest that commits to all entries.
    #[must_use]
    pub fn root(&self) -> Digest {
        hash_of_link::<K, V, H>(&self.top)
    }

    /// Proves what the map holds for `key`, be it nothing.
    #[must_use]
    pub fn prove(&self, key: &K) -> MapProof<H> {
        let key_hash = hash_of::<H>(key);
        let mut siblings = Vec::new();
        let mut link = &self.top;
        while let Some(Node::Inner(inner)) = link.as_deref() {
            let side = bit(&key_hash, siblings.len());
            siblings.push(hash_of_link::<K, V, H>(&inner.children[1 - side]));
            link = &inner.children[side];
        }
        let end = match link.as_deref() {
            Some(Node::Leaf(leaf)) if leaf.key_hash == key_hash => PathEnd::Leaf,
            Some(Node::Leaf(leaf)) => PathEnd::Other {
                key_hash: leaf.key_hash,
                value_hash: leaf.value_hash::<H>(),
            },
            _ => PathEnd::Empty,
        };
        MapProof::new(siblings, end)
    }
}

impl<K, V, H> MerkleMap<K, V, H> {
    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries in the order of their hashed keys.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter {
            pending: self.top.as_deref().into_iter().collect(),
        }
    }
}

/// The entries of a [`MerkleMap`] in the order of their hashed keys.
pub struct Iter<'a, K, V> {
    pending: Vec<&'a Node<K, V>>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.pending.pop()? {
                Node::Leaf(leaf) => return Some((&leaf.key, &leaf.value)),
                Node::Inner(inner) => {
                    self.pending
                        .extend(inner.children.iter().rev().filter_map(Option::as_deref));
                }
            }
        }
    }
}

impl<'a, K, V, H> IntoIterator for &'a MerkleMap<K, V, H> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<K, V> Leaf<K, V> {
    fn value_hash<H: Hasher>(&self) -> Digest
    where
        V: BorshSerialize,
    {
        *self.value_hash.get_or_init(|| hash_of::<H>(&self.value))
    }
}

/// `link` with `leaf` in it, and the value that the leaf replaced.
fn inserted<K, V: Clone>(
    link: &Link<K, V>,
    leaf: Leaf<K, V>,
    depth: usize,
) -> (Arc<Node<K, V>>, Option<V>) {
    let Some(node) = link else {
        return (Arc::new(Node::Leaf(leaf)), None);
    };
    match &**node {
        Node::Leaf(old) if old.key_hash == leaf.key_hash => {
            let value = old.value.clone();
            (Arc::new(Node::Leaf(leaf)), Some(value))
        }
        Node::Leaf(old) => {
            let old_side = bit(&old.key_hash, depth);
            let mut children = [None, None];
            children[old_side] = Some(Arc::clone(node));
            let side = bit(&leaf.key_hash, depth);
            let (child, replaced) = inserted(&children[side], leaf, depth + 1);
            children[side] = Some(child);
            (inner(children), replaced)
        }
        Node::Inner(old) => {
            let side = bit(&leaf.key_hash, depth);
            let (child, replaced) = inserted(&old.children[side], leaf, depth + 1);
            let mut children = old.children.clone();
            children[side] = Some(child);
            (inner(children), replaced)
        }
    }
}

/// `link` without the leaf of `key_hash`, and its value; none if it is absent.
fn removed<K, V: Clone>(
    link: &Link<K, V>,
    key_hash: &Digest,
    depth: usize,
) -> Option<(Link<K, V>, V)> {
    match link.as_deref()? {
        Node::Leaf(leaf) if leaf.key_hash == *key_hash => Some((None, leaf.value.clone())),
        Node::Leaf(_) => None,
        Node::Inner(old) => {
            let side = bit(key_hash, depth);
            let (child, value) = removed(&old.children[side], key_hash, depth + 1)?;
            let mut children = old.children.clone();
            children[side] = child;
            Some((joined(children), value))
        }
    }
}

/// The link to two children: a leaf without a sibling moves up in its place.
fn joined<K, V>(children: [Link<K, V>; 2]) -> Link<K, V> {
    match &children {
        [None, None] => None,
        [Some(only), None] | [None, Some(only)] if matches!(**only, Node::Leaf(_)) => {
            Some(Arc::clone(only))
        }
        _ => Some(inner(children)),
    }
}

fn inner<K, V>(children: [Link<K, V>; 2]) -> Arc<Node<K, V>> {
    Arc::new(Node::Inner(Inner {
        children,
        hash: OnceLock::new(),
    }))
}

fn hash_of_link<K, V: BorshSerialize, H: Hasher>(link: &Link<K, V>) -> Digest {
    match link.as_deref() {
        None => Digest::ZERO,
        Some(Node::Leaf(leaf)) => *leaf
            .hash
            .get_or_init(|| leaf_hash::<H>(&leaf.key_hash, &leaf.value_hash::<H>())),
        Some(Node::Inner(inner)) => *inner.hash.get_or_init(|| {
            let [left, right] = inner.children.each_ref().map(hash_of_link::<K, V, H>);
            inner_hash::<H>(&left, &right)
        }),
    }
}

impl<K, V, H> Clone for MerkleMap<K, V, H> {
    fn clone(&self) -> Self {
        Self {
            top: self.top.clone(),
            len: self.len,
            hasher: PhantomData,
        }
    }
}

impl<K, V, H> Default for MerkleMap<K, V, H> {
    fn default() -> Self {
        Self {
            top: None,
            len: 0,
            hasher: PhantomData,
        }
    }
}

impl<K: fmt::Debug, V: fmt::Debug, H> fmt::Debug for MerkleMap<K, V, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// Two maps are equal if their roots are.
impl<K: BorshSerialize + Clone, V: BorshSerialize + Clone, H: Hasher> PartialEq
    for MerkleMap<K, V, H>
{
    fn eq(&self, other: &Self) -> bool {
        self.root() == other.root()
    }
}

impl<K: BorshSerialize + Clone, V: BorshSerialize + Clone, H: Hasher> Eq for MerkleMap<K, V, H> {}

impl<K: BorshSerialize + Clone, V: BorshSerialize + Clone, H: Hasher> FromIterator<(K, V)>
    for MerkleMap<K, V, H>
{
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests;
