//! A list in shared parts: a copy costs a pointer for each part, a change copies one part.

use std::sync::Arc;

/// Items of a part.
const PART: usize = 32;

/// A list of which many nearly equal versions are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<T> {
    parts: Vec<Arc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Parts<T> {
    fn default() -> Self {
        Self {
            parts: Vec::new(),
            len: 0,
        }
    }
}

impl<T: Clone> Parts<T> {
    /// Number of items.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The item at a place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<&T> {
        self.parts.get(place / PART)?.get(place % PART)
    }

    /// The item at a place, to be changed.
    pub fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        let part = self.parts.get_mut(place / PART)?;
        if place % PART >= part.len() {
            return None;
        }
        Arc::make_mut(part).get_mut(place % PART)
    }

    /// Adds an item at the end.
    pub fn push(&mut self, item: T) {
        if self.len.is_multiple_of(PART) {
            self.parts.push(Arc::default());
        }
        if let Some(part) = self.parts.last_mut() {
            Arc::make_mut(part).push(item);
            self.len += 1;
        }
    }

    /// All items in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.parts.iter().flat_map(|part| part.iter())
    }
}

impl<T: Clone> Extend<T> for Parts<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.push(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::order::gather;

    #[test]
    fn a_copy_keeps_what_was_and_shares_what_is_the_same() {
        let mut list: Parts<usize> = gather(0..100);
        let before = list.clone();
        *list.get_mut(40).unwrap() = 7;
        assert_eq!((list.get(40), before.get(40)), (Some(&7), Some(&40)));
        let shared = |at: usize| Arc::ptr_eq(&list.parts[at], &before.parts[at]);
        assert_eq!([shared(0), shared(1), shared(2)], [true, false, true]);
    }

    #[test]
    fn it_is_a_list() {
        let mut list: Parts<usize> = gather(0..64);
        list.push(64);
        assert!(list.iter().copied().eq(0..65));
        assert_eq!((list.len(), list.get(65)), (65, None));
        assert_eq!(list.get_mut(65), None);
        assert!(Parts::<u8>::default().is_empty());
    }
}
