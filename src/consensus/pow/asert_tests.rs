//! Rows of the public vectors (bitcoincash.org, `aserti3-2d`, runs 1 to 10), and the ends of the range.

use super::super::target::{BITCOIN_LIMIT, from_compact};
use super::*;

const MAINNET: Asert = Asert {
    spacing: 600,
    half_life: 2 * 24 * 3600,
    limit: BITCOIN_LIMIT,
};

/// Bits after a tip at `height` with `time`, for an anchor at height 1 whose parent has time 0.
fn after(anchor: u32, height: u64, time: i64) -> u32 {
    let distance = Distance {
        blocks: height - 1,
        seconds: time,
    };
    MAINNET.next_bits(anchor, distance).expect("a valid anchor")
}

#[test]
fn a_chain_on_schedule_keeps_its_target() {
    for bits in [0x1d00_ffff, 0x1a2b_3c4d, 0x0101_0000] {
        for height in 2..12 {
            assert_eq!(after(bits, height, 600 * height as i64), bits);
        }
    }
}

/// Run 4: each block comes a half-life late.
#[test]
fn a_half_life_of_delay_doubles_the_target() {
    let rows = [
        (2, 0x0102_0000),
        (3, 0x0104_0000),
        (7, 0x0140_0000),
        (8, 0x0200_8000),
        (64, 0x0900_8000),
        (145, 0x1301_0000),
        (223, 0x1c40_0000),
        (224, 0x1d00_8000),
        (225, 0x1d00_ffff),
        (226, 0x1d00_ffff),
    ];
    for (height, bits) in rows {
        let time = 173_400 * (height as i64 - 1) + 600;
        assert_eq!(after(0x0101_0000, height, time), bits, "{height}");
    }
}

/// Run 5: time stands still while 288 blocks, a half-life, come at once.
#[test]
fn a_half_life_ahead_halves_the_target() {
    let rows = [
        (2, 0x1d00_fec5),
        (290, 0x1c7f_62c0),
        (578, 0x1c3f_b160),
        (866, 0x1c1f_d8b0),
        (9506, 0x187f_62c0),
        (33_698, 0x0e07_f62c),
        (59_906, 0x0300_fec5),
        (60_194, 0x027f_6200),
        (62_210, 0x0200_fe00),
        (62_498, 0x017f_0000),
        (63_938, 0x0103_0000),
        (64_226, 0x0101_0000),
        (64_514, 0x0101_0000),
    ];
    for (height, bits) in rows {
        assert_eq!(after(0x1d00_ffff, height, 0), bits, "{height}");
    }
}

/// Run 8: random waits while the hash rate falls.
#[test]
fn random_waits_follow_to_the_bit() {
    let rows = [
        (3, 1310, 0x1802_ad91),
        (4, 1327, 0x1802_abf8),
        (9, 7099, 0x1802_b39c),
        (10, 7099, 0x1802_b1f2),
        (22, 33_606, 0x1802_e994),
        (63, 136_075, 0x1803_fac1),
        (129, 523_396, 0x1810_0de8),
        (187, 1_078_358, 0x1900_8158),
        (255, 2_208_301, 0x1927_e59f),
        (323, 3_462_640, 0x1a14_441a),
        (396, 4_819_329, 0x1b0f_5504),
        (426, 5_430_357, 0x1c00_a57c),
        (470, 6_562_409, 0x1c36_867c),
        (484, 6_930_238, 0x1d00_e688),
        (485, 6_993_399, 0x1d00_ffff),
    ];
    for (height, time, bits) in rows {
        assert_eq!(after(0x1802_aee8, height, time), bits, "{height}");
    }
}

/// Run 10: blocks of 900 s across the largest signed 64-bit height.
#[test]
fn large_heights_and_times_do_not_overflow() {
    let (anchor, parent) = (9_223_372_036_854_775_802_u64, 2_147_483_047_i64);
    let rows = [
        (9_223_372_036_854_775_803, 2_147_484_547, 0x1802_afbb),
        (9_223_372_036_854_775_807, 2_147_488_147, 0x1802_b30e),
        (9_223_372_036_854_775_808, 2_147_489_047, 0x1802_b3e5),
        (9_223_372_036_854_775_812, 2_147_492_647, 0x1802_b73d),
    ];
    for (height, time, bits) in rows {
        let distance = Distance {
            blocks: height - anchor,
            seconds: time - parent,
        };
        assert_eq!(MAINNET.next_bits(0x1802_aee8, distance), Ok(bits));
    }
}

#[test]
fn the_ends_of_the_range_hold() {
    let far = |blocks, seconds| MAINNET.next_bits(0x1d00_ffff, Distance { blocks, seconds });
    assert_eq!(far(0, i64::MAX), Ok(0x1d00_ffff));
    assert_eq!(far(0, i64::MIN), Ok(0x0101_0000));
    assert_eq!(far(u64::MAX, i64::MIN), Ok(0x0101_0000));
    let (blocks, seconds) = (0, 0);
    let no_target = MAINNET.next_bits(0, Distance { blocks, seconds });
    assert_eq!(no_target, Err(TargetError::Zero));
    let senseless = Asert {
        spacing: 0,
        half_life: 0,
        limit: U256::MAX,
    };
    let next = senseless.next_bits(0x207f_ffff, Distance { blocks, seconds });
    assert_eq!(next, Ok(0x207f_ffff));
    assert!(from_compact(0x0101_0000).is_ok());
}
