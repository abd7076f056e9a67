//! Who produces when: the producers with most votes, in the order of their names, 12 slots each.
//!
//! Source: `reference-contracts/.../voting.cpp`, `update_elected_producers`, and
//! `leap/libraries/chain/include/eosio/chain/config.hpp`.

use crate::base::{Time, order};

use super::name::AccountName;
use super::vote_weight::EPOCH;

/// Slots that a producer has in a row (`producer_repetitions`).
pub const BLOCKS_IN_A_ROW: u64 = 12;
/// Slots of a second: each takes 500 ms (`block_interval_ms`).
pub const SLOTS_A_SECOND: u64 = 2;
/// Most producers of a schedule (`max_producers`).
pub const MOST_PRODUCERS: usize = 125;
/// Producers that the system contract elects.
pub const SEATS: usize = 21;
/// Slots after which, when they are exceeded, the next election follows.
pub const ELECTION_SLOTS: u64 = 120;

/// An account that may be elected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub name: AccountName,
    /// Weight of all votes for it.
    pub votes: u128,
    /// Whether it offers to produce.
    pub active: bool,
}

/// The `seats` active candidates with most votes, in the order of their names. Of equals, the
/// first by name; nobody without a vote.
#[must_use]
pub fn elect(candidates: &[Candidate], seats: usize) -> Vec<AccountName> {
    let mut standing: Vec<&Candidate> = candidates
        .iter()
        .filter(|one| one.active && one.votes > 0)
        .collect();
    order::sort_by_key(&mut standing, |one| (u128::MAX - one.votes, one.name));
    let mut names: Vec<AccountName> = standing.iter().take(seats).map(|one| one.name).collect();
    order::sort(&mut names);
    names
}

/// The slot of a time, in seconds since 1970 and the half of that second, since 2000; 0 before.
#[must_use]
pub fn slot_at(seconds: u32, second_half: bool) -> u64 {
    u64::from(seconds.saturating_sub(EPOCH)) * SLOTS_A_SECOND + u64::from(second_half)
}

/// The slot of a moment of a world whose time began at `genesis`, in seconds since 1970.
#[must_use]
pub fn slot_now(genesis: u32, now: Time) -> u64 {
    slot_at(genesis, false) + now.0 / (1_000_000 / SLOTS_A_SECOND)
}

/// The second since 1970 in which a slot begins; saturates.
#[must_use]
pub fn second_of(slot: u64) -> u32 {
    let seconds = u64::from(EPOCH).saturating_add(slot / SLOTS_A_SECOND);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// Whose slot it is; `None` in an empty schedule.
#[must_use]
pub fn producer_at(slot: u64, schedule: &[AccountName]) -> Option<AccountName> {
    let round = schedule.len() as u64 * BLOCKS_IN_A_ROW;
    let place = slot.checked_rem(round)? / BLOCKS_IN_A_ROW;
    schedule.get(place as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> AccountName {
        text.parse().unwrap()
    }

    fn candidate(text: &str, votes: u128) -> Candidate {
        Candidate {
            name: name(text),
            votes,
            active: true,
        }
    }

    #[test]
    fn most_votes_are_elected_and_stand_by_name() {
        let candidates = [
            candidate("zeta", 50),
            candidate("beta", 40),
            candidate("alpha", 10),
            candidate("gamma", 30),
        ];
        let schedule = elect(&candidates, 3);
        assert_eq!(schedule, [name("beta"), name("gamma"), name("zeta")]);
    }

    #[test]
    fn neither_the_voteless_nor_the_retired_are_elected() {
        let retired = Candidate {
            active: false,
            ..candidate("alpha", 90)
        };
        let candidates = [retired, candidate("beta", 0), candidate("gamma", 1)];
        assert_eq!(elect(&candidates, 21), [name("gamma")]);
        assert_eq!(elect(&candidates, 0), []);
    }

    #[test]
    fn of_equals_the_first_by_name() {
        let candidates = [candidate("b", 5), candidate("a", 5), candidate("c", 5)];
        assert_eq!(elect(&candidates, 2), [name("a"), name("b")]);
    }

    #[test]
    fn twelve_slots_in_a_row() {
        let schedule: Vec<_> = ["a", "b", "c"].map(name).to_vec();
        assert_eq!(producer_at(0, &schedule), Some(name("a")));
        assert_eq!(producer_at(11, &schedule), Some(name("a")));
        assert_eq!(producer_at(12, &schedule), Some(name("b")));
        assert_eq!(producer_at(35, &schedule), Some(name("c")));
        assert_eq!(producer_at(36, &schedule), Some(name("a")));
        assert_eq!(producer_at(36, &[]), None);
    }

    #[test]
    fn slots_of_half_a_second_since_2000() {
        assert_eq!(slot_at(EPOCH, false), 0);
        assert_eq!(slot_at(EPOCH, true), 1);
        assert_eq!(slot_at(0, false), 0);
        let launch = slot_at(1_528_675_200, true);
        assert_eq!(launch, 1_163_980_801);
        assert_eq!(second_of(launch), 1_528_675_200);
        assert_eq!(second_of(u64::MAX), u32::MAX);
    }
}
