//! New coins for the miner of a block, halved every interval.

use crate::base::Amount;

/// Bitcoin's first subsidy, in satoshi.
pub const BITCOIN_INITIAL: u64 = 5_000_000_000;

/// Bitcoin's blocks from one halving to the next.
pub const BITCOIN_INTERVAL: u64 = 210_000;

/// The subsidy of the block at `height`: `initial` halved, rounding down, once
/// for every full `interval` of blocks. An interval of 0 never halves.
#[must_use]
pub fn subsidy(initial: Amount, interval: u64, height: u64) -> Amount {
    let halvings = height.checked_div(interval).unwrap_or(0);
    let shift = u32::try_from(halvings).unwrap_or(u32::MAX);
    Amount(initial.0.checked_shr(shift).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bitcoin's, in satoshi.
    fn bitcoin(height: u64) -> u64 {
        subsidy(Amount(BITCOIN_INITIAL), BITCOIN_INTERVAL, height).0
    }

    #[test]
    fn subsidies_of_bitcoin() {
        let expected = [
            (0, 5_000_000_000),
            (209_999, 5_000_000_000),
            (210_000, 2_500_000_000),
            (420_000, 1_250_000_000),
            (630_000, 625_000_000),
            (840_000, 312_500_000),
            (6_720_000, 1),
            (6_929_999, 1),
            (6_930_000, 0),
        ];
        for (height, satoshi) in expected {
            assert_eq!(bitcoin(height), satoshi, "height {height}");
        }
    }

    #[test]
    fn all_satoshi_there_will_ever_be() {
        let total: u64 = (0..70).map(|era| 210_000 * bitcoin(era * 210_000)).sum();
        assert_eq!(total, 2_099_999_997_690_000);
    }

    #[test]
    fn heights_beyond_64_halvings_and_an_interval_of_0() {
        assert_eq!(bitcoin(64 * 210_000), 0);
        assert_eq!(bitcoin(u64::MAX), 0);
        assert_eq!(subsidy(Amount(7), 0, u64::MAX), Amount(7));
    }
}
