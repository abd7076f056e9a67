//! Everybody votes: epochs become final, rewards are paid, nothing gets lost.

use bilayer::consensus::gasper::params::{ETHER, MIN_ACTIVATION_BALANCE};

use crate::village::{Plan, Village};

#[test]
fn with_all_there_each_epoch_is_final_two_epochs_later() {
    let mut village = Village::new(&Plan::minimal(&[16; 4]));
    village.run_to_epoch(8);
    village.step();
    village.step();
    let expected = vec![6; 4];
    let finals: Vec<u64> = village
        .finalized()
        .iter()
        .map(|point| point.epoch)
        .collect();
    assert_eq!(finals, expected);
    let heads: Vec<_> = (0..4).map(|house| village.head(house)).collect();
    assert!(heads.windows(2).all(|pair| pair[0] == pair[1]));
    assert!(village.guilty().is_empty());
}

#[test]
fn signed_or_not_the_chain_is_the_same() {
    let run = |signed| {
        let mut village = Village::new(&Plan {
            signed,
            ..Plan::minimal(&[4; 4])
        });
        village.run_to_epoch(4);
        let state = village.head_state(0);
        let balances: Vec<u64> = (0..16).map(|index| state.balance(index)).collect();
        (
            balances,
            *state.justification(),
            village.chain.checked.verified(),
        )
    };
    let (signed, unsigned) = (run(true), run(false));
    assert_eq!(signed.0, unsigned.0);
    assert_eq!(signed.1.finalized.epoch, unsigned.1.finalized.epoch);
    assert_eq!(unsigned.2, 0);
    // 31 blocks and the votes of 32 slots, two a slot: each once, though four nodes heard of it.
    assert_eq!(signed.2, 31 + 64);
}

#[test]
fn rewards_are_created_and_nothing_else() {
    let mut village = Village::new(&Plan::minimal(&[16; 4]));
    village.run_to_epoch(6);
    let state = village.head_state(0);
    let held: u64 = (0..64).map(|index| state.balance(index)).sum();
    let flow = state.flow();
    assert_eq!(
        held + flow.lost + flow.withdrawn,
        64 * MIN_ACTIVATION_BALANCE + flow.earned + flow.deposited
    );
    assert!(flow.earned > ETHER / 100 && flow.deposited == 0);
    assert_eq!(flow.lost, 0);
}

#[test]
fn what_is_above_32_ethers_is_paid_out() {
    let mut village = Village::new(&Plan::minimal(&[16; 4]));
    village.run_to_epoch(6);
    let state = village.head_state(0);
    assert!(state.flow().withdrawn > 0);
    let most = (0..64).map(|index| state.balance(index)).max().unwrap();
    assert!(most < MIN_ACTIVATION_BALANCE + ETHER / 50);
}

#[test]
fn what_a_year_of_duty_pays_at_64_validators() {
    let mut village = Village::new(&Plan::minimal(&[64]));
    village.run_to_epoch(5);
    let before = village.head_state(0).flow().earned;
    village.run_to_epoch(6);
    let after = village.head_state(0);
    let earned = after.flow().earned - before;
    // 62 of 64 parts of the base reward: the sync committee's two are left out.
    let base = 64 * 1_431_072;
    assert_eq!(earned / 1_000_000, base * 62 / 64 / 1_000_000);
}
