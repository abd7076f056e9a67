//! What a vote weighs: its stake, doubled for every 52 weeks since 2000 until it was cast.
//!
//! A vote's weight does not shrink with time; votes that are cast later weigh more. Source:
//! `reference-contracts/contracts/eosio.system/src/voting.cpp`, `stake2vote`, which computes in
//! floating point; here every factor is an integer, 2^63 times 2^(k/52), rounded down.

/// 2000-01-01 in seconds since 1970.
pub const EPOCH: u32 = 946_684_800;
const WEEK: u32 = 7 * 24 * 3600;
const YEAR: u32 = 52;

/// 2^63 · 2^(k/52) for k = 0 to 51, rounded down.
const FACTORS: [u64; YEAR as usize] = [
    9_223_372_036_854_775_808,
    9_347_140_380_427_982_632,
    9_472_569_570_252_391_863,
    9_599_681_893_208_400_358,
    9_728_499_935_243_845_722,
    9_859_046_585_387_189_514,
    9_991_345_039_814_553_320,
    10_125_418_805_971_330_348,
    10_261_291_706_749_104_889,
    10_398_987_884_718_621_817,
    10_538_531_806_419_558_277,
    10_679_948_266_707_859_767,
    10_823_262_393_161_413_099,
    10_968_499_650_544_839_023,
    11_115_685_845_334_197_883,
    11_264_847_130_302_412_243,
    11_416_010_009_166_221_259,
    11_569_201_341_295_492_490,
    11_724_448_346_485_727_923,
    11_881_778_609_794_612_205,
    12_041_220_086_443_462_476,
    12_202_801_106_784_450_713,
    12_366_550_381_334_481_178,
    12_532_497_005_876_617_426,
    12_700_670_466_629_965_314,
    12_871_100_645_488_930_619,
    13_043_817_825_332_782_212,
    13_218_852_695_406_464_198,
    13_396_236_356_773_613_142,
    13_576_000_327_842_749_263,
    13_758_176_549_967_623_555,
    13_942_797_393_122_715_898,
    14_129_895_661_654_892_635,
    14_319_504_600_112_245_585,
    14_511_657_899_151_148_196,
    14_706_389_701_522_578_421,
    14_903_734_608_138_772_016,
    15_103_727_684_221_284_195,
    15_306_404_465_531_552_070,
    15_511_800_964_685_064_948,
    15_719_953_677_550_264_422,
    15_930_899_589_733_311_245,
    16_144_676_183_149_871_228,
    16_361_321_442_685_087_868,
    16_580_873_862_942_925_096,
    16_803_372_455_086_079_385,
    17_028_856_753_767_676_576,
    17_257_366_824_155_985_084,
    17_488_943_269_053_393_659,
    17_723_627_236_110_918_645,
    17_961_460_425_139_522_650,
    18_202_485_095_519_543_727,
];

/// Whole weeks from 2000-01-01 to `time`, in seconds since 1970; 0 before.
#[must_use]
pub fn weeks(time: u32) -> u32 {
    time.saturating_sub(EPOCH) / WEEK
}

/// The weight of `stake`, in its smallest unit, of a vote cast at `time`: `stake` · 2^(weeks/52),
/// rounded down.
#[must_use]
pub fn vote_weight(stake: u64, time: u32) -> u128 {
    let weeks = weeks(time);
    let factor = FACTORS[(weeks % YEAR) as usize];
    // 32 bits of seconds hold 107 years from 2000 on: never more than 63 doublings are missing.
    let years = weeks / YEAR;
    let exact = u128::from(stake) * u128::from(factor);
    match 63_u32.checked_sub(years) {
        Some(down) => exact >> down,
        None => exact.saturating_mul(1 << (years - 63).min(44)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighteen_and_a_half_years() {
        assert_eq!(weeks(1_528_675_200), 962);
        // 2^18.5 = 370,727.6
        assert_eq!(vote_weight(1, 1_528_675_200), 370_727);
        assert_eq!(vote_weight(10_000, 1_528_675_200), 3_707_276_000);
    }

    #[test]
    fn whole_weeks_count() {
        let monday = EPOCH + WEEK;
        assert_eq!((weeks(monday - 1), weeks(monday)), (0, 1));
        assert_eq!(weeks(0), 0);
        assert_eq!(vote_weight(1_000_000, monday - 1), 1_000_000);
        assert_eq!(vote_weight(1_000_000, monday), 1_013_418);
    }

    #[test]
    fn a_year_of_52_weeks_doubles_and_a_later_vote_outweighs() {
        for year in 0..40 {
            let time = EPOCH + year * YEAR * WEEK;
            assert_eq!(vote_weight(7, time), 7 << year);
        }
        let (now, later) = (1_528_675_200, 1_528_675_200 + 26 * WEEK);
        assert!(vote_weight(1_000, later) > vote_weight(1_414, now));
        assert!(vote_weight(1_000, later) < vote_weight(1_415, now));
    }

    #[test]
    fn each_factor_is_the_52nd_root_of_two_times_the_one_before() {
        // f(k+1)² = f(k)·f(k+2), and f(26)² = 2 · f(0)², to the last bits.
        let far = |a: u64, b: u64, c: u64| {
            let (left, right) = (u128::from(b) * u128::from(b), u128::from(a) * u128::from(c));
            left.abs_diff(right) >> 63
        };
        for k in 0..50 {
            assert!(far(FACTORS[k], FACTORS[k + 1], FACTORS[k + 2]) <= 4, "{k}");
        }
        let half = u128::from(FACTORS[26]);
        assert_eq!((half * half) >> 126, 1);
        assert_eq!(((half + 1) * (half + 1)) >> 127, 1);
        assert!(half * half < 1 << 127);
    }

    #[test]
    fn the_largest_stake_at_the_end_of_time() {
        assert!(vote_weight(u64::MAX, u32::MAX) > u128::from(u64::MAX) << 60);
        assert_eq!(vote_weight(0, u32::MAX), 0);
    }
}
