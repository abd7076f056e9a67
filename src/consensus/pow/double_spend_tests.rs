//! The tables of both papers, and where the formulas end.

use super::*;

fn share(text: &str) -> Fraction {
    text.parse().expect("a share")
}

/// Rounded to seven decimals, as the papers print.
fn seven(parts: u64) -> u64 {
    (parts + 50_000) / 100_000
}

#[test]
fn the_table_of_nakamoto() {
    let tenth = [
        10_000_000, 2_045_873, 509_779, 131_722, 34_552, 9_137, 2_428, 647, 173, 46, 12,
    ];
    for (z, expected) in (0..).zip(tenth) {
        assert_eq!(seven(nakamoto(share("0.1"), z)), expected, "z = {z}");
    }
    let three_tenths = [
        10_000_000, 1_773_523, 416_605, 101_008, 24_804, 6_132, 1_522, 379, 95, 24, 6,
    ];
    for (z, expected) in (0..).step_by(5).zip(three_tenths) {
        assert_eq!(seven(nakamoto(share("0.3"), z)), expected, "z = {z}");
    }
}

#[test]
fn the_exact_table() {
    let tenth = [
        2_000_000, 560_000, 171_200, 54_560, 17_818, 5_914, 1_986, 672, 229, 79,
    ];
    for (z, expected) in (1..).zip(tenth) {
        assert_eq!(seven(exact(share("0.1"), z)), expected, "z = {z}");
    }
    let three_tenths = [
        1_976_173, 651_067, 233_077, 86_739, 33_027, 12_769, 4_991, 1_967, 780, 311,
    ];
    for (z, expected) in (5..).step_by(5).zip(three_tenths) {
        assert_eq!(seven(exact(share("0.3"), z)), expected, "z = {z}");
    }
}

#[test]
fn whole_fractions_are_exact_to_the_last_digit() {
    let cases = [
        ("0.1", 1, 1, 5),
        ("0.1", 2, 7, 125),
        ("0.1", 3, 107, 6250),
        ("0.3", 1, 3, 5),
        ("0.3", 2, 54, 125),
        ("0.3", 3, 4077, 12_500),
    ];
    for (q, z, numerator, denominator) in cases {
        assert_eq!(
            exact(share(q), z),
            UNIT / denominator * numerator,
            "{q} {z}"
        );
    }
    assert_eq!(exact(share("0.1"), 5), 1_781_840_000);
}

#[test]
fn confirmations_until_less_than_one_in_a_thousand() {
    let expected = [
        ("0.1", 5, 6),
        ("0.15", 8, 9),
        ("0.2", 11, 13),
        ("0.25", 15, 20),
        ("0.3", 24, 32),
        ("0.35", 41, 58),
        ("0.4", 89, 133),
        ("0.45", 340, 539),
    ];
    for (q, papers, truly) in expected {
        let first = |chance: fn(Fraction, u32) -> u64| {
            (0..MOST_CONFIRMATIONS).find(|z| chance(share(q), *z) < UNIT / 1000)
        };
        assert_eq!(first(nakamoto), Some(papers), "{q}");
        assert_eq!(first(exact), Some(truly), "{q}");
    }
}

#[test]
fn half_the_hash_rate_always_wins_and_none_never() {
    for q in ["0.5", "0.51", "1"] {
        assert_eq!(exact(share(q), 1000), UNIT);
        assert_eq!(nakamoto(share(q), 1000), UNIT);
    }
    for chance in [exact, nakamoto] {
        assert_eq!(chance(share("0"), 0), UNIT);
        assert_eq!(chance(share("0"), 1), 0);
        let nearly = chance(share("0.499999999"), u32::MAX);
        assert!(nearly > UNIT / 1000 * 999 && nearly < UNIT, "{nearly}");
        assert!(chance(share("0.000000001"), 1000) == 0);
    }
}

#[test]
fn each_confirmation_helps_and_none_makes_it_certain_to_fail() {
    assert_eq!(reversal_ppm(0), 1_000_000);
    let expected = [200_000, 56_000, 17_120, 5_456, 1_782, 591];
    for (z, ppm) in (1..).zip(expected) {
        assert_eq!(reversal_ppm(z), ppm, "{z} confirmations");
    }
    let chances: Vec<u32> = (0..12).map(reversal_ppm).collect();
    assert!(chances.windows(2).all(|pair| pair[1] < pair[0]));
    assert_eq!(reversal_ppm(u64::MAX), 0);
}
