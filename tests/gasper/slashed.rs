//! Who signs two things of which nobody may sign both is caught by whoever hears of both.

use bilayer::consensus::gasper::block::Content;
use bilayer::consensus::gasper::params::{FAR_FUTURE_EPOCH, MIN_ACTIVATION_BALANCE, Preset};
use bilayer::consensus::gasper::slashing::AttestationData;
use bilayer::consensus::gasper::transition::advance;
use bilayer::consensus::gasper::validator::Index;

use crate::village::{Mail, Plan, Village};

/// Runs until it is the turn of house 0 to vote, and gives its voters and their honest vote.
fn voters_of_house_0(village: &mut Village, from_epoch: u64) -> (Vec<Index>, AttestationData) {
    village.run_to_epoch(from_epoch);
    loop {
        village.step();
        if village.now % 3 != 2 {
            continue;
        }
        let slot = village.now / 3;
        let ballot = village.houses[0].pool.clone();
        let own = village.houses[0].validators.clone();
        let cast = |index: &Index| {
            ballot
                .of(*index)
                .iter()
                .any(|one| one.data().unwrap().slot == slot)
        };
        let voters: Vec<Index> = own.into_iter().filter(cast).collect();
        if let Some(first) = voters.first() {
            let last = ballot.of(*first).last().unwrap().data();
            return (voters.clone(), last.unwrap());
        }
    }
}

fn is_slashed(village: &Village, house: usize, index: Index) -> bool {
    village.head_state(house).validators()[index as usize].slashed
}

#[test]
fn a_double_vote_is_slashed_and_its_finder_rewarded() {
    let mut village = Village::new(&Plan::minimal(&[16; 4]));
    let (voters, honest) = voters_of_house_0(&mut village, 3);
    let culprit = voters[0];
    let parent = village.chain.contents[&honest.head].0;
    let second = AttestationData {
        head: parent,
        ..honest
    };
    village.cast(0, second, &[culprit]);
    village.run_to_epoch(5);
    let state = village.head_state(3);
    let caught = &state.validators()[culprit as usize];
    assert!(caught.slashed && caught.exit != FAR_FUTURE_EPOCH);
    assert!(caught.withdrawable >= 3 + 64);
    assert!(state.balance(culprit) < MIN_ACTIVATION_BALANCE);
    assert!(village.houses[3].store.equivocating().contains(&culprit));
    assert!(village.guilty().into_iter().eq([culprit]));
    let slashed = state.validators().iter().filter(|one| one.slashed).count();
    assert_eq!(slashed, 1);
}

#[test]
fn a_vote_around_an_own_one_is_slashed() {
    let mut village = Village::new(&Plan::minimal(&[16; 4]));
    let (voters, honest) = voters_of_house_0(&mut village, 4);
    let culprit = voters[0];
    village.run_to_epoch(6);
    let (again, later) = loop {
        let (voters, data) = voters_of_house_0(&mut village, 6);
        if voters.contains(&culprit) {
            break (culprit, data);
        }
    };
    let old = village.chain.checkpoint(&honest.source.root, 0).unwrap();
    let around = AttestationData {
        slot: later.slot + 8,
        source: bilayer::consensus::gasper::justification::Checkpoint {
            epoch: 0,
            root: old,
        },
        target: bilayer::consensus::gasper::justification::Checkpoint {
            epoch: later.target.epoch + 1,
            ..later.target
        },
        ..later
    };
    village.cast(0, around, &[again]);
    village.run_to_epoch(9);
    assert!(is_slashed(&village, 2, culprit));
}

/// Lets house 0 propose twice in its next turn, one block for each half of the others.
fn equivocate(village: &mut Village) -> Index {
    village.houses[0].awake = false;
    loop {
        let slot = village.now / 3;
        if village.now.is_multiple_of(3) && slot > 0 {
            let head = village.head(1);
            let state = village.chain.at(&head, slot);
            let duties = state.duties(state.epoch()).unwrap();
            let turn = duties.proposer(slot).unwrap();
            if village.houses[0].validators.contains(&turn) {
                let one = village.content(0, &state, turn);
                let other = Content {
                    attestations: Vec::new(),
                    ..one.clone()
                };
                let (one, other) = (village.seal(head, one), village.seal(head, other));
                let now = village.now;
                for (house, sealed) in [(1, one), (2, other), (3, one)] {
                    village.deliver(house, now, Mail::Block(sealed));
                    let second = if sealed == one { other } else { one };
                    village.deliver(house, now + 4, Mail::Block(second));
                }
                return turn;
            }
        }
        village.step();
    }
}

#[test]
fn two_blocks_for_one_slot_are_slashed() {
    let mut village = Village::new(&Plan::minimal(&[16; 4]));
    village.run_to_epoch(3);
    let culprit = equivocate(&mut village);
    village.houses[0].awake = true;
    village.run_to_epoch(6);
    for house in 1..4 {
        assert!(is_slashed(&village, house, culprit));
        assert_eq!(village.head(house), village.head(1));
    }
    assert!(village.finalized()[1].epoch >= 3);
}

#[test]
fn with_slashing_off_nothing_is_at_stake() {
    let mut village = Village::new(&Plan {
        slashing: false,
        ..Plan::minimal(&[16; 4])
    });
    village.run_to_epoch(3);
    let culprit = equivocate(&mut village);
    village.houses[0].awake = true;
    let (voters, honest) = voters_of_house_0(&mut village, 4);
    let second = AttestationData {
        head: village.chain.contents[&honest.head].0,
        ..honest
    };
    village.cast(0, second, &voters[..1]);
    village.run_to_epoch(7);
    assert!(!is_slashed(&village, 1, culprit) && !is_slashed(&village, 1, voters[0]));
    assert!(!village.guilty().is_empty());
}

#[test]
fn the_more_are_caught_together_the_more_each_pays_half_way() {
    let pay = |culprits: usize| {
        // Minimal's slashings count for 64 epochs, but its withdrawals wait for 256: half-way, all
        // would be forgotten.
        let preset = Preset {
            slashings_vector: 1024,
            ..Preset::MINIMAL
        };
        let mut village = Village::new(&Plan {
            preset,
            ..Plan::minimal(&[16; 6])
        });
        let mut caught = Vec::new();
        while caught.len() < culprits {
            let (voters, honest) = voters_of_house_0(&mut village, 3);
            let second = AttestationData {
                head: village.chain.contents[&honest.head].0,
                ..honest
            };
            for voter in voters {
                if caught.len() < culprits && !caught.contains(&voter) {
                    village.cast(0, second, &[voter]);
                    caught.push(voter);
                }
            }
        }
        village.run_to_epoch(8);
        let head = village.head(1);
        let mut state = village.head_state(1).clone();
        let half_way = state.validators()[caught[0] as usize].withdrawable - 512;
        advance(&mut state, &head, half_way * 8).unwrap();
        let before = state.balance(caught[0]);
        advance(&mut state, &head, half_way * 8 + 8).unwrap();
        before - state.balance(caught[0])
    };
    let (one, four) = (pay(1), pay(4));
    // Three times the share of the stake: 32 ether * 3 / 96, and four times as much.
    assert!((1_000_000_000..1_100_000_000).contains(&one), "{one}");
    assert!((4_000_000_000..4_400_000_000).contains(&four), "{four}");
}
