//! Votes: what they weigh, that they move as a whole, and what producers are owed for them.

use super::*;
use crate::base::{SecretKey, sha256};

const START: u32 = 1_767_225_600;
const WEEK: u32 = 7 * 24 * 3600;
const DAY: u32 = 24 * 3600;

fn at(now: u32) -> Clock {
    Clock { now, interval: DAY }
}

fn name(text: &str) -> AccountName {
    text.parse().unwrap()
}

fn voter(number: u8) -> Address {
    Address([number; 20])
}

fn electorate(producers: &[&str]) -> Electorate {
    let mut electorate = Electorate::default();
    for producer in producers {
        let key = SecretKey::derive(&sha256(b"electorate"), producer).public();
        electorate.register(name(producer), key, START);
    }
    electorate
}

fn votes(electorate: &Electorate, of: &str) -> u128 {
    electorate.producers()[&name(of)].votes
}

#[test]
fn a_vote_counts_in_full_for_each_producer_that_it_names() {
    let mut electorate = electorate(&["ada", "ben", "cleo"]);
    electorate.restake(voter(1), 1_000, at(START));
    electorate.vote(voter(1), vec![name("ada"), name("ben")], at(START));
    let weight = vote_weight(1_000, START);
    assert_eq!(votes(&electorate, "ada"), weight);
    assert_eq!(votes(&electorate, "ben"), weight);
    assert_eq!(votes(&electorate, "cleo"), 0);
}

#[test]
fn another_vote_takes_the_place_of_the_one_before() {
    let mut electorate = electorate(&["ada", "ben"]);
    electorate.restake(voter(1), 1_000, at(START));
    electorate.vote(voter(1), vec![name("ada")], at(START));
    electorate.vote(voter(1), vec![name("ben")], at(START + WEEK));
    assert_eq!(votes(&electorate, "ada"), 0);
    assert_eq!(votes(&electorate, "ben"), vote_weight(1_000, START + WEEK));
    electorate.vote(voter(1), Vec::new(), at(START + WEEK));
    assert_eq!(votes(&electorate, "ben"), 0);
}

#[test]
fn a_stale_vote_does_not_shrink_but_a_later_one_of_less_stake_outweighs_it() {
    let mut electorate = electorate(&["ada", "ben"]);
    electorate.restake(voter(1), 1_000, at(START));
    electorate.vote(voter(1), vec![name("ada")], at(START));
    let before = votes(&electorate, "ada");
    let later = START + 26 * WEEK;
    electorate.restake(voter(2), 800, at(later));
    electorate.vote(voter(2), vec![name("ben")], at(later));
    assert_eq!(votes(&electorate, "ada"), before);
    assert!(votes(&electorate, "ben") > before);
    electorate.vote(voter(1), vec![name("ada")], at(later));
    assert!(votes(&electorate, "ada") > votes(&electorate, "ben"));
}

#[test]
fn a_changed_stake_weighs_the_vote_again() {
    let mut electorate = electorate(&["ada"]);
    electorate.restake(voter(1), 1_000, at(START));
    electorate.vote(voter(1), vec![name("ada")], at(START));
    electorate.restake(voter(1), 400, at(START + WEEK));
    assert_eq!(votes(&electorate, "ada"), vote_weight(400, START + WEEK));
    electorate.restake(voter(1), 0, at(START + WEEK));
    assert_eq!(votes(&electorate, "ada"), 0);
}

#[test]
fn a_stake_is_activated_by_its_first_vote_once() {
    let mut electorate = electorate(&["ada"]);
    electorate.restake(voter(1), 1_000, at(START));
    assert_eq!(electorate.activated(), 0);
    electorate.vote(voter(1), vec![name("ada")], at(START));
    electorate.vote(voter(1), Vec::new(), at(START));
    assert_eq!(electorate.activated(), 1_000);
}

#[test]
fn pay_by_votes_goes_by_votes_and_time() {
    let mut electorate = electorate(&["ada", "ben"]);
    electorate.restake(voter(1), 1_000, at(START));
    electorate.restake(voter(2), 1_000, at(START));
    electorate.vote(voter(1), vec![name("ada"), name("ben")], at(START));
    electorate.vote(voter(2), vec![name("ada")], at(START + DAY / 2));
    let share = electorate.claim(name("ada"), at(START + DAY)).unwrap();
    let unit = vote_weight(1_000, START) * u128::from(DAY);
    assert_eq!(share.own, unit + unit / 2);
    assert_eq!(share.all, 2 * unit + unit / 2);
    let ben = electorate.claim(name("ben"), at(START + DAY)).unwrap();
    assert_eq!((ben.own, ben.all), (unit, unit));
}

#[test]
fn who_claims_nothing_for_three_days_loses_the_share() {
    let mut electorate = electorate(&["ada", "ben"]);
    electorate.restake(voter(1), 1_000, at(START));
    electorate.vote(voter(1), vec![name("ada"), name("ben")], at(START));
    let late = START + 3 * DAY;
    let share = electorate.claim(name("ada"), at(late)).unwrap();
    assert_eq!(share.own, 0);
    let again = electorate.claim(name("ada"), at(late + DAY)).unwrap();
    assert_eq!(again.own, vote_weight(1_000, START) * u128::from(DAY));
    electorate.vote(voter(1), vec![name("ben")], at(late + DAY));
    let alone = electorate.claim(name("ada"), at(late + DAY)).unwrap();
    assert_eq!(alone.all, 0, "ben's is dropped when his votes change");
}

#[test]
fn who_retires_keeps_votes_and_is_no_candidate() {
    let mut electorate = electorate(&["ada"]);
    electorate.restake(voter(1), 1_000, at(START));
    electorate.vote(voter(1), vec![name("ada")], at(START));
    electorate.retire(name("ada"));
    let candidates = electorate.candidates();
    assert!(candidates[0].votes > 0 && !candidates[0].active);
}
