//! The base fee that a block burns for each gas, from how full its parent was (EIP-1559).

/// The base fee of the first block that has one, in wei for each gas.
pub const INITIAL: u64 = 1_000_000_000;

/// A block aims at its gas limit divided by this.
pub const ELASTICITY: u64 = 2;

/// A base fee changes at most by one part in this many from block to block.
pub const MAX_CHANGE: u64 = 8;

/// The gas limit changes by less than one part in this many from block to block (Yellow Paper, equation 47).
pub const LIMIT_CHANGE: u64 = 1024;

/// The least gas limit of a block.
pub const LEAST_LIMIT: u64 = 5000;

/// The gas that a block under `gas_limit` aims at.
#[must_use]
pub fn target(gas_limit: u64) -> u64 {
    gas_limit / ELASTICITY
}

/// The base fee that follows a parent with `base_fee`, of whose `gas_limit` it used `gas_used`.
/// All in wei and gas; a fee of more than 64 bits stays at their end. A limit below 2 leaves the fee as it is.
#[must_use]
pub fn next(base_fee: u64, gas_limit: u64, gas_used: u64) -> u64 {
    let target = target(gas_limit);
    let step = change(base_fee, gas_used.abs_diff(target), target);
    match (target, gas_used) {
        (0, _) => base_fee,
        (target, used) if used == target => base_fee,
        (target, used) if used > target => base_fee.saturating_add(step.max(1)),
        _ => base_fee.saturating_sub(step),
    }
}

/// `base_fee * away / target / 8`, each division rounding down.
fn change(base_fee: u64, away: u64, target: u64) -> u64 {
    let product = u128::from(base_fee) * u128::from(away);
    let step = product / u128::from(target.max(1)) / u128::from(MAX_CHANGE);
    u64::try_from(step).unwrap_or(u64::MAX)
}

/// Whether `limit` may be the gas limit of a block whose parent has `parent`.
#[must_use]
pub fn limit_may_follow(parent: u64, limit: u64) -> bool {
    parent.abs_diff(limit) < parent / LIMIT_CHANGE && limit >= LEAST_LIMIT
}

#[cfg(test)]
mod tests {
    use super::*;

    /// go-ethereum `consensus/misc/eip1559/eip1559_test.go`.
    #[test]
    fn fees_follow_fullness_as_in_geth() {
        let vectors = [
            (0, 875_000_000),
            (9_000_000, 987_500_000),
            (10_000_000, INITIAL),
            (11_000_000, 1_012_500_000),
            (20_000_000, 1_125_000_000),
        ];
        for (used, fee) in vectors {
            assert_eq!(next(INITIAL, 20_000_000, used), fee, "{used} used");
        }
    }

    #[test]
    fn small_fees_move_by_whole_wei() {
        let limit = 30_000_000;
        let vectors = [
            (7, limit, 8),
            (7, 0, 7),
            (8, 0, 7),
            (0, limit, 1),
            (0, 0, 0),
        ];
        for (fee, used, expected) in vectors {
            assert_eq!(next(fee, limit, used), expected, "{fee} after {used}");
        }
    }

    #[test]
    fn ten_blocks_full_and_ten_empty() {
        let after = |used| (0..10).fold(INITIAL, |fee, _| next(fee, 30_000_000, used));
        assert_eq!(after(30_000_000), 3_247_321_023);
        assert_eq!(after(0), 263_075_578);
    }

    #[test]
    fn limits_move_by_less_than_one_in_1024() {
        assert!(limit_may_follow(20_000_000, 20_019_530));
        assert!(!limit_may_follow(20_000_000, 20_019_531));
        assert!(limit_may_follow(20_000_000, 19_980_470));
        assert!(!limit_may_follow(20_000_000, 19_980_469));
        assert!(!limit_may_follow(LEAST_LIMIT, LEAST_LIMIT - 1));
    }

    #[test]
    fn the_ends_of_64_bits_do_not_panic() {
        assert_eq!(next(u64::MAX, u64::MAX, u64::MAX), u64::MAX);
        assert_eq!(next(7, 0, 9), 7);
        assert_eq!(next(7, 1, u64::MAX), 7);
        assert_eq!(next(u64::MAX, 2, u64::MAX), u64::MAX);
        assert!(!limit_may_follow(0, 0));
    }
}
