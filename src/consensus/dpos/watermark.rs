//! What a producer remembers on disk of its own blocks, so that no two of them confirm one height.
//!
//! Source: `leap/plugins/producer_plugin/producer_plugin.cpp`, `start_block`; there the watermark
//! was kept in memory until version 3.1.

use borsh::{BorshDeserialize, BorshSerialize};

/// A producer's highest signed block, on whatever branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Watermark {
    /// Its height.
    pub height: u64,
    /// Its slot.
    pub slot: u64,
}

/// Why a producer lets its slot pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abstention {
    /// It signed a block above the head that it follows now.
    HigherBlock,
    /// It signed a block for this slot or a later one.
    LaterSlot,
}

/// How many blocks before itself a new block on a branch may confirm; none without a watermark.
///
/// # Errors
/// Why there must be no block at all.
pub fn confirmable(
    watermark: Option<Watermark>,
    (head, irreversible): (u64, u64),
    slot: u64,
) -> Result<u16, Abstention> {
    let Some(last) = watermark else {
        return Ok(0);
    };
    if last.height > head {
        return Err(Abstention::HigherBlock);
    }
    if last.slot >= slot {
        return Err(Abstention::LaterSlot);
    }
    let since = (head - last.height).min(head.saturating_sub(irreversible));
    Ok(u16::try_from(since).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: Option<Watermark> = Some(Watermark {
        height: 40,
        slot: 100,
    });

    #[test]
    fn all_blocks_since_the_last_own_one_are_confirmed() {
        assert_eq!(confirmable(LAST, (40, 0), 101), Ok(0));
        assert_eq!(confirmable(LAST, (52, 0), 113), Ok(12));
    }

    #[test]
    fn what_is_irreversible_needs_no_confirmation() {
        assert_eq!(confirmable(LAST, (52, 47), 113), Ok(5));
        assert_eq!(confirmable(LAST, (52, 52), 113), Ok(0));
    }

    #[test]
    fn below_its_own_height_or_at_its_own_slot_it_stays_silent() {
        assert_eq!(
            confirmable(LAST, (39, 0), 113),
            Err(Abstention::HigherBlock)
        );
        assert_eq!(confirmable(LAST, (52, 0), 100), Err(Abstention::LaterSlot));
    }

    #[test]
    fn who_remembers_nothing_confirms_nothing() {
        assert_eq!(confirmable(None, (52, 0), 113), Ok(0));
    }
}
