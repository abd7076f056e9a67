//! Real headers of Bitcoin's main chain.

use hex_literal::hex;
use proptest::prelude::*;

use super::*;
use crate::base::{decode, encode};

const MAINNET: [([u8; 80], &str); 5] = [
    (
        hex!(
            "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b2"
            "7ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
        ),
        "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
    ),
    (
        hex!(
            "010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744"
            "bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299"
        ),
        "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048",
    ),
    (
        hex!(
            "010000004860eb18bf1b1620e37e9490fc8a427514416fd75159ab86688e9a8300000000d5fdcc541e25de1c"
            "7a5addedf24858b8bb665c9f36ef744ee42c316022c90f9bb0bc6649ffff001d08d2bd61"
        ),
        "000000006a625f06636b8bb6ac7b960a8d03705d1ace08b1a19da3fdcc99ddbd",
    ),
    (
        hex!(
            "0100000050120119172a610421a6c3011dd330d9df07b63616c2cc1f1cd00200000000006657a9252aacd5c0"
            "b2940996ecff952228c3067cc38d4885efb5a4ac4247e9f337221b4d4c86041b0f2b5710"
        ),
        "000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506",
    ),
    (
        hex!(
            "0100000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2fffc8d75"
            "0423db8b1eb942ae710e951ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695"
        ),
        "00000000000000001e8d6829a8a21adc5d38d0a473b144b6765798e61f98bd1d",
    ),
];

#[test]
fn real_headers_have_their_ids_and_read_back_to_the_byte() {
    for (bytes, id) in MAINNET {
        let header = Header::from_bytes(&bytes);
        assert_eq!(header.id().reversed_hex(), id);
        assert_eq!(header.to_bytes(), bytes);
    }
}

#[test]
fn each_block_names_its_parent() {
    let [genesis, first, second] = [0, 1, 2].map(|at| Header::from_bytes(&MAINNET[at].0));
    assert_eq!(genesis.previous, Digest::ZERO);
    assert_eq!(first.previous, genesis.id());
    assert_eq!(second.previous, first.id());
}

#[test]
fn block_100000_commits_to_its_four_transactions() {
    let ids = [
        "8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87",
        "fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4",
        "6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4",
        "e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d",
    ]
    .map(|shown| {
        let mut id = Digest::from_hex(shown).unwrap();
        id.0.reverse();
        id
    });
    let header = Header::from_bytes(&MAINNET[3].0);
    assert_eq!(
        crate::base::merkle::bitcoin::root(&ids),
        Some(header.merkle)
    );
    assert_ne!(
        crate::base::merkle::bitcoin::root(&ids[..3]),
        Some(header.merkle)
    );
}

#[test]
fn fields_are_where_bitcoin_has_them() {
    let header = Header::from_bytes(&MAINNET[0].0);
    let fields = (header.version, header.time, header.bits, header.nonce);
    assert_eq!(fields, (1, 1_231_006_505, 0x1d00_ffff, 2_083_236_893));
}

proptest! {
    #[test]
    fn any_change_of_a_byte_changes_the_id(at in 0..80_usize, flip in 1..=255_u8) {
        let mut bytes = MAINNET[1].0;
        bytes[at] ^= flip;
        let changed = Header::from_bytes(&bytes);
        prop_assert_eq!(changed.to_bytes(), bytes);
        prop_assert_ne!(changed.id(), Header::from_bytes(&MAINNET[1].0).id());
    }

    #[test]
    fn the_canonical_encoding_is_the_wire_form(nonce: u32, time: u32) {
        let header = Header { nonce, time, ..Header::from_bytes(&MAINNET[4].0) };
        prop_assert_eq!(encode(&header), header.to_bytes());
        prop_assert_eq!(decode::<Header>(&header.to_bytes()), Ok(header));
    }
}
