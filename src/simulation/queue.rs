//! What is to happen, ordered by (time, sequence).

use std::collections::VecDeque;

use borsh::BorshSerialize;

use crate::actor::Message;
use crate::base::{ActorId, Time, order};
use crate::event::Cause;

use super::dial::Dial;

/// What is to happen.
#[derive(Clone, Debug, BorshSerialize)]
pub(super) enum Task {
    /// A message arrives.
    Deliver(Transit),
    /// An actor is woken.
    Wake { actor: ActorId, token: u64 },
    /// A command of the scenario's script is due.
    Script(u32),
    /// An attempt to connect arrives.
    Dial(Box<Dial>),
}

/// A message on its way.
#[derive(Clone, Debug, BorshSerialize)]
pub struct Transit {
    /// Sender.
    pub from: ActorId,
    /// Receiver.
    pub to: ActorId,
    /// When the first bit left.
    pub departure: Time,
    /// The message.
    pub message: Message,
}

#[derive(Clone, Debug, BorshSerialize)]
pub(super) struct Item {
    pub(super) time: Time,
    pub(super) sequence: u64,
    pub(super) cause: Cause,
    pub(super) task: Task,
}

/// The queue: small keys in a radix heap, and the items in slots that are used again, so that a message allocates nothing.
///
/// No item is earlier than the one taken last. So keys wait in buckets, by the highest bit in which their time differs
/// from that one's, and move to lower buckets as time comes near. Each bucket keeps the order of sequence.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    taken: Time,
    buckets: Vec<Bucket>,
    slots: Vec<Option<Item>>,
    free: Vec<u32>,
    sequence: u64,
}

#[derive(Clone, Debug, Default)]
struct Bucket {
    earliest: Time,
    keys: VecDeque<Key>,
}

#[derive(Clone, Copy, Debug)]
struct Key {
    time: Time,
    slot: u32,
}

impl Queue {
    pub(super) fn push(&mut self, time: Time, cause: Cause, task: Task) {
        self.sequence += 1;
        let item = Some(Item {
            time,
            sequence: self.sequence,
            cause,
            task,
        });
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = item;
                slot
            }
            None => {
                self.slots.push(item);
                self.slots.len() as u32 - 1
            }
        };
        self.file(Key { time, slot });
    }

    fn file(&mut self, key: Key) {
        debug_assert!(key.time >= self.taken, "nothing is added to the past");
        let differs = key.time.0 ^ self.taken.0;
        let level = (u64::BITS - differs.leading_zeros()) as usize;
        if self.buckets.len() <= level {
            self.buckets.resize(level + 1, Bucket::default());
        }
        let bucket = &mut self.buckets[level];
        if bucket.keys.is_empty() || key.time < bucket.earliest {
            bucket.earliest = key.time;
        }
        bucket.keys.push_back(key);
    }

    fn first_bucket(&self) -> Option<usize> {
        self.buckets
            .iter()
            .position(|bucket| !bucket.keys.is_empty())
    }

    pub(super) fn next_time(&self) -> Option<Time> {
        self.first_bucket()
            .map(|level| self.buckets[level].earliest)
    }

    pub(super) fn pop(&mut self) -> Option<Item> {
        let level = self.first_bucket()?;
        if level > 0 {
            self.taken = self.buckets[level].earliest;
            self.file_again(level);
        }
        let key = self.buckets[0].keys.pop_front()?;
        self.free.push(key.slot);
        self.slots[key.slot as usize].take()
    }

    fn file_again(&mut self, level: usize) {
        let mut keys = std::mem::take(&mut self.buckets[level].keys);
        for key in keys.drain(..) {
            self.file(key);
        }
        // Room for the next keys of this bucket, which is empty now.
        self.buckets[level].keys = keys;
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Messages on their way, with arrival and sequence number; in no particular order.
    pub(super) fn transits(&self) -> impl Iterator<Item = (&Transit, Time, u64)> {
        self.slots
            .iter()
            .flatten()
            .filter_map(|item| match &item.task {
                Task::Deliver(transit) => Some((transit, item.time, item.sequence)),
                Task::Wake { .. } | Task::Script(_) | Task::Dial(_) => None,
            })
    }

    /// Takes out the messages on their way between two actors, in the order of arrival.
    pub(super) fn drain_between(&mut self, a: ActorId, b: ActorId) -> Vec<Transit> {
        let mut lost = Vec::new();
        for level in 0..self.buckets.len() {
            for key in std::mem::take(&mut self.buckets[level].keys) {
                let slot = &mut self.slots[key.slot as usize];
                match slot.take() {
                    Some(Item {
                        sequence,
                        task: Task::Deliver(transit),
                        ..
                    }) if is_between(&transit, a, b) => {
                        self.free.push(key.slot);
                        lost.push((key.time, sequence, transit));
                    }
                    kept => {
                        *slot = kept;
                        self.file(key);
                    }
                }
            }
        }
        lost.sort_unstable_by_key(|(time, sequence, _)| (*time, *sequence));
        lost.into_iter().map(|(_, _, transit)| transit).collect()
    }

    /// Takes out what would wake an actor.
    pub(super) fn forget_wakes(&mut self, actor: ActorId) {
        for level in 0..self.buckets.len() {
            for key in std::mem::take(&mut self.buckets[level].keys) {
                let slot = &mut self.slots[key.slot as usize];
                let wakes = |item: &Item| matches!(item.task, Task::Wake { actor: woken, .. } if woken == actor);
                if slot.as_ref().is_some_and(wakes) {
                    *slot = None;
                    self.free.push(key.slot);
                } else {
                    self.file(key);
                }
            }
        }
    }

    /// All items in order, for the fingerprint.
    pub(super) fn sorted(&self) -> Vec<&Item> {
        let mut items: Vec<&Item> = self.slots.iter().flatten().collect();
        order::sort_by_key(&mut items, |item| (item.time, item.sequence));
        items
    }
}

fn is_between(transit: &Transit, a: ActorId, b: ActorId) -> bool {
    let ends = (transit.from, transit.to);
    ends == (a, b) || ends == (b, a)
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
