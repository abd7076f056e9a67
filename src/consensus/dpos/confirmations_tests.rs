//! One branch's confirmations: what counts, what is refused, what a new schedule keeps.

use super::*;

fn names(count: u64) -> Vec<AccountName> {
    (1..=count)
        .map(|number| AccountName::from_packed(number << 8))
        .collect()
}

/// Produces single blocks in turn, each confirming all since its producer's last one.
fn take_turns(chain: &mut Confirmations, producers: &[AccountName], turns: usize) {
    for turn in 0..turns {
        let producer = producers[turn % producers.len()];
        let own = chain
            .progress()
            .iter()
            .find(|one| one.producer == producer)
            .unwrap();
        let confirmed = chain.head() - own.produced;
        chain
            .extend(producer, u16::try_from(confirmed).unwrap())
            .unwrap();
    }
}

#[test]
fn thresholds() {
    let expected = [(1, 1), (2, 2), (3, 3), (4, 3), (7, 5), (21, 15), (125, 84)];
    for (producers, confirmations) in expected {
        assert_eq!(threshold(producers), confirmations, "{producers}");
    }
}

#[test]
fn four_producers_with_one_block_each() {
    let producers = names(4);
    let mut chain = Confirmations::new(&producers);
    take_turns(&mut chain, &producers, 3);
    assert_eq!((chain.proposed(), chain.irreversible()), (1, 0));
    assert_eq!(chain.lacking(1), None);
    assert_eq!(chain.lacking(2), Some(1));
    take_turns(&mut chain, &producers[3..], 1);
    take_turns(&mut chain, &producers, 1);
    assert_eq!((chain.proposed(), chain.irreversible()), (3, 0));
    take_turns(&mut chain, &producers[1..2], 1);
    assert_eq!((chain.proposed(), chain.irreversible()), (4, 1));
}

#[test]
fn a_height_is_confirmed_once_by_each_producer_of_a_branch() {
    let producers = names(4);
    let mut chain = Confirmations::new(&producers);
    take_turns(&mut chain, &producers, 4);
    let before = chain.clone();
    assert_eq!(
        chain.extend(producers[0], 4),
        Err(ConfirmationError::DoubleConfirmation),
        "height 1 is its own"
    );
    assert_eq!(chain, before);
    chain.extend(producers[0], 3).unwrap();
}

#[test]
fn only_scheduled_producers_extend() {
    let mut chain = Confirmations::new(&names(4));
    let stranger = AccountName::from_packed(1 << 20);
    assert_eq!(
        chain.extend(stranger, 0),
        Err(ConfirmationError::NotScheduled)
    );
}

#[test]
fn two_of_four_never_make_a_block_irreversible() {
    let producers = names(4);
    let mut chain = Confirmations::new(&producers);
    take_turns(&mut chain, &producers[..2], 2_000);
    assert_eq!((chain.proposed(), chain.irreversible()), (0, 0));
    let mut with_three = Confirmations::new(&producers);
    take_turns(&mut with_three, &producers[..3], 9);
    assert_eq!(with_three.proposed(), 7);
    assert_eq!(with_three.irreversible(), 4);
}

#[test]
fn who_confirms_nothing_before_its_own_block_helps_little() {
    let producers = names(4);
    let mut chain = Confirmations::new(&producers);
    for turn in 0..400 {
        chain.extend(producers[turn % 4], 0).unwrap();
    }
    assert_eq!(chain.proposed(), 0, "every block has one confirmation only");
}

#[test]
fn a_new_schedule_keeps_who_stays_and_starts_others_at_the_irreversible_block() {
    let producers = names(5);
    let mut chain = Confirmations::new(&producers[..4]);
    take_turns(&mut chain, &producers[..4], 16);
    let (stays, irreversible) = (chain.progress()[1], chain.irreversible());
    assert!(irreversible > 0);
    let next = [producers[1], producers[2], producers[3], producers[4]];
    chain.activate(&next, producers[3]);
    assert_eq!(chain.progress()[0], stays);
    let new = chain.progress()[3];
    assert_eq!((new.produced, new.implied), (irreversible, irreversible));
    take_turns(&mut chain, &next, 12);
    assert!(chain.irreversible() > irreversible + 4);
}
