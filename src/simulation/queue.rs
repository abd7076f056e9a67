//! What is to happen, ordered by (time, sequence).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use borsh::BorshSerialize;

use crate::actor::Message;
use crate::base::{ActorId, Time};
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

impl Item {
    fn order(&self) -> Reverse<(Time, u64)> {
        Reverse((self.time, self.sequence))
    }
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for Item {}

impl PartialOrd for Item {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Item {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

/// The queue.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Item>,
    sequence: u64,
}

impl Queue {
    pub(super) fn push(&mut self, time: Time, cause: Cause, task: Task) {
        self.sequence += 1;
        self.heap.push(Item {
            time,
            sequence: self.sequence,
            cause,
            task,
        });
    }

    pub(super) fn next_time(&self) -> Option<Time> {
        self.heap.peek().map(|item| item.time)
    }

    pub(super) fn pop(&mut self) -> Option<Item> {
        self.heap.pop()
    }

    pub(super) fn len(&self) -> usize {
        self.heap.len()
    }

    /// Messages on their way, with arrival; in no particular order.
    pub(super) fn transits(&self) -> impl Iterator<Item = (&Transit, Time, u64)> {
        self.heap.iter().filter_map(|item| match &item.task {
            Task::Deliver(transit) => Some((transit, item.time, item.sequence)),
            Task::Wake { .. } | Task::Script(_) => None,
        })
    }

    /// Takes out the messages on their way between two actors.
    pub(super) fn drain_between(&mut self, a: ActorId, b: ActorId) -> Vec<Transit> {
        let mut lost = Vec::new();
        let kept = std::mem::take(&mut self.heap).into_sorted_vec();
        for item in kept.into_iter().rev() {
            match item.task {
                Task::Deliver(transit)
                    if (transit.from, transit.to) == (a, b)
                        || (transit.from, transit.to) == (b, a) =>
                {
                    lost.push(transit);
                }
                _ => self.heap.push(item),
            }
        }
        lost
    }

    /// All items in order, for the fingerprint.
    pub(super) fn sorted(&self) -> Vec<Item> {
        let mut items = self.heap.clone().into_sorted_vec();
        items.reverse();
        items
    }
}
