//! Creations and calls of every contract with changed input: no panic, no value from nothing, whatever reverts.

use bilayer::base::{Address, Amount, SecretKey, Stream, sha256};
use bilayer::layer2::CONTRACTS;
use bilayer::ledger::{Action, Bid, Env, Outcome, Prices, State, Transaction, execute};
use bilayer::simulation::Session;

use crate::mutate::spoiled;
use crate::rounds::rounds;
use crate::worlds::{ENGINES, PEOPLE, played};

/// What a world has that can be called, and inputs that were once valid.
struct Ground {
    state: State,
    height: u64,
    contracts: Vec<Address>,
    inputs: Vec<Vec<u8>>,
}

fn ground(session: &Session) -> Ground {
    let (_, node) = session.world().nodes().next().expect("a node");
    let head = session.archive().entry(&node.tree().head());
    let blocks = session.archive().entries();
    let actions = blocks.flat_map(|entry| &entry.block.body().transactions);
    let actions: Vec<&Action> = actions.map(|signed| &signed.transaction().action).collect();
    let contracts = head
        .state
        .accounts()
        .filter(|(_, account)| account.contract.is_some());
    Ground {
        contracts: contracts.map(|(address, _)| *address).collect(),
        inputs: actions
            .iter()
            .map(|action| action.input().to_vec())
            .collect(),
        state: head.state.clone(),
        height: head.height() + 1,
    }
}

fn action(dice: &mut Stream, ground: &Ground) -> Action {
    let input = spoiled(dice, &ground.inputs);
    let value = match dice.below(4) {
        0 => Amount(dice.below(u64::MAX)),
        1 => Amount::coins(5),
        _ => Amount::ZERO,
    };
    if ground.contracts.is_empty() || dice.chance(1, 4) {
        let code = CONTRACTS[dice.below(CONTRACTS.len() as u64) as usize].code();
        return Action::Create {
            code: code.to_owned(),
            value,
            input,
        };
    }
    Action::Call {
        contract: ground.contracts[dice.below(ground.contracts.len() as u64) as usize],
        value,
        input,
    }
}

#[test]
fn no_call_panics_a_contract_or_makes_value() {
    let grounds: Vec<Ground> = (0..ENGINES).map(|engine| ground(&played(engine))).collect();
    let (mut done, mut reverted) = (0_u64, 0_u64);
    for round in rounds("calls", 6_000) {
        let mut dice = Stream::named(round, "calls");
        let ground = &grounds[dice.below(ENGINES) as usize];
        let person = PEOPLE[dice.below(PEOPLE.len() as u64) as usize];
        let key = SecretKey::derive(&sha256(&1_u64.to_le_bytes()), &format!("person/{person}"));
        let transaction = Transaction {
            chain: 1,
            sender: key.public(),
            nonce: ground.state.nonce(&key.public().address()),
            gas_limit: 3_000_000,
            bid: Bid::flat(0),
            action: action(&mut dice, ground),
            blobs: None,
        };
        let env = Env {
            chain: 1,
            height: ground.height + dice.below(40),
            time: dice.below(u64::from(u32::MAX)) as u32,
            miner: Address([9; 20]),
            prices: Prices::default(),
            gas_limit: 3_000_000,
            max_transaction_bytes: 128 * 1024,
            contracts: CONTRACTS,
        };
        let Ok(execution) = execute(&env, &ground.state, &transaction.sign(&key)) else {
            continue;
        };
        assert_eq!(
            execution.state.total(),
            ground.state.total(),
            "round {round}"
        );
        match execution.receipt.outcome {
            Outcome::Done => done += 1,
            Outcome::Reverted(reason) => {
                assert!(!reason.is_empty());
                reverted += 1;
            }
            Outcome::OutOfGas => reverted += 1,
        }
    }
    println!("fuzz: calls: {done} done, {reverted} reverted");
    assert!(done > 0 && reverted > done);
}
