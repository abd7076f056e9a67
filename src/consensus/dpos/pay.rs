//! What producers are paid: new tokens by a continuous rate, split by blocks and by votes.
//!
//! Source: `reference-contracts/contracts/eosio.system/src/producer_pay.cpp`, `claimrewards`,
//! which multiplies in floating point; here the rate is an integer, 2^64 · ln(1.05).

use ruint::aliases::U256;

/// 2^64 · ln(1.05), rounded down: 5 % a year, compounded without pause.
const RATE: u64 = 900_019_671_747_785_910;
/// Microseconds of a year of 52 weeks (`useconds_per_year`).
const YEAR: u64 = 52 * 7 * 24 * 3600 * 1_000_000;
/// One in so many new tokens is for producers: 20 %.
const PRODUCERS_PART: u64 = 5;
/// One in so many of the producers' tokens is for blocks: 25 %.
const BLOCKS_PART: u64 = 4;
/// Smallest units of a token.
pub const TOKEN: u64 = 10_000;
/// A claim's pay by votes below this is nothing (`min_pervote_daily_pay`, 100 tokens).
pub const LEAST_VOTE_PAY: u64 = 100 * TOKEN;

/// New tokens, in their smallest unit, and for what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issue {
    /// All of them.
    pub total: u64,
    /// Kept by the system.
    pub savings: u64,
    /// Shared among producers by their blocks.
    pub by_blocks: u64,
    /// Shared among producers by their votes.
    pub by_votes: u64,
}

/// What a `supply` grows by in `micros` microseconds. `None` if 64 bits can't hold it.
#[must_use]
pub fn issue(supply: u64, micros: u64) -> Option<Issue> {
    let grown = U256::from(supply) * U256::from(RATE) * U256::from(micros) / U256::from(YEAR);
    let total = u64::try_from(grown >> 64).ok()?;
    let producers = total / PRODUCERS_PART;
    let by_blocks = producers / BLOCKS_PART;
    Some(Issue {
        total,
        savings: total - producers,
        by_blocks,
        by_votes: producers - by_blocks,
    })
}

/// A producer's part of the tokens for blocks: its unpaid blocks of all unpaid ones.
#[must_use]
pub fn block_pay(bucket: u64, own_blocks: u64, all_blocks: u64) -> u64 {
    part(bucket, u128::from(own_blocks), u128::from(all_blocks))
}

/// A producer's part of the tokens for votes: votes times the time it had them, of everyone's.
/// Nothing below `least`.
#[must_use]
pub fn vote_pay(bucket: u64, (own, all): (u128, u128), least: u64) -> u64 {
    match part(bucket, own, all) {
        too_little if too_little < least => 0,
        pay => pay,
    }
}

fn part(bucket: u64, own: u128, all: u128) -> u64 {
    let own = own.min(all);
    (U256::from(bucket) * U256::from(own))
        .checked_div(U256::from(all))
        .and_then(|pay| u64::try_from(pay).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 24 * 3600 * 1_000_000;
    /// A thousand million tokens.
    const SUPPLY: u64 = 1_000_000_000 * TOKEN;

    #[test]
    fn a_day_of_a_thousand_million_tokens() {
        let day = issue(SUPPLY, DAY).unwrap();
        assert_eq!(day.total, 1_340_389_125, "134,038.9125 tokens");
        assert_eq!(day.by_blocks + day.by_votes, 268_077_825, "26,807.7825");
        assert_eq!(day.by_blocks, 67_019_456, "6,701.9456");
        assert_eq!(day.by_votes, 201_058_369, "20,105.8369");
        assert_eq!(day.savings + 268_077_825, day.total);
    }

    #[test]
    fn daily_claims_for_a_year_compound_to_nearly_five_percent() {
        let mut supply = SUPPLY;
        for _ in 0..364 {
            supply += issue(supply, DAY).unwrap().total;
        }
        let grown = supply - SUPPLY;
        assert!(grown < SUPPLY / 20);
        assert!(SUPPLY / 20 - grown < SUPPLY / 250_000, "{grown}");
    }

    #[test]
    fn what_was_issued_is_shared_out_and_never_more() {
        let day = issue(SUPPLY, DAY).unwrap();
        let all: u64 = (0..21)
            .map(|_| block_pay(day.by_blocks, 8_228, 21 * 8_228))
            .sum();
        assert!(all <= day.by_blocks && day.by_blocks - all < 21);
        assert_eq!(block_pay(day.by_blocks, 5, 0), 0, "nobody produced");
        assert_eq!(
            vote_pay(day.by_votes, (9, 3), 0),
            day.by_votes,
            "never more than there is"
        );
    }

    #[test]
    fn pay_by_votes_below_a_hundred_tokens_is_nothing() {
        let bucket = 1_000 * TOKEN;
        assert_eq!(vote_pay(bucket, (10, 100), LEAST_VOTE_PAY), LEAST_VOTE_PAY);
        assert_eq!(vote_pay(bucket, (9_999, 100_000), LEAST_VOTE_PAY), 0);
        assert_eq!(vote_pay(bucket, (0, 0), LEAST_VOTE_PAY), 0);
    }

    #[test]
    fn what_64_bits_cannot_hold_is_not_issued() {
        assert_eq!(issue(u64::MAX, u64::MAX), None);
        assert_eq!(issue(0, u64::MAX).unwrap().total, 0);
        let nothing = Issue {
            total: 0,
            savings: 0,
            by_blocks: 0,
            by_votes: 0,
        };
        assert_eq!(issue(SUPPLY, 0), Some(nothing));
    }
}
