//! What each call costs on Layer 1, measured; the table in the docs holds these very figures.

use std::collections::BTreeMap;

use bilayer::base::{Amount, encode};
use bilayer::layer2::rollup::{Call, ProveCall, Slot, Withdrawal, framed, pack};
use bilayer::ledger::{Action, Receipt, intrinsic_gas};

use super::bench::{BOND, Bench, WINDOW, address};

const DOCS: &str = include_str!("../../docs/protocols/optimistic-rollup.md");

/// A bench whose batch 1 holds `count` transfers from ann to ben and back.
fn with_transfers(count: u64) -> (Bench, Receipt) {
    let mut bench = Bench::funded();
    let transfers = transfers(&bench, count);
    let receipt = bench.publish(&transfers);
    (bench, receipt)
}

fn transfers(bench: &Bench, count: u64) -> Vec<Vec<u8>> {
    (0..count)
        .map(|index| {
            let (from, to) = if index % 2 == 0 {
                ("ann", "ben")
            } else {
                ("ben", "ann")
            };
            let mut transfer = bench.transfer(from, to, Amount(1_230_000_000 + index));
            transfer.nonce = index / 2;
            bench.sign(from, transfer)
        })
        .collect()
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    groups.join(",")
}

fn batch_rows() -> Vec<String> {
    let transfer = intrinsic_gas(&Action::Transfer {
        to: address("ben"),
        amount: Amount(1),
    });
    [1, 10, 50, 100]
        .map(|count| {
            let (mut bench, batch) = with_transfers(count);
            bench.commit_honestly(0);
            let claim = bench.commit_honestly(1);
            let bytes = bench.batches[1].data.len() as u64;
            let raw = framed(&transfers(&Bench::funded(), count)).len() as u64;
            let each = (batch.gas_used + claim.gas_used) / count;
            assert!(count < 50 || each < transfer, "cheaper than on Layer 1");
            let figures = [raw, bytes, batch.gas_used, claim.gas_used, each];
            format!("| {count} | {} |", figures.map(thousands).join(" | "))
        })
        .to_vec()
}

fn call_rows() -> Vec<String> {
    let mut gas = BTreeMap::new();
    let mut bench = Bench::new();
    gas.insert(
        "first deposit",
        bench.deposit("ann", Amount::coins(1)).gas_used,
    );
    gas.insert("deposit", bench.deposit("ben", Amount::coins(1)).gas_used);
    for count in [10, 100] {
        let (mut bench, _) = with_transfers(count);
        bench.commit_honestly(0);
        let mut claimed = bench.batches[1].roots.clone();
        claimed[5] = bench.batches[1].roots[0];
        bench.commit(1, claimed.clone());
        let (step, call) = bench.verify(1, &claimed).unwrap();
        assert_eq!(step, 4);
        let name = if count == 10 {
            "challenge of a transfer in a batch of 10"
        } else {
            "challenge of a transfer in a batch of 100"
        };
        gas.insert(name, bench.done("vera", &call).gas_used);
    }
    let mut bench = Bench::funded();
    let mut claimed = bench.batches[0].roots.clone();
    claimed[2] = claimed[0];
    bench.commit(0, claimed.clone());
    let (_, call) = bench.verify(0, &claimed).unwrap();
    gas.insert("challenge of a deposit", bench.done("vera", &call).gas_used);
    withdrawal_gas(&mut gas);
    let named = |(name, gas): (&str, u64)| format!("| {name} | {} |", thousands(gas));
    gas.into_iter().map(named).collect()
}

fn withdrawal_gas(gas: &mut BTreeMap<&str, u64>) {
    let (mut bench, withdrawal) = Bench::with_burn(Amount::coins(3));
    let key = Withdrawal::key(&withdrawal, &bench.domain());
    let prove = Call::Prove(ProveCall {
        withdrawal,
        batch: 1,
        proof: bench.batches[1].after.prove(&Slot::Burnt(key)),
    });
    gas.insert("proof of a withdrawal", bench.done("ann", &prove).gas_used);
    bench.mine(WINDOW + 1);
    let confirm = Call::Confirm { batch: 0 };
    gas.insert("return of a bond", bench.done("sam", &confirm).gas_used);
    let finalize = Call::Finalize { withdrawal };
    gas.insert(
        "payment of a withdrawal",
        bench.done("ann", &finalize).gas_used,
    );
}

#[test]
fn the_figures_in_the_docs_are_those_measured() {
    let rows: Vec<String> = batch_rows().into_iter().chain(call_rows()).collect();
    let missing: Vec<&String> = rows
        .iter()
        .filter(|row| !DOCS.contains(row.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "measured, but not in the docs:\n{missing:#?}"
    );
}

#[test]
fn calldata_is_charged_as_it_is_and_more_bytes_cost_more() {
    let gas = |count| with_transfers(count).1.gas_used;
    assert!(gas(2) > gas(1) && gas(50) > gas(10));
    let bench = Bench::funded();
    let call = bench.batch_call(pack(&transfers(&bench, 100)));
    let input = encode(&Call::SubmitBatch(call));
    let tokens: u64 = input
        .iter()
        .map(|byte| if *byte == 0 { 1 } else { 4 })
        .sum();
    let (bench, receipt) = with_transfers(100);
    assert_eq!(
        receipt.gas_used,
        21_000 + 10 * tokens,
        "the floor of EIP-7623"
    );
    assert_eq!(bench.reader().balance(), Amount::coins(150));
    assert!(BOND > Amount::ZERO);
}
