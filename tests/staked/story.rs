//! Honest worlds: final epochs, payments, payouts, a late joiner.

use bilayer::base::Amount;
use bilayer::command::{Command, NetworkCommand, WalletCommand};
use bilayer::consensus::gasper::deposit_contract::DEPOSITS;
use bilayer::simulation::StakeSetup;

use crate::world::{unsigned, world};

#[test]
fn epochs_become_final_and_all_nodes_tell() {
    let mut world = world(&[4; 4], StakeSetup::default());
    world.run_epochs(6);
    world.run(1);
    assert_eq!(world.final_epochs(), [4; 4]);
    let finals = world.finals();
    assert!(finals.len() >= 12, "{finals:?}");
    let state = world.state(0);
    assert_eq!(state.slot(), 48);
    let contract = world.session.archive();
    let head = world
        .session
        .world()
        .nodes()
        .next()
        .unwrap()
        .1
        .tree()
        .head();
    let held = contract.entry(&head).state.balance(&DEPOSITS);
    assert_eq!(held, Amount::coins(16 * 32));
}

#[test]
fn signed_or_not_the_votes_are_the_same() {
    let run = |stake| {
        let mut world = world(&[4; 4], stake);
        world.run_epochs(3);
        let state = world.state(1);
        let balances: Vec<u64> = (0..16).map(|index| state.balance(index)).collect();
        (balances, state.justification().current.epoch)
    };
    assert_eq!(run(StakeSetup::default()), run(unsigned()));
}

#[test]
fn a_payment_is_in_the_next_slots_block_and_rewards_reach_the_nodes_accounts() {
    let mut world = world(&[16, 16, 16, 16], unsigned());
    world.run_epochs(1);
    let transfer = WalletCommand::Transfer {
        from: "Ana".to_owned(),
        to: "Bergen".to_owned(),
        amount: Amount::coins(3),
        max_fee: None,
        tip: None,
    };
    world
        .session
        .give(Command::Wallet(transfer))
        .expect("possible");
    world.run(13);
    let archive = world.session.archive();
    let (_, node) = world.session.world().nodes().nth(1).unwrap();
    let held = archive
        .entry(&node.tree().head())
        .state
        .balance(&node.address());
    assert!(held >= Amount::coins(3));
    world.run_epochs(6);
    let archive = world.session.archive();
    let (_, node) = world.session.world().nodes().nth(2).unwrap();
    let paid = archive
        .entry(&node.tree().head())
        .state
        .balance(&node.address());
    assert!(paid > Amount::ZERO, "what is above 32 coins is paid out");
}

#[test]
fn who_joins_late_comes_to_the_same_head() {
    let mut world = world(&[16, 16, 16, 16], unsigned());
    world.run_epochs(4);
    let join = NetworkCommand::AddNode {
        name: "Espoo".to_owned(),
        hash_rate: 0,
        peers: vec!["Aarhus".to_owned(), "Cadiz".to_owned()],
    };
    world
        .session
        .give(Command::Network(join))
        .expect("possible");
    world.run_epochs(2);
    world.run(3);
    assert_eq!(
        world.member(4).store().head(),
        world.member(0).store().head()
    );
    assert_eq!(world.final_epochs(), [4; 5]);
}

#[test]
fn going_back_and_forth_comes_to_the_same_world() {
    let mut world = world(&[8; 4], unsigned());
    world.run_epochs(2);
    let there = world.session.fingerprint();
    let at = world.session.world().now();
    world.run_epochs(1);
    world.session.seek(at);
    assert_eq!(world.session.fingerprint(), there);
}
