//! A chain by delegation: elections, the long way of a schedule, missed slots, pay.

use std::collections::BTreeMap;

use super::*;
use crate::base::{COIN, SecretKey};
use crate::consensus::dpos::watermark::{Watermark, confirmable};

const GENESIS: u64 = 1_641_081_600;
const NAMES: [&str; 5] = ["ada", "ben", "cleo", "dan", "eve"];

fn name(text: &str) -> AccountName {
    text.parse().unwrap()
}

fn params() -> Params {
    Params {
        seats: 4,
        election_slots: 120,
        activation: 100 * COIN,
        claim_interval: 60,
        least_vote_pay: 0,
        savings: Address([9; 20]),
    }
}

/// A chain, and what its producers remember of their own blocks.
struct Chain {
    state: Delegation,
    watermarks: BTreeMap<AccountName, Watermark>,
    absent: Vec<AccountName>,
    slot: u64,
    paid: Vec<(Address, u64)>,
}

impl Chain {
    fn new() -> Self {
        let mut electorate = Electorate::default();
        for text in NAMES {
            let key = SecretKey::derive(&sha256(b"delegation"), text).public();
            electorate.register(name(text), key, second_of(GENESIS));
        }
        let first: Vec<AccountName> = NAMES[..4].iter().map(|text| name(text)).collect();
        Self {
            state: Delegation::new(electorate, &first, GENESIS, 1_000_000_000 * COIN),
            watermarks: BTreeMap::new(),
            absent: Vec::new(),
            slot: GENESIS,
            paid: Vec::new(),
        }
    }

    /// One slot, with what its block tells of its transactions.
    fn slot(&mut self, notices: Vec<Notice>) {
        self.slot += 1;
        let producer = self.state.producer_at(self.slot).unwrap();
        if self.absent.contains(&producer) {
            assert!(notices.is_empty(), "nobody took them");
            return;
        }
        let chain = self.state.confirmations();
        let heights = (chain.head(), chain.irreversible());
        let watermark = self.watermarks.get(&producer).copied();
        let confirmed = confirmable(watermark, heights, self.slot).unwrap();
        let slot = self.slot;
        let turn = Turn { slot, confirmed };
        let (state, paid) = self.state.next(&params(), turn, notices).unwrap();
        self.state = state;
        self.paid.extend(paid);
        let height = self.state.confirmations().head();
        self.watermarks.insert(producer, Watermark { height, slot });
    }

    fn slots(&mut self, count: usize) {
        for _ in 0..count {
            self.slot(Vec::new());
        }
    }

    fn until(&mut self, what: &str, holds: impl Fn(&Delegation) -> bool) {
        for _ in 0..2_000 {
            if holds(&self.state) {
                return;
            }
            self.slot(Vec::new());
        }
        panic!("never: {what}");
    }

    fn votes(&mut self, voter: u8, stake: u64, producers: &[&str]) {
        let voter = Address([voter; 20]);
        let producers = producers.iter().map(|text| name(text)).collect();
        let notices = vec![
            Notice::Staked { voter, stake },
            Notice::Voted { voter, producers },
        ];
        self.slot(notices);
    }

    fn tally(&self, text: &str) -> Tally {
        let mut tallies = self.state.tallies().iter();
        *tallies.find(|one| one.producer == name(text)).unwrap()
    }
}

#[test]
fn without_enough_stake_that_voted_there_is_no_election_and_no_pay() {
    let mut chain = Chain::new();
    chain.votes(1, 99 * COIN, &["eve"]);
    chain.slots(400);
    assert_eq!(chain.state.proposed(), None);
    assert_eq!(chain.state.active().version, 0);
    assert_eq!(chain.state.purse().unpaid_blocks, 0);
}

#[test]
fn an_elected_producer_waits_until_its_schedule_is_irreversible_twice() {
    let mut chain = Chain::new();
    chain.slots(60);
    chain.votes(1, 200 * COIN, &["ben", "cleo", "dan", "eve"]);
    chain.until("proposed", |state| state.proposed().is_some());
    let proposed = chain.state.proposed().unwrap().height;
    assert_eq!(proposed, chain.state.confirmations().head());
    chain.until("pending", |state| state.pending().is_some());
    let pending = chain.state.pending().unwrap().height;
    assert_eq!(pending, chain.state.confirmations().head());
    assert!(chain.state.confirmations().irreversible() >= proposed);
    assert!((37..=49).contains(&(pending - proposed)));
    chain.until("active", |state| state.active().version == 1);
    let active = chain.state.confirmations();
    assert!(active.irreversible() >= pending);
    assert!((37..=49).contains(&(active.head() - pending)));
    let expected: Vec<_> = NAMES[1..].iter().map(|text| name(text)).collect();
    assert_eq!(chain.state.active().producers, expected);
    assert_eq!(chain.state.pending(), None);
    let before = chain.state.confirmations().irreversible();
    chain.slots(200);
    assert!(chain.state.confirmations().irreversible() > before + 100);
    assert!(chain.tally("eve").produced > 24);
}

#[test]
fn an_election_that_changes_nothing_or_leaves_seats_empty_proposes_nothing() {
    let mut chain = Chain::new();
    chain.votes(1, 200 * COIN, &["ada", "ben", "cleo", "dan"]);
    chain.slots(300);
    assert_eq!(chain.state.active().version, 0);
    chain.votes(1, 200 * COIN, &["eve"]);
    chain.slots(300);
    assert_eq!(chain.state.proposed(), None, "one for four seats");
    assert_eq!(chain.state.active().version, 0);
}

#[test]
fn slots_that_are_let_pass_are_counted_and_finality_goes_on_with_three_of_four() {
    let mut chain = Chain::new();
    chain.absent.push(name("cleo"));
    chain.slots(48 * 5);
    let (cleo, dan) = (chain.tally("cleo"), chain.tally("dan"));
    assert_eq!(cleo.produced, 0);
    assert_eq!(cleo.missed, 60);
    assert_eq!((dan.produced, dan.missed), (60, 0));
    assert!(chain.state.confirmations().irreversible() > 100);
}

#[test]
fn a_gap_of_many_rounds_counts_every_slot_once() {
    let mut chain = Chain::new();
    chain.slots(1);
    let from = chain.slot;
    chain.slot += 48 * 7 + 17;
    chain.slots(1);
    let missed: u32 = chain.state.tallies().iter().map(|one| one.missed).sum();
    assert_eq!(u64::from(missed), chain.slot - from - 1);
    let each: Vec<u32> = NAMES[..4]
        .iter()
        .map(|text| chain.tally(text).missed)
        .collect();
    assert!(
        each.iter().all(|missed| (84..=96).contains(missed)),
        "{each:?}"
    );
}

#[test]
fn a_producer_that_misses_is_voted_out_and_gone() {
    let mut chain = Chain::new();
    chain.absent.push(name("cleo"));
    chain.slots(12);
    chain.votes(1, 200 * COIN, &["ada", "ben", "dan", "eve"]);
    chain.until("replaced", |state| state.active().version == 1);
    let missed = chain.tally("cleo").missed;
    assert!(!chain.state.active().producers.contains(&name("cleo")));
    chain.slots(200);
    assert_eq!(
        chain.tally("cleo").missed,
        missed,
        "it has no slots any more"
    );
}

#[test]
fn two_of_four_make_blocks_and_nothing_irreversible() {
    let mut chain = Chain::new();
    chain.absent.extend([name("cleo"), name("dan")]);
    chain.slots(48 * 10);
    assert!(chain.state.confirmations().head() > 200);
    assert_eq!(chain.state.confirmations().irreversible(), 0);
    chain.absent.pop();
    chain.slots(48 * 3);
    assert!(chain.state.confirmations().irreversible() > 240);
}

#[test]
fn a_slot_comes_once_and_a_height_is_confirmed_once() {
    let mut chain = Chain::new();
    chain.slots(60);
    let slot = chain.slot;
    let turn = |slot, confirmed| Turn { slot, confirmed };
    let next = |turn| chain.state.next(&params(), turn, Vec::new()).map(|_| ());
    assert_eq!(next(turn(slot, 0)), Err(DelegationError::Slot));
    assert_eq!(next(turn(slot + 1, 0)), Ok(()));
    assert_eq!(
        next(turn(slot + 1, 60)),
        Err(DelegationError::Confirmations(
            ConfirmationError::DoubleConfirmation
        ))
    );
}

#[test]
fn a_claim_pays_for_blocks_and_votes_and_the_system_saves_the_rest() {
    let mut chain = Chain::new();
    chain.votes(1, 200 * COIN, &["ada", "ben", "cleo", "dan"]);
    chain.slots(240);
    let unpaid = chain.tally("ada").unpaid;
    assert!(unpaid >= 48);
    let before = chain.state.purse().supply;
    chain.slot(vec![Notice::Claimed { name: name("ada") }]);
    let owner = chain.state.electorate().producers()[&name("ada")]
        .key
        .address();
    let [(to, producer), (savings, saved)] = chain.paid[..] else {
        panic!("two payments: {:?}", chain.paid);
    };
    assert_eq!((to, savings), (owner, params().savings));
    let purse = chain.state.purse();
    let issued = purse.supply - before;
    assert_eq!(issued, producer + saved + purse.by_blocks + purse.by_votes);
    assert_eq!(saved, issued - issued / 5);
    assert!(producer > 0);
    assert_eq!(chain.tally("ada").unpaid, 0);
}

#[test]
fn what_a_block_commits_to_changes_with_every_block_and_vote() {
    let mut chain = Chain::new();
    let mut roots = vec![chain.state.root()];
    chain.slots(1);
    roots.push(chain.state.root());
    let mut other = Chain::new();
    other.votes(1, COIN, &["ada"]);
    roots.push(other.state.root());
    roots.sort();
    roots.dedup();
    assert_eq!(roots.len(), 3);
}
