//! BIP 152's short ids by vectors, and putting blocks together.

use std::hash::Hasher as _;

use hex_literal::hex;
use siphasher::sip::SipHasher24;

use super::*;
use crate::base::{Address, Amount, SecretKey, sha256};
use crate::ledger::{Action, Bid, Transaction};

#[test]
fn siphash_is_the_reference_one() {
    let key: [u8; 16] = std::array::from_fn(|place| place as u8);
    let message: Vec<u8> = (0..15).collect();
    let mut hasher = SipHasher24::new_with_key(&key);
    hasher.write(&message);
    assert_eq!(hasher.finish(), 0xa129_ca61_49be_45e5);
}

#[test]
fn short_ids_of_block_100000() {
    let header = Header::from_bytes(&hex!(
        "0100000050120119172a610421a6c3011dd330d9df07b63616c2cc1f1cd00200000000006657a9252aacd5c0b2940996ecff952228c3067cc38d4885efb5a4ac4247e9f337221b4d4c86041b0f2b5710"
    ));
    let ids = ShortIds::new(&header, 0);
    let shown = |text: &str| {
        let mut digest = Digest::from_hex(text).expect("hex");
        digest.0.reverse();
        digest
    };
    let first = shown("8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87");
    let second = shown("fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4");
    assert_eq!(ids.of(&first), 0xb858_82fc_3526);
    assert_eq!(ids.of(&second), 0x7c3a_43ba_94a1);
}

fn payment(nonce: u64) -> SignedTransaction {
    let key = SecretKey::derive(&sha256(b"compact"), "ana");
    let transaction = Transaction {
        chain: 1,
        sender: key.public(),
        nonce,
        gas_limit: 21_000,
        bid: Bid::flat(10),
        action: Action::Transfer {
            to: Address([7; 20]),
            amount: Amount(1),
        },
        blobs: None,
    };
    transaction.sign(&key)
}

fn block(transactions: &[SignedTransaction]) -> Block {
    let body = Body {
        height: 1,
        miner: Address([9; 20]),
        state_root: sha256(b"state"),
        receipts_root: sha256(b"receipts"),
        gas_used: 0,
        base_fee: Amount(7),
        blob_gas_used: 0,
        excess_blob_gas: 0,
        transactions: transactions.to_vec(),
        engine: None,
    };
    let header = Header {
        merkle: body.merkle_root().expect("no duplicates"),
        ..Header::default()
    };
    Block::new(header, body)
}

fn payments() -> Vec<SignedTransaction> {
    (0..10).map(payment).collect()
}

#[test]
fn a_mempool_that_has_all_gives_the_block_to_the_byte() {
    let (all, more) = (payments(), payment(77));
    let block = block(&all);
    let compact = CompactBlock::of(&block, 5);
    let at_hand = std::iter::once(&more).chain(all.iter().rev());
    let Filled::Whole(filled) = compact.fill(at_hand) else {
        panic!("all is there");
    };
    assert_eq!(*filled, block);
    assert!(is_consistent(&filled));
    assert!(
        compact.size() * 3 < block.size(),
        "{} of {}",
        compact.size(),
        block.size()
    );
}

#[test]
fn what_is_missing_is_named_and_its_place_is_kept() {
    let all = payments();
    let compact = CompactBlock::of(&block(&all), 5);
    let without = all
        .iter()
        .enumerate()
        .filter(|(place, _)| ![3, 7].contains(place));
    let at_hand = without.map(|(_, signed)| signed);
    assert_eq!(compact.fill(at_hand), Filled::Lacks(vec![3, 7]));
}

#[test]
fn two_transactions_of_one_short_id_ask_for_the_full_block() {
    let all = payments();
    let compact = CompactBlock::of(&block(&all), 5);
    let stranger = payment(99);
    let ids = ShortIds::new(&compact.header, compact.nonce);
    let fourth = ids.of(&all[4].leaf());
    let colliding = |leaf: &Digest| match *leaf == stranger.leaf() {
        true => fourth,
        false => ids.of(leaf),
    };
    let at_hand = all.iter().chain(std::iter::once(&stranger));
    let filled = compact.fill_by(at_hand, colliding);
    assert_eq!(filled, Filled::Collides, "two at hand");
    let mut within = compact.clone();
    within.short[2] = within.short[8];
    assert_eq!(
        within.fill(all.iter()),
        Filled::Collides,
        "two in the block"
    );
}

#[test]
fn one_transaction_that_is_at_hand_twice_is_no_collision() {
    let all = payments();
    let block = block(&all);
    let filled = CompactBlock::of(&block, 5).fill(all.iter().chain(&all[4..5]));
    assert_eq!(filled, Filled::Whole(Box::new(block)));
}

#[test]
fn a_wrong_guess_does_not_fit_the_header() {
    let all = payments();
    let mut compact = CompactBlock::of(&block(&all), 5);
    let stranger = payment(99);
    let ids = ShortIds::new(&compact.header, compact.nonce);
    compact.short[0] = ids.of(&stranger.leaf());
    let at_hand = all[1..].iter().chain(std::iter::once(&stranger));
    let Filled::Whole(filled) = compact.fill(at_hand) else {
        panic!("all seems to be there");
    };
    assert!(!is_consistent(&filled));
}

#[test]
fn another_nonce_gives_other_short_ids() {
    let block = block(&payments());
    let short = |nonce| CompactBlock::of(&block, nonce).short;
    assert_eq!(short(1), short(1));
    assert!(short(1).iter().zip(short(2)).all(|(one, two)| *one != two));
}
