//! Which times a block may bear: after the median of its ancestors (BIP 113
//! names it median time past), and not far in the future.

use crate::base::order;
use std::fmt;

/// How many last blocks the median is over.
pub const SPAN: usize = 11;

/// How far ahead of a node's clock a block's time may be, in seconds.
pub const MAX_AHEAD: u32 = 7200;

/// Why a block must not bear its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeError {
    /// Not after the median of its ancestors.
    TooOld,
    /// More than [`MAX_AHEAD`] ahead of the node's clock: it may be valid later.
    TooNew,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooOld => "block time not after the median time past",
            Self::TooNew => "block time too far in the future",
        })
    }
}

impl std::error::Error for TimeError {}

/// The median of the last [`SPAN`] of `times`, which end with the tip's; none
/// for no times. Of an even number the later of the middle two.
#[must_use]
pub fn median_time_past(times: &[u32]) -> Option<u32> {
    let mut last = times[times.len().saturating_sub(SPAN)..].to_vec();
    order::sort(&mut last);
    last.get(last.len() / 2).copied()
}

/// Checks the time of a block whose parent has median time `median`, at a node
/// whose clock shows `now`.
///
/// # Errors
/// Names the bound that is crossed.
pub fn check(time: u32, median: u32, now: u32) -> Result<(), TimeError> {
    if time <= median {
        Err(TimeError::TooOld)
    } else if time > now.saturating_add(MAX_AHEAD) {
        Err(TimeError::TooNew)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times of Bitcoin's blocks 0 to 11.
    const TIMES: [u32; 12] = [
        1_231_006_505,
        1_231_469_665,
        1_231_469_744,
        1_231_470_173,
        1_231_470_988,
        1_231_471_428,
        1_231_471_789,
        1_231_472_369,
        1_231_472_743,
        1_231_473_279,
        1_231_473_952,
        1_231_474_360,
    ];

    #[test]
    fn medians_of_bitcoin() {
        let expected = [
            (0, 1_231_006_505),
            (1, 1_231_469_665),
            (2, 1_231_469_665),
            (10, 1_231_471_428),
            (11, 1_231_471_789),
        ];
        for (tip, median) in expected {
            assert_eq!(median_time_past(&TIMES[..=tip]), Some(median), "tip {tip}");
        }
        assert_eq!(median_time_past(&[]), None);
    }

    #[test]
    fn the_order_of_times_does_not_matter() {
        let mut times = TIMES[1..].to_vec();
        times.reverse();
        assert_eq!(median_time_past(&times), Some(1_231_471_789));
    }

    #[test]
    fn times_at_both_bounds() {
        assert_eq!(check(100, 100, 0), Err(TimeError::TooOld));
        assert_eq!(check(101, 100, 0), Ok(()));
        assert_eq!(check(7200, 100, 0), Ok(()));
        assert_eq!(check(7201, 100, 0), Err(TimeError::TooNew));
        assert_eq!(check(u32::MAX, 0, u32::MAX), Ok(()));
    }
}
