//! The prices of blocks: each rule, and what happens to who breaks it.

use std::sync::Arc;

use super::tests::{address, archive_with, changed, extend, key, on, payment, payment_by, refused};
use super::*;
use crate::base::{Amount, Digest};
use crate::ledger::fee::blob::GAS_PER_BLOB;
use crate::ledger::{Bid, Blobs, SignedTransaction, Transaction, TransactionError};

/// A chain with this first base fee whose blocks hold two transfers and aim at one.
fn market(base_fee: u64) -> Archive {
    let market = Market {
        base_fee: Amount(base_fee),
        ..Market::default()
    };
    archive_with(market, 42_000)
}

fn base_fee(archive: &Archive, id: &Digest) -> u64 {
    archive.entry(id).block.body().base_fee.0
}

fn bidding(nonce: u64, max_fee: u64, max_tip: u64) -> SignedTransaction {
    let bid = Bid {
        max_fee: Amount(max_fee),
        max_tip: Amount(max_tip),
    };
    let transaction = payment(nonce, 1).transaction().clone();
    Transaction { bid, ..transaction }.sign(&key("ana"))
}

#[test]
fn the_base_fee_follows_how_full_the_parent_is() {
    let mut archive = market(800);
    let genesis = archive.genesis();
    let empty = extend(&mut archive, &genesis, &[]);
    assert_eq!(base_fee(&archive, &empty), 700, "after an empty genesis");
    let full = extend(&mut archive, &empty, &[payment(0, 900), payment(1, 900)]);
    assert_eq!(base_fee(&archive, &full), 613, "700 less an eighth");
    let half = extend(&mut archive, &full, &[payment(2, 900)]);
    assert_eq!(base_fee(&archive, &half), 689, "613 and an eighth");
    let next = extend(&mut archive, &half, &[]);
    assert_eq!(base_fee(&archive, &next), 689, "half full: as it was");
}

/// A vector of EIP-1559's rule, with real blocks: ten full ones from a base fee of 10^9.
#[test]
fn ten_full_blocks_raise_the_base_fee_as_computed() {
    let rules = market(1_142_857_142).rules().clone();
    let rich = [(address("ana"), Amount::coins(10_000_000))];
    let mut archive = Archive::new(rules, &rich).expect("fits");
    let mut head = archive.genesis();
    for block in 0..10 {
        let pair = [2 * block, 2 * block + 1].map(|nonce| payment(nonce, 4_000_000_000));
        head = extend(&mut archive, &head, &pair);
        if block == 0 {
            assert_eq!(base_fee(&archive, &head), 1_000_000_000);
        }
    }
    let last = extend(&mut archive, &head, &[]);
    assert_eq!(base_fee(&archive, &last), 3_247_321_023);
}

#[test]
fn a_block_with_another_base_fee_is_refused_by_name() {
    let mut archive = market(800);
    let genesis = archive.genesis();
    let block = on(&archive, &genesis, &[payment(0, 900)]);
    for lie in [699, 701, 0, 800, u64::MAX] {
        let lie = changed(&block, |body| body.base_fee = Amount(lie));
        assert_eq!(refused(&mut archive, &lie), BlockError::BaseFee);
    }
    archive.admit(&Arc::new(block)).expect("the true one");
}

#[test]
fn a_market_that_stands_still_keeps_its_base_fee() {
    let market = Market {
        base_fee: Amount(5),
        moves: false,
        ..Market::default()
    };
    let mut archive = archive_with(market, 42_000);
    let mut head = archive.genesis();
    for nonce in 0..3 {
        head = extend(
            &mut archive,
            &head,
            &[payment(2 * nonce, 9), payment(2 * nonce + 1, 9)],
        );
        assert_eq!(base_fee(&archive, &head), 5);
    }
}

#[test]
fn an_offer_below_the_base_fee_is_in_no_block() {
    let mut archive = market(800);
    let genesis = archive.genesis();
    let low = bidding(0, 699, 1);
    let block = on(&archive, &genesis, std::slice::from_ref(&low));
    assert!(
        block.body().transactions.is_empty(),
        "a miner leaves it out"
    );
    let forced = changed(&block, |body| body.transactions.push(low));
    let error = BlockError::Transaction(TransactionError::FeeBelowBase);
    assert_eq!(refused(&mut archive, &forced), error);
    let exact = bidding(0, 700, 1);
    let id = extend(&mut archive, &genesis, &[exact]);
    assert_eq!(archive.entry(&id).receipts[0].tip(), Amount(0));
}

#[test]
fn a_tip_above_the_whole_offer_is_refused_by_name() {
    let mut archive = market(800);
    let genesis = archive.genesis();
    let block = on(&archive, &genesis, &[]);
    let forced = changed(&block, |body| {
        body.transactions.push(bidding(0, 900, 901));
    });
    let error = BlockError::Transaction(TransactionError::TipAboveFee);
    assert_eq!(refused(&mut archive, &forced), error);
}

#[test]
fn the_tip_goes_to_the_miner_and_the_base_fee_to_nobody() {
    let mut archive = market(800);
    let genesis = archive.genesis();
    let id = extend(&mut archive, &genesis, &[bidding(0, 1_000, 20)]);
    let entry = archive.entry(&id);
    let receipt = &entry.receipts[0];
    assert_eq!(receipt.base_part(), Amount(21_000 * 700));
    assert_eq!(receipt.tip(), Amount(21_000 * 20));
    assert_eq!(
        receipt.fee,
        Amount(21_000 * 720),
        "not the 1,000 of the offer"
    );
    let reward = Amount(Amount::coins(50).0 + 21_000 * 20);
    assert_eq!(
        entry.state.locked_rewards(),
        [(1, address("miner"), reward)]
    );
    let whole = Amount::coins(150).0 - 21_000 * 700;
    assert_eq!(entry.state.total(), Some(Amount(whole)));
}

#[test]
fn a_balance_must_hold_the_whole_offer_though_less_is_paid() {
    let mut archive = market(800);
    let genesis = archive.genesis();
    let too_much = Amount::coins(99).0 / 21_000 + 1;
    let block = on(&archive, &genesis, &[]);
    let forced = changed(&block, |body| {
        body.transactions.push(bidding(0, too_much, 1));
    });
    let error = BlockError::Transaction(TransactionError::Balance);
    assert_eq!(refused(&mut archive, &forced), error);
    extend(&mut archive, &genesis, &[bidding(0, too_much - 1, 1)]);
}

/// A transfer with so many blobs of one byte each.
fn carrying(nonce: u64, blobs: usize, blob_price: u64) -> SignedTransaction {
    let data: Vec<Vec<u8>> = (0..blobs).map(|byte| vec![byte as u8]).collect();
    let transaction = Transaction {
        blobs: Some(Blobs::of(Amount(blob_price), &data)),
        ..payment(nonce, 900).transaction().clone()
    };
    transaction.sign(&key("ana"))
}

#[test]
fn blobs_above_the_target_raise_their_price_and_are_burnt() {
    let mut archive = market(800);
    let mut head = archive.genesis();
    let mut excess = 0;
    for nonce in 0..9 {
        let price = archive.rules().market.blobs.fee(excess);
        head = extend(&mut archive, &head, &[carrying(nonce, 9, 50)]);
        let entry = archive.entry(&head);
        assert_eq!(entry.block.body().excess_blob_gas, excess);
        assert_eq!(entry.block.body().blob_gas_used, 9 * GAS_PER_BLOB);
        assert_eq!(entry.receipts[0].blob_fee.0, price * 9 * GAS_PER_BLOB);
        excess += 3 * GAS_PER_BLOB;
    }
    assert_eq!(excess, 3_538_944);
    assert_eq!(
        archive.rules().market.blobs.fee(excess),
        2,
        "above 3,471,087"
    );
    let cheap = carrying(9, 1, 1);
    let block = on(&archive, &head, std::slice::from_ref(&cheap));
    assert!(block.body().transactions.is_empty());
    let forced = changed(&block, |body| body.transactions.push(cheap));
    let error = BlockError::Transaction(TransactionError::BlobFeeBelowBase);
    assert_eq!(refused(&mut archive, &forced), error);
}

#[test]
fn each_false_claim_about_blobs_is_refused_by_its_name() {
    let mut archive = market(800);
    let genesis = archive.genesis();
    let block = on(&archive, &genesis, &[carrying(0, 2, 9)]);
    type Lie = fn(&mut Body);
    let cases: [(BlockError, Lie); 5] = [
        (BlockError::ExcessBlobGas, |body| body.excess_blob_gas += 1),
        (BlockError::BlobGasUsed, |body| {
            body.blob_gas_used += GAS_PER_BLOB
        }),
        (BlockError::BlobLimit, |body| {
            body.transactions = vec![carrying(0, 5, 9), carrying(1, 5, 9)];
        }),
        (BlockError::BlobLimit, |body| {
            body.transactions = vec![carrying(0, 10, 9)];
        }),
        (
            BlockError::Transaction(TransactionError::BlobCount),
            |body| {
                body.transactions = vec![carrying(0, 0, 9)];
            },
        ),
    ];
    for (error, change) in cases {
        let lie = changed(&block, change);
        assert_eq!(refused(&mut archive, &lie), error);
    }
    let mut transaction = carrying(0, 1, 9).transaction().clone();
    if let Some(blobs) = transaction.blobs.as_mut() {
        blobs.hashes[0].0[0] = 2;
    }
    let unknown = transaction.sign(&key("ana"));
    let lie = changed(&block, |body| body.transactions = vec![unknown]);
    let error = BlockError::Transaction(TransactionError::BlobVersion);
    assert_eq!(refused(&mut archive, &lie), error);
    archive.admit(&Arc::new(block)).expect("the true one");
}

#[test]
fn a_miner_fills_a_block_with_the_blobs_that_it_holds_and_no_more() {
    let mut archive = market(800);
    let genesis = archive.genesis();
    let both = [carrying(0, 6, 9), carrying(1, 6, 9)];
    let id = extend(&mut archive, &genesis, &both);
    let body = archive.entry(&id).block.body();
    assert_eq!(body.transactions.len(), 1, "9 blobs are the most");
    assert_eq!(body.blob_gas_used, 6 * GAS_PER_BLOB);
}

#[test]
fn another_persons_wealth_pays_no_fee() {
    let mut archive = market(800);
    let genesis = archive.genesis();
    let block = on(&archive, &genesis, &[]);
    let poor = changed(&block, |body| {
        body.transactions.push(payment_by("ben", 0, 900));
    });
    let error = BlockError::Transaction(TransactionError::Balance);
    assert_eq!(refused(&mut archive, &poor), error);
}
