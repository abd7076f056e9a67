//! What the bridge mints for, and each thing that it refuses, by name. The bench holds that no refusal costs anybody anything.

use bilayer::base::{Address, Amount, Digest};
use bilayer::layer2::sidechain::{Act, DepositNote, DepositProof, RESERVE};
use bilayer::ledger::Receipt;

use super::bench::{ABOVE, Bench, THRESHOLD, coins, deep, key, proof, receipt, signed};
use super::refused;

fn note(amount: Amount) -> DepositNote {
    DepositNote {
        chain: ABOVE,
        number: 0,
        to: key("Ana").public().address(),
        amount,
    }
}

/// A bench with a deposit of 40, and the proof of it in a block of five receipts.
fn deposited() -> (Bench, DepositProof) {
    let mut bench = Bench::new();
    let own = bench.deposit(coins(40)).expect("she has them");
    let mut receipts: Vec<Receipt> = (1..5)
        .map(|number| receipt(Address([number; 20]), &note(coins(1))))
        .collect();
    receipts.insert(2, own);
    let proof = proof(&receipts, 2);
    (bench, proof)
}

#[test]
fn a_deposit_proven_and_attested_is_minted_to_whom_it_names() {
    let (mut bench, proof) = deposited();
    assert_eq!(bench.vault().balance(), coins(40));
    bench.claim(&proof).expect("all of it holds");
    assert_eq!(bench.balance(ABOVE, "Ana"), coins(40));
    assert_eq!(bench.bridge().circulating(), coins(40));
    assert_eq!(bench.bridge().counters().minted, coins(40));
    assert!(bench.sheet().is_backed());
}

#[test]
fn a_second_claim_of_one_deposit_is_refused() {
    let (mut bench, proof) = deposited();
    bench.claim(&proof).expect("the first");
    refused(bench.claim(&proof), "peg.minted");
    // Nor by another proof of the same deposit: alone in a block, as after a reorg.
    let again = super::bench::proof(&[decoded(&proof)], 0);
    refused(bench.claim(&again), "peg.minted");
    assert_eq!(bench.balance(ABOVE, "Ana"), coins(40));
}

fn decoded(proof: &DepositProof) -> Receipt {
    bilayer::base::decode(&proof.receipt).expect("a receipt")
}

#[test]
fn a_path_of_the_wrong_length_is_refused() {
    let (mut bench, proof) = deposited();
    let mut short = proof.clone();
    short.receipt_path.pop();
    refused(bench.claim(&short), "peg.path-length");
    let mut long = proof.clone();
    long.receipt_path.push(Digest([7; 32]));
    refused(bench.claim(&long), "peg.path-length");
    let mut endless = proof.clone();
    endless.body_path = (0..33).map(|byte| Digest([byte; 32])).collect();
    refused(bench.claim(&endless), "peg.path-length");
}

#[test]
fn a_wrong_index_is_refused() {
    let (mut bench, proof) = deposited();
    let mut beyond = proof.clone();
    beyond.index = beyond.size;
    refused(bench.claim(&beyond), "peg.index");
    let mut another = proof.clone();
    another.index = 1;
    refused(bench.claim(&another), "peg.receipt-path");
}

#[test]
fn a_duplicated_node_is_refused() {
    let (mut bench, proof) = deposited();
    let mut twice = proof.clone();
    twice.receipt_path[1] = twice.receipt_path[0];
    refused(bench.claim(&twice), "peg.duplicated-node");
}

#[test]
fn a_changed_node_receipt_or_body_is_refused() {
    let (mut bench, proof) = deposited();
    let mut node = proof.clone();
    node.receipt_path[0].0[0] ^= 1;
    refused(bench.claim(&node), "peg.receipt-path");
    let mut more = proof.clone();
    let last = more.receipt.len() - 10;
    more.receipt[last] ^= 1;
    refused(bench.claim(&more), "peg.receipt-path");
    let mut body = proof.clone();
    body.body[0] ^= 1;
    refused(bench.claim(&body), "peg.body-path");
    let mut branch = proof.clone();
    branch.body_path.push(Digest([3; 32]));
    refused(bench.claim(&branch), "peg.body-path");
}

#[test]
fn a_deposit_for_another_chain_or_of_another_contract_is_refused() {
    let mut bench = Bench::new();
    let elsewhere = DepositNote {
        chain: ABOVE + 1,
        ..note(coins(5))
    };
    let shown = proof(&[receipt(bench.vault, &elsewhere)], 0);
    refused(bench.claim(&shown), "peg.wrong-chain");
    let shown = proof(&[receipt(Address([5; 20]), &note(coins(5)))], 0);
    refused(bench.claim(&shown), "peg.wrong-contract");
    let mut topic = receipt(bench.vault, &note(coins(5)));
    topic.logs[0].topic = "peg.paid".to_owned();
    refused(bench.claim(&proof(&[topic], 0)), "peg.wrong-contract");
    let mut empty = receipt(bench.vault, &note(coins(5)));
    empty.logs.clear();
    refused(bench.claim(&proof(&[empty], 0)), "peg.no-note");
}

#[test]
fn amounts_of_zero_and_beyond_the_reserve_are_refused() {
    let mut bench = Bench::new();
    refused(bench.deposit(Amount::ZERO), "peg.zero");
    let nothing = proof(&[receipt(bench.vault, &note(Amount::ZERO))], 0);
    refused(bench.claim(&nothing), "peg.zero");
    let too_much = Amount(RESERVE.0 + 1);
    let shown = proof(&[receipt(bench.vault, &note(too_much))], 0);
    refused(bench.claim(&shown), "peg.overflow");
    let mut bench = Bench::minted();
    let shown = proof(&[receipt(bench.vault, &note(Amount(u64::MAX)))], 0);
    refused(bench.claim(&shown), "peg.overflow");
    refused(bench.burn(Amount::ZERO), "peg.zero");
}

#[test]
fn an_attestation_needs_enough_members_each_once_in_order() {
    let (mut bench, proof) = deposited();
    let attested = |bench: &Bench, count| bench.attest(&proof, count);
    let few = attested(&bench, THRESHOLD as usize - 1);
    refused(bench.claim_with(&proof, few), "peg.too-few-signatures");
    let mut repeated = attested(&bench, 3);
    repeated[2] = repeated[1];
    refused(bench.claim_with(&proof, repeated), "peg.signature-repeats");
    let mut unordered = attested(&bench, 3);
    unordered.swap(0, 1);
    refused(bench.claim_with(&proof, unordered), "peg.signature-order");
    let mut false_one = attested(&bench, 3);
    false_one[1].signature = false_one[0].signature;
    refused(bench.claim_with(&proof, false_one), "peg.signature");
    let message = deep(&proof).message(&bench.site(ABOVE));
    let mut strangers = [
        key("Eve"),
        bench.members[0].clone(),
        bench.members[1].clone(),
    ];
    strangers.sort_by_key(|key| key.public());
    let strangers = signed(&strangers, &message);
    refused(bench.claim_with(&proof, strangers), "peg.not-a-member");
}

#[test]
fn an_attestation_of_another_block_or_another_chains_block_is_refused() {
    let (mut bench, proof) = deposited();
    let other = Act::Deep {
        chain: 1,
        block: Digest([8; 32]),
    };
    let attested = bench.sign(ABOVE, &other, 3);
    refused(bench.claim_with(&proof, attested), "peg.signature");
    let elsewhere = Act::Deep {
        chain: 3,
        block: proof.block(),
    };
    let attested = bench.sign(ABOVE, &elsewhere, 3);
    refused(bench.claim_with(&proof, attested), "peg.signature");
    // The same words, signed for the other contract.
    let below = bench.sign(1, &deep(&proof), 3);
    refused(bench.claim_with(&proof, below), "peg.signature");
    bench.claim(&proof).expect("none of it spoiled anything");
}

#[test]
fn the_bridge_is_there_from_the_first_block_and_takes_no_value_with_a_claim() {
    let (mut bench, proof) = deposited();
    let attested = bench.attest(&proof, 3);
    let claim = bilayer::layer2::sidechain::Claim { proof, attested };
    let credited = bench.above.credit(key("Ana").public().address(), coins(1));
    assert!(credited.is_some());
    let call = bilayer::layer2::sidechain::BridgeCall::Claim(Box::new(claim));
    refused(bench.above_call(coins(1), &call), "peg.value");
}
