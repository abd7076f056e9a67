//! The queue gives back in the order of (time, sequence), whatever is added or lost meanwhile.

use super::*;
use crate::base::Stream;

fn wake(token: u64) -> Task {
    Task::Wake {
        actor: ActorId(0),
        token,
    }
}

fn message(from: u32, to: u32) -> Task {
    Task::Deliver(Transit {
        from: ActorId(from),
        to: ActorId(to),
        departure: Time(0),
        message: Message::Inventory([].into()),
    })
}

fn rest(mut queue: Queue) -> Vec<(Time, u64)> {
    std::iter::from_fn(|| queue.pop())
        .map(|item| (item.time, item.sequence))
        .collect()
}

#[test]
fn items_come_in_the_order_of_time_and_of_equal_times_in_the_order_of_adding() {
    let mut stream = Stream::named(1, "queue");
    let mut queue = Queue::default();
    let mut expected = std::collections::BTreeSet::new();
    let mut now = Time(0);
    for sequence in 1..=5_000 {
        // Spans of all sizes, and many equal times.
        let ahead = stream.below(4) << stream.below(40);
        let time = Time(now.0 + ahead);
        queue.push(time, Cause::Genesis, wake(sequence));
        expected.insert((time, sequence));
        if stream.below(2) == 0 {
            assert_eq!(queue.next_time(), expected.first().map(|(time, _)| *time));
            let item = queue.pop().expect("one was added");
            assert_eq!(Some((item.time, item.sequence)), expected.pop_first());
            now = item.time;
        }
        assert_eq!(queue.len(), expected.len());
    }
    assert!(expected.len() > 1_000);
    assert_eq!(rest(queue), Vec::from_iter(expected));
}

#[test]
fn the_last_moment_of_all_is_a_time_too() {
    let mut queue = Queue::default();
    for time in [u64::MAX, 0, u64::MAX, 1] {
        queue.push(Time(time), Cause::Genesis, wake(time));
    }
    let times = [(0, 2), (1, 4), (u64::MAX, 1), (u64::MAX, 3)];
    assert_eq!(
        rest(queue),
        times.map(|(time, number)| (Time(time), number))
    );
}

#[test]
fn what_a_cut_link_loses_comes_out_in_the_order_of_arrival_and_the_rest_stays() {
    let mut queue = Queue::default();
    for (time, from, to) in [
        (70, 1, 2),
        (9, 2, 1),
        (9, 1, 3),
        (70, 1, 2),
        (8, 1, 2),
        (300, 3, 1),
    ] {
        queue.push(Time(time), Cause::Genesis, message(from, to));
    }
    queue.push(Time(8), Cause::Genesis, wake(0));
    assert_eq!(queue.pop().map(|item| item.sequence), Some(5));
    let lost = queue.drain_between(ActorId(1), ActorId(2));
    let ways: Vec<_> = lost
        .iter()
        .map(|transit| (transit.from.0, transit.to.0))
        .collect();
    assert_eq!(ways, [(2, 1), (1, 2), (1, 2)]);
    assert_eq!(queue.len(), 3);
    assert_eq!(queue.next_time(), Some(Time(8)));
    queue.push(Time(9), Cause::Genesis, message(1, 2));
    let left = [(8, 7), (9, 3), (9, 8), (300, 6)];
    assert_eq!(rest(queue), left.map(|(time, number)| (Time(time), number)));
}
