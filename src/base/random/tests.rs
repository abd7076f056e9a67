//! Streams draw what their names say: equal bits, fair odds, exact means.

use super::super::encoding::{decode, encode};
use super::*;

fn stream(name: &str) -> Stream {
    Stream::named(7, name)
}

#[test]
fn a_name_always_draws_the_same_and_another_name_differs() {
    let draws = |name: &str| {
        let mut stream = stream(name);
        [(); 4].map(|()| stream.next_u64())
    };
    assert_eq!(draws("mining"), draws("mining"));
    assert_ne!(draws("mining"), draws("latency"));
    assert_ne!(Stream::named(8, "mining").next_u64(), draws("mining")[0]);
}

#[test]
fn a_stored_stream_goes_on_where_it_was() {
    let mut original = stream("stored");
    for drawn in 0..200 {
        let bytes = encode(&original);
        assert_eq!(bytes.len(), 48);
        let mut restored: Stream = decode(&bytes).unwrap();
        assert_eq!(
            restored.clone().next_u64(),
            original.clone().next_u64(),
            "after {drawn}"
        );
        assert_eq!(encode(&restored), bytes);
        assert_eq!(restored.next_u64(), original.next_u64());
    }
}

#[test]
fn hostile_positions_are_refused() {
    assert!(decode::<Stream>(&encode(&([0_u8; 32], 1_u128 << 68))).is_err());
    let mut last = decode::<Stream>(&encode(&([0_u8; 32], (1_u128 << 68) - 1))).unwrap();
    last.next_u64();
}

#[test]
fn below_is_uniform_and_in_range() {
    let mut stream = stream("below");
    let mut counts = [0_i64; 10];
    for _ in 0..100_000 {
        counts[stream.below(10) as usize] += 1;
    }
    // Chi-square with 9 degrees of freedom: beyond 33.7 once in 10,000 seeds.
    let squares: i64 = counts.iter().map(|count| (count - 10_000).pow(2)).sum();
    assert!(squares / 10_000 < 34, "{counts:?}");
    assert_eq!(stream.below(0), 0);
    assert_eq!(stream.below(1), 0);
    assert!((0..100).all(|_| stream.below(u64::MAX) < u64::MAX));
}

#[test]
fn below_has_no_bias_where_a_plain_remainder_would_double_the_odds() {
    let mut stream = stream("bias");
    let n = 3_u64 << 62;
    let low = (0..30_000).filter(|_| stream.below(n) < n / 3).count();
    assert!((9_700..10_300).contains(&low), "{low}");
}

#[test]
fn chance_has_its_odds() {
    let mut stream = stream("chance");
    let hits = (0..100_000).filter(|_| stream.chance(3, 10)).count();
    assert!((29_400..30_600).contains(&hits), "{hits}");
    assert!((0..100).all(|_| stream.chance(1, 1) && !stream.chance(0, 1)));
    assert!(!stream.chance(1, 0));
}

#[test]
fn logarithms_match_known_values() {
    let close = |r: u64, expected: u64| {
        assert!(
            negative_ln(r).abs_diff(expected) <= 1,
            "{r}: {} {expected}",
            negative_ln(r)
        );
    };
    // floor(-ln((r + 1) / 2^64) * 2^48), computed in Python with 70 decimal digits.
    close(u64::MAX, 0);
    close((1 << 63) - 1, 195_103_586_505_167);
    close(0, 12_486_629_536_330_718);
    close((1 << 62) - 1, 390_207_173_010_334);
    close(3 << 62, 80_975_304_643_438);
    close(1_234_567_890_123_456_789, 761_155_303_835_526);
}

#[test]
fn exponential_waits_have_the_mean_and_the_tail() {
    let mut stream = stream("exponential");
    let mean = Span::from_secs(600);
    let draws: Vec<Span> = (0..100_000).map(|_| stream.exponential(mean)).collect();
    let average = draws.iter().map(|span| span.0).sum::<u64>() / 100_000;
    // The standard error is 1 in 316; four of them.
    assert!(average.abs_diff(mean.0) < mean.0 * 4 / 316, "{average}");
    // P(X > mean) = 0.36788, P(X > 3 mean) = 0.049787.
    let longer = |times| draws.iter().filter(|span| **span > mean * times).count();
    assert!((36_200..37_400).contains(&longer(1)), "{}", longer(1));
    assert!((4_700..5_260).contains(&longer(3)), "{}", longer(3));
    assert_eq!(stream.exponential(Span::ZERO), Span::ZERO);
    assert!(stream.exponential(Span(u64::MAX)) > Span::ZERO);
}

#[test]
fn fraction_products_are_the_high_half() {
    let wide = |a: u128, b: u128| {
        let product: ruint::aliases::U256 = (U256::from(a) * U256::from(b)) >> 128;
        product.to::<u128>()
    };
    let mut stream = stream("product");
    let mut draw = || (u128::from(stream.next_u64()) << 64) | u128::from(stream.next_u64());
    assert_eq!(fraction_product(u128::MAX, u128::MAX), u128::MAX - 1);
    for _ in 0..1000 {
        let (a, b) = (draw(), draw());
        assert_eq!(fraction_product(a, b), wide(a, b));
    }
}

#[test]
fn even_odds_give_the_exact_geometric_counts() {
    let mut stream = stream("coin");
    let target = U256::from(1) << 255;
    let mut counts = [0_i64; 9];
    for _ in 0..65_536 {
        counts[stream.geometric(target - U256::from(1)).min(9) as usize - 1] += 1;
    }
    // Expected 32768, 16384, ..., 256 and 256 for the rest. Chi-square with 8
    // degrees of freedom: beyond 31.8 once in 10,000 seeds.
    let expected = |at: usize| 65_536_i64 >> (at + 1).min(8);
    let thousandths: i64 = counts
        .iter()
        .enumerate()
        .map(|(at, count)| (count - expected(at)).pow(2) * 1000 / expected(at))
        .sum();
    assert!(thousandths < 32_000, "{counts:?}");
}

#[test]
fn means_are_the_inverse_of_the_probability() {
    for shift in [1, 4, 12, 24, 40] {
        let mut stream = Stream::named(shift, "mean");
        let target = U256::MAX >> shift as usize;
        let sum: u128 = (0..40_000)
            .map(|_| u128::from(stream.geometric(target)))
            .sum();
        // The standard error is at most 1 in 200 of the mean; four of them.
        let (average, mean) = (sum / 40_000, 1_u128 << shift);
        assert!(
            (sum).abs_diff(mean * 40_000) < mean * 800,
            "{shift}: {average}"
        );
    }
}

#[test]
fn the_tail_of_a_rare_success_is_exponential() {
    let mut stream = stream("rare");
    let target = U256::MAX >> 32;
    let draws: Vec<u64> = (0..100_000).map(|_| stream.geometric(target)).collect();
    let longer = draws.iter().filter(|attempts| **attempts > 1 << 32).count();
    assert!((36_200..37_400).contains(&longer), "{longer}");
}

#[test]
fn runs_follow_the_draw_exactly() {
    // miss = 3/4: powers 0.75, 0.5625, 0.4219, 0.3164.
    let miss = 3_u128 << 126;
    let at = |percent: u128| u128::MAX / 100 * percent;
    let runs: Vec<u64> = [99, 76, 74, 57, 55, 43, 42, 32, 31]
        .map(|p| longest_run(miss, at(p)))
        .into();
    assert_eq!(runs, [0, 0, 1, 1, 2, 2, 3, 3, 4]);
}

#[test]
fn certain_and_hopeless_targets() {
    let mut stream = stream("extremes");
    assert!((0..100).all(|_| stream.geometric(U256::MAX) == 1));
    assert!((0..100).all(|_| stream.geometric(U256::ZERO) > 1 << 40));
}
