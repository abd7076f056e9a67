//! More than a third is away: nothing becomes final, and who is away loses stake until the others
//! are two thirds.

use crate::village::{Plan, Village};

/// 42 there, 22 away.
fn third_away() -> Village {
    let mut village = Village::new(&Plan::minimal(&[42, 22]));
    village.houses[1].awake = false;
    village
}

#[test]
fn without_two_thirds_nothing_becomes_final_and_who_is_away_pays() {
    let mut village = third_away();
    village.run_to_epoch(12);
    let state = village.head_state(0);
    assert_eq!(state.justification().finalized.epoch, 0);
    let away = state.balance(63);
    let there = state.balance(0);
    assert!(away < there, "{away} {there}");
    assert!(state.score(63) >= 16 && state.score(0) == 0);
    // In a leak nobody is paid for votes.
    let before = state.flow().earned;
    village.run_to_epoch(13);
    let proposers = village.head_state(0).flow().earned - before;
    assert!(proposers < 64 * 1_431_072 / 8);
}

#[test]
fn the_leak_makes_those_who_vote_two_thirds_and_the_chain_goes_on() {
    let mut village = third_away();
    village.run_to_epoch(300);
    assert_eq!(village.finalized()[0].epoch, 0);
    let mut epoch = 300;
    while village.finalized()[0].epoch == 0 {
        epoch += 10;
        assert!(epoch < 1200, "not final after {epoch} epochs");
        village.run_to_epoch(epoch);
    }
    let state = village.head_state(0);
    let away: u64 = (42..64)
        .map(|index| state.validators()[index].effective)
        .sum();
    assert!(away * 3 <= state.total());
    assert!(state.validators()[63].effective > 25_000_000_000);
}

#[test]
fn who_comes_back_ends_the_leak_and_scores_sink() {
    let mut village = third_away();
    village.run_to_epoch(10);
    village.houses[1].awake = true;
    village.run_to_epoch(14);
    let state = village.head_state(1);
    assert!(state.justification().finalized.epoch >= 11);
    assert!(state.score(63) < 16, "{}", state.score(63));
}
