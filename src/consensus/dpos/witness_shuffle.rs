//! BitShares' order of witnesses, drawn anew after every round from the time of the head alone.
//!
//! Source: `bitshares-core/libraries/chain/db_witness_schedule.cpp`, `update_witness_schedule`.

/// Multiplier of the 64-bit generator xorshift*.
const MULTIPLIER: u64 = 2_685_821_657_736_338_717;

/// Shuffles witnesses in the order of their ids, as at a head block of `time`, in seconds since 1970.
///
/// Whoever may choose the time of the round's last block chooses the next order, too.
pub fn shuffle<T>(time: u32, witnesses: &mut [T]) {
    let count = witnesses.len() as u64;
    for place in 0..count {
        let other = place + draw(time, place) % (count - place);
        witnesses.swap(place as usize, other as usize);
    }
}

/// The order of `count` witnesses, by their places before.
#[must_use]
pub fn order(time: u32, count: u16) -> Vec<u16> {
    let mut places: Vec<u16> = (0..count).collect();
    shuffle(time, &mut places);
    places
}

fn draw(time: u32, place: u64) -> u64 {
    let mut k = (u64::from(time) << 32).wrapping_add(place.wrapping_mul(MULTIPLIER));
    k ^= k >> 12;
    k ^= k << 25;
    k ^= k >> 27;
    k.wrapping_mul(MULTIPLIER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_of_one_second() {
        assert_eq!(order(1_500_000_000, 5), [2, 3, 4, 0, 1]);
        let of_21 = [
            3, 0, 17, 8, 15, 20, 7, 5, 10, 4, 14, 6, 16, 1, 2, 19, 11, 12, 9, 18, 13,
        ];
        assert_eq!(order(1_500_000_000, 21), of_21);
    }

    #[test]
    fn another_second_is_another_order_of_the_same_witnesses() {
        let mut later = order(1_500_000_005, 21);
        assert_ne!(later, order(1_500_000_000, 21));
        later.sort_unstable();
        assert_eq!(later, (0..21).collect::<Vec<_>>());
    }

    #[test]
    fn nobody_and_one_alone() {
        assert_eq!(order(7, 0), [0_u16; 0]);
        assert_eq!(order(u32::MAX, 1), [0]);
    }
}
