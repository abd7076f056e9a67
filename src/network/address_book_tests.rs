//! Flooding the tables, with each defence off and on.

use super::*;
use crate::base::sha256;

const OFF: Defence = Defence {
    by_group: false,
    test_before_evict: false,
    anchors: false,
};
const HONEST: ActorId = ActorId(1);
const BOT: ActorId = ActorId(2);

fn honest(number: u16) -> Endpoint {
    Endpoint {
        owner: HONEST,
        group: 1_000 + number,
        host: 7,
    }
}

fn bot(number: u16, groups: u16) -> Endpoint {
    Endpoint {
        owner: BOT,
        group: number % groups,
        host: number,
    }
}

fn time(second: u64) -> Time {
    Time::from_secs(second)
}

/// A book with 40 honest addresses tried, in 40 groups, into which an attacker then puts 1,000 of his own.
fn flooded(defence: Defence, groups: u16) -> (AddressBook, usize) {
    let mut book = AddressBook::new(sha256(b"secret"), defence);
    for number in 0..40 {
        book.succeed(honest(number), time(number.into()));
    }
    let before = of(&book, HONEST);
    for number in 0..1_000 {
        book.succeed(bot(number, groups), time(1_000 + u64::from(number)));
    }
    (book, before)
}

fn of(book: &AddressBook, owner: ActorId) -> usize {
    book.tried().filter(|kept| kept.owner == owner).count()
}

#[test]
fn without_defence_a_flood_leaves_nothing_but_itself() {
    let (book, before) = flooded(OFF, 4);
    assert_eq!(before, 40);
    assert_eq!(of(&book, HONEST), 0);
    assert_eq!(of(&book, BOT), TRIED_BUCKETS * BUCKET);
}

#[test]
fn by_group_a_flood_reaches_two_buckets_a_group_however_many_addresses_it_has() {
    let defence = Defence {
        by_group: true,
        ..OFF
    };
    let (book, before) = flooded(defence, 2);
    assert!(of(&book, BOT) <= 2 * 2 * BUCKET, "{}", of(&book, BOT));
    assert!(of(&book, HONEST) * 2 > before, "{}", of(&book, HONEST));
    let (many, _) = flooded(defence, 500);
    assert!(
        of(&many, BOT) > 100,
        "with groups enough the flood comes through"
    );
}

#[test]
fn who_answers_a_test_is_never_replaced_and_who_does_not_is() {
    let defence = Defence {
        by_group: true,
        test_before_evict: true,
        anchors: false,
    };
    let (mut book, before) = flooded(defence, 500);
    assert_eq!(
        of(&book, HONEST),
        before,
        "all of them are to be tested first"
    );
    let rival = (0..u16::MAX).find_map(|number| match book.succeed(bot(number, 500), time(9)) {
        Tried::Taken(old) if old.owner == HONEST => Some((old, bot(number, 500))),
        _ => None,
    });
    let (old, rival) = rival.expect("one falls on an honest place");
    book.replace(old, rival, time(10));
    assert!(!book.tried().any(|kept| kept == old));
    assert!(book.tried().any(|kept| kept == rival));
}

/// Without the buckets by group, too: a full bucket's oldest address is asked before it gives way.
#[test]
fn a_test_alone_keeps_all_that_answer() {
    let alone = Defence {
        test_before_evict: true,
        ..OFF
    };
    let (mut book, before) = flooded(alone, 4);
    assert_eq!(of(&book, HONEST), before);
    assert_eq!(
        book.tried().count(),
        TRIED_BUCKETS * BUCKET,
        "empty places are taken all the same"
    );
    let (old, rival) = (0..u16::MAX)
        .find_map(|number| match book.succeed(bot(number, 4), time(9)) {
            Tried::Taken(old) => Some((old, bot(number, 4))),
            Tried::Kept => None,
        })
        .expect("no place is free");
    book.replace(old, rival, time(10));
    assert!(book.tried().any(|kept| kept == rival));
    assert!(!book.tried().any(|kept| kept == old), "it did not answer");
}

#[test]
fn who_tells_of_many_addresses_reaches_four_new_buckets_only() {
    let fill = |by_group| {
        let mut book = AddressBook::new(sha256(b"secret"), Defence { by_group, ..OFF });
        for number in 0..5_000 {
            book.hear(bot(number, 250), 77, time(number.into()));
        }
        book.heard().count()
    };
    assert_eq!(fill(false), NEW_BUCKETS * BUCKET);
    assert!(
        fill(true) <= NEW_OF_SOURCE as usize * BUCKET,
        "{}",
        fill(true)
    );
}

#[test]
fn draws_come_from_both_tables_and_an_empty_book_has_none() {
    let mut dice = Stream::named(1, "draws");
    let mut book = AddressBook::new(sha256(b"secret"), OFF);
    assert_eq!(book.draw(&mut dice), None);
    book.hear(honest(1), 5, time(1));
    assert_eq!(book.draw(&mut dice), Some(honest(1)));
    book.succeed(honest(2), time(2));
    let drawn: Vec<_> = (0..200).filter_map(|_| book.draw(&mut dice)).collect();
    let share = drawn.iter().filter(|drawn| **drawn == honest(2)).count();
    assert!((60..140).contains(&share), "{share}");
    book.fail(honest(1));
    book.fail(honest(2));
    assert_eq!(book.draw(&mut dice), None);
}

#[test]
fn a_tried_address_is_not_heard_of_again() {
    let mut book = AddressBook::new(sha256(b"secret"), OFF);
    book.hear(honest(1), 5, time(1));
    book.succeed(honest(1), time(2));
    book.hear(honest(1), 5, time(3));
    assert_eq!((book.heard().count(), book.tried().count()), (0, 1));
}
