//! The dearest challenge fits a block of every world that takes a rollup.

use bilayer::base::{Amount, Digest, decode, encode};
use bilayer::command::{Refusal, RollupCommand, RollupSettings};
use bilayer::layer2::rollup::{
    BatchBytes, Call, ClaimedRoot, DEAREST_CHALLENGE, Leaf, MAX_BATCH_BYTES, StepCall, Witness,
};
use bilayer::ledger::{Action, intrinsic_gas};

use super::bench::{BOND, Bench, address};
use super::world::World;

const FULL: Digest = Digest([255; 32]);

fn start(gas_limit: u64) -> Result<(), Refusal> {
    World::with_gas_limit(gas_limit).try_give(RollupCommand::Start {
        sequencer: "Sam".into(),
        verifier: "Vera".into(),
        settings: RollupSettings {
            window: 5,
            bond: BOND,
            batch_every: None,
        },
    })
}

#[test]
fn a_world_whose_blocks_could_not_hold_every_challenge_takes_no_rollup() {
    assert_eq!(start(DEAREST_CHALLENGE), Ok(()));
    let refused = start(DEAREST_CHALLENGE - 1).unwrap_err();
    assert_eq!(refused.key, "rollup.gas-limit");
    let figures = [DEAREST_CHALLENGE, DEAREST_CHALLENGE - 1];
    assert_eq!(refused.arguments, figures.map(|figure| figure.to_string()));
}

/// A leaf under the deepest path: 256 siblings, and another leaf where the path ends.
fn deepest() -> Witness {
    let proof = encode(&(vec![FULL; 256], 2_u8, FULL, FULL));
    let leaf = Leaf {
        balance: Amount(u64::MAX),
        nonce: u64::MAX,
    };
    Witness {
        leaf: Some(leaf),
        proof: decode(&proof).unwrap(),
    }
}

#[test]
fn the_figure_is_that_of_the_longest_challenge_of_one_step() {
    let root = || ClaimedRoot {
        root: FULL,
        path: vec![FULL; 8],
    };
    let call = Call::ChallengeStep(Box::new(StepCall {
        batch: u64::MAX,
        step: u32::MAX,
        bytes: Some(BatchBytes {
            batch: u64::MAX,
            origin_hash: FULL,
            data: vec![255; MAX_BATCH_BYTES],
        }),
        before: root(),
        after: root(),
        witnesses: vec![deepest(), deepest(), deepest()],
    }));
    let gas = intrinsic_gas(&Action::Call {
        contract: address("sam"),
        value: Amount::ZERO,
        input: encode(&call),
    });
    assert!(gas <= DEAREST_CHALLENGE);
    assert!(DEAREST_CHALLENGE - gas < 1_000, "but for zero bytes");
}

#[test]
fn what_the_largest_batch_makes_layer_1_execute_fits_too() {
    let mut bench = Bench::funded();
    bench.publish_data(vec![255; MAX_BATCH_BYTES]);
    bench.commit_honestly(0);
    let root = bench.batches[1].roots[0];
    let claimed = vec![root; 2];
    bench.commit(1, claimed.clone());
    let (_, call) = bench.verify(1, &claimed).unwrap();
    let receipt = bench.done("vera", &call);
    assert!(receipt.gas_used > 980_000 && receipt.gas_used < DEAREST_CHALLENGE);
}
