//! What is to happen, ordered by (time, sequence).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use borsh::BorshSerialize;

use crate::actor::Message;
use crate::base::{ActorId, Time, order};
use crate::event::Cause;

/// What is to happen.
#[derive(Clone, Debug, BorshSerialize)]
pub(super) enum Task {
    /// A message arrives.
    Deliver(Transit),
    /// An actor is woken.
    Wake { actor: ActorId, token: u64 },
    /// A command of the scenario's script is due.
    Script(u32),
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

/// The queue: a heap of small keys, and the items in slots that are used again, so that a message allocates nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<Key>>,
    slots: Vec<Option<Item>>,
    free: Vec<u32>,
    sequence: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    time: Time,
    sequence: u64,
    slot: u32,
}

impl Queue {
    pub(super) fn push(&mut self, time: Time, cause: Cause, task: Task) {
        self.sequence += 1;
        let sequence = self.sequence;
        let item = Some(Item {
            time,
            sequence,
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
        self.heap.push(Reverse(Key {
            time,
            sequence,
            slot,
        }));
    }

    pub(super) fn next_time(&self) -> Option<Time> {
        self.heap.peek().map(|Reverse(key)| key.time)
    }

    pub(super) fn pop(&mut self) -> Option<Item> {
        let Reverse(key) = self.heap.pop()?;
        self.free.push(key.slot);
        self.slots[key.slot as usize].take()
    }

    pub(super) fn len(&self) -> usize {
        self.heap.len()
    }

    /// Messages on their way, with arrival and sequence number; in no particular order.
    pub(super) fn transits(&self) -> impl Iterator<Item = (&Transit, Time, u64)> {
        self.slots
            .iter()
            .flatten()
            .filter_map(|item| match &item.task {
                Task::Deliver(transit) => Some((transit, item.time, item.sequence)),
                Task::Wake { .. } | Task::Script(_) => None,
            })
    }

    /// Takes out the messages on their way between two actors, in the order of arrival.
    pub(super) fn drain_between(&mut self, a: ActorId, b: ActorId) -> Vec<Transit> {
        let mut lost = Vec::new();
        let keys = std::mem::take(&mut self.heap).into_sorted_vec();
        for Reverse(key) in keys.into_iter().rev() {
            let slot = &mut self.slots[key.slot as usize];
            match slot.take() {
                Some(Item {
                    task: Task::Deliver(transit),
                    ..
                }) if is_between(&transit, a, b) => {
                    self.free.push(key.slot);
                    lost.push(transit);
                }
                kept => {
                    *slot = kept;
                    self.heap.push(Reverse(key));
                }
            }
        }
        lost
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
