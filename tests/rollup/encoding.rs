//! One transfer has one encoding, and no bytes make anything panic.

use bilayer::base::{Address, Amount, PublicKey, Signature, decode};
use bilayer::layer2::rollup::{
    Call, MAX_TRANSFER_BYTES, SignedTransfer, Target, Transfer, framed, pack, unpack,
};
use proptest::prelude::*;

use super::bench::{Bench, address, key};

fn example() -> SignedTransfer {
    let bench = Bench::new();
    let transfer = bench.transfer("ann", "ben", Amount::coins(1));
    bench.signed("ann", transfer)
}

#[test]
fn the_bytes_are_those_of_the_table_in_the_docs() {
    let signed = example();
    let bytes = signed.bytes();
    assert_eq!(bytes[0], 0, "a payment");
    assert_eq!(bytes[1..34], key("ann").public().0);
    assert_eq!(bytes[34..54], address("ben").0);
    assert_eq!(bytes[54], 0, "nonce");
    assert_eq!(bytes[55..60], [0x80, 0x94, 0xeb, 0xdc, 0x03], "10^9 units");
    assert_eq!(bytes[60..62], [0xe8, 0x07], "a fee of 1,000 units");
    assert_eq!(bytes[62..], signed.signature.0);
    assert_eq!(bytes.len(), 126);
}

#[test]
fn longer_forms_of_a_number_and_bytes_left_over_are_no_transfer() {
    let bytes = example().bytes();
    assert!(SignedTransfer::from_bytes(&bytes).is_some());
    let mut padded = bytes.clone();
    padded.splice(54..55, [0x80, 0x00]);
    assert_eq!(SignedTransfer::from_bytes(&padded), None);
    let mut huge = bytes.clone();
    huge.splice(54..55, [0xff; 10]);
    assert_eq!(SignedTransfer::from_bytes(&huge), None);
    let longer = [bytes.clone(), vec![0]].concat();
    assert_eq!(SignedTransfer::from_bytes(&longer), None);
    let mut unknown = bytes;
    unknown[0] = 2;
    assert_eq!(SignedTransfer::from_bytes(&unknown), None);
}

#[test]
fn the_id_does_not_cover_the_signature_and_the_signature_covers_all_else() {
    let bench = Bench::new();
    let domain = bench.domain();
    let signed = example();
    assert!(signed.is_signed(&domain));
    for at in 0..62 {
        let mut bytes = signed.bytes();
        bytes[at] ^= 1;
        let unsigned = SignedTransfer::from_bytes(&bytes);
        assert!(
            unsigned.is_none_or(|changed| !changed.is_signed(&domain)),
            "byte {at}"
        );
    }
}

#[test]
fn compression_finds_what_repeats_but_no_signature() {
    let bench = Bench::new();
    let transfers: Vec<Vec<u8>> = (0..50)
        .map(|nonce| {
            let mut transfer = bench.transfer("ann", "ben", Amount::coins(1));
            transfer.nonce = nonce;
            bench.sign("ann", transfer)
        })
        .collect();
    let (before, after) = (framed(&transfers).len(), pack(&transfers).len());
    assert_eq!(before, 50 * 127);
    assert!(after > 50 * 64, "signatures don't compress");
    assert!(after < 50 * 80, "all else nearly vanishes: {after}");
    assert_eq!(unpack(&pack(&transfers)), transfers);
}

fn transfers() -> impl Strategy<Value = SignedTransfer> {
    let keys = (any::<[u8; 32]>(), any::<u8>());
    (
        keys,
        any::<[u8; 20]>(),
        any::<(u64, u64, u64)>(),
        any::<bool>(),
    )
        .prop_map(|((key, sign), to, (nonce, amount, fee), pays)| {
            let mut sender = [sign; 33];
            sender[1..].copy_from_slice(&key);
            let to = Address(to);
            let target = if pays {
                Target::Pay(to)
            } else {
                Target::Withdraw(to)
            };
            let transfer = Transfer {
                sender: PublicKey(sender),
                target,
                nonce,
                amount: Amount(amount),
                fee: Amount(fee),
            };
            let signature = Signature([sign; 64]);
            SignedTransfer {
                transfer,
                signature,
            }
        })
}

proptest! {
    #[test]
    fn transfers_come_back(signed in transfers()) {
        let bytes = signed.bytes();
        prop_assert!(bytes.len() <= MAX_TRANSFER_BYTES);
        prop_assert_eq!(SignedTransfer::from_bytes(&bytes), Some(signed));
    }

    #[test]
    fn what_decodes_encodes_to_the_same_bytes(mut bytes in prop::collection::vec(any::<u8>(), 118..150)) {
        bytes[0] &= 1;
        if let Some(signed) = SignedTransfer::from_bytes(&bytes) {
            prop_assert_eq!(signed.bytes(), bytes);
        }
    }

    #[test]
    fn hostile_batches_and_calls_do_not_panic(bytes: Vec<u8>) {
        let _ = unpack(&bytes);
        let _ = decode::<Call>(&bytes);
    }

    #[test]
    fn hostile_calldata_leaves_the_contract_as_it_was(bytes: Vec<u8>, kind in 0_u8..8) {
        let mut bench = Bench::funded();
        let before = bench.reader().counters();
        let action = bilayer::ledger::Action::Call {
            contract: bench.contract,
            value: Amount::ZERO,
            input: [vec![kind], bytes].concat(),
        };
        bench.execute("cal", action);
        prop_assert_eq!(bench.reader().counters(), before);
    }
}
