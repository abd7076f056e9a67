//! Who withholds a block reorgs the one that follows it, unless a timely block counts by itself.

use bilayer::base::{Digest, sha256};
use bilayer::consensus::gasper::block::{Content, Deposit, Domain};
use bilayer::consensus::gasper::justification::Checkpoint;
use bilayer::consensus::gasper::key::ValidatorSecret;
use bilayer::consensus::gasper::onion::Onion;
use bilayer::consensus::gasper::params::{Fork, MIN_ACTIVATION_BALANCE, Preset};
use bilayer::consensus::gasper::slashing::AttestationData;
use bilayer::consensus::gasper::state::{Rules, State};
use bilayer::consensus::gasper::store::{States, Store};
use bilayer::consensus::gasper::validator::Index;

use crate::village::{Mail, Plan, Village, deposit};

struct One(State);

impl States for One {
    fn after(&self, _: &Digest) -> Option<&State> {
        Some(&self.0)
    }
}

fn large() -> State {
    let key = ValidatorSecret::derive(&Digest::ZERO, "all");
    let onion = Onion::derive(&Digest::ZERO, "all");
    let one: Deposit = deposit(&key, &onion, MIN_ACTIVATION_BALANCE);
    let rules = Rules {
        preset: Preset::MAINNET,
        fork: Fork::Electra,
        signed: false,
        slashing: true,
        domain: Domain(Digest::ZERO),
    };
    State::genesis(rules, &vec![one; 3200], Digest::ZERO)
}

/// A withheld block with `k` votes of 100 a slot, against a boosted one without votes.
fn wins_against_the_boost(k: u32, boost_percent: u64, withheld_is_higher: bool) -> bool {
    let genesis = sha256(b"genesis");
    let state = large();
    let mut store = Store::new(genesis, &state, boost_percent);
    let names = [sha256(b"one"), sha256(b"other")];
    let (low, high) = (names[0].min(names[1]), names[0].max(names[1]));
    let (withheld, timely) = if withheld_is_higher {
        (high, low)
    } else {
        (low, high)
    };
    let states = One(state);
    let mut at_1 = states.0.clone();
    bilayer::consensus::gasper::transition::advance(&mut at_1, &genesis, 1).unwrap();
    let mut at_2 = at_1.clone();
    bilayer::consensus::gasper::transition::advance(&mut at_2, &genesis, 2).unwrap();
    store.on_slot(2, &states);
    store
        .on_block(withheld, (&genesis, 1), &at_1, true, &states)
        .unwrap();
    store
        .on_block(timely, (&genesis, 2), &at_2, true, &states)
        .unwrap();
    let data = AttestationData {
        slot: 1,
        head: withheld,
        source: Checkpoint::default(),
        target: Checkpoint {
            epoch: 0,
            root: genesis,
        },
    };
    let voters: Vec<Index> = (0..k).collect();
    store.on_vote(&data, &voters, false).unwrap();
    let choice = store.choice();
    assert_eq!(choice.forks.len(), 1);
    let ways = &choice.forks[0].ways;
    assert_eq!(ways[0].root, choice.head);
    assert!(
        ways.iter()
            .any(|way| way.votes == u64::from(k) * MIN_ACTIVATION_BALANCE)
    );
    choice.head == withheld
}

#[test]
fn forty_percent_of_a_slot_is_what_a_timely_block_counts() {
    assert!(!wins_against_the_boost(39, 40, true));
    assert!(wins_against_the_boost(40, 40, true));
    assert!(!wins_against_the_boost(40, 40, false));
    assert!(wins_against_the_boost(41, 40, false));
}

#[test]
fn without_the_boost_a_single_vote_wins() {
    assert!(wins_against_the_boost(1, 0, false));
}

/// 800 validators, 100 votes a slot; the attacker holds `attacker` of 100.
fn ex_ante(attacker: u32, boost_percent: u64) -> bool {
    let mut village = Village::new(&Plan {
        boost_percent,
        ..Plan::minimal(&[attacker * 8, (100 - attacker) * 4, (100 - attacker) * 4])
    });
    assert!(village.houses[1].store.is_large_enough_for_boost());
    village.run_to_epoch(2);
    let (withheld, parent) = withhold(&mut village);
    // The next slot's block is honest, timely, and built on the same parent.
    while !village.now.is_multiple_of(3) {
        village.step();
    }
    let before: Vec<Digest> = village.houses[1]
        .store
        .blocks()
        .iter()
        .map(|one| one.root)
        .collect();
    let now = village.now;
    for house in 1..3 {
        village.deliver(house, now + 1, Mail::Block(withheld));
    }
    village.step();
    village.step();
    village.step();
    let honest = village.houses[1]
        .store
        .blocks()
        .iter()
        .find(|one| !before.contains(&one.root) && one.root != withheld.root);
    let honest = honest.expect("an honest block").root;
    assert_eq!(village.chain.contents[&honest].0, parent);
    village.houses[0].awake = true;
    village.run_to_epoch(5);
    let head = village.head(1);
    let mut at = head;
    while village.chain.states[&at].slot() > village.chain.states[&honest].slot() {
        at = village.chain.contents[&at].0;
    }
    at != honest
}

/// The attacker's turn: a block that nobody is shown, and its votes for it in that slot.
fn withhold(village: &mut Village) -> (bilayer::consensus::gasper::block::Sealed, Digest) {
    village.houses[0].awake = false;
    loop {
        let slot = village.now / 3;
        let head = village.head(1);
        if village.now.is_multiple_of(3) && slot % 8 > 1 && slot % 8 < 6 {
            let state = village.chain.at(&head, slot);
            let duties = state.duties(state.epoch()).unwrap().clone();
            let attacker = village.houses[0].validators.clone();
            let turn = duties.proposer(slot).unwrap();
            let next = duties.proposer(slot + 1).unwrap();
            if attacker.contains(&turn) && !attacker.contains(&next) {
                let content: Content = village.content(0, &state, turn);
                let sealed = village.seal(head, content);
                village.deliver(0, village.now, Mail::Block(sealed));
                village.step();
                let state = village.chain.at(&sealed.root, slot);
                let data = bilayer::consensus::gasper::duty::vote_for(&state, sealed.root, slot);
                let mut voters = duties.voters(slot).to_vec();
                voters.retain(|index| attacker.contains(index));
                voters.sort_unstable();
                village.cast(0, data, &voters);
                return (sealed, head);
            }
        }
        village.step();
    }
}

#[test]
fn the_boost_stops_who_withholds_a_block_and_without_it_a_tenth_is_enough() {
    assert!(!ex_ante(10, 40));
    assert!(ex_ante(10, 0));
}

#[test]
fn too_few_votes_say_nothing_about_the_boost() {
    let village = Village::new(&Plan::minimal(&[64]));
    assert!(!village.houses[0].store.is_large_enough_for_boost());
}
