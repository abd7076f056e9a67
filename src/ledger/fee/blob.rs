//! The fee of blob space and the excess that it follows: EIP-4844, with the parameters of later forks and EIP-7918.

use ruint::Uint;
use ruint::aliases::U256;

/// Gas of one blob: 4096 field elements of 32 bytes.
pub const GAS_PER_BLOB: u64 = 131_072;

/// The least price of a blob's gas, in wei.
pub const LEAST_FEE: u64 = 1;

/// What carrying a blob costs at least, in gas of execution (EIP-7918, `BLOB_BASE_COST`).
pub const EXECUTION_GAS_PER_BLOB: u64 = 8192;

/// A term of the series before its division: 256 bits times 64.
type Wide = Uint<320, 5>;

/// Parameters of one fork.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobSchedule {
    /// Blobs that a block aims at.
    pub target: u64,
    /// Blobs that a block has at most.
    pub max: u64,
    /// Excess gas over which the fee grows by a factor of e (`BLOB_BASE_FEE_UPDATE_FRACTION`).
    pub fraction: u64,
    /// Whether the fee is bound to the price of execution (EIP-7918).
    pub reserve: bool,
}

impl BlobSchedule {
    /// Deneb's (EIP-4844).
    pub const DENEB: Self = Self::new(3, 6, 3_338_477, false);
    /// Prague's (EIP-7691).
    pub const PRAGUE: Self = Self::new(6, 9, 5_007_716, false);
    /// Osaka's: Prague's, with EIP-7918.
    pub const OSAKA: Self = Self::new(6, 9, 5_007_716, true);
    /// The first change of blob parameters only (EIP-7892).
    pub const BPO1: Self = Self::new(10, 15, 8_346_193, true);
    /// The second.
    pub const BPO2: Self = Self::new(14, 21, 11_684_671, true);

    const fn new(target: u64, max: u64, fraction: u64, reserve: bool) -> Self {
        Self {
            target,
            max,
            fraction,
            reserve,
        }
    }

    /// The schedule of a fork: `deneb`, `prague`, `osaka`, `bpo1` or `bpo2`.
    #[must_use]
    pub fn of_fork(name: &str) -> Option<Self> {
        match name {
            "deneb" => Some(Self::DENEB),
            "prague" => Some(Self::PRAGUE),
            "osaka" => Some(Self::OSAKA),
            "bpo1" => Some(Self::BPO1),
            "bpo2" => Some(Self::BPO2),
            _ => None,
        }
    }

    /// The gas that a block's blobs aim at.
    #[must_use]
    pub fn target_gas(&self) -> u64 {
        self.target.saturating_mul(GAS_PER_BLOB)
    }

    /// The price of a blob's gas at `excess` gas, in wei; one of more than 64 bits stays at their end.
    #[must_use]
    pub fn fee(&self, excess: u64) -> u64 {
        self.exact_fee(excess)
            .map_or(u64::MAX, |fee| fee.saturating_to())
    }

    /// The same, whatever its size; none for one of more than 256 bits.
    #[must_use]
    pub fn exact_fee(&self, excess: u64) -> Option<U256> {
        fake_exponential(LEAST_FEE, excess, self.fraction)
    }

    /// The excess that follows a parent with `excess` whose blobs used `used` gas while execution cost `base_fee`.
    #[must_use]
    pub fn next_excess(&self, excess: u64, used: u64, base_fee: u64) -> u64 {
        let sum = excess.saturating_add(used);
        match sum.checked_sub(self.target_gas()) {
            None => 0,
            Some(_) if self.reserve && self.is_below_reserve(excess, base_fee) => {
                excess.saturating_add(self.share_above_target(used))
            }
            Some(left) => left,
        }
    }

    /// Whether a blob's own fee is less than the execution gas that carrying it stands for.
    fn is_below_reserve(&self, excess: u64, base_fee: u64) -> bool {
        let execution = u128::from(EXECUTION_GAS_PER_BLOB) * u128::from(base_fee);
        execution > u128::from(GAS_PER_BLOB) * u128::from(self.fee(excess))
    }

    fn share_above_target(&self, used: u64) -> u64 {
        let above = u128::from(self.max.saturating_sub(self.target));
        let share = u128::from(used) * above / u128::from(self.max.max(1));
        u64::try_from(share).unwrap_or(u64::MAX)
    }
}

/// `factor * e^(numerator / denominator)` by its series in integers, each term rounded down (EIP-4844).
/// None for a denominator of 0, and if a term needs more than 256 bits.
#[must_use]
pub fn fake_exponential(factor: u64, numerator: u64, denominator: u64) -> Option<U256> {
    if denominator == 0 {
        return None;
    }
    let [numerator, denominator] = [numerator, denominator].map(Wide::from);
    let (mut sum, mut place) = (Wide::ZERO, Wide::ONE);
    let mut term = Wide::from(factor) * denominator;
    while !term.is_zero() {
        if term.bit_len() > 256 {
            return None;
        }
        sum = sum.checked_add(term)?;
        term = term * numerator / (denominator * place);
        place += Wide::ONE;
    }
    let whole = sum / denominator;
    (whole.bit_len() <= 256).then(|| whole.to())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// go-ethereum `consensus/misc/eip4844/eip4844_test.go`.
    #[test]
    fn the_series_is_that_of_geth() {
        let vectors: [(u64, u64, u64, u64); 11] = [
            (1, 0, 1, 1),
            (38_493, 0, 1000, 38_493),
            (0, 1234, 2345, 0),
            (1, 2, 1, 6),
            (1, 6, 2, 18),
            (1, 4, 1, 49),
            (1, 8, 2, 50),
            (10, 8, 2, 542),
            (11, 8, 2, 596),
            (2, 5, 2, 23),
            (1, 50_000_000, 2_225_652, 5_709_098_764),
        ];
        for (factor, numerator, denominator, expected) in vectors {
            let found = fake_exponential(factor, numerator, denominator);
            assert_eq!(found, Some(U256::from(expected)), "{factor} {numerator}");
        }
    }

    #[test]
    fn fees_turn_where_computed() {
        let deneb = [(0, 1), (2_314_057, 1), (2_314_058, 2), (10_485_760, 23)];
        let prague = [(0, 1), (3_471_086, 1), (3_471_087, 2), (10_485_760, 8)];
        for (excess, fee) in deneb {
            assert_eq!(BlobSchedule::DENEB.fee(excess), fee, "{excess}");
        }
        for (excess, fee) in prague {
            assert_eq!(BlobSchedule::PRAGUE.fee(excess), fee, "{excess}");
        }
    }

    #[test]
    fn excess_is_what_was_used_above_the_target() {
        let three = 3 * GAS_PER_BLOB;
        let next = |excess, used| BlobSchedule::DENEB.next_excess(excess, used, u64::MAX);
        assert_eq!(next(0, 0), 0);
        assert_eq!(next(0, three), 0);
        assert_eq!(next(0, three + GAS_PER_BLOB), GAS_PER_BLOB);
        assert_eq!(next(GAS_PER_BLOB, three - GAS_PER_BLOB), 0);
        assert_eq!(next(2 * three, 0), three);
    }

    #[test]
    fn a_fee_below_the_reserve_does_not_fall() {
        let osaka = BlobSchedule::OSAKA;
        let (excess, target) = (20 * GAS_PER_BLOB, osaka.target_gas());
        // 8192 * 17 > 131072 * 1, and 8192 * 16 isn't.
        assert_eq!(osaka.fee(excess), 1);
        assert_eq!(osaka.next_excess(excess, target, 16), excess);
        assert_eq!(osaka.next_excess(excess, 0, 16), excess - target);
        assert_eq!(osaka.next_excess(excess, target, 17), excess + target / 3);
        assert_eq!(osaka.next_excess(excess, 0, 17), excess);
        assert_eq!(osaka.next_excess(0, target - 1, 17), 0);
        assert_eq!(
            BlobSchedule::PRAGUE.next_excess(excess, 0, 17),
            excess - target
        );
    }

    #[test]
    fn too_large_results_are_none_and_end_soon() {
        assert_eq!(fake_exponential(1, 1, 0), None);
        assert_eq!(fake_exponential(1, u64::MAX, 1), None);
        assert_eq!(fake_exponential(u64::MAX, u64::MAX, 1), None);
        assert!(fake_exponential(u64::MAX, u64::MAX, u64::MAX).is_some());
        assert_eq!(BlobSchedule::BPO2.fee(u64::MAX), u64::MAX);
        let most = BlobSchedule::BPO1.next_excess(u64::MAX, u64::MAX, u64::MAX);
        assert_eq!(most, u64::MAX - BlobSchedule::BPO1.target_gas());
    }

    #[test]
    fn forks_by_name() {
        assert_eq!(BlobSchedule::of_fork("bpo1"), Some(BlobSchedule::BPO1));
        assert_eq!(BlobSchedule::of_fork("frontier"), None);
        assert_eq!(GAS_PER_BLOB, 4096 * 32);
    }
}
