//! How the target follows the time that a window of blocks took (Bitcoin Core
//! `src/pow.cpp`).

use ruint::aliases::U256;

use super::target::{BITCOIN_LIMIT, TargetError, Wide, from_bits, to_compact};

/// The rule of one chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retarget {
    /// Blocks from one change to the next.
    pub window: u32,
    /// The wanted time between blocks in seconds.
    pub spacing: u32,
    /// The measured time counts as at most this many times and at least this
    /// fraction of the wanted one.
    pub clamp: u32,
    /// The easiest target.
    pub limit: U256,
}

impl Retarget {
    /// Bitcoin's: every 2016 blocks of ten minutes, by at most a factor of 4.
    pub const BITCOIN: Self = Self {
        window: 2016,
        spacing: 600,
        clamp: 4,
        limit: BITCOIN_LIMIT,
    };

    /// Whether the block at `height` must have a new target.
    #[must_use]
    pub fn is_due(&self, height: u64) -> bool {
        height > 0 && height.checked_rem(self.window.into()) == Some(0)
    }

    /// The height of the first block whose time counts for the change at
    /// `height`. From it to the last block there are `window - 1` intervals,
    /// but they are held against `window` times the spacing: Bitcoin's
    /// off-by-one, kept because changing it would split the chain.
    #[must_use]
    pub fn first_height(&self, height: u64) -> u64 {
        height.saturating_sub(self.window.into())
    }

    /// The bits that follow `bits` after a window whose first block has
    /// `first_time` and whose last has `last_time`.
    ///
    /// # Errors
    /// If `bits` are no valid target themselves.
    pub fn next_bits(
        &self,
        bits: u32,
        first_time: u32,
        last_time: u32,
    ) -> Result<u32, TargetError> {
        let target = from_bits(bits, self.limit)?;
        let wanted = (u64::from(self.window) * u64::from(self.spacing)).max(1);
        let clamp = u64::from(self.clamp.max(1));
        // A last block may bear an earlier time than the first.
        let measured = u64::from(last_time.saturating_sub(first_time));
        let counted = measured.clamp(wanted / clamp, wanted.saturating_mul(clamp));
        let scaled = Wide::from(target) * Wide::from(counted) / Wide::from(wanted);
        let next = scaled.min(Wide::from(self.limit)).to::<U256>();
        Ok(to_compact(next))
    }
}

#[cfg(test)]
mod tests {
    use super::super::target::from_compact;
    use super::*;

    const BITCOIN: Retarget = Retarget::BITCOIN;

    #[test]
    fn the_first_change_of_bitcoin() {
        let next = BITCOIN.next_bits(0x1d00_ffff, 1_261_130_161, 1_262_152_739);
        assert_eq!(next, Ok(0x1d00_d86a));
        assert_eq!(1_262_152_739 - 1_261_130_161, 1_022_578);
    }

    #[test]
    fn the_limit_holds() {
        let next = BITCOIN.next_bits(0x1d00_ffff, 1_231_006_505, 1_233_061_996);
        assert_eq!(next, Ok(0x1d00_ffff));
    }

    #[test]
    fn a_fast_window_counts_as_a_quarter() {
        let next = BITCOIN.next_bits(0x1c05_a3f4, 1_279_008_237, 1_279_297_671);
        assert_eq!(next, Ok(0x1c01_68fd));
        let faster = BITCOIN.next_bits(0x1c05_a3f4, 1_279_008_237, 1_279_008_238);
        assert_eq!(faster, next);
    }

    #[test]
    fn a_slow_window_counts_as_four() {
        let next = BITCOIN.next_bits(0x1c38_7f6f, 1_263_163_443, 1_269_211_443);
        assert_eq!(next, Ok(0x1d00_e1fd));
    }

    #[test]
    fn times_that_run_backwards_count_as_the_fastest() {
        let backwards = BITCOIN.next_bits(0x1c05_a3f4, 1_000_000, 0);
        assert_eq!(backwards, BITCOIN.next_bits(0x1c05_a3f4, 0, 0));
    }

    /// Blocks exactly on schedule make the target fall by 1 in 2016.
    #[test]
    fn the_off_by_one_makes_a_chain_on_schedule_slightly_harder() {
        let on_schedule = BITCOIN.next_bits(0x1c7f_ffff, 0, 2015 * 600).unwrap();
        let old = from_compact(0x1c7f_ffff).unwrap();
        let expected = old * U256::from(2015) / U256::from(2016);
        assert_eq!(on_schedule, to_compact(expected));
        assert_eq!(
            BITCOIN.next_bits(0x1c7f_ffff, 0, 2016 * 600),
            Ok(0x1c7f_ffff)
        );
    }

    #[test]
    fn changes_come_every_window_and_look_back_to_its_first_block() {
        let due: Vec<u64> = (0..5000).filter(|height| BITCOIN.is_due(*height)).collect();
        assert_eq!(due, [2016, 4032]);
        assert_eq!(BITCOIN.first_height(32_256), 30_240);
    }

    #[test]
    fn the_easiest_targets_do_not_overflow() {
        let easy = Retarget {
            limit: U256::MAX,
            ..BITCOIN
        };
        assert_eq!(
            easy.next_bits(0x207f_ffff, 0, u32::MAX),
            Ok(to_compact(U256::MAX))
        );
        let widest = Retarget {
            window: u32::MAX,
            spacing: u32::MAX,
            clamp: u32::MAX,
            ..easy
        };
        assert!(widest.next_bits(0x207f_ffff, 0, u32::MAX).is_ok());
    }

    #[test]
    fn senseless_parameters_and_bits_do_not_panic() {
        let nothing = Retarget {
            window: 0,
            spacing: 0,
            clamp: 0,
            limit: BITCOIN_LIMIT,
        };
        assert!(!nothing.is_due(7));
        assert!(nothing.next_bits(0x1d00_ffff, 0, 9).is_ok());
        assert_eq!(BITCOIN.next_bits(0, 0, 9), Err(TargetError::Zero));
        assert_eq!(
            BITCOIN.next_bits(0x207f_ffff, 0, 9),
            Err(TargetError::AboveLimit)
        );
    }
}
