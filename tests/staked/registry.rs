//! Validators come and go by command: a deposit by the contract on Layer 1 to the first duty, a wish to leave to the
//! payout.

use bilayer::base::Amount;
use bilayer::command::{Command, NetworkCommand, Refusal, StakeCommand};
use bilayer::consensus::gasper::deposit_contract::DEPOSITS;
use bilayer::consensus::gasper::params::{ETHER, FAR_FUTURE_EPOCH};
use bilayer::simulation::StakeSetup;

use crate::world::{World, unsigned, world};

fn deposit(world: &mut World, coins: u64) -> Result<(), Refusal> {
    let deposit = StakeCommand::Deposit {
        person: "Ana".to_owned(),
        amount: Amount::coins(coins),
    };
    world.session.give(Command::Stake(deposit))
}

fn leave(world: &mut World, node: &str, validator: u32) -> Result<(), Refusal> {
    let node = node.to_owned();
    let exit = StakeCommand::Exit { node, validator };
    world.session.give(Command::Stake(exit))
}

fn contract(world: &World) -> Amount {
    let (_, node) = world.session.world().nodes().next().expect("a node");
    let head = node.tree().head();
    let entry = world.session.archive().entry(&head);
    entry.state.balance(&DEPOSITS)
}

fn balance(world: &World, person: &str) -> Amount {
    let person = world.session.world().directory().find(person);
    let address = person.expect("known").address;
    let (_, node) = world.session.world().nodes().next().expect("a node");
    let entry = world.session.archive().entry(&node.tree().head());
    entry.state.balance(&address)
}

#[test]
fn a_deposit_becomes_a_validator_that_its_node_runs() {
    let mut world = world(&[16; 4], StakeSetup::default());
    world.run_epochs(1);
    deposit(&mut world, 32).expect("possible");
    world.run(14);
    assert_eq!(contract(&world), Amount::coins(64 * 32 + 32));
    assert_eq!(world.state(0).pending().len(), 1, "it waits to be final");
    assert_eq!(world.member(0).keys_waiting(), 1);
    world.run_epochs(5);
    let new = &world.state(0).validators()[64];
    assert!(
        new.activation > world.state(0).epoch(),
        "registered, not on duty"
    );
    world.run_epochs(9);
    let state = world.state(0);
    assert!(state.validators()[64].is_active(state.epoch()));
    assert_eq!(world.member(0).keys_waiting(), 0);
    assert!(world.member(0).indices().any(|index| index == 64));
    world.run_epochs(3);
    let state = world.state(0);
    assert!(state.flags(64)[0] != 0, "it votes");
    assert!(state.balance(64) >= 32 * ETHER, "and earns");
    assert!(
        balance(&world, "Ana") < Amount::coins(70),
        "what it earns is paid out to Ana"
    );
}

#[test]
fn less_than_32_coins_is_registered_and_never_on_duty() {
    let mut world = world(&[16; 4], unsigned());
    world.run_epochs(1);
    deposit(&mut world, 31).expect("possible");
    world.run_epochs(14);
    let new = &world.state(0).validators()[64];
    assert_eq!([new.eligible, new.activation], [FAR_FUTURE_EPOCH; 2]);
}

#[test]
fn a_deposit_needs_coins_a_node_and_a_chain_that_knows_stake() {
    let mut world = world(&[16; 4], unsigned());
    world.run(10);
    let key = |refused: Result<(), Refusal>| refused.expect_err("refused").key;
    assert_eq!(key(deposit(&mut world, 0)), "stake.too-little");
    assert_eq!(key(deposit(&mut world, 100)), "wallet.balance");
    let (a, b) = ("Ana".to_owned(), "Aarhus".to_owned());
    let cut = Command::Network(NetworkCommand::Cut { a, b });
    world.session.give(cut).expect("possible");
    assert_eq!(key(deposit(&mut world, 32)), "stake.node-out-of-reach");
    let mut sandbox = bilayer::simulation::Session::new(
        bilayer::scenario::shipped("sandbox")
            .expect("ships")
            .read()
            .expect("reads")
            .setup,
        24,
    )
    .expect("begins");
    let person = "Ana".to_owned();
    let amount = Amount::coins(1);
    let deposit = Command::Stake(StakeCommand::Deposit { person, amount });
    assert_eq!(
        sandbox.give(deposit).expect_err("no stake").key,
        "stake.none"
    );
}

#[test]
fn a_validator_leaves_by_its_own_wish_and_its_balance_is_paid_out() {
    let mut world = world(&[16; 4], unsigned());
    world.run_epochs(2);
    let young = leave(&mut world, "Bergen", 17).expect_err("too young");
    assert_eq!(
        (young.key.as_str(), &young.arguments[1]),
        ("stake.too-young", &"64".to_owned())
    );
    let other = leave(&mut world, "Bergen", 3).expect_err("of another node");
    assert_eq!(other.key, "stake.not-its-validator");
    world.run_epochs(62);
    leave(&mut world, "Bergen", 17).expect("possible");
    world.run_epochs(1);
    for place in 0..4 {
        let leaving = &world.state(place).validators()[17];
        assert_eq!([leaving.exit, leaving.withdrawable], [69, 69 + 256]);
    }
    let again = leave(&mut world, "Bergen", 17).expect_err("leaves");
    assert_eq!(again.key, "stake.leaves-already");
    world.run_epochs(5);
    let off = leave(&mut world, "Bergen", 17).expect_err("left");
    assert_eq!(off.key, "stake.not-on-duty");
    assert!(world.state(0).balance(17) > 0, "its balance is locked");
    world.run_epochs(258);
    assert_eq!(world.state(0).balance(17), 0);
    assert!(world.state(0).flow().withdrawn >= 32 * ETHER);
}

#[test]
fn a_signed_wish_is_passed_on_and_taken_once() {
    let mut world = world(&[16; 4], StakeSetup::default());
    world.run_epochs(65);
    leave(&mut world, "Cadiz", 40).expect("possible");
    world.run_epochs(1);
    let leaving = world.state(0).validators().iter();
    let leaving = leaving.filter(|one| one.exit != FAR_FUTURE_EPOCH).count();
    assert_eq!(leaving, 1, "taken by who proposed");
}
